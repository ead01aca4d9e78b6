//! `central decide`: what the desk or an officer decides, from the command line.

use clap::Subcommand;
use data_encoding::HEXLOWER_PERMISSIVE;
use residence::{
    AddressRefusal, Denial, EndReason, Event, Listed, RecordId, RejectionReason, VoidReason,
};
use serde_json::json;

use super::{Failure, Place, Printer, Rim, settle, show};
use crate::{centre::Centre, store::Store, tables::registrations};

/// What is decided.
#[derive(Subcommand)]
pub(super) enum Act {
    #[command(flatten)]
    Registration(Registered),
    #[command(flatten)]
    Settle(settle::Act),
}

/// What is decided about a registration; RECORD is the id that `central show --json` prints.
#[derive(Subcommand)]
pub(super) enum Registered {
    /// Confirms a declaration, as the desk, for a house to which nobody is bound.
    Confirm {
        /// The declaration, 32 hexadecimal digits.
        record: String,
        #[command(flatten)]
        place: Place,
    },
    /// Refuses a declaration, as the desk.
    Reject {
        /// The declaration, 32 hexadecimal digits.
        record: String,
        /// Why, such as WRONG_ROOM; OTHER needs a note.
        #[arg(long, value_name = "CODE")]
        reason: String,
        /// The reason in words.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Refuses an address that was written by hand, as the desk.
    RefuseAddress {
        /// The declaration, 32 hexadecimal digits.
        record: String,
        /// Why: NOT_FOUND, INCOMPLETE, OUTSIDE_AREA, or OTHER with a note.
        #[arg(long, value_name = "CODE")]
        reason: String,
        /// The reason in words.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Agrees, as the desk, to the end that a resident asked for or an owner reported.
    ConfirmCancel {
        /// The declaration, 32 hexadecimal digits.
        record: String,
        #[command(flatten)]
        place: Place,
    },
    /// Ends a registration, as an officer.
    End {
        /// The declaration, 32 hexadecimal digits.
        record: String,
        /// Why: DEATH, MOVED_AWAY, BECAME_LOCAL, HOUSE_GONE or DUPLICATE.
        #[arg(long, value_name = "CODE")]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
    /// Voids a registration, as an officer; its days count no longer.
    Void {
        /// The declaration, 32 hexadecimal digits.
        record: String,
        /// Why: MISTAKE or FRAUD.
        #[arg(long, value_name = "CODE")]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
}

/// What was asked for, read from the arguments.
struct Asked {
    record: String,
    event: Event,
    note: Option<String>,
    place: Place,
}

impl Registered {
    fn read(self) -> Result<Asked, Failure> {
        let (record, event, note, place) = match self {
            Self::Confirm { record, place } => (record, Event::Confirm, None, place),
            Self::Reject {
                record,
                reason,
                note,
                place,
            } => {
                let event = Event::Reject(member::<RejectionReason>(&reason)?);
                (record, event, note, place)
            }
            Self::RefuseAddress {
                record,
                reason,
                note,
                place,
            } => {
                let event = Event::RefuseAddress(member::<AddressRefusal>(&reason)?);
                (record, event, note, place)
            }
            Self::ConfirmCancel { record, place } => (record, Event::ConfirmCancel, None, place),
            Self::End {
                record,
                reason,
                place,
            } => {
                let event = Event::EndByAuthority(member::<EndReason>(&reason)?);
                (record, event, None, place)
            }
            Self::Void {
                record,
                reason,
                place,
            } => {
                let event = Event::Void(member::<VoidReason>(&reason)?);
                (record, event, None, place)
            }
        };
        Ok(Asked {
            record,
            event,
            note,
            place,
        })
    }
}

pub(super) async fn run(act: Act, rim: &Rim, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let asked = match act {
        Act::Registration(act) => act.read()?,
        Act::Settle(act) => return settle::run(act, rim, printer).await,
    };
    let record = record(&asked.record)?;
    let config = rim.config(asked.place);
    let centre = Centre::open(&config).await?;
    let note = asked.note.as_deref();
    match centre.decide_at_desk(&record, asked.event, note).await? {
        Ok(()) => {
            let store = config.store().await?;
            print_standing(store.as_ref(), &record, printer).await
        }
        Err(denial) => {
            printer.line(
                &format!("refused by the rule {}", denial.rule()),
                &json!({ "refused": denial.rule() }),
            )?;
            Err(Failure::No(advice(denial)))
        }
    }
}

pub(super) async fn print_standing(
    store: &dyn Store,
    record: &RecordId,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    match registrations::by_record(store, record).await? {
        Some(registration) => show::print(&registration, printer),
        None => Err(Failure::No("no declaration of this id; see central show")),
    }
}

pub(super) fn advice(denial: Denial) -> &'static str {
    match denial {
        Denial::NotTheOwner => "an owner is bound to this house and decides; the desk does not",
        Denial::NoteMissing => "the reason OTHER needs --note",
        Denial::AlreadyDecided(_) => "it is decided already; see central show",
        Denial::WrongState => "nothing of this kind waits there; see central show",
        Denial::IdentityUnproven
        | Denial::MustNotSelfDeclare
        | Denial::HouseUnknown
        | Denial::HouseWithdrawn
        | Denial::DuplicateAddress
        | Denial::TooManyAddresses
        | Denial::MovedInOn
        | Denial::MovedOutOn
        | Denial::TooManyCohabitants
        | Denial::Cohabitant { .. }
        | Denial::NotTheResident
        | Denial::NotTheDesk
        | Denial::NotAnOfficer
        | Denial::ObjectionOpen
        | Denial::NotYet => "a rule refuses it",
    }
}

pub(super) fn member<T: Listed>(code: &str) -> Result<T, Failure> {
    T::from_code(code).ok_or(Failure::Usage("this is no reason of the list; see --help"))
}

pub(super) fn record(text: &str) -> Result<RecordId, Failure> {
    HEXLOWER_PERMISSIVE
        .decode(text.as_bytes())
        .ok()
        .and_then(|bytes| <[u8; 16]>::try_from(bytes).ok())
        .map(RecordId::from_bytes)
        .ok_or(Failure::Usage(
            "a declaration is named by 32 hexadecimal digits; see central show --json",
        ))
}
