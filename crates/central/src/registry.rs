//! Opens what kiosks sent and applies the rules again, each record once.

use std::sync::Arc;

use chrono::NaiveDate;
use codes::Crypto;
use protocol::{
    Change, Declaration, Envelope, Outcome, OutcomeResult, OwnerDecision, Record, open_envelope,
    wire,
};
use residence::{KioskId, RecordId, Subject};

use crate::{
    authority::Authority,
    events,
    ruling::{self, Known},
    store::{Statement, Store, StoreError},
    tables::{
        changes::{self, Item},
        envelopes::{self, Stage, StoredEnvelope},
        houses, people,
        registrations::{self, Registration, Standing},
    },
};

const PAGE_ENTRIES_MAX: u32 = 256;

/// The side that holds the opening key and writes the tables of business.
pub(crate) struct Registry {
    store: Arc<dyn Store>,
    authority: Arc<Authority>,
    crypto: Arc<dyn Crypto>,
    /// One record at a time: a ruling must see what the one before it wrote.
    turn: tokio::sync::Mutex<()>,
}

impl Registry {
    /// Takes what it works with.
    pub(crate) fn new(
        store: Arc<dyn Store>,
        authority: Arc<Authority>,
        crypto: Arc<dyn Crypto>,
    ) -> Self {
        Self {
            store,
            authority,
            crypto,
            turn: tokio::sync::Mutex::new(()),
        }
    }

    /// Opens and decides everything that was received and is not decided yet.
    ///
    /// A record that the database refuses stays for the next time and does not stop the others.
    pub(crate) async fn apply_received(&self, today: NaiveDate) -> Result<(), StoreError> {
        let _turn = self.turn.lock().await;
        loop {
            let page = envelopes::unopened(self.store(), PAGE_ENTRIES_MAX).await?;
            let mut progress = false;
            for stored in &page {
                match self.apply(stored, today).await {
                    Ok(()) => progress = true,
                    Err(error) => events::store_failed(error),
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

    async fn apply(&self, stored: &StoredEnvelope, today: NaiveDate) -> Result<(), StoreError> {
        match self.open(stored) {
            Some(Record::Declaration(declaration)) => {
                self.apply_declaration(stored, &declaration, today).await?;
                for waiting in envelopes::waiting_for(self.store(), &stored.record).await? {
                    self.apply_waiting(&waiting, today).await?;
                }
                Ok(())
            }
            Some(Record::OwnerDecision(decision)) => {
                self.apply_decision(stored, &decision, today).await
            }
            None => {
                events::quarantined(&stored.place.kiosk, stored.place.seq);
                let aside = envelopes::set_stage(&stored.record, Stage::Quarantined);
                self.store.commit(vec![aside]).await
            }
        }
    }

    /// Applies an owner's decision that came before its declaration.
    async fn apply_waiting(
        &self,
        stored: &StoredEnvelope,
        today: NaiveDate,
    ) -> Result<(), StoreError> {
        if let Some(Record::OwnerDecision(decision)) = self.open(stored) {
            self.apply_decision(stored, &decision, today).await?;
        }
        Ok(())
    }

    fn open(&self, stored: &StoredEnvelope) -> Option<Record> {
        let envelope = Envelope::decode(&stored.bytes).ok()?;
        open_envelope(
            &envelope,
            self.authority.opening_key(),
            self.crypto.as_ref(),
        )
        .ok()
    }

    async fn apply_declaration(
        &self,
        stored: &StoredEnvelope,
        declaration: &Declaration,
        today: NaiveDate,
    ) -> Result<(), StoreError> {
        let known = self.known_of(declaration).await?;
        let ruling = ruling::on_declaration(declaration, &known, today);
        let decided_on = ruling::held_day(declaration.declared_on, today);
        let (record, kiosk) = (&stored.record, &stored.place.kiosk);
        let mut writes =
            registrations::add(record, kiosk, declaration, &ruling.standing, decided_on);
        writes.extend(
            ruling
                .ask_until
                .map(|until| registrations::open_task(record, until)),
        );
        writes.push(tell(kiosk, record, &ruling.standing, decided_on));
        writes.push(envelopes::set_stage(record, Stage::Applied));
        self.store.commit(writes).await
    }

    async fn known_of(&self, declaration: &Declaration) -> Result<Known, StoreError> {
        let subject = &declaration.declarant.subject;
        let house = &declaration.house;
        Ok(Known {
            person: people::by_subject(self.store(), subject).await?,
            house: houses::by_code(self.store(), house).await?,
            live_at_same_house: registrations::live_at(self.store(), subject, house).await?,
            owns_house: houses::owners(self.store(), house).await?.contains(subject),
        })
    }

    async fn apply_decision(
        &self,
        stored: &StoredEnvelope,
        decision: &OwnerDecision,
        today: NaiveDate,
    ) -> Result<(), StoreError> {
        let registration = registrations::by_record(self.store(), &decision.declaration).await?;
        let Some(registration) = registration else {
            let wait = envelopes::wait_for(&stored.record, &decision.declaration);
            return self.store.commit(vec![wait]).await;
        };
        let mut writes = self.decided(stored, decision, &registration, today).await?;
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
        let record = &registration.record;
        let (result, standing) = match &registration.standing {
            Standing::Denied(rule) => (rule.clone(), None),
            Standing::Stands { state, .. } => {
                let owner: &Subject = &decision.owner.subject;
                let person = people::by_subject(self.store(), owner).await?;
                let owners = houses::owners(self.store(), &registration.house).await?;
                let owns = owners.contains(owner);
                match ruling::on_decision(decision, person.as_ref(), owns, *state, today) {
                    Ok(standing) => ("APPLIED".to_owned(), Some(standing)),
                    Err(denial) => (ruling::rule_name(denial), None),
                }
            }
        };
        let kiosk = &stored.place.kiosk;
        let mut writes = vec![registrations::add_decision(
            &stored.record,
            kiosk,
            decision,
            &result,
        )];
        let decided_on = if let Some(standing) = &standing {
            let day = ruling::held_day(decision.decided_on, today);
            writes.push(registrations::set_standing(record, standing, day));
            writes.push(registrations::close_task(record));
            day
        } else {
            registration.decided_on
        };
        let holds = standing.as_ref().unwrap_or(&registration.standing);
        writes.push(tell(&registration.kiosk, record, holds, decided_on));
        Ok(writes)
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
        Standing::Stands {
            state,
            effective_on,
            rejection,
            ..
        } => OutcomeResult::State {
            state: *state,
            effective_on: *effective_on,
            rejection: *rejection,
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
