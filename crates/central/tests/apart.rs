//! Front and vault apart: two folders, the front with no key that opens. A kiosk is enrolled,
//! declares, and hears of it; then everything that the front has is searched for what it must not
//! have (row 26 of the threats). Workers get their numbers, kiosks their rosters.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use std::{path::Path, sync::Arc, time::Duration};

use central::{
    Centre, Config,
    cli::{Cli, Rim, run},
    work_as_vault,
};
use clap::Parser as _;
use codes::pin_verifier;
use protocol::{Change, OwnerAnswer, Record, Roster, WorkerId, WorkerRole};
use residence::Relation;
use support::{
    NOW_MS, approve_the_waiting,
    device::{Device, cohabitant, outcomes},
    token, town, with_clock,
};
use tokio::sync::oneshot;

const LIN: &str = "449900199104120024";
const CHEN: &str = "449900196809050114";
const CHILD: &str = "449900201606180465";
const PATIENCE: Duration = Duration::from_secs(60);

/// What the front must not hold: names, numbers, telephones, addresses of those who were there.
const PERSONAL: [&str; 9] = [
    "林小芳",
    "陈志远",
    "林晓彤",
    "榕荫一路",
    "2栋301",
    LIN,
    CHEN,
    CHILD,
    "13800000001",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_front_passes_on_what_it_cannot_read() {
    let folder = tempfile::tempdir().unwrap();
    let (config, clock) = with_clock(&town(&folder.path().join("vault"), None).await);
    let front = folder.path().join("front");
    let apart = config.data.to_str().unwrap().to_owned();
    assert_eq!(
        command(&["front", front.to_str().unwrap(), "--data", &apart])
            .await
            .0,
        0
    );
    // Where the token of the town lies is the folder of a small deployment.
    std::fs::remove_file(config.data.join("front.db")).unwrap();
    let vault = Config {
        front: Some(front.clone()),
        ..config.clone()
    };
    let (end, ended) = oneshot::channel::<()>();
    let working = tokio::spawn(work_as_vault(vault.clone(), None, async {
        drop(ended.await);
    }));
    let alone = Config {
        data: front.clone(),
        ..config.clone()
    };
    let centre = open_when_furnished(&alone).await;
    let mut device = Device::new(&config.data);
    let text = token(&vault, None).await;
    assert_eq!(device.enrol(&centre, &text).await, Ok(false));
    approve_the_waiting(&vault).await;
    assert_eq!(device.enrol(&centre, &text).await, Ok(true));

    let declared = device.next_record_id();
    let family = vec![cohabitant("林晓彤", CHILD, Relation::Daughter, true)];
    let record = device.declaration(device.person("p1", LIN), device.house("h1"), family);
    let first = device.seal(&record, declared);
    let decided = device.next_record_id();
    let owner = device.person("p2", CHEN);
    let answer: Record = device.decision(declared, owner, OwnerAnswer::Confirmed);
    let second = device.seal(&answer, decided);
    let (answer, changes) = device.sync(&centre, vec![first, second]).await;
    assert_eq!(
        (answer.through, answer.backed_up),
        (2, 0),
        "no second copy yet"
    );
    assert_eq!(
        changes.len(),
        7,
        "what the kiosk needs was sealed when it was approved"
    );

    let heard = tokio::time::timeout(PATIENCE, async {
        let mut heard = Vec::new();
        while heard.len() < 2 {
            clock.fetch_add(500, std::sync::atomic::Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(100)).await;
            let (answer, changes) = device.sync(&centre, Vec::new()).await;
            heard.extend(outcomes(changes));
            assert!(answer.backed_up <= answer.through);
        }
        heard
    });
    assert_eq!(heard.await.unwrap().len(), 2, "decided and told");
    let (answer, _) = device.sync(&centre, Vec::new()).await;
    assert_eq!(answer.backed_up, 2);
    let told = device.summary(&centre, device.person("p1", LIN)).await;
    assert_eq!(told.registrations[0].record, declared);
    assert_eq!(told.person.name.reveal(), PERSONAL[0]);
    drop(centre);
    end.send(()).unwrap();
    working.await.unwrap().unwrap();
    nothing_readable_lies_in(&front, &config);
}

async fn open_when_furnished(config: &Config) -> Centre {
    let opened = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Ok(centre) = Centre::open_front_only(config).await {
                return centre;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    opened.await.unwrap()
}

/// Searches every file of the front, whatever it is called, for people and for keys.
fn nothing_readable_lies_in(front: &Path, config: &Config) {
    let authority = config.authority().unwrap();
    let opening = authority.opening_key().to_bytes();
    let mut wanted: Vec<Vec<u8>> = vec![
        opening.to_vec(),
        data_encoding::HEXLOWER
            .encode(opening.as_ref())
            .into_bytes(),
        authority.bind_key().reveal_bytes().to_vec(),
        data_encoding::HEXLOWER
            .encode(authority.bind_key().reveal_bytes())
            .into_bytes(),
    ];
    for word in PERSONAL {
        wanted.push(word.as_bytes().to_vec());
        wanted.push(word.encode_utf16().flat_map(u16::to_le_bytes).collect());
    }
    let mut files = 0;
    let mut folders = vec![front.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            let bytes = std::fs::read(&path).unwrap();
            for word in &wanted {
                let found = bytes.windows(word.len()).any(|window| window == word);
                assert!(!found, "{} holds {word:02x?}", path.display());
            }
        }
    }
    assert!(files >= 4, "{files} files were searched");
    let known = std::fs::read(config.data.join("central.db")).unwrap();
    let word = PERSONAL[0].as_bytes();
    let found = known.windows(word.len()).any(|window| window == word);
    assert!(found, "the search would find a name where one is");
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_are_known_by_numbers_that_only_their_kiosk_can_check() {
    let folder = tempfile::tempdir().unwrap();
    let (config, clock) = with_clock(&town(folder.path(), None).await);
    let data = folder.path().to_str().unwrap();
    let centre = Centre::open(&config).await.unwrap();
    let mut device = Device::new(folder.path());
    support::enrolled(&config, &centre, &mut device).await;
    assert_eq!(
        rosters(&mut device, &centre).await.len(),
        0,
        "nobody works yet"
    );

    let words = |act, rest: &[&str]| -> Vec<String> {
        let all = [&["workers", act], rest, &["--data", data]].concat();
        all.into_iter().map(str::to_owned).collect()
    };
    let told = |words: Vec<String>| async move {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        command(&words).await
    };
    let (code, line) = told(words("add", &["w1001", "--name", "陈建华"])).await;
    let pin = line.trim().split_once(' ').unwrap().1.to_owned();
    assert_eq!((code, pin.len()), (0, 6));
    assert_eq!(
        told(words("add", &["w1001", "--name", "陈建华"])).await.0,
        1
    );
    assert_eq!(told(words("add", &["w 1", "--name", "陈建华"])).await.0, 2);
    let (_, list) = told(words("list", &[])).await;
    assert!(list.contains("陈*华") && !list.contains("建") && !list.contains(&pin));

    let roster = rosters(&mut device, &centre).await.remove(0);
    let id = WorkerId::parse("W1001").unwrap();
    let entry = roster.entry(&id).unwrap();
    assert_eq!(
        (entry.role, entry.enabled, entry.label.as_str()),
        (WorkerRole::Worker, true, "陈*华")
    );
    assert_eq!(
        entry.verifier,
        pin_verifier(&roster.pepper, &pin, &entry.salt)
    );
    assert_ne!(entry.verifier, pin_verifier(&[0; 32], &pin, &entry.salt));
    assert_eq!(roster.valid_until_ms - roster.issued_ms, 14 * 86_400_000);
    let verifier = entry.verifier;
    assert_eq!(rosters(&mut device, &centre).await.len(), 0, "once");

    clock.store(NOW_MS + 86_400_000, std::sync::atomic::Ordering::SeqCst);
    let daily = rosters(&mut device, &centre).await.remove(0);
    assert_eq!(
        daily.entry(&id).unwrap().verifier,
        verifier,
        "computed once"
    );
    assert_eq!(daily.issued_ms, NOW_MS + 86_400_000);
    let (_, line) = told(words("pin", &["w1001"])).await;
    let newer = line.trim().split_once(' ').unwrap().1.to_owned();
    let roster = rosters(&mut device, &centre).await.remove(0);
    let entry = roster.entry(&id).unwrap();
    assert_eq!(
        entry.verifier,
        pin_verifier(&roster.pepper, &newer, &entry.salt)
    );
    assert_eq!(told(words("disable", &["w1001"])).await.0, 0);
    assert_eq!(told(words("disable", &["w1002"])).await.0, 1);
    let roster = rosters(&mut device, &centre).await.remove(0);
    assert!(!roster.entry(&id).unwrap().enabled);

    each_kiosk_has_a_pepper_of_its_own(&config, &centre, &roster).await;
}

async fn each_kiosk_has_a_pepper_of_its_own(config: &Config, centre: &Centre, roster: &Roster) {
    let mut second = Device::new(&config.data);
    support::enrolled(config, centre, &mut second).await;
    let other = rosters(&mut second, centre).await.remove(0);
    assert_ne!(other.pepper, roster.pepper, "each kiosk its own");
    let hidden = std::fs::read(config.data.join("central.db")).unwrap();
    for secret in [roster.pepper, other.pepper] {
        let found = hidden.windows(secret.len()).any(|window| window == secret);
        assert!(!found, "the vault's database holds it sealed");
    }
}

async fn rosters(device: &mut Device, centre: &Centre) -> Vec<Roster> {
    let (_, changes) = device.sync(centre, Vec::new()).await;
    let roster = |change| {
        if let Change::Roster(roster) = change {
            Some(roster)
        } else {
            None
        }
    };
    changes.into_iter().filter_map(roster).collect()
}

async fn command(arguments: &[&str]) -> (u8, String) {
    let cli = Cli::try_parse_from(["central"].iter().chain(arguments)).unwrap();
    let rim = Rim {
        clock: Arc::new(|| NOW_MS),
        crypto: Arc::new(codes::SoftwareCrypto),
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = run(cli, rim, std::future::pending(), &mut out, &mut err).await;
    (code, String::from_utf8(out).unwrap())
}
