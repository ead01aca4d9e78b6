//! Who owns a house and who manages it for the owner: claims, what the desk makes of them, trustees.

use chrono::NaiveDate;
use residence::{
    AddressLine, Addressed, DateRange, Denial, Event, Facts, HouseCode, Matter, Message, Ownership,
    OwnershipDenial, OwnershipEvent, OwnershipState, PersonName, Recipient, RecordId, Subject,
    Trusteeship, act, guangdong_date,
};

use super::{
    Registry,
    doing::{Doing, Done},
};
use crate::{
    feed,
    ruling::Decider,
    store::{Statement, StoreError},
    tables::{
        desk::{self, DeskTask},
        house_claims::{self, HouseClaim},
        houses, notices, people, registrations,
        standings::Standing,
        trusts::{self, Trust},
    },
};

impl Registry {
    /// 房屋登记: the actor claims to own a house; the desk looks at the document.
    pub(super) async fn claim_house(
        &self,
        doing: &Doing<'_>,
        house: &HouseCode,
    ) -> Result<Done, StoreError> {
        let (store, subject) = (self.store(), doing.actor.subject);
        if doing.by_agent() {
            return Ok(denied(OwnershipDenial::NotTheOwner));
        }
        match houses::by_code(store, house).await? {
            None => return Ok(Err(Denial::HouseUnknown.rule())),
            Some(held) if held.withdrawn => return Ok(Err(Denial::HouseWithdrawn.rule())),
            Some(_) => {}
        }
        let claims = house_claims::of_person(store, &subject).await?;
        let waits = claims
            .iter()
            .any(|claim| claim.held.house == *house && claim.held.state == OwnershipState::Claimed);
        if waits || houses::owned_by(store, &subject).await?.contains(house) {
            return Ok(denied(OwnershipDenial::WrongState));
        }
        let claim = HouseClaim {
            record: *doing.record,
            kiosk: doing.kiosk.clone(),
            held: Ownership {
                house: house.clone(),
                owner: subject,
                state: OwnershipState::Claimed,
            },
            claimed_on: doing.on,
        };
        let asked = desk::open_task(&DeskTask {
            record: *doing.record,
            matter: Matter::Ownership,
            place: None,
            from: day(doing.now_ms),
        });
        Ok(Ok(vec![house_claims::add(&claim), asked]))
    }

    /// Carries out what the desk decides about a claim, after it saw the document: kiosks learn who
    /// may decide for the house. `Err` inside is the rule that refuses.
    pub(crate) async fn decide_ownership(
        &self,
        record: &RecordId,
        event: OwnershipEvent,
        note: Option<&str>,
        today: NaiveDate,
    ) -> Result<Result<(), OwnershipDenial>, StoreError> {
        let _turn = self.turn.lock().await;
        let Some(claim) = house_claims::by_record(self.store(), record).await? else {
            return Ok(Err(OwnershipDenial::WrongState));
        };
        let after = match claim.held.apply(event) {
            Ok(after) => after,
            Err(denial) => return Ok(Err(denial)),
        };
        let (house, owner) = (&after.house, &after.owner);
        let mut writes = vec![
            house_claims::set(record, after.state, today, note),
            desk::close_asked(record, Matter::Ownership),
        ];
        match after.state {
            OwnershipState::Verified => writes.push(houses::add_owner(house, owner)),
            OwnershipState::Ended => writes.push(houses::remove_owner(house, owner)),
            OwnershipState::Claimed | OwnershipState::Refused => {}
        }
        writes.extend(self.claimant_told(record, &after, today).await?);
        self.store.commit(writes).await?;
        if after.state != OwnershipState::Refused {
            let told = feed::house_to_all(self.store(), &self.authority, house, today).await?;
            self.store.commit(told).await?;
        }
        self.show_trustees(today).await?;
        if after.state == OwnershipState::Verified {
            self.confirm_own(house, owner, today).await?;
        }
        Ok(Ok(()))
    }

    /// Tells who claimed a house what the desk made of the claim.
    async fn claimant_told(
        &self,
        record: &RecordId,
        after: &Ownership,
        today: NaiveDate,
    ) -> Result<Option<Statement>, StoreError> {
        let Some(house) = houses::by_code(self.store(), &after.house).await? else {
            return Ok(None);
        };
        let address = format!("{}{}{}", house.street, house.number, house.room);
        let address = AddressLine::new(address);
        let message = match after.state {
            OwnershipState::Verified => Message::ResultOwnerVerified { address },
            OwnershipState::Refused => Message::ResultOwnerRefused { address },
            OwnershipState::Claimed | OwnershipState::Ended => return Ok(None),
        };
        let sent = Addressed {
            to: Recipient::Resident,
            message,
            until: None,
        };
        Ok(Some(desk::add_message(record, &sent, today)))
    }

    /// T5: what a person declared for the own house confirms itself once the ownership is verified.
    async fn confirm_own(
        &self,
        house: &HouseCode,
        owner: &Subject,
        today: NaiveDate,
    ) -> Result<(), StoreError> {
        for registration in registrations::at_house(self.store(), house).await? {
            let Standing::Stands(held) = &registration.standing else {
                continue;
            };
            if registration.subject != *owner || !held.state.awaits_confirmer() {
                continue;
            }
            let cohabitants = registrations::cohabitants(self.store(), &registration.record);
            let cohabitants = cohabitants.await?;
            let policy = self.rules(&registration.kiosk, today).await?;
            let facts = Facts {
                declarant_owns: true,
                ..Decider::desk(&registration, &cohabitants, true).facts(today, &policy)
            };
            if let Ok(step) = act(Some(held), Event::AutoConfirm, &facts, today, &policy) {
                let writes = self.stepped(&registration, &step, &policy, None).await?;
                self.store.commit(writes).await?;
            }
        }
        Ok(())
    }

    /// An owner appoints a trustee, who is asked to accept.
    pub(super) async fn appoint(
        &self,
        doing: &Doing<'_>,
        trustee: &Subject,
        wanted: &[HouseCode],
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<Done, StoreError> {
        let store = self.store();
        let owner = doing.actor;
        if doing.by_agent() {
            return Ok(denied(OwnershipDenial::NotTheOwner));
        }
        let known = people::by_subject(store, trustee).await?.is_some();
        if !known || *trustee == owner.subject {
            return Ok(denied(OwnershipDenial::NotTheTrustee));
        }
        let mut ownerships = Vec::new();
        for house in wanted {
            ownerships.extend(houses::ownerships(store, house).await?);
        }
        let (wanted, days) = (wanted.to_vec(), DateRange { from, to });
        let held = Trusteeship::appoint(owner.subject, *trustee, wanted, days, &ownerships);
        let held = match held {
            Ok(held) => held,
            Err(denial) => return Ok(denied(denial)),
        };
        let mut writes = trusts::add(doing.record, doing.kiosk, &held);
        for house in &held.houses {
            let Some(house) = houses::by_code(store, house).await? else {
                continue;
            };
            if let Ok(owner) = PersonName::parse(&owner.name) {
                let line = format!("{}{}{}", house.street, house.number, house.room);
                let offer = Addressed {
                    to: Recipient::Trustee,
                    message: Message::TrustOffer {
                        owner,
                        address: AddressLine::new(line),
                    },
                    until: Some(to),
                };
                writes.push(desk::add_message(doing.record, &offer, doing.on));
            }
        }
        Ok(Ok(writes))
    }

    /// The trustee accepts or declines.
    pub(super) async fn answer_trust(
        &self,
        doing: &Doing<'_>,
        record: &RecordId,
        accepted: bool,
    ) -> Result<Done, StoreError> {
        self.trust_moved(doing, record, |trust| {
            let by = &doing.actor.subject;
            if accepted {
                trust.held.accept(by, doing.on)
            } else {
                trust.held.decline(by, doing.on)
            }
        })
        .await
    }

    /// The owner takes an appointment back.
    pub(super) async fn revoke_trust(
        &self,
        doing: &Doing<'_>,
        record: &RecordId,
    ) -> Result<Done, StoreError> {
        let by = &doing.actor.subject;
        self.trust_moved(doing, record, |trust| trust.held.revoke(by, doing.on))
            .await
    }

    async fn trust_moved(
        &self,
        doing: &Doing<'_>,
        record: &RecordId,
        decide: impl FnOnce(&Trust) -> Result<Trusteeship, OwnershipDenial>,
    ) -> Result<Done, StoreError> {
        if doing.by_agent() {
            return Ok(denied(OwnershipDenial::NotTheTrustee));
        }
        let Some(trust) = trusts::by_record(self.store(), record).await? else {
            return Ok(denied(OwnershipDenial::WrongState));
        };
        Ok(match decide(&trust) {
            Ok(held) => Ok(vec![trusts::set(record, held.accepted_on, held.revoked_on)]),
            Err(denial) => denied(denial),
        })
    }

    /// Tells kiosks of the houses whose trustees changed: by an answer, or by a day that came.
    pub(super) async fn show_trustees(&self, today: NaiveDate) -> Result<(), StoreError> {
        let store = self.store();
        for trust in trusts::to_show(store, today).await? {
            let mut ownerships = Vec::new();
            for house in &trust.held.houses {
                ownerships.extend(houses::ownerships(store, house).await?);
            }
            let held = &trust.held;
            let holds = |house| held.holds(house, today, &ownerships);
            let holds = held.houses.iter().any(holds);
            if holds == trust.shown {
                continue;
            }
            let mut writes = vec![trusts::set_shown(&trust.record, holds)];
            for house in &held.houses {
                writes.extend(feed::house_to_all(store, &self.authority, house, today).await?);
            }
            store.commit(writes).await?;
        }
        Ok(())
    }

    /// A person marks one of their notices as read.
    pub(super) async fn read_notice(
        &self,
        doing: &Doing<'_>,
        message: &RecordId,
    ) -> Result<Done, StoreError> {
        let subject = &doing.holder.subject;
        let mine = crate::summary::notices_of(self.store(), subject).await?;
        Ok(if mine.contains(message) {
            Ok(vec![notices::mark_read(subject, message, doing.on)])
        } else {
            Err(Denial::WrongState.rule())
        })
    }
}

fn denied(denial: OwnershipDenial) -> Done {
    use residence::Listed as _;
    Err(denial.code().to_owned())
}

fn day(now_ms: u64) -> NaiveDate {
    guangdong_date(i64::try_from(now_ms).unwrap_or(i64::MAX))
}
