//! What lies between a kiosk and the centre: it loses, repeats, reorders, delays and cuts.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use central::Refusal;
use sync::{Carrier, CarrierError};

use crate::{
    centre::{Answered, SimCentre, Weather},
    chance::Chance,
    power::PowerCut,
    trace::Trace,
};

/// Copies of requests that still wander about; the oldest is forgotten first.
const WANDERING_MAX: usize = 12;

/// How often what goes wrong, in a thousand exchanges.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Faults {
    pub(crate) lose_request: u64,
    pub(crate) lose_answer: u64,
    pub(crate) repeat: u64,
    pub(crate) wander: u64,
    pub(crate) break_connection: u64,
    pub(crate) centre_power: u64,
    pub(crate) kiosk_power: u64,
    pub(crate) old_answer: u64,
    pub(crate) busy: u64,
    pub(crate) delay_ms_max: u64,
}

/// What is under way between all kiosks and the centre.
#[derive(Default)]
pub(crate) struct Network {
    pub(crate) faults: Faults,
    /// Requests that were sent once and may still arrive, once more or for the first time.
    wandering: Vec<Vec<u8>>,
    answer: Option<Vec<u8>>,
    pub(crate) exchanges: u64,
}

/// The way of one kiosk.
pub(crate) struct Link<'a> {
    pub(crate) network: &'a mut Network,
    pub(crate) centre: &'a mut SimCentre,
    pub(crate) chance: &'a mut Chance,
    pub(crate) trace: &'a mut Trace,
    pub(crate) now: Arc<AtomicU64>,
    pub(crate) began_ms: u64,
    pub(crate) kiosk: usize,
    pub(crate) cut_until_ms: u64,
}

impl Network {
    pub(crate) fn with(faults: Faults) -> Self {
        Self {
            faults,
            ..Self::default()
        }
    }

    /// Everything that is still under way arrives, in any order.
    pub(crate) fn let_all_arrive(&mut self, centre: &mut SimCentre, chance: &mut Chance) {
        while !self.wandering.is_empty() {
            let place = chance.place(self.wandering.len());
            let late = self.wandering.swap_remove(place);
            centre.serve(&[late], &Weather::default(), chance);
        }
    }

    fn keep(&mut self, request: &[u8]) {
        self.wandering.push(request.to_vec());
        if self.wandering.len() > WANDERING_MAX {
            self.wandering.remove(0);
        }
    }

    /// The request, and what arrives with it.
    fn gather(&mut self, request: &[u8], chance: &mut Chance) -> Vec<Vec<u8>> {
        let mut all = vec![request.to_vec()];
        if chance.per_mille(self.faults.repeat) {
            all.push(request.to_vec());
        }
        while !self.wandering.is_empty() && all.len() < 4 && chance.per_mille(self.faults.wander) {
            let place = chance.place(self.wandering.len());
            all.push(self.wandering.swap_remove(place));
        }
        if chance.per_mille(self.faults.wander) {
            self.keep(request);
        }
        all
    }
}

impl Link<'_> {
    fn pass(&mut self, ms_max: u64) {
        let delay = self.chance.below(ms_max + 1);
        self.now.fetch_add(delay, Ordering::SeqCst);
    }

    fn note(&mut self, what: &str) {
        let now_ms = self.now.load(Ordering::SeqCst);
        let kiosk = self.kiosk;
        let since_ms = now_ms - self.began_ms;
        self.trace.note(since_ms, format_args!("k{kiosk} {what}"));
    }

    fn serve(&mut self, all: &[Vec<u8>]) -> Answered {
        let faults = self.network.faults;
        let mut weather = Weather::default();
        if self.chance.per_mille(faults.centre_power) {
            weather.cut_at = Some(self.chance.between(1, 60));
            weather.after = self.chance.per_mille(500);
        }
        if self.chance.per_mille(faults.break_connection) {
            let which = self.chance.place(all.len());
            weather.broken = Some((which, self.chance.between(1, 40)));
        }
        let answers = self.centre.serve(all, &weather, self.chance);
        let worst = |answer: &Answered| match answer {
            None => "nothing",
            Some(Ok(_)) => "answered",
            Some(Err(Refusal::TooOften { .. })) => "too often",
            Some(Err(Refusal::Later)) => "later",
            Some(Err(_)) => "refused",
        };
        let told: Vec<&str> = answers.iter().map(worst).collect();
        self.note(&told.join(", "));
        if !self.centre.is_running() {
            self.note("the centre lost its power");
        }
        answers.into_iter().next().flatten()
    }
}

impl Carrier for Link<'_> {
    fn exchange(&mut self, request: &[u8]) -> Result<Vec<u8>, CarrierError> {
        let faults = self.network.faults;
        self.network.exchanges += 1;
        self.trace.mix(request);
        self.pass(faults.delay_ms_max);
        if self.now.load(Ordering::SeqCst) < self.cut_until_ms {
            return Err(CarrierError::Unreachable);
        }
        if self.chance.per_mille(faults.lose_request) {
            self.note("request lost");
            if self.chance.per_mille(faults.wander) {
                self.network.keep(request);
            }
            return Err(CarrierError::Unreachable);
        }
        if self.chance.per_mille(faults.busy) {
            self.note("told to wait");
            let wait_ms = Some(self.chance.between(1, 30) * 1_000);
            return Err(CarrierError::Busy { wait_ms });
        }
        if !self.centre.is_running() {
            return Err(CarrierError::Unreachable);
        }
        let all = self.network.gather(request, self.chance);
        let answer = self.serve(&all);
        self.pass(faults.delay_ms_max);
        let bytes = match answer {
            None => return Err(CarrierError::Unreachable),
            Some(Err(Refusal::TooOften { seconds })) => {
                let wait_ms = Some(u64::from(seconds) * 1_000);
                return Err(CarrierError::Busy { wait_ms });
            }
            Some(Err(Refusal::Later)) => return Err(CarrierError::Busy { wait_ms: None }),
            Some(Err(refusal)) => panic!("the centre refuses its own kiosk: {refusal}"),
            Some(Ok(bytes)) => bytes,
        };
        if self.chance.per_mille(faults.lose_answer) {
            self.note("answer lost");
            return Err(CarrierError::Unreachable);
        }
        if self.chance.per_mille(faults.kiosk_power) {
            self.note("power cut while the answer comes");
            std::panic::resume_unwind(Box::new(PowerCut));
        }
        let older = self.network.answer.replace(bytes.clone());
        if self.chance.per_mille(faults.old_answer) {
            self.note("an older answer comes");
            return Ok(older.unwrap_or_default());
        }
        Ok(bytes)
    }
}
