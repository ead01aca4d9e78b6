//! Officers at the command line: permits, call-backs and requests about people's own data.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use central::tables::permits::{self, Kept, Shown};
use data_encoding::HEXLOWER;
use protocol::Deed;
use residence::{
    Application, ApplicationStep, CityCode, Ground, Permit, PermitPaper, Policy, RecordId,
};
use serde_json::Value;
use support::{
    NOW_MS,
    program::{Said, central},
    world::{World, act},
};

const LIN: &str = "449900199104120024";

/// Runs `central permits` at the town of a world.
fn permits(world: &World, arguments: &[&str]) -> Said {
    let data = world.config.data.to_str().unwrap();
    let words = [&["permits"], arguments, &["--data", data, "--json"]].concat();
    central(&world.config.data, &words)
}

fn lines(said: Said) -> Vec<Value> {
    let out = said.done();
    out.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// An application of Lin that nobody has looked at.
async fn application(world: &World) -> RecordId {
    let today = "2026-11-23".parse().unwrap();
    let due_on = "2026-12-08".parse().unwrap();
    let record = RecordId::compose(NOW_MS, [7; 10]);
    let kept = Kept {
        record,
        subject: world.one.person("p1", LIN).subject,
        kiosk: world.one.kiosk.clone(),
        city: CityCode::parse("4499").unwrap(),
        registration: RecordId::compose(NOW_MS, [6; 10]),
        permit: Permit::Application(Application {
            step: ApplicationStep::Accepted,
            accepted_on: today,
            due_on,
            correction: None,
        }),
        accepted_on: today,
        due_on,
        shown: Shown {
            grounds: [Ground::Study].into(),
            exemption: None,
            papers: [PermitPaper::IdentityCard, PermitPaper::AddressProof].into(),
            evidence: String::new(),
        },
        by_agent: false,
        card_asked: false,
        because: Vec::new(),
        unsettled: vec!["PRESENCE_UNPROVEN".to_owned()],
        under: Policy::GD_DEFAULT.version,
        ticked_on: today,
    };
    let added = Vec::from(permits::add(&kept));
    world.store().await.commit(added).await.unwrap();
    record
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_reviewed_and_refused() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::open(folder.path(), None).await;
    let record = application(&world).await;
    let name = HEXLOWER.encode(record.as_bytes());
    let listed = lines(permits(&world, &["list"]));
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["record"], name.as_str());
    assert_eq!(listed[0]["state"], "ACCEPTED");
    assert_eq!(listed[0]["unsettled"][0], "PRESENCE_UNPROVEN");

    permits(&world, &["issue", &name]).refused(1, "WRONG_STATE");
    let state = |said: Said| lines(said)[0]["state"].as_str().unwrap().to_owned();
    assert_eq!(
        state(permits(&world, &["ask-correction", &name])),
        "CORRECTION"
    );
    let kept = permits::by_record(world.store().await.as_ref(), &record).await;
    let Permit::Application(held) = kept.unwrap().unwrap().permit else {
        panic!("an application")
    };
    let missing = [PermitPaper::Photograph, PermitPaper::StudyProof];
    assert_eq!(held.correction.unwrap().papers, missing.into());
    assert_eq!(state(permits(&world, &["supplied", &name])), "UNDER_REVIEW");
    permits(&world, &["refuse", &name, "--reasons", "NO_REASON"]).refused(2, "no reason");
    let said = permits(
        &world,
        &["refuse", &name, "--reasons", "NO_GROUND,NO_HABITUAL"],
    );
    let refused = lines(said).remove(0);
    assert_eq!(refused["state"], "REFUSED");
    assert_eq!(
        refused["because"],
        serde_json::json!(["NO_GROUND", "NO_HABITUAL"])
    );
    assert_eq!(lines(permits(&world, &["list"])), Vec::<Value>::new());
    permits(&world, &["cancel", &name, "--reason", "LEFT"]).refused(1, "WRONG_STATE");
    permits(&world, &["start-review", "12"]).refused(2, "32 hexadecimal digits");
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_decided_and_say_what_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = World::open(folder.path(), None).await;
    application(&world).await;
    let lin = world.one.person("p1", LIN);
    let (record, _) = world
        .one
        .tell(&world.centre, &act(&lin, None, Deed::Erase))
        .await;
    let name = HEXLOWER.encode(record.as_bytes());
    let listed = lines(permits(&world, &["requests"]));
    assert_eq!(
        (listed.len(), &listed[0]["wish"]),
        (1, &Value::from("ERASE"))
    );
    let decided = lines(permits(&world, &["request", &name])).remove(0);
    assert_eq!(decided["kept"], serde_json::json!(["PERMITS"]));
    permits(&world, &["request", &name]).refused(1, "WRONG_STATE");
    permits(&world, &["called-back", &name, "--agreed"]).refused(1, "nobody was linked");
}
