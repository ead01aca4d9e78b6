//! What the holder sees of the past of a permit (办证记录).

use std::cmp::Reverse;

use chrono::NaiveDate;

use crate::{civil::months_before, lists::listed, policy::PermitPolicy};

listed! {
    /// Kind of a record (after GA/T 2000.6-2020).
    PermitRecord {
        /// 受理.
        Acceptance = "ACCEPTANCE",
        /// 补正.
        Correction = "CORRECTION",
        /// 审核签发.
        Issue = "ISSUE",
        /// 不予办理.
        Refusal = "REFUSAL",
        /// 撤回.
        Withdrawal = "WITHDRAWAL",
        /// 签注.
        Endorsement = "ENDORSEMENT",
        /// 补办签注.
        LateEndorsement = "LATE_ENDORSEMENT",
        /// 使用功能中止.
        Suspension = "SUSPENSION",
        /// 使用功能恢复.
        Restoration = "RESTORATION",
        /// 地址变更.
        AddressChange = "ADDRESS_CHANGE",
        /// 换领.
        Replacement = "REPLACEMENT",
        /// 补领.
        Reissue = "REISSUE",
        /// 注销.
        Cancellation = "CANCELLATION",
    }
}

/// One line of the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct HistoryEntry {
    /// Day on which it happened.
    pub on: NaiveDate,
    /// What happened.
    pub record: PermitRecord,
}

/// Returns the lines of the last years, the latest first (guide to the residence code: five years).
pub fn history(
    entries: &[HistoryEntry],
    today: NaiveDate,
    policy: &PermitPolicy,
) -> Vec<HistoryEntry> {
    let first = months_before(today, policy.history_years.saturating_mul(12));
    let mut shown: Vec<_> = entries
        .iter()
        .copied()
        .filter(|entry| (first..=today).contains(&entry.on))
        .collect();
    // The sort is stable: of one day, what came last stands first.
    shown.reverse();
    shown.sort_by_key(|entry| Reverse(entry.on));
    shown
}
