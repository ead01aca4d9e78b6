//! What people want, by chance from a seed, and how it is carried.

use protocol::{ActingPerson, Assurance, Declaration, OwnerAnswer, OwnerDecision, Record, wire};
use residence::{
    AddressRefusal, CancelReason, CancelRefusal, DocumentType, DwellingType, EndReason, Event,
    HabitualEvent, HouseCode, IdentityDocument, Listed, RecordId, RejectionReason, ResidenceReason,
    Subject, VoidReason,
};

pub(crate) const PEOPLE: usize = 5;
pub(crate) const HOUSES: usize = 4;
const NUMBER: &str = "449900199001010017";

/// A day of these histories.
pub(crate) type Day = chrono::NaiveDate;

/// A small generator: the same seed gives the same history on every machine.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed))
    }

    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides).unwrap()).unwrap()
    }

    fn member<T: Listed>(&mut self) -> T {
        T::ALL[self.roll(T::ALL.len())]
    }
}

/// In what role somebody acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Resident,
    Owner,
    Trustee,
    Desk,
    Officer,
    Stranger,
}

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wish {
    Registration(Event),
    Habitual(HabitualEvent),
}

/// One command: everything that a side needs to judge it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Command {
    pub(crate) id: RecordId,
    /// Whose registration it is about.
    pub(crate) person: usize,
    /// Which declaration: the record of the command that made it.
    pub(crate) declaration: RecordId,
    pub(crate) house: usize,
    pub(crate) moved_in_on: Day,
    pub(crate) role: Role,
    pub(crate) note: bool,
    pub(crate) wish: Wish,
    pub(crate) on: Day,
}

/// Draws a history: mostly sensible acts about declarations that exist, and some nonsense.
pub(crate) fn history(dice: &mut Dice, length: usize) -> Vec<Command> {
    let mut on: Day = "2026-01-01".parse().unwrap();
    let mut declared: Vec<(usize, usize, RecordId, Day)> = Vec::new();
    let mut commands = Vec::with_capacity(length);
    for place in 0..length {
        on = on + chrono::Days::new(u64::try_from(dice.roll(3)).unwrap());
        let millis = u64::try_from(place).unwrap();
        let id = RecordId::compose(millis, [u8::try_from(place % 256).unwrap(); 10]);
        let fresh = declared.is_empty() || dice.roll(6) == 0;
        let (person, house, declaration, moved_in_on) = if fresh {
            let entry = (dice.roll(PEOPLE), dice.roll(HOUSES), id, on);
            declared.push(entry);
            entry
        } else {
            // Late ones more often: the early ones are final soon.
            let back = dice.roll(declared.len().min(8));
            declared[declared.len() - 1 - back]
        };
        let (wish, role) = if fresh {
            let manual = dice.roll(4) == 0;
            let event = if manual {
                Event::DeclareManual
            } else {
                Event::Declare
            };
            (Wish::Registration(event), Role::Resident)
        } else {
            wish(dice, on)
        };
        commands.push(Command {
            id,
            person,
            declaration,
            house,
            moved_in_on,
            role,
            note: dice.roll(2) == 0,
            wish,
            on,
        });
    }
    commands
}

fn wish(dice: &mut Dice, on: Day) -> (Wish, Role) {
    use Role as R;
    let events = [
        (Event::Confirm, R::Owner),
        (Event::Confirm, R::Trustee),
        (Event::Confirm, R::Desk),
        (Event::Reject(dice.member::<RejectionReason>()), R::Owner),
        (Event::BindHouse, R::Desk),
        (Event::BindHouse, R::Desk),
        (
            Event::RefuseAddress(dice.member::<AddressRefusal>()),
            R::Desk,
        ),
        (Event::Withdraw, R::Resident),
        (
            Event::RequestCancel(dice.member::<CancelReason>()),
            R::Resident,
        ),
        (Event::ConfirmCancel, R::Owner),
        (Event::ConfirmCancel, R::Resident),
        (
            Event::RefuseCancel(dice.member::<CancelRefusal>()),
            R::Owner,
        ),
        (Event::WithdrawCancel, R::Resident),
        (Event::ReportMoveOut(on), R::Owner),
        (
            Event::EndByAuthority(dice.member::<EndReason>()),
            R::Officer,
        ),
        (Event::Void(dice.member::<VoidReason>()), R::Officer),
        (Event::DayComes, R::Stranger),
    ];
    let habitual = [
        (HabitualEvent::Request, R::Resident),
        (HabitualEvent::Approve, R::Owner),
        (
            HabitualEvent::Reject(dice.member::<RejectionReason>()),
            R::Owner,
        ),
        (HabitualEvent::Withdraw, R::Resident),
        (HabitualEvent::Remove, R::Resident),
    ];
    let (wish, fitting) = if dice.roll(4) == 0 {
        let (event, role) = habitual[dice.roll(habitual.len())];
        (Wish::Habitual(event), role)
    } else {
        let (event, role) = events[dice.roll(events.len())];
        (Wish::Registration(event), role)
    };
    let anybody = [
        R::Resident,
        R::Owner,
        R::Trustee,
        R::Desk,
        R::Officer,
        R::Stranger,
    ];
    let role = if dice.roll(10) == 0 {
        anybody[dice.roll(anybody.len())]
    } else {
        fitting
    };
    (wish, role)
}

/// A command on its way: its wish as bytes where the wire has a record for it.
pub(crate) struct Carried {
    pub(crate) person: usize,
    bytes: Option<Vec<u8>>,
    plain: Command,
}

impl From<&Command> for Carried {
    fn from(command: &Command) -> Self {
        Self {
            person: command.person,
            bytes: record_of(command).map(|record| wire::encode_record(&record)),
            plain: command.clone(),
        }
    }
}

impl Carried {
    /// Reads the command as the other side does: from the bytes, where there are any.
    pub(crate) fn read(&self) -> Command {
        let plain = self.plain.clone();
        let Some(bytes) = &self.bytes else {
            return plain;
        };
        match wire::decode_record(bytes).unwrap() {
            Record::Declaration(record) => Command {
                person: usize::from(record.declarant.subject.as_bytes()[0]),
                house: house_number(&record.house),
                moved_in_on: record.moved_in_on,
                on: record.declared_on,
                wish: Wish::Registration(Event::Declare),
                ..plain
            },
            Record::OwnerDecision(record) => Command {
                declaration: record.declaration,
                on: record.decided_on,
                wish: Wish::Registration(match record.answer {
                    OwnerAnswer::Confirmed => Event::Confirm,
                    OwnerAnswer::Refused(reason) => Event::Reject(reason),
                }),
                ..plain
            },
            Record::Presentation(_)
            | Record::ProvisionalIssue(_)
            | Record::ProvisionalVoid(_)
            | Record::WorkerEvent(_)
            | Record::AuditCheckpoint(_)
            | Record::Act(_)
            | Record::PlacedDeclaration(_)
            | Record::CodeClaim(_)
            | Record::Feedback(_) => unreachable!("no command is carried so"),
        }
    }
}

fn record_of(command: &Command) -> Option<Record> {
    let answer = match (&command.wish, command.role) {
        (Wish::Registration(Event::Declare), _) => {
            return Some(Record::Declaration(Box::new(declaration(command))));
        }
        (Wish::Registration(Event::Confirm), Role::Owner) => OwnerAnswer::Confirmed,
        // The record has no place for a note, so a reason that needs one goes another way.
        (Wish::Registration(event @ Event::Reject(reason)), Role::Owner) if !event.needs_note() => {
            OwnerAnswer::Refused(*reason)
        }
        (Wish::Registration(_) | Wish::Habitual(_), _) => return None,
    };
    Some(Record::OwnerDecision(Box::new(OwnerDecision {
        declaration: command.declaration,
        owner: acting(PEOPLE),
        answer,
        decided_on: command.on,
    })))
}

fn declaration(command: &Command) -> Declaration {
    Declaration {
        declarant: acting(command.person),
        house: HouseCode::parse(&format!("449900-000{}", command.house)).unwrap(),
        house_serial: [1; 8],
        house_assurance: Assurance::Verified,
        dwelling: DwellingType::Rented,
        reason: ResidenceReason::Work,
        moved_in_on: command.moved_in_on,
        cohabitants: Vec::new(),
        notice_version: 1,
        policy: ("gd_default".to_owned(), 1),
        declared_on: command.on,
    }
}

fn acting(person: usize) -> ActingPerson {
    let today = "2026-01-01".parse().unwrap();
    ActingPerson {
        subject: Subject::from_bytes([u8::try_from(person).unwrap(); 16]),
        serial: [1; 8],
        document: IdentityDocument::parse(DocumentType::ResidentId, NUMBER, today).unwrap(),
        assurance: Assurance::Verified,
    }
}

fn house_number(code: &HouseCode) -> usize {
    let last = code.as_str().bytes().last().unwrap();
    usize::from(last - b'0')
}
