//! From an effect to its result: drafts are sealed, records become durable.

use chrono::NaiveDate;
use journal::{AuditEvent, AuditResult, IndexEntry, NewRecord};
use protocol::{Assurance, Declaration, OwnerDecision, PlacedDeclaration, Record};
use residence::{RecordId, confirm_by};

use super::{Kiosk, Now, auditing::About};
use crate::{
    draft::{Draft, Ticket},
    failure,
    visit::{Effect, Event, Stage},
};

impl Kiosk {
    /// Carries out an effect; what the visit has to hear of it is returned.
    pub(super) fn carry_out(&mut self, effect: Effect, now: Now) -> Option<Event> {
        let result = match effect {
            Effect::KeepDraft => self.keep_draft(),
            Effect::SaveDeclaration(declaration) => self.save_declaration(*declaration),
            Effect::SavePlaced(placed) => self.save_placed(*placed),
            Effect::SaveClaim(order) => self.save_claim(*order).map(Some),
            Effect::SaveDecision(decision) => self.save_decision(*decision),
            Effect::OpenSession(worker) => {
                self.open_session(*worker, now);
                Ok(None)
            }
            Effect::CloseSession => {
                self.close_session();
                Ok(None)
            }
            Effect::SavePresentation(presentation) => Ok(self.save_presentation(presentation)),
            Effect::Issue(order) => self.issue(*order).map(Some),
            Effect::Print => Ok(self.print()),
            Effect::Void(order) => self.void(order).map(Some),
            Effect::StateTime(stated) => self.state_time(&stated, now).map(Some),
            Effect::AskCentre(question) => Ok(self.ask_centre(*question)),
            Effect::SaveFeedback(said) => self.save_act(&Record::Feedback(said)).map(Some),
            Effect::SaveAct(act) => self.save_act(&Record::Act(act)).map(Some),
            // Only the centre knows whether this is the owner, so the receipt here hopes for nothing.
            Effect::SaveAnswer(decision) => {
                self.save_act(&Record::OwnerDecision(decision)).map(Some)
            }
        };
        result.unwrap_or_else(|trouble| Some(Event::Failed(trouble)))
    }

    pub(super) fn fresh_ticket(&self) -> Ticket {
        let mut random = [0; 4];
        self.crypto.random(&mut random);
        Ticket::compose(random)
    }

    fn keep_draft(&self) -> Outcome {
        let Stage::Declaring(declaring) = &self.visit.stage else {
            return Ok(None);
        };
        let Some(draft) = Draft::of(declaring) else {
            return Ok(None);
        };
        self.journal
            .save_draft(
                draft.ticket.as_str(),
                &draft.encode(),
                self.time.reading.guess_ms,
            )
            .map_err(|error| failure::trouble(error, false))?;
        Ok(None)
    }

    fn save_declaration(&self, declaration: Declaration) -> Outcome {
        let index = self.index_entry(declaration.declared_on, declaration.cohabitants.len());
        self.save_declared(&Record::Declaration(Box::new(declaration)), index)
    }

    fn save_placed(&self, placed: PlacedDeclaration) -> Outcome {
        let index = self.index_entry(placed.declared_on, placed.cohabitants.len());
        self.save_declared(&Record::PlacedDeclaration(Box::new(placed)), index)
    }

    fn save_declared(&self, record: &Record, index: Option<IndexEntry>) -> Outcome {
        let ticket = self.visit.stage.ticket().cloned();
        let id = self.fresh_record();
        let act = NewRecord {
            record,
            id,
            at: self.interval(),
            circumstances: self.circumstances(),
            index,
            provisional_for: None,
            drop_draft: ticket.as_ref().map(Ticket::as_str),
        };
        self.append(act, true)?;
        self.note_override(id);
        Ok(Some(Event::DeclarationSaved(id)))
    }

    fn save_decision(&self, decision: OwnerDecision) -> Outcome {
        // An owner whom the register here does not know shows nothing before the centre agrees.
        let provisional = decision.owner.assurance == Assurance::Verified;
        let id = self.fresh_record();
        let act = NewRecord {
            provisional_for: provisional.then_some(decision.declaration),
            record: &Record::OwnerDecision(Box::new(decision)),
            id,
            at: self.interval(),
            circumstances: self.circumstances(),
            index: None,
            drop_draft: None,
        };
        self.append(act, false)?;
        self.note_override(id);
        Ok(Some(Event::DecisionSaved))
    }

    /// Makes what a person did durable.
    fn save_act(&self, record: &Record) -> Result<Event, crate::visit::Trouble> {
        let id = self.fresh_record();
        let act = NewRecord {
            record,
            id,
            at: self.interval(),
            circumstances: self.circumstances(),
            index: None,
            provisional_for: None,
            drop_draft: None,
        };
        self.append(act, false)?;
        self.note_override(id);
        Ok(Event::ActSaved(id))
    }

    /// Notes that a worker answered for what could not be checked in an act.
    fn note_override(&self, record: RecordId) {
        if let Some(worker) = self.visit.stage.answered_by() {
            let about = Some(About::Record(record));
            self.note_of(
                Some(worker),
                AuditEvent::AmberOverride,
                AuditResult::Done,
                about,
            );
        }
    }

    pub(super) fn append(
        &self,
        act: NewRecord<'_>,
        draft_kept: bool,
    ) -> Result<(), crate::visit::Trouble> {
        self.journal
            .append(act, &*self.crypto)
            .map_err(|error| failure::trouble(error, draft_kept))?;
        self.wake_courier();
        Ok(())
    }

    fn index_entry(&self, declared_on: NaiveDate, cohabitants: usize) -> Option<IndexEntry> {
        let Stage::Declaring(declaring) = &self.visit.stage else {
            return None;
        };
        let house = declaring.house.as_ref()?;
        let address = &house.address;
        Some(IndexEntry {
            subject_tag_source: declaring.holder.as_ref()?.subject,
            holder_hint: declaring
                .holder
                .as_ref()
                .and_then(|holder| holder.hint.as_ref().map(|hint| hint.to_string())),
            area: address.area.clone(),
            street: address.street.clone(),
            number: address.number.clone(),
            house: house.code().cloned(),
            declared_on,
            until: confirm_by(declared_on, &self.rules().registration),
            cohabitants: u32::try_from(cohabitants).unwrap_or(u32::MAX),
        })
    }

    pub(super) fn fresh_record(&self) -> RecordId {
        let mut random = [0; 10];
        self.crypto.random(&mut random);
        RecordId::compose(self.time.reading.guess_ms, random)
    }
}

/// What the visit has to hear, or why it could not be done.
type Outcome = Result<Option<Event>, crate::visit::Trouble>;
