//! `central decide`: addresses by hand, habitual residences and owners, as the desk settles them.

use clap::Subcommand;
use residence::{HabitualEvent, OwnershipEvent, RecordId, RejectionReason};
use serde_json::json;

use super::{
    Failure, Place, Printer, Rim,
    decide::{advice, member, print_standing, record},
    houses::parse,
};
use crate::centre::Centre;

/// What is settled besides the state of a registration.
#[derive(Subcommand)]
pub(super) enum Act {
    /// Says which house an address is that was written by hand.
    #[command(after_help = "Example:
  central decide bind RECORD 449900-0020 --data town")]
    Bind {
        /// The declaration, 32 hexadecimal digits.
        record: String,
        /// The house code.
        house: String,
        #[command(flatten)]
        place: Place,
    },
    /// Approves a habitual residence, for a house to which nobody is bound.
    ApproveHabitual {
        /// The declaration, 32 hexadecimal digits.
        record: String,
        #[command(flatten)]
        place: Place,
    },
    /// Refuses a habitual residence, for a house to which nobody is bound.
    RefuseHabitual {
        /// The declaration, 32 hexadecimal digits.
        record: String,
        /// Why, such as NOT_LIVING_HERE; OTHER needs a note.
        #[arg(long, value_name = "CODE")]
        reason: String,
        /// The reason in words.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Verifies a claim to own a house, after a look at the document.
    VerifyOwner {
        /// The claim, 32 hexadecimal digits.
        record: String,
        #[command(flatten)]
        place: Place,
    },
    /// Refuses a claim to own a house.
    RefuseOwner {
        /// The claim, 32 hexadecimal digits.
        record: String,
        /// The reason in words.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Ends a verified ownership: the house was sold, or the owner died.
    EndOwner {
        /// The claim, 32 hexadecimal digits.
        record: String,
        /// The reason in words.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        #[command(flatten)]
        place: Place,
    },
}

pub(super) async fn run(act: Act, rim: &Rim, printer: &mut Printer<'_>) -> Result<(), Failure> {
    match act {
        Act::Bind {
            record: named,
            house,
            place,
        } => bind(rim, (&named, &house), place, printer).await,
        Act::ApproveHabitual {
            record: named,
            place,
        } => habitual(rim, &named, (HabitualEvent::Approve, None), place, printer).await,
        Act::RefuseHabitual {
            record: named,
            reason,
            note,
            place,
        } => {
            let event = HabitualEvent::Reject(member::<RejectionReason>(&reason)?);
            habitual(rim, &named, (event, note.as_deref()), place, printer).await
        }
        Act::VerifyOwner {
            record: named,
            place,
        } => owner(rim, &named, (OwnershipEvent::Verify, None), place, printer).await,
        Act::RefuseOwner {
            record: named,
            note,
            place,
        } => {
            let decided = (OwnershipEvent::Refuse, note.as_deref());
            owner(rim, &named, decided, place, printer).await
        }
        Act::EndOwner {
            record: named,
            note,
            place,
        } => {
            let decided = (OwnershipEvent::End, note.as_deref());
            owner(rim, &named, decided, place, printer).await
        }
    }
}

async fn bind(
    rim: &Rim,
    (named, house): (&str, &str),
    place: Place,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let (record, house) = (record(named)?, parse(house)?);
    let config = rim.config(place);
    let centre = Centre::open(&config).await?;
    match centre.bind_address(&record, &house).await? {
        Ok(()) => {
            let store = config.store().await?;
            print_standing(store.as_ref(), &record, printer).await
        }
        Err(denial) => refused(&denial.rule(), advice(denial), printer),
    }
}

async fn habitual(
    rim: &Rim,
    named: &str,
    (event, note): (HabitualEvent, Option<&str>),
    place: Place,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let record: RecordId = record(named)?;
    let centre = Centre::open(&rim.config(place)).await?;
    match centre.decide_habitual(&record, event, note).await? {
        Ok(()) => printer.line("decided", &json!({ "decided": true })),
        Err(denial) => refused(&denial.to_string(), "a rule refuses it", printer),
    }
}

async fn owner(
    rim: &Rim,
    named: &str,
    (event, note): (OwnershipEvent, Option<&str>),
    place: Place,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    use residence::Listed as _;
    let record: RecordId = record(named)?;
    let centre = Centre::open(&rim.config(place)).await?;
    match centre.decide_ownership(&record, event, note).await? {
        Ok(()) => printer.line("decided", &json!({ "decided": true })),
        Err(denial) => refused(denial.code(), "a rule refuses it", printer),
    }
}

fn refused(rule: &str, advice: &'static str, printer: &mut Printer<'_>) -> Result<(), Failure> {
    printer.line(
        &format!("refused by the rule {rule}"),
        &json!({ "refused": rule }),
    )?;
    Err(Failure::No(advice))
}
