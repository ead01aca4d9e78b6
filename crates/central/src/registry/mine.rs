//! The own data (我的信息): correction, deletion, and a word to those who run the service.
//!
//! The desk decides about both requests: a name is corrected by whoever saw the document, and
//! before anything is deleted somebody looks at what must stay (个人信息保护法 arts. 46 and 47).

use chrono::NaiveDate;
use protocol::{DataField, Feedback};
use residence::{Division, PersonName, Phone, Private, RecordId, Subject};

use super::{
    Registry, claims,
    doing::{Doing, Done},
};
use crate::{
    ruling,
    store::{Statement, StoreError},
    tables::{
        envelopes::StoredEnvelope,
        erasing, identities,
        mine::{self, Request, RequestState, Wish},
        people::{self, Person},
        permits, registrations,
        withdrawn::{self, Of},
    },
};

/// What the desk decides about a request for the own data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataDecision {
    /// As it was asked for; the digits of the division, for a registered address.
    Grant(Option<String>),
    /// Not.
    Refuse,
}

impl Registry {
    /// Keeps a word to those who run the service.
    pub(super) fn feedback(doing: &Doing<'_>, words: &Private<String>) -> Done {
        let (record, kiosk) = (doing.record, doing.kiosk);
        Ok(vec![mine::add_feedback(
            record,
            kiosk,
            words.reveal(),
            doing.on,
        )])
    }

    /// Keeps a word from somebody who did not say who it is, and tells the kiosk that it came.
    pub(super) fn said(
        stored: &StoredEnvelope,
        said: &Feedback,
        today: NaiveDate,
    ) -> Vec<Statement> {
        let (record, kiosk) = (&stored.record, &stored.place.kiosk);
        let on = ruling::held_day(said.given_on, today);
        vec![
            mine::add_feedback(record, kiosk, said.words.reveal(), on),
            claims::tell_act(kiosk, record, None, on),
        ]
    }

    /// Asks the desk to correct a field.
    pub(super) fn correct(doing: &Doing<'_>, field: DataField, value: &Private<String>) -> Done {
        let fits = match field {
            DataField::Name => PersonName::parse(value.reveal()).is_ok(),
            DataField::Phone => Phone::parse(value.reveal()).is_ok(),
            DataField::HukouAddress => !value.reveal().trim().is_empty(),
        };
        if !fits {
            return Err("VALUE".to_owned());
        }
        Ok(vec![asked(doing, Wish::Correct(field), value.reveal())])
    }

    /// Asks the desk to delete what may be deleted.
    pub(super) fn erase(doing: &Doing<'_>) -> Done {
        Ok(vec![asked(doing, Wish::Erase, "")])
    }

    /// Carries out what the desk decided; `Err` inside is the name of the rule that refuses.
    pub(crate) async fn decide_data(
        &self,
        record: &RecordId,
        decision: &DataDecision,
        now_ms: u64,
        today: NaiveDate,
    ) -> Result<Result<(), &'static str>, StoreError> {
        let _turn = self.turn.lock().await;
        let request = mine::by_record(self.store(), record).await?;
        let Some(request) = request.filter(|one| one.state == RequestState::Open) else {
            return Ok(Err("WRONG_STATE"));
        };
        let Some(person) = people::by_subject(self.store(), &request.subject).await? else {
            return Ok(Err("WRONG_STATE"));
        };
        let writes = match decision {
            DataDecision::Refuse => Ok(vec![mine::decide(
                record,
                RequestState::Refused,
                &[],
                today,
            )]),
            DataDecision::Grant(place) => match request.wish {
                Wish::Correct(field) => {
                    corrected(&request, &person, field, place.as_deref(), today)
                }
                Wish::Erase => Ok(self.erased(record, &person, now_ms, today).await?),
            },
        };
        match writes {
            Err(rule) => Ok(Err(rule)),
            Ok(writes) => {
                self.store().commit(writes).await?;
                Ok(Ok(()))
            }
        }
    }

    /// Deletes what no duty keeps, and names what stays: registrations and permits for their years
    /// of history, consents as proof, the person while one of them needs to be named.
    async fn erased(
        &self,
        record: &RecordId,
        person: &Person,
        now_ms: u64,
        today: NaiveDate,
    ) -> Result<Vec<Statement>, StoreError> {
        let (store, subject) = (self.store(), &person.subject);
        let registered = registrations::of_subject(store, subject).await?;
        let held = permits::of_subject(store, subject).await?;
        let consented = erasing::has_consents(store, subject).await?;
        let owns = !crate::tables::houses::owned_by(store, subject)
            .await?
            .is_empty();
        let kept: Vec<&str> = [
            (!registered.is_empty()).then_some("REGISTRATIONS"),
            (!held.is_empty()).then_some("PERMITS"),
            consented.then_some("CONSENTS"),
            owns.then_some("OWNERSHIP"),
        ]
        .into_iter()
        .flatten()
        .collect();
        let mut writes = erasing::traces(subject, today);
        if kept.is_empty() {
            let serial = person.serial;
            writes.extend(serial.map(|serial| withdrawn::add(&serial, Of::Card, now_ms)));
            writes.extend(erasing::person(subject));
        }
        writes.push(mine::decide(record, RequestState::Done, &kept, today));
        Ok(writes)
    }
}

fn asked(doing: &Doing<'_>, wish: Wish, value: &str) -> Statement {
    let subject: &Subject = &doing.holder.subject;
    mine::ask(doing.record, doing.kiosk, subject, wish, value, doing.on)
}

fn corrected(
    request: &Request,
    person: &Person,
    field: DataField,
    place: Option<&str>,
    today: NaiveDate,
) -> Result<Vec<Statement>, &'static str> {
    let subject = &person.subject;
    let right = match field {
        DataField::Name => people::set_name(subject, &request.value),
        DataField::Phone => people::set_phone(subject, &request.value),
        DataField::HukouAddress => {
            let digits = place.filter(|digits| Division::parse(digits).is_ok());
            identities::set_registered(subject, digits.ok_or("REGISTERED_PLACE_MISSING")?)
        }
    };
    let done = mine::decide(&request.record, RequestState::Done, &[], today);
    Ok(vec![right, done])
}
