//! What a holder is offered at a kiosk, as a permit stands today.

use chrono::NaiveDate;

use super::{PermitState, SuspensionReason};
use crate::lists::listed;

listed! {
    /// What a holder may start at a kiosk: P1, P4, P7 and P10 to P14, and asking for the card.
    PermitStep {
        /// 申领 (P1).
        Apply = "APPLY",
        /// 补正 (P4).
        Supply = "SUPPLY",
        /// 签注 (P7).
        Endorse = "ENDORSE",
        /// 补办签注 (P10).
        EndorseLate = "ENDORSE_LATE",
        /// 地址变更 (P11, P12).
        ChangeAddress = "CHANGE_ADDRESS",
        /// 换领 (P13).
        Replace = "REPLACE",
        /// 补领 (P13).
        Reissue = "REISSUE",
        /// 申领实体卡.
        AskCard = "ASK_CARD",
        /// 注销 (P14).
        Cancel = "CANCEL",
    }
}

/// A permit as its holder was told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PermitStanding {
    /// Where it stands today.
    pub state: PermitState,
    /// Why it is suspended.
    pub suspended_for: Option<SuspensionReason>,
    /// First and last day to endorse.
    pub window: Option<(NaiveDate, NaiveDate)>,
}

/// Lists what the holder of the newest permit may start; whether it is granted, the centre decides.
///
/// Nobody who holds nothing, or whose last application or permit is over, is kept from applying: all
/// reasons against it come back at once (居住证暂行条例 art. 9).
pub fn kiosk_offers(newest: Option<PermitStanding>, today: NaiveDate) -> Vec<PermitStep> {
    let Some(held) = newest else {
        return vec![PermitStep::Apply];
    };
    match held.state {
        PermitState::Eligible
        | PermitState::Refused
        | PermitState::Cancelled
        | PermitState::Withdrawn => vec![PermitStep::Apply],
        PermitState::Accepted | PermitState::UnderReview => Vec::new(),
        PermitState::Correction => vec![PermitStep::Supply],
        PermitState::Valid => {
            let open = held
                .window
                .is_some_and(|(from, to)| from <= today && today <= to);
            let endorse = open.then_some(PermitStep::Endorse);
            endorse.into_iter().chain(OF_A_VALID_PERMIT).collect()
        }
        PermitState::Suspended => match held.suspended_for {
            // 换领 and 补领 wait until the endorsement is made up for (P13).
            Some(SuspensionReason::EndorsementLapsed) => {
                vec![PermitStep::EndorseLate, PermitStep::Cancel]
            }
            Some(SuspensionReason::AddressCancelled) => vec![
                PermitStep::ChangeAddress,
                PermitStep::Replace,
                PermitStep::Reissue,
                PermitStep::Cancel,
            ],
            Some(SuspensionReason::NotQualified) | None => vec![PermitStep::Cancel],
        },
    }
}

const OF_A_VALID_PERMIT: [PermitStep; 5] = [
    PermitStep::ChangeAddress,
    PermitStep::Replace,
    PermitStep::Reissue,
    PermitStep::AskCard,
    PermitStep::Cancel,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn offers(
        state: PermitState,
        reason: Option<SuspensionReason>,
        today: &str,
    ) -> Vec<PermitStep> {
        let day = |text: &str| text.parse().unwrap();
        let standing = PermitStanding {
            state,
            suspended_for: reason,
            window: Some((day("2026-02-15"), day("2026-03-14"))),
        };
        kiosk_offers(Some(standing), day(today))
    }

    #[test]
    fn each_state_offers_what_can_help_and_nothing_else() {
        use PermitStep as S;
        assert_eq!(
            kiosk_offers(None, "2026-01-01".parse().unwrap()),
            [S::Apply]
        );
        for (state, reason, today, expected) in [
            (PermitState::Refused, None, "2026-01-01", vec![S::Apply]),
            (PermitState::UnderReview, None, "2026-01-01", vec![]),
            (PermitState::Correction, None, "2026-01-01", vec![S::Supply]),
            (
                PermitState::Suspended,
                Some(SuspensionReason::EndorsementLapsed),
                "2026-03-15",
                vec![S::EndorseLate, S::Cancel],
            ),
            (
                PermitState::Suspended,
                Some(SuspensionReason::NotQualified),
                "2026-03-15",
                vec![S::Cancel],
            ),
        ] {
            assert_eq!(offers(state, reason, today), expected, "{state:?}");
        }
        for (today, open) in [
            ("2026-02-14", false),
            ("2026-02-15", true),
            ("2026-03-14", true),
            ("2026-03-15", false),
        ] {
            let offered = offers(PermitState::Valid, None, today);
            assert_eq!(offered.contains(&S::Endorse), open, "{today}");
            assert!(offered.contains(&S::AskCard) && offered.contains(&S::Cancel));
        }
    }
}
