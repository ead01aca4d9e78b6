//! A person without a code asks for one.

use residence::{DocumentType, RecordId};
use zeroize::Zeroizing;

use crate::{
    intent::{ClaimEntry, Matter},
    screen::{ClaimProblem, CollectProblem, Screen, WorkerMatter},
    visit::*,
};

use super::{desk::first, fixtures::*};

fn entry(number: &str, phone: &str) -> Event {
    Event::DescribeClaim(Zeroizing::new(ClaimEntry {
        name: CANARY.to_owned(),
        document: "RESIDENT_ID".to_owned(),
        number: number.to_owned(),
        phone: phone.to_owned(),
    }))
}

fn begun() -> Visit {
    after(Visit::welcome(), vec![Event::Begin(Matter::ObtainCode)])
}

fn checked() -> Visit {
    after(begun(), vec![entry(DECLARANT_NUMBER, "")])
}

fn claim(seen: bool) -> Event {
    Event::Claim {
        notice_version: NOTICE_VERSION,
        seen,
    }
}

fn text() -> Box<ClaimedText> {
    Box::new(ClaimedText {
        text: Zeroizing::new("YJ1P:EXAMPLE".to_owned()),
        hint: Some(Zeroizing::new("陈*华".to_owned())),
        expires_ms: NOW_MS,
    })
}

#[test]
fn wrong_entries_are_named_and_nothing_is_saved() {
    for (number, phone, expected) in [
        ("1", "", "number"),
        (CHILD_NUMBER, "", "child"),
        (DECLARANT_NUMBER, "12", "phone"),
    ] {
        let visit = after(begun(), vec![entry(number, phone)]);
        let Screen::ClaimForm(form) = view(&visit).screen else {
            panic!("still asking")
        };
        let named = match form.problem {
            Some(ClaimProblem::Number(_)) => "number",
            Some(ClaimProblem::Child) => "child",
            Some(ClaimProblem::Phone) => "phone",
            Some(ClaimProblem::Name) | None => "other",
        };
        assert_eq!(named, expected, "{number} {phone}");
    }
}

#[test]
fn a_claim_without_a_worker_is_for_the_register() {
    let Screen::ClaimCheck(check) = view(&checked()).screen else {
        panic!("read back")
    };
    assert!(!check.name.contains(CANARY) && check.phone.is_none());
    let (visit, effect) = checked().hear(claim(false), &facts());
    let Some(Effect::SaveClaim(order)) = effect else {
        panic!("{effect:?}")
    };
    assert!(!order.0.document_seen);
    assert_eq!(order.0.document.kind(), DocumentType::ResidentId);
    let visit = after(visit, vec![Event::ClaimSaved(record()), Event::GoBack]);
    let Screen::ClaimState(state) = view(&visit).screen else {
        panic!("saved, and there is no way back")
    };
    assert_eq!(
        (state.ready, state.receipt),
        (false, record().receipt_number())
    );
    let other = RecordId::from_bytes([9; 16]);
    let visit = after(visit, vec![Event::ClaimAnswered(other, Ok(text()))]);
    assert_eq!(name_of(&visit), "claim_saved");
    let visit = after(visit, vec![Event::ClaimAnswered(record(), Ok(text()))]);
    let Screen::ClaimState(state) = view(&visit).screen else {
        panic!("the code")
    };
    assert!(state.ready && state.holder.as_deref() == Some("陈*华"));
}

#[test]
fn a_worker_who_saw_the_document_answers_with_the_pin() {
    let (visit, effect) = checked().hear(claim(true), &facts());
    assert!(effect.is_none());
    let Screen::WorkerNeeded(needed) = view(&visit).screen else {
        panic!("a worker is asked")
    };
    assert_eq!(needed.matter, WorkerMatter::ClaimSeen);
    let back = after(visit, vec![Event::GoBack]);
    assert_eq!(name_of(&back), "claim_check");
    let (visit, _) = back.hear(claim(true), &facts());
    let (visit, _) = visit.hear(Event::Worker(Ok(Box::new(first()))), &facts());
    let (visit, effect) = visit.hear(Event::Pin(Ok(Box::new(first()))), &facts());
    let Some(Effect::SaveClaim(order)) = effect else {
        panic!("{effect:?}")
    };
    assert!(order.0.document_seen);
    assert_eq!(visit.stage.answered_by(), Some(&first().id));
}

#[test]
fn a_refusal_says_which_rule() {
    let (visit, _) = checked().hear(claim(false), &facts());
    let denied = Event::ClaimAnswered(record(), Err("IDENTITY_UNPROVEN".to_owned()));
    let visit = after(visit, vec![Event::ClaimSaved(record()), denied]);
    let Screen::ClaimState(state) = view(&visit).screen else {
        panic!("told")
    };
    assert_eq!(state.denied.as_deref(), Some("IDENTITY_UNPROVEN"));
}

#[test]
fn a_receipt_and_the_number_bring_the_code_and_guessing_ends() {
    let collecting = || after(begun(), vec![Event::BeginCollect]);
    let wrong = || Event::Collected(Err(CollectProblem::OtherPerson));
    let visit = after(collecting(), vec![wrong(), wrong(), wrong(), wrong()]);
    assert_eq!(name_of(&visit), "claim_collect");
    let visit = after(visit, vec![wrong()]);
    assert_eq!(name_of(&visit), "failed_for_now");
    let visit = after(collecting(), vec![Event::Collected(Ok((record(), text())))]);
    assert_eq!(name_of(&visit), "claim_saved");
    assert_eq!(
        name_of(&after(collecting(), vec![Event::GoBack])),
        "claim_form"
    );
    assert_eq!(name_of(&after(begun(), vec![Event::GoBack])), "welcome");
}
