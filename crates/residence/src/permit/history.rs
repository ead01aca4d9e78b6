//! What the holder sees of the past of a permit (办证记录).

use std::cmp::Reverse;

use chrono::NaiveDate;

use crate::{civil::months_before, lists::named, policy::PermitPolicy};

named! {
    /// Kind of a record (after GA/T 2000.6-2020).
    PermitRecord {
        Acceptance = "ACCEPTANCE", "受理", "accepted";
        Correction = "CORRECTION", "补正", "papers asked for";
        Issue = "ISSUE", "签发", "issued";
        Refusal = "REFUSAL", "不予办理", "refused";
        Withdrawal = "WITHDRAWAL", "撤回", "taken back";
        Endorsement = "ENDORSEMENT", "签注", "endorsed";
        LateEndorsement = "LATE_ENDORSEMENT", "补办签注", "endorsed late";
        Suspension = "SUSPENSION", "使用功能中止", "use suspended";
        Restoration = "RESTORATION", "使用功能恢复", "use restored";
        AddressChange = "ADDRESS_CHANGE", "地址变更", "address changed";
        Replacement = "REPLACEMENT", "换领", "replaced";
        Reissue = "REISSUE", "补领", "re-issued";
        Cancellation = "CANCELLATION", "注销", "cancelled";
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
