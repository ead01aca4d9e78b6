//! The trust bundle in force: signed anew each day and whenever something is withdrawn.

use codes::Crypto;

use crate::{
    authority::{Authority, BundleFacts},
    store::{Store, StoreError},
    tables::{
        houses, kiosks,
        meta::{self, Fact},
    },
};

/// A kiosk calls revocation data old after 7 days, so a day leaves room for a bad week.
const RENEW_AFTER_MS: u64 = 24 * 3_600 * 1_000;

/// A signed bundle.
pub(crate) struct Bundle {
    /// Its sequence number.
    pub(crate) seq: u64,
    /// Its text.
    pub(crate) text: String,
}

/// Returns the bundle in force, signing a new one when there is none or it is a day old.
pub(crate) async fn in_force(
    store: &dyn Store,
    authority: &Authority,
    crypto: &dyn Crypto,
    now_ms: u64,
) -> Result<Bundle, StoreError> {
    let signed_at = meta::number(store, Fact::BundleSignedAt)
        .await?
        .unwrap_or(0);
    let seq = meta::number(store, Fact::BundleSeq).await?.unwrap_or(0);
    let text = meta::text(store, Fact::Bundle).await?;
    match text {
        Some(text) if now_ms < signed_at.saturating_add(RENEW_AFTER_MS) => Ok(Bundle { seq, text }),
        Some(_) | None => renew(store, authority, crypto, now_ms).await,
    }
}

/// Tells whether the front has the bundle in force, and that is young.
pub(crate) async fn is_shown(
    store: &dyn Store,
    front: &dyn Store,
    now_ms: u64,
) -> Result<bool, StoreError> {
    let signed_at = meta::number(store, Fact::BundleSignedAt).await?;
    let young = signed_at.is_some_and(|at| now_ms < at.saturating_add(RENEW_AFTER_MS));
    let seq = meta::number(store, Fact::BundleSeq).await?;
    Ok(young && seq.is_some() && meta::number(front, Fact::BundleSeq).await? == seq)
}

/// Gives the front the bundle in force, unless it has it.
pub(crate) async fn show(front: &dyn Store, bundle: &Bundle) -> Result<(), StoreError> {
    let shown = meta::number(front, Fact::BundleSeq).await?;
    if shown == Some(bundle.seq) {
        return Ok(());
    }
    let writes = vec![
        meta::set_number(Fact::BundleSeq, bundle.seq),
        meta::set_text(Fact::Bundle, &bundle.text),
    ];
    front.commit(writes).await
}

/// Signs a new bundle from what is withdrawn now.
pub(crate) async fn renew(
    store: &dyn Store,
    authority: &Authority,
    crypto: &dyn Crypto,
    now_ms: u64,
) -> Result<Bundle, StoreError> {
    let seq = meta::number(store, Fact::BundleSeq).await?.unwrap_or(0) + 1;
    let houses = houses::all(store).await?;
    let kiosks = kiosks::all(store).await?;
    let facts = BundleFacts {
        seq,
        now_s: now_ms / 1_000,
        revoked: houses
            .iter()
            .filter(|house| house.withdrawn)
            .map(|house| house.serial)
            .collect(),
        revoked_kiosks: kiosks
            .iter()
            .filter(|kiosk| kiosk.standing == kiosks::Standing::Revoked)
            .map(|kiosk| kiosk.id.to_string())
            .collect(),
    };
    let text = authority.bundle(facts, crypto);
    let writes = vec![
        meta::set_number(Fact::BundleSeq, seq),
        meta::set_number(Fact::BundleSignedAt, now_ms),
        meta::set_text(Fact::Bundle, &text),
    ];
    store.commit(writes).await?;
    Ok(Bundle { seq, text })
}
