//! What a network can do to uploads: change them, repeat them, reorder them, lose them (row 15 of
//! the threats). Nothing changed is stored, nothing counts twice, and whatever order they come in,
//! the centre ends with the same books.
//!
//! `ATTACKS=full` tries every bit and a thousand runs; without it a part is tried.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use central::{
    Centre, Config, Refusal,
    tables::{envelopes, presentations},
};
use codes::{Crypto as _, SeededCrypto};
use protocol::{Envelope, Presentation, Record, RejectCode, TakenAs};
use residence::Subject;
use support::{NOW_MS, device::Device, enrolled, postgres::private_postgres, town, with_clock};

const SEED: u64 = 15;

#[expect(
    clippy::disallowed_methods,
    reason = "a test is a main: settings come from outside"
)]
fn full() -> bool {
    std::env::var("ATTACKS").is_ok_and(|how| how == "full")
}

struct World {
    config: Config,
    centre: Centre,
    device: Device,
    clock: Arc<AtomicU64>,
}

impl World {
    async fn open(folder: &std::path::Path, database: Option<String>) -> Self {
        let (config, clock) = with_clock(&town(folder, database).await);
        let centre = Centre::open(&config).await.unwrap();
        let mut device = Device::new(folder);
        enrolled(&config, &centre, &mut device).await;
        device.sync(&centre, Vec::new()).await;
        Self {
            config,
            centre,
            device,
            clock,
        }
    }

    /// A kiosk that speaks without a pause is told to wait.
    fn pause(&self) {
        self.clock.fetch_add(1_000, Ordering::SeqCst);
    }

    fn presentation(&mut self) -> Envelope {
        let number = u8::try_from(self.device.seq % 251).unwrap();
        let record = Record::Presentation(Presentation {
            subject: Subject::from_bytes([number; 16]),
            serial: [number; 8],
            form: 1,
            house: None,
            verdict: TakenAs::Green,
            at: (NOW_MS, NOW_MS),
        });
        let id = self.device.next_record_id();
        self.device.seal(&record, id)
    }

    /// What both halves hold: the chain as it came, and what was made of it.
    async fn books(&self) -> (Vec<Vec<u8>>, Vec<presentations::Listed>) {
        let halves = self.config.halves().await.unwrap();
        let mut chains = Vec::new();
        for store in [&halves.front, &halves.vault] {
            let held = envelopes::of_kiosk(store.as_ref(), &self.device.kiosk).await;
            chains.push(held.unwrap());
        }
        let (front, vault) = (chains.remove(0), chains.remove(0));
        let bytes = |held: &[envelopes::StoredEnvelope]| -> Vec<Vec<u8>> {
            held.iter().map(|one| one.bytes.clone()).collect()
        };
        assert_eq!(bytes(&front), bytes(&vault), "one chain in both halves");
        let made = presentations::all(halves.vault.as_ref()).await.unwrap();
        (bytes(&front), made)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_bit_is_stored_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::open(folder.path(), None).await;
    let envelope = world.presentation();
    let (request, _) = world.device.request(vec![envelope]);
    let step = if full() { 1 } else { 11 };
    let mut changes = 0;
    for bit in (0..request.len() * 8).step_by(step) {
        let mut changed = request.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        let answer = world.centre.sync(&changed).await;
        let refused = matches!(
            answer,
            Err(Refusal::Signature
                | Refusal::Malformed
                | Refusal::KioskUnknown
                | Refusal::TooLarge)
        );
        assert!(refused, "bit {bit}: {:?}", answer.map(|_| "answered"));
        changes += 1;
    }
    assert_eq!(
        world.books().await.0.len(),
        0,
        "{changes} changes, 0 stored"
    );
    println!("changed bits of a request: {changes}, stored: 0");
    assert!(
        world.centre.sync(&request).await.is_ok(),
        "the true one passes"
    );
    assert_eq!(world.books().await.0.len(), 1);
}

/// Whoever holds the kiosk's key could send a changed envelope in a true request: it may stand in
/// the chain as evidence, and nothing is ever made of it.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_made_of_a_changed_envelope() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::open(folder.path(), None).await;
    let step = if full() { 61 } else { 251 };
    let first = world.presentation();
    let bits = first.encode().len() * 8;
    world.device.sync(&world.centre, vec![first]).await;
    let mut set_aside = 0;
    for bit in (0..bits).step_by(step) {
        world.pause();
        let true_one = world.presentation();
        let mut bytes = true_one.encode();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let Ok(changed) = Envelope::decode(&bytes) else {
            world.device.seq = true_one.header().seq - 1;
            world.device.prev = true_one.header().prev;
            continue;
        };
        let before = world.books().await.1.len();
        let (request, nonce) = world.device.request(vec![changed.clone()]);
        let answer = world.centre.sync(&request).await.unwrap();
        let key = world.device.trust.bundle().sync_key;
        let answer = protocol::SyncAnswer::open(&answer, &key, &nonce).unwrap();
        assert_eq!(world.books().await.1.len(), before, "bit {bit}");
        assert!(!answer.rejects.is_empty(), "bit {bit} is refused aloud");
        if answer.through == changed.header().seq {
            world.device.follow(&changed);
            set_aside += 1;
        } else {
            world.device.seq = true_one.header().seq - 1;
            world.device.prev = true_one.header().prev;
        }
    }
    assert!(set_aside > 5, "{set_aside} stood in the chain");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hole_stores_nothing_and_a_replay_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::open(folder.path(), None).await;
    let sent: Vec<Envelope> = (0..4).map(|_| world.presentation()).collect();
    let (answer, _) = world.device.sync(&world.centre, sent[1..].to_vec()).await;
    let gap = RejectCode::Gap { expected: 1 };
    assert_eq!(answer.rejects, [(sent[1].header().record, gap)]);
    assert_eq!((answer.through, world.books().await.0.len()), (0, 0));
    let (request, _) = world.device.request(sent.clone());
    for _ in 0..3 {
        world.pause();
        world.centre.sync(&request).await.unwrap();
        let (chain, made) = world.books().await;
        assert_eq!((chain.len(), made.len()), (4, 4));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_a_batch_is_refused_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::open(folder.path(), None).await;
    let one = world.presentation();
    let (request, _) = world
        .device
        .request(vec![one; protocol::UP_ENTRIES_MAX + 1]);
    assert_eq!(world.centre.sync(&request).await, Err(Refusal::Malformed));
    let flood = vec![0; protocol::REQUEST_BYTES_MAX + 1];
    assert_eq!(world.centre.sync(&flood).await, Err(Refusal::TooLarge));
    assert_eq!(world.books().await.0.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn in_any_order_the_books_are_the_same_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let runs = if full() { 1_000 } else { 25 };
    converge(World::open(folder.path(), None).await, runs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_any_order_the_books_are_the_same_on_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let postgres = private_postgres();
    let runs = if full() { 100 } else { 5 };
    converge(World::open(folder.path(), Some(postgres.url())).await, runs).await;
}

async fn converge(mut world: World, runs: u32) {
    let dice = SeededCrypto::new(SEED);
    let roll = |sides: usize| {
        let mut bytes = [0; 4];
        dice.random(&mut bytes);
        usize::try_from(u32::from_be_bytes(bytes)).unwrap() % sides
    };
    let mut expected: Vec<Vec<u8>> = Vec::new();
    for run in 0..runs {
        let sent: Vec<Envelope> = (0..12).map(|_| world.presentation()).collect();
        expected.extend(sent.iter().map(Envelope::encode));
        let mut through = sent[0].header().seq - 1;
        let first = through;
        while through < sent[11].header().seq {
            world.pause();
            let batch = match roll(4) {
                // What comes next, as far as it got; the rest was lost.
                0 => {
                    let from = usize::try_from(through - first).unwrap();
                    sent[from..(from + 1 + roll(4)).min(12)].to_vec()
                }
                // A piece from somewhere, too early or again.
                1 => {
                    let from = roll(12);
                    sent[from..(from + 1 + roll(5)).min(12)].to_vec()
                }
                // Single ones in any order, some of them twice.
                2 => (0..6).map(|_| sent[roll(12)].clone()).collect(),
                // An upload whose answer was lost: the kiosk sends it once more.
                _ => sent[..=roll(12)].to_vec(),
            };
            let (answer, _) = world.device.sync(&world.centre, batch).await;
            assert!(answer.through >= through, "run {run}: it never goes back");
            let wrong = |(_, code): &(_, RejectCode)| !matches!(code, RejectCode::Gap { .. });
            assert!(!answer.rejects.iter().any(wrong), "{:?}", answer.rejects);
            through = answer.through;
        }
    }
    let (chain, made) = world.books().await;
    assert_eq!(chain.len(), expected.len());
    assert_eq!(chain, expected);
    assert_eq!(made.len(), expected.len(), "each once in effect");
}
