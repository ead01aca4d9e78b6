//! Provisional codes and what becomes of them: replaced, refused, given up, never told of, killed
//! with their kiosk (row 10 of the threats).

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use central::tables::{
    alarms::Alarm,
    people,
    provisionals::{self, Became},
    withdrawn,
};
use codes::{Category, CodeForm, Meaning};
use protocol::{
    AuditCheckpoint, Change, CodeSerial, GuardianConsent, OutcomeResult, ProvisionalIssue,
    ProvisionalVoid, Record, VoidReason, WorkerId,
};
use residence::{PersonName, State, Subject};
use support::{
    NOW_MS,
    device::{document, outcomes},
    postgres::private_postgres,
    world::{World, good, set_aside, shown},
};

const MINUTE: u64 = 60_000;
const DAY_S: u64 = 86_400;
const LIN: &str = "449900199104120024";
const CHILD: &str = "449900201606180465";
const GRANDMOTHER: &str = "449900195503090282";
const HUANG: &str = "449900197401200240";

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    tell(World::open(folder.path(), None).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let postgres = private_postgres();
    tell(World::open(folder.path(), Some(postgres.url())).await).await;
}

async fn tell(mut world: World) {
    an_elder_gets_a_card_for_a_provisional_code(&mut world).await;
    a_child_needs_a_guardian_and_adults_get_none(&mut world).await;
    a_failed_print_takes_the_card_along(&mut world).await;
    a_code_that_nobody_issued_is_withdrawn(&mut world).await;
    a_revoked_kiosk_loses_what_it_issued(&mut world).await;
}

fn issue(serial: CodeSerial, number: &str, category: Category) -> ProvisionalIssue {
    ProvisionalIssue {
        subject: Subject::from_bytes([serial[0]; 16]),
        serial,
        category,
        name: PersonName::parse("周桂香").unwrap(),
        document: document(number),
        guardian: None,
        guardian_consent: None,
        house: None,
        worker: WorkerId::parse("W1001").unwrap(),
        issued_s: NOW_MS / 1_000,
        expires_s: NOW_MS / 1_000 + 30 * DAY_S,
    }
}

fn replacements(changes: &[Change]) -> Vec<(CodeSerial, String)> {
    let code = |change: &Change| match change {
        Change::Replacement { provisional, code } => Some((*provisional, code.clone())),
        Change::Outcome(_)
        | Change::House(_)
        | Change::BindKey { .. }
        | Change::Roster(_)
        | Change::Certificate(_)
        | Change::ActOutcome(_)
        | Change::ClaimedCode(_) => None,
    };
    changes.iter().filter_map(code).collect()
}

async fn became(world: &World, serial: &CodeSerial) -> Option<Became> {
    let store = world.store().await;
    let held = provisionals::by_serial(store.as_ref(), serial).await;
    held.unwrap().map(|held| held.became)
}

async fn an_elder_gets_a_card_for_a_provisional_code(world: &mut World) {
    let serial = [0x11; 8];
    let issued = issue(serial, GRANDMOTHER, Category::Elder);
    let pseudonym = issued.subject;
    let record = Record::ProvisionalIssue(Box::new(issued));
    let (_, changes) = world.one.tell(&world.centre, &record).await;
    let told = replacements(&changes);
    let [(replaced, code)] = told.as_slice() else {
        panic!("one card")
    };
    assert_eq!(*replaced, serial);
    let Meaning::Resident(card) = world.one.green(code) else {
        panic!("a card of the authority")
    };
    assert_eq!(
        (card.form, card.category),
        (CodeForm::Printed, Category::Elder)
    );
    assert_eq!(card.hint.as_deref(), Some("周*香"));
    assert!(world.is_withdrawn(&serial).await);
    let (_, elsewhere) = world.other.sync(&world.centre, Vec::new()).await;
    assert_eq!(replacements(&elsewhere), told, "any kiosk hands it over");
    let store = world.store().await;
    let person = people::by_number(store.as_ref(), GRANDMOTHER).await;
    let person = person.unwrap().unwrap();
    assert_eq!(
        (person.subject, person.serial),
        (card.subject, Some(card.serial))
    );
    drop(store);

    // What she declares with the provisional code is hers.
    let acting = protocol::ActingPerson {
        subject: pseudonym,
        serial,
        document: document(GRANDMOTHER),
        assurance: protocol::Assurance::Verified,
    };
    let record = world
        .one
        .declaration(acting, world.one.house("h4"), Vec::new());
    let (_, changes) = world.one.tell(&world.centre, &record).await;
    let told = outcomes(changes).remove(0).result;
    let awaits =
        matches!(told, OutcomeResult::State { state, .. } if state == State::AwaitingConfirmation);
    assert!(awaits, "{told:?}");

    let (again, _) = world
        .one
        .tell(&world.centre, &shown(pseudonym, serial, 3, NOW_MS))
        .await;
    assert_eq!(world.review_of(&again).await, good());
}

async fn a_child_needs_a_guardian_and_adults_get_none(world: &mut World) {
    let alone = issue([0x21; 8], CHILD, Category::Child);
    let guardian = world.one.person("p1", LIN);
    let silent = ProvisionalIssue {
        guardian: Some(guardian.clone()),
        ..issue([0x22; 8], CHILD, Category::Child)
    };
    let adult = issue([0x23; 8], LIN, Category::Adult);
    let disguised = issue([0x24; 8], LIN, Category::Elder);
    let long = ProvisionalIssue {
        expires_s: NOW_MS / 1_000 + 31 * DAY_S,
        ..issue([0x25; 8], GRANDMOTHER, Category::Elder)
    };
    let stranger = protocol::ActingPerson {
        document: document(HUANG),
        ..guardian.clone()
    };
    let strangers = ProvisionalIssue {
        guardian: Some(stranger),
        ..silent.clone()
    };
    let strangers = ProvisionalIssue {
        serial: [0x26; 8],
        ..strangers
    };
    let before = world.raised(Alarm::BeyondPowers).await;
    for wrong in [alone, silent.clone(), adult, disguised, long, strangers] {
        let serial = wrong.serial;
        let record = Record::ProvisionalIssue(Box::new(wrong));
        let (_, changes) = world.one.tell(&world.centre, &record).await;
        assert_eq!(replacements(&changes), [], "{serial:?}");
        assert_eq!(became(world, &serial).await, Some(Became::Refused));
        assert!(world.is_withdrawn(&serial).await);
    }
    assert_eq!(world.raised(Alarm::BeyondPowers).await, before + 6);
    let right = ProvisionalIssue {
        serial: [0x27; 8],
        guardian_consent: Some(GuardianConsent {
            text_version: 1,
            given_at_ms: NOW_MS,
        }),
        ..silent
    };
    let record = Record::ProvisionalIssue(Box::new(right));
    let (_, changes) = world.one.tell(&world.centre, &record).await;
    assert_eq!(replacements(&changes).len(), 1);
}

async fn a_failed_print_takes_the_card_along(world: &mut World) {
    let serial = [0x31; 8];
    let record = Record::ProvisionalIssue(Box::new(issue(serial, GRANDMOTHER, Category::Elder)));
    let (_, changes) = world.one.tell(&world.centre, &record).await;
    let Meaning::Resident(card) = world.one.green(&replacements(&changes)[0].1) else {
        panic!("a card")
    };
    let void = |reason| {
        Record::ProvisionalVoid(ProvisionalVoid {
            serial,
            worker: WorkerId::parse("W1001").unwrap(),
            reason,
        })
    };
    world
        .other
        .tell(&world.centre, &void(VoidReason::PrintFailed))
        .await;
    assert!(!world.is_withdrawn(&card.serial).await, "not its own");
    world
        .one
        .tell(&world.centre, &void(VoidReason::PrintFailed))
        .await;
    assert_eq!(became(world, &serial).await, Some(Became::Void));
    assert!(world.is_withdrawn(&card.serial).await);
}

async fn a_code_that_nobody_issued_is_withdrawn(world: &mut World) {
    let serial = [0x41; 8];
    let seen = NOW_MS + 30 * MINUTE;
    let stranger = Subject::from_bytes([0x41; 16]);
    world.one.at = (seen, seen);
    let record = shown(stranger, serial, 3, seen);
    let (record, _) = world.one.tell(&world.centre, &record).await;
    assert_eq!(world.review_of(&record).await, set_aside("NOT_IN_FORCE"));
    let checkpoint = |n| Record::AuditCheckpoint(AuditCheckpoint { n, hash: [1; 32] });
    for (device, silent) in [(&mut world.one, true), (&mut world.other, false)] {
        device.at = (seen + MINUTE, seen + MINUTE);
        device.tell(&world.centre, &checkpoint(1)).await;
        let store = world.config.store().await.unwrap();
        let listed = withdrawn::is_listed(store.as_ref(), &serial).await;
        assert_eq!(listed, Ok(!silent), "only when every kiosk had its say");
    }
    assert_eq!(world.raised(Alarm::NeverIssued).await, 1);
}

async fn a_revoked_kiosk_loses_what_it_issued(world: &mut World) {
    let halves = world.config.halves().await.unwrap();
    let (authority, crypto) = (
        world.config.authority().unwrap(),
        world.config.crypto.as_ref(),
    );
    let kiosk = &world.one.kiosk;
    let revoked = central::revoke(&halves, &authority, crypto, kiosk, NOW_MS).await;
    assert_eq!(revoked, Ok(true));
    let issued = provisionals::of_kiosk(halves.vault.as_ref(), kiosk)
        .await
        .unwrap();
    assert!(issued.len() > 7);
    for code in issued {
        assert!(world.is_withdrawn(&code.serial).await);
        assert_eq!(
            code.became == Became::Replaced,
            code.replaced_by.is_some() && code.serial != [0x31; 8]
        );
    }
}
