//! Enrolment at the front: a one-time token proves the technician, and the kiosk waits until an
//! administrator has compared its key characters (trust.md 2.3).

use codes::Crypto;
use protocol::{EnrolAnswer, EnrolRequest, EnrolToken, key_characters};
use residence::KioskId;

use super::rate::Rates;
use crate::{
    devices, events,
    refusal::Refusal,
    store::{Store, StoreError},
    tables::{
        alarms::{self, Alarm},
        kiosks::{self, ChainHead, Kiosk, Standing},
        machines,
        meta::{self, Fact},
        tokens::{self, Token},
    },
};

/// Longest site name: the kiosk's name adds 5 characters to it.
pub const SITE_CHARACTERS_MAX: usize = 27;
const TOKEN_LIFE_MS: u64 = 24 * 3_600 * 1_000;
const WRONG_TRIES_MAX: u32 = 5;

/// Makes a one-time token for a site and returns it as the technician types it.
///
/// The kiosk that it enrols takes the place of `replaces`, which is revoked with the approval.
pub async fn make_token(
    store: &dyn Store,
    crypto: &dyn Crypto,
    site: &str,
    replaces: Option<&KioskId>,
    now_ms: u64,
) -> Result<String, StoreError> {
    let mut bytes = [0; 16];
    crypto.random(&mut bytes);
    let text = EnrolToken::from_random(bytes).text();
    let mut writes = vec![tokens::add(&text, site, now_ms)];
    writes.extend(replaces.map(|old| tokens::succeed(&text, old)));
    store.commit(writes).await?;
    Ok(text)
}

/// Answers a device that asks; the same request again gets the same answer or a later one.
pub(super) async fn answer(
    store: &dyn Store,
    rates: &Rates,
    body: &[u8],
    now_ms: u64,
) -> Result<Vec<u8>, Refusal> {
    let request = EnrolRequest::open(body).map_err(Refusal::from)?;
    let known = tokens::of_site(store, &request.site).await?;
    if known.is_empty() {
        return Err(Refusal::TokenRefused);
    }
    // No kiosk has a name with a slash, so sites and kiosks do not take each other's turns.
    if let Err(seconds) = rates.take(&format!("enrol/{}", request.site), now_ms) {
        return Err(Refusal::TooOften { seconds });
    }
    let Some(token) = known.iter().find(|token| admits(token, &request, now_ms)) else {
        events::wrong_token();
        let counted = tokens::count_wrong(&request.site);
        let alarm = alarms::raise_at(Alarm::WrongToken, &request.site, &[], now_ms);
        store.commit(vec![counted, alarm]).await?;
        return Err(Refusal::TokenRefused);
    };
    let kiosk = kiosk_of(store, token, &request, now_ms).await?;
    match (kiosk.standing, kiosk.certificate) {
        (Standing::Waiting, _) => Ok(EnrolAnswer::Waiting.encode()),
        (Standing::Approved, Some(certificate)) => {
            let fact = |text: Option<String>| text.ok_or(StoreError::Corrupt);
            Ok(EnrolAnswer::Approved {
                kiosk: kiosk.id,
                place: fact(meta::text(store, Fact::Place).await?)?,
                certificate,
                bundle: fact(meta::text(store, Fact::Bundle).await?)?,
                server_ms: now_ms,
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
    let known = kiosks::by_key(store, &request.signing.public_bytes()).await?;
    match (&token.kiosk, known) {
        // The characters cover both keys; one key under another seal is another device.
        (_, Some(known)) if known.sealing != request.sealing.to_bytes() => {
            Err(Refusal::TokenRefused)
        }
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
            let machine = machines::add(&kiosk.id, &devices::machine_of(request));
            store
                .commit(vec![kiosks::add(&kiosk), machine, bind])
                .await?;
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
        signing: request.signing.public_bytes(),
        sealing: request.sealing.to_bytes(),
        app: request.app.clone(),
        standing: Standing::Waiting,
        certificate: None,
        chain: ChainHead::NONE,
        enrolled_at_ms: now_ms,
    })
}
