//! `central front`: the folder of a front that works apart from the vault.

use std::path::Path;

use serde_json::json;

use super::{Failure, Printer};
use crate::{
    centre::{Config, Error, keys_folder},
    files, tls,
};

/// Copies what the front may hold; it never overwrites a folder.
pub(super) fn run(config: &Config, dir: &Path, printer: &mut Printer<'_>) -> Result<(), Failure> {
    if dir.exists() {
        return Err(Failure::Usage("the folder exists already; choose another"));
    }
    let authority = config.authority().map_err(Error::from)?;
    files::create_private_folder(&keys_folder(dir)).map_err(|_| Error::Io)?;
    authority.front.save(dir).map_err(Error::from)?;
    tls::copy(&keys_folder(&config.data), &keys_folder(dir))?;
    let line = format!(
        "made {}\nNext: central vault --data {} --front {}\n      central serve --data {} --front-only",
        dir.display(),
        config.data.display(),
        dir.display(),
        dir.display(),
    );
    printer.line(&line, &json!({ "front": dir }))
}
