//! A kiosk whose disk was restored, or whose key was lost, goes on in a new epoch that an
//! administrator approved: once, with what was received before, and with nothing of it twice
//! (row 14 of the threats, seen from the centre).

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use std::{path::Path, sync::Arc};

use central::{
    Centre, Config,
    cli::{Cli, Rim, run},
    tables::{kiosks, presentations},
};
use clap::Parser as _;
use codes::{Crypto as _, Sealed, SealingSecret, SigningKey, SoftwareCrypto};
use protocol::{Envelope, Presentation, Record, RejectCode, TakenAs, rechain};
use residence::Subject;
use sha2::{Digest as _, Sha256};
use support::{NOW_MS, device::Device, enrolled, postgres::private_postgres, town};

const CRYPTO: SoftwareCrypto = SoftwareCrypto;

#[tokio::test(flavor = "multi_thread")]
async fn one_new_epoch_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    tell(town(folder.path(), None).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_new_epoch_on_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let postgres = private_postgres();
    tell(town(folder.path(), Some(postgres.url())).await).await;
}

fn presentation(device: &mut Device, mark: u8) -> Envelope {
    let record = Record::Presentation(Presentation {
        subject: Subject::from_bytes([mark; 16]),
        serial: [mark; 8],
        form: 1,
        house: None,
        verdict: TakenAs::Green,
        at: (NOW_MS, NOW_MS),
    });
    let id = device.next_record_id();
    device.seal(&record, id)
}

async fn tell(config: Config) {
    let centre = Centre::open(&config).await.unwrap();
    let mut device = Device::new(&config.data);
    enrolled(&config, &centre, &mut device).await;
    let received: Vec<Envelope> = (1..=3)
        .map(|mark| presentation(&mut device, mark))
        .collect();
    let unsent = presentation(&mut device, 4);
    device.sync(&centre, received.clone()).await;

    // The old image believes that the last two were never sent.
    device.epoch = 2;
    let again = chained(&device, &[&received[1], &received[2], &unsent]);
    let (answer, _) = device.sync(&centre, again.clone()).await;
    let forks = answer
        .rejects
        .iter()
        .filter(|(_, code)| *code == RejectCode::Fork);
    assert_eq!(
        forks.count(),
        3,
        "without an administrator it is a copied disk"
    );
    assert_eq!((answer.epoch, answer.through), (1, 3));

    let halves = config.halves().await.unwrap();
    assert_eq!(
        central::recover(&halves, &device.kiosk, NOW_MS).await,
        Ok(true)
    );
    // The second request overtakes the first.
    let (answer, _) = device.sync(&centre, again[2..].to_vec()).await;
    assert_eq!(answer.rejects[0].1, RejectCode::Gap { expected: 1 });
    let (answer, _) = device.sync(&centre, again.clone()).await;
    assert_eq!(
        (answer.rejects.len(), answer.epoch, answer.through),
        (0, 2, 3)
    );
    assert_eq!(answer.backed_up, 3);
    let (answer, _) = device.sync(&centre, again.clone()).await;
    assert_eq!(
        (answer.rejects.len(), answer.through),
        (0, 3),
        "known again"
    );
    let made = presentations::all(halves.vault.as_ref()).await.unwrap();
    assert_eq!(made.len(), 4, "each record once in effect");

    device.seq = 3;
    device.prev = again[2].header_hash();
    let next = presentation(&mut device, 5);
    let (answer, _) = device.sync(&centre, vec![next]).await;
    assert_eq!((answer.rejects.len(), answer.through), (0, 4));
    device.epoch = 3;
    let third = chained(&device, &[&unsent]);
    let (answer, _) = device.sync(&centre, third).await;
    assert_eq!(
        answer.rejects[0].1,
        RejectCode::Fork,
        "one approval, one epoch"
    );
}

/// Signs envelopes into the new epoch of the device, from its first place.
fn chained(device: &Device, envelopes: &[&Envelope]) -> Vec<Envelope> {
    let (mut prev, mut chain) = ([0; 32], Vec::new());
    for (seq, envelope) in (1..).zip(envelopes) {
        let again = rechain(envelope, device.epoch, seq, prev, &device.signing, &CRYPTO).unwrap();
        prev = again.header_hash();
        chain.push(again);
    }
    chain
}

/// What a technician brings, byte for byte as the kiosk's tool writes it.
fn request(
    device: &Device,
    recovery: &codes::SealingPublic,
    new: &SigningKey,
    to: &SealingSecret,
) -> Vec<u8> {
    let kiosk = device.kiosk.as_str().as_bytes();
    let sealed = CRYPTO
        .seal(recovery, b"yj1/recovery/key", kiosk, &[0x5a; 32])
        .unwrap();
    let file = [
        b"YJR1".as_slice(),
        &recovery.kid().0,
        &sealed.enc,
        &sealed.ct,
        kiosk,
    ]
    .concat();
    let public = new.verifying_key().public_bytes();
    [
        b"YJQ1".as_slice(),
        &[2, 1],
        &public,
        &to.public().to_bytes(),
        &file,
    ]
    .concat()
}

fn characters(request: &[u8]) -> String {
    let named = Sha256::new()
        .chain_update(b"yj1/recovery/request\0")
        .chain_update(request);
    let bits = data_encoding::Specification {
        symbols: "0123456789ABCDEFGHJKMNPQRSTVWXYZ".to_owned(),
        ..data_encoding::Specification::new()
    };
    bits.encoding().unwrap().encode(&named.finalize()[..10])
}

/// The desk at which two administrators meet, with what lies on it.
struct Desk {
    folder: tempfile::TempDir,
    config: Config,
}

impl Desk {
    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    async fn divide(&self, shares: [&str; 2]) -> u8 {
        let [one, two] = shares.map(|name| self.at(name));
        let (data, words) = (self.at("town"), ["recovery", "divide", "--shares"]);
        command(&[&words[..], &[&one, &two, "--data", &data]].concat()).await
    }

    async fn open(&self, shares: [&str; 2], characters: &str) -> u8 {
        let [one, two] = shares.map(|name| self.at(name));
        let (request, out, data) = (self.at("request"), self.at("answer"), self.at("town"));
        command(&[
            "recovery",
            "open",
            &request,
            "--shares",
            &one,
            &two,
            "--characters",
            characters,
            "--out",
            &out,
            "--data",
            &data,
        ])
        .await
    }

    /// Opens the answer as the kiosk's tool does: the key, and the certificate.
    fn answer(&self, to: &SealingSecret, kiosk: &str) -> (Vec<u8>, String) {
        let answer = std::fs::read(self.at("answer")).unwrap();
        let sealed = Sealed {
            enc: answer[36..68].try_into().unwrap(),
            ct: answer[68..].to_vec(),
        };
        let info = [b"yj1/recovery/answer\0".as_slice(), &answer[4..36]].concat();
        let plain = CRYPTO.open(to, &info, kiosk.as_bytes(), &sealed).unwrap();
        let text = std::str::from_utf8(&plain[32..]).unwrap();
        (plain[..32].to_vec(), text.to_owned())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_administrators_answer_a_kiosk_that_lost_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let config = town(&folder.path().join("town"), None).await;
    let desk = Desk { folder, config };
    let centre = Centre::open(&desk.config).await.unwrap();
    let mut device = Device::new(&desk.config.data);
    enrolled(&desk.config, &centre, &mut device).await;
    let envelope = presentation(&mut device, 1);
    device.sync(&centre, vec![envelope]).await;

    assert_eq!(desk.divide(["a", "b"]).await, 0);
    let keys = std::fs::read_to_string(desk.config.data.join("vault/vault.json")).unwrap();
    assert!(keys.contains("\"recovery\": []"), "none of it stays");
    assert_eq!(
        desk.divide(["c", "d"]).await,
        1,
        "nothing is left to divide"
    );

    let (new, to) = (
        SigningKey::generate(&CRYPTO),
        SealingSecret::generate(&CRYPTO),
    );
    let recovery = device.trust.bundle().recovery_seal.unwrap();
    let bytes = request(&device, &recovery, &new, &to);
    std::fs::write(desk.at("request"), &bytes).unwrap();
    let read_out = characters(&bytes);
    for (shares, read, code) in [
        (["a", "a"], read_out.as_str(), 1),
        (["a", "b"], "0000-0000-0000-0000", 1),
        (["a", "request"], read_out.as_str(), 2),
    ] {
        assert_eq!(desk.open(shares, read).await, code, "{shares:?}");
        assert!(!Path::new(&desk.at("answer")).exists());
    }
    assert_eq!(desk.open(["b", "a"], &read_out).await, 0);
    let (key, text) = desk.answer(&to, device.kiosk.as_str());
    assert_eq!(key, [0x5a; 32]);
    assert_eq!(device.certificate(&text).signing, new.verifying_key());
    the_new_key_goes_on(&desk.config, &centre, &mut device, new).await;
}

/// The old key speaks no more; the new one goes on in its new epoch.
async fn the_new_key_goes_on(
    config: &Config,
    centre: &Centre,
    device: &mut Device,
    new: SigningKey,
) {
    let (old, _) = device.request(Vec::new());
    assert!(centre.sync(&old).await.is_err());
    device.signing = new;
    (device.epoch, device.seq, device.prev) = (2, 0, [0; 32]);
    let envelope = presentation(device, 2);
    let (answer, _) = device.sync(centre, vec![envelope]).await;
    let told = (answer.rejects.len(), answer.epoch, answer.through);
    assert_eq!(told, (0, 2, 1));
    let store = config.store().await.unwrap();
    let held = kiosks::by_id(store.as_ref(), &device.kiosk).await;
    let own = device.signing.verifying_key().public_bytes();
    assert_eq!(held.unwrap().unwrap().signing, own);
}

async fn command(arguments: &[&str]) -> u8 {
    let cli = Cli::try_parse_from(["central"].iter().chain(arguments)).unwrap();
    let rim = Rim {
        clock: Arc::new(|| NOW_MS),
        crypto: Arc::new(SoftwareCrypto),
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    run(cli, rim, std::future::pending(), &mut out, &mut err).await
}
