//! The trust bundle in force: signed anew each day and whenever something is withdrawn.

use codes::{AppVersion, Crypto};

use crate::{
    authority::{Authority, BundleFacts},
    events,
    store::{Statement, Store, StoreError},
    tables::{
        houses, kiosks,
        meta::{self, Fact},
        withdrawn,
    },
};

/// A kiosk calls revocation data old after 7 days, so a day leaves room for a bad week.
const RENEW_AFTER_MS: u64 = 24 * 3_600 * 1_000;
/// What is withdrawn within this time is named by one new bundle.
const GATHER_MS: u64 = 15 * 60 * 1_000;

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
    let young = now_ms < signed_at.saturating_add(RENEW_AFTER_MS);
    let complete = !is_due_for_withdrawn(store, signed_at, now_ms).await?;
    match text {
        Some(text) if young && complete => Ok(Bundle { seq, text }),
        Some(_) | None => renew(store, authority, crypto, now_ms).await,
    }
}

/// Tells whether codes were withdrawn of which the bundle does not speak, and it is not too young
/// to be signed again: each new one is fetched by every kiosk.
async fn is_due_for_withdrawn(
    store: &dyn Store,
    signed_at_ms: u64,
    now_ms: u64,
) -> Result<bool, StoreError> {
    if now_ms < signed_at_ms.saturating_add(GATHER_MS) {
        return Ok(false);
    }
    let named = meta::number(store, Fact::BundleWithdrawn).await?;
    Ok(withdrawn::count(store).await? != named.unwrap_or(0))
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
    let complete = !is_due_for_withdrawn(store, signed_at.unwrap_or(0), now_ms).await?;
    let shown = meta::number(front, Fact::BundleSeq).await?;
    Ok(young && complete && seq.is_some() && shown == seq)
}

/// Gives the front the bundle in force, unless it has it.
pub(crate) async fn show(
    store: &dyn Store,
    front: &dyn Store,
    bundle: &Bundle,
) -> Result<(), StoreError> {
    let shown = meta::number(front, Fact::BundleSeq).await?;
    if shown == Some(bundle.seq) {
        return Ok(());
    }
    let mut writes = vec![
        meta::set_number(Fact::BundleSeq, bundle.seq),
        meta::set_text(Fact::Bundle, &bundle.text),
    ];
    let rooted = meta::number(store, Fact::RootBundleSeq).await?;
    if let (Some(seq), Some(text)) = (rooted, meta::text(store, Fact::RootBundle).await?) {
        writes.push(meta::set_number(Fact::RootBundleSeq, seq));
        writes.push(meta::set_text(Fact::RootBundle, &text));
    }
    front.commit(writes).await
}

/// Gathers what the next bundle says besides the keys.
pub(crate) async fn facts(store: &dyn Store, now_ms: u64) -> Result<BundleFacts, StoreError> {
    let now_s = now_ms / 1_000;
    let houses = houses::all(store).await?.into_iter();
    let gone = houses.filter(|house| house.withdrawn);
    let mut revoked = withdrawn::living(store, now_ms).await?;
    revoked.extend(gone.map(|house| house.serial));
    let kiosks = kiosks::all(store).await?.into_iter();
    let min_app = meta::text(store, Fact::MinApp).await?;
    Ok(BundleFacts {
        seq: meta::number(store, Fact::BundleSeq).await?.unwrap_or(0) + 1,
        now_s,
        revoked,
        base: None,
        revoked_kiosks: kiosks
            .filter(|kiosk| kiosk.standing == kiosks::Standing::Revoked)
            .map(|kiosk| kiosk.id.to_string())
            .collect(),
        min_app: min_app.as_deref().and_then(AppVersion::parse),
    })
}

/// Signs a new bundle from what is withdrawn now.
///
/// When the key for it has ended, or was changed since this process read it, the bundle in force
/// stays: kiosks call it old after seven days, and the log says what to do.
pub(crate) async fn renew(
    store: &dyn Store,
    authority: &Authority,
    crypto: &dyn Crypto,
    now_ms: u64,
) -> Result<Bundle, StoreError> {
    let facts = facts(store, now_ms).await?;
    let seq = facts.seq;
    let known = meta::number(store, Fact::KeyGeneration).await?.unwrap_or(0);
    let signed = if authority.table.generation < known {
        events::keys_changed();
        None
    } else {
        let signed = authority.bundle(facts, crypto);
        if signed.is_none() {
            events::bundle_key_ended();
        }
        signed
    };
    let Some(text) = signed else {
        let held = meta::text(store, Fact::Bundle).await?;
        let text = held.ok_or(StoreError::Corrupt)?;
        return Ok(Bundle { seq: seq - 1, text });
    };
    keep(store, authority, seq, &text, now_ms, Vec::new()).await
}

/// Keeps the bundle that a root signed because it names new roots.
pub(crate) async fn keep_rooted(
    store: &dyn Store,
    authority: &Authority,
    seq: u64,
    text: &str,
    now_ms: u64,
) -> Result<Bundle, StoreError> {
    let rooted = vec![
        meta::set_number(Fact::RootBundleSeq, seq),
        meta::set_text(Fact::RootBundle, text),
    ];
    keep(store, authority, seq, text, now_ms, rooted).await
}

async fn keep(
    store: &dyn Store,
    authority: &Authority,
    seq: u64,
    text: &str,
    now_ms: u64,
    more: Vec<Statement>,
) -> Result<Bundle, StoreError> {
    let count = withdrawn::count(store).await?;
    let mut writes = more;
    writes.extend([
        meta::set_number(Fact::BundleSeq, seq),
        meta::set_number(Fact::BundleSignedAt, now_ms),
        meta::set_number(Fact::BundleWithdrawn, count),
        meta::set_number(Fact::KeyGeneration, authority.table.generation),
        meta::set_text(Fact::Bundle, text),
    ]);
    store.commit(writes).await?;
    let text = text.to_owned();
    Ok(Bundle { seq, text })
}
