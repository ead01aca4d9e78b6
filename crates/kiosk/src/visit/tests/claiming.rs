//! A person without a code asks for one.

use protocol::{Question, Reply};
use residence::{DocumentType, ReceiptNumber, RecordId};
use zeroize::Zeroizing;

use crate::{
    enquiry::NoAnswer,
    intent::{ClaimEntry, Matter},
    screen::{ClaimProblem, CollectCode, CollectProblem, PrintState, Screen, WorkerMatter},
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
        serial: [5; 8],
        category: codes::Category::Adult,
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
    let visit = after(
        collecting(),
        vec![Event::Collected(Ok((ReceiptNumber::of(&record()), text())))],
    );
    assert_eq!(name_of(&visit), "claim_saved");
    assert_eq!(
        name_of(&after(collecting(), vec![Event::GoBack])),
        "claim_form"
    );
    assert_eq!(name_of(&after(begun(), vec![Event::GoBack])), "welcome");
}

fn elsewhere() -> Event {
    let receipt = ReceiptNumber::of(&record());
    Event::CollectElsewhere(receipt, Box::new(document(DECLARANT_NUMBER)))
}

fn collecting(visit: &Visit) -> CollectCode {
    let Screen::CollectCode(page) = view(visit).screen else {
        panic!("collecting")
    };
    page
}

#[test]
fn a_code_that_was_claimed_elsewhere_is_asked_for_at_the_centre() {
    let asked = || after(begun(), vec![Event::BeginCollect, elsewhere()]);
    let (visit, effect) = after(begun(), vec![Event::BeginCollect]).hear(elsewhere(), &facts());
    let Some(Effect::AskCentre(question)) = effect else {
        panic!("{effect:?}")
    };
    assert!(
        matches!(*question, Question::Claimed { claim, .. } if claim == ReceiptNumber::of(&record()))
    );
    assert!(collecting(&visit).asking && visit.stage.hears_centre());
    for (told, why) in [
        (Err(NoAnswer), CollectProblem::NoLine),
        (Ok(Reply::Claimed(None)), CollectProblem::NotHere),
        (Ok(Reply::Proof(true)), CollectProblem::NoLine),
        (
            Ok(Reply::Denied("NOT_THE_CLAIMANT".to_owned())),
            CollectProblem::OtherPerson,
        ),
    ] {
        let page = collecting(&after(asked(), vec![Event::Told(told.map(Box::new))]));
        assert_eq!((page.asking, page.problem), (false, Some(why)));
    }
    let denied = Reply::Denied("IDENTITY_UNPROVEN".to_owned());
    let visit = after(asked(), vec![Event::Told(Ok(Box::new(denied)))]);
    let Screen::ClaimState(state) = view(&visit).screen else {
        panic!("the claim was refused")
    };
    assert_eq!(state.denied.as_deref(), Some("IDENTITY_UNPROVEN"));
    let code = Event::Collected(Ok((ReceiptNumber::of(&record()), text())));
    let visit = after(asked(), vec![code]);
    let Screen::ClaimState(state) = view(&visit).screen else {
        panic!("the code")
    };
    assert_eq!(
        (state.ready, state.receipt),
        (true, record().receipt_number())
    );
    // An answer for which nobody waits any more changes nothing.
    let late = vec![
        Event::GoBack,
        Event::Told(Ok(Box::new(Reply::Claimed(None)))),
    ];
    assert_eq!(name_of(&after(asked(), late)), "claim_form");
}

#[test]
fn receipt_and_code_can_be_on_paper_each_for_itself() {
    let saved = || after(checked(), vec![Event::ClaimSaved(record())]);
    assert_eq!(view(&checked()).print, None);
    let (visit, effect) = saved().hear(Event::PrintReceipt, &facts());
    assert_eq!(effect, Some(Effect::Print));
    let visit = after(visit, vec![Event::Printed(PrintState::Printed)]);
    assert_eq!(view(&visit).print, Some(PrintState::Printed));
    let (visit, effect) = visit.hear(Event::PrintReceipt, &facts());
    assert_eq!(effect, None, "once is enough");
    let visit = after(visit, vec![Event::ClaimAnswered(record(), Ok(text()))]);
    assert_eq!(
        view(&visit).print,
        Some(PrintState::Ready),
        "the code is new"
    );
    let (_, effect) = visit.hear(Event::PrintReceipt, &facts());
    assert_eq!(effect, Some(Effect::Print));
}

#[test]
fn a_ticket_can_be_on_paper_where_the_draft_is_kept() {
    let failed = visit_at("failed");
    assert_eq!(failed.stage.paper(), Some(Paper::Ticket));
    assert_eq!(
        failed.hear(Event::PrintReceipt, &facts()).1,
        Some(Effect::Print)
    );
    for name in STAGES {
        let visit = visit_at(name);
        let offered = visit.stage.paper().is_some();
        assert_eq!(view(&visit).print.is_some(), offered, "{name}");
        let printed = visit.hear(Event::PrintReceipt, &facts()).1;
        assert_eq!(printed == Some(Effect::Print), offered, "{name}");
    }
}
