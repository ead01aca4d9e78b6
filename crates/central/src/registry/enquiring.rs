//! What is told about a person, and only to a kiosk before which they proved who they are.

use protocol::{ActingPerson, Enquiry, Question, ReceiptNews, Reply};
use residence::{Denial, KioskId, PolicyBook, ReceiptNumber, Subject, guangdong_date};

use super::Registry;
use crate::{
    ruling::is_proven,
    store::StoreError,
    summary::{self, Asked},
    tables::{
        acts,
        claims::{self, Claimed},
        enquiries::{self, Told},
        envelopes, people, registrations, sites,
        standings::Standing,
        withdrawn,
    },
};

impl Registry {
    /// Answers a question and notes that it was asked.
    pub(crate) async fn reply(
        &self,
        enquiry: &Enquiry,
        question: &Question,
        now_ms: u64,
    ) -> Result<Reply, StoreError> {
        let kiosk = &enquiry.kiosk;
        let (kind, about, reply) = match question {
            Question::Person { actor, .. } => {
                let (about, reply) = self.person(kiosk, actor, now_ms).await?;
                ("PERSON", about, reply)
            }
            Question::Receipt(number) => {
                let news = self.news(*number).await?;
                ("RECEIPT", None, Reply::Receipt(news))
            }
            Question::Proof { name, document, .. } => {
                ("PROOF", None, self.answer_proof(name, document).await?)
            }
            Question::Claimed {
                claim, document, ..
            } => {
                let reply = self.answer_claimed(*claim, document, now_ms).await?;
                ("CLAIMED", None, reply)
            }
        };
        let result = match &reply {
            Reply::Denied(rule) => rule.as_str(),
            Reply::Person(_) | Reply::Receipt(_) | Reply::Proof(_) | Reply::Claimed(_) => "TOLD",
        };
        let noted = enquiries::note(&Told {
            kiosk,
            nonce: &enquiry.nonce,
            kind,
            subject: about.as_ref(),
            result,
            at_ms: now_ms,
        });
        self.store.commit(vec![noted]).await?;
        Ok(reply)
    }

    /// Everything about a person, when number and code in force are those of the register.
    async fn person(
        &self,
        kiosk: &KioskId,
        actor: &ActingPerson,
        now_ms: u64,
    ) -> Result<(Option<Subject>, Reply), StoreError> {
        let store = self.store();
        let actor = self.known_actor(actor).await?;
        let person = people::by_subject(store, &actor.subject).await?;
        let in_force = !withdrawn::is_listed(store, &actor.serial).await?;
        let proven = person.filter(|person| in_force && is_proven(&actor, Some(person)));
        let Some(person) = proven else {
            let refused = Reply::Denied(Denial::IdentityUnproven.rule());
            return Ok((Some(actor.subject), refused));
        };
        let today = guangdong_date(i64::try_from(now_ms).unwrap_or(i64::MAX));
        let area = sites::area_of(store, kiosk).await?;
        let policy = PolicyBook::built_in().rules(&area, today);
        let family = summary::acted_for(store, &person, today, &policy).await?;
        let asked = Asked {
            store,
            person: &person,
            family: &family,
            area: &area,
            policy: &policy,
            today,
            now_ms,
        };
        let told = summary::of(&asked).await?;
        Ok((Some(person.subject), Reply::Person(Box::new(told))))
    }

    /// Where a record stands, for whoever holds its receipt.
    async fn news(&self, number: ReceiptNumber) -> Result<ReceiptNews, StoreError> {
        let store = self.store();
        let mut news = ReceiptNews {
            received_on: None,
            state: None,
            denied: None,
            decided_on: None,
        };
        // A number that two records share tells of neither.
        let found = envelopes::of_receipt(store, number).await?;
        let [stored] = found.as_slice() else {
            return Ok(news);
        };
        let (record, received_ms) = (&stored.record, stored.received_at_ms);
        news.received_on = Some(guangdong_date(
            i64::try_from(received_ms).unwrap_or(i64::MAX),
        ));
        if let Some(held) = registrations::by_record(store, record).await? {
            news.decided_on = Some(held.decided_on);
            match held.standing {
                Standing::Stands(held) => news.state = Some(held.state),
                Standing::Denied(rule) => news.denied = Some(rule),
            }
        } else if let Some((decided_on, denied)) = acts::outcome(store, record).await? {
            news.decided_on = Some(decided_on);
            news.denied = denied;
        } else if let Some((became, decided_on)) = claims::by_record(store, record).await? {
            news.decided_on = Some(decided_on);
            if let Claimed::Denied(rule) = became {
                news.denied = Some(rule);
            }
        }
        Ok(news)
    }
}
