//! Residence permits (居住证): the rules are `residence::decide_permit`; here are the facts, and
//! what follows.

mod facts;
mod office;
mod telling;

use chrono::NaiveDate;
use protocol::{PermitDeed, PermitRequest};
use residence::{
    CityCode, Eligibility, HabitualState, Permit, PermitActor, PermitDenial, PermitEvent,
    PermitFacts, PermitNotice, PermitPaper, Policy, RecordId, Subject, eligibility_notice,
};

use facts::{Applicant, new_address, unasked};
pub(crate) use facts::{Findings, Judging};
pub(crate) use office::Review;

use super::{
    Registry,
    doing::{Doing, Done},
};
use crate::{
    store::{Statement, StoreError},
    tables::{
        habituals,
        people::{self, Person},
        permit_news,
        permits::{self, Kept, Shown},
        sites,
    },
};

impl Registry {
    /// Carries out what a holder, or somebody for the holder, does about a permit.
    pub(super) async fn permit(
        &self,
        doing: &Doing<'_>,
        deed: &PermitDeed,
    ) -> Result<Done, StoreError> {
        let area = sites::area_of(self.store(), doing.kiosk).await?;
        let city = CityCode::parse(area.city()).map_err(|_| StoreError::Corrupt)?;
        let judging = Judging {
            store: self.store(),
            city,
            policy: doing.policy,
            on: doing.on,
        };
        let held = permits::of_subject(self.store(), &doing.holder.subject).await?;
        let mut held = held.into_iter().filter(|kept| kept.city == city);
        let live = held.find(|kept| permits::is_live(&kept.permit));
        if let PermitDeed::Apply(request) = deed {
            return self.apply_for(doing, &judging, request, live).await;
        }
        let Some(kept) = live else {
            return Ok(Err(PermitDenial::WrongState.to_string()));
        };
        let mut next = kept.clone();
        let event = match deed {
            PermitDeed::Apply(_) => PermitEvent::Apply,
            PermitDeed::Supply(papers) => return Ok(supplied(kept, papers, doing.on)),
            PermitDeed::AskCard => return Ok(card_asked(kept)),
            PermitDeed::Endorse => PermitEvent::Endorse,
            PermitDeed::EndorseLate => PermitEvent::EndorseLate,
            PermitDeed::ChangeAddress(registration) => {
                next.registration = *registration;
                PermitEvent::ChangeAddress
            }
            PermitDeed::Replace => PermitEvent::Replace,
            PermitDeed::Reissue => PermitEvent::Reissue,
            PermitDeed::Cancel => PermitEvent::Cancel,
        };
        let facts = PermitFacts {
            new_address: new_address(&judging, doing.holder, &next.registration).await?,
            confirmed: true,
            ..facts(&judging, &kept, doing.holder, PermitActor::Holder).await?
        };
        Ok(happens(&next, &event, &facts, &judging))
    }

    async fn apply_for(
        &self,
        doing: &Doing<'_>,
        judging: &Judging<'_>,
        request: &PermitRequest,
        live: Option<Kept>,
    ) -> Result<Done, StoreError> {
        let shown = Shown {
            grounds: request.grounds.iter().copied().collect(),
            exemption: request.exemption,
            papers: request.papers.iter().copied().collect(),
            evidence: request.evidence.reveal().clone(),
        };
        let by_agent = doing.by_agent();
        let applicant = Applicant::of(judging, doing.holder, &shown, by_agent).await?;
        let facts = PermitFacts {
            actor: PermitActor::Holder,
            city: judging.city,
            assessment: Some(applicant.assessed(judging)),
            qualified: true,
            new_address: None,
            confirmed: false,
        };
        let held = live.map(|kept| kept.permit);
        let (on, policy) = (judging.on, judging.policy);
        let event = PermitEvent::Apply;
        let decided = residence::decide_permit(held.as_ref(), &event, &facts, on, policy);
        let decision = match decided {
            Ok(decision) => decision,
            Err(denials) => return Ok(Err(first(&denials))),
        };
        if !self
            .is_habitual(doing.holder, &request.registration)
            .await?
        {
            return Ok(Err(PermitDenial::NoHabitual.to_string()));
        }
        let Permit::Application(application) = &decision.permit else {
            return Err(StoreError::Corrupt);
        };
        let kept = Kept {
            record: *doing.record,
            subject: doing.holder.subject,
            kiosk: doing.kiosk.clone(),
            city: judging.city,
            registration: request.registration,
            accepted_on: application.accepted_on,
            due_on: application.due_on,
            permit: decision.permit.clone(),
            shown,
            by_agent,
            card_asked: request.card,
            because: Vec::new(),
            unsettled: Vec::new(),
            under: decision.policy,
            ticked_on: on,
        };
        let mut writes = Vec::from(permits::add(&kept));
        writes.extend(telling::follow(&kept, decision, on, policy));
        Ok(Ok(writes))
    }

    /// The permit names the habitual address (guide to the residence code, item 3).
    async fn is_habitual(
        &self,
        holder: &Person,
        registration: &RecordId,
    ) -> Result<bool, StoreError> {
        let asked = habituals::of_subject(self.store(), &holder.subject).await?;
        Ok(asked
            .iter()
            .any(|one| one.registration == *registration && one.state == HabitualState::Habitual))
    }

    /// What follows for permits when a registration has ended (P9, from its confirmation and not
    /// from the request).
    pub(super) async fn permit_address_ended(
        &self,
        registration: &RecordId,
        today: NaiveDate,
    ) -> Result<Vec<Statement>, StoreError> {
        let mut writes = Vec::new();
        for kept in permits::at_registration(self.store(), registration).await? {
            let Some(holder) = people::by_subject(self.store(), &kept.subject).await? else {
                continue;
            };
            let policy = self.rules(&kept.kiosk, today).await?;
            let judging = self.judging(&kept, &policy, today);
            let facts = facts(&judging, &kept, &holder, PermitActor::Register).await?;
            let event = PermitEvent::AddressCancelled;
            writes.extend(decided(&kept, &event, &facts, &judging).unwrap_or_default());
        }
        Ok(writes)
    }

    /// P8 and the notices of the calendar, for each permit once a day; and P4 when the time for
    /// papers is over.
    pub(super) async fn permits_tick(&self, today: NaiveDate) -> Result<(), StoreError> {
        let store = self.store();
        let mut due = permits::to_tick(store, today).await?;
        due.extend(permits::waiting(store).await?);
        for kept in due {
            let Some(holder) = people::by_subject(store, &kept.subject).await? else {
                continue;
            };
            let policy = self.rules(&kept.kiosk, today).await?;
            let judging = self.judging(&kept, &policy, today);
            let event = match &kept.permit {
                Permit::Issued(_) => PermitEvent::DayTick {
                    after: kept.ticked_on,
                },
                Permit::Application(_) => PermitEvent::CorrectionTimeout,
                Permit::Refused { .. } | Permit::Withdrawn { .. } | Permit::Cancelled { .. } => {
                    continue;
                }
            };
            let facts = facts(&judging, &kept, &holder, PermitActor::Register).await?;
            let ticked = Kept {
                ticked_on: today,
                ..kept
            };
            if let Ok(writes) = decided(&ticked, &event, &facts, &judging) {
                store.commit(writes).await?;
            }
        }
        Ok(())
    }

    /// Tells those who have come to qualify for a permit, on the first day, once.
    pub(super) async fn tell_eligible(&self, today: NaiveDate) -> Result<(), StoreError> {
        let store = self.store();
        for (registration, subject) in habituals::all_habitual(store).await? {
            let held = crate::tables::registrations::by_record(store, &registration).await?;
            let person = people::by_subject(store, &subject).await?;
            let (Some(held), Some(person)) = (held, person) else {
                continue;
            };
            let area = sites::area_of(store, &held.kiosk).await?;
            let policy = self.rules(&held.kiosk, today).await?;
            let city = CityCode::parse(area.city()).map_err(|_| StoreError::Corrupt)?;
            let judging = Judging {
                store,
                city,
                policy: &policy,
                on: today,
            };
            let applicant = Applicant::of(&judging, &person, &unasked(), true).await?;
            let now = applicant.assessed(&judging).verdict;
            let told = permit_news::eligibility_told(store, &subject).await?;
            let writes = told_once(&registration, &subject, told.then_some(&now), &now, today);
            if !writes.is_empty() {
                store.commit(writes).await?;
            }
        }
        Ok(())
    }

    async fn kept(&self, record: &RecordId) -> Result<Option<(Kept, Person)>, StoreError> {
        let Some(kept) = permits::by_record(self.store(), record).await? else {
            return Ok(None);
        };
        let holder = people::by_subject(self.store(), &kept.subject).await?;
        Ok(holder.map(|holder| (kept, holder)))
    }

    fn judging<'a>(&'a self, kept: &Kept, policy: &'a Policy, on: NaiveDate) -> Judging<'a> {
        Judging {
            store: self.store(),
            city: kept.city,
            policy,
            on,
        }
    }
}

/// The facts about a permit that exists.
async fn facts(
    judging: &Judging<'_>,
    kept: &Kept,
    holder: &Person,
    actor: PermitActor,
) -> Result<PermitFacts, StoreError> {
    let applicant = Applicant::of(judging, holder, &kept.shown, kept.by_agent).await?;
    Ok(PermitFacts {
        actor,
        city: judging.city,
        assessment: Some(applicant.assessed(judging)),
        qualified: applicant.is_qualified(judging),
        new_address: new_address(judging, holder, &kept.registration).await?,
        confirmed: false,
    })
}

fn decided(
    kept: &Kept,
    event: &PermitEvent,
    facts: &PermitFacts,
    judging: &Judging<'_>,
) -> Result<Vec<Statement>, Vec<PermitDenial>> {
    let (on, policy) = (judging.on, judging.policy);
    let decision = residence::decide_permit(Some(&kept.permit), event, facts, on, policy)?;
    Ok(telling::follow(kept, decision, on, policy))
}

fn happens(kept: &Kept, event: &PermitEvent, facts: &PermitFacts, judging: &Judging<'_>) -> Done {
    decided(kept, event, facts, judging).map_err(|denials| first(&denials))
}

/// An outcome names one rule; the summary of the person names all that is missing.
fn first(denials: &[PermitDenial]) -> String {
    let first = denials.first().unwrap_or(&PermitDenial::WrongState);
    first.to_string()
}

/// P4 at the kiosk: the applicant says that the papers are there now. The desk sees them, and an
/// officer goes on.
fn supplied(kept: Kept, papers: &[PermitPaper], on: NaiveDate) -> Done {
    let Permit::Application(application) = &kept.permit else {
        return Err(PermitDenial::WrongState.to_string());
    };
    let Some(asked) = &application.correction else {
        return Err(PermitDenial::WrongState.to_string());
    };
    if asked.until < on {
        return Err(PermitDenial::CorrectionOver.to_string());
    }
    let mut next = kept;
    next.shown.papers.extend(papers.iter().copied());
    Ok(vec![permits::set(&next)])
}

/// The card besides the electronic permit (领取实体卡); nothing about the permit changes.
fn card_asked(kept: Kept) -> Done {
    Ok(vec![permits::set(&Kept {
        card_asked: true,
        ..kept
    })])
}

fn told_once(
    registration: &RecordId,
    subject: &Subject,
    before: Option<&Eligibility>,
    now: &Eligibility,
    today: NaiveDate,
) -> Vec<Statement> {
    if let Some(notice @ PermitNotice::Eligible { .. }) = eligibility_notice(before, now) {
        let mut writes = telling::tell(registration, &notice, today);
        writes.push(permit_news::note_eligible(subject, today));
        return writes;
    }
    let still = matches!(now, Eligibility::Eligible { .. });
    if before.is_some() && !still {
        return vec![permit_news::forget_eligible(subject)];
    }
    Vec::new()
}
