//! `central kiosks`: tokens, the list, approval and revocation.

use clap::Subcommand;
use residence::{KioskId, ServiceArea};
use serde_json::json;

use super::{Failure, Place, Printer, Rim};
use crate::{
    bundle,
    centre::{Config, Error, bundle_file},
    enrol::{self, Approval, SITE_CHARACTERS_MAX},
    files,
    store::Store,
    tables::{
        kiosks::{self, Kiosk},
        sites,
    },
};

/// What is done with the fleet.
#[derive(Subcommand)]
pub(super) enum Act {
    /// Makes a one-time token for a site: valid 24 hours, for one kiosk.
    Token {
        /// The site, 3 to 27 characters of a-z, 0-9 and "-"; the kiosk's name begins with it.
        site: String,
        /// The service area of the site, such as 4415: it chooses the rules.
        #[arg(long, value_name = "AREA")]
        area: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Lists the kiosks with the key characters to compare.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Enrols a waiting kiosk whose key characters you compared.
    Approve {
        /// The kiosk's name, as the list shows it.
        kiosk: String,
        #[command(flatten)]
        place: Place,
    },
    /// Takes the trust from a kiosk, for good.
    Revoke {
        /// The kiosk's name.
        kiosk: String,
        #[command(flatten)]
        place: Place,
    },
}

pub(super) async fn run(act: Act, rim: &Rim, printer: &mut Printer<'_>) -> Result<(), Failure> {
    match act {
        Act::Token { site, area, place } => {
            token(&rim.config(place), &site, area.as_deref(), printer).await
        }
        Act::List { place } => list(&rim.config(place), printer).await,
        Act::Approve { kiosk, place } => approve(&rim.config(place), &kiosk, printer).await,
        Act::Revoke { kiosk, place } => revoke(&rim.config(place), &kiosk, printer).await,
    }
}

async fn token(
    config: &Config,
    site: &str,
    area: Option<&str>,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    if KioskId::parse(site).is_err() || site.len() > SITE_CHARACTERS_MAX {
        return Err(Failure::Usage(
            "a site is 3 to 27 characters of a-z, 0-9 and \"-\"",
        ));
    }
    config.authority().map_err(Error::from)?;
    let area = area
        .map(ServiceArea::parse)
        .transpose()
        .map_err(|_| Failure::Usage("an area is 4 to 12 digits, or such and \"-\" and a zone"))?;
    let store = config.store().await?;
    if let Some(area) = &area {
        store.commit(vec![sites::set_area(site, area)]).await?;
    }
    let now_ms = (config.clock)();
    let text = enrol::make_token(store.as_ref(), config.crypto.as_ref(), site, now_ms).await?;
    printer.line(
        &format!("{site} {text}"),
        &json!({ "site": site, "token": text }),
    )
}

async fn list(config: &Config, printer: &mut Printer<'_>) -> Result<(), Failure> {
    config.authority().map_err(Error::from)?;
    let store = config.store().await?;
    for kiosk in kiosks::all(store.as_ref()).await? {
        print_kiosk(&kiosk, printer)?;
    }
    Ok(())
}

fn print_kiosk(kiosk: &Kiosk, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let characters = enrol::characters_of(kiosk)?;
    let standing = kiosk.standing.code();
    let line = format!(
        "{:32}  {standing:8}  {characters}  received through {}",
        kiosk.id.as_str(),
        kiosk.chain.seq
    );
    let object = json!({
        "kiosk": kiosk.id.as_str(), "site": kiosk.site, "standing": standing,
        "key_characters": characters, "app": kiosk.app,
        "epoch": kiosk.chain.epoch, "through": kiosk.chain.seq,
    });
    printer.line(&line, &object)
}

async fn approve(config: &Config, name: &str, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let id = parse(name)?;
    let authority = config.authority().map_err(Error::from)?;
    let store = config.store().await?;
    let (crypto, now_ms) = (config.crypto.as_ref(), (config.clock)());
    match enrol::approve(store.as_ref(), &authority, crypto, &id, now_ms).await? {
        Approval::Done | Approval::Already => print_standing(store.as_ref(), &id, printer).await,
        Approval::Revoked => Err(Failure::No("this kiosk was revoked; enrol it anew")),
        Approval::Unknown => Err(Failure::No("no kiosk of this name asked; see the list")),
    }
}

async fn revoke(config: &Config, name: &str, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let id = parse(name)?;
    let authority = config.authority().map_err(Error::from)?;
    let store = config.store().await?;
    let (crypto, now_ms) = (config.crypto.as_ref(), (config.clock)());
    if !enrol::revoke(store.as_ref(), &authority, crypto, &id, now_ms).await? {
        return Err(Failure::No("no kiosk of this name; see the list"));
    }
    let bundle = bundle::in_force(store.as_ref(), &authority, crypto, now_ms).await?;
    files::write_public(&bundle_file(&config.data), bundle.text.as_bytes())
        .map_err(|_| Error::Io)?;
    print_standing(store.as_ref(), &id, printer).await
}

async fn print_standing(
    store: &dyn Store,
    id: &KioskId,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    match kiosks::by_id(store, id).await? {
        Some(kiosk) => print_kiosk(&kiosk, printer),
        None => Err(Failure::No("no kiosk of this name; see the list")),
    }
}

fn parse(name: &str) -> Result<KioskId, Failure> {
    KioskId::parse(name).map_err(|_| Failure::Usage("this is no name of a kiosk; see the list"))
}
