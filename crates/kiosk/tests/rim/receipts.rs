//! A receipt on paper, and asking after one by its number.

use std::sync::{Arc, Mutex};

use kiosk::*;
use paper::{Owner, Saved};
use protocol::{Question, ReceiptNews, Reply};
use residence::ReceiptNumber;

use crate::{
    authority::*,
    receipt,
    summary::{Desk, day},
};

/// What a test looks at: number, the two states, the address.
type Seen = (String, Saved, Owner, Option<String>);

/// A printer that keeps what a test looks at.
#[derive(Default)]
struct Tray {
    why_not: Mutex<Option<NotPrinted>>,
    receipts: Mutex<Vec<Seen>>,
}

impl Printer for Tray {
    fn print(&self, slip: &Slip) -> Result<(), NotPrinted> {
        if let Some(why) = *self.why_not.lock().expect("one thread") {
            return Err(why);
        }
        let Slip::Receipt(slip) = slip else {
            return Err(NotPrinted::Failed);
        };
        let said = slip.address.as_deref().cloned();
        let progress = slip.progress;
        let line = (slip.number.clone(), progress.saved, progress.owner, said);
        self.receipts.lock().expect("one thread").push(line);
        Ok(())
    }
}

fn status(view: &View) -> ReceiptStatus {
    let Screen::ReceiptStatus(status) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    status.clone()
}

#[test]
fn a_receipt_is_printed_without_holding_up_the_visit() {
    let mut town = Town::enrolled();
    let tray = Arc::new(Tray::default());
    town.kiosk.print_on(tray.clone());
    town.read_back(false);
    let before = receipt(&town.tell(agree()));
    assert_eq!(before.print, PrintState::Ready);
    let begun = receipt(&town.tell(Intent::PrintReceipt));
    assert_eq!(begun.print, PrintState::Printing);
    assert_eq!(receipt(&town.printed()).print, PrintState::Printed);
    let printed = tray.receipts.lock().unwrap().clone();
    let [(number, saved, owner, address)] = printed.as_slice() else {
        panic!("{printed:?}")
    };
    assert_eq!(number, &before.registration.receipt);
    assert_eq!(*saved, Saved::Here);
    let until = "2026-12-08".parse().unwrap();
    assert_eq!(*owner, Owner::Asked(Some(until)));
    let address = address.as_deref().unwrap();
    assert!(address.ends_with("号"), "no room is on paper: {address}");
    // Once is enough.
    let again = receipt(&town.tell(Intent::PrintReceipt));
    assert_eq!(again.print, PrintState::Printed);
}

#[test]
fn whatever_the_printer_does_the_receipt_is_saved() {
    let mut town = Town::enrolled();
    town.read_back(false);
    town.tell(agree());
    let none = receipt(&town.tell(Intent::PrintReceipt));
    assert_eq!(none.print, PrintState::NoPrinter);

    let mut town = Town::enrolled();
    let tray = Arc::new(Tray::default());
    town.kiosk.print_on(tray.clone());
    town.read_back(false);
    town.tell(agree());
    for (why, told) in [
        (NotPrinted::Empty, PrintState::Empty),
        (NotPrinted::RanOut, PrintState::Empty),
        (NotPrinted::Stuck, PrintState::Stopped),
        (NotPrinted::Failed, PrintState::Stopped),
    ] {
        *tray.why_not.lock().unwrap() = Some(why);
        town.tell(Intent::PrintReceipt);
        let shown = receipt(&town.printed());
        assert_eq!(
            (shown.print, shown.registration.saved),
            (told, SavedState::OnThisMachine)
        );
    }
    *tray.why_not.lock().unwrap() = None;
    town.tell(Intent::PrintReceipt);
    assert_eq!(receipt(&town.printed()).print, PrintState::Printed);
    assert_eq!(town.kiosk.view().strip.waiting, 1);
}

#[test]
fn a_receipt_is_asked_after_by_its_number() {
    let mut town = Town::enrolled();
    town.read_back(false);
    let number = receipt(&town.tell(agree())).registration.receipt;
    town.tell(Intent::EndVisit);
    let view = town.tell(Intent::BeginVisit(Matter::CheckReceipt));
    assert!(matches!(&view.screen, Screen::Scan(scan) if scan.purpose == ScanPurpose::Receipt));

    let mut mistyped = number.clone();
    let last = if mistyped.pop() == Some('0') {
        '1'
    } else {
        '0'
    };
    mistyped.push(last);
    for (text, why) in [
        (mistyped, ScanRefusal::ReceiptMistyped),
        ("K7M2".to_owned(), ScanRefusal::NoReceipt),
        ("https://pay.example/1".to_owned(), ScanRefusal::Foreign),
    ] {
        let view = town.tell(Intent::AcceptCode(text));
        assert_eq!(refusal(&view), Some(why));
    }
    let view = town.tell(Intent::AcceptCode(number.to_lowercase()));
    let shown = status(&view);
    assert_eq!(shown.number, number);
    let ReceiptAnswer::Registration { registration } = shown.answer else {
        panic!("{shown:?}")
    };
    assert_eq!(registration.saved, SavedState::OnThisMachine);
    assert_eq!(registration.state, "AWAITING_CONFIRMATION");
    assert_eq!(
        registration.address.number, "**号",
        "a number is no key to a door"
    );
    assert!(view.can_go_back);

    // The centre answers, and whoever asks again is told.
    let decision = effective(&town.kiosk);
    town.answer(1, vec![decision]);
    town.later(1_000);
    let old = number
        .rsplit_once('-')
        .expect("a check character")
        .0
        .to_owned();
    let view = town.tell_all(vec![Intent::GoBack, Intent::AcceptCode(old)]);
    let ReceiptAnswer::Registration { registration } = status(&view).answer else {
        panic!("a number from before the check character")
    };
    assert_eq!(registration.state, "EFFECTIVE");

    let elsewhere = residence::RecordId::from_bytes([7; 16]).receipt_number();
    assert!(ReceiptNumber::parse(&elsewhere).is_ok());
    let view = town.tell_all(vec![Intent::GoBack, Intent::AcceptCode(elsewhere)]);
    assert_eq!(status(&view).answer, ReceiptAnswer::NotHere);
    let view = town.tell_all(vec![Intent::GoBack, Intent::GoBack]);
    assert_eq!(view.screen, Screen::Welcome);
}

#[test]
fn what_another_kiosk_made_is_asked_for_at_the_centre() {
    let mut town = Town::enrolled();
    let desk = Desk::default();
    town.kiosk.ask_through(Box::new(desk.clone()));
    let number = residence::RecordId::from_bytes([7; 16]).receipt_number();
    let ask = |town: &mut Town| {
        town.tell(Intent::EndVisit);
        status(&town.tell_all(vec![
            Intent::BeginVisit(Matter::CheckReceipt),
            Intent::AcceptCode(number.clone()),
        ]))
        .answer
    };
    let news = |received: bool, decided: bool| ReceiptNews {
        received_on: received.then(|| day("2026-11-20")),
        state: decided.then_some(residence::State::Effective),
        denied: None,
        decided_on: decided.then(|| day("2026-11-22")),
    };
    for (reply, expected) in [
        (
            Ok(Reply::Receipt(news(true, true))),
            ReceiptAnswer::Told {
                saved: SavedState::Decided,
                state: Some("EFFECTIVE".to_owned()),
                denied: None,
                day: "2026-11-22".to_owned(),
            },
        ),
        (
            Ok(Reply::Receipt(news(true, false))),
            ReceiptAnswer::Told {
                saved: SavedState::Received,
                state: None,
                denied: None,
                day: "2026-11-20".to_owned(),
            },
        ),
        (
            Ok(Reply::Receipt(news(false, false))),
            ReceiptAnswer::Unknown,
        ),
        (Ok(Reply::Proof(true)), ReceiptAnswer::NotHere),
        (Err(NoAnswer), ReceiptAnswer::NotHere),
    ] {
        assert_eq!(ask(&mut town), ReceiptAnswer::Asking);
        let question = desk.tell(reply);
        assert!(
            matches!(question, Question::Receipt(asked) if asked.to_string() == number),
            "{question:?}"
        );
        assert_eq!(status(&town.later(100)).answer, expected);
    }
    // The answer to a question that was given up reaches nobody.
    assert_eq!(ask(&mut town), ReceiptAnswer::Asking);
    town.tell(Intent::GoBack);
    desk.tell(Ok(Reply::Receipt(news(true, true))));
    let view = town.later(100);
    assert!(matches!(view.screen, Screen::Scan(_)), "{:?}", view.screen);
}
