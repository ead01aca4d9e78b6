//! The authority's own commands: keys, bundles, houses, cards, what is withdrawn.

use clap::Subcommand;

use super::{Failure, Place, Printer, Rim, bundle, houses, init, keys, residents, revoke};
use crate::{
    authority::{Authority, KeyTable},
    centre::{Config, Error, bundle_file},
    files,
    tables::meta::{self, Fact},
    vault::Halves,
};

/// What the authority does.
#[derive(Subcommand)]
pub(super) enum Act {
    /// Makes the database and the TLS certificates of a centre whose keys were made.
    #[command(
        after_help = "Example:\n  central keys init --roots /media/roots --data centre\n  central init --data centre --name 榕荫社区服务站 --community 449900001001 --listen-name centre.lan"
    )]
    Init {
        /// Name of the place where kiosks stand.
        #[arg(long, value_name = "NAME")]
        name: String,
        /// Statistical code of the community, 12 digits.
        #[arg(long, value_name = "CODE", value_parser = clap::value_parser!(u64).range(100_000_000_000..1_000_000_000_000))]
        community: u64,
        /// A name or address by which kiosks reach the server; may be given again.
        #[arg(long, value_name = "NAME", default_value = "localhost")]
        listen_name: Vec<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Makes, lists and changes the keys of the authority.
    #[command(after_help = "Examples:
  central keys init --roots /media/roots --passphrase-file - --data centre
  central keys list --data centre
  central keys rotate house --data centre
  central keys rotate bundle --roots /media/roots --passphrase-file - --data centre")]
    Keys {
        #[command(subcommand)]
        act: keys::Act,
    },
    /// Signs, shows and checks trust bundles.
    #[command(
        after_help = "Example:\n  central bundle verify bundle.txt --roots roots.txt --floor 12"
    )]
    Bundle {
        #[command(subcommand)]
        act: bundle::Act,
    },
    /// Imports the house register and draws plates.
    #[command(after_help = "Example:\n  central houses codes --out plates --data town")]
    Houses {
        #[command(subcommand)]
        act: houses::Act,
    },
    /// Issues and draws residents' cards.
    #[command(after_help = "Example:\n  central residents cards --out cards --data town")]
    Residents {
        #[command(subcommand)]
        act: residents::Act,
    },
    /// Withdraws a house, a card or a kiosk.
    #[command(after_help = "Example:\n  central revoke card 9D4T-6XK2 --data town")]
    Revoke {
        #[command(subcommand)]
        act: revoke::Act,
    },
}

/// Carries out a command.
pub(super) async fn run(act: Act, rim: &Rim, printer: &mut Printer<'_>) -> Result<(), Failure> {
    match act {
        Act::Init {
            name,
            community,
            listen_name,
            place,
        } => {
            let told = init::Told {
                place: &name,
                community,
                names: &listen_name,
            };
            init::run(&rim.config(place), &told, printer).await
        }
        Act::Keys { act } => keys::run(act, rim, printer).await,
        Act::Bundle { act } => bundle::run(act, rim, printer).await,
        Act::Houses { act } => houses::run(act, rim, printer).await,
        Act::Residents { act } => residents::run(act, rim, printer).await,
        Act::Revoke { act } => revoke::run(act, rim, printer).await,
    }
}

/// A released program works with demonstration roots only when it is told to (trust.md 8).
pub(super) fn refuse_demo(config: &Config, front_only: bool, told: bool) -> Result<(), Failure> {
    // A front apart has no table of keys; the vault behind it has refused already.
    if front_only {
        return Ok(());
    }
    let table = KeyTable::load(&config.data).map_err(Error::from)?;
    if codes::refuses_demo(table.demo, told) {
        return Err(Failure::Usage(
            "these are demonstration roots; say --demo if that is meant",
        ));
    }
    Ok(())
}

/// Signs a bundle of what holds now, gives it to the front, and returns its number.
pub(super) async fn announce(
    config: &Config,
    halves: &Halves,
    authority: &Authority,
) -> Result<u64, Failure> {
    let (store, crypto) = (halves.vault.as_ref(), config.crypto.as_ref());
    if meta::number(store, Fact::CentreEpoch).await?.is_none() {
        return Ok(0);
    }
    let signed = crate::bundle::renew(store, authority, crypto, (config.clock)()).await?;
    crate::bundle::show(store, halves.front.as_ref(), &signed).await?;
    let file = bundle_file(&config.data);
    files::write_public(&file, signed.text.as_bytes()).map_err(|_| Error::Io)?;
    Ok(signed.seq)
}
