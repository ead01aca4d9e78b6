//! From an effect to its result: drafts are sealed, records become durable.

use journal::{IndexEntry, NewRecord};
use protocol::{Assurance, Circumstances, Declaration, OwnerDecision, Record};
use residence::{RecordId, confirm_by};

use super::{Kiosk, Now};
use crate::{
    draft::{Draft, Ticket},
    failure,
    visit::{Effect, Event, Stage},
};

impl Kiosk {
    /// Carries out an effect; what the visit has to hear of it is returned.
    pub(super) fn carry_out(&self, effect: Effect, now: Now) -> Option<Event> {
        let result = match effect {
            Effect::KeepDraft => self.keep_draft(now),
            Effect::SaveDeclaration(declaration) => self.save_declaration(*declaration, now),
            Effect::SaveDecision(decision) => self.save_decision(*decision, now),
        };
        result.unwrap_or_else(|trouble| Some(Event::Failed(trouble)))
    }

    pub(super) fn fresh_ticket(&self) -> Ticket {
        let mut random = [0; 4];
        self.crypto.random(&mut random);
        Ticket::compose(random)
    }

    fn keep_draft(&self, now: Now) -> Outcome {
        let Stage::Declaring(declaring) = &self.visit.stage else {
            return Ok(None);
        };
        let Some(draft) = Draft::of(declaring) else {
            return Ok(None);
        };
        self.journal
            .save_draft(draft.ticket.as_str(), &draft.encode(), now.unix_ms)
            .map_err(|error| failure::trouble(error, false))?;
        Ok(None)
    }

    fn save_declaration(&self, declaration: Declaration, now: Now) -> Outcome {
        let index = self.index_entry(&declaration, now);
        let ticket = self.visit.stage.ticket().cloned();
        let id = self.fresh_record(now);
        let act = NewRecord {
            record: &Record::Declaration(Box::new(declaration)),
            id,
            at: self.interval(now),
            circumstances: Circumstances::GOOD,
            index,
            provisional_for: None,
            drop_draft: ticket.as_ref().map(Ticket::as_str),
        };
        self.append(act, true)?;
        Ok(Some(Event::DeclarationSaved(id)))
    }

    fn save_decision(&self, decision: OwnerDecision, now: Now) -> Outcome {
        // An owner whom the register here does not know shows nothing before the centre agrees.
        let provisional = decision.owner.assurance == Assurance::Verified;
        let act = NewRecord {
            provisional_for: provisional.then_some(decision.declaration),
            record: &Record::OwnerDecision(Box::new(decision)),
            id: self.fresh_record(now),
            at: self.interval(now),
            circumstances: Circumstances::GOOD,
            index: None,
            drop_draft: None,
        };
        self.append(act, false)?;
        Ok(Some(Event::DecisionSaved))
    }

    fn append(&self, act: NewRecord<'_>, draft_kept: bool) -> Result<(), crate::visit::Trouble> {
        self.journal
            .append(act, &*self.crypto)
            .map_err(|error| failure::trouble(error, draft_kept))?;
        self.wake_courier();
        Ok(())
    }

    fn index_entry(&self, declaration: &Declaration, now: Now) -> Option<IndexEntry> {
        let Stage::Declaring(declaring) = &self.visit.stage else {
            return None;
        };
        let address = &declaring.house.as_ref()?.address;
        Some(IndexEntry {
            subject_tag_source: declaration.declarant.subject,
            holder_hint: declaring
                .holder
                .as_ref()
                .and_then(|holder| holder.hint.clone()),
            area: address.area.clone(),
            street: address.street.clone(),
            number: address.number.clone(),
            house: declaration.house.clone(),
            declared_on: declaration.declared_on,
            until: confirm_by(declaration.declared_on, &self.rules(now).registration),
            cohabitants: u32::try_from(declaration.cohabitants.len()).unwrap_or(u32::MAX),
        })
    }

    fn fresh_record(&self, now: Now) -> RecordId {
        let mut random = [0; 10];
        self.crypto.random(&mut random);
        RecordId::compose(now.unix_ms, random)
    }

    fn interval(&self, now: Now) -> (u64, u64) {
        let Some(trust) = &self.trust else {
            return (now.unix_ms, now.unix_ms);
        };
        let clock = trust.clock(now);
        (clock.lo_ms, clock.hi_ms)
    }
}

/// What the visit has to hear, or why it could not be done.
type Outcome = Result<Option<Event>, crate::visit::Trouble>;
