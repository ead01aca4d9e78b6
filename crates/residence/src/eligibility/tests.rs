mod grounds;

use super::*;
use crate::policy::Policy;

const HALF_YEAR: [&str; 6] = [
    "2025-01-09",
    "2025-02-11",
    "2025-03-05",
    "2025-04-18",
    "2025-05-20",
    "2025-06-22",
];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn shanwei() -> CityCode {
    CityCode::parse("4415").unwrap()
}

fn approved(since: &str) -> Option<Habitual> {
    Some(Habitual::Approved { since: day(since) })
}

/// E1: registered in Hunan, habitual since 2025-01-01, job, presence proven.
fn e1() -> EligibilityInput {
    EligibilityInput {
        population: Population::Floating,
        age: 30,
        agent: false,
        city: shanwei(),
        habitual: approved("2025-01-01"),
        segments: vec![Segment::new(shanwei(), day("2025-01-01"), None)],
        presentations: HALF_YEAR.map(day).to_vec(),
        grounds: BTreeSet::from([Ground::Job]),
        exemption: None,
        live_permit: false,
        live_application: false,
    }
}

fn assess(input: &EligibilityInput, today: &str, policy: &Policy) -> Eligibility {
    let assessed = eligibility(input, policy, day(today));
    assert_eq!(assessed.policy, policy.version);
    assessed.verdict
}

fn since(text: &str, route: Route) -> Eligibility {
    Eligibility::Eligible {
        since: day(text),
        route,
    }
}

fn no(why: &[PermitDenial]) -> Eligibility {
    Eligibility::No { why: why.to_vec() }
}

fn not_yet(on: &str) -> Eligibility {
    Eligibility::NotYet {
        on: day(on),
        missing: vec![PermitDenial::StayTooShort { first: day(on) }],
    }
}

type Row = (
    &'static str,
    fn(&mut EligibilityInput),
    &'static str,
    Eligibility,
);

/// domain.md 7.5, E1 to E12, under the provincial profile.
#[test]
fn the_table_of_eligibility() {
    let eligible = || since("2025-07-03", Route::Stay);
    let review = Eligibility::Review {
        why: vec![PermitDenial::PresenceUnproven],
    };
    let at_school = since("2025-03-01", Route::Enrolled);
    let rows: [Row; 14] = [
        ("E1", |_| {}, "2025-07-02", not_yet("2025-07-03")),
        ("E2", |_| {}, "2025-07-03", eligible()),
        ("E3", local, "2025-07-03", no(&[PermitDenial::LocalHukou])),
        // E4: registered in Shenzhen is floating in Shanwei, see the table of populations.
        ("E4", |_| {}, "2025-07-03", eligible()),
        (
            "E5",
            |i| i.grounds.clear(),
            "2025-07-03",
            no(&[PermitDenial::NoGround]),
        ),
        ("E6", |i| i.presentations.truncate(2), "2025-07-03", review),
        (
            "E7",
            |i| i.habitual = None,
            "2025-12-01",
            no(&[PermitDenial::NoHabitual]),
        ),
        ("E8", child_at_school, "2025-03-01", at_school),
        (
            "E9",
            |i| i.age = 15,
            "2025-07-03",
            no(&[PermitDenial::AgentRequired]),
        ),
        (
            "E10",
            from_hong_kong,
            "2025-07-03",
            no(&[PermitDenial::NotPermitPopulation]),
        ),
        ("E11", since_august, "2024-02-29", not_yet("2024-03-01")),
        (
            "E11",
            since_august,
            "2024-03-01",
            since("2024-03-01", Route::Stay),
        ),
        (
            "E12",
            |i| i.live_permit = true,
            "2025-07-03",
            no(&[PermitDenial::HasPermit]),
        ),
        (
            "-",
            |i| i.live_application = true,
            "2025-07-03",
            no(&[PermitDenial::HasApplication]),
        ),
    ];
    for (name, change, today, expected) in rows {
        let mut input = e1();
        change(&mut input);
        assert_eq!(
            assess(&input, today, &Policy::GD_DEFAULT),
            expected,
            "{name}"
        );
    }
}

fn local(input: &mut EligibilityInput) {
    input.population = Population::LocalHukou;
}

fn from_hong_kong(input: &mut EligibilityInput) {
    input.population = Population::HkMacaoTw;
}

fn child_at_school(input: &mut EligibilityInput) {
    input.age = 10;
    input.agent = true;
    input.habitual = None;
    input.segments.clear();
    input.presentations.clear();
    input.grounds = BTreeSet::from([Ground::Study]);
    input.exemption = Some(Proof {
        exemption: Exemption::Enrolled,
        since: None,
    });
}

fn since_august(input: &mut EligibilityInput) {
    input.habitual = approved("2023-08-31");
    input.segments = vec![Segment::new(shanwei(), day("2023-08-31"), None)];
    input.presentations = ["09-03", "09-30", "10-12", "11-20", "12-29"]
        .map(|month_day| day(&format!("2023-{month_day}")))
        .to_vec();
    input.presentations.push(day("2024-02-02"));
}

/// 居住证暂行条例 art. 9: everything is told at once, in the order of domain.md 7.4.
#[test]
fn all_reasons_are_told_at_once() {
    let mut input = e1();
    input.age = 15;
    input.presentations.clear();
    input.grounds.clear();
    input.live_permit = true;
    input.live_application = true;
    let early = [
        PermitDenial::StayTooShort {
            first: day("2025-07-03"),
        },
        PermitDenial::PresenceUnproven,
        PermitDenial::NoGround,
        PermitDenial::HasPermit,
        PermitDenial::HasApplication,
        PermitDenial::AgentRequired,
    ];
    assert_eq!(
        assess(&input, "2025-07-02", &Policy::GD_DEFAULT),
        no(&early)
    );

    input.population = Population::LocalHukou;
    input.segments.clear();
    input.habitual = Some(Habitual::Pending);
    let nowhere = [
        PermitDenial::LocalHukou,
        PermitDenial::NoEffectiveRegistration,
        PermitDenial::HabitualPending,
        PermitDenial::NoGround,
        PermitDenial::HasPermit,
        PermitDenial::HasApplication,
        PermitDenial::AgentRequired,
    ];
    assert_eq!(
        assess(&input, "2025-07-02", &Policy::GD_DEFAULT),
        no(&nowhere)
    );
}

/// Time and presentations are missing both: waiting alone decides the day, both are named.
#[test]
fn time_comes_before_review() {
    let mut input = e1();
    input.presentations.clear();
    let expected = Eligibility::NotYet {
        on: day("2025-07-03"),
        missing: vec![
            PermitDenial::StayTooShort {
                first: day("2025-07-03"),
            },
            PermitDenial::PresenceUnproven,
        ],
    };
    assert_eq!(assess(&input, "2025-07-02", &Policy::GD_DEFAULT), expected);
}

#[test]
fn presentations_count_from_the_first_day_to_today() {
    let mut input = e1();
    input.presentations[0] = day("2025-01-01");
    input.presentations[5] = day("2025-07-03");
    let eligible = since("2025-07-03", Route::Stay);
    assert_eq!(assess(&input, "2025-07-03", &Policy::GD_DEFAULT), eligible);
    for (place, outside) in [(0, "2024-12-31"), (5, "2025-07-04")] {
        let mut early = input.clone();
        early.presentations[place] = day(outside);
        let verdict = assess(&early, "2025-07-03", &Policy::GD_DEFAULT);
        assert!(matches!(verdict, Eligibility::Review { .. }), "{outside}");
    }
}

#[test]
fn foreigners_are_no_population_of_the_permit() {
    for population in [
        Population::HkMacaoTw,
        Population::Foreign,
        Population::ForeignPr,
    ] {
        let input = EligibilityInput { population, ..e1() };
        let verdict = assess(&input, "2025-07-03", &Policy::GD_DEFAULT);
        assert_eq!(verdict, no(&[PermitDenial::NotPermitPopulation]));
    }
}

/// domain.md 12: start, length, presence and grounds differ by profile.
#[test]
fn profiles_differ() {
    let mut input = e1();
    input.presentations.clear();
    input.habitual = approved("2025-02-01");
    let review = assess(&input, "2025-08-03", &Policy::GD_DEFAULT);
    assert!(matches!(review, Eligibility::Review { .. }));
    assert_eq!(
        assess(&input, "2025-07-01", &Policy::GD_FOSHAN),
        since("2025-07-01", Route::Stay)
    );
    assert_eq!(
        assess(&input, "2025-06-30", &Policy::GD_ZHONGSHAN),
        not_yet("2025-07-01")
    );
    input.grounds = BTreeSet::from([Ground::Job, Ground::Home]);
    assert_eq!(
        assess(&input, "2025-12-31", &Policy::GD_SHENZHEN),
        not_yet("2026-01-01")
    );
}

/// What was weighed at the issue is not weighed again; what must still hold is.
#[test]
fn a_holder_stays_qualified_while_living_here() {
    let still = |input: &EligibilityInput, today: &str| {
        still_qualified(input, &Policy::GD_DEFAULT, day(today))
    };
    let mut holder = e1();
    holder.live_permit = true;
    holder.live_application = true;
    holder.age = 15;
    holder.presentations.clear();
    assert_eq!(still(&holder, "2025-02-01"), []);
    assert_eq!(still(&e1(), "2025-07-03"), []);
    assert_eq!(still(&e1(), "2025-07-02"), [], "not yet is no reason");
    holder.presentations = e1().presentations;
    holder.presentations.truncate(1);
    holder.age = 30;
    holder.live_permit = false;
    holder.live_application = false;
    assert_eq!(still(&holder, "2025-07-03"), [], "a review is no reason");
    holder.grounds.clear();
    holder.habitual = None;
    holder.segments.clear();
    holder.population = Population::LocalHukou;
    let lost = [
        PermitDenial::LocalHukou,
        PermitDenial::NoEffectiveRegistration,
        PermitDenial::NoHabitual,
        PermitDenial::NoGround,
    ];
    assert_eq!(still(&holder, "2025-07-03"), lost);
}

#[test]
fn names_are_those_of_the_domain_and_traces_stay_private() {
    assert_eq!(format!("{:?}", e1()), "EligibilityInput [private]");
    let first = day("2025-07-03");
    for (denial, name) in [
        (PermitDenial::LocalHukou, "LOCAL_HUKOU"),
        (PermitDenial::NotPermitPopulation, "NOT_PERMIT_POPULATION"),
        (
            PermitDenial::NoEffectiveRegistration,
            "NO_EFFECTIVE_REGISTRATION",
        ),
        (PermitDenial::NoHabitual, "NO_HABITUAL"),
        (PermitDenial::HabitualPending, "HABITUAL_PENDING"),
        (PermitDenial::StayTooShort { first }, "STAY_TOO_SHORT"),
        (PermitDenial::PresenceUnproven, "PRESENCE_UNPROVEN"),
        (PermitDenial::NoGround, "NO_GROUND"),
        (PermitDenial::HasPermit, "HAS_PERMIT"),
        (PermitDenial::HasApplication, "HAS_APPLICATION"),
        (PermitDenial::AgentRequired, "AGENT_REQUIRED"),
        (
            PermitDenial::WindowNotOpen { from: first },
            "WINDOW_NOT_OPEN",
        ),
        (PermitDenial::Lapsed { since: first }, "LAPSED"),
        (PermitDenial::NotQualifiedNow, "NOT_QUALIFIED_NOW"),
        (PermitDenial::EndorseFirst, "ENDORSE_FIRST"),
    ] {
        assert_eq!(denial.to_string(), name);
    }
}
