use residence::RejectionReason;
use rusqlite::types::ValueRef;

use super::*;
use crate::{
    AppliedAnswer,
    testing::{Bench, answer, day, house_code, index_entry, subject},
};

/// What a holder sees of the state: state, provisional, refusal.
type Seen = (Option<State>, bool, Option<String>);

fn seen(bench: &Bench) -> Seen {
    let IndexedRegistration {
        state,
        provisional,
        refusal,
        ..
    } = bench.registration(1);
    (state, provisional, refusal)
}

fn outcome(bench: &Bench, cursor: u64, through: u64, result: OutcomeResult) {
    let declaration = crate::testing::record_id(1);
    let outcome = Outcome {
        declaration,
        result,
        decided_on: day("2026-11-24"),
    };
    let changes = vec![(cursor, protocol::Change::Outcome(outcome))];
    bench
        .journal
        .apply_answer(&AppliedAnswer {
            changes,
            ..answer(through, 0)
        })
        .unwrap();
}

fn decided(bench: &Bench, answer: OwnerAnswer) {
    assert_eq!(bench.decide(1, answer).seq, 2);
}

fn in_state(state: State) -> OutcomeResult {
    OutcomeResult::State {
        state,
        effective_on: None,
        rejection: None,
    }
}

#[test]
fn an_address_by_hand_has_no_house_yet() {
    let bench = Bench::enrolled();
    let by_hand = crate::IndexEntry {
        house: None,
        ..index_entry(1)
    };
    let act = crate::NewRecord {
        record: &crate::testing::declaration(1),
        id: crate::testing::record_id(1),
        at: (0, 0),
        circumstances: protocol::Circumstances::GOOD,
        index: Some(by_hand),
        provisional_for: None,
        drop_draft: None,
    };
    bench.journal.append(act, &bench.crypto).unwrap();
    let known = bench.journal.registrations_of(&subject(1)).unwrap();
    assert_eq!(known.first().map(|one| one.house.clone()), Some(None));
    assert!(!bench.journal.live_at(&subject(1), &house_code(1)).unwrap());
    assert_eq!(bench.journal.live_addresses(&subject(1)), Ok(1));
}

#[test]
fn an_entry_comes_back_masked_as_it_was_given() {
    let bench = Bench::enrolled();
    let (record, _) = bench.declare(1);
    let entry = index_entry(1);
    let expected = IndexedRegistration {
        record,
        holder_hint: entry.holder_hint,
        area: entry.area,
        street: entry.street,
        number: entry.number,
        house: entry.house,
        declared_on: entry.declared_on,
        until: entry.until,
        cohabitants: 1,
        saved: SavedState::OnThisMachine,
        state: None,
        provisional: false,
        effective_on: None,
        refusal: None,
    };
    assert_eq!(bench.registration(1), expected);
    assert_eq!(bench.journal.registrations_of(&subject(2)).unwrap(), []);
}

#[test]
fn no_column_holds_the_subject() {
    let bench = Bench::enrolled();
    bench.declare(1);
    let connection = bench.journal.connection();
    let mut statement = connection.prepare("SELECT * FROM registrations").unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    let row = rows.next().unwrap().unwrap();
    for column in 0..columns {
        if let ValueRef::Blob(bytes) | ValueRef::Text(bytes) = row.get_ref(column).unwrap() {
            let found = bytes
                .windows(8)
                .any(|part| part == &subject(1).as_bytes()[..8]);
            assert!(!found, "column {column}");
        }
    }
}

#[test]
fn tags_of_two_kiosks_differ() {
    let tag = |seed: u8| {
        let bench = Bench::new();
        let connection = bench.journal.connection();
        let sql = "UPDATE device SET index_key = ?1";
        connection.execute(sql, [[seed; 32]]).unwrap();
        subject_tag(&connection, &subject(1)).unwrap()
    };
    assert_ne!(tag(1), tag(2));
}

#[test]
fn the_owners_decision_shows_until_the_centre_has_spoken() {
    let effective = Some(State::Effective);
    let awaiting = Some(State::AwaitingConfirmation);
    let bench = Bench::enrolled();
    bench.declare(1);
    let decision = bench.decide(1, OwnerAnswer::Confirmed).seq;
    assert_eq!(seen(&bench), (effective, true, None));
    // The centre has the declaration, not yet the decision: its news is older than ours.
    outcome(
        &bench,
        1,
        decision - 1,
        in_state(State::AwaitingConfirmation),
    );
    assert_eq!(seen(&bench), (effective, true, None));
    // It has both and still waits: the decision did not count.
    outcome(&bench, 2, decision, in_state(State::AwaitingConfirmation));
    assert_eq!(seen(&bench), (awaiting, false, None));
    outcome(&bench, 3, decision, in_state(State::Effective));
    assert_eq!(seen(&bench), (effective, false, None));
    bench.decide(1, OwnerAnswer::Refused(RejectionReason::WrongRoom));
    assert_eq!(seen(&bench), (effective, false, None), "decided already");
}

#[test]
fn a_registration_is_live_unless_somebody_refused() {
    type Act = fn(&Bench);
    let cases: [(Act, bool); 9] = [
        (|_| {}, true),
        (|b| decided(b, OwnerAnswer::Confirmed), true),
        (
            |b| decided(b, OwnerAnswer::Refused(RejectionReason::WrongRoom)),
            false,
        ),
        (
            |b| outcome(b, 1, 1, in_state(State::AwaitingConfirmation)),
            true,
        ),
        (|b| outcome(b, 1, 1, in_state(State::Rejected)), false),
        (|b| outcome(b, 1, 1, in_state(State::Expired)), false),
        (|b| outcome(b, 1, 1, in_state(State::CancelPending)), true),
        (|b| outcome(b, 1, 1, in_state(State::Cancelled)), false),
        (
            |b| {
                let rule = "DUPLICATE_ADDRESS".to_owned();
                outcome(b, 1, 1, OutcomeResult::Denied { rule });
            },
            false,
        ),
    ];
    for (place, (act, live)) in cases.into_iter().enumerate() {
        let bench = Bench::enrolled();
        bench.declare(1);
        act(&bench);
        let journal = &bench.journal;
        assert_eq!(
            journal.live_at(&subject(1), &house_code(1)).unwrap(),
            live,
            "{place}"
        );
        let count = journal.live_addresses(&subject(1)).unwrap();
        assert_eq!(count, usize::from(live), "{place}");
        assert!(!journal.live_at(&subject(1), &house_code(2)).unwrap());
        assert!(!journal.live_at(&subject(2), &house_code(1)).unwrap());
    }
}

#[test]
fn old_entries_leave_once_the_centre_has_the_record() {
    let bench = Bench::enrolled();
    bench.declare(1);
    bench.declare(2);
    bench.journal.apply_answer(&answer(1, 0)).unwrap();
    let purge = |before| bench.journal.purge_registrations(day(before)).unwrap();
    assert_eq!(purge("2026-11-23"), 0, "not old enough");
    assert_eq!(purge("2026-11-30"), 1, "the second is not received");
    assert_eq!(bench.registration(2).saved, SavedState::OnThisMachine);
}

#[test]
fn a_receipt_number_finds_its_record_and_no_other() {
    use crate::Receipted;
    use residence::ReceiptNumber;
    let bench = Bench::enrolled();
    let (record, _) = bench.declare(1);
    let find = |record| {
        bench
            .journal
            .find_receipt(ReceiptNumber::of(&record))
            .unwrap()
    };
    let Some(Receipted::Registration(found)) = find(record) else {
        panic!("a declaration is in the index")
    };
    assert_eq!(
        (found.record, found.saved),
        (record, SavedState::OnThisMachine)
    );
    assert_eq!(find(crate::testing::record_id(9)), None);

    let decision = crate::testing::record_id(101);
    assert_eq!(bench.decide(1, OwnerAnswer::Confirmed).seq, 2);
    let waits = find(decision);
    assert_eq!(waits, Some(Receipted::Record(SavedState::OnThisMachine)));
    bench.journal.apply_answer(&answer(2, 0)).unwrap();
    let received = find(decision);
    assert_eq!(received, Some(Receipted::Record(SavedState::Received)));
}
