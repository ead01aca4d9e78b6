//! What a visit holds of people is overwritten when the visit is dropped: shown by its types.

use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::visit::*;

use super::fixtures::*;

/// Compiles for what overwrites itself, and for nothing else.
fn is_wiped<T: ZeroizeOnDrop>(_: &T) {}

/// Takes each value apart, so that a new field has to be decided about here.
#[test]
fn every_personal_part_of_a_visit_overwrites_itself() {
    let HouseSeen {
        entry: _,
        address,
        in_register: _,
    } = house();
    is_wiped(&address);

    let Holder {
        subject: _,
        serial: _,
        assurance: _,
        carried_on: _,
        answered_by: _,
        hint,
        child: _,
        text,
        id_bind: _,
        bind_epoch: _,
    } = Holder {
        text: Some(Zeroizing::new(CANARY.to_owned())),
        ..holder(1)
    };
    is_wiped(&text.unwrap());
    is_wiped(&hint.unwrap());

    let protocol::Cohabitant {
        name,
        document,
        phone,
        relation: _,
        guardian_consent: _,
    } = child();
    is_wiped(&name);
    is_wiped(&document);
    is_wiped(&phone);

    let plan = Plan {
        address: Some(house().address),
        other: holder(1).hint,
        ..Plan::new(crate::screen::ActMatter::Cancel)
    };
    is_wiped(plan.address.as_ref().unwrap());
    is_wiped(plan.other.as_ref().unwrap());

    let turn = owner_turn();
    let Stage::Owner(turn) = &turn.stage else {
        panic!("the owner's turn")
    };
    is_wiped(&turn.declared.number);
    is_wiped(turn.declared.holder.as_ref().unwrap());
}

/// An entry is overwritten as well, taken or refused.
#[test]
fn what_was_typed_overwrites_itself() {
    let mut entry = child_entry();
    zeroize::Zeroize::zeroize(&mut entry);
    for text in [&entry.name, &entry.number, &entry.phone, &entry.document] {
        assert_eq!(text, "");
    }
    is_wiped(&Zeroizing::new(child_entry()));
    is_wiped(&Zeroizing::new(super::issuing::elder_entry()));
}
