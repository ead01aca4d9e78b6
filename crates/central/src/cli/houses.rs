//! `central houses`: the register from a spreadsheet, and plates to print.

use std::path::PathBuf;

use clap::Subcommand;
use protocol::{Change, House, wire};
use residence::HouseCode;
use serde_json::json;

use super::{
    Failure, Place, Printer, Rim,
    plating::{Drawing, Pages, Wanted},
    printing::{Printing, tell},
};
use crate::{
    centre::{Config, Error},
    issuing::Issuing,
    register::{self, Entry},
    store::{Statement, Store},
    tables::{
        changes::{self, Item},
        houses::{self, RegisteredHouse},
        kiosks::{self, Standing},
        meta::{self, Fact},
        printed,
    },
};

/// Houses that are registered in one transaction.
const IMPORT_AT_ONCE: usize = 500;

/// What is done with houses.
#[derive(Subcommand)]
pub(super) enum Act {
    /// Registers the houses of a spreadsheet and tells kiosks; bad lines are named and left out.
    #[command(after_help = "The first line names the columns:
  code,town,community,street,number,room[,area]
Example:
  central houses import houses.csv --data town")]
    Import {
        /// The file, as \"CSV UTF-8\".
        file: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// Draws the plates of registered houses; issues a code where a house has none.
    #[command(after_help = "Examples:
  central houses codes --out plates --data town
  central houses codes --out plates --format svg,png --dpi 600 --from 449900-0100 --to 449900-0199 --data town
  central houses codes --out plates --reissue 449900-0018 --data town   a lost plate: the old one is withdrawn")]
    Codes {
        #[command(flatten)]
        printing: Printing,
        /// How plates lie on the pages of a PDF.
        #[arg(long, value_enum, default_value = "a4")]
        pages: Pages,
        /// The first house code.
        #[arg(long, value_name = "CODE")]
        from: Option<String>,
        /// The last house code.
        #[arg(long, value_name = "CODE")]
        to: Option<String>,
        /// Only the houses of this community.
        #[arg(long, value_name = "NAME")]
        community: Option<String>,
        /// New codes also say where the house is; they need the large plate.
        #[arg(long)]
        with_address: bool,
        /// Issues a new code for this house; the older plate is withdrawn.
        #[arg(long, value_name = "CODE")]
        reissue: Option<String>,
        #[command(flatten)]
        place: Place,
    },
}

pub(super) async fn run(act: Act, rim: &Rim, printer: &mut Printer<'_>) -> Result<(), Failure> {
    match act {
        Act::Import { file, place } => import(&rim.config(place), &file, printer).await,
        Act::Codes {
            printing,
            pages,
            from,
            to,
            community,
            with_address,
            reissue,
            place,
        } => {
            let wanted = Wanted {
                from,
                to,
                community,
                reissue,
            };
            let config = rim.config(place);
            let drawing = Drawing {
                printing,
                pages,
                with_address,
            };
            drawing.run(&config, &wanted, printer).await
        }
    }
}

async fn import(
    config: &Config,
    file: &std::path::Path,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let bytes = std::fs::read(file).map_err(|_| Failure::Usage("the file cannot be read"))?;
    let lines = register::read(&bytes).map_err(Failure::Register)?;
    let authority = config.authority().map_err(Error::from)?;
    let halves = config.halves().await?;
    let store = halves.vault.as_ref();
    let area = community_area(store).await?;
    let issuing = Issuing {
        authority: &authority,
        crypto: config.crypto.as_ref(),
        now_ms: (config.clock)(),
    };
    let enrolled = kiosks::all(store).await?.into_iter();
    let enrolled: Vec<_> = enrolled
        .filter(|kiosk| kiosk.standing == Standing::Approved)
        .collect();
    let (mut taken, mut refused, count) = (0_usize, 0_usize, lines.len());
    for (done, chunk) in lines.chunks(IMPORT_AT_ONCE).enumerate() {
        let mut writes = Vec::new();
        for (line, told) in chunk {
            let reason = match told {
                Ok(entry) if houses::by_code(store, &entry.code).await?.is_none() => {
                    writes.extend(registered(entry, area, &issuing));
                    for kiosk in &enrolled {
                        writes.push(changes::append(&kiosk.id, told_to_kiosks(entry)));
                    }
                    taken += 1;
                    continue;
                }
                Ok(_) => register::Refused::Twice,
                Err(reason) => *reason,
            };
            refused += 1;
            let sentence = format!("line {line}: {reason}");
            let object = json!({ "line": line, "refused": reason.to_string() });
            printer.line(&sentence, &object)?;
        }
        store.commit(writes).await?;
        tell(
            printer,
            "registered",
            (done * IMPORT_AT_ONCE + chunk.len()).min(count),
            count,
        );
    }
    let sentence = format!("registered {taken} houses, refused {refused} lines");
    printer.line(
        &sentence,
        &json!({ "registered": taken, "refused_lines": refused }),
    )?;
    if refused == 0 {
        Ok(())
    } else {
        Err(Failure::No(
            "some lines were refused; correct them and import the file again",
        ))
    }
}

pub(super) async fn community_area(store: &dyn Store) -> Result<u64, Failure> {
    let area = meta::number(store, Fact::Community).await?;
    Ok(area.ok_or(Error::Empty)?)
}

fn registered(entry: &Entry, area: u64, issuing: &Issuing<'_>) -> Vec<Statement> {
    let area = entry.area.unwrap_or(area);
    let plate = issuing.plate(&entry.code, area, None, issuing.serial());
    let house = RegisteredHouse {
        code: entry.code.clone(),
        town: entry.town.clone(),
        community: entry.community.clone(),
        street: entry.street.clone(),
        number: entry.number.clone(),
        room: entry.room.clone(),
        serial: plate.serial,
        withdrawn: false,
    };
    vec![
        houses::add(&house),
        printed::add_plate(&entry.code, area, &plate),
    ]
}

fn told_to_kiosks(entry: &Entry) -> Item {
    let house = House {
        code: entry.code.clone(),
        town: entry.town.clone(),
        community: entry.community.clone(),
        street: entry.street.clone(),
        number: entry.number.clone(),
        room: entry.room.clone(),
        withdrawn: false,
        owner_tags: Vec::new(),
    };
    Item::Encoded(wire::encode_change(&Change::House(house)))
}

/// Reads a house code of the command line.
pub(super) fn parse(code: &str) -> Result<HouseCode, Failure> {
    HouseCode::parse(code).map_err(|_| Failure::Usage("this is no house code"))
}
