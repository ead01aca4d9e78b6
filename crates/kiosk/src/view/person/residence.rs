//! 住址管理: each registration with its state, and what can be done about it.

use ::residence::{Listed as _, State, masked_name};
use protocol::HeldRegistration;

use super::{Around, centre, holder, own_address, written};
use crate::{
    screen::{HeldView, MyResidence, RegistrationView, SavedState},
    visit::{Held, Person},
};

pub(super) fn list(person: &Person, around: &Around) -> MyResidence {
    let summary = person.told.summary.as_ref();
    let mut registrations: Vec<_> = person
        .held(&around.registrations)
        .iter()
        .filter_map(|held| view(held, person, around))
        .collect();
    // What lives comes first; what is over is looked at last.
    registrations.sort_by_key(|view| !lives(view));
    MyResidence {
        holder: holder(person),
        centre: centre(person),
        registrations,
        calendar: summary.is_some_and(|told| told.stay.is_some()),
    }
}

fn lives(view: &HeldView) -> bool {
    State::from_code(&view.state).is_some_and(State::is_live)
}

fn view(held: &Held, person: &Person, around: &Around) -> Option<HeldView> {
    let pending = person.is_pending(&held.record);
    let acts = if pending {
        Vec::new()
    } else {
        held.acts(around.today, &around.policy)
    };
    let here = around
        .registrations
        .iter()
        .find(|(record, _)| *record == held.record)
        .map(|(_, view)| view);
    let view = match person.registration(&held.record) {
        Some(told) => from_centre(told, person),
        None => from_memory(here?),
    };
    Some(HeldView {
        moved_out: held.moved_out,
        acts,
        pending,
        denied: person.denied(&held.record),
        ..view
    })
}

fn from_centre(told: &HeldRegistration, person: &Person) -> HeldView {
    let members = person.told.summary.iter().flat_map(|told| &told.members);
    let member = told.member.and_then(|subject| {
        members
            .into_iter()
            .find(|member| member.member == subject)
            .map(|member| masked_name(member.name.reveal()))
    });
    let state = told.state.map_or("REJECTED", |state| state.code());
    HeldView {
        receipt: told.record.receipt_number(),
        address: own_address(&told.address),
        member,
        state: state.to_owned(),
        saved: SavedState::Decided,
        provisional: false,
        because: told.because.clone(),
        moved_out: false,
        since: told.since.to_string(),
        until: written(told.until),
        effective_on: written(told.effective_on),
        habitual: told
            .habitual
            .as_ref()
            .map(|habitual| habitual.state.code().to_owned()),
        habitual_until: written(told.habitual.as_ref().and_then(|habitual| habitual.until)),
        permit_here: told.permit_here,
        people: told
            .cohabitants
            .iter()
            .map(|one| masked_name(one.name.reveal()))
            .collect(),
        cohabitants: u32::try_from(told.cohabitants.len()).unwrap_or(u32::MAX),
        acts: Vec::new(),
        pending: false,
        denied: None,
    }
}

fn from_memory(here: &RegistrationView) -> HeldView {
    HeldView {
        receipt: here.receipt.clone(),
        address: here.address.clone(),
        member: None,
        state: here.state.clone(),
        saved: here.saved,
        provisional: here.provisional,
        because: here.refusal.clone(),
        moved_out: false,
        since: here.declared_on.clone(),
        until: here.until.clone(),
        effective_on: here.effective_on.clone(),
        habitual: None,
        habitual_until: None,
        permit_here: false,
        people: Vec::new(),
        cohabitants: here.cohabitants,
        acts: Vec::new(),
        pending: false,
        denied: None,
    }
}
