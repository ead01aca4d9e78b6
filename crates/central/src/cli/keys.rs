//! `central keys`: making the keys of an authority, changing them, saying what there is.

use std::path::PathBuf;

use chrono::DateTime;
use clap::Subcommand;
use codes::Algorithm;
use data_encoding::HEXLOWER;
use serde_json::json;

use super::{
    Failure, Place, Printer, Rim, announce,
    ceremony::{self, Roots},
};
use crate::{
    authority::{AuthorityError, DEMO, KeyEntry, KeyTable, KeyUse, PublicKey},
    centre::{Config, Error},
    tables::{
        changes::{self, Item},
        kiosks::{self, Standing},
        meta::{self, Fact},
    },
};

const DAY_SECONDS: u64 = 86_400;
/// A key that ends within this time is told to end soon: two months for a ceremony.
const SOON_SECONDS: u64 = 60 * DAY_SECONDS;

/// What is done with keys.
#[derive(Subcommand)]
pub(super) enum Act {
    /// Makes the roots and all keys of a new authority.
    Init {
        #[command(flatten)]
        roots: Roots,
        /// The data folder of the centre.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// The signature algorithm: ed25519, es256 or sm2.
        #[arg(long, value_name = "NAME", default_value = "ed25519", value_parser = algorithm)]
        algorithm: Algorithm,
        /// Marks the roots as those of a demonstration; every kiosk then says so.
        #[arg(long)]
        demo: bool,
    },
    /// Lists all keys: what for, short name, from when and until when.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Makes the key that follows another; what the older one signed goes on verifying.
    Rotate {
        /// house, resident, dynamic, kiosk, sync, opening, recovery, bind; bundle needs --roots.
        #[arg(value_parser = usage)]
        usage: KeyUse,
        /// Days until it is used, so that every kiosk hears of it before.
        #[arg(long, value_name = "N", default_value_t = 7)]
        in_days: u64,
        /// The folder of the roots; only for the key of bundles.
        #[arg(long, value_name = "DIR")]
        roots: Option<PathBuf>,
        /// A file whose first line is the passphrase of the roots; "-" is standard input.
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
        #[command(flatten)]
        place: Place,
    },
    /// Makes the root that stands by the active one, and draws another to stand by.
    RotateRoot {
        #[command(flatten)]
        roots: Roots,
        #[command(flatten)]
        place: Place,
    },
    /// Takes a key out at once: nothing that it ever signed is believed any more.
    Distrust {
        /// Its short name, as the list shows it.
        kid: String,
        #[command(flatten)]
        place: Place,
    },
    /// Asks for a new key of bundles, to be certified where the roots are.
    Request {
        /// The file to write.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// Answers a request where the roots are; needs no network and no centre.
    Certify {
        /// The request.
        request: PathBuf,
        #[command(flatten)]
        roots: Roots,
        /// The folder that holds the centre's trust folder, or a copy of it.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// The file to write.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Takes the answer to a request.
    Accept {
        /// The answer.
        answer: PathBuf,
        #[command(flatten)]
        place: Place,
    },
}

fn algorithm(name: &str) -> Result<Algorithm, &'static str> {
    Algorithm::from_name(name).ok_or("one of ed25519, es256, sm2")
}

fn usage(name: &str) -> Result<KeyUse, &'static str> {
    KeyUse::from_name(name)
        .filter(|usage| *usage != KeyUse::Root)
        .ok_or("one of house, resident, dynamic, kiosk, bundle, sync, opening, recovery, bind")
}

pub(super) async fn run(act: Act, rim: &Rim, printer: &mut Printer<'_>) -> Result<(), Failure> {
    match act {
        Act::Init {
            roots,
            data,
            algorithm,
            demo,
        } => ceremony::init(&roots, &data, algorithm, demo, rim, printer),
        Act::List { place } => list(&rim.config(place), printer),
        Act::Rotate {
            usage: KeyUse::Bundle,
            roots: Some(roots),
            passphrase_file,
            place,
            ..
        } => {
            let roots = Roots {
                roots,
                passphrase_file,
            };
            ceremony::renew_bundle_key(&rim.config(place), &roots, printer).await
        }
        Act::Rotate {
            usage: KeyUse::Bundle,
            ..
        } => Err(Failure::Usage(
            "the key of bundles is certified by a root: give --roots, or use `central keys request`",
        )),
        Act::Rotate {
            usage,
            in_days,
            place,
            ..
        } => rotate(&rim.config(place), usage, in_days, printer).await,
        Act::RotateRoot { roots, place } => {
            ceremony::rotate_root(&rim.config(place), &roots, printer).await
        }
        Act::Distrust { kid, place } => distrust(&rim.config(place), &kid, printer).await,
        Act::Request { out, place } => ceremony::request(&rim.config(place), &out, printer),
        Act::Certify {
            request,
            roots,
            data,
            out,
        } => ceremony::certify(&request, &roots, &data, &out, rim, printer),
        Act::Accept { answer, place } => {
            ceremony::accept(&rim.config(place), &answer, printer).await
        }
    }
}

pub(super) fn list(config: &Config, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let table = KeyTable::load(&config.data).map_err(Error::from)?;
    let now_s = (config.clock)() / 1_000;
    for entry in &table.entries {
        print(entry, &table, now_s, printer)?;
    }
    Ok(())
}

pub(super) fn print(
    entry: &KeyEntry,
    table: &KeyTable,
    now_s: u64,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let kid = match entry.public {
        PublicKey::Epoch(epoch) => format!("epoch {epoch}"),
        PublicKey::Signing(_) | PublicKey::Sealing(_) => entry
            .kid()
            .map_or_else(String::new, |kid| HEXLOWER.encode(&kid.0)),
    };
    let algorithm = match &entry.public {
        PublicKey::Signing(key) => key.algorithm().name(),
        PublicKey::Sealing(_) => "x25519",
        PublicKey::Epoch(_) => "hmac",
    };
    let stands = if entry.from_s > now_s {
        "announced"
    } else if entry.until_s.is_some_and(|until| until < now_s) {
        "ended"
    } else if entry
        .until_s
        .is_some_and(|until| until - now_s < SOON_SECONDS)
    {
        "ends soon"
    } else {
        "in force"
    };
    let marked = entry.usage == KeyUse::Root && table.demo;
    let mark = if marked { DEMO } else { "" };
    let until = entry.until_s.map_or_else(|| "-".to_owned(), day);
    let line = format!(
        "{:9} {kid:18} {algorithm:8} {} .. {until:10}  {stands} {mark}",
        entry.usage.name(),
        day(entry.from_s),
    );
    let object = json!({
        "use": entry.usage.name(), "kid": kid, "algorithm": algorithm, "from": day(entry.from_s),
        "until": entry.until_s.map(day), "stands": stands, "demo": marked,
    });
    printer.line(line.trim_end(), &object)
}

/// Returns the civil date in Guangdong.
fn day(at_s: u64) -> String {
    let shifted = i64::try_from(at_s)
        .unwrap_or(i64::MAX)
        .saturating_add(8 * 3_600);
    let date = DateTime::from_timestamp(shifted, 0);
    date.map_or_else(|| "-".to_owned(), |date| date.date_naive().to_string())
}

async fn rotate(
    config: &Config,
    usage: KeyUse,
    in_days: u64,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let mut authority = config.authority().map_err(Error::from)?;
    let halves = config.halves().await?;
    let store = halves.vault.as_ref();
    let now_s = (config.clock)() / 1_000;
    let next_seq = meta::number(store, Fact::BundleSeq).await?.unwrap_or(0) + 1;
    // Only codes and certificates are read by kiosks that may not have heard of a key.
    let from_s = match usage.kind() {
        Some(_) => now_s + in_days * DAY_SECONDS,
        None => now_s,
    };
    let entry = authority
        .rotate(usage, from_s, next_seq, config.crypto.as_ref())
        .ok_or(Error::from(AuthorityError::Damaged))?;
    authority.save(&config.data).map_err(Error::from)?;
    if usage == KeyUse::Bind {
        let enrolled = kiosks::all(store).await?.into_iter();
        let enrolled = enrolled.filter(|kiosk| kiosk.standing == Standing::Approved);
        let writes = enrolled.map(|kiosk| changes::append(&kiosk.id, Item::BindKey));
        store.commit(writes.collect()).await?;
    }
    announce(config, &halves, &authority).await?;
    print(&entry, &authority.table, now_s, printer)
}

async fn distrust(config: &Config, kid: &str, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let mut authority = config.authority().map_err(Error::from)?;
    let bytes = HEXLOWER.decode(kid.as_bytes()).ok();
    let kid = bytes
        .and_then(|bytes| bytes.try_into().ok())
        .map(codes::Kid);
    let kid = kid.ok_or(Failure::Usage("a short name is 16 digits; see the list"))?;
    let entry = authority
        .table
        .entries
        .iter()
        .find(|entry| entry.kid() == Some(kid));
    let usage = entry.map(|entry| entry.usage);
    let usage = usage.ok_or(Failure::No("no key of this name; see the list"))?;
    if usage.kind().is_none() {
        return Err(Failure::Usage(
            "only keys that sign codes are taken out; rotate the others, and the roots by `rotate-root`",
        ));
    }
    if authority.table.of(usage).count() < 2 {
        return Err(Failure::Usage(
            "it is the only one; rotate it with --in-days 0 first",
        ));
    }
    authority.distrust(kid);
    authority.save(&config.data).map_err(Error::from)?;
    announce(config, &config.halves().await?, &authority).await?;
    list(config, printer)
}
