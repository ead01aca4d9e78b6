//! The whole table of moves: what is not in it changes nothing.

use zeroize::Zeroizing;

use crate::{intent::Matter, screen::ScanRefusal, visit::*};

use super::fixtures::*;

const EVENTS: [&str; 29] = [
    "begin_declare",
    "begin_own",
    "begin_help",
    "open_topic",
    "resume",
    "resume_nothing",
    "house_code",
    "own_code",
    "owner_code",
    "foreign_code",
    "own_number",
    "owner_number",
    "wrong_number",
    "confirm_door",
    "describe_stay",
    "add",
    "remove",
    "finish",
    "owner_is_here",
    "owner_is_away",
    "agree",
    "agree_to_another_notice",
    "declaration_saved",
    "confirm",
    "refuse",
    "refuse_for_no_reason",
    "decision_saved",
    "skip_owner",
    "back",
];

fn event(name: &str) -> Event {
    match name {
        "begin_declare" => Event::Begin(Matter::Declare),
        "begin_own" => Event::Begin(Matter::MyResidence),
        "begin_help" => Event::Begin(Matter::Help),
        "open_topic" => Event::OpenTopic(HelpTopic::Declare),
        "resume" => Event::Resume(Some(Box::new(draft()))),
        "resume_nothing" => Event::Resume(None),
        "house_code" => house_code(),
        "own_code" => resident_code(1, Ownership::NotRecorded),
        "owner_code" => resident_code(2, Ownership::Recorded),
        "foreign_code" => Event::Code(Err(ScanRefusal::Foreign)),
        "own_number" => Event::Number(Ok(document(DECLARANT_NUMBER))),
        "owner_number" => Event::Number(Ok(document(OWNER_NUMBER))),
        "wrong_number" => Event::Number(Err(NumberProblem::OtherPerson)),
        "confirm_door" => Event::ConfirmDoor,
        "describe_stay" => Event::DescribeStay(said()),
        "add" => Event::AddCohabitant(Zeroizing::new(child_entry())),
        "remove" => Event::RemoveCohabitant(0),
        "finish" => Event::FinishCohabitants,
        "owner_is_here" => Event::AnswerOwnerPresent(true),
        "owner_is_away" => Event::AnswerOwnerPresent(false),
        "agree" => Event::Agree {
            notice_version: NOTICE_VERSION,
        },
        "agree_to_another_notice" => Event::Agree {
            notice_version: NOTICE_VERSION + 1,
        },
        "declaration_saved" => Event::DeclarationSaved(record()),
        "confirm" => Event::DecideAsOwner(None),
        "refuse" => Event::DecideAsOwner(Some("WRONG_ROOM".to_owned())),
        "refuse_for_no_reason" => Event::DecideAsOwner(Some("NOT A REASON".to_owned())),
        "decision_saved" => Event::DecisionSaved,
        "skip_owner" => Event::SkipOwner,
        "back" => Event::GoBack,
        other => panic!("no event is called {other}"),
    }
}

/// Stage, event, stage after, effect ("" for none).
const MOVES: &[(&str, &str, &str, &str)] = &[
    ("welcome", "begin_declare", "scan_house", ""),
    ("welcome", "begin_own", "scan_own", ""),
    ("welcome", "begin_help", "help", ""),
    ("welcome", "resume", "scan_resident", ""),
    ("welcome", "resume_nothing", "failed_for_now", ""),
    ("scan_house", "house_code", "scan_resident", ""),
    ("scan_house", "own_code", "scan_house", ""),
    ("scan_house", "owner_code", "scan_house", ""),
    ("scan_house", "foreign_code", "scan_house", ""),
    ("scan_house", "back", "welcome", ""),
    ("scan_resident", "house_code", "scan_resident", ""),
    ("scan_resident", "own_code", "prove", ""),
    ("scan_resident", "owner_code", "prove", ""),
    ("scan_resident", "foreign_code", "scan_resident", ""),
    ("scan_resident", "back", "scan_house", ""),
    ("prove", "own_number", "door", "draft"),
    ("prove", "owner_number", "door", "draft"),
    ("prove", "wrong_number", "prove", ""),
    ("prove", "back", "scan_resident", ""),
    ("door", "confirm_door", "stay", "draft"),
    ("door", "back", "scan_house", ""),
    ("stay", "describe_stay", "cohabitants", "draft"),
    ("stay", "back", "door", ""),
    ("cohabitants", "add", "cohabitants", "draft"),
    ("cohabitants", "remove", "cohabitants", "draft"),
    ("cohabitants", "finish", "owner_present", "draft"),
    ("cohabitants", "back", "stay", ""),
    ("owner_present", "owner_is_here", "read_back", "draft"),
    ("owner_present", "owner_is_away", "read_back", "draft"),
    ("owner_present", "back", "cohabitants", ""),
    ("read_back", "agree", "read_back", "declaration"),
    ("read_back", "declaration_saved", "owner_scan", ""),
    ("read_back", "back", "owner_present", ""),
    ("owner_scan", "house_code", "owner_scan", ""),
    ("owner_scan", "own_code", "owner_scan", ""),
    ("owner_scan", "owner_code", "owner_prove", ""),
    ("owner_scan", "foreign_code", "owner_scan", ""),
    ("owner_scan", "skip_owner", "receipt", ""),
    ("owner_prove", "own_number", "owner_decides", ""),
    ("owner_prove", "owner_number", "owner_decides", ""),
    ("owner_prove", "wrong_number", "owner_prove", ""),
    ("owner_prove", "skip_owner", "receipt", ""),
    ("owner_prove", "back", "owner_scan", ""),
    ("owner_decides", "confirm", "owner_decides", "decision"),
    ("owner_decides", "refuse", "owner_decides", "decision"),
    ("owner_decides", "decision_saved", "receipt", ""),
    ("owner_decides", "skip_owner", "receipt", ""),
    ("owner_decides", "back", "owner_scan", ""),
    ("scan_own", "house_code", "scan_own", ""),
    ("scan_own", "own_code", "person_prove", ""),
    ("scan_own", "owner_code", "person_prove", ""),
    ("scan_own", "foreign_code", "scan_own", ""),
    ("scan_own", "back", "welcome", ""),
    ("help", "open_topic", "topic", ""),
    ("help", "back", "welcome", ""),
    ("topic", "back", "help", ""),
    ("person_prove", "own_number", "person_menu", "ask"),
    ("person_prove", "owner_number", "person_menu", "ask"),
    ("person_prove", "wrong_number", "person_prove", ""),
    ("person_prove", "back", "scan_own", ""),
    ("failed_for_now", "back", "read_back", ""),
];

fn effect_name(effect: Option<&Effect>) -> &'static str {
    match effect {
        None => "",
        Some(Effect::KeepDraft) => "draft",
        Some(Effect::SaveDeclaration(_)) => "declaration",
        Some(Effect::SaveDecision(_)) => "decision",
        Some(Effect::OpenSession(_)) => "open_session",
        Some(Effect::CloseSession) => "close_session",
        Some(Effect::SavePresentation(_)) => "presentation",
        Some(Effect::Issue(_)) => "issue",
        Some(Effect::Print) => "print",
        Some(Effect::Void(_)) => "void",
        Some(Effect::StateTime(_)) => "time",
        Some(Effect::SavePlaced(_)) => "placed",
        Some(Effect::SaveClaim(_)) => "claim",
        Some(Effect::AskCentre(_)) => "ask",
        Some(Effect::SaveAct(_)) => "act",
        Some(Effect::SaveFeedback(_)) => "feedback",
        Some(Effect::SaveAnswer(_)) => "answer",
    }
}

#[test]
fn every_event_on_every_stage_is_a_named_move_or_nothing() {
    for stage in STAGES {
        assert_eq!(name_of(&visit_at(stage)), stage);
        for name in EVENTS {
            let known = MOVES
                .iter()
                .find(|(from, event, ..)| (*from, *event) == (stage, name));
            let before = view(&visit_at(stage));
            let (visit, effect) = visit_at(stage).hear(event(name), &facts());
            let happened = (name_of(&visit), effect_name(effect.as_ref()));
            match known {
                Some((.., after, effect)) => {
                    assert_eq!(happened, (*after, *effect), "{stage} {name}");
                }
                None => {
                    assert_eq!(happened, (stage, ""), "{stage} {name}");
                    assert_eq!(view(&visit), before, "{stage} {name}");
                }
            }
        }
    }
}

#[test]
fn the_way_back_is_offered_exactly_where_it_leads_somewhere() {
    for stage in STAGES {
        let visit = visit_at(stage);
        let offered = visit.stage.can_go_back();
        let (after, _) = visit.hear(Event::GoBack, &facts());
        assert_eq!(name_of(&after) != stage, offered, "{stage}");
    }
}

#[test]
fn ending_the_visit_leads_to_welcome_from_everywhere() {
    for stage in STAGES {
        let (visit, effect) = visit_at(stage).hear(Event::EndVisit, &facts());
        assert_eq!((name_of(&visit), effect), ("welcome", None), "{stage}");
    }
}

#[test]
fn language_size_and_worker_are_there_on_every_stage() {
    for stage in STAGES {
        let events = vec![
            Event::ChooseLanguage(Language::En),
            Event::ChooseTextSize(4),
            Event::ChooseTextSize(5),
            Event::CallWorker,
        ];
        let visit = after(visit_at(stage), events);
        assert_eq!(name_of(&visit), stage);
        assert_eq!(
            (visit.language, visit.text_size),
            (Language::En, 4),
            "{stage}"
        );
        assert!(visit.worker_called, "{stage}");
    }
}
