//! What passing days do: what waited too long ends, and whoever forgot is reminded.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use residence::{Addressed, HouseCode, Message, Recipient, RecordId, let_time_pass, reminders_due};

use super::Registry;
use crate::{
    store::StoreError,
    tables::{
        desk,
        meta::{self, Fact},
        registrations,
        standings::Standing,
    },
};

impl Registry {
    /// Applies the time that has passed: what waited too long ends, and its kiosk is told. Once a
    /// day confirmers who let others wait are reminded.
    ///
    /// Returns how many registrations moved.
    pub(crate) async fn let_days_pass(&self, today: NaiveDate) -> Result<usize, StoreError> {
        let _turn = self.turn.lock().await;
        let mut moved = 0;
        for registration in registrations::overdue(self.store(), today).await? {
            let Standing::Stands(held) = &registration.standing else {
                continue;
            };
            let lapsed_on = held.lapses_on().unwrap_or(today);
            let policy = self.rules(&registration.kiosk, lapsed_on).await?;
            let Some(step) = let_time_pass(held, today, &policy) else {
                continue;
            };
            let writes = self.stepped(&registration, &step, &policy, None).await?;
            self.store.commit(writes).await?;
            moved += 1;
        }
        moved += self.let_habituals_pass(today).await?;
        self.show_trustees(today).await?;
        self.remind(today).await?;
        Ok(moved)
    }

    /// One reminder a house: the number of those who wait, kept with the first of them.
    async fn remind(&self, today: NaiveDate) -> Result<(), StoreError> {
        let day = today.to_string();
        if meta::text(self.store(), Fact::RemindedOn).await?.as_deref() == Some(day.as_str()) {
            return Ok(());
        }
        let mut waiting: BTreeMap<HouseCode, (RecordId, u32, bool)> = BTreeMap::new();
        for registration in registrations::asked(self.store()).await? {
            let Standing::Stands(held) = &registration.standing else {
                continue;
            };
            let Some(house) = registration.house else {
                continue;
            };
            let policy = self.rules(&registration.kiosk, today).await?;
            let first = (registration.record, 0, false);
            let (_, count, due) = waiting.entry(house).or_insert(first);
            *count += u32::from(held.state.awaits_confirmer());
            *due |= reminders_due(held, today, &policy.registration);
        }
        let due = waiting.into_values().filter(|(_, _, due)| *due);
        let reminded = due.map(|(record, count, _)| {
            let sent = Addressed {
                to: Recipient::Confirmers,
                message: Message::RemindConfirm { count },
                until: None,
            };
            desk::add_message(&record, &sent, today)
        });
        let noted = meta::set_text(Fact::RemindedOn, &day);
        self.store.commit(reminded.chain([noted]).collect()).await
    }
}
