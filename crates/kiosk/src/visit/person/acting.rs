//! Doing what was asked about: the act becomes a record, and the person is told like by a receipt.

use chrono::NaiveDate;
use protocol::{Act, ActOutcome, Deed};
use residence::{
    CancelReason, CancelRefusal, DateRange, Event as Rule, Listed as _, RecordId, RejectionReason,
    Shown as _,
};
use zeroize::Zeroizing;

use super::{
    Person, PersonPage, Plan,
    planning::{errand_of, page_of},
};
use crate::{
    screen::{ActMatter, ActProblem, Address},
    visit::{Effect, Facts, Next, Stage},
};

/// What was said to an act that is asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ActSaid {
    /// Refused, of what can be refused.
    pub(crate) refuse: bool,
    /// Code of a reason.
    pub(crate) reason: Option<String>,
    /// The day, or the first one, as `YYYY-MM-DD`.
    pub(crate) day: Option<String>,
    /// The last day.
    pub(crate) last_day: Option<String>,
}

/// An act that is durable.
#[derive(Debug, Clone)]
pub(crate) struct Done {
    pub(crate) record: RecordId,
    pub(crate) matter: ActMatter,
    pub(crate) refused: bool,
    /// What it is about.
    pub(crate) about: Option<RecordId>,
    pub(crate) address: Option<Zeroizing<Address>>,
    pub(crate) until: Option<NaiveDate>,
    pub(crate) done_on: NaiveDate,
    /// What the centre made of it.
    pub(crate) outcome: Option<ActOutcome>,
}

impl Done {
    /// Returns the page that one goes on from.
    pub(super) fn leads_back(&self) -> PersonPage {
        page_of(errand_of(self.matter))
    }
}

impl Person {
    /// Does it, or says what is still missing.
    pub(super) fn carry_out(
        self: Box<Self>,
        mut plan: Box<Plan>,
        said: &ActSaid,
        facts: &Facts,
    ) -> Next {
        plan.problem = None;
        let effect = match self.effect(&plan, said, facts) {
            Ok(effect) => Some(effect),
            Err(problem) => {
                plan.problem = Some(problem);
                None
            }
        };
        plan.follows.retain(|name| *name != REFUSED);
        if said.refuse && effect.is_some() {
            plan.follows.push(REFUSED);
        }
        (Stage::Person(self.at(PersonPage::Ask(plan))), effect)
    }

    fn effect(&self, plan: &Plan, said: &ActSaid, facts: &Facts) -> Result<Effect, ActProblem> {
        if plan.about.is_some_and(|about| self.is_pending(&about)) {
            return Err(ActProblem::Gone);
        }
        if plan.matter == ActMatter::MoveIn {
            return self.decision(plan, said, facts);
        }
        let deed = self.deed(plan, said, facts)?;
        self.act(deed, plan.member, facts).ok_or(ActProblem::Gone)
    }

    /// Puts a deed into an act of this person.
    pub(super) fn act(
        &self,
        deed: Deed,
        on_behalf_of: Option<residence::Subject>,
        facts: &Facts,
    ) -> Option<Effect> {
        Some(Effect::SaveAct(Box::new(Act {
            actor: self.actor()?,
            on_behalf_of,
            done_on: facts.today,
            deed,
        })))
    }

    fn deed(&self, plan: &Plan, said: &ActSaid, facts: &Facts) -> Result<Deed, ActProblem> {
        let about = plan.about.ok_or(ActProblem::Gone);
        Ok(match plan.matter {
            ActMatter::Withdraw => Deed::Withdraw(about?),
            ActMatter::Cancel => {
                let reason = said.reason.as_deref().and_then(CancelReason::from_code);
                Deed::RequestCancel(about?, reason.ok_or(ActProblem::Reason)?)
            }
            ActMatter::KeepHome | ActMatter::Object => Deed::WithdrawCancel(about?),
            ActMatter::Habitual => Deed::RequestHabitual(about?),
            ActMatter::WithdrawHabitual => Deed::WithdrawHabitual(about?),
            ActMatter::RemoveHabitual => Deed::RemoveHabitual(about?),
            ActMatter::AnswerCancel => Deed::AnswerCancel(about?, cancel_refusal(said)?),
            ActMatter::AnswerHabitual => Deed::AnswerHabitual(about?, rejection(said)?),
            ActMatter::AnswerTrust => Deed::AnswerTrust(about?, !said.refuse),
            ActMatter::TakeOver => Deed::TakeOver,
            ActMatter::ClaimHouse => Deed::ClaimHouse(plan.house.clone().ok_or(ActProblem::Gone)?),
            ActMatter::ReportMoveOut => {
                let day = said_day(said.day.as_deref()).ok_or(ActProblem::Day)?;
                Self::check_move_out(plan, day, facts)?;
                Deed::ReportMoveOut(about?, day)
            }
            ActMatter::Appoint => self.appointment(plan, said_days(said)?)?,
            ActMatter::RevokeTrust => Deed::RevokeTrust(about?),
            // These two are records of another kind, and come from elsewhere.
            ActMatter::AddCohabitants | ActMatter::MoveIn => return Err(ActProblem::Gone),
        })
    }

    /// Shows that it is saved.
    pub(super) fn saved(mut self: Box<Self>, plan: &Plan, record: RecordId, facts: &Facts) -> Next {
        self.acts.push(Done {
            record,
            matter: plan.matter,
            refused: plan.follows.contains(&REFUSED),
            about: plan.about,
            address: plan.address.clone(),
            until: plan.until,
            done_on: facts.today,
            outcome: None,
        });
        self.turn_to(PersonPage::Done(record))
    }
}

/// Remembered among what follows: the answer that is being saved is a refusal.
pub(crate) const REFUSED: &str = "refused";

fn said_day(day: Option<&str>) -> Option<NaiveDate> {
    day?.parse().ok()
}

fn said_days(said: &ActSaid) -> Result<DateRange, ActProblem> {
    let from = said_day(said.day.as_deref()).ok_or(ActProblem::Day)?;
    let to = said_day(said.last_day.as_deref()).ok_or(ActProblem::Day)?;
    Ok(DateRange { from, to })
}

/// Reads the reason of a refusal; nothing when it is agreed to.
fn cancel_refusal(said: &ActSaid) -> Result<Option<CancelRefusal>, ActProblem> {
    if !said.refuse {
        return Ok(None);
    }
    said.reason
        .as_deref()
        .and_then(CancelRefusal::from_code)
        .filter(|reason| !Rule::RefuseCancel(*reason).needs_note())
        .map(Some)
        .ok_or(ActProblem::Reason)
}

/// Reads the reason of a refusal; nothing when it is agreed to.
pub(super) fn rejection(said: &ActSaid) -> Result<Option<RejectionReason>, ActProblem> {
    if !said.refuse {
        return Ok(None);
    }
    said.reason
        .as_deref()
        .and_then(RejectionReason::from_shown_code)
        .filter(|reason| !reason.needs_note())
        .map(Some)
        .ok_or(ActProblem::Reason)
}
