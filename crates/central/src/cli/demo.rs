//! `central demo`: makes a small, fictitious town and says where everything lies.

use std::path::Path;

use serde_json::json;

use super::{Failure, Printer};
use crate::{centre::Config, town::BUILT_IN};

pub(super) async fn run(
    config: &Config,
    town: Option<&Path>,
    listen_name: &str,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let text = match town {
        Some(file) => std::fs::read_to_string(file)
            .map_err(|_| Failure::Usage("the town file cannot be read"))?,
        None => BUILT_IN.to_owned(),
    };
    let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).into();
    if !names.iter().any(|name| name == listen_name) {
        names.push(listen_name.to_owned());
    }
    let made = crate::demo::make(config, &text, &names).await?;
    let dir = config.data.display();
    let sentence = format!(
        "Made a town of {} houses and {} people, {} of them with a code, in {dir}
  codes    {dir}/codes/houses, {dir}/codes/residents (.txt, .png, .svg)
  trust    {dir}/trust (ca.pem, roots.txt, bundle.txt)
  token    {} {}
Next: central serve --data {dir}",
        made.houses, made.people, made.residents, made.site, made.token,
    );
    let object = json!({
        "dir": config.data, "houses": made.houses, "people": made.people,
        "residents": made.residents, "site": made.site, "token": made.token,
    });
    printer.line(&sentence, &object)
}
