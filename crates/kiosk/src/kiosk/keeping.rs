//! What keeps the memory safe: copies while nobody is here, and no visit that could not be saved.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use journal::Journal;

use super::{Kiosk, Now};
use crate::{
    failure,
    screen::{Failure, Saved},
    visit::Stage,
};

/// Less room than this and nothing is begun: enough for some thousand records, and for a day in
/// which somebody makes room.
const ROOM_BYTES_MIN: u64 = 64 << 20;
const COPY_EVERY_MS: u64 = 3_600_000;
/// Nobody touched anything for so long.
const QUIET_MS: u64 = 120_000;
const SYNC_EVERY_MS: u64 = 1_000;

/// Works beside the visits, in a thread of its own; no act waits for it.
pub(super) struct Keeper {
    at_work: Option<JoinHandle<()>>,
    is_stopped: Arc<AtomicBool>,
    copy_at_ms: u64,
    sync_at_ms: u64,
}

impl Keeper {
    pub(super) fn begin(now: Now) -> Self {
        Self {
            at_work: None,
            is_stopped: Arc::default(),
            copy_at_ms: now.boot_ms,
            sync_at_ms: now.boot_ms,
        }
    }

    /// Somebody is here: a copy that is being made is left for later.
    pub(super) fn make_way(&mut self, now: Now) {
        if self.at_work.is_some() {
            self.is_stopped.store(true, Ordering::Relaxed);
            self.copy_at_ms = self.copy_at_ms.min(now.boot_ms.saturating_add(QUIET_MS));
        }
    }

    fn is_free(&mut self) -> bool {
        if self
            .at_work
            .as_ref()
            .is_some_and(|work| !work.is_finished())
        {
            return false;
        }
        self.join();
        true
    }

    fn start(&mut self, journal: &Journal, work: fn(&Journal, &AtomicBool)) {
        let (journal, stop) = (journal.clone(), Arc::clone(&self.is_stopped));
        stop.store(false, Ordering::Relaxed);
        let work = move || work(&journal, &stop);
        let keeper = thread::Builder::new().name("keeper".to_owned());
        self.at_work = keeper.spawn(work).ok();
    }

    /// A keeper that panicked has done nothing, and is started again in time.
    fn join(&mut self) {
        if let Some(work) = self.at_work.take() {
            work.join().unwrap_or_default();
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.is_stopped.store(true, Ordering::Relaxed);
        self.join();
    }
}

impl Kiosk {
    /// Makes a copy of the memory when it has changed, at most once an hour and while nobody is
    /// here; and makes durable what is mirrored, behind the acts.
    pub(super) fn keep_in_time(&mut self, now: Now) {
        if !self.keeper.is_free() {
            return;
        }
        let quiet = now.boot_ms.saturating_sub(self.touched_ms) >= QUIET_MS;
        if quiet && now.boot_ms >= self.keeper.copy_at_ms && self.visit.is_home() {
            self.keeper.copy_at_ms = now.boot_ms.saturating_add(COPY_EVERY_MS);
            self.keeper.start(&self.journal, copy);
        } else if now.boot_ms >= self.keeper.sync_at_ms && self.journal.mirror_is_dirty() {
            self.keeper.sync_at_ms = now.boot_ms.saturating_add(SYNC_EVERY_MS);
            self.keeper.start(&self.journal, sync);
        }
    }

    /// Refuses a visit before anything is asked when nothing of it could be saved.
    pub(super) fn refuse_when_nothing_can_be_saved(&mut self) {
        if !self.visit.stage.saves() {
            return;
        }
        let Err(error) = self.journal.ready_to_save(ROOM_BYTES_MIN) else {
            return;
        };
        let failure = Failure {
            code: failure::trouble(error, false).code,
            incident: failure::incident(&*self.crypto),
            saved: Saved::Before,
            can_retry: false,
        };
        self.visit.stage = Stage::refused(failure);
    }
}

/// A copy that could not be made is due again; those that are there stay.
fn copy(journal: &Journal, stop: &AtomicBool) {
    if journal.copy_is_due() {
        journal
            .make_copy(&|| stop.load(Ordering::Relaxed))
            .unwrap_or_default();
    }
}

fn sync(journal: &Journal, _: &AtomicBool) {
    journal.sync_mirror().unwrap_or_default();
}
