//! Questions about people at the door: who asks is checked here; what is asked stays sealed.

use codes::Sealed;
use protocol::{Enquiry, ReplyTo};

use super::{Front, device_key};
use crate::{
    events,
    refusal::Refusal,
    store::StoreError,
    tables::{
        enquiries,
        kiosks::{self, Standing},
        meta::{self, Fact},
    },
};

/// How often the front looks for the reply of a vault in another process, and how many times.
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_millis(100);
const LOOKS_MAX: u32 = 50;
/// Nobody waits longer than that for a reply.
const FORGOTTEN_AFTER_MS: u64 = 60_000;

/// A question that was heard at the door.
pub(crate) struct Asked {
    /// The signed enquiry as it came.
    pub(crate) bytes: Vec<u8>,
    enquiry: Enquiry,
    now_ms: u64,
}

impl Front {
    /// Checks who asks, and that they do not ask too often.
    pub(crate) async fn hear_enquiry(&self, body: &[u8]) -> Result<Asked, Refusal> {
        let (now_ms, store) = ((self.clock)(), self.store.as_ref());
        let claimed = Enquiry::claimed_kiosk(body)?;
        let known = kiosks::by_id(store, &claimed).await?;
        let known = known.ok_or(Refusal::KioskUnknown)?;
        let enquiry = Enquiry::open(body, &device_key(store, &known).await?)?;
        match known.standing {
            Standing::Approved => {}
            Standing::Waiting => return Err(Refusal::KioskUnknown),
            Standing::Revoked => return Err(Refusal::KioskRevoked),
        }
        // Turns of their own: a kiosk that asks much must still be able to send its records.
        let turns = format!("{claimed} asks");
        if let Err(seconds) = self.rates.take(&turns, now_ms) {
            events::too_often(&claimed);
            return Err(Refusal::TooOften { seconds });
        }
        Ok(Asked {
            bytes: body.to_vec(),
            enquiry,
            now_ms,
        })
    }

    /// Lays the question down for a vault in another process and waits for the reply.
    pub(crate) async fn pass_on(&self, asked: &Asked) -> Result<Sealed, Refusal> {
        let store = self.store.as_ref();
        let (kiosk, nonce) = (&asked.enquiry.kiosk, &asked.enquiry.nonce);
        let question = enquiries::ask(kiosk, nonce, &asked.bytes, asked.now_ms);
        store.commit(vec![question]).await?;
        let mut looks = tokio::time::interval(LOOK_EVERY);
        let mut found = None;
        for _ in 0..LOOKS_MAX {
            looks.tick().await;
            found = enquiries::reply(store, kiosk, nonce).await?;
            if found.is_some() {
                break;
            }
        }
        let stale = asked.now_ms.saturating_sub(FORGOTTEN_AFTER_MS);
        let done = enquiries::forget(kiosk, nonce, stale);
        store.commit(vec![done]).await?;
        found.ok_or(Refusal::Later)
    }

    /// Signs a reply with the key that the bundle in force names.
    pub(crate) async fn sign_reply(
        &self,
        asked: &Asked,
        sealed: Sealed,
    ) -> Result<Vec<u8>, StoreError> {
        let seq = meta::number(self.store.as_ref(), Fact::BundleSeq).await?;
        let key = self.keys.sync_key_for(seq.unwrap_or(0));
        let nonce = asked.enquiry.nonce;
        Ok(ReplyTo { nonce, sealed }
            .sign(key, self.crypto.as_ref())
            .expect("a key in memory signs"))
    }
}
