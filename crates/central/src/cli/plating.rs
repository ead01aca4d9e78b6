//! Drawing the plates of registered houses, file by file, so that a long work can go on.

use std::path::PathBuf;

use clap::ValueEnum;
use data_encoding::HEXLOWER;
use paper::{Faces, Sheet};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::{
    Failure, Printer, announce,
    houses::community_area,
    printing::{Format, Printing, tell, write},
};
use crate::{
    authority::Authority,
    centre::{Config, Error},
    issuing::{self, Issuing},
    plates::{self, Drawn, Plate, SMALL_PER_SHEET},
    store::Store,
    tables::{
        houses::{self, RegisteredHouse},
        printed::{self, Printed},
    },
};

/// Sheets of a file: what a print shop takes at once.
const SHEETS_PER_FILE: usize = 25;

/// How plates lie on pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Pages {
    /// On A4 sheets with cut marks: eight door plates, or one of a building.
    A4,
    /// Each plate alone, cut to its size.
    Single,
}

/// Which houses are drawn.
pub(super) struct Wanted {
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) community: Option<String>,
    pub(super) reissue: Option<String>,
}

impl Wanted {
    fn has(&self, house: &RegisteredHouse) -> bool {
        let code = house.code.as_str();
        !house.withdrawn
            && self.from.as_deref().is_none_or(|from| code >= from)
            && self.to.as_deref().is_none_or(|to| code <= to)
            && self
                .community
                .as_deref()
                .is_none_or(|name| house.community == name)
            && self.reissue.as_deref().is_none_or(|only| code == only)
    }
}

/// How plates are drawn.
pub(super) struct Drawing {
    pub(super) printing: Printing,
    pub(super) pages: Pages,
    pub(super) with_address: bool,
}

impl Drawing {
    pub(super) async fn run(
        &self,
        config: &Config,
        wanted: &Wanted,
        printer: &mut Printer<'_>,
    ) -> Result<(), Failure> {
        let authority = config.authority().map_err(Error::from)?;
        let fonts = self.printing.prepare()?;
        let faces = fonts.faces()?;
        let halves = config.halves().await?;
        let store = halves.vault.as_ref();
        let all = houses::all(store).await?;
        let chosen: Vec<RegisteredHouse> =
            all.into_iter().filter(|house| wanted.has(house)).collect();
        if chosen.is_empty() {
            return Err(Failure::No("no registered house is meant by this"));
        }
        let mut plates = Vec::new();
        for house in chosen {
            let printed = self
                .plate_of(config, &authority, store, &house, wanted.reissue.is_some())
                .await?;
            plates.push((house, printed));
        }
        if wanted.reissue.is_some() {
            announce(config, &halves, &authority).await?;
        }
        let count = plates.len();
        let mut index = String::from("code,plate,version,module_dots,module_mm\n");
        let (mut small, mut big) = (Vec::new(), Vec::new());
        for (done, (house, printed)) in plates.iter().enumerate() {
            let drawn = self.one(house, printed, &faces)?;
            index += &line_of(house, &drawn, self.printing.dpi);
            let kept = if drawn.small { &mut small } else { &mut big };
            if self.printing.wants(Format::Pdf) && self.pages == Pages::A4 {
                kept.push(Ready {
                    code: house.code.to_string(),
                    serial: printed.serial,
                    drawn,
                });
            }
            tell(printer, "drew", done + 1, count);
        }
        self.sheets(&small, &big, &faces)?;
        write(&self.printing.out.join("plates.csv"), index.as_bytes())?;
        let out = self.printing.out.display();
        let sentence = format!("drew {count} plates in {out}; plates.csv lists them");
        printer.line(
            &sentence,
            &json!({ "plates": count, "out": self.printing.out }),
        )
    }

    /// Returns the code of a house's plate as it was issued, or issues one.
    async fn plate_of(
        &self,
        config: &Config,
        authority: &Authority,
        store: &dyn Store,
        house: &RegisteredHouse,
        anew: bool,
    ) -> Result<Printed, Failure> {
        let held = printed::plate(store, &house.serial).await?;
        let area = match &held {
            Some((_, area)) => *area,
            None => community_area(store).await?,
        };
        let issuing = Issuing {
            authority,
            crypto: config.crypto.as_ref(),
            now_ms: (config.clock)(),
        };
        let address = if self.with_address {
            let said = issuing::address(&house.street, &house.number, &house.room);
            Some(said.ok_or(Failure::No("an address is too long for a code"))?)
        } else {
            None
        };
        match held {
            Some((plate, _)) if !anew => Ok(plate),
            // Registered before codes were kept: the serial number stays, so nothing is withdrawn.
            None if !anew => {
                let plate = issuing.plate(&house.code, area, address, house.serial);
                let kept = printed::add_plate(&house.code, area, &plate);
                store.commit(vec![kept]).await?;
                Ok(plate)
            }
            Some(_) | None => {
                let plate = issuing.plate(&house.code, area, address, issuing.serial());
                let writes = issuing.replace_plate(house, area, &plate);
                store.commit(writes).await?;
                Ok(plate)
            }
        }
    }

    fn one(
        &self,
        house: &RegisteredHouse,
        printed: &Printed,
        faces: &Faces<'_>,
    ) -> Result<Drawn, Failure> {
        let plate = Plate {
            text: printed.text.clone(),
            house: house.code.to_string(),
            street: house.street.clone(),
            number: house.number.clone(),
            room: house.room.clone(),
        };
        let fault = |error| Failure::Plate(house.code.clone(), error);
        let drawn = plates::drawn(&plate, self.printing.dpi, faces).map_err(fault)?;
        // The last digits of the serial number tell a new plate from the one it replaces.
        let [.., a, b] = printed.serial;
        let name = format!("{}-{a:02x}{b:02x}", house.code);
        self.printing
            .single(&name, faces, || Ok(drawn.sheet.clone()))?;
        if self.printing.wants(Format::Pdf)
            && self.pages == Pages::Single
            && let Some(file) = self.printing.missing(&name, Format::Pdf)
        {
            write(
                &file,
                &paper::pdf(std::slice::from_ref(&drawn.sheet), faces)?,
            )?;
        }
        Ok(drawn)
    }

    fn sheets(&self, small: &[Ready], big: &[Ready], faces: &Faces<'_>) -> Result<(), Failure> {
        let dpi = self.printing.dpi;
        for plates in small.chunks(SMALL_PER_SHEET * SHEETS_PER_FILE) {
            let Some(file) = self.file_of("doors", plates) else {
                continue;
            };
            let mut pages = Vec::new();
            for eight in plates.chunks(SMALL_PER_SHEET) {
                let sheets: Vec<Sheet> = eight
                    .iter()
                    .map(|ready| ready.drawn.sheet.clone())
                    .collect();
                let field = eight
                    .first()
                    .map(|ready| plates::field_mm(&ready.drawn, dpi));
                let note = format!(
                    "户牌 {} 张，每张 96 × 66 mm，相邻共一刀。按 100 % 打印，二维码连白边 {} mm。{}",
                    eight.len(),
                    field.unwrap_or_default(),
                    span(eight),
                );
                pages.push(plates::small_page(&sheets, dpi, &note, faces)?);
            }
            write(&file, &paper::pdf(&pages, faces)?)?;
        }
        for plates in big.chunks(SHEETS_PER_FILE) {
            let Some(file) = self.file_of("buildings", plates) else {
                continue;
            };
            let pages: Result<Vec<Sheet>, _> = plates
                .iter()
                .map(|ready| plates::big_page(&ready.drawn, dpi, faces))
                .collect();
            write(&file, &paper::pdf(&pages?, faces)?)?;
        }
        Ok(())
    }

    fn file_of(&self, kind: &str, plates: &[Ready]) -> Option<PathBuf> {
        // The same houses with another plate among them are another file.
        let digest = plates.iter().fold(Sha256::new(), |digest, ready| {
            digest.chain_update(ready.serial)
        });
        let mark = HEXLOWER.encode(&digest.finalize());
        let mark = mark.get(..6).unwrap_or_default();
        let name = format!("{kind}-{}-{mark}", span(plates));
        self.printing.missing(&name, Format::Pdf)
    }
}

/// The first and the last code of a row of plates.
fn span(plates: &[Ready]) -> String {
    let code = |ready: Option<&Ready>| ready.map_or("", |ready| ready.code.as_str()).to_owned();
    format!("{}_{}", code(plates.first()), code(plates.last()))
}

fn line_of(house: &RegisteredHouse, drawn: &Drawn, dpi: u32) -> String {
    let size = if drawn.small { "96x66" } else { "200x120" };
    let mm = paper::real(drawn.module) * 25.4 / paper::real(dpi);
    format!(
        "{},{size},{},{},{mm:.3}\n",
        house.code, drawn.version, drawn.module
    )
}

/// A plate that waits for its page.
struct Ready {
    code: String,
    serial: [u8; 8],
    drawn: Drawn,
}
