//! `central revoke`: what is lost, stolen or wrong is believed no more, from the next bundle on.

use clap::Subcommand;
use protocol::{Change, House, wire};
use residence::KioskId;
use serde_json::json;

use super::{Failure, Place, Printer, Rim, announce, houses::parse};
use crate::{
    authority::Authority,
    cards,
    centre::{Config, Error},
    store::Store,
    tables::{
        changes::{self, Item},
        houses::{self, RegisteredHouse},
        kiosks::{self, Standing},
        people, printed,
        withdrawn::{self, Of},
    },
    vault::{self, Halves},
};

/// What is withdrawn.
#[derive(Subcommand)]
pub(super) enum Act {
    /// A house: its plate, and its use for declarations.
    House {
        /// The house code.
        code: String,
        #[command(flatten)]
        place: Place,
    },
    /// A resident's card.
    Card {
        /// The number on the card, such as 9D4T-6XK2.
        number: String,
        #[command(flatten)]
        place: Place,
    },
    /// A kiosk, with everything it ever issued.
    Kiosk {
        /// The kiosk's name.
        kiosk: String,
        #[command(flatten)]
        place: Place,
    },
}

pub(super) async fn run(act: Act, rim: &Rim, printer: &mut Printer<'_>) -> Result<(), Failure> {
    match act {
        Act::House { code, place } => {
            let config = rim.config(place);
            let (authority, halves) = open(&config).await?;
            house(&config, &halves, &authority, &code).await?;
            announced(&config, &halves, &authority, printer).await
        }
        Act::Card { number, place } => {
            let config = rim.config(place);
            let (authority, halves) = open(&config).await?;
            card(&config, halves.vault.as_ref(), &number).await?;
            announced(&config, &halves, &authority, printer).await
        }
        Act::Kiosk { kiosk, place } => {
            let config = rim.config(place);
            let (authority, halves) = open(&config).await?;
            let id = KioskId::parse(&kiosk);
            let id = id.map_err(|_| Failure::Usage("this is no name of a kiosk; see the list"))?;
            let (crypto, now_ms) = (config.crypto.as_ref(), (config.clock)());
            if !vault::revoke(&halves, &authority, crypto, &id, now_ms).await? {
                return Err(Failure::No("no kiosk of this name; see the list"));
            }
            announced(&config, &halves, &authority, printer).await
        }
    }
}

async fn open(config: &Config) -> Result<(Authority, Halves), Failure> {
    let authority = config.authority().map_err(Error::from)?;
    Ok((authority, config.halves().await?))
}

async fn announced(
    config: &Config,
    halves: &Halves,
    authority: &Authority,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let seq = announce(config, halves, authority).await?;
    let line = format!("withdrawn; bundle {seq} says so");
    printer.line(&line, &json!({ "withdrawn": true, "bundle": seq }))
}

/// Withdraws a house, and tells kiosks that keep it in their own register.
async fn house(
    config: &Config,
    halves: &Halves,
    authority: &Authority,
    code: &str,
) -> Result<(), Failure> {
    let (store, code) = (halves.vault.as_ref(), parse(code)?);
    let held = houses::by_code(store, &code).await?;
    let house = held.ok_or(Failure::No("no house of this code is registered"))?;
    let serial = house.serial;
    let now_ms = (config.clock)();
    let owners = houses::owners(store, &code).await?;
    let tags = owners.iter().map(|owner| authority.owner_tag(owner, &code));
    let change = told(house, tags.collect());
    let mut writes = vec![
        houses::withdraw(&code),
        withdrawn::add(&serial, Of::Plate, now_ms),
    ];
    for kiosk in kiosks::all(store).await? {
        if kiosk.standing == Standing::Approved {
            let item = Item::Encoded(wire::encode_change(&change));
            writes.push(changes::append(&kiosk.id, item));
        }
    }
    Ok(store.commit(writes).await?)
}

fn told(house: RegisteredHouse, owner_tags: Vec<[u8; 8]>) -> Change {
    Change::House(House {
        code: house.code,
        town: house.town,
        community: house.community,
        street: house.street,
        number: house.number,
        room: house.room,
        withdrawn: true,
        owner_tags,
    })
}

/// Withdraws a card by the number that is printed on it.
async fn card(config: &Config, store: &dyn Store, number: &str) -> Result<(), Failure> {
    let plain = |text: &str| text.replace(['-', ' '], "").to_ascii_uppercase();
    let asked = plain(number);
    let serials = printed::card_serials(store).await?;
    let mut meant = serials
        .iter()
        .filter(|serial| plain(&cards::number(serial)) == asked);
    let serial = meant.next().ok_or(Failure::No("no card of this number"))?;
    if meant.next().is_some() {
        // 40 bits: once in a million cards two would have to be told apart by their owners.
        return Err(Failure::No(
            "two cards have this number; issue the owner a new card",
        ));
    }
    let writes = vec![
        withdrawn::add(serial, Of::Card, (config.clock)()),
        people::forget_serial(serial),
    ];
    Ok(store.commit(writes).await?)
}
