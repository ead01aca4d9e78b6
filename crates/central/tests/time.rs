//! What time, the desk and officers do at the centre, told on SQLite and on a real PostgreSQL.
//!
//! Two tenants declare: one at a house with an owner, one at a house to which nobody is bound. The
//! desk confirms the second and may not confirm the first. Sixteen days later the first has
//! expired, its kiosk is told, and the owner who comes late is told the same. Officers end and
//! void; each decision names the rules it was made under.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use std::sync::Arc;

use central::{
    Centre, Config,
    tables::{desk, registrations, sites, standings::Standing},
};
use protocol::{OutcomeResult, OwnerAnswer, Record};
use residence::{
    Capacity, Denial, EndReason, Event, Matter, ProfileName, Reason, Recipient, RecordId,
    Registration, RejectionReason, ServiceArea, State, Template, VoidReason,
};
use support::{
    NOW_MS, approve_the_waiting,
    device::{Device, outcomes},
    postgres::private_postgres,
    town,
};

const LIN: &str = "449900199104120024";
const CHEN: &str = "449900196809050114";
const WU: &str = "449900199707280406";
const DAY_MS: u64 = 86_400_000;

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    tell(town(folder.path(), None).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let postgres = private_postgres();
    tell(town(folder.path(), Some(postgres.url())).await).await;
}

async fn tell(config: Config) {
    let centre = Centre::open(&config).await.unwrap();
    let mut device = Device::new(&config.data);
    enrol(&config, &centre, &mut device).await;

    let owned = declare(&centre, &mut device, "p1", LIN, "h1").await;
    let ownerless = declare(&centre, &mut device, "p7", WU, "h6").await;
    who_is_asked(&config, &owned, &ownerless).await;
    the_desk_decides_where_nobody_is_bound(&config, &centre, &owned, &ownerless).await;
    drop(centre);
    time_decides(&config, &mut device, &owned).await;
    officers_end_and_void(&config, &ownerless).await;
    an_area_chooses_the_rules(&config, &mut device).await;
}

async fn enrol(config: &Config, centre: &Centre, device: &mut Device) {
    let line = std::fs::read_to_string(config.data.join("tokens.txt")).unwrap();
    let (_, token) = line.trim().split_once(' ').unwrap();
    assert_eq!(device.enrol(centre, token).await, Ok(false));
    approve_the_waiting(config).await;
    assert_eq!(device.enrol(centre, token).await, Ok(true));
    device.sync(centre, Vec::new()).await;
}

async fn declare(
    centre: &Centre,
    device: &mut Device,
    person: &str,
    number: &str,
    house: &str,
) -> RecordId {
    let id = device.next_record_id();
    let (person, house) = (device.person(person, number), device.house(house));
    let record = device.declaration(person, house, Vec::new());
    let envelope = device.seal(&record, id);
    let (_, changes) = device.sync(centre, vec![envelope]).await;
    let told = outcomes(changes).remove(0);
    assert_eq!(state_of(&told.result), Some(State::AwaitingConfirmation));
    id
}

fn state_of(result: &OutcomeResult) -> Option<State> {
    match result {
        OutcomeResult::State { state, .. } => Some(*state),
        OutcomeResult::Denied { .. } => None,
    }
}

async fn held(config: &Config, record: &RecordId) -> Registration {
    let store = config.store().await.unwrap();
    let found = registrations::by_record(store.as_ref(), record).await;
    let Standing::Stands(held) = found.unwrap().unwrap().standing else {
        panic!("the declaration stands");
    };
    held
}

async fn who_is_asked(config: &Config, owned: &RecordId, ownerless: &RecordId) {
    let store = config.store().await.unwrap();
    let owners = registrations::open_tasks(store.as_ref()).await.unwrap();
    let until = "2026-12-08".parse().unwrap();
    assert_eq!(owners, [(*owned, until)]);
    let desk = desk::open_tasks(store.as_ref()).await.unwrap();
    let asked: Vec<_> = desk.iter().map(|task| (task.record, task.matter)).collect();
    assert_eq!(asked, [(*ownerless, Matter::MoveIn)]);
    let sent = |record| desk::messages_of(store.as_ref(), record);
    let to_owner = sent(owned).await.unwrap().remove(0);
    assert_eq!(to_owner.recipient, Recipient::Confirmers);
    assert_eq!(
        to_owner.zh,
        "林小芳申报居住在您的房屋榕荫一路18号2栋301,请确认。"
    );
    assert_eq!(sent(ownerless).await.unwrap()[0].recipient, Recipient::Desk);
}

async fn the_desk_decides_where_nobody_is_bound(
    config: &Config,
    centre: &Centre,
    owned: &RecordId,
    ownerless: &RecordId,
) {
    let decide = |record, event, note| centre.decide_at_desk(record, event, note);
    assert_eq!(
        decide(owned, Event::Confirm, None).await,
        Ok(Err(Denial::NotTheOwner))
    );
    let other = Event::Reject(RejectionReason::Other);
    assert_eq!(
        decide(ownerless, other, None).await,
        Ok(Err(Denial::NoteMissing))
    );
    let nowhere = RecordId::from_bytes([9; 16]);
    assert_eq!(
        decide(&nowhere, Event::Confirm, None).await,
        Ok(Err(Denial::WrongState))
    );
    assert_eq!(decide(ownerless, Event::Confirm, None).await, Ok(Ok(())));
    assert_eq!(
        decide(ownerless, other, Some("2号楼")).await,
        Ok(Err(Denial::AlreadyDecided(State::Effective)))
    );
    let registration = held(config, ownerless).await;
    assert_eq!(registration.capacity, Some(Capacity::Desk));
    assert_eq!(registration.under.profile, ProfileName::GdDefault);
    let store = config.store().await.unwrap();
    assert_eq!(desk::open_tasks(store.as_ref()).await, Ok(Vec::new()));
}

fn later(config: &Config, days: u64) -> Config {
    Config {
        clock: Arc::new(move || NOW_MS + days * DAY_MS),
        ..config.clone()
    }
}

async fn time_decides(config: &Config, device: &mut Device, owned: &RecordId) {
    let last_day = Centre::open(&later(config, 15)).await.unwrap();
    assert_eq!(last_day.let_days_pass().await, Ok(0));
    drop(Centre::open(&later(config, 3)).await.unwrap());
    let third_day = Centre::open(&later(config, 3)).await.unwrap();
    assert_eq!(third_day.let_days_pass().await, Ok(0));
    let store = config.store().await.unwrap();
    let sent = desk::messages_of(store.as_ref(), owned).await.unwrap();
    let reminders: Vec<&str> = sent[1..].iter().map(|one| one.zh.as_str()).collect();
    assert_eq!(reminders, ["您有1条居住登记待确认。"], "once a day");
    assert_eq!(held(config, owned).await.state, State::AwaitingConfirmation);
    drop(last_day);

    let centre = Centre::open(&later(config, 16)).await.unwrap();
    let expired = held(config, owned).await;
    assert_eq!(expired.state, State::Expired);
    assert_eq!(expired.capacity, Some(Capacity::Auto));
    assert_eq!(expired.since, "2026-12-09".parse().unwrap());
    assert_eq!(centre.let_days_pass().await, Ok(0), "once");
    let (_, changes) = device.sync(&centre, Vec::new()).await;
    let told: Vec<_> = outcomes(changes)
        .iter()
        .map(|outcome| (outcome.declaration, state_of(&outcome.result)))
        .collect();
    assert!(told.contains(&(*owned, Some(State::Expired))), "{told:?}");

    let answer = device.decision(*owned, device.person("p2", CHEN), OwnerAnswer::Confirmed);
    let late = device.next_record_id();
    let envelope = device.seal(&answer, late);
    let (_, changes) = device.sync(&centre, vec![envelope]).await;
    let told = outcomes(changes).remove(0);
    assert_eq!(state_of(&told.result), Some(State::Expired));
    let store = config.store().await.unwrap();
    let sent = desk::messages_of(store.as_ref(), owned).await.unwrap();
    assert_eq!(sent[2].template, Template::ResultExpired);
    assert_eq!(
        registrations::open_tasks(store.as_ref()).await,
        Ok(Vec::new())
    );
}

async fn officers_end_and_void(config: &Config, ownerless: &RecordId) {
    let centre = Centre::open(&later(config, 20)).await.unwrap();
    let end = Event::EndByAuthority(EndReason::HouseGone);
    assert_eq!(
        centre.decide_at_desk(ownerless, end, None).await,
        Ok(Ok(()))
    );
    let ended = held(config, ownerless).await;
    assert_eq!(ended.state, State::Cancelled);
    assert_eq!(ended.reason, Some(Reason::Ended(EndReason::HouseGone)));
    assert_eq!(ended.ended_on, "2026-12-13".parse().ok());
    assert_eq!(ended.effective_on, "2026-11-23".parse().ok());
    let void = Event::Void(VoidReason::Fraud);
    let refused = centre.decide_at_desk(ownerless, void, None).await;
    assert_eq!(refused, Ok(Err(Denial::AlreadyDecided(State::Cancelled))));
}

async fn an_area_chooses_the_rules(config: &Config, device: &mut Device) {
    let store = config.store().await.unwrap();
    let area = ServiceArea::parse("4403").unwrap();
    let site = sites::set_area(central::SITE, &area);
    store.commit(vec![site]).await.unwrap();
    let centre = Centre::open(&later(config, 20)).await.unwrap();
    let id = device.next_record_id();
    let (person, house) = (device.person("p7", WU), device.house("h6"));
    let record: Record = device.declaration(person, house, Vec::new());
    let envelope = device.seal(&record, id);
    device.sync(&centre, vec![envelope]).await;
    assert_eq!(
        held(config, &id).await.under.profile,
        ProfileName::GdShenzhen
    );
    let void = Event::Void(VoidReason::Mistake);
    assert_eq!(centre.decide_at_desk(&id, void, None).await, Ok(Ok(())));
    assert_eq!(held(config, &id).await.state, State::Voided);
}
