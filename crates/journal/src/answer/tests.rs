use protocol::{
    Outcome, OutcomeResult,
    codes::{BindKey, Crypto as _, SeededCrypto},
};
use residence::State;

use super::*;
use crate::{
    Chain, SavedState,
    testing::{Bench, answer, day, house, record_id},
};

fn kept(bench: &Bench) -> Vec<u64> {
    let batch = bench.journal.next_batch(0, 100, usize::MAX).unwrap();
    batch.iter().map(|envelope| envelope.header().seq).collect()
}

fn effective(n: u8) -> Change {
    Change::Outcome(Outcome {
        declaration: record_id(n),
        result: OutcomeResult::State {
            state: State::Effective,
            effective_on: Some(day("2026-11-24")),
            rejection: None,
        },
        decided_on: day("2026-11-24"),
    })
}

#[test]
fn envelopes_stay_until_the_backup_has_passed_them() {
    let bench = Bench::enrolled();
    for n in 1..=4 {
        bench.declare(n);
    }
    let steps: [(u64, u64, u64, &[u64]); 6] = [
        (2, 0, 2, &[1, 2, 3, 4]),
        (2, 1, 2, &[2, 3, 4]),
        // A centre that claims a backup of what it has not received deletes nothing.
        (2, 4, 2, &[3, 4]),
        // An answer that arrives late takes nothing back.
        (1, 0, 2, &[3, 4]),
        (4, 3, 4, &[4]),
        (4, 4, 4, &[]),
    ];
    for (through, backed_up, acked, left) in steps {
        bench
            .journal
            .apply_answer(&answer(through, backed_up))
            .unwrap();
        let expected = Chain {
            epoch: 1,
            through_acked: acked,
            last_seq: 4,
        };
        assert_eq!(bench.journal.chain().unwrap(), expected);
        assert_eq!(
            kept(&bench),
            left,
            "through {through}, backed up {backed_up}"
        );
    }
    assert_eq!(
        bench.declare(5).1.seq,
        5,
        "the chain goes on without its envelopes"
    );
}

#[test]
fn an_answer_from_the_future_is_an_alarm_and_changes_nothing() {
    let bench = Bench::enrolled();
    bench.declare(1);
    let ahead = AppliedAnswer {
        changes: vec![(1, effective(1))],
        ..answer(2, 2)
    };
    assert_eq!(bench.journal.apply_answer(&ahead), Err(Error::AnswerAhead));
    assert_eq!(kept(&bench), [1]);
    assert_eq!(bench.registration(1).saved, SavedState::OnThisMachine);
    assert_eq!(bench.journal.sync_state().unwrap().down_cursor, 0);
}

#[test]
fn records_go_from_this_machine_to_received_to_decided() {
    let bench = Bench::enrolled();
    bench.declare(1);
    assert_eq!(bench.registration(1).saved, SavedState::OnThisMachine);
    bench.journal.apply_answer(&answer(1, 0)).unwrap();
    assert_eq!(bench.registration(1).saved, SavedState::Received);
    let decided = AppliedAnswer {
        changes: vec![(7, effective(1))],
        ..answer(1, 0)
    };
    bench.journal.apply_answer(&decided).unwrap();
    let registration = bench.registration(1);
    assert_eq!(registration.saved, SavedState::Decided);
    assert_eq!(registration.state, Some(State::Effective));
    assert_eq!(registration.effective_on, Some(day("2026-11-24")));
}

#[test]
fn changes_are_applied_once_and_in_order() {
    let bench = Bench::enrolled();
    let first = house("449900-0018");
    let second = protocol::House {
        withdrawn: true,
        ..first.clone()
    };
    let key = BindKey::from_bytes(&[9; 32]);
    let changes = vec![
        (3, Change::House(first.clone())),
        (4, Change::House(second.clone())),
        (
            5,
            Change::BindKey {
                epoch: 1,
                key: key.clone(),
            },
        ),
    ];
    bench
        .journal
        .apply_answer(&AppliedAnswer {
            changes,
            ..answer(0, 0)
        })
        .unwrap();
    // The centre repeats an old change; the newer one stays.
    let repeated = vec![(3, Change::House(first.clone()))];
    bench
        .journal
        .apply_answer(&AppliedAnswer {
            changes: repeated,
            ..answer(0, 0)
        })
        .unwrap();
    assert_eq!(bench.journal.house(&first.code).unwrap(), Some(second));
    assert_eq!(bench.journal.bind_key().unwrap(), Some((1, key)));
    assert_eq!(bench.journal.sync_state().unwrap().down_cursor, 5);
}

#[test]
fn a_restored_centre_gets_everything_again() {
    let bench = Bench::enrolled();
    for n in 1..=3 {
        bench.declare(n);
    }
    let changes = vec![(9, effective(1))];
    bench
        .journal
        .apply_answer(&AppliedAnswer {
            changes,
            ..answer(3, 1)
        })
        .unwrap();
    let restored = |through| AppliedAnswer {
        centre_epoch: 2,
        ..answer(through, 1)
    };
    bench.journal.apply_answer(&restored(2)).unwrap();
    assert_eq!(bench.journal.chain().unwrap().through_acked, 2);
    assert_eq!(bench.journal.outbox_status().unwrap().waiting, 1);
    let state = bench.journal.sync_state().unwrap();
    assert_eq!((state.down_cursor, state.centre_epoch), (0, 2));
    bench.journal.apply_answer(&restored(3)).unwrap();
    assert_eq!(bench.journal.chain().unwrap().through_acked, 3);
}

#[test]
fn a_refused_bundle_does_not_hold_up_the_rest() {
    let bench = Bench::enrolled();
    bench.declare(1);
    let cases = [(bench.bundle(1), 1, false), (bench.bundle(4), 4, false)];
    let refused = [
        (bench.bundle(2), 2, true),
        ("YJ1T:FORGED".to_owned(), 9, true),
    ];
    for (text, seq, bundle_refused) in cases.into_iter().chain(refused) {
        let with_bundle = AppliedAnswer {
            bundle: Some((text, seq)),
            ..answer(1, 0)
        };
        let applied = bench.journal.apply_answer(&with_bundle).unwrap();
        assert_eq!(applied.bundle_refused, bundle_refused, "seq {seq}");
    }
    assert_eq!(bench.journal.bundle_floor().unwrap(), 4);
    assert_eq!(bench.registration(1).saved, SavedState::Received);
}

#[test]
fn what_the_centre_sets_aside_is_noted_and_kept_while_only_we_have_it() {
    let cases: [(RejectCode, &str, &[u64]); 5] = [
        (RejectCode::Fork, "FORK", &[1]),
        (RejectCode::Signature, "SIGNATURE", &[1]),
        (RejectCode::TooLarge, "TOO_LARGE", &[1]),
        // It is set aside over there, with everything in it.
        (RejectCode::Quarantined, "QUARANTINED", &[]),
        // It was sent again in its turn.
        (RejectCode::Gap { expected: 1 }, "GAP", &[]),
    ];
    for (code, noted, left) in cases {
        let bench = Bench::enrolled();
        let (record, _) = bench.declare(1);
        let rejects = vec![(record, code)];
        bench
            .journal
            .apply_answer(&AppliedAnswer {
                rejects,
                ..answer(0, 0)
            })
            .unwrap();
        assert_eq!(kept(&bench), [1]);
        let column: String = bench
            .journal
            .connection()
            .query_row("SELECT reject FROM outbox", [], |row| row.get(0))
            .unwrap();
        assert_eq!(column, noted);
        bench.journal.apply_answer(&answer(1, 1)).unwrap();
        assert_eq!(kept(&bench), left, "{noted}");
    }
}

/// Acts, answers and power cuts in an order that the seed decides, against three counters.
#[test]
fn whatever_happens_nothing_unacknowledged_is_lost() {
    for seed in 0..4 {
        let chance = SeededCrypto::new(seed);
        let mut bench = Bench::enrolled();
        let (mut last, mut through, mut backed_up) = (0_u8, 0_u8, 0_u8);
        for step in 0..60 {
            let mut draw = [0; 3];
            chance.random(&mut draw);
            let [what, first, second] = draw;
            match what % 8 {
                0..=3 => {
                    last += 1;
                    bench.declare(last);
                }
                4..=6 => {
                    // Watermarks from nowhere near to beyond: late, early and impossible ones.
                    let (said, backup) = (first % (last + 2), second % (last + 2));
                    let said_answer = answer(u64::from(said), u64::from(backup));
                    let applied = bench.journal.apply_answer(&said_answer);
                    assert_eq!(applied.is_ok(), said <= last, "seed {seed}, step {step}");
                    if applied.is_ok() {
                        through = through.max(said);
                        backed_up = backed_up.max(backup.min(through));
                    }
                }
                _ => bench = bench.reopened(),
            }
            let expected: Vec<u64> = (backed_up + 1..=last).map(u64::from).collect();
            assert_eq!(kept(&bench), expected, "seed {seed}, step {step}");
            let waiting = bench.journal.outbox_status().unwrap().waiting;
            assert_eq!(
                waiting,
                u32::from(last - through),
                "seed {seed}, step {step}"
            );
        }
    }
}
