//! Which row of the table an event meets in a state.

use super::{Denial, Event, State};
use crate::lists::listed;

listed! {
    /// The 17 rows of the table.
    Transition {
        /// declare.
        T1 = "T1",
        /// declare_manual.
        T2 = "T2",
        /// bind_house.
        T3 = "T3",
        /// address_refused.
        T4 = "T4",
        /// auto_confirm.
        T5 = "T5",
        /// confirm.
        T6 = "T6",
        /// reject.
        T7 = "T7",
        /// timeout of a confirmation.
        T8 = "T8",
        /// withdraw.
        T9 = "T9",
        /// request_cancel.
        T10 = "T10",
        /// confirm_cancel.
        T11 = "T11",
        /// refuse_cancel.
        T12 = "T12",
        /// timeout of a cancellation.
        T13 = "T13",
        /// withdraw_cancel.
        T14 = "T14",
        /// report_move_out.
        T15 = "T15",
        /// end_by_authority.
        T16 = "T16",
        /// void.
        T17 = "T17",
    }
}

/// Finds the row for an event in a state, or why there is none.
///
/// A decision that comes second is told what the first one was; final states stay as they are.
pub(super) fn row(state: Option<State>, event: Event) -> Result<Transition, Denial> {
    use Transition as T;
    let Some(state) = state else {
        return match event {
            Event::Declare => Ok(T::T1),
            Event::DeclareManual => Ok(T::T2),
            Event::BindHouse
            | Event::RefuseAddress(_)
            | Event::AutoConfirm
            | Event::Confirm
            | Event::Reject(_)
            | Event::DayComes
            | Event::Withdraw
            | Event::RequestCancel(_)
            | Event::ConfirmCancel
            | Event::RefuseCancel(_)
            | Event::WithdrawCancel
            | Event::ReportMoveOut(_)
            | Event::EndByAuthority(_)
            | Event::Void(_) => Err(Denial::WrongState),
        };
    };
    match (state, event) {
        (
            State::Rejected | State::Expired | State::Withdrawn | State::Cancelled | State::Voided,
            _,
        ) => Err(Denial::AlreadyDecided(state)),
        (_, Event::Declare | Event::DeclareManual) => Err(Denial::DuplicateAddress),
        (_, Event::Void(_)) => Ok(T::T17),

        (State::AwaitingAddress, Event::BindHouse) => Ok(T::T3),
        (State::AwaitingAddress, Event::RefuseAddress(_)) => Ok(T::T4),
        (_, Event::BindHouse | Event::RefuseAddress(_)) => Err(Denial::AlreadyDecided(state)),

        (State::AwaitingConfirmation, Event::AutoConfirm) => Ok(T::T5),
        (State::AwaitingConfirmation, Event::Confirm) => Ok(T::T6),
        (State::AwaitingConfirmation, Event::Reject(_)) => Ok(T::T7),
        (State::AwaitingConfirmation, Event::DayComes) => Ok(T::T8),
        (State::AwaitingAddress | State::AwaitingConfirmation, Event::Withdraw) => Ok(T::T9),
        (
            State::Effective | State::CancelPending,
            Event::AutoConfirm | Event::Confirm | Event::Reject(_) | Event::Withdraw,
        ) => Err(Denial::AlreadyDecided(state)),

        (State::Effective, Event::RequestCancel(_)) => Ok(T::T10),
        (State::Effective, Event::ReportMoveOut(_)) => Ok(T::T15),
        (State::CancelPending, Event::RequestCancel(_) | Event::ReportMoveOut(_))
        | (
            State::Effective,
            Event::ConfirmCancel | Event::RefuseCancel(_) | Event::WithdrawCancel,
        ) => Err(Denial::AlreadyDecided(state)),
        (State::CancelPending, Event::ConfirmCancel) => Ok(T::T11),
        (State::CancelPending, Event::RefuseCancel(_)) => Ok(T::T12),
        (State::CancelPending, Event::DayComes) => Ok(T::T13),
        (State::CancelPending, Event::WithdrawCancel) => Ok(T::T14),
        (State::Effective | State::CancelPending, Event::EndByAuthority(_)) => Ok(T::T16),

        (
            State::AwaitingAddress,
            Event::AutoConfirm | Event::Confirm | Event::Reject(_) | Event::DayComes,
        )
        | (State::Effective, Event::DayComes)
        | (
            State::AwaitingAddress | State::AwaitingConfirmation,
            Event::RequestCancel(_)
            | Event::ConfirmCancel
            | Event::RefuseCancel(_)
            | Event::WithdrawCancel
            | Event::ReportMoveOut(_)
            | Event::EndByAuthority(_),
        ) => Err(Denial::WrongState),
    }
}
