//! The owner's side answers a declaration that waits: a decision, as in the visit of the declarant.

use protocol::{OwnerAnswer, OwnerDecision};

use super::{Person, Plan, acting::ActSaid, acting::rejection};
use crate::{
    screen::ActProblem,
    visit::{Effect, Facts},
};

impl Person {
    pub(super) fn decision(
        &self,
        plan: &Plan,
        said: &ActSaid,
        facts: &Facts,
    ) -> Result<Effect, ActProblem> {
        let answer = rejection(said)?.map_or(OwnerAnswer::Confirmed, OwnerAnswer::Refused);
        Ok(Effect::SaveAnswer(Box::new(OwnerDecision {
            declaration: plan.about.ok_or(ActProblem::Gone)?,
            // The centre named the task, so it also judges whose house it is.
            owner: self.actor().ok_or(ActProblem::Gone)?,
            answer,
            decided_on: facts.today,
        })))
    }
}
