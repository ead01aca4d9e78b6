//! One run: a centre, some kiosks, what happens to them, and the quiet afterwards.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use protocol::Circumstances;
use residence::{RecordId, guangdong_date};
use sync::{Error, Progress, round_of};

use crate::{
    cast::{Declared, Doing},
    centre::SimCentre,
    chance::Chance,
    check,
    kiosk::{Acked, SimKiosk},
    network::{Faults, Link, Network},
    power::PowerCut,
    story::{DAY_MS, Event, Story},
    template::{FOUNDED_MS, Template, quick_folder},
    trace::Trace,
};

/// Rounds of one story, and of its end for each kiosk.
const ROUNDS_MAX: u64 = 90;
const QUIET_ROUNDS_MAX: u64 = 120;

pub(crate) struct Town<'a> {
    pub(crate) template: &'a Template,
    pub(crate) chance: Chance,
    pub(crate) now: Arc<AtomicU64>,
    pub(crate) began_ms: u64,
    pub(crate) trace: Trace,
    pub(crate) centre: SimCentre,
    pub(crate) kiosks: Vec<SimKiosk>,
    pub(crate) network: Network,
    pub(crate) story: Story,
    events: BinaryHeap<Reverse<(u64, u64, Event)>>,
    numbered: u64,
    /// Every declaration that anybody made, wherever it is now.
    declared: Vec<Declared>,
    /// The newest copy of the centre, and how many were made.
    pub(crate) copy: Option<PathBuf>,
    pub(crate) copies: u64,
}

/// What a run came to.
pub(crate) struct Ended {
    pub(crate) trace: Trace,
    pub(crate) failure: Option<String>,
}

/// Runs a seed to its end.
pub(crate) fn run(template: &Template, seed: u64) -> Ended {
    let folder = quick_folder();
    let mut chance = Chance::new(seed);
    let story = Story::draw(&mut chance);
    template.copy_to(folder.path(), story.kiosks);
    let began_ms = FOUNDED_MS + chance.below(DAY_MS);
    let now = Arc::new(AtomicU64::new(began_ms));
    let kiosk = |number: usize| {
        let place = folder.path().join(format!("kiosk-{number}"));
        SimKiosk::new(number, &place, &now, seed, story.pacing)
    };
    let mut town = Town {
        template,
        trace: Trace::new(),
        centre: SimCentre::new(&folder.path().join("centre"), &now, seed),
        kiosks: (0..story.kiosks).map(kiosk).collect(),
        network: Network::with(story.faults),
        now: Arc::clone(&now),
        began_ms,
        events: BinaryHeap::new(),
        numbered: 0,
        declared: Vec::new(),
        copy: None,
        copies: 0,
        chance,
        story,
    };
    let told = catch_unwind(AssertUnwindSafe(|| {
        town.live();
        town.come_to_rest();
        check::all(&mut town, seed)
    }));
    let failure = match told {
        Ok(outcome) => outcome.err(),
        Err(panic) => Some(format!("panic: {}", words_of(&*panic))),
    };
    Ended {
        trace: std::mem::replace(&mut town.trace, Trace::new()),
        failure,
    }
}

fn words_of(panic: &(dyn std::any::Any + Send)) -> String {
    let fixed = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    fixed
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default()
}

impl Town<'_> {
    pub(crate) fn now_ms(&self) -> u64 {
        self.now.load(Ordering::SeqCst)
    }

    pub(crate) fn note(&mut self, what: fmt::Arguments<'_>) {
        let since_ms = self.now_ms() - self.began_ms;
        self.trace.note(since_ms, what);
    }

    pub(crate) fn at(&mut self, at_ms: u64, event: Event) {
        self.numbered += 1;
        self.events.push(Reverse((at_ms, self.numbered, event)));
    }

    /// Everything that the story tells.
    fn live(&mut self) {
        let (kiosks, length_ms) = (self.story.kiosks, self.story.length_ms);
        self.note(format_args!("{kiosks} kiosks, {length_ms} ms"));
        for (since_ms, event) in std::mem::take(&mut self.story.events) {
            self.at(self.began_ms + since_ms, event);
        }
        self.start();
        let end_ms = self.began_ms + length_ms;
        while let Some(Reverse((at_ms, _, event))) = self.events.pop() {
            if at_ms > end_ms {
                break;
            }
            self.now.fetch_max(at_ms, Ordering::SeqCst);
            self.happen(event);
        }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Round(kiosk) if self.network.exchanges < ROUNDS_MAX => {
                let wait_ms = self.round(kiosk).1;
                self.at(self.now_ms() + wait_ms.max(1), Event::Round(kiosk));
            }
            Event::Round(_) => {}
            Event::Act(kiosk) => self.act(kiosk),
            Event::Reboot(kiosk) => {
                self.note(format_args!("k{kiosk} starts again"));
                self.kiosks[kiosk].reboot();
            }
            Event::Clock(kiosk) => {
                let off_ms = self.chance.below(40 * DAY_MS).cast_signed();
                let off_ms = off_ms - (20 * DAY_MS).cast_signed();
                self.note(format_args!("k{kiosk} clock off by {off_ms} ms"));
                self.kiosks[kiosk].off_ms = off_ms;
            }
            Event::Cut(kiosk) => {
                let lasts_ms = self.chance.below(self.story.length_ms);
                self.note(format_args!("k{kiosk} line cut for {lasts_ms} ms"));
                self.kiosks[kiosk].cut_until_ms = self.now_ms() + lasts_ms;
            }
            Event::Tidy(kiosk) => {
                let wall_ms = self.kiosks[kiosk].wall_ms();
                let tidied = self.kiosks[kiosk].journal().tidy(wall_ms).unwrap();
                self.kiosks[kiosk].tidied |= tidied.registrations + tidied.acts > 0;
                self.note(format_args!(
                    "k{kiosk} tidies {} envelopes",
                    tidied.envelopes
                ));
            }
            Event::Kill => {
                self.note(format_args!("centre killed"));
                self.centre.stop();
                let back_ms = self.now_ms() + self.chance.below(self.story.length_ms / 8);
                self.at(back_ms, Event::Start);
            }
            Event::Start => self.start(),
            Event::Days => self.centre.let_days_pass(),
            Event::TakeImage(kiosk) => {
                self.note(format_args!("k{kiosk} disk copied"));
                self.kiosks[kiosk].take_image();
            }
            Event::PutBack(kiosk) => self.put_back(kiosk),
            Event::BackUp => self.back_up(),
            Event::Restore => self.restore(),
        }
    }

    /// Starts the centre; its power may fail again while it starts.
    fn start(&mut self) {
        if self.centre.is_running() {
            return;
        }
        for _ in 0..20 {
            let fails = self.chance.per_mille(self.network.faults.centre_power);
            let cut_at = fails.then(|| self.chance.between(1, 30));
            let after = self.chance.per_mille(500);
            if self.centre.start(cut_at, after) {
                self.note(format_args!("centre runs"));
                return;
            }
            self.note(format_args!("the centre lost its power while it started"));
        }
        assert!(self.centre.start(None, false));
    }

    /// One exchange; tells what came of it and when the next is due.
    fn round(&mut self, kiosk: usize) -> (Option<Result<Progress, Error>>, u64) {
        let held = &mut self.kiosks[kiosk];
        let fails = self.chance.per_mille(self.network.faults.kiosk_power);
        held.sparks.arm(fails.then(|| self.chance.between(1, 40)));
        let mut link = Link {
            network: &mut self.network,
            centre: &mut self.centre,
            chance: &mut self.chance,
            trace: &mut self.trace,
            now: Arc::clone(&self.now),
            began_ms: self.began_ms,
            kiosk,
            cut_until_ms: held.cut_until_ms,
        };
        let entries = held.pace.entries_max().min(self.story.entries_max);
        let (clock, sparks) = (held.clock(), Arc::clone(&held.sparks));
        let began_ms = self.now.load(Ordering::SeqCst);
        let exchange = AssertUnwindSafe(|| {
            round_of(
                entries,
                held.journal(),
                &mut link,
                &*sparks,
                &clock,
                "town/1",
            )
        });
        let outcome = catch_unwind(exchange);
        held.sparks.arm(None);
        let result = match outcome {
            Ok(result) => result,
            Err(panic) if panic.is::<PowerCut>() => {
                held.reboot();
                self.note(format_args!("k{kiosk} lost its power"));
                return (None, 30_000);
            }
            Err(panic) => resume_unwind(panic),
        };
        let took_ms = self.now.load(Ordering::SeqCst) - began_ms;
        let wait_ms = self.kiosks[kiosk].plan(&result, took_ms, self.chance.draw());
        match &result {
            Ok(progress) => self.note(format_args!(
                "k{kiosk} sent {} acknowledged {} changes {} waiting {} notices {:?}",
                progress.sent,
                progress.acknowledged,
                progress.received_changes,
                progress.waiting,
                progress.notices
            )),
            Err(error) => self.note(format_args!("k{kiosk} round failed: {error}")),
        }
        if !self.centre.is_running() && self.network.faults.centre_power > 0 {
            let back_ms = self.now_ms() + self.chance.below(self.story.length_ms / 16);
            self.at(back_ms, Event::Start);
        }
        (Some(result), wait_ms)
    }

    /// Somebody does something at a kiosk, and tries again when the power fails meanwhile.
    fn act(&mut self, kiosk: usize) {
        let wall_ms = self.kiosks[kiosk].wall_ms();
        let on = guangdong_date(i64::try_from(wall_ms).unwrap());
        let known = &self.declared;
        let doing = self
            .template
            .cast
            .doing(known, (on, wall_ms), &mut self.chance);
        let id = RecordId::compose(wall_ms, self.chance.bytes());
        for _ in 0..3 {
            let fails = self.chance.per_mille(self.network.faults.kiosk_power);
            let held = &mut self.kiosks[kiosk];
            held.sparks.arm(fails.then(|| self.chance.between(1, 8)));
            let append = AssertUnwindSafe(|| append(held, &doing, id, wall_ms));
            let outcome = catch_unwind(append);
            held.sparks.arm(None);
            match outcome {
                Ok(seq) => {
                    self.note(format_args!("k{kiosk} {} as {seq}", doing.word));
                    self.saved(kiosk, &doing, id);
                    return;
                }
                Err(panic) if panic.is::<PowerCut>() => {
                    held.reboot();
                    self.note(format_args!("k{kiosk} lost its power while saving"));
                }
                Err(panic) => resume_unwind(panic),
            }
            if self.chance.per_mille(300) {
                return;
            }
        }
    }

    fn saved(&mut self, kiosk: usize, doing: &Doing, record: RecordId) {
        self.kiosks[kiosk].acked.push(Acked {
            record,
            is_act: doing.word == "acts",
        });
        if let Some((person, house)) = doing.declares {
            let declared = Declared {
                record,
                person,
                house,
            };
            self.declared.push(declared);
            self.kiosks[kiosk].declared.push(declared);
        }
    }

    /// Nothing goes wrong any more, until nothing is left to do.
    fn come_to_rest(&mut self) {
        self.note(format_args!("all is well again"));
        self.network.faults = Faults::default();
        self.story.entries_max = 1_000;
        for kiosk in &mut self.kiosks {
            kiosk.cut_until_ms = 0;
        }
        self.start();
        self.network
            .let_all_arrive(&mut self.centre, &mut self.chance);
        self.centre.let_days_pass();
        let mut quiet = 0;
        for _ in 0..QUIET_ROUNDS_MAX {
            let mut still = true;
            for kiosk in 0..self.kiosks.len() {
                self.now.fetch_add(2_000, Ordering::SeqCst);
                let result = self.round(kiosk).0;
                still &= matches!(&result, Some(Ok(progress)) if progress.waiting == 0
                    && !progress.moved() && !progress.more && progress.sent == 0);
            }
            quiet = if still { quiet + 1 } else { 0 };
            if quiet == 2 {
                return;
            }
        }
        panic!("the town does not come to rest");
    }
}

/// Saves what somebody does, as the kiosk's register does it; returns its place in the chain.
fn append(kiosk: &SimKiosk, doing: &Doing, id: RecordId, wall_ms: u64) -> u64 {
    let act = journal::NewRecord {
        record: &doing.record,
        id,
        at: (wall_ms, wall_ms),
        circumstances: Circumstances::GOOD,
        index: doing.index.clone(),
        provisional_for: doing.about,
        drop_draft: None,
    };
    kiosk.journal().append(act, &*kiosk.sparks).unwrap().seq
}
