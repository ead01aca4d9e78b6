//! An act as the rules see it: who acts for whom, on which day, under which rules.

use chrono::NaiveDate;
use protocol::Circumstances;
use residence::{KioskId, Policy, RecordId};

use crate::{store::Statement, tables::people::Person};

/// What came of an act: the writes that carry it out, or the name of the rule that refused it.
pub(super) type Done = Result<Vec<Statement>, String>;

/// An act whose actor proved who they are.
#[derive(Clone, Copy)]
pub(super) struct Doing<'a> {
    /// The record that tells of it.
    pub(super) record: &'a RecordId,
    /// The kiosk that sent it.
    pub(super) kiosk: &'a KioskId,
    /// Who acts.
    pub(super) actor: &'a Person,
    /// Whom it concerns: the actor, or a member of the family for whom the actor may act.
    pub(super) holder: &'a Person,
    /// Under which circumstances.
    pub(super) told: &'a Circumstances,
    /// The centre's time, in milliseconds since 1970.
    pub(super) now_ms: u64,
    /// The day that counts: that of the act, and never one to come.
    pub(super) on: NaiveDate,
    /// The rules of that day at that place.
    pub(super) policy: &'a Policy,
}

impl Doing<'_> {
    /// Tells whether somebody acts for a member of the family.
    pub(super) fn by_agent(&self) -> bool {
        self.actor.subject != self.holder.subject
    }
}
