//! Claims of codes: made durable, answered by the centre, and handed to who shows the receipt.

use codes::{Meaning, Verdict};
use journal::NewRecord;
use protocol::Record;
use residence::{DocumentType, IdentityDocument, ReceiptNumber};
use zeroize::Zeroizing;

use super::{Kiosk, Now};
use crate::{
    intent::CollectEntry,
    screen::CollectProblem,
    visit::{ClaimOrder, ClaimedText, Event, Stage, Trouble, bind, number_problem},
};

impl Kiosk {
    /// Makes a claim durable.
    pub(super) fn save_claim(&self, order: ClaimOrder) -> Result<Event, Trouble> {
        let id = self.fresh_record();
        let act = NewRecord {
            record: &Record::CodeClaim(Box::new(order.0)),
            id,
            at: self.interval(),
            circumstances: self.circumstances(),
            index: None,
            provisional_for: None,
            drop_draft: None,
        };
        self.append(act, false)?;
        Ok(Event::ClaimSaved(id))
    }

    /// Hears whether the centre answered the claim on the screen.
    pub(super) fn hear_claim(&mut self, now: Now) -> bool {
        let Stage::Claiming(claiming) = &self.visit.stage else {
            return false;
        };
        let Some(record) = claiming.waits_for() else {
            return false;
        };
        // What cannot be read now is read at the next tick.
        let answer = match self.journal.claimed_code(&record) {
            Ok(Some(text)) => self.own_code(text).map(|code| Ok(Box::new(code))),
            Ok(None) | Err(_) => self
                .journal
                .act_outcome(&record)
                .ok()
                .flatten()
                .and_then(|outcome| outcome.denied)
                .map(Err),
        };
        let Some(answer) = answer else {
            return false;
        };
        self.tell(Event::ClaimAnswered(record, answer), now);
        true
    }

    /// Hands out a code that waits here, to who has the receipt and knows the number; one that was
    /// claimed elsewhere waits at the centre.
    pub(super) fn collect(&self, entry: &CollectEntry) -> Event {
        match self.find_claimed(entry) {
            Ok(found) => found,
            Err(problem) => Event::Collected(Err(problem)),
        }
    }

    fn find_claimed(&self, entry: &CollectEntry) -> Result<Event, CollectProblem> {
        let today = self.time.reading.last_day();
        let kind = <DocumentType as residence::Shown>::from_shown_code(&entry.document)
            .ok_or(CollectProblem::OtherPerson)?;
        let document = IdentityDocument::parse(kind, &entry.number, today)
            .map_err(|error| CollectProblem::Number(number_problem(error)))?;
        let wanted = ReceiptNumber::parse(&entry.receipt).map_err(|_| CollectProblem::Receipt)?;
        let waiting = self.journal.claimed_codes().unwrap_or_default();
        let here = waiting.into_iter().find(|(record, _)| wanted.names(record));
        let Some((_, text)) = here else {
            return Ok(Event::CollectElsewhere(wanted, Box::new(document)));
        };
        if !self.is_of(&text, &document) {
            return Err(CollectProblem::OtherPerson);
        }
        let code = self.own_code(text).ok_or(CollectProblem::NotHere)?;
        Ok(Event::Collected(Ok((wanted, Box::new(code)))))
    }

    /// Holds a document against the number that a code is bound to.
    fn is_of(&self, text: &str, document: &IdentityDocument) -> bool {
        let (Some(claims), Ok(Some((_, key)))) = (self.claims(text), self.journal.bind_key())
        else {
            return false;
        };
        claims.id_bind == Some(bind(document, &claims.subject, &key))
    }

    /// Reads a code of the centre for the screen.
    pub(super) fn own_code(&self, text: String) -> Option<ClaimedText> {
        let text = Zeroizing::new(text);
        let claims = self.claims(&text)?;
        Some(ClaimedText {
            hint: claims.hint.map(Zeroizing::new),
            expires_ms: claims.exp.saturating_mul(1_000),
            serial: claims.serial,
            category: claims.category,
            text,
        })
    }

    fn claims(&self, text: &str) -> Option<codes::ResidentClaims> {
        let trust = self.trust.as_ref()?;
        match codes::verify(text, &trust.list, self.time.reading.clock) {
            Verdict::Green(Meaning::Resident(claims))
            | Verdict::Amber(Meaning::Resident(claims), _) => Some(claims),
            Verdict::Green(_) | Verdict::Amber(..) | Verdict::Newer | Verdict::Red(_) => None,
        }
    }
}
