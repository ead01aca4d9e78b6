//! Codes that kiosks issued for the time being: each is judged again, replaced by a code of the
//! authority and withdrawn (trust.md 1.10).

use chrono::NaiveDate;
use codes::{Category, CodeForm, ResidentClaims};
use protocol::{
    ActingPerson, Change, CodeSerial, ProvisionalIssue, ProvisionalVoid, VoidReason, wire,
};
use residence::{Addable, Policy, Subject, age_on, guardian_consent_needed, may_be_added};

use super::Registry;
use crate::{
    devices, events,
    ruling::is_proven,
    store::{Statement, StoreError},
    tables::{
        alarms::{self, Alarm},
        certificates,
        changes::{self, Item},
        envelopes::StoredEnvelope,
        kiosks::{self, Standing},
        machines,
        people::{self, Person},
        printed::{self, Printed},
        provisionals::{self, Became},
        withdrawn::{self, Of},
    },
    vault::{PROVISIONAL_DAYS_MAX, PROVISIONAL_QUOTA},
};

const DAY_SECONDS: u64 = 86_400;
const CARD_LIFE_SECONDS: u64 = 365 * DAY_SECONDS;

impl Registry {
    /// Judges a code that a kiosk issued; a good one is replaced at once.
    pub(super) async fn issued(
        &self,
        stored: &StoredEnvelope,
        issue: &ProvisionalIssue,
        now_ms: u64,
        policy: &Policy,
        on: NaiveDate,
    ) -> Result<Vec<Statement>, StoreError> {
        let (store, kiosk) = (self.store(), &stored.place.kiosk);
        let mut writes = vec![
            provisionals::forget_unissued(&issue.serial),
            withdrawn::add(&issue.serial, Of::Provisional, now_ms),
        ];
        if provisionals::by_serial(store, &issue.serial)
            .await?
            .is_some()
        {
            writes.extend(beyond(stored, &issue.serial, now_ms));
            return Ok(writes);
        }
        let Some(birth) = issue.document.reveal_birth() else {
            writes.extend(beyond(stored, &issue.serial, now_ms));
            return Ok(writes);
        };
        let add = |became, replaced_by| {
            provisionals::add(&stored.record, kiosk, issue, birth, became, replaced_by)
        };
        let trusted = kiosks::by_id(store, kiosk)
            .await?
            .is_some_and(|kiosk| kiosk.standing == Standing::Approved);
        if !trusted {
            writes.push(add(Became::Killed, None));
        } else if !self.within_powers(stored, issue, birth, policy, on).await? {
            writes.push(add(Became::Refused, None));
            writes.extend(beyond(stored, &issue.serial, now_ms));
        } else if withdrawn::is_listed(store, &issue.serial).await? {
            // Given up before its own record came.
            writes.push(add(Became::Void, None));
        } else {
            let (serial, replacing) = self.replace(issue, birth, now_ms).await?;
            writes.push(add(Became::Replaced, Some(serial)));
            writes.extend(replacing);
        }
        Ok(writes)
    }

    /// Whether this kiosk may issue such a code to such a person.
    async fn within_powers(
        &self,
        stored: &StoredEnvelope,
        issue: &ProvisionalIssue,
        birth: NaiveDate,
        policy: &Policy,
        on: NaiveDate,
    ) -> Result<bool, StoreError> {
        let (store, kiosk) = (self.store(), &stored.place.kiosk);
        let machine = machines::of_kiosk(store, kiosk).await?;
        let assured = machine.as_ref().is_some_and(devices::is_assured);
        let life_s = issue.expires_s.saturating_sub(issue.issued_s);
        let since = certificates::newest(store, kiosk).await?;
        let since_s = since.map_or(0, |issued| issued.issued_s);
        let issued = provisionals::issued_since(store, kiosk, since_s).await?;
        let age = age_on(birth, on, &policy.age);
        let fits = match (may_be_added(age, &policy.age), issue.category) {
            (Addable::Minor, Category::Child) => self.has_guardian(issue, age, policy).await?,
            (Addable::Elder, Category::Elder) => true,
            (Addable::Minor | Addable::Elder | Addable::No, _) => false,
        };
        Ok(assured
            && fits
            && issue.issued_s < issue.expires_s
            && life_s <= u64::from(PROVISIONAL_DAYS_MAX) * DAY_SECONDS
            && issued < u64::from(PROVISIONAL_QUOTA))
    }

    async fn has_guardian(
        &self,
        issue: &ProvisionalIssue,
        age: u32,
        policy: &Policy,
    ) -> Result<bool, StoreError> {
        let Some(guardian) = &issue.guardian else {
            return Ok(false);
        };
        let known = people::by_subject(self.store(), &guardian.subject).await?;
        let asked = guardian_consent_needed(age, &policy.age);
        Ok(is_proven(guardian, known.as_ref()) && (!asked || issue.guardian_consent.is_some()))
    }

    /// Issues the code that takes the place of a provisional one, and tells every kiosk: the holder
    /// may come to any, also when the one that issued it was stolen.
    async fn replace(
        &self,
        issue: &ProvisionalIssue,
        birth: NaiveDate,
        now_ms: u64,
    ) -> Result<(CodeSerial, Vec<Statement>), StoreError> {
        let number = issue.document.reveal_number();
        let known = people::by_number(self.store(), number).await?;
        let subject = known.as_ref().map_or(issue.subject, |known| known.subject);
        let claims = self.card(issue, subject, now_ms / 1_000);
        let mut writes = Vec::new();
        match known {
            Some(known) => {
                // A card that is issued again withdraws the older one.
                let older = known
                    .serial
                    .map(|old| withdrawn::add(&old, Of::Card, now_ms));
                writes.extend(older);
                writes.push(people::set_serial(&subject, Some(claims.serial)));
            }
            None => writes.push(people::add(&Person {
                subject,
                number: number.to_owned(),
                name: issue.name.reveal().to_owned(),
                phone: String::new(),
                birth,
                serial: Some(claims.serial),
            })),
        }
        let code = self.authority.resident_code(&claims, self.crypto.as_ref());
        // The holder may ask for the card on paper.
        let card = Printed {
            serial: claims.serial,
            text: code.clone(),
            issued_s: claims.iat,
            expires_s: claims.exp,
        };
        writes.push(printed::add_card(&subject, &card));
        let provisional = issue.serial;
        let change = wire::encode_change(&Change::Replacement { provisional, code });
        for kiosk in kiosks::all(self.store()).await? {
            if kiosk.standing == Standing::Approved {
                writes.push(changes::append(&kiosk.id, Item::Encoded(change.clone())));
            }
        }
        Ok((claims.serial, writes))
    }

    fn card(&self, issue: &ProvisionalIssue, subject: Subject, iat: u64) -> ResidentClaims {
        let mut serial = [0; 8];
        self.crypto.random(&mut serial);
        let bind = self.authority.bind_key();
        let house = issue.house.as_ref();
        ResidentClaims {
            form: CodeForm::Printed,
            subject,
            category: issue.category,
            id_bind: Some(bind.id_bind(&subject, issue.document.reveal_number())),
            house_bind: house.map(|house| bind.house_bind(&subject, house)),
            since_days: None,
            hint: Some(issue.name.masked()),
            bind_epoch: Some(self.authority.bind_epoch()),
            iat,
            exp: iat + CARD_LIFE_SECONDS,
            serial,
        }
    }

    /// Withdraws a provisional code; one that never came into anybody's hand takes the code that
    /// replaced it along.
    pub(super) async fn voided(
        &self,
        stored: &StoredEnvelope,
        void: &ProvisionalVoid,
        now_ms: u64,
    ) -> Result<Vec<Statement>, StoreError> {
        let mut writes = vec![
            provisionals::forget_unissued(&void.serial),
            withdrawn::add(&void.serial, Of::Provisional, now_ms),
        ];
        let Some(held) = provisionals::by_serial(self.store(), &void.serial).await? else {
            return Ok(writes);
        };
        let own = held.kiosk == stored.place.kiosk;
        let never_held = match void.reason {
            VoidReason::PrintFailed | VoidReason::Mistake => own,
            VoidReason::Lost | VoidReason::Returned => false,
        };
        if never_held {
            writes.push(provisionals::end(&void.serial, Became::Void));
            if let Some(serial) = held.replaced_by {
                writes.push(withdrawn::add(&serial, Of::Card, now_ms));
                writes.push(people::forget_serial(&serial));
            }
        }
        Ok(writes)
    }

    /// Who acts, as the register knows them: the holder of a provisional code acts under the
    /// pseudonym that it gave, until the card that replaced it is fetched.
    pub(super) async fn known_actor(
        &self,
        acting: &ActingPerson,
    ) -> Result<ActingPerson, StoreError> {
        let store = self.store();
        let behind = provisionals::number_behind(store, &acting.subject, &acting.serial).await?;
        let Some(number) = behind.filter(|number| number == acting.document.reveal_number()) else {
            return Ok(acting.clone());
        };
        let person = people::by_number(store, &number).await?;
        let known = person.and_then(|person| Some((person.subject, person.serial?)));
        Ok(known.map_or_else(
            || acting.clone(),
            |(subject, serial)| ActingPerson {
                subject,
                serial,
                ..acting.clone()
            },
        ))
    }

    /// Withdraws the codes that were seen and of which every kiosk that may issue stayed silent.
    pub(crate) async fn withdraw_never_issued(&self, now_ms: u64) -> Result<(), StoreError> {
        let mut writes = Vec::new();
        for unissued in provisionals::never_told(self.store()).await? {
            let (serial, kiosk) = (&unissued.serial, &unissued.seen_by);
            events::alarm(Alarm::NeverIssued, kiosk);
            writes.push(withdrawn::add(serial, Of::Provisional, now_ms));
            writes.push(alarms::raise(Alarm::NeverIssued, kiosk, serial, now_ms));
            writes.push(provisionals::forget_unissued(serial));
        }
        if writes.is_empty() {
            return Ok(());
        }
        self.store().commit(writes).await
    }
}

/// A kiosk issued what it may not issue.
fn beyond(stored: &StoredEnvelope, serial: &CodeSerial, now_ms: u64) -> Vec<Statement> {
    let kiosk = &stored.place.kiosk;
    events::alarm(Alarm::BeyondPowers, kiosk);
    vec![alarms::raise(Alarm::BeyondPowers, kiosk, serial, now_ms)]
}
