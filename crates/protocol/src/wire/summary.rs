//! Version 1 of the summary: its structures as arrays, the fields in their order.

use super::shape::shaped;
use crate::summary::{
    HeldAddress, HeldCohabitant, HeldHabitual, HeldHouse, HeldMember, HeldMessage, HeldPermit,
    HeldPerson, HeldPresentation, HeldRegistration, HeldResident, HeldSeen, HeldTask, HeldTrust,
    PermitEntry, StayCount, Summary,
};

shaped! {
    HeldAddress { house, area, street, number, room }
    HeldHabitual { state, since, until, habitual_on }
    HeldCohabitant { name, relation, birth }
    HeldRegistration {
        record, member, address, dwelling, reason, moved_in_on, state, because, since, until,
        effective_on, habitual, permit_here, cohabitants,
    }
    StayCount { days, needed, from, counted, first_eligible, missing }
    HeldPresentation { on, place, by_family }
    HeldMember { member, name, relation, birth, guardian, code }
    HeldSeen { name, document, number, phone, dwelling, reason, moved_in_on, cohabitants }
    HeldTask { matter, record, member, address, who, until }
    HeldMessage { id, template, made_on, zh, en, read }
    HeldTrust { record, other, from, to, accepted }
    HeldResident { record, seen, state }
    HeldHouse { address, claim, capacity, residents, trusts }
    HeldPermit {
        record, member, state, suspended_for, city, address, accepted_on, due_on, missing,
        missing_until, issued_on, valid_until, window, card_serial, because,
    }
    PermitEntry { on, what, state }
    HeldPerson { name, document, number, phone, birth, code }
    Summary {
        as_of_ms, person, registrations, stay, presentations, presented, members, tasks, messages,
        houses, permits, permit_history,
    }
}
