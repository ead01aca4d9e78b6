//! Opens what kiosks sent and applies the rules again, each record once.

mod acts;
mod claims;
mod days;
mod desk;
mod doing;
mod enquiring;
pub(crate) mod family;
mod habitual;
mod living;
pub(crate) mod mine;
mod owning;
mod permits;
mod placed;
mod presence;
mod provisional;
mod side;
mod timers;

pub(crate) use desk::{By, DeskAct};
pub(crate) use permits::{Findings, Review};

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use chrono::NaiveDate;
use codes::{Crypto, Kid};
use protocol::{
    Change, Declaration, Envelope, Header, Opened, Outcome, OutcomeResult, OwnerDecision, Record,
    open_envelope, wire,
};
use residence::{Declared, Effect, KioskId, Policy, PolicyBook, RecordId, Step, guangdong_date};

use crate::{
    authority::Authority,
    carrying, events,
    population::PopulationRegister,
    ruling::{self, Decider, Known},
    store::{Statement, Store, StoreError},
    summary,
    tables::{
        alarms::{self, Alarm},
        changes::{self, Item},
        envelopes::{self, Stage, StoredEnvelope},
        hand_addresses, houses, people,
        registrations::{self, Registration},
        sites,
        standings::{self, Standing},
    },
};

const PAGE_ENTRIES_MAX: u32 = 256;

/// The side that holds the opening key and writes the tables of business.
pub(crate) struct Registry {
    store: Arc<dyn Store>,
    authority: Arc<Authority>,
    crypto: Arc<dyn Crypto>,
    /// The population register, where it can be asked.
    population: Option<Arc<dyn PopulationRegister>>,
    /// One record at a time: a ruling must see what the one before it wrote.
    turn: tokio::sync::Mutex<()>,
    /// A crash or a refusal may have come between a record and those that waited for it.
    unsure: AtomicBool,
}

impl Registry {
    /// Takes what it works with.
    pub(crate) fn new(
        store: Arc<dyn Store>,
        authority: Arc<Authority>,
        crypto: Arc<dyn Crypto>,
        population: Option<Arc<dyn PopulationRegister>>,
    ) -> Self {
        Self {
            store,
            authority,
            crypto,
            population,
            turn: tokio::sync::Mutex::new(()),
            unsure: AtomicBool::new(true),
        }
    }

    /// Opens and decides everything that was received and is not decided yet.
    ///
    /// A record that the database refuses stays for the next time and does not stop the others.
    pub(crate) async fn apply_received(&self, now_ms: u64) -> Result<(), StoreError> {
        let _turn = self.turn.lock().await;
        if self.unsure.load(Ordering::Relaxed) {
            self.apply_left_waiting(now_ms).await?;
            self.unsure.store(false, Ordering::Relaxed);
        }
        loop {
            let page = envelopes::unopened(self.store(), PAGE_ENTRIES_MAX).await?;
            let mut progress = false;
            for stored in &page {
                match self.apply(stored, now_ms).await {
                    Ok(()) => progress = true,
                    Err(error) => {
                        self.unsure.store(true, Ordering::Relaxed);
                        events::store_failed(error);
                    }
                }
            }
            if !progress {
                return Ok(());
            }
        }
    }

    fn store(&self) -> &dyn Store {
        self.store.as_ref()
    }

    async fn apply(&self, stored: &StoredEnvelope, now_ms: u64) -> Result<(), StoreError> {
        let Some((header, opened)) = self.open(stored) else {
            events::quarantined(&stored.place.kiosk, stored.place.seq);
            let aside = envelopes::set_stage(&stored.record, Stage::Quarantined);
            let (kiosk, record) = (&stored.place.kiosk, stored.record.as_bytes());
            let alarm = alarms::raise(Alarm::Quarantined, kiosk, record, now_ms);
            return self.store.commit(vec![aside, alarm]).await;
        };
        let today = guangdong_date(i64::try_from(now_ms).unwrap_or(i64::MAX));
        let told = &opened.circumstances;
        let mut writes = self.noted(stored, &header, told).await?;
        writes.extend(match &opened.record {
            Record::Declaration(declaration) => {
                return self.apply_first(stored, declaration, now_ms, writes).await;
            }
            Record::OwnerDecision(decision) => {
                return self.apply_decision(stored, decision, today, writes).await;
            }
            Record::Presentation(shown) => self.presented(stored, shown, told).await?,
            Record::ProvisionalIssue(issue) => {
                let policy = self.rules(&stored.place.kiosk, today).await?;
                self.issued(stored, issue, now_ms, &policy, today).await?
            }
            Record::ProvisionalVoid(void) => self.voided(stored, void, now_ms).await?,
            Record::WorkerEvent(event) => Self::worked(stored, event),
            Record::AuditCheckpoint(checkpoint) => self.audited(stored, checkpoint).await?,
            Record::Act(act) => return self.apply_act(stored, act, told, now_ms, writes).await,
            Record::PlacedDeclaration(placed) => {
                return self.apply_placed(stored, placed, now_ms, writes).await;
            }
            Record::CodeClaim(claim) => {
                let worker = told.worker.as_ref();
                self.claimed(stored, claim, worker, now_ms, today).await?
            }
            Record::Feedback(said) => Self::said(stored, said, today),
        });
        writes.push(envelopes::set_stage(&stored.record, Stage::Applied));
        self.store.commit(writes).await
    }

    /// Applies a declaration, and what came before it.
    async fn apply_first(
        &self,
        stored: &StoredEnvelope,
        declaration: &Declaration,
        now_ms: u64,
        noted: Vec<Statement>,
    ) -> Result<(), StoreError> {
        let declaration = Declaration {
            declarant: self.known_actor(&declaration.declarant).await?,
            ..declaration.clone()
        };
        let today = guangdong_date(i64::try_from(now_ms).unwrap_or(i64::MAX));
        self.apply_declaration(stored, &declaration, today, noted)
            .await?;
        self.apply_waiting(&stored.record, now_ms).await
    }

    fn open(&self, stored: &StoredEnvelope) -> Option<(Header, Opened)> {
        let envelope = Envelope::decode(&stored.bytes).ok()?;
        let header = envelope.header().clone();
        let key = self.authority.vault.opening_of(Kid(header.centre_kid))?;
        let opened = open_envelope(&envelope, key, self.crypto.as_ref()).ok()?;
        Some((header, opened))
    }

    async fn apply_declaration(
        &self,
        stored: &StoredEnvelope,
        declaration: &Declaration,
        today: NaiveDate,
        noted: Vec<Statement>,
    ) -> Result<(), StoreError> {
        let known = self.known_of(declaration).await?;
        let declared = declaration.into();
        let (record, kiosk) = (&stored.record, &stored.place.kiosk);
        let decided_on = ruling::held_day(declaration.declared_on, today);
        let policy = self.rules(kiosk, decided_on).await?;
        let mut writes = match ruling::on_declaration(declaration, &known, today, &policy) {
            Ok(step) => {
                let about = carrying::declared(&known, declaration, &policy);
                let standing = Standing::Stands(step.registration);
                let added = registrations::add(record, kiosk, &declared, &standing, decided_on);
                let mut writes = added;
                writes.extend(carrying::follow(record, &step, about.as_ref(), None));
                writes.push(tell(kiosk, record, &standing, decided_on));
                writes
            }
            Err(denial) => {
                let standing = Standing::Denied(denial.rule());
                let added = registrations::add(record, kiosk, &declared, &standing, decided_on);
                let mut writes = added;
                writes.push(tell(kiosk, record, &standing, decided_on));
                writes
            }
        };
        writes.extend(noted);
        writes.push(envelopes::set_stage(record, Stage::Applied));
        self.store.commit(writes).await
    }

    /// The rules of the service area of a kiosk on a day.
    async fn rules(&self, kiosk: &KioskId, on: NaiveDate) -> Result<Policy, StoreError> {
        let area = sites::area_of(self.store(), kiosk).await?;
        Ok(PolicyBook::built_in().rules(&area, on))
    }

    async fn known_of(&self, declaration: &Declaration) -> Result<Known, StoreError> {
        let subject = &declaration.declarant.subject;
        let house = &declaration.house;
        let side = self.side_of(Some(house), declaration.declared_on).await?;
        let live = registrations::live_houses(self.store(), subject).await?;
        Ok(Known {
            person: people::by_subject(self.store(), subject).await?,
            house: houses::by_code(self.store(), house).await?,
            live_at_same_house: live.iter().flatten().any(|other| other == house),
            live_addresses: live.len(),
            owns_house: side.owns(subject),
            has_confirmer: side.has_confirmer(),
        })
    }

    async fn apply_decision(
        &self,
        stored: &StoredEnvelope,
        decision: &OwnerDecision,
        today: NaiveDate,
        mut noted: Vec<Statement>,
    ) -> Result<(), StoreError> {
        let registration = registrations::by_record(self.store(), &decision.declaration).await?;
        let Some(registration) = registration else {
            noted.push(envelopes::wait_for(&stored.record, &decision.declaration));
            return self.store.commit(noted).await;
        };
        let decision = &OwnerDecision {
            owner: self.known_actor(&decision.owner).await?,
            ..decision.clone()
        };
        let mut writes = self.decided(stored, decision, &registration, today).await?;
        writes.extend(noted);
        writes.push(envelopes::set_stage(&stored.record, Stage::Applied));
        self.store.commit(writes).await
    }

    /// The writes that follow from a decision; one that changes nothing still tells the kiosk the
    /// state that holds, so that its own guess does not stay on the screen.
    async fn decided(
        &self,
        stored: &StoredEnvelope,
        decision: &OwnerDecision,
        registration: &Registration,
        today: NaiveDate,
    ) -> Result<Vec<Statement>, StoreError> {
        let kiosk = &stored.place.kiosk;
        let noted =
            |result: &str| registrations::add_decision(&stored.record, kiosk, decision, result);
        let unchanged = |rule: &str| {
            let (to, record) = (&registration.kiosk, &registration.record);
            let told = tell(to, record, &registration.standing, registration.decided_on);
            vec![noted(rule), told]
        };
        let held = match &registration.standing {
            Standing::Denied(rule) => return Ok(unchanged(rule)),
            Standing::Stands(held) => held,
        };
        let owner = people::by_subject(self.store(), &decision.owner.subject).await?;
        let cohabitants = registrations::cohabitants(self.store(), &registration.record).await?;
        let on = ruling::held_day(decision.decided_on, today);
        let side = self.side_of(registration.house.as_ref(), on).await?;
        let decider = Decider {
            person: owner.as_ref(),
            capacity: side.capacity_of(&decision.owner.subject),
            has_confirmer: side.has_confirmer(),
            cohabitants: &cohabitants,
            declared_on: registration.declared_on,
            moved_in_on: registration.moved_in_on,
        };
        let policy = self.rules(&registration.kiosk, on).await?;
        match ruling::on_decision(decision, held, &decider, today, &policy) {
            Ok(step) => {
                let mut writes = vec![noted("APPLIED")];
                writes.extend(self.stepped(registration, &step, &policy, None).await?);
                Ok(writes)
            }
            Err(denial) => Ok(unchanged(&denial.rule())),
        }
    }

    /// The writes of a step after the declaration: where it stands, what follows, what is told.
    async fn stepped(
        &self,
        registration: &Registration,
        step: &Step,
        policy: &Policy,
        note: Option<&str>,
    ) -> Result<Vec<Statement>, StoreError> {
        let record = &registration.record;
        let about = self.about(registration, policy).await?;
        let standing = Standing::Stands(step.registration);
        let decided_on = step.registration.since;
        let mut writes = registrations::set_standing(record, &standing, decided_on);
        if step.effects.contains(&Effect::PermitAddressCancelled) {
            writes.extend(self.permit_address_ended(record, decided_on).await?);
        }
        writes.extend(carrying::follow(record, step, about.as_ref(), note));
        if step.effects.contains(&Effect::EndHabitual) {
            writes.extend(self.end_habitual(registration, decided_on).await?);
        }
        writes.push(tell(&registration.kiosk, record, &standing, decided_on));
        Ok(writes)
    }

    /// Names and address of a registration, for the messages about it.
    async fn about(
        &self,
        registration: &Registration,
        policy: &Policy,
    ) -> Result<Option<Declared>, StoreError> {
        let store = self.store();
        let person = people::by_subject(store, &registration.subject).await?;
        let cohabitants = registrations::cohabitants(store, &registration.record).await?;
        let names = cohabitants.iter().map(|person| person.name.as_str());
        let Some(house) = &registration.house else {
            let written = hand_addresses::of_record(store, &registration.record).await?;
            let line = written.map(|address| summary::address_line(&address));
            return Ok(
                line.and_then(|line| carrying::about_line(person.as_ref(), line, names, policy))
            );
        };
        let house = houses::by_code(store, house).await?;
        let (person, house) = (person.as_ref(), house.as_ref());
        Ok(carrying::about(person, house, names, policy))
    }
}

/// Tells the kiosk that sent a declaration where it stands.
fn tell(
    kiosk: &KioskId,
    declaration: &RecordId,
    standing: &Standing,
    decided_on: NaiveDate,
) -> Statement {
    let result = match standing {
        Standing::Stands(held) => OutcomeResult::State {
            state: held.state,
            effective_on: held.effective_on,
            rejection: standings::rejection(held),
        },
        Standing::Denied(rule) => OutcomeResult::Denied { rule: rule.clone() },
    };
    let outcome = Outcome {
        declaration: *declaration,
        result,
        decided_on,
    };
    changes::append(
        kiosk,
        Item::Encoded(wire::encode_change(&Change::Outcome(outcome))),
    )
}
