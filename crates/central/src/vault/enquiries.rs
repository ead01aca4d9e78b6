//! Answers questions about people: verified again, opened, answered and sealed to whoever asked.

use codes::{Kid, Sealed, SealingPublic};
use protocol::{Enquiry, ReplyTo};

use super::Vault;
use crate::{
    devices,
    store::StoreError,
    tables::{
        enquiries,
        kiosks::{self, Standing},
        machines,
    },
};

const QUESTIONS_AT_ONCE: u32 = 64;

impl Vault {
    /// Answers one question; nothing for one that no approved kiosk asked, or that nobody here can
    /// open.
    pub(crate) async fn answer(&self, bytes: &[u8]) -> Result<Option<Sealed>, StoreError> {
        Ok(self.answered(bytes).await?.map(|(_, sealed)| sealed))
    }

    /// Answers the questions that a front in another process laid down.
    pub(crate) async fn answer_waiting(&self) -> Result<(), StoreError> {
        for waiting in enquiries::waiting(self.front(), QUESTIONS_AT_ONCE).await? {
            if let Some((enquiry, sealed)) = self.answered(&waiting.bytes).await? {
                let reply = enquiries::answer(&enquiry.kiosk, &enquiry.nonce, &sealed);
                self.front().commit(vec![reply]).await?;
            }
        }
        Ok(())
    }

    async fn answered(&self, bytes: &[u8]) -> Result<Option<(Enquiry, Sealed)>, StoreError> {
        let store = self.store();
        let Ok(claimed) = Enquiry::claimed_kiosk(bytes) else {
            return Ok(None);
        };
        let Some(kiosk) = kiosks::by_id(store, &claimed).await? else {
            return Ok(None);
        };
        if kiosk.standing != Standing::Approved {
            return Ok(None);
        }
        let machine = machines::of_kiosk(store, &kiosk.id).await?;
        let key = devices::verifying(machine.as_ref(), &kiosk.signing)?;
        let Ok(enquiry) = Enquiry::open(bytes, &key) else {
            return Ok(None);
        };
        let crypto = self.crypto.as_ref();
        let opening = self.authority.vault.opening_of(Kid(enquiry.centre_kid));
        let question = opening.and_then(|key| enquiry.question(key, crypto).ok());
        let Some(question) = question else {
            return Ok(None);
        };
        let now_ms = (self.clock)();
        let reply = self.registry.reply(&enquiry, &question, now_ms).await?;
        let to = SealingPublic::from_bytes(&kiosk.sealing);
        let sealed = ReplyTo::seal(&enquiry, &reply, &to, crypto);
        Ok(sealed.ok().map(|reply| (enquiry, reply.sealed)))
    }
}
