//! Permits from the application to the card: what the rules ask, what officers do, what the calendar
//! does, what the holder sees.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use central::{Centre, Config, tables::permits};
use protocol::{
    ActingPerson, Change, Deed, HeldPermit, OwnerAnswer, PermitDeed, PermitRequest, Record, Summary,
};
use residence::{
    Capacity, Event, Ground, HabitualResidence, HabitualState, PermitDenial, PermitEvent,
    PermitPaper, PermitState, Policy, Private, RecordId, SuspensionReason, Template,
};
use support::{
    NOW_MS,
    device::Device,
    enrolled,
    postgres::private_postgres,
    town, with_clock,
    world::{act_on, shown},
};

const LIN: &str = "449900199104120024";
const CHEN: &str = "449900196809050114";
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

struct Place {
    config: Config,
    clock: Arc<AtomicU64>,
    centre: Centre,
    device: Device,
    lin: ActingPerson,
}

impl Place {
    /// Lets the centre sleep until a day counted from the first one, and open in the morning.
    async fn on_day(&mut self, day: u64) {
        self.clock.store(NOW_MS + day * DAY_MS, Ordering::SeqCst);
        self.centre.let_days_pass().await.unwrap();
    }

    fn today(&self) -> String {
        let now = i64::try_from(self.clock.load(Ordering::SeqCst)).unwrap();
        residence::guangdong_date(now).to_string()
    }

    /// Does something about the permit; the rule that refused it.
    async fn does(&mut self, deed: PermitDeed) -> (RecordId, Option<String>) {
        let record = act_on(&self.lin, None, Deed::Permit(deed), &self.today());
        let (record, changes) = self.device.tell(&self.centre, &record).await;
        (record, denied(&record, &changes))
    }

    async fn officer(&self, record: &RecordId, event: PermitEvent) -> Vec<PermitDenial> {
        let decided = self.centre.decide_permit_at_desk(record, &event).await;
        decided.unwrap().err().unwrap_or_default()
    }

    async fn summary(&self) -> Summary {
        *self.device.summary(&self.centre, self.lin.clone()).await
    }

    async fn permit(&self) -> HeldPermit {
        self.summary().await.permits.remove(0)
    }

    async fn templates(&self) -> Vec<Template> {
        let messages = self.summary().await.messages;
        messages
            .into_iter()
            .map(|message| message.template)
            .collect()
    }
}

fn denied(record: &RecordId, changes: &[Change]) -> Option<String> {
    let told = changes.iter().find_map(|change| match change {
        Change::ActOutcome(outcome) if outcome.record == *record => Some(outcome.denied.clone()),
        Change::Outcome(_)
        | Change::House(_)
        | Change::BindKey { .. }
        | Change::Roster(_)
        | Change::Certificate(_)
        | Change::Replacement { .. }
        | Change::ActOutcome(_)
        | Change::ClaimedCode(_) => None,
    });
    told.expect("every act is answered")
}

async fn tell(config: Config) {
    let (config, clock) = with_clock(&config);
    let centre = Centre::open(&config).await.unwrap();
    let mut device = Device::with_tpm(&config.data);
    enrolled(&config, &centre, &mut device).await;
    device.sync(&centre, Vec::new()).await;
    let lin = device.person("p1", LIN);
    let mut place = Place {
        config,
        clock,
        centre,
        device,
        lin,
    };
    let home = she_lives_here(&mut place).await;
    half_a_year_passes(&mut place, &home).await;
    let permit = she_applies_and_an_officer_issues(&mut place, home).await;
    the_card_and_its_replacement(&mut place).await;
    the_year_is_endorsed_and_missed(&mut place).await;
    the_address_ends(&mut place, &home, &permit).await;
}

/// Registered and habitual on the first day.
async fn she_lives_here(place: &mut Place) -> RecordId {
    let house = place.device.house("h1");
    let record = place
        .device
        .declaration(place.lin.clone(), house, Vec::new());
    let (home, _) = place.device.tell(&place.centre, &record).await;
    let owner = place.device.person("p2", CHEN);
    let record = place.device.decision(home, owner, OwnerAnswer::Confirmed);
    place.device.tell(&place.centre, &record).await;
    let today = "2026-11-23".parse().unwrap();
    let habitual = HabitualResidence {
        registration: home,
        state: HabitualState::Habitual,
        since: today,
        until: None,
        desk_from: None,
        habitual_on: Some(today),
        ended_on: None,
        capacity: Some(Capacity::Owner),
        rejection: None,
        under: Policy::GD_DEFAULT.version,
    };
    let store = place.config.store().await.unwrap();
    let kept = central::tables::habituals::add(&place.lin.subject, &habitual);
    store.commit(vec![kept]).await.unwrap();
    home
}

fn request(home: RecordId) -> PermitRequest {
    PermitRequest {
        registration: home,
        grounds: vec![Ground::Job, Ground::Home],
        exemption: None,
        papers: vec![PermitPaper::IdentityCard, PermitPaper::Photograph],
        evidence: Private::new("HT-2026-118".to_owned()),
        card: false,
    }
}

async fn half_a_year_passes(place: &mut Place, home: &RecordId) {
    // Six days of six months, as the rule about presence asks.
    for day in [10, 40, 70, 100, 130, 160] {
        place.on_day(day).await;
        let at = NOW_MS + day * DAY_MS;
        place.device.at = (at, at);
        let record = shown(place.lin.subject, place.lin.serial, 1, at);
        place.device.tell(&place.centre, &record).await;
    }
    place.on_day(182).await;
    let (_, rule) = place.does(PermitDeed::Apply(request(*home))).await;
    assert_eq!(rule.as_deref(), Some("STAY_TOO_SHORT"));
    assert!(!place.templates().await.contains(&Template::PermitEligible));
    // The centre is off on the day itself.
    place.on_day(185).await;
    place.on_day(186).await;
    let told = place.templates().await;
    let count = told.iter().filter(|one| **one == Template::PermitEligible);
    assert_eq!(count.count(), 1, "told once");
    let (_, rule) = place.does(PermitDeed::Endorse).await;
    assert_eq!(rule.as_deref(), Some("WRONG_STATE"));
    let groundless = PermitRequest {
        grounds: Vec::new(),
        ..request(*home)
    };
    let (_, rule) = place.does(PermitDeed::Apply(groundless)).await;
    assert_eq!(rule.as_deref(), Some("NO_GROUND"));
}

async fn she_applies_and_an_officer_issues(place: &mut Place, home: RecordId) -> RecordId {
    let (permit, rule) = place.does(PermitDeed::Apply(request(home))).await;
    assert_eq!(rule, None);
    let held = place.permit().await;
    assert_eq!((held.record, held.state), (permit, PermitState::Accepted));
    assert_eq!(held.due_on, "2027-06-12".parse().ok(), "fifteen days");
    let (_, rule) = place.does(PermitDeed::Apply(request(home))).await;
    assert_eq!(rule.as_deref(), Some("HAS_APPLICATION"));

    let missing = place.centre.papers_missing(&permit).await.unwrap();
    let all = [PermitPaper::AddressProof, PermitPaper::JobProof];
    assert_eq!(missing, all.into());
    let asked = place
        .officer(&permit, PermitEvent::AskCorrection(missing.clone()))
        .await;
    assert_eq!(asked, []);
    let held = place.permit().await;
    assert_eq!(
        (held.state, held.missing.as_slice()),
        (PermitState::Correction, &all[..])
    );
    assert_eq!(held.missing_until, "2027-06-27".parse().ok());
    let told = place.summary().await.messages.remove(0);
    assert_eq!(told.template, Template::PermitCorrection);
    assert!(told.zh.reveal().contains("居住地住址证明") && told.zh.reveal().contains("就业证明"));
    let (_, rule) = place.does(PermitDeed::Supply(all.into())).await;
    assert_eq!(rule, None);
    assert_eq!(
        place.permit().await.missing,
        [],
        "the desk looks at them now"
    );
    assert_eq!(place.officer(&permit, PermitEvent::Supply).await, []);
    let again = place
        .officer(&permit, PermitEvent::AskCorrection(missing))
        .await;
    assert_eq!(again, [PermitDenial::AlreadyAsked], "once, and everything");

    place.on_day(190).await;
    assert_eq!(place.officer(&permit, PermitEvent::Issue).await, []);
    let held = place.permit().await;
    assert_eq!(held.state, PermitState::Valid);
    assert_eq!(held.issued_on, "2027-06-01".parse().ok());
    assert_eq!(held.valid_until, "2028-05-31".parse().ok());
    assert_eq!(held.address.unwrap().street.reveal(), "榕荫一路");
    assert!(place.templates().await.contains(&Template::PermitIssued));
    permit
}

async fn the_card_and_its_replacement(place: &mut Place) {
    assert_eq!(place.does(PermitDeed::AskCard).await.1, None);
    assert_eq!(place.does(PermitDeed::Reissue).await.1, None);
    assert_eq!(place.permit().await.card_serial, 2);
    let (_, rule) = place.does(PermitDeed::Endorse).await;
    assert_eq!(rule.as_deref(), Some("WINDOW_NOT_OPEN"));
    let store = place.config.store().await.unwrap();
    let kept = permits::of_subject(store.as_ref(), &place.lin.subject).await;
    assert!(kept.unwrap()[0].card_asked);
}

async fn the_year_is_endorsed_and_missed(place: &mut Place) {
    // The window opens on 2028-05-01; the centre comes back three days later.
    let first = 525;
    place.on_day(first - 1).await;
    assert!(!place.templates().await.contains(&Template::EndorseOpen));
    place.on_day(first + 3).await;
    assert!(place.templates().await.contains(&Template::EndorseOpen));
    assert_eq!(place.does(PermitDeed::Endorse).await.1, None);
    assert_eq!(place.permit().await.valid_until, "2029-05-31".parse().ok());
    // The next one is missed.
    let lapse = first + 396;
    place.on_day(lapse - 1).await;
    assert_eq!(place.permit().await.state, PermitState::Valid);
    place.on_day(lapse + 2).await;
    let held = place.permit().await;
    assert_eq!(held.state, PermitState::Suspended);
    assert_eq!(
        held.suspended_for,
        Some(SuspensionReason::EndorsementLapsed)
    );
    let suspended = place.templates().await;
    assert_eq!(suspended[0], Template::PermitSuspended);
    let (_, rule) = place.does(PermitDeed::Replace).await;
    assert_eq!(rule.as_deref(), Some("ENDORSE_FIRST"));
    assert_eq!(place.does(PermitDeed::EndorseLate).await.1, None);
    assert_eq!(place.permit().await.state, PermitState::Valid);
    assert!(place.templates().await.contains(&Template::PermitRestored));
}

async fn the_address_ends(place: &mut Place, home: &RecordId, permit: &RecordId) {
    let ended = Event::EndByAuthority(residence::EndReason::HouseGone);
    let done = place
        .centre
        .decide_at_desk(home, ended, None)
        .await
        .unwrap();
    assert_eq!(done, Ok(()));
    let held = place.permit().await;
    assert_eq!(held.suspended_for, Some(SuspensionReason::AddressCancelled));
    let (_, rule) = place.does(PermitDeed::ChangeAddress(*home)).await;
    assert!(rule.is_some(), "an address that ended is none");
    assert_eq!(place.does(PermitDeed::Cancel).await.1, None);
    let held = place.permit().await;
    assert_eq!((held.record, held.state), (*permit, PermitState::Cancelled));
    assert_eq!(held.because, ["VOLUNTARY"]);
    let history = place.summary().await.permit_history;
    let what: Vec<&str> = history.iter().map(|entry| entry.what.as_str()).collect();
    assert_eq!(
        what,
        [
            "CANCELLATION",
            "SUSPENSION",
            "RESTORATION",
            "LATE_ENDORSEMENT",
            "SUSPENSION",
            "ENDORSEMENT",
            "REISSUE",
            "ISSUE",
            "CORRECTION",
            "ACCEPTANCE",
        ]
    );
    let record = Record::Act(Box::new(protocol::Act {
        actor: place.lin.clone(),
        on_behalf_of: None,
        done_on: place.today().parse().unwrap(),
        deed: Deed::Permit(PermitDeed::Cancel),
    }));
    let (record, changes) = place.device.tell(&place.centre, &record).await;
    assert_eq!(denied(&record, &changes).as_deref(), Some("WRONG_STATE"));
}
