//! What people do besides declaring: who acts is proven first, then each deed has its rules.

use chrono::NaiveDate;
use protocol::{Act, Circumstances, Deed};
use residence::Denial;

use super::{
    Registry,
    claims::tell_act,
    doing::{Doing, Done},
    family::acting_for,
};
use crate::{
    ruling::{self, is_proven},
    store::{Statement, StoreError},
    tables::{
        acts::{self, KeptAct},
        envelopes::StoredEnvelope,
        people, withdrawn,
    },
};

impl Registry {
    /// Decides about an act, keeps it and tells its kiosk.
    pub(super) async fn acted(
        &self,
        stored: &StoredEnvelope,
        act: &Act,
        told: &Circumstances,
        (now_ms, today): (u64, NaiveDate),
    ) -> Result<Vec<Statement>, StoreError> {
        let (record, kiosk) = (&stored.record, &stored.place.kiosk);
        let on = ruling::held_day(act.done_on, today);
        let done = self.judged(stored, act, told, (now_ms, on)).await?;
        let denied = done.as_ref().err().map(String::as_str);
        let kept = acts::add(&KeptAct {
            record,
            kiosk,
            subject: &act.actor.subject,
            on_behalf_of: act.on_behalf_of.as_ref(),
            deed: "ACT",
            about: None,
            done_on: act.done_on,
            decided_on: on,
            denied,
        });
        let told = tell_act(kiosk, record, denied, on);
        let mut writes = done.unwrap_or_default();
        writes.extend([kept, told]);
        Ok(writes)
    }

    async fn judged(
        &self,
        stored: &StoredEnvelope,
        act: &Act,
        told: &Circumstances,
        (now_ms, on): (u64, NaiveDate),
    ) -> Result<Done, StoreError> {
        let (store, kiosk) = (self.store(), &stored.place.kiosk);
        let acting = self.known_actor(&act.actor).await?;
        let actor = people::by_subject(store, &acting.subject).await?;
        let proven = is_proven(&acting, actor.as_ref())
            && !withdrawn::is_listed(store, &acting.serial).await?;
        let Some(actor) = actor.filter(|_| proven) else {
            return Ok(Err(Denial::IdentityUnproven.rule()));
        };
        let policy = self.rules(kiosk, on).await?;
        let whose = act.on_behalf_of.as_ref().unwrap_or(&actor.subject);
        let allowed = acting_for(store, &actor.subject, whose, on, &policy.age).await?;
        if let Err(denial) = allowed {
            return Ok(Err(denial.to_string()));
        }
        let holder = people::by_subject(store, whose).await?;
        let holder = holder.ok_or(StoreError::Corrupt)?;
        let doing = Doing {
            record: &stored.record,
            kiosk,
            actor: &actor,
            holder: &holder,
            told,
            now_ms,
            on,
            policy: &policy,
        };
        match &act.deed {
            Deed::AddMember(member) => self.add_member(&doing, member).await,
            Deed::RemoveMember(other) => self.remove_member(&doing, other).await,
            Deed::TakeOver => self.take_over(&doing).await,
            Deed::Permit(deed) => self.permit(&doing, deed).await,
            Deed::Feedback(words) => Ok(Self::feedback(&doing, words)),
            Deed::Correct(field, value) => Ok(Self::correct(&doing, *field, value)),
            Deed::Erase => Ok(Self::erase(&doing)),
            Deed::Withdraw(_)
            | Deed::RequestCancel(..)
            | Deed::WithdrawCancel(_)
            | Deed::AnswerCancel(..)
            | Deed::ReportMoveOut(..)
            | Deed::RequestHabitual(_)
            | Deed::WithdrawHabitual(_)
            | Deed::RemoveHabitual(_)
            | Deed::AnswerHabitual(..)
            | Deed::ClaimHouse(_)
            | Deed::AppointTrustee { .. }
            | Deed::AnswerTrust(..)
            | Deed::RevokeTrust(_)
            | Deed::AddCohabitants(..)
            | Deed::Read(_) => Ok(Err("NOT_SERVED".to_owned())),
        }
    }
}
