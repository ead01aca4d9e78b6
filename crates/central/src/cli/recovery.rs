//! `central recovery`: the key that two administrators share, and what they open with it.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use residence::KioskId;
use serde_json::json;
use zeroize::Zeroizing;

use super::{Failure, Place, Printer, Rim};
use crate::{
    centre::{Config, Error},
    files,
    recovery::{self, RecoveryError, Request},
    vault::Vault,
};

/// What is done with the recovery key.
#[derive(Subcommand)]
pub(super) enum Act {
    /// Divides the recovery key between two administrators; none of it stays here.
    Divide {
        /// The two files to write, one for the stick of each.
        #[arg(long, value_name = "FILE", num_args = 2, required = true)]
        shares: Vec<PathBuf>,
        #[command(flatten)]
        place: Place,
    },
    /// Opens the request of a kiosk that lost its key, writes the answer, and lets the kiosk begin
    /// one new epoch.
    Open {
        /// The request, as the technician brought it.
        request: PathBuf,
        /// The two shares.
        #[arg(long, value_name = "FILE", num_args = 2, required = true)]
        shares: Vec<PathBuf>,
        /// The sixteen characters that the technician reads from the kiosk.
        #[arg(long, value_name = "CHARACTERS")]
        characters: String,
        /// Where the answer goes.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        place: Place,
    },
}

pub(super) async fn run(act: Act, rim: &Rim, printer: &mut Printer<'_>) -> Result<(), Failure> {
    match act {
        Act::Divide { shares, place } => divide(&rim.config(place), &shares, printer),
        Act::Open {
            request,
            shares,
            characters,
            out,
            place,
        } => {
            let asked = Asked {
                request,
                shares,
                characters,
                out,
            };
            open(&rim.config(place), &asked, printer).await
        }
    }
}

struct Asked {
    request: PathBuf,
    shares: Vec<PathBuf>,
    characters: String,
    out: PathBuf,
}

fn divide(config: &Config, files: &[PathBuf], printer: &mut Printer<'_>) -> Result<(), Failure> {
    let [one, two] = files else {
        return Err(Failure::Usage("two files, one for each administrator"));
    };
    if one == two || one.exists() || two.exists() {
        return Err(Failure::Usage("two files that do not exist yet"));
    }
    let mut authority = config.authority().map_err(Error::from)?;
    let keys = authority.vault.take_recovery_keys();
    if keys.is_empty() {
        return Err(Failure::No("the recovery key was divided before"));
    }
    let (mut first, mut second) = (Zeroizing::new(String::new()), Zeroizing::new(String::new()));
    for key in &keys {
        let [one, two] = recovery::divide(key, config.crypto.as_ref());
        first.push_str(&one);
        second.push_str(&two);
    }
    let write = |file: &Path, text: &str| {
        files::write_private(file, text.as_bytes()).map_err(|_| Failure::Centre(Error::Io))
    };
    // The shares first: without them nothing could ever be recovered.
    write(one, &first)?;
    write(two, &second)?;
    authority.vault.save(&config.data).map_err(Error::from)?;
    printer.line(
        "divided; each administrator takes one file along, and none stays here",
        &json!({ "divided": keys.len() }),
    )
}

async fn open(config: &Config, asked: &Asked, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let refused = |error: RecoveryError| match error {
        RecoveryError::Malformed => Failure::Usage("this is no recovery file of this kind"),
        RecoveryError::Shares => Failure::No("the two shares do not open this request"),
        RecoveryError::Characters => {
            Failure::No("the technician reads other characters: this is another request")
        }
        RecoveryError::Seal => Failure::No("nothing can be sealed to the key in this request"),
    };
    let bytes =
        std::fs::read(&asked.request).map_err(|_| Failure::Usage("the request cannot be read"))?;
    let request = Request::read(&bytes).map_err(refused)?;
    request.compare(&asked.characters).map_err(refused)?;
    let [one, two] = asked.shares.as_slice() else {
        return Err(Failure::Usage("two shares"));
    };
    let share = |file: &Path| {
        let bytes = files::read_private(file).map(Zeroizing::new);
        let bytes = bytes.map_err(|_| {
            Failure::Usage("a share cannot be read; it must be readable by its owner only")
        })?;
        let text = std::str::from_utf8(&bytes).map_err(|_| refused(RecoveryError::Malformed))?;
        Ok::<_, Failure>(Zeroizing::new(text.to_owned()))
    };
    let key = recovery::join(&share(one)?, &share(two)?, request.to()).map_err(refused)?;
    // Before anything is changed: shares of another key leave the kiosk as it was.
    let crypto = config.crypto.as_ref();
    request.answer(&key, None, crypto).map_err(refused)?;
    let id = KioskId::parse(&request.kiosk).map_err(|_| refused(RecoveryError::Malformed))?;
    let vault = Vault::open(config).await?;
    let Some(certificate) = vault.recover(&id, &request).await? else {
        return Err(Failure::No("no enrolled kiosk has this name; see the list"));
    };
    let answer = request.answer(&key, certificate.as_deref(), crypto);
    let answer = answer.map_err(refused)?;
    files::write_private(&asked.out, &answer).map_err(|_| Error::Io)?;
    printer.line(
        &format!("answered {id}; it may begin one new epoch"),
        &json!({ "kiosk": id.as_str(), "new_key": certificate.is_some() }),
    )
}
