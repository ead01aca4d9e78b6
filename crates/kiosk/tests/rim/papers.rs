//! What is on a screen comes out of the printer: codes, calendars, messages, acts, and how far a
//! permit is. And a word to the service from somebody who does not say who it is.

use std::sync::{Arc, Mutex};

use kiosk::*;
use paper::{Matter as For, Owner, Progress, Saved};
use protocol::{ActOutcome, Change, CodeClaim, Record, Reply};
use residence::{PermitState, RecordId, State};

use crate::{
    authority::*,
    doubt::last,
    lives::permit,
    person::{ask, go, open, saved_act, say, with_line},
    summary::{Desk, day, registration, summary},
};

/// A printer that keeps a word about each slip, and every secret that stands on one.
#[derive(Default)]
struct Tray(Mutex<Vec<String>>);

impl Tray {
    fn last(&self) -> String {
        let slips = self.0.lock().expect("one thread");
        slips.last().expect("a slip").clone()
    }
}

impl Printer for Tray {
    fn print(&self, slip: &Slip) -> Result<(), NotPrinted> {
        let told = match slip {
            Slip::Receipt(slip) => {
                let Progress { saved, owner } = slip.progress;
                let address = slip.address.as_ref().map_or("", |text| text);
                let said = format!("{:?} {saved:?} {owner:?} {address}", slip.matter);
                assert!(!address.contains("301"), "no room is on paper");
                said
            }
            Slip::Ticket(slip) => format!("ticket {}", slip.ticket),
            Slip::Card(slip) => {
                assert!(!slip.provisional && slip.receipt.is_some());
                format!("card {}", *slip.code)
            }
            Slip::Messages(slip) => {
                for line in slip.tasks.iter().chain(&slip.notices) {
                    assert!(!line.text.contains("吴小明"), "who asks is not on paper");
                }
                format!("messages {} {}", slip.tasks.len(), slip.notices.len())
            }
            Slip::Calendar(slip) => {
                let stretches = slip.stretches.len();
                format!("calendar {} {} {stretches}", slip.counted, slip.missing)
            }
        };
        for secret in secrets() {
            assert!(!told.contains(secret), "a slip shows {secret}");
        }
        self.0.lock().expect("one thread").push(told);
        Ok(())
    }
}

fn with_printer(town: &mut Town) -> Arc<Tray> {
    let tray = Arc::new(Tray::default());
    town.kiosk.print_on(tray.clone());
    tray
}

/// Prints what is on the screen.
fn printed(town: &mut Town) -> View {
    assert_eq!(town.kiosk.view().print, Some(PrintState::Ready));
    let begun = town.tell(Intent::PrintReceipt);
    assert_eq!(begun.print, Some(PrintState::Printing));
    let view = town.printed();
    assert_eq!(view.print, Some(PrintState::Printed));
    view
}

#[test]
fn calendar_messages_and_what_was_done_are_printed() {
    let mut told = summary();
    told.permits = vec![permit(PermitState::Correction)];
    let (mut town, _) = with_line(told);
    let tray = with_printer(&mut town);
    assert_eq!(town.kiosk.view().print, None, "a menu is no paper");

    town.tell_all(vec![open(Errand::Residence), open(Errand::Calendar)]);
    printed(&mut town);
    assert_eq!(tray.last(), "calendar 161 22 3");
    town.tell_all(vec![Intent::GoBack, Intent::GoBack]);

    town.tell(open(Errand::Messages));
    printed(&mut town);
    assert_eq!(tray.last(), "messages 2 1");
    town.tell(Intent::OpenItem(crate::summary::number(30)));
    printed(&mut town);
    assert_eq!(tray.last(), "messages 0 1");
    town.tell_all(vec![Intent::GoBack, Intent::GoBack]);

    town.tell(open(Errand::Permits));
    printed(&mut town);
    let until = day("2026-12-16");
    let waits = Owner::Centre(Some(until));
    assert_eq!(
        tray.last(),
        format!("{:?} {:?} {waits:?} ", For::Permit, Saved::Received)
    );
    town.tell(Intent::GoBack);

    town.tell_all(vec![
        open(Errand::Residence),
        ask(ActMatter::Cancel, &crate::summary::number(10)),
    ]);
    let view = town.tell(say(false, Some("MOVED_AWAY"), None, None));
    assert!(
        matches!(view.screen, Screen::ActDone(_)),
        "{:?}",
        view.screen
    );
    printed(&mut town);
    let said = tray.last();
    assert!(said.starts_with("Cancellation Here Asked"), "{said}");
    assert!(said.ends_with("18号"), "{said}");
    let record = saved_act(&town).0;
    town.answer(1, vec![decided(record, Some("WRONG_STATE"))]);
    town.later(1_000);
    assert_eq!(town.kiosk.view().print, Some(PrintState::Printed));
}

fn decided(record: RecordId, denied: Option<&str>) -> Change {
    Change::ActOutcome(ActOutcome {
        record,
        denied: denied.map(str::to_owned),
        decided_on: day("2026-11-23"),
    })
}

#[test]
fn an_act_after_which_nobody_is_asked_is_the_centres_matter() {
    let mut told = summary();
    told.registrations = vec![registration(10, State::AwaitingConfirmation)];
    let (mut town, _) = with_line(told);
    let tray = with_printer(&mut town);
    town.tell_all(vec![
        open(Errand::Residence),
        ask(ActMatter::Withdraw, &crate::summary::number(10)),
        go(),
    ]);
    printed(&mut town);
    assert!(
        tray.last().starts_with("Registration Here Centre"),
        "{}",
        tray.last()
    );
}

#[test]
fn a_code_from_another_kiosk_is_collected_and_printed() {
    let mut town = Town::enrolled();
    let tray = with_printer(&mut town);
    let desk = Desk::default();
    town.kiosk.ask_through(Box::new(desk.clone()));
    let collect = |number: &str| {
        Intent::CollectCode(CollectEntry {
            receipt: crate::summary::number(7),
            document: "RESIDENT_ID".to_owned(),
            number: number.to_owned(),
        })
    };
    let view = town.tell_all(vec![
        Intent::BeginVisit(Matter::ObtainCode),
        Intent::BeginCollect,
        collect(DECLARANT.1),
    ]);
    let Screen::CollectCode(page) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert!(page.asking && page.problem.is_none());
    desk.tell(Err(NoAnswer));
    let Screen::CollectCode(page) = town.later(100).screen else {
        panic!("still collecting")
    };
    assert_eq!(page.problem, Some(CollectProblem::NoLine));
    town.tell(collect(DECLARANT.1));
    desk.tell(Ok(Reply::Claimed(Some("YJ1S:FORGED".to_owned()))));
    let Screen::CollectCode(page) = town.later(100).screen else {
        panic!("nobody signed that")
    };
    assert_eq!(page.problem, Some(CollectProblem::NotHere));
    town.tell(collect(DECLARANT.1));
    desk.tell(Ok(Reply::Claimed(Some(card(DECLARANT)))));
    let Screen::ClaimState(state) = town.later(100).screen else {
        panic!("the code")
    };
    assert!(state.ready && state.receipt == crate::summary::number(7));
    printed(&mut town);
    assert!(tray.last().starts_with("card "), "{}", tray.last());
}

#[test]
fn a_claim_that_waits_has_a_receipt_on_paper() {
    let mut town = Town::enrolled();
    let tray = with_printer(&mut town);
    let view = town.tell_all(vec![
        Intent::BeginVisit(Matter::ObtainCode),
        Intent::DescribeClaim(ClaimEntry {
            name: CANARY.to_owned(),
            document: "RESIDENT_ID".to_owned(),
            number: DECLARANT.1.to_owned(),
            phone: String::new(),
        }),
        Intent::ClaimCode {
            notice_version: 1,
            seen: false,
        },
    ]);
    assert!(
        matches!(view.screen, Screen::ClaimState(_)),
        "{:?}",
        view.screen
    );
    assert!(matches!(last(&town).0, Record::CodeClaim(claim) if is_his(&claim)));
    printed(&mut town);
    assert_eq!(tray.last(), "Code Here Centre(None) ");
}

fn is_his(claim: &CodeClaim) -> bool {
    claim.document.reveal_number() == DECLARANT.1
}

#[test]
fn a_word_to_the_service_needs_no_name_and_no_line() {
    let mut town = Town::enrolled();
    let tray = with_printer(&mut town);
    let help = town.tell(Intent::BeginVisit(Matter::Help));
    assert!(matches!(help.screen, Screen::Help(_)), "{:?}", help.screen);
    for wrong in [String::new(), "好".repeat(401), "<b>".to_owned()] {
        let Screen::Help(help) = town.tell(Intent::SendFeedback(wrong)).screen else {
            panic!("the page stays")
        };
        assert_eq!(help.problem, Some(DataProblem::Words));
    }
    let view = town.tell(Intent::SendFeedback("好".repeat(400)));
    let Screen::LivesDone(done) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert_eq!((done.deed, done.decided), (LivesDeed::Feedback, false));
    assert_eq!(view.strip.waiting, 1);
    let id = saved_act(&town).0;
    assert!(
        matches!(last(&town).0, Record::Feedback(said) if said.words.reveal().chars().count() == 400)
    );
    printed(&mut town);
    assert!(tray.last().starts_with("Other Here"), "{}", tray.last());
    town.answer(1, vec![decided(id, None)]);
    let Screen::LivesDone(done) = town.later(1_000).screen else {
        panic!("the answer comes by itself")
    };
    assert!(done.decided);
    let view = town.tell(Intent::GoBack);
    assert!(matches!(view.screen, Screen::Help(_)), "{:?}", view.screen);
}
