//! Who may decide for a house on a day: its verified owners and the trustees whom they appointed.

use chrono::NaiveDate;
use residence::{
    Capacity, HouseCode, Ownership, Subject, Trusteeship, capacity_of, has_confirmer, is_owner,
};

use super::Registry;
use crate::{
    store::StoreError,
    tables::{houses, trusts},
};

/// The owner's side of a house on a day; nobody where no house is known yet.
pub(super) struct Side {
    house: Option<HouseCode>,
    owners: Vec<Ownership>,
    trusts: Vec<Trusteeship>,
    on: NaiveDate,
}

impl Registry {
    /// Gathers the owner's side of a house.
    pub(super) async fn side_of(
        &self,
        house: Option<&HouseCode>,
        on: NaiveDate,
    ) -> Result<Side, StoreError> {
        let mut side = Side {
            house: house.cloned(),
            owners: Vec::new(),
            trusts: Vec::new(),
            on,
        };
        if let Some(house) = house {
            side.owners = houses::ownerships(self.store(), house).await?;
            let held = trusts::of_house(self.store(), house).await?;
            side.trusts = held.into_iter().map(|trust| trust.held).collect();
        }
        Ok(side)
    }
}

impl Side {
    /// In which capacity a person may decide.
    pub(super) fn capacity_of(&self, person: &Subject) -> Option<Capacity> {
        let (owners, trusts) = (&self.owners, &self.trusts);
        let house = self.house.as_ref()?;
        capacity_of(person, house, owners, trusts, &[], self.on)
    }

    /// Whether anybody is bound to the house who may confirm.
    pub(super) fn has_confirmer(&self) -> bool {
        let (owners, trusts) = (&self.owners, &self.trusts);
        let bound = |house| has_confirmer(house, owners, trusts, &[], self.on);
        self.house.as_ref().is_some_and(bound)
    }

    /// Whether a person is a verified owner of the house.
    pub(super) fn owns(&self, person: &Subject) -> bool {
        let owns = |house| is_owner(person, house, &self.owners);
        self.house.as_ref().is_some_and(owns)
    }
}
