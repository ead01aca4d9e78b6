//! Codes for those who have none, and the family: who gets a code, whose code a person may show, who
//! acts for whom, and how a child takes over.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use central::tables::{desk, people};
use codes::{Category, Meaning};
use protocol::{
    ActingPerson, Assurance, Change, CodeClaim, Deed, GuardianConsent, NewMember, Question, Record,
    Reply, TaskMatter,
};
use residence::{Matter, PersonName, Phone, ReceiptNumber, RecordId, Relation, Template};
use support::{
    NOW_MS,
    device::document,
    postgres::private_postgres,
    world::{World, act, assistant, worker},
};

const LIN: &str = "449900199104120024";
const WU: &str = "449900199707280406";
const CHILD: &str = "449900201606180465";
const GRANDMOTHER: &str = "449900195503090282";
const LIANG: &str = "449900199403080560";
const STRANGER: &str = "449900199001010017";
const ZHAO: &str = "449900201001100151";
const SU: &str = "449900201505200826";

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
    the_register_agrees(&mut world).await;
    a_worker_saw_the_document(&mut world).await;
    who_is_known_keeps_the_code(&mut world).await;
    a_family_is_linked(&mut world).await;
    an_elder_is_called_back_or_agrees(&mut world).await;
    a_grown_child_takes_over(&mut world).await;
    the_calendar_asks_to_take_over(&mut world).await;
}

fn claim(name: &str, number: &str, seen: bool) -> Record {
    Record::CodeClaim(Box::new(CodeClaim {
        name: PersonName::parse(name).unwrap(),
        document: document(number),
        phone: Some(Phone::parse("13800000011").unwrap()),
        document_seen: seen,
        notice_version: 1,
        claimed_on: "2026-11-23".parse().unwrap(),
    }))
}

/// The rule that refused a record and the code that came for it.
fn told(record: &RecordId, changes: &[Change]) -> (Option<String>, Option<String>) {
    let mut denied = None;
    let mut code = None;
    for change in changes {
        match change {
            Change::ActOutcome(outcome) if outcome.record == *record => {
                denied = Some(outcome.denied.clone());
            }
            Change::ClaimedCode(claimed) if claimed.claim == *record => {
                code = Some(claimed.code.clone());
            }
            Change::Outcome(_)
            | Change::House(_)
            | Change::BindKey { .. }
            | Change::Roster(_)
            | Change::Certificate(_)
            | Change::Replacement { .. }
            | Change::ActOutcome(_)
            | Change::ClaimedCode(_) => {}
        }
    }
    (denied.expect("every act is answered"), code)
}

/// The holder of a code that was just given.
fn holder(world: &World, code: &str, number: &str) -> ActingPerson {
    let Meaning::Resident(claims) = world.one.green(code) else {
        panic!("a resident's code")
    };
    ActingPerson {
        subject: claims.subject,
        serial: claims.serial,
        document: document(number),
        assurance: Assurance::Verified,
    }
}

async fn the_register_agrees(world: &mut World) {
    let ask = |name: &str, number: &str| Question::Proof {
        name: PersonName::parse(name).unwrap(),
        document: document(number),
        on: "2026-11-23".parse().unwrap(),
    };
    for (name, number, agrees) in [
        ("梁思敏", LIANG, true),
        ("梁思明", LIANG, false),
        ("王芳", STRANGER, false),
    ] {
        let reply = world.one.ask(&world.centre, &ask(name, number)).await;
        assert_eq!(reply, Reply::Proof(agrees), "{name}");
    }
    let (record, changes) = world
        .one
        .tell(&world.centre, &claim("梁思敏", LIANG, false))
        .await;
    let (denied, code) = told(&record, &changes);
    assert_eq!(denied, None);
    let code = code.unwrap();
    let liang = holder(world, &code, LIANG);
    let summary = world.one.summary(&world.centre, liang.clone()).await;
    assert_eq!(summary.person.name.reveal(), "梁思敏");
    assert_eq!(summary.person.code.as_ref().unwrap().reveal(), &code);

    let collect = |number| Question::Claimed {
        claim: ReceiptNumber::of(&record),
        document: document(number),
        on: "2026-11-23".parse().unwrap(),
    };
    let reply = world.other.ask(&world.centre, &collect(LIANG)).await;
    assert_eq!(
        reply,
        Reply::Claimed(Some(code)),
        "at any kiosk, by the receipt"
    );
    let reply = world.other.ask(&world.centre, &collect(WU)).await;
    assert_eq!(reply, Reply::Denied("NOT_THE_CLAIMANT".to_owned()));
    let (record, changes) = world
        .one
        .tell(&world.centre, &claim("梁思明", LIANG, true))
        .await;
    let denied = told(&record, &changes).0;
    assert_eq!(denied.as_deref(), Some("NAME_DIFFERS"), "whoever saw it");
}

async fn a_worker_saw_the_document(world: &mut World) {
    assistant(world);
    for (seen, by, rule) in [
        (false, Some("W1001"), Some("IDENTITY_UNPROVEN")),
        (true, None, Some("IDENTITY_UNPROVEN")),
        (true, Some("W9999"), Some("IDENTITY_UNPROVEN")),
        (true, Some("W1001"), None),
    ] {
        worker(&mut world.one, by);
        let record = claim("王芳", STRANGER, seen);
        let (record, changes) = world.one.tell(&world.centre, &record).await;
        let (denied, code) = told(&record, &changes);
        assert_eq!((denied.as_deref(), code.is_some()), (rule, rule.is_none()));
    }
    worker(&mut world.one, None);
    let (record, changes) = world
        .one
        .tell(&world.centre, &claim("林晓彤", CHILD, false))
        .await;
    let denied = told(&record, &changes).0;
    assert_eq!(denied.as_deref(), Some("MUST_NOT_SELF_DECLARE"));
}

async fn who_is_known_keeps_the_code(world: &mut World) {
    let wu = world.one.person("p7", WU);
    let (record, changes) = world
        .one
        .tell(&world.centre, &claim("吴海燕", WU, false))
        .await;
    let denied = told(&record, &changes).0;
    assert_eq!(denied.as_deref(), Some("DOCUMENT_MUST_BE_SEEN"));
    worker(&mut world.one, Some("W1001"));
    let (record, changes) = world
        .one
        .tell(&world.centre, &claim("吴海燕", WU, true))
        .await;
    worker(&mut world.one, None);
    let (denied, code) = told(&record, &changes);
    assert_eq!(denied, None);
    let again = holder(world, &code.unwrap(), WU);
    assert_eq!(
        (again.subject, again.serial),
        (wu.subject, wu.serial),
        "no second identity"
    );
}

fn member(name: &str, number: &str, relation: Relation) -> NewMember {
    NewMember {
        name: PersonName::parse(name).unwrap(),
        document: document(number),
        relation,
        guardian_consent: None,
        agreed: false,
        document_seen: false,
    }
}

fn consent() -> Option<GuardianConsent> {
    Some(GuardianConsent {
        text_version: 1,
        given_at_ms: NOW_MS,
    })
}

async fn done(world: &mut World, record: &Record) -> (Option<String>, Option<String>) {
    let (record, changes) = world.one.tell(&world.centre, record).await;
    told(&record, &changes)
}

async fn a_family_is_linked(world: &mut World) {
    let lin = world.one.person("p1", LIN);
    let child = member("林晓彤", CHILD, Relation::Daughter);
    let consented = NewMember {
        guardian_consent: consent(),
        ..child.clone()
    };
    let adult = member("吴海燕", WU, Relation::OtherRelative);
    let unknown = NewMember {
        name: PersonName::parse("林晓东").unwrap(),
        ..consented.clone()
    };
    for (wrong, rule) in [
        (child, "GUARDIAN_CONSENT_MISSING"),
        (adult, "MUST_SELF_DECLARE"),
        (unknown, "NAME_DIFFERS"),
    ] {
        let record = act(&lin, None, Deed::AddMember(Box::new(wrong)));
        assert_eq!(done(world, &record).await.0.as_deref(), Some(rule));
    }
    let record = act(&lin, None, Deed::AddMember(Box::new(consented.clone())));
    let (denied, code) = done(world, &record).await;
    assert_eq!(denied, None);
    let code = code.unwrap();
    let Meaning::Resident(claims) = world.one.green(&code) else {
        panic!("a code")
    };
    assert_eq!(claims.category, Category::Child);
    let record = act(&lin, None, Deed::AddMember(Box::new(consented)));
    assert_eq!(
        done(world, &record).await.0.as_deref(),
        Some("ALREADY_LINKED")
    );
    let summary = world.one.summary(&world.centre, lin.clone()).await;
    let [held] = summary.members.as_slice() else {
        panic!("one member")
    };
    assert_eq!((held.member, held.guardian), (claims.subject, true));
    assert_eq!(held.code.as_ref().unwrap().reveal(), &code);

    // Nobody else acts for the child, and nobody for a stranger.
    let wu = world.one.person("p7", WU);
    for (who, whom, rule) in [
        (&wu, claims.subject, Some("NOT_LINKED")),
        (&lin, wu.subject, Some("NOT_LINKED")),
        (&lin, claims.subject, None),
    ] {
        let words = residence::Private::new("谢谢".to_owned());
        let record = act(who, Some(whom), Deed::Feedback(words));
        assert_eq!(done(world, &record).await.0.as_deref(), rule);
    }
    let record = act(&lin, None, Deed::RemoveMember(claims.subject));
    assert_eq!(done(world, &record).await.0, None);
    let summary = world.one.summary(&world.centre, lin.clone()).await;
    assert!(summary.members.is_empty());
    let record = act(&lin, None, Deed::RemoveMember(claims.subject));
    assert_eq!(done(world, &record).await.0.as_deref(), Some("NOT_LINKED"));
}

async fn an_elder_is_called_back_or_agrees(world: &mut World) {
    let lin = world.one.person("p1", LIN);
    let elder = member("周桂香", GRANDMOTHER, Relation::Mother);
    let record = act(&lin, None, Deed::AddMember(Box::new(elder)));
    let (linked, changes) = world.one.tell(&world.centre, &record).await;
    assert_eq!(
        told(&linked, &changes),
        (None, None),
        "the desk calls back first"
    );
    let summary = world.one.summary(&world.centre, lin.clone()).await;
    assert!(summary.members[0].code.is_none());
    assert!(world.centre.called_back(&linked, true).await.unwrap());
    let summary = world.one.summary(&world.centre, lin).await;
    let code = summary.members[0].code.as_ref().unwrap().reveal();
    let Meaning::Resident(claims) = world.one.green(code) else {
        panic!("a code")
    };
    assert_eq!(claims.category, Category::Elder);
    let nothing = RecordId::compose(NOW_MS, [9; 10]);
    assert!(!world.centre.called_back(&nothing, true).await.unwrap());
}

async fn a_grown_child_takes_over(world: &mut World) {
    // Zhao was linked at 15 and is 16 since January.
    let store = world.store().await;
    let wu = world.one.person("p7", WU);
    let (record, changes) = world
        .one
        .tell(&world.centre, &claim("赵一鸣", ZHAO, false))
        .await;
    let zhao = holder(world, &told(&record, &changes).1.unwrap(), ZHAO);
    let linked = RecordId::compose(NOW_MS, [8; 10]);
    let link = central::tables::family::Link {
        record: linked,
        agent: wu.subject,
        member: zhao.subject,
        relation: Relation::Son,
        guardian: true,
        consented: true,
        from: "2025-10-01".parse().unwrap(),
    };
    let written = central::tables::family::add(&link, None);
    store.commit(vec![written]).await.unwrap();
    let summary = world.one.summary(&world.centre, zhao.clone()).await;
    let tasks: Vec<_> = summary
        .tasks
        .iter()
        .map(|task| (task.matter, task.record))
        .collect();
    assert_eq!(tasks, [(TaskMatter::TakeOver, linked)]);
    let lin = world.one.person("p1", LIN);
    let record = act(&lin, None, Deed::TakeOver);
    assert_eq!(done(world, &record).await.0.as_deref(), Some("ACTS_ALONE"));
    let record = act(&zhao, None, Deed::TakeOver);
    let (denied, code) = done(world, &record).await;
    assert_eq!(denied, None);
    let own = holder(world, &code.unwrap(), ZHAO);
    assert_eq!(own.subject, zhao.subject);
    assert!(
        world.is_withdrawn(&zhao.serial).await,
        "the child's code is replaced"
    );
    let known = people::by_number(store.as_ref(), ZHAO)
        .await
        .unwrap()
        .map(|person| person.subject);
    assert_eq!(known, Some(zhao.subject));
    let summary = world.one.summary(&world.centre, own).await;
    assert!(summary.tasks.is_empty());
}

/// Su turns 16 on 2031-05-20; three months later nobody acts for her.
async fn the_calendar_asks_to_take_over(world: &mut World) {
    let wu = world.one.person("p7", WU);
    let child = NewMember {
        guardian_consent: consent(),
        ..member("苏晓雯", SU, Relation::Daughter)
    };
    let record = act(&wu, None, Deed::AddMember(Box::new(child)));
    let (linked, changes) = world.one.tell(&world.centre, &record).await;
    assert_eq!(told(&linked, &changes).0, None);
    let store = world.store().await;
    for (day, asked, acts) in [(1638, 0, 1), (1641, 1, 1), (1731, 1, 1), (1732, 0, 0)] {
        let now = NOW_MS + day * 86_400_000;
        world.clock.store(now, std::sync::atomic::Ordering::SeqCst);
        world.centre.let_days_pass().await.unwrap();
        let open = desk::open_tasks(store.as_ref()).await.unwrap();
        let due = open.iter().filter(|task| task.matter == Matter::TakeOver);
        let summary = world.one.summary(&world.centre, wu.clone()).await;
        let found = (due.count(), summary.tasks.len(), summary.members.len());
        assert_eq!(found, (asked, asked, acts), "day {day}");
    }
    let told = desk::messages_of(store.as_ref(), &linked).await.unwrap();
    let told: Vec<Template> = told.iter().map(|message| message.template).collect();
    assert_eq!(
        told,
        [Template::TakeOverDue],
        "once, also after days without power"
    );
}
