//! What people do besides declaring: who acts and for whom is settled here, then each deed goes to
//! the module of its matter. Whatever comes of it, the kiosk that sent it is told.

use chrono::NaiveDate;
use protocol::{Act, ActOutcome, Change, Circumstances, Deed, Record, wire};
use residence::{Denial, Event, HabitualEvent, RecordId, guangdong_date};

use super::{
    Registry,
    doing::{Doing, Done},
    family::acting_for,
};
use crate::{
    ruling::{self, is_proven},
    store::{Statement, StoreError},
    tables::{
        acts::{self, KeptAct},
        changes::{self, Item},
        envelopes::{self, Stage, StoredEnvelope},
        people::{self, Person},
        withdrawn,
    },
};

impl Registry {
    /// Applies an act; one about a record that is not here yet waits for it.
    pub(super) async fn apply_act(
        &self,
        stored: &StoredEnvelope,
        act: &Act,
        told: &Circumstances,
        now_ms: u64,
        mut noted: Vec<Statement>,
    ) -> Result<(), StoreError> {
        let today = guangdong_date(i64::try_from(now_ms).unwrap_or(i64::MAX));
        if let Some(about) = about(&act.deed)
            && !self.is_here(about).await?
        {
            noted.push(envelopes::wait_for(&stored.record, about));
            return self.store.commit(noted).await;
        }
        let act = &Act {
            actor: self.known_actor(&act.actor).await?,
            ..act.clone()
        };
        let on = ruling::held_day(act.done_on, today);
        let done = self.act(stored, act, told, now_ms, on).await?;
        let (carried_out, denied) = match done {
            Ok(writes) => (writes, None),
            Err(rule) => (Vec::new(), Some(rule)),
        };
        let (record, kiosk) = (&stored.record, &stored.place.kiosk);
        let mut writes = carried_out;
        writes.push(acts::add(&KeptAct {
            record,
            kiosk,
            subject: &act.actor.subject,
            on_behalf_of: act.on_behalf_of.as_ref(),
            deed: word(&act.deed),
            about: about(&act.deed),
            done_on: act.done_on,
            decided_on: on,
            denied: denied.as_deref(),
        }));
        let outcome = ActOutcome {
            record: *record,
            denied,
            decided_on: on,
        };
        let told = wire::encode_change(&Change::ActOutcome(outcome));
        writes.push(changes::append(kiosk, Item::Encoded(told)));
        writes.extend(noted);
        writes.push(envelopes::set_stage(record, Stage::Applied));
        self.store.commit(writes).await?;
        self.show_trustees(today).await?;
        self.apply_waiting(record, now_ms).await
    }

    /// Applies what came before the record that it is about.
    pub(super) async fn apply_waiting(
        &self,
        record: &RecordId,
        now_ms: u64,
    ) -> Result<(), StoreError> {
        let today = guangdong_date(i64::try_from(now_ms).unwrap_or(i64::MAX));
        for waiting in envelopes::waiting_for(self.store(), record).await? {
            let Some((_, opened)) = self.open(&waiting) else {
                continue;
            };
            let nothing = Vec::new();
            if let Record::OwnerDecision(decision) = &opened.record {
                self.apply_decision(&waiting, decision, today, nothing)
                    .await?;
            } else if let Record::Act(act) = &opened.record {
                let told = &opened.circumstances;
                Box::pin(self.apply_act(&waiting, act, told, now_ms, nothing)).await?;
            }
        }
        Ok(())
    }

    /// Applies what waits for a record that was decided: the one and the other are two commits.
    pub(super) async fn apply_left_waiting(&self, now_ms: u64) -> Result<(), StoreError> {
        for record in envelopes::left_waiting(self.store()).await? {
            self.apply_waiting(&record, now_ms).await?;
        }
        Ok(())
    }

    /// A record is here when it was decided, whatever came of it.
    async fn is_here(&self, record: &RecordId) -> Result<bool, StoreError> {
        let held = envelopes::of_record(self.store(), record).await?;
        Ok(held.is_some_and(|held| matches!(held.stage, Stage::Applied | Stage::Quarantined)))
    }

    /// Settles who acts and for whom, then carries the deed out or names the rule that refuses.
    async fn act(
        &self,
        stored: &StoredEnvelope,
        act: &Act,
        told: &Circumstances,
        now_ms: u64,
        on: NaiveDate,
    ) -> Result<Done, StoreError> {
        let Some(actor) = self.proven(act).await? else {
            return Ok(Err(Denial::IdentityUnproven.rule()));
        };
        let policy = self.rules(&stored.place.kiosk, on).await?;
        let whose = act.on_behalf_of.as_ref().unwrap_or(&actor.subject);
        let own = &actor.subject;
        let allowed = acting_for(self.store(), own, whose, on, &policy.age).await?;
        if let Err(denial) = allowed {
            return Ok(Err(denial.to_string()));
        }
        let member = people::by_subject(self.store(), whose).await?;
        let doing = Doing {
            record: &stored.record,
            kiosk: &stored.place.kiosk,
            actor: &actor,
            holder: member.as_ref().unwrap_or(&actor),
            told,
            now_ms,
            on,
            policy: &policy,
        };
        self.carry_out(&doing, &act.deed).await
    }

    async fn proven(&self, act: &Act) -> Result<Option<Person>, StoreError> {
        let store = self.store();
        let person = people::by_subject(store, &act.actor.subject).await?;
        let in_force = !withdrawn::is_listed(store, &act.actor.serial).await?;
        Ok(person.filter(|person| in_force && is_proven(&act.actor, Some(person))))
    }

    async fn carry_out(&self, doing: &Doing<'_>, deed: &Deed) -> Result<Done, StoreError> {
        match deed {
            Deed::Withdraw(record) => self.happened(doing, record, Event::Withdraw).await,
            Deed::RequestCancel(record, reason) => {
                let event = Event::RequestCancel(*reason);
                self.happened(doing, record, event).await
            }
            Deed::WithdrawCancel(record) => {
                self.happened(doing, record, Event::WithdrawCancel).await
            }
            Deed::AnswerCancel(record, refusal) => {
                let event = refusal.map_or(Event::ConfirmCancel, Event::RefuseCancel);
                self.happened(doing, record, event).await
            }
            Deed::ReportMoveOut(record, day) => {
                let event = Event::ReportMoveOut(*day);
                self.happened(doing, record, event).await
            }
            Deed::AddCohabitants(record, people) => {
                self.add_cohabitants(doing, record, people).await
            }
            Deed::RequestHabitual(record) => {
                self.habitual(doing, record, HabitualEvent::Request).await
            }
            Deed::WithdrawHabitual(record) => {
                self.habitual(doing, record, HabitualEvent::Withdraw).await
            }
            Deed::RemoveHabitual(record) => {
                self.habitual(doing, record, HabitualEvent::Remove).await
            }
            Deed::AnswerHabitual(record, refusal) => {
                let event = refusal.map_or(HabitualEvent::Approve, HabitualEvent::Reject);
                self.habitual(doing, record, event).await
            }
            Deed::ClaimHouse(house) => self.claim_house(doing, house).await,
            Deed::AppointTrustee {
                trustee,
                houses,
                from,
                to,
            } => self.appoint(doing, trustee, houses, (*from, *to)).await,
            Deed::AnswerTrust(record, accepted) => {
                self.answer_trust(doing, record, *accepted).await
            }
            Deed::RevokeTrust(record) => self.revoke_trust(doing, record).await,
            Deed::Read(message) => self.read_notice(doing, message).await,
            Deed::AddMember(member) => self.add_member(doing, member).await,
            Deed::RemoveMember(other) => self.remove_member(doing, other).await,
            Deed::TakeOver => self.take_over(doing).await,
            Deed::Permit(deed) => self.permit(doing, deed).await,
            Deed::Feedback(words) => Ok(Self::feedback(doing, words)),
            Deed::Correct(field, value) => Ok(Self::correct(doing, *field, value)),
            Deed::Erase => Ok(Self::erase(doing)),
        }
    }
}

/// The record that must be here before a deed can be decided.
fn about(deed: &Deed) -> Option<&RecordId> {
    match deed {
        Deed::Withdraw(record)
        | Deed::RequestCancel(record, _)
        | Deed::WithdrawCancel(record)
        | Deed::AnswerCancel(record, _)
        | Deed::ReportMoveOut(record, _)
        | Deed::RequestHabitual(record)
        | Deed::WithdrawHabitual(record)
        | Deed::RemoveHabitual(record)
        | Deed::AnswerHabitual(record, _)
        | Deed::AnswerTrust(record, _)
        | Deed::RevokeTrust(record)
        | Deed::AddCohabitants(record, _) => Some(record),
        Deed::ClaimHouse(_)
        | Deed::AppointTrustee { .. }
        | Deed::AddMember(_)
        | Deed::RemoveMember(_)
        | Deed::TakeOver
        | Deed::Permit(_)
        | Deed::Feedback(_)
        | Deed::Correct(..)
        | Deed::Erase
        | Deed::Read(_) => None,
    }
}

/// What a deed is called in the list of acts.
fn word(deed: &Deed) -> &'static str {
    match deed {
        Deed::Withdraw(_) => "WITHDRAW",
        Deed::RequestCancel(..) => "REQUEST_CANCEL",
        Deed::WithdrawCancel(_) => "WITHDRAW_CANCEL",
        Deed::AnswerCancel(..) => "ANSWER_CANCEL",
        Deed::ReportMoveOut(..) => "REPORT_MOVE_OUT",
        Deed::RequestHabitual(_) => "REQUEST_HABITUAL",
        Deed::WithdrawHabitual(_) => "WITHDRAW_HABITUAL",
        Deed::RemoveHabitual(_) => "REMOVE_HABITUAL",
        Deed::AnswerHabitual(..) => "ANSWER_HABITUAL",
        Deed::ClaimHouse(_) => "CLAIM_HOUSE",
        Deed::AppointTrustee { .. } => "APPOINT_TRUSTEE",
        Deed::AnswerTrust(..) => "ANSWER_TRUST",
        Deed::RevokeTrust(_) => "REVOKE_TRUST",
        Deed::AddMember(_) => "ADD_MEMBER",
        Deed::RemoveMember(_) => "REMOVE_MEMBER",
        Deed::TakeOver => "TAKE_OVER",
        Deed::AddCohabitants(..) => "ADD_COHABITANTS",
        Deed::Permit(_) => "PERMIT",
        Deed::Feedback(_) => "FEEDBACK",
        Deed::Correct(..) => "CORRECT",
        Deed::Erase => "ERASE",
        Deed::Read(_) => "READ",
    }
}
