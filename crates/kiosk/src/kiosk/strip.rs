//! The strip at the top, and the registrations on the screen: what the journal tells eyes.

use journal::IndexedRegistration;
use protocol::ClockLevel;
use residence::{Listed as _, RecordId, State, guangdong_minute};

use super::Kiosk;
use crate::{
    clock::Reading,
    screen::{Address, RegistrationView, SavedState, Strip},
};

/// Returns the time of day in Guangdong as `HH:MM`.
pub(super) fn time_of_day(unix_ms: u64) -> String {
    let unix_ms = i64::try_from(unix_ms).unwrap_or(i64::MAX);
    guangdong_minute(unix_ms).format("%H:%M").to_string()
}

/// Returns the time of day while it is known; a wrong one would be believed.
pub(super) fn time_while_known(reading: &Reading) -> String {
    match reading.level {
        ClockLevel::Good | ClockLevel::Degraded => time_of_day(reading.guess_ms),
        ClockLevel::Unsafe => String::new(),
    }
}

impl Kiosk {
    pub(super) fn read_strip(&mut self) -> Strip {
        let Some(trust) = &self.trust else {
            return Strip::unknown();
        };
        let (waiting, last_contact) = match self.journal.outbox_status() {
            Ok(status) => {
                self.last_contact_ms = status.last_contact_ms;
                (status.waiting, status.last_contact_ms.map(time_of_day))
            }
            // What cannot be read now keeps what was read before.
            Err(_) => (self.strip.waiting, self.strip.last_contact.clone()),
        };
        Strip {
            place: trust.place.clone(),
            time: String::new(),
            online: self.line.is_up(),
            last_contact,
            waiting,
            demo: trust.list.bundle().demo,
        }
    }

    pub(super) fn read_registrations(&self) -> Vec<(RecordId, RegistrationView)> {
        let shown = matches!(
            self.visit.stage,
            crate::visit::Stage::Receipt(_) | crate::visit::Stage::Person(_)
        );
        let Some(subject) = self.visit.stage.subject().filter(|_| shown) else {
            return Vec::new();
        };
        match self.journal.registrations_of(&subject) {
            Ok(known) => known
                .into_iter()
                .map(|one| (one.record, registration(one)))
                .collect(),
            Err(_) => self.registrations.clone(),
        }
    }
}

pub(super) fn registration(known: IndexedRegistration) -> RegistrationView {
    let decided = known.state.unwrap_or(if known.refusal.is_some() {
        // A rule of the centre refused it; the name of the rule is in `refusal`.
        State::Rejected
    } else if known.house.is_none() {
        State::AwaitingAddress
    } else {
        State::AwaitingConfirmation
    });
    // Only the centre says 有效: what an owner confirmed here stays provisional until then.
    let hopes = known.provisional && decided == State::Effective;
    let state = if hopes {
        State::AwaitingConfirmation
    } else {
        decided
    };
    RegistrationView {
        receipt: known.record.receipt_number(),
        address: Address {
            area: known.area,
            street: known.street,
            number: known.number,
            room: String::new(),
        },
        saved: match known.saved {
            journal::SavedState::OnThisMachine => SavedState::OnThisMachine,
            journal::SavedState::Received => SavedState::Received,
            journal::SavedState::Decided => SavedState::Decided,
        },
        state: state.code().to_owned(),
        provisional: known.provisional,
        effective_on: known
            .effective_on
            .filter(|_| !hopes)
            .map(|day| day.to_string()),
        refusal: known.refusal,
        declared_on: known.declared_on.to_string(),
        until: (state == State::AwaitingConfirmation).then(|| known.until.to_string()),
        cohabitants: known.cohabitants,
    }
}
