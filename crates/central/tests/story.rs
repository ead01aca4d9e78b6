//! The story of one kiosk at the centre, told twice: on SQLite and on a real PostgreSQL.
//!
//! A technician enrols a kiosk with a one-time token and an administrator approves it. A resident
//! declares with a child and a grandmother, the owner confirms; the records come twice and count
//! once. An owner declares for the own house. Wrong declarations are refused by name. An owner's
//! answer overtakes its declaration. A copied disk, a hole in the chain and an unreadable record
//! are told apart. The centre is started again and knows the same. The kiosk is revoked.

#![allow(clippy::unwrap_used, reason = "a test ends where an expectation fails")]

mod support;

use central::{Approval, Centre, Config, Refusal};
use codes::SealingSecret;
use protocol::{OutcomeResult, OwnerAnswer, RejectCode};
use residence::{RejectionReason, Relation, State};
use support::{
    approve_the_waiting,
    device::{Device, cohabitant, outcomes},
    postgres::private_postgres,
    town,
};

const LIN: &str = "449900199104120024";
const CHEN: &str = "449900196809050114";
const HUANG: &str = "449900197401200240";
const OUYANG: &str = "449900198505150334";
const WU: &str = "449900199707280406";
const CHILD: &str = "449900201606180465";
const GRANDMOTHER: &str = "449900195503090282";

#[tokio::test(flavor = "multi_thread")]
async fn the_story_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    tell(&town(folder.path(), None).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_on_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let postgres = private_postgres();
    tell(&town(folder.path(), Some(postgres.url())).await).await;
    for file in ["central.db", "front.db"] {
        assert!(
            !folder.path().join(file).exists(),
            "nothing is kept beside PostgreSQL"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_after_five_wrong_tries_or_a_day() {
    let wrong = "0000-0000-0000-0000-0000-0000-00";
    for (wrong_tries, hours, expected) in [
        (4, 23, Ok(false)),
        (5, 0, Err(Refusal::TokenRefused)),
        (0, 24, Err(Refusal::TokenRefused)),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut config = town(folder.path(), None).await;
        let mut device = Device::new(folder.path());
        config.clock = std::sync::Arc::new(move || support::NOW_MS + hours * 3_600_000);
        let centre = Centre::open(&config).await.unwrap();
        for _ in 0..wrong_tries {
            assert_eq!(
                device.enrol(&centre, wrong).await,
                Err(Refusal::TokenRefused)
            );
        }
        let line = std::fs::read_to_string(folder.path().join("tokens.txt")).unwrap();
        let (_, token) = line.trim().split_once(' ').unwrap();
        assert_eq!(
            device.enrol(&centre, token).await,
            expected,
            "{wrong_tries} {hours}"
        );
    }
}

async fn tell(config: &Config) {
    let centre = Centre::open(config).await.unwrap();
    let mut device = Device::new(&config.data);
    enrol(config, &centre, &mut device).await;
    a_family_declares_and_the_owner_confirms(&centre, &mut device).await;
    an_owner_declares_for_the_own_house(&centre, &mut device).await;
    wrong_declarations_are_refused_by_name(&centre, &mut device).await;
    an_answer_overtakes_its_declaration(&centre, &mut device).await;
    a_stranger_decides_nothing(&centre, &mut device).await;
    the_chain_tells_copies_holes_and_noise_apart(&centre, &mut device).await;
    let centre = the_centre_starts_again(config, centre, &mut device).await;
    the_kiosk_is_revoked(config, &centre, &mut device).await;
}

async fn enrol(config: &Config, centre: &Centre, device: &mut Device) {
    let line = std::fs::read_to_string(config.data.join("tokens.txt")).unwrap();
    let (_, token) = line.trim().split_once(' ').unwrap();
    let wrong = "0000-0000-0000-0000-0000-0000-00";
    assert_eq!(
        device.enrol(centre, wrong).await,
        Err(Refusal::TokenRefused)
    );
    assert_eq!(
        device.enrol(centre, token).await,
        Ok(false),
        "waits for the administrator"
    );
    assert_eq!(
        device.enrol(centre, token).await,
        Ok(false),
        "asking again changes nothing"
    );
    let mut other = Device::new(&config.data);
    assert_eq!(
        other.enrol(centre, token).await,
        Err(Refusal::TokenRefused),
        "used once"
    );

    let (id, approval) = approve_the_waiting(config).await;
    assert_eq!(approval, Approval::Done);
    let (_, again) = approve_the_waiting(config).await;
    assert_eq!(again, Approval::Already);
    assert_eq!(device.enrol(centre, token).await, Ok(true));
    assert_eq!(device.kiosk, id);

    let (answer, changes) = device.sync(centre, Vec::new()).await;
    assert_eq!(
        (answer.through, answer.more, changes.len()),
        (0, false, 7),
        "key and six houses"
    );
    assert!(
        answer.bundle.is_none(),
        "the kiosk holds the bundle in force"
    );
    check_first_changes(device, &changes);
}

/// The kiosk can recognise the owner of the first house by what came down.
fn check_first_changes(device: &Device, changes: &[protocol::Change]) {
    let [
        protocol::Change::BindKey { key, .. },
        protocol::Change::House(first),
        ..,
    ] = changes
    else {
        panic!("the binding key, then houses")
    };
    let owner = device.person("p2", CHEN);
    assert_eq!(
        first.owner_tags,
        [key.owner_tag(&owner.subject, &first.code)]
    );
}

async fn a_family_declares_and_the_owner_confirms(centre: &Centre, device: &mut Device) {
    let family = vec![
        cohabitant("林晓彤", CHILD, Relation::Daughter, true),
        cohabitant("周桂香", GRANDMOTHER, Relation::Grandparent, false),
    ];
    let declared = device.next_record_id();
    let record = device.declaration(device.person("p1", LIN), device.house("h1"), family);
    let first = device.seal(&record, declared);
    let decided = device.next_record_id();
    let record = device.decision(declared, device.person("p2", CHEN), OwnerAnswer::Confirmed);
    let second = device.seal(&record, decided);

    let (answer, changes) = device
        .sync(centre, vec![first.clone(), second.clone()])
        .await;
    assert_eq!((answer.through, answer.backed_up), (2, 2));
    assert_eq!(answer.rejects, []);
    let told = outcomes(changes);
    let states: Vec<&OutcomeResult> = told.iter().map(|outcome| &outcome.result).collect();
    assert_eq!(states, [&awaiting(), &effective()]);
    assert!(told.iter().all(|outcome| outcome.declaration == declared));

    let (answer, changes) = device.sync(centre, vec![first, second]).await;
    assert_eq!(
        (answer.through, answer.rejects.len(), changes.len()),
        (2, 0, 0),
        "once in effect"
    );
}

async fn an_owner_declares_for_the_own_house(centre: &Centre, device: &mut Device) {
    let record = device.declaration(device.person("p3", HUANG), device.house("h2"), Vec::new());
    assert_eq!(declare(centre, device, record).await, [effective()]);
}

async fn wrong_declarations_are_refused_by_name(centre: &Centre, device: &mut Device) {
    let lin = || device.person("p1", LIN);
    let h4 = device.house("h4");
    let unknown = (residence::HouseCode::parse("449900-9999").unwrap(), h4.1);
    // The plate is revoked, so no kiosk reads it as good; a lying one may still send its code.
    let withdrawn = (residence::HouseCode::parse("449900-0022").unwrap(), h4.1);
    let adult = cohabitant("吴海燕", WU, Relation::Sibling, false);
    let child = cohabitant("林晓彤", CHILD, Relation::Daughter, false);
    let old_card = protocol::ActingPerson {
        serial: [9; 8],
        ..lin()
    };
    let cases = [
        (lin(), device.house("h1"), Vec::new(), "DUPLICATE_ADDRESS"),
        (lin(), unknown, Vec::new(), "HOUSE_UNKNOWN"),
        (lin(), withdrawn, Vec::new(), "HOUSE_WITHDRAWN"),
        (
            device.person("p1", WU),
            h4.clone(),
            Vec::new(),
            "IDENTITY_UNPROVEN",
        ),
        (old_card, h4.clone(), Vec::new(), "IDENTITY_UNPROVEN"),
        (lin(), h4.clone(), vec![adult], "MUST_SELF_DECLARE"),
        (lin(), h4.clone(), vec![child], "GUARDIAN_CONSENT_MISSING"),
    ];
    for (person, house, family, rule) in cases {
        let record = device.declaration(person, house, family);
        let denied = OutcomeResult::Denied {
            rule: rule.to_owned(),
        };
        assert_eq!(declare(centre, device, record).await, [denied], "{rule}");
    }
}

async fn an_answer_overtakes_its_declaration(centre: &Centre, device: &mut Device) {
    let (declared, decided) = (device.next_record_id(), device.next_record_id());
    let refused = OwnerAnswer::Refused(RejectionReason::WrongRoom);
    let answer = device.decision(declared, device.person("p6", OUYANG), refused);
    let early = device.seal(&answer, decided);
    let (_, changes) = device.sync(centre, vec![early]).await;
    assert_eq!(changes.len(), 0, "nothing to tell yet");

    let record = device.declaration(device.person("p7", WU), device.house("h3"), Vec::new());
    let late = device.seal(&record, declared);
    let (_, changes) = device.sync(centre, vec![late]).await;
    let rejected = OutcomeResult::State {
        state: State::Rejected,
        effective_on: None,
        rejection: Some(RejectionReason::WrongRoom),
    };
    let told: Vec<OutcomeResult> = outcomes(changes).into_iter().map(|o| o.result).collect();
    assert_eq!(told, [awaiting(), rejected]);
}

async fn a_stranger_decides_nothing(centre: &Centre, device: &mut Device) {
    let declared = device.next_record_id();
    let record = device.declaration(device.person("p7", WU), device.house("h1"), Vec::new());
    let first = device.seal(&record, declared);
    let decided = device.next_record_id();
    let answer = device.decision(declared, device.person("p3", HUANG), OwnerAnswer::Confirmed);
    let second = device.seal(&answer, decided);
    let (_, changes) = device.sync(centre, vec![first, second]).await;
    let told: Vec<OutcomeResult> = outcomes(changes).into_iter().map(|o| o.result).collect();
    assert_eq!(
        told,
        [awaiting(), awaiting()],
        "the state that holds is told again"
    );
}

async fn the_chain_tells_copies_holes_and_noise_apart(centre: &Centre, device: &mut Device) {
    let through = device.seq;
    let record = device.declaration(device.person("p7", WU), device.house("h4"), Vec::new());
    let key = device.centre_key();
    let (a, b, c) = (
        device.next_record_id(),
        device.next_record_id(),
        device.next_record_id(),
    );

    let copied = device.seal_at(&record, a, through, [0; 32], &key);
    let (answer, _) = device.sync(centre, vec![copied]).await;
    assert_eq!(answer.rejects, [(a, RejectCode::Fork)]);
    let wrong_past = device.seal_at(&record, a, through + 1, [5; 32], &key);
    let (answer, _) = device.sync(centre, vec![wrong_past]).await;
    assert_eq!(answer.rejects, [(a, RejectCode::Fork)]);
    let hole = device.seal_at(&record, b, through + 2, device.prev, &key);
    let (answer, _) = device.sync(centre, vec![hole]).await;
    assert_eq!(
        answer.rejects,
        [(
            b,
            RejectCode::Gap {
                expected: through + 1
            }
        )]
    );
    assert_eq!(answer.through, through, "nothing of these was stored");

    let foreign = SealingSecret::generate(&codes::SoftwareCrypto).public();
    let noise = device.seal_at(&record, c, through + 1, device.prev, &foreign);
    device.follow(&noise);
    let (answer, _) = device.sync(centre, vec![noise.clone()]).await;
    assert_eq!(answer.rejects, [(c, RejectCode::Quarantined)]);
    assert_eq!(answer.through, through + 1, "set aside, and blocks nothing");
    let (answer, _) = device.sync(centre, vec![noise]).await;
    assert_eq!(
        answer.rejects,
        [(c, RejectCode::Quarantined)],
        "told again when sent again"
    );
    assert_eq!(
        declare(centre, device, record).await,
        [awaiting()],
        "the next one is taken"
    );
}

async fn the_centre_starts_again(config: &Config, centre: Centre, device: &mut Device) -> Centre {
    let (before, _) = device.sync(&centre, Vec::new()).await;
    drop(centre);
    let centre = Centre::open(config).await.unwrap();
    device.cursor = 0;
    let (after, changes) = device.sync(&centre, Vec::new()).await;
    assert_eq!(after.through, before.through);
    assert_eq!(after.centre_epoch, before.centre_epoch);
    assert_eq!(
        changes.len() - 7,
        2 + 1 + 7 + 2 + 2 + 1,
        "every outcome once, in order"
    );
    let store = config.store().await.unwrap();
    let held = central::tables::registrations::all(store.as_ref())
        .await
        .unwrap();
    let families: Vec<u32> = held
        .iter()
        .map(|held| held.cohabitants)
        .filter(|count| *count > 1)
        .collect();
    assert_eq!(
        (held.len(), families),
        (12, vec![2]),
        "each declaration once"
    );
    centre
}

async fn the_kiosk_is_revoked(config: &Config, centre: &Centre, device: &mut Device) {
    let halves = config.halves().await.unwrap();
    let authority = config.authority().unwrap();
    let crypto = config.crypto.as_ref();
    let now_ms = support::NOW_MS;
    let known = central::revoke(&halves, &authority, crypto, &device.kiosk, now_ms).await;
    assert_eq!(known, Ok(true));
    let (request, _) = device.request(Vec::new());
    assert_eq!(centre.sync(&request).await, Err(Refusal::KioskRevoked));
}

/// Sends one declaration and returns what the centre tells about it.
async fn declare(
    centre: &Centre,
    device: &mut Device,
    record: protocol::Record,
) -> Vec<OutcomeResult> {
    let id = device.next_record_id();
    let envelope = device.seal(&record, id);
    let (answer, changes) = device.sync(centre, vec![envelope]).await;
    assert_eq!((answer.through, answer.rejects.len()), (device.seq, 0));
    let told = outcomes(changes);
    assert!(told.iter().all(|outcome| outcome.declaration == id));
    told.into_iter().map(|outcome| outcome.result).collect()
}

fn awaiting() -> OutcomeResult {
    OutcomeResult::State {
        state: State::AwaitingConfirmation,
        effective_on: None,
        rejection: None,
    }
}

fn effective() -> OutcomeResult {
    OutcomeResult::State {
        state: State::Effective,
        effective_on: "2026-11-23".parse().ok(),
        rejection: None,
    }
}
