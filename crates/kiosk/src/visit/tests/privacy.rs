//! What may reach eyes: masked values only, and nothing of anybody after the visit.

use zeroize::Zeroizing;

use crate::visit::*;

use super::fixtures::*;

fn serialised(visit: &Visit) -> String {
    serde_json::to_string(&view(visit)).unwrap()
}

#[test]
fn no_stage_shows_a_whole_name_or_number() {
    for stage in STAGES {
        let shown = serialised(&visit_at(stage));
        let secrets = [
            CANARY,
            DECLARANT_NUMBER,
            OWNER_NUMBER,
            CHILD_NUMBER,
            ELDER_NUMBER,
            "13800000000",
            "13800000001",
            "19900101",
            "1955",
        ];
        for secret in secrets {
            assert!(!shown.contains(secret), "{stage} shows {secret}: {shown}");
        }
    }
}

#[test]
fn refused_entries_are_not_repeated_on_the_screen() {
    let entry = crate::intent::CohabitantEntry {
        relation: String::new(),
        ..child_entry()
    };
    let visit = after(
        visit_at("cohabitants"),
        vec![Event::AddCohabitant(Zeroizing::new(entry))],
    );
    assert!(!serialised(&visit).contains(CANARY));
    assert!(!serialised(&visit).contains(CHILD_NUMBER));
}

#[test]
fn after_the_visit_the_view_is_as_if_nobody_had_been_here() {
    let fresh = serialised(&Visit::welcome());
    for stage in STAGES {
        let changed = after(
            visit_at(stage),
            vec![Event::CallWorker, Event::ChooseTextSize(4)],
        );
        assert_eq!(
            serialised(&after(changed, vec![Event::EndVisit])),
            fresh,
            "{stage}"
        );
    }
}
