//! What a kiosk that speaks costs the vault: nothing, as a rule.
//!
//! Most questions bring no record, and nothing is new for whoever asks. Whether that is so is seen
//! in one look; only when it is not, or nobody has looked for a while, the vault goes to work.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use residence::KioskId;

use super::Vault;
use crate::{
    store::StoreError,
    tables::{
        meta::{self, Fact},
        published,
    },
};

/// How often the vault looks for what other processes changed: withdrawn codes, decisions by
/// command. A revocation may take so long.
const WORK_EVERY_MS: u64 = 2_000;
/// How often it looks whether a certificate or a roster of a kiosk is due; both are renewed days
/// ahead.
const RENEW_EVERY_MS: u64 = 600_000;

/// When the vault last looked.
#[derive(Default)]
pub(super) struct Looks {
    worked_ms: AtomicU64,
    /// When each kiosk was last looked after, and the revision of the workers then.
    renewed: Mutex<BTreeMap<KioskId, (u64, u64)>>,
}

impl Looks {
    fn is_work_due(&self, now_ms: u64) -> bool {
        let last = self.worked_ms.load(Ordering::Relaxed);
        // A clock that was set back must not stop the work.
        let due = now_ms < last || now_ms - last >= WORK_EVERY_MS;
        due && self
            .worked_ms
            .compare_exchange(last, now_ms, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
    }

    fn is_renewal_due(&self, kiosk: &KioskId, now_ms: u64, revision: u64) -> bool {
        // Whole entries only are ever in it.
        let mut renewed = self.renewed.lock().unwrap_or_else(PoisonError::into_inner);
        let last = renewed.insert(kiosk.clone(), (now_ms, revision));
        let fresh = last.filter(|(last_ms, before)| {
            *before == revision && now_ms >= *last_ms && now_ms - last_ms < RENEW_EVERY_MS
        });
        if let Some(last) = fresh {
            renewed.insert(kiosk.clone(), last);
        }
        fresh.is_none()
    }
}

impl Vault {
    /// Does for a kiosk that speaks what there is to do; `brought` tells that it brought records.
    pub(crate) async fn attend(&self, kiosk: &KioskId, brought: bool) -> Result<(), StoreError> {
        let now_ms = self.now_ms();
        let due = self.looks.is_work_due(now_ms);
        if brought || due || self.has_news_for(kiosk, now_ms).await? {
            return self.work(Some(kiosk)).await;
        }
        Ok(())
    }

    async fn has_news_for(&self, kiosk: &KioskId, now_ms: u64) -> Result<bool, StoreError> {
        let asked = vec![
            published::select_behind(kiosk),
            meta::select(Fact::RosterRevision),
        ];
        let found: Result<[_; 2], _> = self.store().rows_each(asked).await?.try_into();
        let [behind, revision] = found.map_err(|_| StoreError::Corrupt)?;
        let revision = meta::read_number(revision)?.unwrap_or(0);
        let renew = self.looks.is_renewal_due(kiosk, now_ms, revision);
        Ok(renew || !behind.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vault_looks_again_after_a_while_and_once() {
        let looks = Looks::default();
        let due = [10_000, 10_001, 11_999, 12_000, 12_500, 9_000, 9_001]
            .map(|now_ms| looks.is_work_due(now_ms));
        assert_eq!(due, [true, false, false, true, false, true, false]);
    }

    #[test]
    fn a_kiosk_is_looked_after_when_its_workers_changed_or_time_has_passed() {
        let looks = Looks::default();
        let (one, two) = ["one", "two"]
            .map(|name| KioskId::parse(name).unwrap())
            .into();
        let half = RENEW_EVERY_MS / 2;
        let due = [
            (&one, 0, 1),
            (&two, half, 1),
            (&one, half, 1),
            (&one, half, 2),
            (&one, 2 * half, 2),
            (&one, 3 * half, 2),
            (&one, half, 2),
        ]
        .map(|(kiosk, now_ms, revision)| looks.is_renewal_due(kiosk, now_ms, revision));
        assert_eq!(due, [true, true, false, true, false, true, true]);
    }
}
