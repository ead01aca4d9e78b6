//! `central bundle`: signing the trust bundle, reading it, checking a file of it.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use codes::{AppVersion, BundleAge, Clock, TrustList, VerifyingKey};
use data_encoding::HEXLOWER;
use serde_json::{Value, json};

use super::{Failure, Place, Printer, Rim, announce, printing::write};
use crate::{
    authority::{Authority, KeyTable},
    bundle,
    centre::{Config, Error, bundle_file},
    store::Store,
    tables::meta::{self, Fact},
};

/// What is done with bundles.
#[derive(Subcommand)]
pub(super) enum Act {
    /// Signs a new bundle now; the running centre does so each day by itself.
    #[command(after_help = "Examples:
  central bundle sign --data town
  central bundle sign --base bundle-120.txt --out delta.txt --data town   only what changed since")]
    Sign {
        /// Programs older than this may issue no codes.
        #[arg(long, value_name = "1.2.3")]
        min_app: Option<String>,
        /// An earlier, whole bundle: its difference is written to --out, for carrying by hand.
        #[arg(long, value_name = "FILE", requires = "out")]
        base: Option<PathBuf>,
        /// Where the difference is written.
        #[arg(long, value_name = "FILE", requires = "base")]
        out: Option<PathBuf>,
        #[command(flatten)]
        place: Place,
    },
    /// Shows what a bundle says; without a file, the one in force.
    Show {
        /// The bundle.
        file: Option<PathBuf>,
        #[command(flatten)]
        place: Place,
    },
    /// Checks a bundle under pinned roots, as a kiosk does.
    Verify {
        /// The bundle.
        file: PathBuf,
        /// The pinned roots, as roots.txt holds them.
        #[arg(long, value_name = "FILE")]
        roots: PathBuf,
        /// The whole bundle that a difference belongs to.
        #[arg(long, value_name = "FILE")]
        base: Option<PathBuf>,
        /// The number of the last bundle that was accepted; an older one is refused.
        #[arg(long, value_name = "N", default_value_t = 0)]
        floor: u64,
    },
}

pub(super) async fn run(act: Act, rim: &Rim, printer: &mut Printer<'_>) -> Result<(), Failure> {
    match act {
        Act::Sign {
            min_app,
            base,
            out,
            place,
        } => {
            let config = rim.config(place);
            match (base, out) {
                (Some(base), Some(out)) => difference(&config, &base, &out, printer).await,
                _ => sign(&config, min_app.as_deref(), printer).await,
            }
        }
        Act::Show { file, place } => {
            let config = rim.config(place);
            let table = KeyTable::load(&config.data).map_err(Error::from)?;
            let file = file.unwrap_or_else(|| bundle_file(&config.data));
            let now = Clock::exact((config.clock)());
            show(&open(&file, &table.roots(), None, 0, now)?, now, printer)
        }
        Act::Verify {
            file,
            roots,
            base,
            floor,
        } => {
            let now = Clock::exact((rim.clock)());
            let roots = pinned(&roots)?;
            show(
                &open(&file, &roots, base.as_deref(), floor, now)?,
                now,
                printer,
            )
        }
    }
}

/// Opens the bundle in force under the roots of the table.
pub(super) async fn in_force(
    config: &Config,
    store: &dyn Store,
    authority: &Authority,
) -> Result<TrustList, Failure> {
    let text = meta::text(store, Fact::Bundle).await?;
    let text = text.ok_or(Failure::No("no bundle was signed yet"))?;
    let now = Clock::exact((config.clock)());
    TrustList::open(&text, &authority.table.roots(), 0, now).map_err(Failure::Bundle)
}

async fn sign(
    config: &Config,
    min_app: Option<&str>,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let authority = config.authority().map_err(Error::from)?;
    let halves = config.halves().await?;
    if let Some(version) = min_app {
        AppVersion::parse(version).ok_or(Failure::Usage("a version is three numbers, as 1.2.3"))?;
        let kept = meta::set_text(Fact::MinApp, version);
        halves.vault.commit(vec![kept]).await?;
    }
    announce(config, &halves, &authority).await?;
    let trust = in_force(config, halves.vault.as_ref(), &authority).await?;
    show(&trust, Clock::exact((config.clock)()), printer)
}

/// Signs what the bundle in force says, as a difference to an earlier one.
async fn difference(
    config: &Config,
    base: &Path,
    out: &Path,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let authority = config.authority().map_err(Error::from)?;
    let halves = config.halves().await?;
    let (store, now_ms) = (halves.vault.as_ref(), (config.clock)());
    let (now, roots) = (Clock::exact(now_ms), authority.table.roots());
    let earlier = open(base, &roots, None, 0, now)?;
    let said = earlier.bundle();
    let mut facts = bundle::facts(store, now_ms).await?;
    // The same number as the whole bundle in force: both say the same.
    facts.seq -= 1;
    if facts.seq <= said.seq {
        return Err(Failure::No(
            "the base is the bundle in force, or a later one",
        ));
    }
    facts.base = Some((said.seq, said.revoked.clone()));
    let text = authority
        .bundle(facts, config.crypto.as_ref())
        .ok_or(Failure::No(
            "the key of bundles has ended; see `central keys rotate bundle`",
        ))?;
    write(out, text.as_bytes())?;
    show(&open(out, &roots, Some(base), 0, now)?, now, printer)
}

/// Reads the lines of a `roots.txt`.
fn pinned(file: &Path) -> Result<Vec<VerifyingKey>, Failure> {
    let wrong = || Failure::Usage("this is no file of pinned roots");
    let text = std::fs::read_to_string(file).map_err(|_| wrong())?;
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let key = |line: &str| {
        let tagged = HEXLOWER.decode(line.as_bytes()).ok()?;
        VerifyingKey::from_tagged(&tagged).ok()
    };
    lines.map(|line| key(line).ok_or_else(wrong)).collect()
}

fn open(
    file: &Path,
    roots: &[VerifyingKey],
    base: Option<&Path>,
    floor: u64,
    now: Clock,
) -> Result<TrustList, Failure> {
    let read = |file: &Path| {
        std::fs::read_to_string(file).map_err(|_| Failure::Usage("the bundle cannot be read"))
    };
    let text = read(file)?;
    let opened = match base {
        None => TrustList::open(text.trim(), roots, floor, now),
        Some(base) => {
            let base = TrustList::open(read(base)?.trim(), roots, 0, now);
            let base = base.map_err(Failure::Bundle)?;
            TrustList::open_onto(&base, text.trim(), roots, floor, now)
        }
    };
    opened.map_err(Failure::Bundle)
}

fn show(trust: &TrustList, now: Clock, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let said = trust.bundle();
    let age = match trust.age(now) {
        BundleAge::Current => "current",
        BundleAge::Old => "old",
        BundleAge::Stale => "stale",
        BundleAge::Expired => "expired",
    };
    let keys: Vec<Value> = said
        .keys
        .iter()
        .map(|key| {
            let may: Vec<&str> = key.may.iter().map(|kind| kind.prefix()).collect();
            json!({
                "kid": HEXLOWER.encode(&key.verifying.kid().0), "may": may,
                "algorithm": key.verifying.algorithm().name(), "from_s": key.nbf, "until_s": key.exp,
            })
        })
        .collect();
    let signed_by = if said.signer.is_some() {
        "bundle key"
    } else {
        "root"
    };
    let object = json!({
        "seq": said.seq, "issued_s": said.iat, "next_s": said.next, "until_s": said.exp,
        "age": age, "demo": said.demo, "signed_by": signed_by, "keys": keys,
        "revoked": said.revoked.len(), "revoked_kiosks": said.revoked_kiosks,
        "base": said.delta.as_ref().map(|delta| delta.base_seq),
        "min_app": said.min_app.map(|version| version.to_string()),
        "new_roots": said.roots.len(), "recovery": said.recovery_seal.is_some(),
    });
    let sentence = format!(
        "bundle {}{}, {age}, signed by a {signed_by}: {} keys, {} codes and {} kiosks withdrawn{}{}",
        said.seq,
        if said.demo { " DEMO" } else { "" },
        said.keys.len(),
        said.revoked.len(),
        said.revoked_kiosks.len(),
        said.min_app
            .map_or_else(String::new, |version| format!(", programs from {version}")),
        if said.roots.is_empty() {
            ""
        } else {
            ", new roots"
        },
    );
    printer.line(&sentence, &object)
}
