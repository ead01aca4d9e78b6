//! Who is enrolled, with what powers, and how that ends: the key characters, certificates with and
//! without a TPM, renewal, succession, revocation, and a front that lies (rows 10, 25 and 27).

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use std::sync::atomic::Ordering;

use central::{
    Approval, Centre, Config, Refusal,
    store::Statement,
    tables::{
        alarms::{self, Alarm},
        envelopes::{self, Place, Stage, StoredEnvelope},
        kiosks::{self, Kiosk, Standing},
        presentations,
    },
};
use codes::{Powers, SealingSecret, SoftwareCrypto};
use protocol::{Change, Presentation, Record, TakenAs};
use residence::{KioskId, Subject};
use support::{
    NOW_MS, approve, approve_the_waiting, device::Device, enrolled, postgres::private_postgres,
    token, town, with_clock,
};

const DAY_MS: u64 = 86_400_000;
const CRYPTO: SoftwareCrypto = SoftwareCrypto;

#[tokio::test(flavor = "multi_thread")]
async fn a_fleet_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    tell(town(folder.path(), None).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fleet_on_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let postgres = private_postgres();
    tell(town(folder.path(), Some(postgres.url())).await).await;
}

async fn tell(config: Config) {
    let (config, clock) = with_clock(&config);
    let centre = Centre::open(&config).await.unwrap();
    only_the_compared_keys_are_approved(&config, &centre).await;
    let mut software = Device::new(&config.data);
    enrolled(&config, &centre, &mut software).await;
    let mut assured = Device::with_tpm(&config.data);
    enrolled(&config, &centre, &mut assured).await;
    powers_follow_from_where_the_key_lies(&config, &software, &assured).await;
    clock.store(NOW_MS + 21 * DAY_MS, Ordering::SeqCst);
    assert_eq!(
        renewed(&centre, &mut software, 21).await,
        1,
        "30 days: at 20"
    );
    assert_eq!(renewed(&centre, &mut assured, 21).await, 0);
    clock.store(NOW_MS + 61 * DAY_MS, Ordering::SeqCst);
    assert_eq!(
        renewed(&centre, &mut assured, 61).await,
        1,
        "90 days: at 60"
    );
    assert_eq!(renewed(&centre, &mut assured, 61).await, 0, "once");
    a_new_kiosk_takes_the_place_of_an_old_one(&config, &centre, &mut software).await;
    a_front_that_lies_gets_nothing(&config, &centre, &mut assured).await;
    who_speaks_without_a_pause_is_told_to_wait(&centre, &assured).await;
}

async fn only_the_compared_keys_are_approved(config: &Config, centre: &Centre) {
    let mut device = Device::new(&config.data);
    let text = token(config, None).await;
    assert_eq!(device.enrol(centre, &text).await, Ok(false));
    let mut second = Device::new(&config.data);
    let refused = second.enrol(centre, &text).await;
    assert_eq!(refused, Err(Refusal::TokenRefused), "one use");

    let front = config.front_store().await.unwrap();
    let waiting = kiosks::all(front.as_ref()).await.unwrap().remove(0);
    let characters = central::characters_of(front.as_ref(), &waiting)
        .await
        .unwrap();
    let id = &waiting.id;
    assert_eq!(approve(config, id, "00000000").await, Approval::OtherKeys);
    // Somebody in the front exchanges the key after the characters were read out.
    let sealing = |key: [u8; 32]| Statement::new("UPDATE kiosks SET sealing = $1", [key.into()]);
    let theirs = SealingSecret::generate(&CRYPTO).public().to_bytes();
    front.commit(vec![sealing(theirs)]).await.unwrap();
    assert_eq!(approve(config, id, &characters).await, Approval::OtherKeys);
    let unknown = KioskId::parse("rongyin-none").unwrap();
    assert_eq!(
        approve(config, &unknown, &characters).await,
        Approval::Unknown
    );
    front.commit(vec![sealing(waiting.sealing)]).await.unwrap();
    let typed = characters.to_lowercase();
    assert_eq!(approve(config, id, &typed).await, Approval::Done);
    let told = raised(config, Alarm::OtherKeys).await;
    assert_eq!(told, 1, "the same twice is one line");
}

async fn raised(config: &Config, kind: Alarm) -> usize {
    let halves = config.halves().await.unwrap();
    let mut all = alarms::all(halves.vault.as_ref()).await.unwrap();
    all.extend(alarms::all(halves.front.as_ref()).await.unwrap());
    all.iter().filter(|alarm| alarm.kind == kind).count()
}

async fn powers_follow_from_where_the_key_lies(
    config: &Config,
    software: &Device,
    assured: &Device,
) {
    let halves = config.halves().await.unwrap();
    let issuing = Powers::from_bits(Powers::ELDERS.bits() | Powers::CHILDREN.bits());
    for (device, days, issues, assurance) in [(software, 30, false, 2), (assured, 90, true, 1)] {
        let held = kiosks::by_id(halves.vault.as_ref(), &device.kiosk).await;
        let text = held.unwrap().unwrap().certificate.unwrap();
        let own = device.certificate(&text);
        assert_eq!((own.exp - own.iat) * 1_000, days * DAY_MS);
        assert_eq!(own.powers.contains(issuing), issues);
        assert!(own.powers.contains(Powers::OWNER_CONFIRMATION));
        assert_eq!((own.assurance, own.max_days), (Some(assurance), 30));
        assert_eq!(own.quota, issues.then_some(200));
    }
}

async fn renewed(centre: &Centre, device: &mut Device, days: u64) -> usize {
    let (_, changes) = device.sync(centre, Vec::new()).await;
    let newer = |change: &Change| {
        if let Change::Certificate(text) = change {
            let own = device.signing.verifying_key();
            assert_eq!(
                device.certificate_at(text, NOW_MS + days * DAY_MS).signing,
                own
            );
            true
        } else {
            false
        }
    };
    changes.iter().filter(|change| newer(change)).count()
}

async fn a_new_kiosk_takes_the_place_of_an_old_one(
    config: &Config,
    centre: &Centre,
    old: &mut Device,
) {
    let text = token(config, Some(&old.kiosk)).await;
    let mut new = Device::with_tpm(&config.data);
    assert_eq!(new.enrol(centre, &text).await, Ok(false));
    old.sync(centre, Vec::new()).await;
    assert_eq!(approve_the_waiting(config).await.1, Approval::Done);
    let (request, _) = old.request(Vec::new());
    assert_eq!(centre.sync(&request).await, Err(Refusal::KioskRevoked));
    let halves = config.halves().await.unwrap();
    let held = kiosks::by_id(halves.vault.as_ref(), &old.kiosk).await;
    assert_eq!(held.unwrap().unwrap().standing, Standing::Revoked);
}

/// The front invents a kiosk and sends in its name, and changes the key of one that is enrolled.
async fn a_front_that_lies_gets_nothing(config: &Config, centre: &Centre, device: &mut Device) {
    let halves = config.halves().await.unwrap();
    let mut invented = Device::new(&config.data);
    invented.kiosk = KioskId::parse("rongyin-fake").unwrap();
    let record = Record::Presentation(Presentation {
        subject: Subject::from_bytes([1; 16]),
        serial: [1; 8],
        form: 1,
        house: None,
        verdict: TakenAs::Green,
        at: (NOW_MS, NOW_MS),
    });
    let id = invented.next_record_id();
    let envelope = invented.seal(&record, id);
    let front = halves.front.as_ref();
    let row = Kiosk {
        id: invented.kiosk.clone(),
        site: "rongyin".to_owned(),
        signing: invented.signing.verifying_key().public_bytes(),
        sealing: invented.sealing.public().to_bytes(),
        app: String::new(),
        standing: Standing::Approved,
        certificate: None,
        chain: kiosks::ChainHead::NONE,
        enrolled_at_ms: NOW_MS,
    };
    let stored = StoredEnvelope {
        place: Place {
            kiosk: invented.kiosk.clone(),
            epoch: 1,
            seq: 1,
        },
        record: id,
        header_hash: envelope.header_hash(),
        bytes: envelope.encode(),
        received_at_ms: NOW_MS,
        stage: Stage::Received,
    };
    front
        .commit(vec![kiosks::add(&row), envelopes::add(&stored)])
        .await
        .unwrap();
    let before = raised(config, Alarm::OtherKeys).await;
    let (_, changes) = invented.sync(centre, Vec::new()).await;
    assert_eq!(
        changes.len(),
        0,
        "no house, no key, no roster for a stranger"
    );
    let made = presentations::all(halves.vault.as_ref()).await.unwrap();
    assert_eq!(made.len(), 0);
    assert_eq!(raised(config, Alarm::OtherKeys).await, before + 1);

    let mine = SealingSecret::generate(&CRYPTO);
    let swap = Statement::new(
        "UPDATE kiosks SET sealing = $1 WHERE id = $2",
        [
            mine.public().to_bytes().into(),
            device.kiosk.as_str().into(),
        ],
    );
    front.commit(vec![swap]).await.unwrap();
    device.cursor = 0;
    let (_, changes) = device.sync(centre, Vec::new()).await;
    assert!(
        changes.len() >= 7,
        "still sealed to the key that was approved"
    );
}

async fn who_speaks_without_a_pause_is_told_to_wait(centre: &Centre, device: &Device) {
    let (request, _) = device.request(Vec::new());
    let mut answered = 0;
    let refused = loop {
        match centre.sync(&request).await {
            Ok(_) => answered += 1,
            Err(refusal) => break refusal,
        }
    };
    assert_eq!(refused, Refusal::TooOften { seconds: 1 });
    assert!((40..=60).contains(&answered), "{answered}");
    let mut altered = request.clone();
    let last = altered.len() - 1;
    altered[last] ^= 1;
    assert_eq!(centre.sync(&altered).await, Err(Refusal::Signature));
}
