//! One kiosk: the real memory and the real engine, on a machine whose clock and power are not to be
//! relied on.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use journal::Journal;
use residence::{KioskId, RecordId};
use sync::{
    CarrierError, Error, Moment, Progress,
    plan::{Event, Pace, Pacing},
};

use crate::{
    cast::Declared,
    power::Sparks,
    template::{copy, open_journal, quick_folder},
};

/// A record that the kiosk said is saved.
#[derive(Clone, Copy)]
pub(crate) struct Acked {
    pub(crate) record: RecordId,
    pub(crate) is_act: bool,
}

/// Everything that an image of the disk brings back, and what was known when it was taken.
struct Image {
    folder: tempfile::TempDir,
    acked: Vec<Acked>,
    declared: Vec<Declared>,
}

pub(crate) struct SimKiosk {
    pub(crate) number: usize,
    pub(crate) id: KioskId,
    folder: PathBuf,
    journal: Option<Journal>,
    pub(crate) sparks: Arc<Sparks>,
    pacing: Pacing,
    pub(crate) pace: Pace,
    now: Arc<AtomicU64>,
    /// How far the wall clock is off.
    pub(crate) off_ms: i64,
    boots: u64,
    booted_ms: u64,
    /// The line is cut until then.
    pub(crate) cut_until_ms: u64,
    pub(crate) acked: Vec<Acked>,
    pub(crate) declared: Vec<Declared>,
    /// Entries of its index may be gone because they are old.
    pub(crate) tidied: bool,
    image: Option<Image>,
    /// An image of its disk was put back this often.
    pub(crate) put_back: u64,
}

impl SimKiosk {
    pub(crate) fn new(
        number: usize,
        folder: &Path,
        now: &Arc<AtomicU64>,
        seed: u64,
        pacing: Pacing,
    ) -> Self {
        let sparks = Arc::new(Sparks::new(seed ^ ((number as u64 + 1) << 48)));
        let journal = open_journal(folder, &*sparks);
        let id = journal.enrolment().unwrap().unwrap().kiosk;
        Self {
            number,
            id,
            folder: folder.to_owned(),
            journal: Some(journal),
            sparks,
            pacing,
            pace: Pace::start(pacing),
            now: Arc::clone(now),
            off_ms: 0,
            boots: 1,
            booted_ms: now.load(Ordering::SeqCst) - 60_000,
            cut_until_ms: 0,
            acked: Vec::new(),
            declared: Vec::new(),
            tidied: false,
            image: None,
            put_back: 0,
        }
    }

    pub(crate) fn journal(&self) -> &Journal {
        self.journal.as_ref().unwrap()
    }

    /// What the clocks of the machine show now.
    pub(crate) fn clock(&self) -> impl Fn() -> Moment + use<> {
        let (now, off_ms, booted_ms) = (Arc::clone(&self.now), self.off_ms, self.booted_ms);
        let mut boot_id = [0; 16];
        boot_id[0] = u8::try_from(self.number + 1).unwrap();
        boot_id[8..].copy_from_slice(&self.boots.to_be_bytes());
        move || {
            let now_ms = now.load(Ordering::SeqCst);
            Moment {
                unix_ms: now_ms.saturating_add_signed(off_ms),
                boot_ms: now_ms - booted_ms,
                boot_id,
            }
        }
    }

    pub(crate) fn wall_ms(&self) -> u64 {
        self.clock()().unix_ms
    }

    /// The machine starts again.
    pub(crate) fn reboot(&mut self) {
        self.sparks.arm(None);
        self.journal = None;
        self.boots += 1;
        self.booted_ms = self.now.load(Ordering::SeqCst);
        self.pace = Pace::start(self.pacing);
        self.journal = Some(open_journal(&self.folder, &*self.sparks));
    }

    /// Somebody copies the disk.
    pub(crate) fn take_image(&mut self) {
        self.journal = None;
        let folder = quick_folder();
        copy(&self.folder, &folder.path().join("disk"));
        self.image = Some(Image {
            folder,
            acked: self.acked.clone(),
            declared: self.declared.clone(),
        });
        self.reboot();
    }

    /// Somebody puts the copy back, and an administrator has approved a new epoch. What had not
    /// left the machine since the copy is gone with its disk; `arrived` tells what had, and `held` the
    /// epoch at the centre. Returns whether there was a copy.
    pub(crate) fn put_back(&mut self, held: u64, arrived: impl Fn(&RecordId) -> bool) -> bool {
        let Some(image) = self.image.take() else {
            return false;
        };
        self.journal = None;
        std::fs::remove_dir_all(&self.folder).unwrap();
        copy(&image.folder.path().join("disk"), &self.folder);
        let kept = |record: &RecordId| {
            arrived(record) || image.acked.iter().any(|acked| acked.record == *record)
        };
        self.acked.retain(|acked| kept(&acked.record));
        self.declared = image.declared;
        self.put_back += 1;
        self.reboot();
        let epoch = self.journal().chain().unwrap().epoch.max(held) + 1;
        self.journal().begin_epoch(epoch, &*self.sparks).unwrap();
        true
    }

    /// Takes what a round came to, and tells how long to wait.
    pub(crate) fn plan(
        &mut self,
        result: &Result<Progress, Error>,
        took_ms: u64,
        chance: u64,
    ) -> u64 {
        let event = event_of(result, self.pace.entries_max(), took_ms);
        let (pace, plan) = self.pace.after(event, chance);
        self.pace = pace;
        plan.wait_ms
    }

    pub(crate) fn stop(&mut self) {
        self.journal = None;
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

/// What the courier makes of a round.
fn event_of(result: &Result<Progress, Error>, entries_max: usize, took_ms: u64) -> Event {
    match result {
        Ok(progress) if progress.moved() => Event::Progressed {
            more: progress.more
                || progress.epoch_begun()
                || progress.waiting > 0 && progress.acknowledged > 0,
            sent: progress.acknowledged > 0,
            full: progress.sent >= entries_max,
            took_ms,
        },
        Ok(progress) if progress.waiting > 0 => Event::Stuck,
        Ok(_) => Event::Quiet,
        Err(Error::Carrier(CarrierError::Busy { wait_ms })) => Event::Failed { wait_ms: *wait_ms },
        Err(_) => Event::Failed { wait_ms: None },
    }
}
