//! Permits and applications of a person and of the family, with five years of history.

use protocol::{HeldPermit, PermitEntry};
use residence::{Permit, PermitPaper, RecordId, Subject, history, permit_status};

use super::{Asked, addresses};
use crate::{
    store::{Store, StoreError},
    tables::{
        family,
        people::Person,
        permits::{self, Kept},
        registrations,
    },
};

/// Lists the permits and applications of the person and of the family, the newest first.
pub(super) async fn of(asked: &Asked<'_>) -> Result<Vec<HeldPermit>, StoreError> {
    let mut held = listed(asked, asked.person, None).await?;
    for member in asked.family {
        held.extend(listed(asked, member, Some(member.subject)).await?);
    }
    held.sort_by_key(|permit| std::cmp::Reverse((permit.accepted_on, permit.record)));
    Ok(held)
}

async fn listed(
    asked: &Asked<'_>,
    person: &Person,
    member: Option<Subject>,
) -> Result<Vec<HeldPermit>, StoreError> {
    let mut held = Vec::new();
    for kept in permits::of_subject(asked.store, &person.subject).await? {
        held.push(shown(asked, kept, member).await?);
    }
    Ok(held)
}

async fn shown(
    asked: &Asked<'_>,
    kept: Kept,
    member: Option<Subject>,
) -> Result<HeldPermit, StoreError> {
    let status = permit_status(&kept.permit, asked.today, &asked.policy.permit);
    let registration = registrations::by_record(asked.store, &kept.registration).await?;
    let address = match &registration {
        Some(registration) => Some(addresses::of_registration(asked.store, registration).await?),
        None => None,
    };
    let (missing, missing_until) = missing(&kept);
    let applied = matches!(kept.permit, Permit::Application(_));
    let issued = if let Permit::Issued(issued) = &kept.permit {
        Some(issued)
    } else {
        None
    };
    let term = issued.map(|issued| issued.term.schedule(asked.today, &asked.policy.permit));
    let mut because = kept.because.clone();
    because.extend(
        status
            .cancelled_for
            .map(|why| residence::Listed::code(why).to_owned()),
    );
    because.dedup();
    Ok(HeldPermit {
        record: kept.record,
        member,
        state: status.state,
        suspended_for: status.suspended_for.first().copied(),
        city: kept.city,
        address,
        accepted_on: Some(kept.accepted_on),
        due_on: applied.then_some(kept.due_on),
        missing,
        missing_until,
        issued_on: issued.map(|issued| issued.issued_on),
        valid_until: term.map(|term| term.window_to),
        window: term.map(|term| (term.window_from, term.window_to)),
        card_serial: issued.map_or(0, |issued| {
            u16::try_from(issued.card_serial).unwrap_or(u16::MAX)
        }),
        because,
    })
}

/// What was asked for and is not there yet, with the last day.
fn missing(kept: &Kept) -> (Vec<PermitPaper>, Option<chrono::NaiveDate>) {
    let Permit::Application(application) = &kept.permit else {
        return (Vec::new(), None);
    };
    let waits = application.step == residence::ApplicationStep::Correction;
    let Some(asked) = application.correction.as_ref().filter(|_| waits) else {
        return (Vec::new(), None);
    };
    let missing = asked.papers.difference(&kept.shown.papers).copied();
    (missing.collect(), Some(asked.until))
}

/// Lists what happened in the years that a holder sees, the latest first.
pub(super) async fn history_of(asked: &Asked<'_>) -> Result<Vec<PermitEntry>, StoreError> {
    let events = permits::events_of(asked.store, &asked.person.subject).await?;
    let entries: Vec<_> = events.iter().map(|(entry, _)| *entry).collect();
    let shown = history(&entries, asked.today, &asked.policy.permit);
    let state_of = |entry: &residence::HistoryEntry| {
        let found = events.iter().find(|(other, _)| other == entry);
        found.map(|(_, state)| *state)
    };
    let lines = shown.iter().filter_map(|entry| {
        Some(PermitEntry {
            on: entry.on,
            what: residence::Listed::code(entry.record).to_owned(),
            state: state_of(entry)?,
        })
    });
    Ok(lines.collect())
}

/// The records of permits and links of the family whose notices are for a person.
pub(super) async fn told_by(
    store: &dyn Store,
    subject: &Subject,
) -> Result<Vec<RecordId>, StoreError> {
    let mut records = Vec::new();
    let mut whose = vec![*subject];
    for link in family::of_agent(store, subject).await? {
        whose.push(link.member);
        records.push(link.record);
    }
    let own = family::of_member(store, subject).await?;
    records.extend(own.iter().map(|link| link.record));
    for person in whose {
        let held = permits::of_subject(store, &person).await?;
        records.extend(held.iter().map(|kept| kept.record));
    }
    Ok(records)
}
