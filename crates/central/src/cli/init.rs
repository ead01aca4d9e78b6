//! `central init`: the database and the TLS certificates of a centre whose keys were made.

use codes::Crypto;
use serde_json::json;

use super::{Failure, Printer, announce};
use crate::{
    authority::trust_folder,
    centre::{Config, Error, keys_folder},
    files,
    tables::meta::{self, Fact},
    tls,
};

/// What a centre is told of itself.
pub(super) struct Told<'a> {
    pub(super) place: &'a str,
    pub(super) community: u64,
    pub(super) names: &'a [String],
}

pub(super) async fn run(
    config: &Config,
    told: &Told<'_>,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let authority = config.authority().map_err(Error::from)?;
    let halves = config.halves().await?;
    let store = halves.vault.as_ref();
    if meta::number(store, Fact::CentreEpoch).await?.is_some() {
        return Err(Failure::Usage("the database holds a centre already"));
    }
    let pem = tls::make(&keys_folder(&config.data), told.names)?;
    let file = trust_folder(&config.data).join("ca.pem");
    files::write_public(&file, pem.as_bytes()).map_err(|_| Error::Io)?;
    let writes = vec![
        meta::set_number(Fact::CentreEpoch, epoch(config.crypto.as_ref())),
        meta::set_text(Fact::Place, told.place),
        meta::set_number(Fact::Community, told.community),
    ];
    store.commit(writes).await?;
    announce(config, &halves, &authority).await?;
    let data = config.data.display();
    let sentence = format!(
        "Made a centre in {data}
  trust    {data}/trust (ca.pem, roots.txt, bundle.txt): what a technician takes to a kiosk
Next: central houses import FILE.csv --data {data}
      central serve --data {data}"
    );
    printer.line(&sentence, &json!({ "data": config.data }))
}

fn epoch(crypto: &dyn Crypto) -> u64 {
    let mut bytes = [0; 8];
    crypto.random(&mut bytes);
    u64::from_be_bytes(bytes) >> 1
}
