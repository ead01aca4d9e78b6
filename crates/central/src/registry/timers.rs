//! What the centre's own calendar does, each day once, also after days without power: permits are
//! followed, people are told what falls due, and what is kept long enough goes.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use residence::{
    Addressed, Matter, Message, Permit, PersonName, Policy, PolicyBook, Recipient, Retention,
    ServiceArea, Subject, consents_kept_from, days_before, each_day_after, feedback_kept_from,
    guangdong_date, guangdong_midnight_ms, guardian_may_act, history_kept_from, logs_kept_from,
    objection_until, retention, take_over_due,
};

use super::Registry;
use crate::{
    store::{Statement, StoreError},
    tables::{
        desk::{self, DeskTask},
        erasing, family,
        meta::{self, Fact},
        people, permit_news, permits, presentations, registrations,
        standings::Standing,
    },
};

impl Registry {
    /// Follows the calendar until today; a day that was followed is not followed again.
    pub(super) async fn follow_calendar(&self, today: NaiveDate) -> Result<(), StoreError> {
        let followed = meta::text(self.store(), Fact::CalendarOn).await?;
        let followed = followed.map(|day| day.parse().map_err(|_| StoreError::Corrupt));
        let after = followed.transpose()?.unwrap_or(days_before(today, 1));
        if today <= after {
            return Ok(());
        }
        self.permits_tick(today).await?;
        self.tell_eligible(today).await?;
        self.retain(today).await?;
        let mut writes = self.grown_up(after, today).await?;
        writes.push(meta::set_text(Fact::CalendarOn, &today.to_string()));
        self.store().commit(writes).await
    }

    /// Asks those who turned 16 to take over, on the day; and ends the links of guardians whose
    /// months after it are over.
    async fn grown_up(
        &self,
        after: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<Statement>, StoreError> {
        let ages = self.general_rules(today).age;
        let mut writes = Vec::new();
        for link in family::guardianships(self.store()).await? {
            let Some(member) = people::by_subject(self.store(), &link.member).await? else {
                continue;
            };
            if !guardian_may_act(member.birth, today, &ages) {
                writes.push(family::end(&link.record, today));
                writes.push(desk::close_asked(&link.record, Matter::TakeOver));
                continue;
            }
            let due =
                each_day_after(after, today).find(|day| take_over_due(member.birth, *day, &ages));
            let name = PersonName::parse(&member.name).ok();
            if let Some((on, name)) = due.zip(name) {
                let sent = Addressed {
                    to: Recipient::Resident,
                    message: Message::TakeOverDue { name },
                    until: None,
                };
                writes.push(desk::add_message(&link.record, &sent, on));
                writes.push(desk::open_task(&DeskTask {
                    record: link.record,
                    matter: Matter::TakeOver,
                    place: None,
                    from: on,
                }));
            }
        }
        Ok(writes)
    }

    /// Deletes what is kept long enough (domain.md 10.2).
    async fn retain(&self, today: NaiveDate) -> Result<(), StoreError> {
        let mut writes = self.faded(today).await?;
        let ended = history_kept_from(today);
        for registration in registrations::decided_before(self.store(), ended).await? {
            let live = match &registration.standing {
                Standing::Stands(held) => held.state.is_live(),
                Standing::Denied(_) => false,
            };
            if !live {
                writes.extend(erasing::registration(&registration.record));
            }
        }
        for record in permit_news::ended_before(self.store(), ended).await? {
            writes.extend(erasing::permit(&record));
        }
        writes.extend(erasing::links_before(consents_kept_from(today)));
        writes.extend(erasing::feedback_before(feedback_kept_from(today)));
        let logs = guangdong_midnight_ms(logs_kept_from(today));
        writes.extend(erasing::logs_before(logs));
        self.store().commit(writes).await
    }

    /// Presentations are traces of people: after a month only their days stay, and these go with
    /// the year or when nobody can object to the permit any more.
    async fn faded(&self, today: NaiveDate) -> Result<Vec<Statement>, StoreError> {
        let mut decided: BTreeMap<[u8; 16], Vec<NaiveDate>> = BTreeMap::new();
        let policy = self.general_rules(today).presence;
        let mut writes = Vec::new();
        for shown in presentations::kept(self.store()).await? {
            let day = guangdong_date(shown.at_ms);
            let key = *shown.subject.as_bytes();
            if let std::collections::btree_map::Entry::Vacant(place) = decided.entry(key) {
                place.insert(self.decided_on(&shown.subject).await?);
            }
            let decisions = decided.get(&key).into_iter().flatten();
            let used = decisions.filter(|decided| day <= **decided);
            let until = used.map(|decided| objection_until(*decided)).min();
            match retention(day, until, today, &policy) {
                Retention::Full => {}
                Retention::Coarse if shown.coarse => {}
                Retention::Coarse => {
                    let midnight = guangdong_midnight_ms(day);
                    writes.extend(erasing::coarsen(&shown.record, midnight));
                }
                Retention::Delete => writes.extend(erasing::presentation(&shown.record)),
            }
        }
        Ok(writes)
    }

    /// The days on which officers decided about permits of a person.
    async fn decided_on(&self, subject: &Subject) -> Result<Vec<NaiveDate>, StoreError> {
        let held = permits::of_subject(self.store(), subject).await?;
        let days = held.iter().filter_map(|kept| match &kept.permit {
            Permit::Issued(issued) => Some(issued.issued_on),
            Permit::Refused { on, .. } => Some(*on),
            Permit::Application(_) | Permit::Withdrawn { .. } | Permit::Cancelled { .. } => None,
        });
        Ok(days.collect())
    }

    /// The rules that hold where no site asks.
    fn general_rules(&self, today: NaiveDate) -> Policy {
        PolicyBook::built_in().rules(&ServiceArea::fictitious(), today)
    }
}
