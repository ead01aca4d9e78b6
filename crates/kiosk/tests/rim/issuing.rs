//! Provisional codes and checking: issued offline, durable before paper, judged by any kiosk.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use codes::Powers;
use kiosk::*;
use protocol::{Change, Record, TakenAs, VoidReason};

use crate::{authority::*, staff::*};

const ELDER_NUMBER: &str = "449900195506150025";
const CHILD_NUMBER: &str = "449900201606150012";

fn entry(number: &str, document: &str) -> Intent {
    Intent::DescribeHolder(IssueEntry {
        name: CANARY.to_owned(),
        document: document.to_owned(),
        number: number.to_owned(),
        guardian_consent: true,
    })
}

fn issued(view: &View) -> Issued {
    let Screen::Issued(issued) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    issued.clone()
}

fn checked(view: &View) -> Checked {
    let Screen::Checked(checked) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    checked.clone()
}

impl Town {
    fn issue_for_elder(&mut self) -> View {
        self.tell_all(vec![
            Intent::BeginIssue(IssueCategory::Elder),
            Intent::AcceptCode(plate(HOUSE)),
            entry(ELDER_NUMBER, "RESIDENT_ID"),
            Intent::Issue,
            pin(WORKER.1),
        ])
    }
}

#[derive(Default)]
struct Paper {
    fails: Option<NotPrinted>,
    slips: AtomicU32,
    code: std::sync::Mutex<String>,
}

impl Printer for Paper {
    fn print(&self, slip: &Slip) -> Result<(), NotPrinted> {
        if let Some(why) = self.fails {
            return Err(why);
        }
        self.slips.fetch_add(1, Ordering::Relaxed);
        let Slip::Card(card) = slip else {
            return Err(NotPrinted::Failed);
        };
        self.code.lock().expect("one thread").push_str(&card.code);
        Ok(())
    }
}

#[test]
fn an_elder_leaves_with_a_code_that_any_kiosk_believes() {
    let mut town = Town::staffed();
    let paper = Arc::new(Paper::default());
    town.kiosk.print_on(paper.clone());
    town.log_in(WORKER);
    let view = town.tell_all(vec![
        Intent::BeginIssue(IssueCategory::Elder),
        Intent::AcceptCode(plate(HOUSE)),
        entry(ELDER_NUMBER, "RESIDENT_ID"),
    ]);
    let Screen::IssueCheck(check) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert_eq!((check.age, check.provisional_left), (71, 3));
    assert_eq!(check.valid_until, "2026-12-23");
    let shown = serde_json::to_string(&view).unwrap();
    assert!(!shown.contains(CANARY) && !shown.contains(ELDER_NUMBER));

    let view = town.tell_all(vec![Intent::Issue, pin(WORKER.1)]);
    let ready = issued(&view);
    assert_eq!(ready.print, PrintState::Ready);
    assert!(
        ready.qr_path.is_some() && ready.qr_modules <= 77 + 8,
        "at most version 15"
    );
    let Some(Record::ProvisionalIssue(record)) = town.sent().pop().map(|sent| sent.record) else {
        panic!("the record comes before the paper")
    };
    assert_eq!(paper.slips.load(Ordering::Relaxed), 0);
    assert_eq!(
        (record.worker, record.house),
        (id(WORKER), Some(house_code(HOUSE)))
    );
    assert_eq!(town.kiosk.journal().provisional_left().unwrap(), 2);

    let view = town.tell(Intent::PrintCode);
    assert_eq!(issued(&view).print, PrintState::Printing);
    assert!(
        !issued(&view).can_void,
        "while nobody knows what lies there"
    );
    let view = town.printed();
    assert_eq!(issued(&view).print, PrintState::Printed);
    let code = paper.code.lock().unwrap().clone();
    let view = town.tell_all(vec![
        Intent::EndVisit,
        Intent::BeginVisit(Matter::CheckCode),
        Intent::AcceptCode(plate(HOUSE)),
        Intent::GoBack,
        Intent::AcceptCode(code),
    ]);
    let checked = checked(&view);
    assert_eq!(
        (checked.verdict, checked.form, checked.category),
        (
            CheckVerdict::Green,
            Some(CheckedForm::Provisional),
            Some(CheckedCategory::Elder)
        )
    );
    assert_eq!(
        (checked.at_this_house, checked.recorded),
        (Some(true), true)
    );
    let Some(Record::Presentation(shown)) = town.sent().pop().map(|sent| sent.record) else {
        panic!("the presentation waits for the centre")
    };
    assert_eq!((shown.form, shown.verdict), (3, TakenAs::Green));
    assert_eq!(shown.house, Some(house_code(HOUSE)));
}

#[test]
fn a_child_comes_with_a_guardian() {
    let mut town = Town::staffed();
    town.log_in(WORKER);
    let view = town.tell_all(vec![
        Intent::BeginIssue(IssueCategory::Child),
        Intent::SkipHouse,
        Intent::AcceptCode(card(DECLARANT)),
        Intent::ProveIdentity(DECLARANT.1.to_owned()),
        entry(CHILD_NUMBER, "HOUSEHOLD_REGISTER"),
        Intent::Issue,
        pin(WORKER.1),
    ]);
    assert_eq!(issued(&view).category, IssueCategory::Child);
    let Some(Record::ProvisionalIssue(record)) = town.sent().pop().map(|sent| sent.record) else {
        panic!("recorded")
    };
    let guardian = record.guardian.expect("a guardian");
    assert_eq!(guardian.subject, subject(DECLARANT.0));
    assert!(record.guardian_consent.is_some());
}

#[test]
fn what_fails_to_print_is_void_and_recorded() {
    let mut town = Town::staffed();
    town.kiosk.print_on(broken(NotPrinted::Failed));
    town.log_in(WORKER);
    town.issue_for_elder();
    town.tell(Intent::PrintCode);
    let failed = issued(&town.printed());
    assert_eq!((failed.print, failed.qr_path), (PrintState::Failed, None));
    let Some(Record::ProvisionalVoid(void)) = town.sent().pop().map(|sent| sent.record) else {
        panic!("recorded")
    };
    assert_eq!(void.reason, VoidReason::PrintFailed);
}

fn broken(why: NotPrinted) -> Arc<Paper> {
    Arc::new(Paper {
        fails: Some(why),
        ..Paper::default()
    })
}

#[test]
fn a_printer_without_paper_costs_no_code() {
    let mut town = Town::staffed();
    town.kiosk.print_on(broken(NotPrinted::Empty));
    town.log_in(WORKER);
    town.issue_for_elder();
    town.tell(Intent::PrintCode);
    let empty = issued(&town.printed());
    assert_eq!((empty.print, empty.can_void), (PrintState::Empty, true));
    assert!(empty.qr_path.is_some());
    // Somebody put paper in.
    town.kiosk.print_on(Arc::new(Paper::default()));
    town.tell(Intent::PrintCode);
    assert_eq!(issued(&town.printed()).print, PrintState::Printed);
}

#[test]
fn a_code_that_half_lies_in_the_printer_is_void_when_nobody_waits_for_it() {
    let mut town = Town::staffed();
    town.kiosk.print_on(broken(NotPrinted::RanOut));
    town.log_in(WORKER);
    town.issue_for_elder();
    town.tell(Intent::PrintCode);
    town.tell(Intent::EndVisit);
    let (_never, pause) = std::sync::mpsc::channel::<()>();
    let void = (0..1_000).find_map(|_| {
        pause.recv_timeout(std::time::Duration::from_millis(5)).ok();
        town.later(0);
        match town.sent().pop().map(|sent| sent.record) {
            Some(Record::ProvisionalVoid(void)) => Some(void),
            _ => None,
        }
    });
    assert_eq!(void.expect("recorded").reason, VoidReason::PrintFailed);
}

#[test]
fn without_a_printer_the_screen_says_so_and_offers_to_void() {
    let mut town = Town::staffed();
    town.log_in(WORKER);
    town.issue_for_elder();
    let shown = issued(&town.tell(Intent::PrintCode));
    assert_eq!((shown.print, shown.can_void), (PrintState::NoPrinter, true));
    assert!(shown.qr_path.is_some(), "it can be shown");
    let view = town.tell_all(vec![Intent::VoidCode, pin(WORKER.1)]);
    assert_eq!(issued(&view).print, PrintState::Voided);
}

#[test]
fn powers_and_quota_end_it() {
    let mut town = Town::staffed();
    town.log_in(WORKER);
    for left in (0..3).rev() {
        issued(&town.issue_for_elder());
        let at_home = home(&town.tell(Intent::EndVisit));
        assert_eq!(at_home.provisional_left, left);
    }
    let at_home = home(town.kiosk.view());
    assert_eq!(at_home.elder_bar, Some(IssueBar::Quota));
    home(&town.tell(Intent::BeginIssue(IssueCategory::Elder)));

    let certificate = certificate(town.kiosk.journal(), Powers::CHILDREN);
    town.answer(0, vec![Change::Certificate(certificate)]);
    let at_home = home(&town.later(1_000));
    assert_eq!(
        (at_home.elder_bar, at_home.child_bar),
        (Some(IssueBar::Kiosk), None)
    );
    assert!(town.audited().n > 10);
}

#[test]
fn a_wrong_pin_issues_nothing() {
    let mut town = Town::staffed();
    town.log_in(WORKER);
    let view = town.tell_all(vec![
        Intent::BeginIssue(IssueCategory::Elder),
        Intent::SkipHouse,
        entry(ELDER_NUMBER, "RESIDENT_ID"),
        Intent::Issue,
        pin("000000"),
    ]);
    let wrong = Some(LoginProblem::Wrong { tries_left: 9 });
    assert_eq!(login_problem(&view), wrong);
    assert_eq!(town.kiosk.journal().provisional_left().unwrap(), 3);
}

#[test]
fn anybody_may_ask_what_a_code_is_worth() {
    let mut town = Town::enrolled();
    town.tell(Intent::BeginVisit(Matter::CheckCode));
    let foreign = checked(&town.tell(Intent::AcceptCode("wxp://f2f0".to_owned())));
    assert_eq!(
        (foreign.verdict, foreign.refusal, foreign.foreign),
        (
            CheckVerdict::Red,
            Some(ScanRefusal::Foreign),
            Some(ForeignName::Payment)
        )
    );
    assert!(!foreign.recorded);
    town.tell(Intent::GoBack);
    let own = checked(&town.tell(Intent::AcceptCode(card(DECLARANT))));
    assert_eq!(
        (own.verdict, own.form, own.recorded),
        (CheckVerdict::Green, Some(CheckedForm::Printed), true)
    );
    assert_eq!(own.at_this_house, None, "this card is bound to no house");
    town.tell(Intent::GoBack);
    let newer = checked(&town.tell(Intent::AcceptCode(
        card(DECLARANT).replacen("YJ1", "YJ2", 1),
    )));
    assert_eq!(
        (newer.verdict, newer.doubt),
        (CheckVerdict::Amber, Some(CheckDoubt::Newer))
    );
    assert_eq!(town.sent().len(), 1, "one presentation");
}
