//! What a seed makes happen: how many kiosks, for how long, and how often what goes wrong.

use sync::plan::Pacing;

use crate::{chance::Chance, network::Faults, template::KIOSKS_MAX};

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
pub(crate) const DAY_MS: u64 = 24 * HOUR_MS;

/// Something that happens at a time of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Event {
    /// A kiosk asks the centre.
    Round(usize),
    /// Somebody does something at a kiosk.
    Act(usize),
    /// The power of a kiosk fails.
    Reboot(usize),
    /// Somebody sets the clock of a kiosk.
    Clock(usize),
    /// The line of a kiosk is cut.
    Cut(usize),
    /// A kiosk tidies up, as it does at night.
    Tidy(usize),
    /// The process of the centre is killed, and starts again later.
    Kill,
    /// The centre starts.
    Start,
    /// The centre looks at the calendar.
    Days,
    /// Somebody copies the disk of a kiosk.
    TakeImage(usize),
    /// Somebody puts that copy back.
    PutBack(usize),
    /// The operator copies the centre.
    BackUp,
    /// The centre's disk is lost, and its newest copy put back.
    Restore,
}

/// Which disk comes back from a copy. Not both in one story: a kiosk in an epoch that the centre has
/// forgotten needs a second approval, which is a story of administrators, not of exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ComesBack {
    Nothing,
    Kiosk,
    Centre,
}

pub(crate) struct Story {
    pub(crate) kiosks: usize,
    pub(crate) length_ms: u64,
    pub(crate) faults: Faults,
    pub(crate) pacing: Pacing,
    pub(crate) entries_max: usize,
    /// What comes back from a copy, if anything.
    pub(crate) comes_back: ComesBack,
    pub(crate) events: Vec<(u64, Event)>,
}

impl Story {
    pub(crate) fn draw(chance: &mut Chance) -> Self {
        let kiosks = 1 + chance.place(KIOSKS_MAX);
        let length_ms = *chance.pick(&[HOUR_MS, 6 * HOUR_MS, DAY_MS, 6 * DAY_MS, 20 * DAY_MS]);
        let mut story = Self {
            kiosks,
            length_ms,
            faults: faults(chance),
            pacing: Pacing {
                // Otherwise a long story would be nothing but asking.
                retry_ms_max: (length_ms / 16).max(5 * MINUTE_MS),
                poll_ms_max: (length_ms / 10).max(MINUTE_MS),
                eager_ms_max: *chance.pick(&[4_000, (length_ms / 24).max(4_000)]),
                ..Pacing::default()
            },
            entries_max: *chance.pick(&[1, 2, 5, 1_000]),
            comes_back: *chance.pick(&[
                ComesBack::Nothing,
                ComesBack::Nothing,
                ComesBack::Nothing,
                ComesBack::Nothing,
                ComesBack::Centre,
                ComesBack::Centre,
                ComesBack::Centre,
                ComesBack::Kiosk,
            ]),
            events: Vec::new(),
        };
        story.events = story.happenings(chance);
        story
    }

    fn happenings(&self, chance: &mut Chance) -> Vec<(u64, Event)> {
        let mut all = Vec::new();
        let mut some = |most: u64, chance: &mut Chance, event: &dyn Fn(usize) -> Event| {
            for _ in 0..chance.below(most + 1) {
                let kiosk = chance.place(self.kiosks);
                all.push((chance.below(self.length_ms), event(kiosk)));
            }
        };
        some(22, chance, &Event::Act);
        some(3, chance, &Event::Reboot);
        some(4, chance, &Event::Clock);
        some(3, chance, &Event::Cut);
        some(2, chance, &Event::Tidy);
        some(3, chance, &|_| Event::Kill);
        some(3, chance, &|_| Event::Days);
        match self.comes_back {
            ComesBack::Nothing => {}
            ComesBack::Kiosk => {
                some(2, chance, &Event::TakeImage);
                some(3, chance, &Event::PutBack);
            }
            ComesBack::Centre => {
                some(4, chance, &|_| Event::BackUp);
                some(3, chance, &|_| Event::Restore);
            }
        }
        for kiosk in 0..self.kiosks {
            all.push((chance.below(MINUTE_MS), Event::Round(kiosk)));
        }
        all
    }
}

/// Some runs are calm in some ways, so that the others show what they do alone.
fn faults(chance: &mut Chance) -> Faults {
    let often = |most: u64, chance: &mut Chance| {
        if chance.per_mille(400) {
            0
        } else {
            chance.below(most + 1)
        }
    };
    Faults {
        lose_request: often(300, chance),
        lose_answer: often(300, chance),
        repeat: often(300, chance),
        wander: often(400, chance),
        break_connection: often(150, chance),
        centre_power: often(120, chance),
        kiosk_power: often(120, chance),
        old_answer: often(60, chance),
        busy: often(100, chance),
        delay_ms_max: *chance.pick(&[0, 50, 400, 5_000]),
    }
}
