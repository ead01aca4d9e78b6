//! Rows 15 and 17: what somebody on the wire does to uploads. A real kiosk composes a request, a
//! real centre hears it altered thousands of times, and stores nothing but the one that was sent.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use codes::{Algorithm, SoftwareCrypto};
use protocol::{Envelope, SyncRequest, verify_envelope};
use sync::{Carrier, CarrierError, HttpCarrier, Moment};
use town::{Cast, Centre, Mint, Outcome, Pockets, Screenless, Station, Visit, now, wait_for};

use crate::{
    damage::{Chance, damage},
    on_all_cores, seed, setting,
};

const WIRES: u64 = 2;

/// A wire that is cut behind the kiosk: the request is in hand, and nobody answers.
struct Tap(Arc<Mutex<Vec<u8>>>);

impl Carrier for Tap {
    fn exchange(&mut self, request: &[u8]) -> Result<Vec<u8>, CarrierError> {
        *self.0.lock().unwrap() = request.to_vec();
        Err(CarrierError::Unreachable)
    }
}

/// Takes the request that the kiosk would send now.
fn tapped(kiosk: &Screenless) -> Vec<u8> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let mut tap = Tap(Arc::clone(&heard));
    let journal = kiosk.kiosk().journal();
    let moment = || Moment {
        unix_ms: now().unix_ms,
        boot_ms: 0,
        boot_id: [0; 16],
    };
    let round = sync::round(journal, &mut tap, &SoftwareCrypto, &moment, "attacked");
    assert!(round.is_err(), "nobody answered");
    let heard = heard.lock().unwrap();
    heard.clone()
}

/// A town with a kiosk that has three declarations to send, and the centre that waits for them.
struct Scene {
    centre: Centre,
    kiosk: Screenless,
    _folder: tempfile::TempDir,
}

async fn scene() -> Result<Scene> {
    let folder = tempfile::tempdir()?;
    let logs = folder.path().join("logs");
    let cast = Cast::draw_crowd(seed()).await?;
    let mut centre = Centre::found(&folder.path().join("centre"), &cast, None, &logs).await?;
    centre.open().await?;
    let station = Station::new(&folder.path().join("kiosk"));
    station.enrol(&centre).await?;
    // The kiosk is stocked, then the wire is cut: what it saves from now on waits.
    let mut kiosk = Screenless::open(station.data())?;
    kiosk.start_sync();
    wait_for("the kiosk is stocked", Duration::from_secs(60), || {
        let online = kiosk.tick().strip.online;
        let key = kiosk
            .kiosk()
            .journal()
            .bind_key()
            .is_ok_and(|key| key.is_some());
        async move { (online && key).then_some(()) }
    })
    .await?;
    drop(kiosk);
    let mut kiosk = Screenless::open(station.data())?;
    let visit = Visit {
        outcome: Outcome::Absent,
        ..cast.visit.clone()
    };
    for (house, person) in cast
        .town
        .houses
        .iter()
        .zip(cast.town.people.iter().skip(10))
        .take(3)
    {
        let pockets = Pockets {
            house: centre.house_code(&house.key)?,
            withdrawn_house: String::new(),
            resident: centre.resident_code(&person.key)?,
            number: person.number.clone(),
            owner: String::new(),
            owner_number: String::new(),
        };
        kiosk.declare(&visit, &pockets)?;
    }
    Ok(Scene {
        centre,
        kiosk,
        _folder: folder,
    })
}

impl Scene {
    /// Where the centre is, and whom to believe that it is there.
    fn enrolment(&self) -> Result<(String, String)> {
        let journal = self.kiosk.kiosk().journal();
        let enrolment = journal.enrolment()?.context("enrolled")?;
        Ok((enrolment.server, enrolment.ca_pem))
    }

    /// Sends the request as it is, three times; a replay may be answered or refused.
    async fn send_true(&self, request: &[u8]) -> Result<usize> {
        let (enrolment, request) = (self.enrolment()?, request.to_vec());
        tokio::task::spawn_blocking(move || -> Result<()> {
            let mut wire = HttpCarrier::new(&enrolment.0, &enrolment.1)?;
            for _ in 0..3 {
                drop(send(&mut wire, &request));
            }
            Ok(())
        })
        .await??;
        self.stored().await
    }

    async fn stored(&self) -> Result<usize> {
        Ok(self.centre.books().envelopes().await?.len())
    }
}

/// Sends a request until the centre has time for it.
fn send(wire: &mut HttpCarrier, request: &[u8]) -> Result<Vec<u8>, CarrierError> {
    for _ in 0..240 {
        match wire.exchange(request) {
            Err(CarrierError::Busy { .. }) => std::thread::sleep(Duration::from_millis(250)),
            other => return other,
        }
    }
    Err(CarrierError::Busy { wait_ms: None })
}

/// What came back for altered requests.
#[derive(Debug, Default, Clone, Copy)]
struct Heard {
    /// As if they were true.
    answered: usize,
    /// Refused for what they are.
    refused: usize,
    /// Told to wait, unread.
    waiting: usize,
}

/// Sends altered requests and counts what comes back.
fn send_altered(
    wire: &mut HttpCarrier,
    request: &[u8],
    numbers: impl Iterator<Item = u64>,
    seed: u64,
) -> Result<Heard> {
    let mut heard = Heard::default();
    for attempt in numbers {
        let mut altered = request.to_vec();
        damage(&mut altered, &[], &mut Chance::new(seed, attempt));
        if altered == request {
            continue;
        }
        match wire.exchange(&altered) {
            Ok(_) | Err(CarrierError::LargeAnswer) => {
                heard.answered += 1;
                println!("ATTACK_SEED={seed}: request {attempt} was answered");
            }
            Err(CarrierError::Refused { .. } | CarrierError::TooLarge) => heard.refused += 1,
            Err(CarrierError::Busy { .. }) => heard.waiting += 1,
            Err(CarrierError::Unreachable | CarrierError::Address | CarrierError::Authority) => {
                anyhow::bail!("the centre is gone after request {attempt}")
            }
        }
    }
    Ok(heard)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_altered_upload_is_stored() -> Result<()> {
    let (count, seed) = (setting("ATTACK_UPLOADS", 300), seed());
    let scene = scene().await?;
    let request = tapped(&scene.kiosk);
    let before = scene.stored().await?;
    let mut hands = Vec::new();
    for first in 0..WIRES {
        let enrolment = scene.enrolment()?;
        let request = request.clone();
        // A wire waits for its answers, so it needs a thread of its own.
        hands.push(tokio::task::spawn_blocking(move || {
            let mut wire = HttpCarrier::new(&enrolment.0, &enrolment.1)?;
            let numbers = (first..count).step_by(usize::try_from(WIRES)?);
            send_altered(&mut wire, &request, numbers, seed)
        }));
    }
    let mut heard = Heard::default();
    for hand in hands {
        let more = hand.await??;
        heard.answered += more.answered;
        heard.refused += more.refused;
        heard.waiting += more.waiting;
    }
    println!("altered uploads: {count} sent, {heard:?}");
    ensure!(heard.answered == 0, "altered requests were answered");
    ensure!(
        heard.refused > heard.waiting,
        "hardly anything was read: {heard:?}"
    );
    ensure!(
        scene.stored().await? == before,
        "something altered was stored"
    );

    // The true one is stored once, however often it comes.
    let after = scene.send_true(&request).await?;
    ensure!(after > before, "the true request stores its records");
    let replayed = scene.send_true(&request).await?;
    ensure!(replayed == after, "a replay is stored again");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_altered_message_passes_its_signature() -> Result<()> {
    let (count, seed) = (setting("ATTACK_UPLOADS", 300).max(20_000), seed());
    let scene = scene().await?;
    let request = tapped(&scene.kiosk);
    let journal = scene.kiosk.kiosk().journal();
    let device = journal.device()?.signing.verifying_key();
    let stranger = Mint::new(Algorithm::Ed25519, 0).device.verifying_key();
    let opened = SyncRequest::open(&request, &device)?;
    ensure!(opened.up.len() >= 3, "the records wait in the request");
    ensure!(SyncRequest::open(&request, &stranger).is_err());
    let envelopes: Vec<Vec<u8>> = opened.up.iter().map(Envelope::encode).collect();
    let passes = |bytes: &[u8]| {
        Envelope::decode(bytes).is_ok_and(|envelope| verify_envelope(&envelope, &device).is_ok())
    };
    ensure!(
        envelopes.iter().all(|bytes| passes(bytes)),
        "the true envelopes pass"
    );
    let [tried, accepted] = on_all_cores(count, |attempt| {
        let mut chance = Chance::new(seed, attempt);
        let place = chance.below(envelopes.len() + 1);
        let other = &envelopes[chance.below(envelopes.len())];
        let original = envelopes.get(place).unwrap_or(&request);
        let mut altered = original.clone();
        damage(&mut altered, other, &mut chance);
        if altered == request || envelopes.contains(&altered) {
            return [0, 0];
        }
        let taken = passes(&altered) || SyncRequest::open(&altered, &device).is_ok();
        assert!(!taken, "ATTACK_SEED={seed}: message {attempt} passes");
        [1, u64::from(taken)]
    });
    println!("altered messages: {tried} of {count} tried, {accepted} passed");
    ensure!(tried * 10 > count * 9);
    Ok(())
}
