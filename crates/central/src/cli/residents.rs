//! `central residents`: cards for those who are registered.
//!
//! Nobody is named on the command line: numbers of documents are read from standard input, and files
//! are called by the number of the card.

use std::io::BufRead as _;

use chrono::{DateTime, NaiveDate};
use clap::Subcommand;
use codes::{Category, Meaning, Verdict};
use paper::Faces;
use residence::{
    DocumentType, IdentityDocument, PersonName, PolicyBook, ServiceArea, guangdong_date,
};
use serde_json::json;

use super::{
    Failure, Place, Printer, Rim, announce,
    printing::{Format, Printing, tell, write},
};
use crate::{
    cards::{self, Card, CardSize},
    centre::{Config, Error},
    issuing::{self, Issuing},
    store::{Store, StoreError},
    tables::{
        meta::{self, Fact},
        people::{self, Person},
        printed::{self, Printed},
    },
};

/// What is done with cards.
#[derive(Subcommand)]
pub(super) enum Act {
    /// Issues a card to each citizen number on standard input; an older card is withdrawn.
    #[command(after_help = "Example:
  central residents card --out cards --size a7 --data town < numbers.txt")]
    Card {
        #[command(flatten)]
        how: How,
        /// Prints no masked name; the code has none either then.
        #[arg(long)]
        without_hint: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Draws all cards that are in force again; nothing is issued.
    Cards {
        #[command(flatten)]
        how: How,
        #[command(flatten)]
        place: Place,
    },
}

/// How cards are drawn.
#[derive(clap::Args)]
pub(super) struct How {
    #[command(flatten)]
    printing: Printing,
    /// The size of a card: a6 in large print, a7, id1 as bank cards.
    #[arg(long, value_enum, default_value = "a7")]
    size: CardSize,
    /// Where to call when a card is lost.
    #[arg(long, value_name = "NUMBER")]
    telephone: Option<String>,
}

pub(super) async fn run(act: Act, rim: &Rim, printer: &mut Printer<'_>) -> Result<(), Failure> {
    match act {
        Act::Card {
            how,
            without_hint,
            place,
        } => issue(&rim.config(place), &how, without_hint, printer).await,
        Act::Cards { how, place } => again(&rim.config(place), &how, printer).await,
    }
}

async fn issue(
    config: &Config,
    how: &How,
    without_hint: bool,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let fonts = how.printing.prepare()?;
    let faces = fonts.faces()?;
    let authority = config.authority().map_err(Error::from)?;
    let halves = config.halves().await?;
    let store = halves.vault.as_ref();
    let now_ms = (config.clock)();
    let today = guangdong_date(i64::try_from(now_ms).unwrap_or(i64::MAX));
    let rules = PolicyBook::built_in().rules(&ServiceArea::fictitious(), today);
    let issuing = Issuing {
        authority: &authority,
        crypto: config.crypto.as_ref(),
        now_ms,
    };
    let mut refused = 0_usize;
    let mut issued = 0_usize;
    for (line, number) in (1_u64..).zip(numbers()?) {
        let Some(person) = known(store, &number, today).await? else {
            refused += 1;
            let object = json!({ "line": line, "refused": "UNKNOWN" });
            printer.line(&format!("line {line}: UNKNOWN"), &object)?;
            continue;
        };
        let category = issuing::category(person.birth, today, &rules);
        let hint = hint(&person, without_hint);
        let printed = issuing.card(&person.subject, category, &person.number, hint.clone());
        let place = meta::text(store, Fact::Place).await?.unwrap_or_default();
        let card = how.card(&printed, category, hint, place);
        // Drawn before it is issued: a card that cannot be printed withdraws no other.
        draw(how, &card, &faces)?;
        store
            .commit(issuing.replace_card(&person, &printed))
            .await?;
        issued += 1;
        let object = json!({ "line": line, "card": card.number });
        printer.line(&format!("line {line}: card {}", card.number), &object)?;
    }
    announce(config, &halves, &authority).await?;
    let sentence = format!("issued {issued} cards, refused {refused} lines");
    printer.line(
        &sentence,
        &json!({ "issued": issued, "refused_lines": refused }),
    )?;
    if refused == 0 {
        Ok(())
    } else {
        Err(Failure::No(
            "some numbers are not in the population register",
        ))
    }
}

fn numbers() -> Result<Vec<String>, Failure> {
    let lines: Result<Vec<String>, _> = std::io::stdin().lock().lines().collect();
    let lines = lines.map_err(|_| Failure::Usage("standard input cannot be read"))?;
    let kept = lines.iter().map(|line| line.trim().to_owned());
    Ok(kept.filter(|line| !line.is_empty()).collect())
}

async fn known(
    store: &dyn Store,
    number: &str,
    today: NaiveDate,
) -> Result<Option<Person>, StoreError> {
    match IdentityDocument::parse(DocumentType::ResidentId, number, today) {
        Ok(document) => people::by_number(store, document.reveal_number()).await,
        Err(_) => Ok(None),
    }
}

fn hint(person: &Person, without: bool) -> Option<String> {
    let name = PersonName::parse(&person.name).ok()?;
    (!without).then(|| name.masked())
}

async fn again(config: &Config, how: &How, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let fonts = how.printing.prepare()?;
    let faces = fonts.faces()?;
    let authority = config.authority().map_err(Error::from)?;
    let store = config.store().await?;
    let store = store.as_ref();
    let now = codes::Clock::exact((config.clock)());
    let trust = super::bundle::in_force(config, store, &authority).await?;
    let place = meta::text(store, Fact::Place).await?.unwrap_or_default();
    let serials = printed::card_serials(store).await?;
    let (mut drawn, count) = (0_usize, serials.len());
    for (done, serial) in serials.iter().enumerate() {
        let held = printed::card(store, serial).await?;
        let (printed, subject) = held.ok_or(StoreError::Corrupt)?;
        let person = people::by_subject(store, &subject).await?;
        let in_force = person.is_some_and(|person| person.serial == Some(*serial));
        let verdict = codes::verify(&printed.text, &trust, now);
        if let (true, Verdict::Green(Meaning::Resident(claims))) = (in_force, verdict) {
            let card = how.card(&printed, claims.category, claims.hint, place.clone());
            draw(how, &card, &faces)?;
            drawn += 1;
        }
        tell(printer, "looked at", done + 1, count);
    }
    let out = how.printing.out.display();
    printer.line(
        &format!("drew {drawn} cards in {out}"),
        &json!({ "cards": drawn }),
    )
}

impl How {
    fn card(
        &self,
        printed: &Printed,
        category: Category,
        hint: Option<String>,
        place: String,
    ) -> Card {
        let shifted = i64::try_from(printed.expires_s).unwrap_or(i64::MAX);
        let until = DateTime::from_timestamp(shifted.saturating_add(8 * 3_600), 0);
        Card {
            text: printed.text.clone(),
            hint,
            category,
            until: until.unwrap_or_default().date_naive(),
            number: cards::number(&printed.serial),
            place,
            telephone: self.telephone.clone(),
        }
    }
}

fn draw(how: &How, card: &Card, faces: &Faces<'_>) -> Result<(), Failure> {
    let sheet = cards::sheet(card, how.size, how.printing.dpi, faces)?;
    let printing = &how.printing;
    printing.single(&card.number, faces, || Ok(sheet.clone()))?;
    if printing.wants(Format::Pdf)
        && let Some(file) = printing.missing(&card.number, Format::Pdf)
    {
        write(&file, &paper::pdf(&[sheet], faces)?)?;
    }
    Ok(())
}
