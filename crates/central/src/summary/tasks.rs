//! What waits for the person: as one of a house, as a resident, as whoever was appointed.

use protocol::{HeldHouse, HeldTask, TaskMatter};
use residence::{HabitualState, Matter};

use super::{Asked, addresses, family, houses::seen};
use crate::{
    store::StoreError,
    tables::{
        habituals, houses,
        registrations::{self, Registration},
        standings::Standing,
        trusts,
    },
};

/// Most tasks of one summary; the next follow when these are done.
const TASKS_MAX: usize = 100;

/// Lists the tasks, the most urgent first.
pub(super) async fn of(asked: &Asked<'_>, held: &[HeldHouse]) -> Result<Vec<HeldTask>, StoreError> {
    let mut tasks = Vec::new();
    let mine = held.iter().filter(|house| house.capacity.is_some());
    for code in mine.filter_map(|house| house.address.house.as_ref()) {
        for registration in registrations::at_house(asked.store, code).await? {
            tasks.extend(of_house(asked, &registration).await?);
        }
    }
    for registration in registrations::of_subject(asked.store, &asked.person.subject).await? {
        tasks.extend(of_resident(asked, &registration).await?);
    }
    tasks.extend(offers(asked).await?);
    tasks.extend(family::take_overs(asked).await?);
    tasks.sort_by_key(|task| (task.until.is_none(), task.until, task.record));
    tasks.truncate(TASKS_MAX);
    Ok(tasks)
}

/// What the owner's side is asked about a registration.
async fn of_house(
    asked: &Asked<'_>,
    registration: &Registration,
) -> Result<Vec<HeldTask>, StoreError> {
    let Standing::Stands(held) = &registration.standing else {
        return Ok(Vec::new());
    };
    let matter = match held.asks_owner() {
        Some(Matter::MoveIn) => Some(TaskMatter::MoveIn),
        Some(Matter::Cancel) => Some(TaskMatter::Cancel),
        Some(
            Matter::BindAddress
            | Matter::Ownership
            | Matter::Objection
            | Matter::Guardian
            | Matter::CallBack
            | Matter::Accommodation
            | Matter::TakeOver
            | Matter::Habitual,
        )
        | None => None,
    };
    let mut tasks = Vec::new();
    if let Some(matter) = matter {
        tasks.push(HeldTask {
            matter,
            record: registration.record,
            member: None,
            address: Some(addresses::of_registration(asked.store, registration).await?),
            who: seen(asked, registration).await?,
            until: held.until,
        });
    }
    let habitual = habituals::of_registration(asked.store, &registration.record).await?;
    let pending = habitual.filter(|held| held.state == HabitualState::Pending);
    if let Some(habitual) = pending {
        tasks.push(HeldTask {
            matter: TaskMatter::Habitual,
            record: registration.record,
            member: None,
            address: Some(addresses::of_registration(asked.store, registration).await?),
            who: seen(asked, registration).await?,
            until: habitual.until,
        });
    }
    Ok(tasks)
}

/// What a resident is asked about the own registration: whether they moved out.
async fn of_resident(
    asked: &Asked<'_>,
    registration: &Registration,
) -> Result<Option<HeldTask>, StoreError> {
    let Standing::Stands(held) = &registration.standing else {
        return Ok(None);
    };
    if !held.move_reported() {
        return Ok(None);
    }
    Ok(Some(HeldTask {
        matter: TaskMatter::MovedOut,
        record: registration.record,
        member: None,
        address: Some(addresses::of_registration(asked.store, registration).await?),
        who: None,
        until: held.until,
    }))
}

/// The trusteeships that are offered to the person.
async fn offers(asked: &Asked<'_>) -> Result<Vec<HeldTask>, StoreError> {
    let (store, subject) = (asked.store, &asked.person.subject);
    let mut offers = Vec::new();
    for trust in trusts::of_person(store, subject).await? {
        let held = &trust.held;
        let open = held.trustee == *subject
            && held.accepted_on.is_none()
            && held.revoked_on.is_none()
            && held.days.to >= asked.today;
        if !open {
            continue;
        }
        let house = match held.houses.first() {
            Some(code) => houses::by_code(store, code).await?,
            None => None,
        };
        offers.push(HeldTask {
            matter: TaskMatter::Trust,
            record: trust.record,
            member: None,
            address: house.map(addresses::of_house),
            who: None,
            until: Some(held.days.to),
        });
    }
    Ok(offers)
}
