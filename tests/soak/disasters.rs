//! What comes back from a copy: the disk of a kiosk, or the databases of the centre.

use std::sync::atomic::Ordering;

use residence::RecordId;

use crate::{living::Town, story::Event};

impl Town<'_> {
    /// An old image comes back, and an administrator approves that its kiosk begins anew.
    pub(crate) fn put_back(&mut self, kiosk: usize) {
        let halves = self.centre.halves();
        let runtime = &self.centre.runtime;
        let arrived = |record: &RecordId| {
            let held = central::tables::envelopes::of_record(halves.front.as_ref(), record);
            runtime.block_on(held).unwrap().is_some()
        };
        let id = self.kiosks[kiosk].id.clone();
        let known = central::tables::kiosks::by_id(halves.front.as_ref(), &id);
        let epoch = runtime.block_on(known).unwrap().unwrap().chain.epoch;
        if self.kiosks[kiosk].put_back(epoch, arrived) {
            let now_ms = self.now.load(Ordering::SeqCst);
            let approved = runtime.block_on(central::recover(&halves, &id, now_ms));
            assert_eq!(approved, Ok(true));
            self.note(format_args!("k{kiosk} image put back, recovery approved"));
        }
    }

    /// The operator copies the centre, whether it runs or not.
    pub(crate) fn back_up(&mut self) {
        let to = self
            .centre
            .folder
            .with_file_name(format!("copy-{}", self.copies));
        self.copies += 1;
        let copied = central::back_up(&self.centre.config, &to);
        let copied = self.centre.runtime.block_on(copied).unwrap();
        self.note(format_args!("copied, marks for {} kiosks", copied.kiosks));
        self.copy = Some(to);
    }

    /// The centre's disk is lost, and the operator puts the newest copy in its place.
    pub(crate) fn restore(&mut self) {
        let Some(from) = self.copy.clone() else {
            return;
        };
        self.centre.stop();
        let restored = central::restore(&self.centre.config, &from);
        self.centre.runtime.block_on(restored).unwrap();
        self.note(format_args!("the centre was put back from its copy"));
        let back_ms = self.now_ms() + self.chance.below(self.story.length_ms / 16);
        self.at(back_ms, Event::Start);
    }
}
