//! Code, family, permit and own data of a proven person.

use kiosk::{
    Errand, Family, Intent, LivesDeed, LivesDone, Matter, MemberEntry, MemberProblem, MyCode,
    MyData, PermitEntry, PermitProblem, Permits, Screen, View,
};
use protocol::{ActOutcome, Change, Deed, HeldMember, HeldPermit, PermitDeed, Record, Summary};
use residence::{CityCode, Ground, PermitPaper, PermitState, Private, Relation, State, Subject};

use super::{
    authority::*,
    doubt::last,
    no_secret,
    person::saved_act,
    summary::{Desk, day, number, record, registration, summary, told},
};

fn mother() -> HeldMember {
    HeldMember {
        member: Subject::from_bytes([2; 16]),
        name: Private::new(CANARY.to_owned()),
        relation: Relation::Parent,
        birth: Private::new(day("1955-06-15")),
        guardian: false,
        code: Some(Private::new(card(OWNER))),
    }
}

pub(crate) fn permit(state: PermitState) -> HeldPermit {
    HeldPermit {
        record: record(50),
        member: None,
        state,
        suspended_for: None,
        city: CityCode::parse("4499").expect("four digits"),
        address: None,
        accepted_on: Some(day("2026-11-01")),
        due_on: Some(day("2026-11-16")),
        missing: vec![PermitPaper::Photograph],
        missing_until: Some(day("2026-12-16")),
        issued_on: None,
        valid_until: None,
        window: Some((day("2026-11-01"), day("2026-11-30"))),
        card_serial: 1,
        because: vec![],
    }
}

fn open(errand: Errand, summary: Option<Summary>) -> Town {
    let mut town = Town::enrolled();
    let desk = Desk::default();
    town.kiosk.ask_through(Box::new(desk.clone()));
    town.tell_all(vec![
        Intent::BeginVisit(Matter::MyResidence),
        Intent::AcceptCode(card(DECLARANT)),
        Intent::ProveIdentity(DECLARANT.1.to_owned()),
    ]);
    if let Some(summary) = summary {
        desk.tell(told(summary));
        town.later(500);
    }
    town.tell(Intent::OpenErrand(errand));
    town
}

fn code(view: &View) -> &MyCode {
    let Screen::MyCode(code) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    code
}

fn family(view: &View) -> &Family {
    let Screen::Family(family) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    family
}

fn permits(view: &View) -> &Permits {
    let Screen::Permits(permits) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    permits
}

fn data(view: &View) -> &MyData {
    let Screen::MyData(data) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    data
}

fn done(view: &View) -> &LivesDone {
    let Screen::LivesDone(done) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    done
}

fn deed(town: &Town) -> Deed {
    let Record::Act(act) = last(town).0 else {
        panic!("no act was saved")
    };
    act.deed
}

fn member(number: &str, relation: &str, agreed: bool) -> Intent {
    Intent::AddMember(MemberEntry {
        name: CANARY.to_owned(),
        document: "RESIDENT_ID".to_owned(),
        number: number.to_owned(),
        relation: relation.to_owned(),
        guardian_consent: false,
        agreed,
    })
}

fn step(step: &str) -> PermitEntry {
    PermitEntry {
        step: step.to_owned(),
        registration: String::new(),
        grounds: String::new(),
        exemption: String::new(),
        papers: String::new(),
        evidence: String::new(),
        card: false,
    }
}

#[test]
fn the_scanned_code_is_drawn_again_without_a_line_and_recorded() {
    let mut town = open(Errand::Code, None);
    assert!(code(town.kiosk.view()).presented.is_none());
    let view = town.tell(Intent::ShowCode { member: 0 });
    let shown = code(&view).shown.clone().expect("the own code");
    assert!(shown.recorded && !shown.of_family && shown.qr_path.starts_with('M'));
    no_secret(&view);
    let Record::Presentation(presentation) = last(&town).0 else {
        panic!("each showing is recorded")
    };
    assert_eq!(presentation.subject, Subject::from_bytes([1; 16]));
    let waiting = view.strip.waiting;
    let back = town.tell(Intent::GoBack);
    assert!(code(&back).shown.is_none(), "it is put away");
    assert_eq!(back.strip.waiting, waiting);
    let gone = town.later(90_000);
    assert_eq!(gone.screen, Screen::Welcome);
}

#[test]
fn the_code_of_a_member_is_shown_and_recorded_as_the_members() {
    let told = Summary {
        members: vec![mother()],
        ..summary()
    };
    let mut town = open(Errand::Code, Some(told));
    assert!(code(town.kiosk.view()).members[0].has_code);
    let view = town.tell(Intent::ShowCode { member: 1 });
    assert!(
        code(&view)
            .shown
            .as_ref()
            .is_some_and(|shown| shown.of_family)
    );
    let Record::Presentation(presentation) = last(&town).0 else {
        panic!("each showing is recorded")
    };
    assert_eq!(presentation.subject, Subject::from_bytes([2; 16]));
    let before = view.screen.clone();
    assert_eq!(town.tell(Intent::ShowCode { member: 9 }).screen, before);
}

#[test]
fn members_are_added_by_the_rules_and_removed() {
    let told = Summary {
        members: vec![mother()],
        ..summary()
    };
    let mut town = open(Errand::Family, Some(told));
    no_secret(town.kiosk.view());
    for (intent, field) in [
        (member(OWNER.1, "50", false), "age"),
        (member("449900195506150025", "50", false), "agreement"),
        (member(DECLARANT.1, "50", false), "twice"),
        (member("1", "50", false), "number"),
        (member("449900201606150012", "20", false), "consent"),
    ] {
        let view = town.tell(intent);
        let named = match family(&view).problem {
            Some(MemberProblem::Age(_)) => "age",
            Some(MemberProblem::Agreement) => "agreement",
            Some(MemberProblem::Twice) => "twice",
            Some(MemberProblem::Number(_)) => "number",
            Some(MemberProblem::Consent) => "consent",
            Some(MemberProblem::Name | MemberProblem::Relation | MemberProblem::Guardian)
            | None => "other",
        };
        assert_eq!(named, field);
    }
    assert_eq!(town.kiosk.view().strip.waiting, 0);
    let view = town.tell(member("449900195506150025", "50", true));
    assert_eq!(done(&view).deed, LivesDeed::AddMember);
    let Deed::AddMember(new) = deed(&town) else {
        panic!("a member")
    };
    assert!(new.agreed && new.relation == Relation::Parent);
    town.tell(Intent::GoBack);
    let view = town.tell(Intent::RemoveMember(0));
    assert_eq!(done(&view).deed, LivesDeed::RemoveMember);
    assert_eq!(
        deed(&town),
        Deed::RemoveMember(Subject::from_bytes([2; 16]))
    );
    let after = town.tell(Intent::RemoveMember(0));
    assert_eq!(after.strip.waiting, 2, "an impatient touch");
}

#[test]
fn a_permit_is_applied_for_and_the_answer_shows() {
    let mut town = open(Errand::Permits, Some(summary()));
    let place = permits(town.kiosk.view()).places[0].receipt.clone();
    assert_eq!(place, number(10));
    assert_eq!(permits(town.kiosk.view()).offers, ["APPLY"]);
    for (entry, problem) in [
        (step("APPLY"), PermitProblem::Address),
        (
            PermitEntry {
                registration: place.clone(),
                ..step("APPLY")
            },
            PermitProblem::Grounds,
        ),
        (step("ENDORSE"), PermitProblem::NotNow),
        (step("ISSUE"), PermitProblem::NotNow),
    ] {
        let view = town.tell(Intent::PermitDo(entry));
        assert_eq!(permits(&view).problem, Some(problem));
    }
    let view = town.tell(Intent::PermitDo(PermitEntry {
        registration: place,
        grounds: "HOME,JOB,JOB".to_owned(),
        papers: "ADDRESS_PROOF".to_owned(),
        evidence: " 2026-0077".to_owned(),
        exemption: "ENROLLED".to_owned(),
        card: true,
        ..step("APPLY")
    }));
    assert_eq!(done(&view).deed, LivesDeed::Apply);
    let Deed::Permit(PermitDeed::Apply(request)) = deed(&town) else {
        panic!("an application")
    };
    assert_eq!(request.registration, record(10));
    assert_eq!(request.grounds, [Ground::Job, Ground::Home]);
    assert_eq!(request.evidence.reveal(), "2026-0077");
    assert_eq!(
        request.exemption,
        Some((residence::Exemption::Enrolled, None))
    );
    assert!(request.card);
    let denied = ActOutcome {
        record: saved_act(&town).0,
        denied: Some("STAY_TOO_SHORT".to_owned()),
        decided_on: day("2026-11-23"),
    };
    town.answer(1, vec![Change::ActOutcome(denied)]);
    let view = town.later(1_000);
    assert_eq!(done(&view).denied.as_deref(), Some("STAY_TOO_SHORT"));
}

#[test]
fn what_is_offered_follows_where_the_permit_stands() {
    for (state, offered) in [
        (PermitState::UnderReview, vec![]),
        (PermitState::Correction, vec!["SUPPLY"]),
        (
            PermitState::Valid,
            vec![
                "ENDORSE",
                "CHANGE_ADDRESS",
                "REPLACE",
                "REISSUE",
                "ASK_CARD",
                "CANCEL",
            ],
        ),
    ] {
        let told = Summary {
            permits: vec![permit(state)],
            ..summary()
        };
        let town = open(Errand::Permits, Some(told));
        assert_eq!(permits(town.kiosk.view()).offers, offered, "{state:?}");
    }
    let offline = open(Errand::Permits, None);
    assert!(permits(offline.kiosk.view()).offers.is_empty());
}

#[test]
fn a_permit_is_ended_endorsed_and_supplied() {
    for (state, entry, expected) in [
        (PermitState::Valid, step("ENDORSE"), PermitDeed::Endorse),
        (PermitState::Valid, step("CANCEL"), PermitDeed::Cancel),
        (
            PermitState::Correction,
            PermitEntry {
                papers: "PHOTOGRAPH".to_owned(),
                ..step("SUPPLY")
            },
            PermitDeed::Supply(vec![PermitPaper::Photograph]),
        ),
    ] {
        let told = Summary {
            permits: vec![permit(state)],
            registrations: vec![registration(10, State::Effective)],
            ..summary()
        };
        let mut town = open(Errand::Permits, Some(told));
        town.tell(Intent::PermitDo(entry));
        assert_eq!(deed(&town), Deed::Permit(expected));
    }
}

#[test]
fn the_own_data_stands_in_full_for_ten_seconds_after_the_number() {
    let mut town = open(Errand::MyData, Some(summary()));
    no_secret(town.kiosk.view());
    let view = town.tell(Intent::RevealData);
    assert!(
        matches!(view.screen, Screen::ProveIdentity(_)),
        "{:?}",
        view.screen
    );
    let view = town.tell(Intent::ProveIdentity(STRANGER.1.to_owned()));
    assert!(
        matches!(view.screen, Screen::ProveIdentity(_)),
        "{:?}",
        view.screen
    );
    let view = town.tell(Intent::ProveIdentity(DECLARANT.1.to_owned()));
    assert_eq!(data(&view).number.as_deref(), Some(DECLARANT.1));
    assert!(data(&town.later(9_000)).full);
    let view = town.later(1_000);
    assert!(!data(&view).full);
    no_secret(&view);
}

#[test]
fn wrong_data_deletion_and_feedback_become_records() {
    let correct = |text: &str| Intent::CorrectData {
        field: "phone".to_owned(),
        text: text.to_owned(),
    };
    let mut town = open(Errand::MyData, Some(summary()));
    assert!(data(&town.tell(correct("  "))).problem.is_some());
    assert!(
        data(&town.tell(Intent::SendFeedback("x".repeat(501))))
            .problem
            .is_some()
    );
    for (intent, expected) in [
        (correct("13900000000"), LivesDeed::Correct),
        (Intent::SendFeedback("很好".to_owned()), LivesDeed::Feedback),
        (Intent::EraseData, LivesDeed::Erase),
    ] {
        let view = town.tell(intent);
        assert_eq!(done(&view).deed, expected);
        town.tell(Intent::GoBack);
    }
    assert_eq!(deed(&town), Deed::Erase);
    assert_eq!(town.kiosk.view().strip.waiting, 3);
}
