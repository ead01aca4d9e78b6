//! Enrolment: a one-time token proves the technician, an administrator compares the key
//! characters and approves, and the kiosk learns who it is (trust.md 2.3).

use codes::{Crypto, KioskCertificate, Powers, SealingPublic, VerifyingKey};
use protocol::{EnrolAnswer, EnrolRequest, EnrolToken, key_characters};
use residence::KioskId;

use crate::{
    authority::Authority,
    bundle, events, feed,
    refusal::Refusal,
    store::{Store, StoreError},
    tables::{
        kiosks::{self, ChainHead, Kiosk, Standing},
        meta::{self, Fact},
        tokens::{self, Token},
    },
};

/// Longest site name: the kiosk's name adds 5 characters to it.
pub const SITE_CHARACTERS_MAX: usize = 27;
const TOKEN_LIFE_MS: u64 = 24 * 3_600 * 1_000;
const WRONG_TRIES_MAX: u32 = 5;
const CERTIFICATE_LIFE_SECONDS: u64 = 90 * 86_400;
const PROVISIONAL_DAYS_MAX: u32 = 30;
/// Records the confirmation of house owners.
const POWERS: Powers = Powers::OWNER_CONFIRMATION;
/// The device key is held in software.
const ASSURANCE_SOFTWARE: u8 = 2;

/// What an administrator's approval found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval {
    /// The kiosk is enrolled now.
    Done,
    /// It was enrolled before.
    Already,
    /// It was revoked; a new token makes a new kiosk of a new key only.
    Revoked,
    /// No kiosk of this name asked.
    Unknown,
}

/// Makes a one-time token for a site and returns it as the technician types it.
pub async fn make_token(
    store: &dyn Store,
    crypto: &dyn Crypto,
    site: &str,
    now_ms: u64,
) -> Result<String, StoreError> {
    let mut bytes = [0; 16];
    crypto.random(&mut bytes);
    let text = EnrolToken::from_random(bytes).text();
    store.commit(vec![tokens::add(&text, site, now_ms)]).await?;
    Ok(text)
}

/// Returns the characters that technician and administrator compare.
pub fn characters_of(kiosk: &Kiosk) -> Result<String, StoreError> {
    let signing = VerifyingKey::from_bytes(&kiosk.signing).map_err(|_| StoreError::Corrupt)?;
    Ok(key_characters(
        &signing,
        &SealingPublic::from_bytes(&kiosk.sealing),
    ))
}

/// Approves a waiting kiosk: certificate, and the first entries of its feed.
pub async fn approve(
    store: &dyn Store,
    authority: &Authority,
    crypto: &dyn Crypto,
    id: &KioskId,
    now_ms: u64,
) -> Result<Approval, StoreError> {
    let Some(kiosk) = kiosks::by_id(store, id).await? else {
        return Ok(Approval::Unknown);
    };
    match kiosk.standing {
        Standing::Approved => return Ok(Approval::Already),
        Standing::Revoked => return Ok(Approval::Revoked),
        Standing::Waiting => {}
    }
    let community = meta::number(store, Fact::Community)
        .await?
        .ok_or(StoreError::Corrupt)?;
    let mut serial = [0; 8];
    crypto.random(&mut serial);
    let iat = now_ms / 1_000;
    let claims = KioskCertificate {
        kiosk: kiosk.id.clone(),
        signing: VerifyingKey::from_bytes(&kiosk.signing).map_err(|_| StoreError::Corrupt)?,
        community,
        powers: POWERS,
        max_days: PROVISIONAL_DAYS_MAX,
        quota: None,
        assurance: Some(ASSURANCE_SOFTWARE),
        iat,
        exp: iat + CERTIFICATE_LIFE_SECONDS,
        serial,
    };
    let mut writes = vec![kiosks::approve(id, &authority.certificate(&claims, crypto))];
    writes.extend(feed::first_changes(store, authority, id).await?);
    store.commit(writes).await?;
    Ok(Approval::Done)
}

/// Takes the trust from a kiosk and signs a bundle that says so; tells whether it is known.
pub async fn revoke(
    store: &dyn Store,
    authority: &Authority,
    crypto: &dyn Crypto,
    id: &KioskId,
    now_ms: u64,
) -> Result<bool, StoreError> {
    if kiosks::by_id(store, id).await?.is_none() {
        return Ok(false);
    }
    store.commit(vec![kiosks::revoke(id)]).await?;
    bundle::renew(store, authority, crypto, now_ms).await?;
    Ok(true)
}

/// Answers a device that asks; the same request again gets the same answer or a later one.
pub(crate) async fn answer(
    store: &dyn Store,
    authority: &Authority,
    crypto: &dyn Crypto,
    body: &[u8],
    now_ms: u64,
) -> Result<Vec<u8>, Refusal> {
    let request = EnrolRequest::open(body).map_err(Refusal::from)?;
    let known = tokens::of_site(store, &request.site).await?;
    let Some(token) = known.iter().find(|token| admits(token, &request, now_ms)) else {
        events::wrong_token();
        store
            .commit(vec![tokens::count_wrong(&request.site)])
            .await?;
        return Err(Refusal::TokenRefused);
    };
    let kiosk = kiosk_of(store, token, &request, now_ms).await?;
    match (kiosk.standing, kiosk.certificate) {
        (Standing::Waiting, _) => Ok(EnrolAnswer::Waiting.encode()),
        (Standing::Approved, Some(certificate)) => {
            let bundle = bundle::in_force(store, authority, crypto, now_ms).await?;
            let place = meta::text(store, Fact::Place)
                .await?
                .ok_or(StoreError::Corrupt)?;
            let (kiosk, bundle) = (kiosk.id, bundle.text);
            let server_ms = now_ms;
            Ok(EnrolAnswer::Approved {
                kiosk,
                place,
                certificate,
                bundle,
                server_ms,
            }
            .encode())
        }
        (Standing::Approved, None) => Err(StoreError::Corrupt.into()),
        (Standing::Revoked, _) => Err(Refusal::KioskRevoked),
    }
}

fn admits(token: &Token, request: &EnrolRequest, now_ms: u64) -> bool {
    let lives = now_ms < token.created_at_ms.saturating_add(TOKEN_LIFE_MS)
        && token.wrong_tries < WRONG_TRIES_MAX;
    lives && EnrolToken::parse(&token.token).is_ok_and(|token| request.proves(&token))
}

/// Finds the kiosk that a token made, or makes it; a used token serves no other device.
async fn kiosk_of(
    store: &dyn Store,
    token: &Token,
    request: &EnrolRequest,
    now_ms: u64,
) -> Result<Kiosk, Refusal> {
    let known = kiosks::by_key(store, &request.signing.to_bytes()).await?;
    match (&token.kiosk, known) {
        (Some(id), Some(known)) if known.id.as_str() == id => Ok(known),
        (None, Some(known)) if known.site == request.site => {
            store
                .commit(vec![tokens::bind(&token.token, known.id.as_str())])
                .await?;
            Ok(known)
        }
        (None, None) => {
            let kiosk = new_kiosk(request, now_ms)?;
            let bind = tokens::bind(&token.token, kiosk.id.as_str());
            store.commit(vec![kiosks::add(&kiosk), bind]).await?;
            events::enrolment_waits(&kiosk.id);
            Ok(kiosk)
        }
        (Some(_), _) | (None, Some(_)) => Err(Refusal::TokenRefused),
    }
}

fn new_kiosk(request: &EnrolRequest, now_ms: u64) -> Result<Kiosk, Refusal> {
    let characters = key_characters(&request.signing, &request.sealing).to_ascii_lowercase();
    let mark = characters.get(..4).ok_or(Refusal::Malformed)?;
    let id = KioskId::parse(&format!("{}-{mark}", request.site)).map_err(|_| Refusal::Malformed)?;
    Ok(Kiosk {
        id,
        site: request.site.clone(),
        signing: request.signing.to_bytes(),
        sealing: request.sealing.to_bytes(),
        app: request.app.clone(),
        standing: Standing::Waiting,
        certificate: None,
        chain: ChainHead::NONE,
        enrolled_at_ms: now_ms,
    })
}
