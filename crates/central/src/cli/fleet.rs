//! `central kiosks`: tokens, the list, approval and revocation.

use clap::Subcommand;
use residence::{KioskId, ServiceArea};
use serde_json::json;

use super::{Failure, Place, Printer, Rim};
use crate::{
    bundle,
    centre::{Config, Error, bundle_file},
    devices::characters_of,
    files,
    front::enrol::{self, SITE_CHARACTERS_MAX},
    tables::{
        certificates,
        kiosks::{self, Kiosk},
        presentations, sites,
    },
    vault::{self, Approval, Halves},
};

/// The assurance of a kiosk whose key is held in software.
const IN_SOFTWARE: u64 = 2;

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
        /// The kiosk that the new one takes the place of; it is revoked with the approval.
        #[arg(long, value_name = "KIOSK")]
        replaces: Option<String>,
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
        /// The eight key characters that the technician reads from the kiosk.
        characters: String,
        #[command(flatten)]
        place: Place,
    },
    /// Says where a kiosk stands: codes that are shown faster than people travel are noticed by it.
    Stand {
        /// The kiosk's name.
        kiosk: String,
        /// Degrees north, such as 23.0207.
        #[arg(allow_hyphen_values = true)]
        latitude: f64,
        /// Degrees east, such as 113.7518.
        #[arg(allow_hyphen_values = true)]
        longitude: f64,
        #[command(flatten)]
        place: Place,
    },
    /// Lets a recovered kiosk begin one new epoch of its chain.
    Recover {
        /// The kiosk's name.
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
        Act::Token {
            site,
            area,
            replaces,
            place,
        } => {
            let asked = (site.as_str(), area.as_deref(), replaces.as_deref());
            token(&rim.config(place), asked, printer).await
        }
        Act::List { place } => list(&rim.config(place), printer).await,
        Act::Approve {
            kiosk,
            characters,
            place,
        } => approve(&rim.config(place), &kiosk, &characters, printer).await,
        Act::Stand {
            kiosk,
            latitude,
            longitude,
            place,
        } => stand(&rim.config(place), &kiosk, (latitude, longitude), printer).await,
        Act::Recover { kiosk, place } => recover(&rim.config(place), &kiosk, printer).await,
        Act::Revoke { kiosk, place } => revoke(&rim.config(place), &kiosk, printer).await,
    }
}

async fn token(
    config: &Config,
    (site, area, replaces): (&str, Option<&str>, Option<&str>),
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
    let replaces = replaces.map(parse).transpose()?;
    if let Some(area) = &area {
        let store = config.store().await?;
        store.commit(vec![sites::set_area(site, area)]).await?;
    }
    let (front, now_ms) = (config.front_store().await?, (config.clock)());
    let crypto = config.crypto.as_ref();
    let made = enrol::make_token(front.as_ref(), crypto, site, replaces.as_ref(), now_ms);
    let text = made.await?;
    printer.line(
        &format!("{site} {text}"),
        &json!({ "site": site, "token": text }),
    )
}

async fn list(config: &Config, printer: &mut Printer<'_>) -> Result<(), Failure> {
    config.authority().map_err(Error::from)?;
    let halves = config.halves().await?;
    for kiosk in kiosks::all(halves.front.as_ref()).await? {
        print_kiosk(&halves, &kiosk, printer).await?;
    }
    Ok(())
}

async fn print_kiosk(
    halves: &Halves,
    kiosk: &Kiosk,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let characters = characters_of(halves.front.as_ref(), kiosk).await?;
    let standing = kiosk.standing.code();
    let certificate = certificates::newest(halves.vault.as_ref(), &kiosk.id).await?;
    let assurance = certificate.map(|issued| issued.assurance);
    let line = format!(
        "{:32}  {standing:8}  {characters}  received through {}{}",
        kiosk.id.as_str(),
        kiosk.chain.seq,
        if assurance == Some(IN_SOFTWARE) {
            "  key in software: issues nothing"
        } else {
            ""
        }
    );
    let object = json!({
        "kiosk": kiosk.id.as_str(), "site": kiosk.site, "standing": standing,
        "key_characters": characters, "app": kiosk.app,
        "epoch": kiosk.chain.epoch, "through": kiosk.chain.seq,
        "assurance": assurance, "certificate_until_s": certificate.map(|issued| issued.expires_s),
    });
    printer.line(&line, &object)
}

async fn approve(
    config: &Config,
    name: &str,
    characters: &str,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let id = parse(name)?;
    let authority = config.authority().map_err(Error::from)?;
    let halves = config.halves().await?;
    let (crypto, now_ms) = (config.crypto.as_ref(), (config.clock)());
    match vault::approve(&halves, &authority, crypto, &id, characters, now_ms).await? {
        Approval::Done | Approval::Already => print_standing(&halves, &id, printer).await,
        Approval::Revoked => Err(Failure::No("this kiosk was revoked; enrol it anew")),
        Approval::Unknown => Err(Failure::No("no kiosk of this name asked; see the list")),
        Approval::OtherKeys => Err(Failure::No(
            "the kiosk that asks has other characters; do not approve it, take a new token",
        )),
    }
}

async fn stand(
    config: &Config,
    name: &str,
    (latitude, longitude): (f64, f64),
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let id = parse(name)?;
    if latitude.abs() > 90.0 || longitude.abs() > 180.0 {
        return Err(Failure::Usage("degrees north to 90 and east to 180"));
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "held within the globe above"
    )]
    let millionths = |degrees: f64| (degrees * 1e6).round() as i64;
    let position = (millionths(latitude), millionths(longitude));
    let halves = config.halves().await?;
    let stands = presentations::set_position(&id, position);
    halves.vault.commit(vec![stands]).await?;
    print_standing(&halves, &id, printer).await
}

async fn recover(config: &Config, name: &str, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let id = parse(name)?;
    let halves = config.halves().await?;
    if !vault::recover(&halves, &id, (config.clock)()).await? {
        return Err(Failure::No("no enrolled kiosk has this name; see the list"));
    }
    print_standing(&halves, &id, printer).await
}

async fn revoke(config: &Config, name: &str, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let id = parse(name)?;
    let authority = config.authority().map_err(Error::from)?;
    let halves = config.halves().await?;
    let (crypto, now_ms) = (config.crypto.as_ref(), (config.clock)());
    if !vault::revoke(&halves, &authority, crypto, &id, now_ms).await? {
        return Err(Failure::No("no kiosk of this name; see the list"));
    }
    let bundle = bundle::in_force(halves.vault.as_ref(), &authority, crypto, now_ms).await?;
    files::write_public(&bundle_file(&config.data), bundle.text.as_bytes())
        .map_err(|_| Error::Io)?;
    print_standing(&halves, &id, printer).await
}

async fn print_standing(
    halves: &Halves,
    id: &KioskId,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    match kiosks::by_id(halves.front.as_ref(), id).await? {
        Some(kiosk) => print_kiosk(halves, &kiosk, printer).await,
        None => Err(Failure::No("no kiosk of this name; see the list")),
    }
}

fn parse(name: &str) -> Result<KioskId, Failure> {
    KioskId::parse(name).map_err(|_| Failure::Usage("this is no name of a kiosk; see the list"))
}
