//! Declarations without a plate: a house chosen from the list, or an address written by hand for
//! which the desk finds the house.

use chrono::NaiveDate;
use protocol::{Assurance, Declaration, HandAddress, Place, PlacedDeclaration};
use residence::{Denial, HouseCode, RecordId, guangdong_date};

use super::{Registry, tell};
use crate::{
    carrying,
    ruling::{self, Decider, Known},
    store::{Statement, StoreError},
    tables::{
        envelopes::{self, Stage, StoredEnvelope},
        hand_addresses, houses, people,
        registrations::{self, Declared, Registration},
        standings::Standing,
    },
};

impl Registry {
    /// Applies a declaration without a plate, and what came before it.
    pub(super) async fn apply_placed(
        &self,
        stored: &StoredEnvelope,
        placed: &PlacedDeclaration,
        now_ms: u64,
        noted: Vec<Statement>,
    ) -> Result<(), StoreError> {
        match &placed.place {
            Place::Listed(house) => {
                let known = houses::by_code(self.store(), house).await?;
                let declaration = Declaration {
                    declarant: placed.declarant.clone(),
                    house: house.clone(),
                    // No plate was scanned: the one in force stands for it, and counts for nothing.
                    house_serial: known.map_or([0; 8], |house| house.serial),
                    house_assurance: Assurance::Unverified,
                    dwelling: placed.dwelling,
                    reason: placed.reason,
                    moved_in_on: placed.moved_in_on,
                    cohabitants: placed.cohabitants.clone(),
                    notice_version: placed.notice_version,
                    policy: placed.policy.clone(),
                    declared_on: placed.declared_on,
                };
                self.apply_first(stored, &declaration, now_ms, noted).await
            }
            Place::ByHand(address) => {
                let declarant = self.known_actor(&placed.declarant).await?;
                let declared = Declared {
                    declarant: &declarant,
                    house: None,
                    unverified: true,
                    dwelling: placed.dwelling,
                    reason: placed.reason,
                    moved_in_on: placed.moved_in_on,
                    cohabitants: &placed.cohabitants,
                    notice_version: placed.notice_version,
                    policy: &placed.policy,
                    declared_on: placed.declared_on,
                };
                let today = guangdong_date(i64::try_from(now_ms).unwrap_or(i64::MAX));
                self.apply_by_hand(stored, &declared, address, today, noted)
                    .await?;
                self.apply_waiting(&stored.record, now_ms).await
            }
        }
    }

    /// T2: the desk is asked which house it is.
    async fn apply_by_hand(
        &self,
        stored: &StoredEnvelope,
        declared: &Declared<'_>,
        address: &HandAddress,
        today: NaiveDate,
        noted: Vec<Statement>,
    ) -> Result<(), StoreError> {
        let (store, subject) = (self.store(), &declared.declarant.subject);
        let known = Known {
            person: people::by_subject(store, subject).await?,
            house: None,
            live_at_same_house: false,
            live_addresses: registrations::live_houses(store, subject).await?.len(),
            owns_house: false,
            has_confirmer: false,
        };
        let (record, kiosk) = (&stored.record, &stored.place.kiosk);
        let decided_on = ruling::held_day(declared.declared_on, today);
        let policy = self.rules(kiosk, decided_on).await?;
        let (standing, followed) = match ruling::on_by_hand(declared, &known, today, &policy) {
            Ok(step) => (
                Standing::Stands(step.registration),
                carrying::follow(record, &step, None, None),
            ),
            Err(denial) => (Standing::Denied(denial.rule()), Vec::new()),
        };
        let mut writes = registrations::add(record, kiosk, declared, &standing, decided_on);
        writes.push(hand_addresses::add(record, address));
        writes.extend(followed);
        writes.push(tell(kiosk, record, &standing, decided_on));
        writes.extend(noted);
        writes.push(envelopes::set_stage(record, Stage::Applied));
        self.store.commit(writes).await
    }

    /// T3: the desk matched an address by hand to a house; `Err` inside is the rule that refuses.
    pub(crate) async fn bind_address(
        &self,
        record: &RecordId,
        house: &HouseCode,
        today: NaiveDate,
    ) -> Result<Result<(), Denial>, StoreError> {
        let _turn = self.turn.lock().await;
        let store = self.store();
        let Some(registration) = registrations::by_record(store, record).await? else {
            return Ok(Err(Denial::WrongState));
        };
        let Standing::Stands(held) = registration.standing else {
            return Ok(Err(Denial::WrongState));
        };
        let subject = &registration.subject;
        let side = self.side_of(Some(house), today).await?;
        let cohabitants = registrations::cohabitants(store, record).await?;
        let live = registrations::live_houses(store, subject).await?;
        let known = Known {
            person: people::by_subject(store, subject).await?,
            house: houses::by_code(store, house).await?,
            live_at_same_house: live.iter().flatten().any(|other| other == house),
            live_addresses: live.len(),
            owns_house: side.owns(subject),
            has_confirmer: side.has_confirmer(),
        };
        let decider = Decider::desk(&registration, &cohabitants, known.has_confirmer);
        let policy = self.rules(&registration.kiosk, today).await?;
        let step = match ruling::on_bound(&held, &known, &decider, today, &policy) {
            Ok(step) => step,
            Err(denial) => return Ok(Err(denial)),
        };
        let bound = Registration {
            house: Some(house.clone()),
            ..registration
        };
        let mut writes = vec![registrations::bind(record, house)];
        writes.extend(self.stepped(&bound, &step, &policy, None).await?);
        self.store.commit(writes).await?;
        Ok(Ok(()))
    }
}
