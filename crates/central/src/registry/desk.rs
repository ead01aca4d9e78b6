//! What the desk or an officer decides about a registration at the centre itself.

use chrono::NaiveDate;
use residence::{Denial, Event, RecordId};

use super::Registry;
use crate::{
    ruling::{self, Decider},
    store::StoreError,
    tables::{registrations, standings::Standing},
};

impl Registry {
    /// Carries out what the desk or an officer decides at the centre itself.
    pub(crate) async fn decide_at_desk(
        &self,
        record: &RecordId,
        event: Event,
        note: Option<&str>,
        today: NaiveDate,
    ) -> Result<Result<(), Denial>, StoreError> {
        let _turn = self.turn.lock().await;
        let Some(registration) = registrations::by_record(self.store(), record).await? else {
            return Ok(Err(Denial::WrongState));
        };
        let Standing::Stands(held) = &registration.standing else {
            return Ok(Err(Denial::WrongState));
        };
        let side = self.side_of(registration.house.as_ref(), today).await?;
        let cohabitants = registrations::cohabitants(self.store(), record).await?;
        let decider = Decider::desk(&registration, &cohabitants, side.has_confirmer());
        let policy = self.rules(&registration.kiosk, today).await?;
        match ruling::at_desk(event, note.is_some(), held, &decider, today, &policy) {
            Err(denial) => Ok(Err(denial)),
            Ok(step) => {
                let writes = self.stepped(&registration, &step, &policy, note).await?;
                self.store.commit(writes).await?;
                Ok(Ok(()))
            }
        }
    }
}
