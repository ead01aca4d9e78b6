//! How long the centre keeps things (domain.md 10.2), row by row, and what people ask about their
//! own data.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use central::{
    DataDecision,
    store::{Statement, Store},
    tables::{family, identities, mine, people},
};
use protocol::{ActingPerson, DataField, Deed, Record, WorkerEvent};
use residence::{DataRefusal, DocumentType, Private, RecordId, Relation, Subject};
use support::{
    NOW_MS,
    postgres::private_postgres,
    world::{World, act, shown},
};

const LIN: &str = "449900199104120024";
const WU: &str = "449900199707280406";
const HE: &str = "449900200110020519";
const DAY_MS: u64 = 86_400_000;

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
    data_is_corrected_by_the_desk(&mut world).await;
    erasure_leaves_what_must_stay_and_says_so(&mut world).await;
    who_has_nothing_kept_is_gone(&mut world).await;
    presentations_fade_and_go(&mut world).await;
    the_rest_goes_in_its_time(&mut world).await;
}

async fn count(store: &dyn Store, sql: &'static str) -> i64 {
    let rows = store.rows(Statement::new(sql, [])).await.unwrap();
    rows.into_iter().next().unwrap().take().unwrap()
}

async fn asks(world: &mut World, who: &ActingPerson, deed: Deed) -> RecordId {
    let record = act(who, None, deed);
    world.one.tell(&world.centre, &record).await.0
}

async fn data_is_corrected_by_the_desk(world: &mut World) {
    let store = world.store().await;
    let wu = world.one.person("p7", WU);
    let right = |text: &str| Private::new(text.to_owned());
    let phone = Deed::Correct(DataField::Phone, right("13800000077"));
    let phone = asks(world, &wu, phone).await;
    let place = Deed::Correct(DataField::HukouAddress, right("湖南省长沙市"));
    let place = asks(world, &wu, place).await;
    let wrong = Deed::Correct(DataField::Phone, right("12"));
    asks(world, &wu, wrong).await;
    let open = mine::open(store.as_ref()).await.unwrap();
    assert_eq!(open.len(), 2, "a wrong number is refused at once");
    let grant = DataDecision::Grant(None);
    assert_eq!(
        world.centre.decide_data(&phone, &grant).await.unwrap(),
        Ok(())
    );
    let again = world.centre.decide_data(&phone, &grant).await.unwrap();
    assert_eq!(again, Err("WRONG_STATE"));
    let nowhere = world.centre.decide_data(&place, &grant).await.unwrap();
    assert_eq!(nowhere, Err("REGISTERED_PLACE_MISSING"));
    let changsha = DataDecision::Grant(Some("430100".to_owned()));
    assert_eq!(
        world.centre.decide_data(&place, &changsha).await.unwrap(),
        Ok(())
    );
    let person = people::by_subject(store.as_ref(), &wu.subject)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(person.phone, "13800000077");
    let identity = identities::of_subject(store.as_ref(), &wu.subject)
        .await
        .unwrap();
    assert_eq!(identity.document, DocumentType::ResidentId);
    assert_eq!(identity.registered.as_deref(), Some("430100"));
    let held = mine::by_record(store.as_ref(), &phone)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(held.value, "", "what was asked for is not kept twice");
}

async fn erasure_leaves_what_must_stay_and_says_so(world: &mut World) {
    let store = world.store().await;
    let lin = world.one.person("p1", LIN);
    let house = world.one.house("h1");
    let declared = world.one.declaration(lin.clone(), house, Vec::new());
    world.one.tell(&world.centre, &declared).await;
    let record = shown(lin.subject, lin.serial, 1, NOW_MS);
    world.one.tell(&world.centre, &record).await;
    let erase = asks(world, &lin, Deed::Erase).await;
    let grant = DataDecision::Grant(None);
    assert_eq!(
        world.centre.decide_data(&erase, &grant).await.unwrap(),
        Ok(())
    );
    let held = mine::by_record(store.as_ref(), &erase)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(held.kept, ["REGISTRATIONS"]);
    let person = people::by_subject(store.as_ref(), &lin.subject)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(person.phone, "");
    assert_eq!(
        count(store.as_ref(), "SELECT COUNT(*) FROM presentations").await,
        0
    );
    let sealed = "SELECT COUNT(*) FROM envelopes WHERE length(bytes) = 0";
    assert_eq!(
        count(store.as_ref(), sealed).await,
        1,
        "nor in the envelope"
    );
}

async fn who_has_nothing_kept_is_gone(world: &mut World) {
    let store = world.store().await;
    let he = world.one.person("p8", HE);
    let refused = asks(world, &he, Deed::Erase).await;
    let done = world
        .centre
        .decide_data(&refused, &DataDecision::Refuse(DataRefusal::NothingWrong))
        .await;
    assert_eq!(done.unwrap(), Ok(()));
    let known = people::by_subject(store.as_ref(), &he.subject)
        .await
        .unwrap();
    assert!(known.is_some());
    let erase = asks(world, &he, Deed::Erase).await;
    let done = world
        .centre
        .decide_data(&erase, &DataDecision::Grant(None))
        .await;
    assert_eq!(done.unwrap(), Ok(()));
    let known = people::by_subject(store.as_ref(), &he.subject)
        .await
        .unwrap();
    assert!(known.is_none());
    assert!(world.is_withdrawn(&he.serial).await);
}

/// Lets the centre open on a day counted from the first one.
async fn on_day(world: &World, day: u64) {
    world
        .clock
        .store(NOW_MS + day * DAY_MS, std::sync::atomic::Ordering::SeqCst);
    world.centre.let_days_pass().await.unwrap();
}

async fn presentations_fade_and_go(world: &mut World) {
    let store = world.store().await;
    let wu = world.one.person("p7", WU);
    let record = shown(wu.subject, wu.serial, 1, NOW_MS);
    world.one.tell(&world.centre, &record).await;
    let exact = "SELECT COUNT(*) FROM presentations WHERE kiosk <> 'KIOSK'";
    let all = "SELECT COUNT(*) FROM presentations";
    for (day, exactly, kept) in [(30, 1, 1), (31, 0, 1), (365, 0, 1), (366, 0, 0)] {
        on_day(world, day).await;
        let store = store.as_ref();
        assert_eq!(
            (count(store, exact).await, count(store, all).await),
            (exactly, kept),
            "{day}"
        );
        if day == 31 {
            let days = central::tables::presentations::days_of(store, &wu.subject).await;
            assert_eq!(
                days.unwrap(),
                ["2026-11-23".parse().unwrap()],
                "the day stays"
            );
            let told = world.one.summary(&world.centre, wu.clone()).await;
            assert_eq!(
                (told.presented, told.presentations[0].place.as_str()),
                (1, "")
            );
        }
    }
}

async fn the_rest_goes_in_its_time(world: &mut World) {
    let store = world.store().await;
    let wu = world.one.person("p7", WU);
    // From here on everything is made on day 366.
    let thanks = Deed::Feedback(Private::new("谢谢你们".to_owned()));
    let at = NOW_MS + 366 * DAY_MS;
    world.one.at = (at, at);
    let record = support::world::act_on(&wu, None, thanks, "2027-11-24");
    world.one.tell(&world.centre, &record).await;
    assert_eq!(
        mine::feedback(store.as_ref()).await.unwrap()[0].1,
        "谢谢你们"
    );
    let unnamed = Record::Feedback(Box::new(protocol::Feedback {
        given_on: "2027-11-24".parse().unwrap(),
        words: Private::new("谢谢".to_owned()),
    }));
    let (_, changes) = world.one.tell(&world.centre, &unnamed).await;
    assert!(
        changes
            .iter()
            .any(|change| matches!(change, protocol::Change::ActOutcome(_))),
        "the kiosk hears that it came"
    );
    let words = mine::feedback(store.as_ref()).await.unwrap();
    assert_eq!(words.len(), 2, "nobody needs to say who it is");
    let event = Record::WorkerEvent(WorkerEvent {
        worker: protocol::WorkerId::parse("W1001").unwrap(),
        second: None,
        event: protocol::WorkerAct::LoggedIn,
    });
    world.one.tell(&world.centre, &event).await;
    let link = family::Link {
        record: RecordId::compose(at, [5; 10]),
        agent: wu.subject,
        member: Subject::from_bytes([6; 16]),
        relation: Relation::Mother,
        guardian: false,
        consented: true,
        from: "2027-11-24".parse().unwrap(),
    };
    let ended = family::end(&link.record, "2027-11-24".parse().unwrap());
    store
        .commit(vec![family::add(&link, None), ended])
        .await
        .unwrap();

    let said = "SELECT COUNT(*) FROM feedback";
    let logs = "SELECT COUNT(*) FROM worker_events";
    // Who was told about whom goes with the other logs; the summary of day 31 is gone by now.
    let asked = "SELECT COUNT(*) FROM enquiries_answered";
    world.one.summary(&world.centre, wu.clone()).await;
    let consents = "SELECT COUNT(*) FROM family_links";
    let registrations = "SELECT COUNT(*) FROM registrations";
    // The registration of the first day was never confirmed: it expired on 2026-12-09.
    for (day, expected) in [
        // Two words to the service: one with a name and one without.
        (732, [2, 1, 1, 1, 1]),
        (733, [0, 0, 0, 1, 1]),
        (1462, [0, 0, 0, 1, 1]),
        (1463, [0, 0, 0, 0, 1]),
        (1842, [0, 0, 0, 0, 1]),
        (1843, [0, 0, 0, 0, 0]),
    ] {
        on_day(world, day).await;
        let mut held = [0; 5];
        for (place, sql) in [said, logs, asked, consents, registrations]
            .into_iter()
            .enumerate()
        {
            held[place] = count(store.as_ref(), sql).await;
        }
        assert_eq!(held, expected, "day {day}");
    }
}
