//! The centre and the rules alone agree: 60 random rounds through a real registry.
//!
//! Residents declare, owners and strangers answer, envelopes come twice, days pass. After every act
//! each declaration at the centre is what `residence::act` made of it from the same facts.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use central::{
    Centre, Config,
    tables::{registrations, standings::Standing},
};
use chrono::NaiveDate;
use protocol::{ActingPerson, CodeSerial, Envelope, OwnerAnswer, Record};
use residence::{
    Capacity, Event, Facts, HouseCode, HouseStanding, Listed as _, Policy, RecordId, Registration,
    RejectionReason, State, act, guangdong_date, let_time_pass,
};
use support::{NOW_MS, approve_the_waiting, device::Device, town};

const ROUNDS: u32 = 60;
const ACTS_A_ROUND: u32 = 8;
const DAY_MS: u64 = 86_400_000;
const POLICY: &Policy = &Policy::GD_DEFAULT;

const PEOPLE: [(&str, &str); 6] = [
    ("p1", "449900199104120024"),
    ("p2", "449900196809050114"),
    ("p3", "449900197401200240"),
    ("p6", "449900198505150334"),
    ("p7", "449900199707280406"),
    ("p8", "449900200110020519"),
];
/// Houses with the places of their owners in `PEOPLE`.
const HOUSES: [(&str, &[usize]); 5] = [
    ("h1", &[1]),
    ("h2", &[2]),
    ("h3", &[3]),
    ("h4", &[1, 2]),
    ("h6", &[]),
];

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides).unwrap()).unwrap()
    }
}

/// The rules alone: a declaration by its record, with person, house, and where it stands.
#[derive(Default)]
struct Alone {
    held: BTreeMap<RecordId, (usize, usize, Result<Registration, String>)>,
}

impl Alone {
    fn declare(
        &mut self,
        id: RecordId,
        person: usize,
        house: usize,
        on: NaiveDate,
        day: NaiveDate,
    ) {
        let live = self.held.values().filter(|(who, _, held)| {
            *who == person && held.as_ref().is_ok_and(|held| held.state.is_live())
        });
        let owners = HOUSES[house].1;
        let facts = Facts {
            identity_proven: true,
            for_resident: true,
            declarant_age: 25,
            declarant_owns: owners.contains(&person),
            house: HouseStanding::Known,
            has_confirmer: !owners.is_empty(),
            live_at_same_house: live.clone().any(|(_, where_, _)| *where_ == house),
            live_addresses: live.count(),
            moved_in_on: on,
            asked_on: day,
            ..Facts::of_nobody(on)
        };
        let ruled = act(None, Event::Declare, &facts, on, POLICY);
        let stands = ruled
            .map(|step| step.registration)
            .map_err(|denial| denial.rule());
        self.held.insert(id, (person, house, stands));
    }

    fn answer(&mut self, id: RecordId, owner: usize, event: Event, on: NaiveDate) {
        let Some((_, house, Ok(held))) = self.held.get_mut(&id) else {
            return;
        };
        let owners = HOUSES[*house].1;
        let facts = Facts {
            identity_proven: true,
            actor: owners.contains(&owner).then_some(Capacity::Owner),
            has_confirmer: !owners.is_empty(),
            ..Facts::of_nobody(on)
        };
        if let Ok(step) = act(Some(held), event, &facts, on, POLICY) {
            *held = step.registration;
        }
    }

    fn let_days_pass(&mut self, today: NaiveDate) {
        for (_, _, held) in self.held.values_mut() {
            if let Ok(held) = held
                && let Some(step) = let_time_pass(held, today, POLICY)
            {
                *held = step.registration;
            }
        }
    }
}

struct World {
    config: Config,
    centre: Centre,
    device: Device,
    clock: Arc<AtomicU64>,
    people: Vec<ActingPerson>,
    houses: Vec<(HouseCode, CodeSerial)>,
    alone: Alone,
    sent: Vec<Envelope>,
    dice: Dice,
}

#[tokio::test(flavor = "multi_thread")]
async fn the_centre_is_what_the_rules_say() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::open(folder.path()).await;
    for round in 0..ROUNDS {
        for _ in 0..ACTS_A_ROUND {
            world.something_happens().await;
        }
        world.compare(round).await;
    }
    let states = |state| {
        let held = world.alone.held.values();
        held.filter(|(_, _, held)| held.as_ref().is_ok_and(|held| held.state == state))
            .count()
    };
    for state in [State::Effective, State::Rejected, State::Expired] {
        assert!(states(state) > 3, "{state:?} is met");
    }
    let denied = world
        .alone
        .held
        .values()
        .filter(|(_, _, held)| held.is_err());
    assert!(denied.count() > 10, "some are refused");
}

impl World {
    async fn open(folder: &std::path::Path) -> Self {
        let clock = Arc::new(AtomicU64::new(NOW_MS));
        let read = Arc::clone(&clock);
        let config = Config {
            clock: Arc::new(move || read.load(Ordering::SeqCst)),
            ..town(folder, None).await
        };
        let centre = Centre::open(&config).await.unwrap();
        let mut device = Device::new(folder);
        let line = std::fs::read_to_string(folder.join("tokens.txt")).unwrap();
        let (_, token) = line.trim().split_once(' ').unwrap();
        assert_eq!(device.enrol(&centre, token).await, Ok(false));
        approve_the_waiting(&config).await;
        assert_eq!(device.enrol(&centre, token).await, Ok(true));
        let people = PEOPLE.map(|(key, number)| device.person(key, number));
        let houses = HOUSES.map(|(key, _)| device.house(key));
        Self {
            config,
            centre,
            device,
            clock,
            people: people.into(),
            houses: houses.into(),
            alone: Alone::default(),
            sent: Vec::new(),
            dice: Dice(0x9e37_79b9_7f4a_7c15),
        }
    }

    fn today(&self) -> NaiveDate {
        let now_ms = self.clock.load(Ordering::SeqCst);
        guangdong_date(i64::try_from(now_ms).unwrap())
    }

    async fn something_happens(&mut self) {
        // A kiosk that speaks without a pause is told to wait.
        self.clock.fetch_add(1_000, Ordering::SeqCst);
        match self.dice.roll(8) {
            0..=2 => self.somebody_declares().await,
            3..=5 => self.somebody_answers().await,
            6 => {
                let days = u64::try_from(self.dice.roll(5)).unwrap();
                self.clock.fetch_add(days * DAY_MS, Ordering::SeqCst);
                self.centre.let_days_pass().await.unwrap();
                self.alone.let_days_pass(self.today());
            }
            _ => {
                let again = self.sent.len().saturating_sub(self.dice.roll(6));
                let twice: Vec<Envelope> = self.sent[again..].to_vec();
                self.device.sync(&self.centre, twice).await;
            }
        }
    }

    async fn somebody_declares(&mut self) {
        let (person, house) = (self.dice.roll(PEOPLE.len()), self.dice.roll(HOUSES.len()));
        let (on, id) = (self.kiosk_day(), self.next_id());
        let (declarant, house_code) = (self.people[person].clone(), self.houses[house].clone());
        let mut record = self.device.declaration(declarant, house_code, Vec::new());
        if let Record::Declaration(declaration) = &mut record {
            declaration.declared_on = on;
            declaration.moved_in_on = on;
        }
        self.alone.declare(id, person, house, on, self.today());
        self.send(&record, id).await;
    }

    async fn somebody_answers(&mut self) {
        let known: Vec<RecordId> = self.alone.held.keys().rev().take(6).copied().collect();
        if known.is_empty() {
            return;
        }
        let about = known[self.dice.roll(known.len())];
        let owner = self.dice.roll(4);
        let reason = RejectionReason::ALL[self.dice.roll(5)];
        let (answer, event) = if self.dice.roll(3) > 0 {
            (OwnerAnswer::Confirmed, Event::Confirm)
        } else {
            (OwnerAnswer::Refused(reason), Event::Reject(reason))
        };
        let (on, id) = (self.kiosk_day(), self.next_id());
        let mut record = self
            .device
            .decision(about, self.people[owner].clone(), answer);
        if let Record::OwnerDecision(decision) = &mut record {
            decision.decided_on = on;
        }
        self.alone.answer(about, owner, event, on);
        self.send(&record, id).await;
    }

    /// A kiosk may be offline for two days.
    fn kiosk_day(&mut self) -> NaiveDate {
        let days = chrono::Days::new(u64::try_from(self.dice.roll(3)).unwrap());
        self.today() - days
    }

    fn next_id(&self) -> RecordId {
        let number = u64::try_from(self.sent.len()).unwrap();
        RecordId::compose(NOW_MS + number, [7; 10])
    }

    async fn send(&mut self, record: &Record, id: RecordId) {
        let envelope = self.device.seal(record, id);
        self.sent.push(envelope.clone());
        self.device.sync(&self.centre, vec![envelope]).await;
    }

    async fn compare(&self, round: u32) {
        let store = self.config.store().await.unwrap();
        let rows = registrations::all(store.as_ref()).await.unwrap();
        assert_eq!(rows.len(), self.alone.held.len(), "round {round}");
        for row in rows {
            let (_, _, expected) = &self.alone.held[&row.record];
            let standing = match expected {
                Ok(held) => Standing::Stands(*held),
                Err(rule) => Standing::Denied(rule.clone()),
            };
            assert_eq!(row.standing, standing, "round {round}");
        }
    }
}
