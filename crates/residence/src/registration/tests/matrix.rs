//! Every state and every event: the target of the row, or the named denial.

use super::*;
use crate::lists::Listed as _;

const AWAITED: State = State::AwaitingConfirmation;
const STRANGE: Result<(Transition, State), Denial> = Err(Denial::WrongState);
const TWICE: Result<(Transition, State), Denial> = Err(Denial::DuplicateAddress);

fn to(row: Transition, state: State) -> Result<(Transition, State), Denial> {
    Ok((row, state))
}

fn held_by(state: State) -> Result<(Transition, State), Denial> {
    Err(Denial::AlreadyDecided(state))
}

/// domain.md 5.3 read by columns: the answers to `events()`, in their order, from one state.
fn column(from: Option<State>) -> [Result<(Transition, State), Denial>; 16] {
    use State as S;
    use Transition as T;
    let void = to(T::T17, S::Voided);
    match from {
        None => {
            let mut answers = [STRANGE; 16];
            answers[0] = to(T::T1, AWAITED);
            answers[1] = to(T::T2, S::AwaitingAddress);
            answers
        }
        Some(S::AwaitingAddress) => [
            TWICE,
            TWICE,
            to(T::T3, AWAITED),
            to(T::T4, S::Rejected),
            STRANGE,
            STRANGE,
            STRANGE,
            STRANGE,
            to(T::T9, S::Withdrawn),
            STRANGE,
            STRANGE,
            STRANGE,
            STRANGE,
            STRANGE,
            STRANGE,
            void,
        ],
        Some(AWAITED) => [
            TWICE,
            TWICE,
            held_by(AWAITED),
            held_by(AWAITED),
            to(T::T5, S::Effective),
            to(T::T6, S::Effective),
            to(T::T7, S::Rejected),
            to(T::T8, S::Expired),
            to(T::T9, S::Withdrawn),
            STRANGE,
            STRANGE,
            STRANGE,
            STRANGE,
            STRANGE,
            STRANGE,
            void,
        ],
        Some(S::Effective) => {
            let held = held_by(S::Effective);
            let (t10, t15) = (to(T::T10, S::CancelPending), to(T::T15, S::CancelPending));
            let t16 = to(T::T16, S::Cancelled);
            [
                TWICE, TWICE, held, held, held, held, held, STRANGE, held, t10, held, held, held,
                t15, t16, void,
            ]
        }
        Some(S::CancelPending) => {
            let held = held_by(S::CancelPending);
            let (t11, t12) = (to(T::T11, S::Cancelled), to(T::T12, S::Effective));
            let (t13, t14) = (to(T::T13, S::Cancelled), to(T::T14, S::Effective));
            let t16 = to(T::T16, S::Cancelled);
            [
                TWICE, TWICE, held, held, held, held, held, t13, held, held, t11, t12, t14, held,
                t16, void,
            ]
        }
        Some(last @ (S::Rejected | S::Expired | S::Withdrawn | S::Cancelled | S::Voided)) => {
            [held_by(last); 16]
        }
    }
}

#[test]
fn every_state_and_every_event() {
    let mut rows = std::collections::BTreeSet::new();
    let states = State::ALL.iter().copied().map(Some);
    for from in states.chain([None]) {
        for (event, expected) in events().into_iter().zip(column(from)) {
            let answer = step(from, event).map(|step| (step.row, step.registration.state));
            assert_eq!(answer, expected, "{from:?} {event:?}");
            rows.extend(answer.map(|(row, _)| row));
        }
    }
    assert_eq!(
        rows.len(),
        Transition::ALL.len(),
        "each row is met: {rows:?}"
    );
}

#[test]
fn live_registered_and_final_states() {
    for (state, live, registered, zh, en) in [
        (
            State::AwaitingAddress,
            true,
            false,
            "地址待核对",
            "awaiting address check",
        ),
        (AWAITED, true, false, "待确认", "awaiting confirmation"),
        (State::Effective, true, true, "有效", "effective"),
        (State::Rejected, false, false, "未通过", "rejected"),
        (State::Expired, false, false, "超时失效", "expired"),
        (State::Withdrawn, false, false, "已撤回", "withdrawn"),
        (
            State::CancelPending,
            true,
            true,
            "注销待确认",
            "cancellation awaiting confirmation",
        ),
        (State::Cancelled, false, false, "已注销", "cancelled"),
        (State::Voided, false, false, "已作废", "voided"),
    ] {
        assert_eq!((state.is_live(), state.is_registered()), (live, registered));
        assert_eq!((state.zh(), state.en()), (zh, en));
        assert_eq!(state.awaits_confirmer(), state == AWAITED);
    }
    assert_eq!(State::ALL.len(), 9);
}

/// The table of effects: state before, event, and everything that the step leads to.
#[test]
fn each_row_leaves_what_it_says() {
    for event in events() {
        let states = State::ALL.iter().copied().map(Some);
        for from in states.chain([None]) {
            let Ok(step) = step(from, event) else {
                continue;
            };
            let after = step.registration;
            assert_eq!(after.since, fitting_day(event));
            assert_eq!(after.under, POLICY.version);
            let waits = matches!(after.state, AWAITED | State::CancelPending);
            assert_eq!(after.until.is_some(), waits, "{event:?}");
            let asked = waits && !matches!(event, Event::ReportMoveOut(_));
            assert_eq!(after.desk_from.is_some(), asked, "{event:?}");
            let ended = matches!(after.state, State::Cancelled | State::Voided);
            assert_eq!(after.ended_on, ended.then(|| fitting_day(event)));
            let was_effective = from.is_some_and(State::is_registered);
            let effective = if was_effective {
                Some(day("2026-11-16"))
            } else {
                after.state.is_registered().then(today)
            };
            assert_eq!(after.effective_on, effective, "{from:?} {event:?}");
        }
    }
}
