//! Carries out the effects of a step: tasks, messages, the list of decisions.

use protocol::Declaration;
use residence::{AddressLine, Declared, Effect, PersonName, Policy, RecordId, Step, messages};

use crate::{
    ruling::Known,
    store::Statement,
    tables::{
        desk::{self, DeskTask},
        houses::RegisteredHouse,
        people::Person,
        registrations, standings,
    },
};

/// Names and address of a declaration that has just come.
pub(crate) fn declared(
    known: &Known,
    declaration: &Declaration,
    policy: &Policy,
) -> Option<Declared> {
    let people = declaration.cohabitants.iter();
    let names = people.map(|person| person.name.reveal());
    about(known.person.as_ref(), known.house.as_ref(), names, policy)
}

/// Names and address for messages; `None` when the register has lost one of them.
pub(crate) fn about<'a>(
    person: Option<&Person>,
    house: Option<&RegisteredHouse>,
    cohabitants: impl Iterator<Item = &'a str>,
    policy: &Policy,
) -> Option<Declared> {
    let house = house?;
    let line = format!("{}{}{}", house.street, house.number, house.room);
    about_line(person, AddressLine::new(line), cohabitants, policy)
}

/// The same for an address as one line.
pub(crate) fn about_line<'a>(
    person: Option<&Person>,
    address: AddressLine,
    cohabitants: impl Iterator<Item = &'a str>,
    policy: &Policy,
) -> Option<Declared> {
    Some(Declared {
        name: PersonName::parse(&person?.name).ok()?,
        address,
        cohabitants: cohabitants
            .map(PersonName::parse)
            .collect::<Result<_, _>>()
            .ok()?,
        confirm_days: policy.registration.confirm_timeout_days,
    })
}

/// The writes that follow from a step, beside where the registration stands.
///
/// What the permit and the habitual residence have to hear of waits in the list of decisions until
/// the centre keeps those.
pub(crate) fn follow(
    record: &RecordId,
    step: &Step,
    about: Option<&Declared>,
    note: Option<&str>,
) -> Vec<Statement> {
    let mut writes = vec![standings::add_judgement(record, step, note)];
    for effect in &step.effects {
        writes.extend(carry_out(record, effect));
    }
    let sent = about.map(|about| messages(step, about)).unwrap_or_default();
    let on = step.registration.since;
    writes.extend(sent.iter().map(|one| desk::add_message(record, one, on)));
    writes
}

/// The writes of one effect.
pub(crate) fn carry_out(record: &RecordId, effect: &Effect) -> Vec<Statement> {
    let ask_desk = |matter, place, from| {
        desk::open_task(&DeskTask {
            record: *record,
            matter,
            place,
            from,
        })
    };
    match *effect {
        Effect::AskOwner { until, .. } => vec![registrations::open_task(record, until)],
        Effect::AskDesk { matter, from } => vec![ask_desk(matter, None, from)],
        Effect::AskAbout {
            matter,
            place,
            from,
        } => vec![ask_desk(matter, u32::try_from(place).ok(), from)],
        Effect::CloseTasks => closed(record, false),
        Effect::ExpireTasks => closed(record, true),
        Effect::GiveReceipt
        | Effect::TellResident(_)
        | Effect::NoteLateness(_)
        | Effect::PermitAddressCancelled
        | Effect::EndHabitual
        | Effect::DropDays
        | Effect::Audit { .. } => Vec::new(),
    }
}

fn closed(record: &RecordId, expired: bool) -> Vec<Statement> {
    vec![
        registrations::close_task(record, expired),
        desk::close_tasks(record, expired),
    ]
}
