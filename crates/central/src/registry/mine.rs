//! The own data (我的信息): correction, deletion, and a word to those who run the service.
//!
//! The desk decides about both requests: a name is corrected by whoever saw the document, and
//! before anything is deleted somebody looks at what must stay (个人信息保护法 arts. 46 and 47).

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use protocol::{DataField, Feedback};
use residence::{
    Addressed, DataKept, DataRefusal, Division, Listed as _, Message, Named, PersonName, Phone,
    Private, Recipient, RecordId, Subject, Words, guangdong_date,
};

use super::{
    By, Registry, claims,
    doing::{Doing, Done},
};
use crate::{
    ruling,
    store::{Statement, StoreError},
    tables::{
        desk,
        envelopes::StoredEnvelope,
        erasing, identities,
        ledger::{self, Entry},
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
    /// Not, and why.
    Refuse(DataRefusal),
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
        by: &By,
        now_ms: u64,
    ) -> Result<Result<(), &'static str>, StoreError> {
        let _turn = self.turn.lock().await;
        let decided = self.data_decided(record, decision, now_ms).await?;
        let (writes, result) = match decided {
            Ok(writes) => (writes, Ok(())),
            Err(rule) => (Vec::new(), Err(rule)),
        };
        let detail = match decision {
            DataDecision::Grant(_) => "GRANT",
            DataDecision::Refuse(reason) => reason.code(),
        };
        let entry = Entry {
            at_ms: now_ms,
            actor: by.actor.clone(),
            act: "DATA_REQUEST",
            object: HEXLOWER.encode(record.as_bytes()),
            detail: detail.to_owned(),
            result: result.map_or_else(str::to_owned, |()| "OK".to_owned()),
        };
        ledger::commit(self.store(), &entry, &writes).await?;
        Ok(result)
    }

    async fn data_decided(
        &self,
        record: &RecordId,
        decision: &DataDecision,
        now_ms: u64,
    ) -> Result<Result<Vec<Statement>, &'static str>, StoreError> {
        let today = guangdong_date(i64::try_from(now_ms).unwrap_or(i64::MAX));
        let request = mine::by_record(self.store(), record).await?;
        let Some(request) = request.filter(|one| one.state == RequestState::Open) else {
            return Ok(Err("WRONG_STATE"));
        };
        let Some(person) = people::by_subject(self.store(), &request.subject).await? else {
            return Ok(Err("WRONG_STATE"));
        };
        Ok(match decision {
            DataDecision::Refuse(reason) => Ok(vec![
                mine::decide(record, RequestState::Refused, &[], today),
                told(record, refused(*reason), today),
            ]),
            DataDecision::Grant(place) => match request.wish {
                Wish::Correct(field) => {
                    corrected(&request, &person, field, place.as_deref(), today)
                }
                Wish::Erase => Ok(self.erased(record, &person, now_ms, today).await?),
            },
        })
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
        let kept: Vec<DataKept> = [
            (!registered.is_empty()).then_some(DataKept::Registrations),
            (!held.is_empty()).then_some(DataKept::Permits),
            consented.then_some(DataKept::Consents),
            owns.then_some(DataKept::Ownership),
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
        let codes: Vec<&str> = kept.iter().map(|kept| kept.code()).collect();
        writes.push(mine::decide(record, RequestState::Done, &codes, today));
        let kept = kept.into_iter().map(words).collect();
        writes.push(told(record, Message::ResultDataDone { kept }, today));
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
    let kept = Vec::new();
    let told = told(&request.record, Message::ResultDataDone { kept }, today);
    Ok(vec![right, done, told])
}

fn refused(reason: DataRefusal) -> Message {
    Message::ResultDataRefused {
        reason: words(reason),
    }
}

fn words<T: Named>(named: T) -> Words {
    Words {
        zh: named.zh(),
        en: named.en(),
    }
}

/// Tells the person what became of the request (个人信息保护法 art. 50).
fn told(record: &RecordId, message: Message, on: NaiveDate) -> Statement {
    let sent = Addressed {
        to: Recipient::Resident,
        message,
        until: None,
    };
    desk::add_message(record, &sent, on)
}
