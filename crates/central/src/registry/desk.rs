//! What the desk or an officer decides at the centre itself.

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use residence::{Denial, Event, Policy, Reason, RecordId, Step, guangdong_date};

use super::Registry;
use crate::{
    ruling::{self, Decider},
    store::StoreError,
    tables::{
        ledger::{self, Entry},
        registrations::{self, RegisteredCohabitant, Registration},
        standings::Standing,
    },
};

/// How often a decision is made anew when somebody else wrote at the same moment.
const TRIES: u32 = 8;

/// What the desk does to a registration.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DeskAct<'a> {
    /// What.
    pub(crate) event: Event,
    /// The reason in words.
    pub(crate) note: Option<&'a str>,
}

/// Who decides at the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct By {
    /// Number of the worker, or `OPERATOR` for the command line.
    pub(crate) actor: String,
    /// Whether the police entrusted this person with what only an officer does.
    pub(crate) officer: bool,
}

impl By {
    /// The person at the command line of the centre.
    pub(crate) fn operator() -> Self {
        Self {
            actor: "OPERATOR".to_owned(),
            officer: true,
        }
    }
}

/// A registration that stands, with what its judgement needs.
struct Case {
    registration: Registration,
    held: residence::Registration,
    cohabitants: Vec<RegisteredCohabitant>,
    has_confirmer: bool,
    policy: Policy,
}

impl Case {
    fn judge(&self, act: DeskAct<'_>, by: &By, today: NaiveDate) -> Result<Step, Denial> {
        let decider = Decider::desk(&self.registration, &self.cohabitants, self.has_confirmer);
        let noted = act.note.is_some();
        let (held, policy) = (&self.held, &self.policy);
        ruling::at_desk(act.event, noted, by.officer, held, &decider, today, policy)
    }
}

impl Registry {
    /// Carries out what the desk or an officer decides, and notes it in the ledger in the same
    /// transaction; what a rule refuses is noted too.
    pub(crate) async fn decide_at_desk(
        &self,
        record: &RecordId,
        act: DeskAct<'_>,
        by: &By,
        now_ms: u64,
    ) -> Result<Result<(), Denial>, StoreError> {
        let _turn = self.turn.lock().await;
        let today = guangdong_date(i64::try_from(now_ms).unwrap_or(i64::MAX));
        let mut left = TRIES;
        loop {
            // Read first: whoever writes after this, writes a row that stops the decision below.
            let tip = ledger::tip(self.store()).await?;
            let (mut writes, decided) = match self.case(record, today).await? {
                None => (Vec::new(), Err(Denial::WrongState)),
                Some(case) => match case.judge(act, by, today) {
                    Err(denial) => (Vec::new(), Err(denial)),
                    Ok(step) => {
                        let (registration, policy) = (&case.registration, &case.policy);
                        let stepped = self.stepped(registration, &step, policy, act.note);
                        (stepped.await?, Ok(step))
                    }
                },
            };
            writes.push(ledger::add(tip, &entry(record, act, by, now_ms, &decided)));
            left -= 1;
            match self.store().commit(writes).await {
                Err(StoreError::Conflict) if left > 0 => {}
                Err(error) => return Err(error),
                Ok(()) => return Ok(decided.map(drop)),
            }
        }
    }

    /// Judges acts without doing any: what each would lead to, or the rule that refuses it.
    pub(crate) async fn weigh_at_desk(
        &self,
        record: &RecordId,
        acts: &[DeskAct<'_>],
        by: &By,
        today: NaiveDate,
    ) -> Result<Vec<Result<Step, Denial>>, StoreError> {
        let case = self.case(record, today).await?;
        let judged = acts.iter().map(|act| match &case {
            None => Err(Denial::WrongState),
            Some(case) => case.judge(*act, by, today),
        });
        Ok(judged.collect())
    }

    /// Gathers what a judgement needs; nothing for a record that is no registration or was denied.
    async fn case(&self, record: &RecordId, today: NaiveDate) -> Result<Option<Case>, StoreError> {
        let Some(registration) = registrations::by_record(self.store(), record).await? else {
            return Ok(None);
        };
        let Standing::Stands(held) = registration.standing else {
            return Ok(None);
        };
        let side = self.side_of(registration.house.as_ref(), today).await?;
        Ok(Some(Case {
            cohabitants: registrations::cohabitants(self.store(), record).await?,
            has_confirmer: side.has_confirmer(),
            policy: self.rules(&registration.kiosk, today).await?,
            held,
            registration,
        }))
    }
}

fn entry(
    record: &RecordId,
    act: DeskAct<'_>,
    by: &By,
    now_ms: u64,
    decided: &Result<Step, Denial>,
) -> Entry {
    let reason = match decided {
        Ok(step) => step.registration.reason.map(Reason::value),
        Err(_) => None,
    };
    Entry {
        at_ms: now_ms,
        actor: by.actor.clone(),
        act: act.event.word(),
        object: HEXLOWER.encode(record.as_bytes()),
        detail: reason.unwrap_or_default(),
        result: match decided {
            Ok(step) => residence::Listed::code(step.registration.state).to_owned(),
            Err(denial) => denial.rule(),
        },
    }
}
