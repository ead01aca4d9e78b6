//! Rows 15 and 17: what somebody on the wire does to uploads. A real kiosk composes a request, a
//! real centre hears it altered thousands of times, and stores nothing but the one that was sent.

use std::sync::{Arc, Mutex};

use anyhow::{Context as _, Result, ensure};
use codes::{Algorithm, SoftwareCrypto};
use protocol::{Envelope, SyncRequest, verify_envelope};
use sync::{Carrier, CarrierError, HttpCarrier, Moment};
use town::{Cast, Centre, Mint, Outcome, Pockets, Screenless, Station, Visit, now, wait_for};

use crate::{
    damage::{Chance, damage},
    on_all_cores, seed, setting,
};

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
    cast: Cast,
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
    wait_for(
        "the kiosk is stocked",
        std::time::Duration::from_secs(60),
        || {
            let online = kiosk.tick().strip.online;
            let key = kiosk
                .kiosk()
                .journal()
                .bind_key()
                .is_ok_and(|key| key.is_some());
            async move { (online && key).then_some(()) }
        },
    )
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
        cast,
        _folder: folder,
    })
}

impl Scene {
    fn wire(&self) -> Result<HttpCarrier> {
        let enrolment = self
            .kiosk
            .kiosk()
            .journal()
            .enrolment()?
            .context("enrolled")?;
        Ok(HttpCarrier::new(&enrolment.server, &enrolment.ca_pem)?)
    }

    async fn stored(&self) -> Result<usize> {
        Ok(self.centre.books().envelopes().await?.len())
    }
}

/// Sends a request until the centre has time for it.
async fn send(wire: &mut HttpCarrier, request: &[u8]) -> Result<Vec<u8>, CarrierError> {
    for _ in 0..120 {
        match tokio::task::block_in_place(|| wire.exchange(request)) {
            Err(CarrierError::Busy { .. }) => {
                tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            }
            other => return other,
        }
    }
    Err(CarrierError::Busy { wait_ms: None })
}

#[tokio::test(flavor = "multi_thread")]
async fn no_altered_upload_is_stored() -> Result<()> {
    let (count, seed) = (setting("ATTACK_UPLOADS", 300), seed());
    let scene = scene().await?;
    let request = tapped(&scene.kiosk);
    let before = scene.stored().await?;
    let mut wire = scene.wire()?;
    let mut answered = 0;
    for attempt in 0..count {
        let mut altered = request.clone();
        damage(&mut altered, &[], &mut Chance::new(seed, attempt));
        if altered == request {
            continue;
        }
        let heard = tokio::task::block_in_place(|| wire.exchange(&altered));
        if heard.is_ok() {
            answered += 1;
            println!("ATTACK_SEED={seed}: request {attempt} was answered");
        }
        ensure!(
            !matches!(heard, Err(CarrierError::Unreachable)),
            "the centre is gone after request {attempt}"
        );
    }
    ensure!(answered == 0, "{answered} altered requests were answered");
    ensure!(
        scene.stored().await? == before,
        "something altered was stored"
    );

    // The true one is stored once, however often it comes.
    let first = send(&mut wire, &request).await;
    ensure!(first.is_ok(), "the true request is refused: {first:?}");
    let after = scene.stored().await?;
    ensure!(after > before, "the true request stores its records");
    for _ in 0..3 {
        // A replay may be answered or refused; it stores nothing.
        drop(send(&mut wire, &request).await);
    }
    ensure!(scene.stored().await? == after, "a replay is stored again");
    println!("altered uploads: {count} sent, 0 answered, 0 stored");
    ensure!(scene.cast.town.people.len() > 100, "a crowd");
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
