//! What kiosks tell besides declarations: codes shown where nobody can be, audits that are cut,
//! times that nobody knew (rows 7 and 20 of the threats).

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use central::tables::{alarms::Alarm, presentations, record_times};
use protocol::{AuditCheckpoint, Circumstances, ClockLevel, Record};
use residence::Subject;
use support::{
    NOW_MS,
    postgres::private_postgres,
    world::{World, good, set_aside, shown},
};

const MINUTE: u64 = 60_000;
const DAY_S: u64 = 86_400;
const LIN: &str = "449900199104120024";
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
    one_code_forty_kilometres_apart(&mut world).await;
    a_screen_is_shown_once_and_an_old_card_does_not_count(&mut world).await;
    an_audit_that_went_back_is_noticed(&mut world).await;
    a_time_that_nobody_knew_is_placed(&mut world).await;
}

async fn one_code_forty_kilometres_apart(world: &mut World) {
    let stand = |kiosk, east| presentations::set_position(kiosk, (23_020_000, east));
    let stands = vec![
        stand(&world.one.kiosk, 113_750_000),
        stand(&world.other.kiosk, 114_141_000),
    ];
    world.store().await.commit(stands).await.unwrap();
    let lin = world.one.person("p1", LIN);
    let record = |minutes| shown(lin.subject, lin.serial, 1, NOW_MS + minutes * MINUTE);
    let (first, _) = world.one.tell(&world.centre, &record(0)).await;
    assert_eq!(world.review_of(&first).await, good());
    let (second, _) = world.other.tell(&world.centre, &record(10)).await;
    for record in [&first, &second] {
        assert_eq!(world.review_of(record).await, set_aside("TOO_FAST"));
    }
    assert_eq!(world.raised(Alarm::Presentations).await, 1);
    let store = world.store().await;
    let accepted = presentations::accept(&first);
    store.commit(vec![accepted]).await.unwrap();
    let looked_at = (true, "ACCEPTED".to_owned());
    assert_eq!(world.review_of(&first).await, looked_at);
    let huang = world.one.person("p3", HUANG);
    let mut records = Vec::new();
    for hour in 0..7 {
        let at = NOW_MS + hour * 60 * MINUTE;
        let record = shown(huang.subject, huang.serial, 1, at);
        records.push(world.one.tell(&world.centre, &record).await.0);
    }
    for record in &records {
        assert_eq!(world.review_of(record).await, set_aside("TOO_OFTEN"));
    }
}

async fn a_screen_is_shown_once_and_an_old_card_does_not_count(world: &mut World) {
    let subject = world.one.person("p6", "449900198505150334").subject;
    let record = shown(subject, [0xd; 8], 2, NOW_MS);
    let (first, _) = world.one.tell(&world.centre, &record).await;
    // A screen is no card of the register, and the first showing counts.
    assert_eq!(world.review_of(&first).await, good());
    let (second, _) = world.other.tell(&world.centre, &record).await;
    for record in [&first, &second] {
        assert_eq!(world.review_of(record).await, set_aside("TWICE"));
    }
    let old = shown(subject, [0xe; 8], 1, NOW_MS);
    let (old, _) = world.one.tell(&world.centre, &old).await;
    assert_eq!(world.review_of(&old).await, set_aside("NOT_IN_FORCE"));
    let unsure = world.one.person("p8", "449900200110020519");
    world.one.circumstances.clock = ClockLevel::Unsafe;
    let record = shown(unsure.subject, unsure.serial, 1, NOW_MS);
    let (unsure, _) = world.one.tell(&world.centre, &record).await;
    world.one.circumstances = Circumstances::GOOD;
    assert_eq!(world.review_of(&unsure).await, set_aside(""));
}

async fn an_audit_that_went_back_is_noticed(world: &mut World) {
    let checkpoint = |n, hash| {
        let hash = [hash; 32];
        Record::AuditCheckpoint(AuditCheckpoint { n, hash })
    };
    for (n, hash, alarms) in [(40, 2, 0), (80, 3, 0), (80, 4, 1), (60, 5, 2), (90, 6, 2)] {
        world.one.tell(&world.centre, &checkpoint(n, hash)).await;
        assert_eq!(world.raised(Alarm::AuditBroken).await, alarms, "{n}");
    }
}

async fn a_time_that_nobody_knew_is_placed(world: &mut World) {
    let known = world.one.at.0;
    world.one.at = (NOW_MS - 40 * DAY_S * 1_000, u64::from(u32::MAX) * 1_000);
    let record = shown(Subject::from_bytes([7; 16]), [7; 8], 1, NOW_MS);
    let (unsure, _) = world.one.tell(&world.centre, &record).await;
    let store = world.store().await;
    let placed = record_times::of_record(store.as_ref(), &unsure).await;
    let received = NOW_MS + 5 * MINUTE;
    assert_eq!(placed, Ok(Some((received.min(known), received))));
}
