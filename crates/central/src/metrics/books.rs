//! What stands in the books when somebody looks.

use super::text::Page;
use crate::{
    store::{Store, StoreError},
    tables::{
        counts,
        meta::{self, Fact},
        published,
    },
};

/// Silences that are told apart, in seconds: a minute, ten, an hour, a day, a week, a month.
const SILENCES_S: [u64; 6] = [60, 600, 3_600, 86_400, 604_800, 2_592_000];

/// Writes what the front holds.
pub(super) async fn write_front(
    page: &mut Page,
    store: &dyn Store,
    now_ms: u64,
) -> Result<(), StoreError> {
    page.family("central_kiosks", "gauge", "Kiosks by standing.");
    let mut approved = 0;
    for standing in counts::kiosks(store).await? {
        let code = standing.code.as_str();
        page.value("central_kiosks", &[("standing", code)], standing.kiosks);
        if code == "APPROVED" {
            approved = standing.kiosks;
        }
    }
    let held = counts::records(store).await?;
    page.family(
        "central_records_received_total",
        "counter",
        "Records that the chains of all kiosks hold.",
    );
    page.value("central_records_received_total", &[], held);
    let waiting = counts::waiting(store).await?;
    let oldest_ms = waiting.oldest_ms.map_or(0, |ms| now_ms.saturating_sub(ms));
    for (name, help, value) in [
        (
            "central_records_waiting",
            "Records that the vault has not taken yet.",
            waiting.count,
        ),
        (
            "central_records_waiting_oldest_seconds",
            "How long the oldest of them waits.",
            oldest_ms / 1_000,
        ),
        (
            "central_records_quarantined",
            "Records that were set aside.",
            counts::quarantined(store).await?,
        ),
        (
            "central_forks",
            "Envelopes that contradict what is held.",
            counts::forks(store).await?,
        ),
    ] {
        page.gauge(name, help, value);
    }
    write_silences(page, store, (approved, now_ms)).await?;
    write_alarms(page, store).await
}

async fn write_silences(
    page: &mut Page,
    store: &dyn Store,
    (approved, now_ms): (u64, u64),
) -> Result<(), StoreError> {
    let mut heard = Vec::new();
    for seconds in SILENCES_S {
        let since_ms = now_ms.saturating_sub(seconds * 1_000);
        heard.push((seconds, counts::heard_since(store, since_ms).await?));
    }
    page.family(
        "central_kiosks_silent",
        "gauge",
        "Enrolled kiosks that have not spoken for so many seconds, or never.",
    );
    for (seconds, kiosks) in heard {
        let silent = approved.saturating_sub(kiosks);
        let over = seconds.to_string();
        page.value("central_kiosks_silent", &[("over", &over)], silent);
    }
    Ok(())
}

async fn write_alarms(page: &mut Page, store: &dyn Store) -> Result<(), StoreError> {
    let seq = meta::number(store, Fact::BundleSeq).await?.unwrap_or(0);
    page.gauge(
        "central_bundle_seq",
        "Number of the trust bundle that the front hands out.",
        seq,
    );
    page.family("central_alarms", "gauge", "Causes of alarm by kind.");
    for (kind, causes) in counts::alarms(store).await? {
        page.value("central_alarms", &[("kind", &kind)], causes);
    }
    Ok(())
}

/// Writes what the vault holds.
pub(super) async fn write_vault(
    page: &mut Page,
    store: &dyn Store,
    now_ms: u64,
) -> Result<(), StoreError> {
    if let Some(signed_ms) = meta::number(store, Fact::BundleSignedAt).await? {
        page.gauge(
            "central_bundle_age_seconds",
            "Age of the trust bundle in force.",
            now_ms.saturating_sub(signed_ms) / 1_000,
        );
    }
    let behind = published::behind(store).await?;
    page.gauge(
        "central_feed_kiosks_behind",
        "Kiosks of which the front does not hold every change yet.",
        u64::try_from(behind.len()).unwrap_or(u64::MAX),
    );
    page.gauge(
        "central_records_undecided",
        "Records that the vault holds and has not decided.",
        counts::undecided(store).await?,
    );
    Ok(())
}
