//! What a proven person does here: with a line, without one, and while one is awaited.

use kiosk::{ActMatter, ActProblem, Asked, Errand, Intent, Matter, SavedState, Screen, View};
use protocol::{ActOutcome, Change, Deed, Question, Record, Reply, TaskMatter};
use residence::{CancelReason, HabitualState, State};

use super::{
    authority::*,
    doubt::last,
    no_secret,
    summary::{
        Desk, OTHER_CANARY, day, habitual, number, record, registration, summary, task, told,
    },
};

fn at_the_menu(town: &mut Town, (n, whole): (u8, &str)) -> View {
    town.tell_all(vec![
        Intent::BeginVisit(Matter::MyResidence),
        Intent::AcceptCode(card((n, whole))),
        Intent::ProveIdentity(whole.to_owned()),
    ])
}

pub(crate) fn with_line(summary: protocol::Summary) -> (Town, Desk) {
    let mut town = Town::enrolled();
    let desk = Desk::default();
    town.kiosk.ask_through(Box::new(desk.clone()));
    at_the_menu(&mut town, DECLARANT);
    desk.tell(told(summary));
    town.later(500);
    (town, desk)
}

pub(crate) fn open(errand: Errand) -> Intent {
    Intent::OpenErrand(errand)
}

pub(crate) fn ask(matter: ActMatter, about: &str) -> Intent {
    Intent::AskAct {
        matter,
        about: about.to_owned(),
    }
}

pub(crate) fn go() -> Intent {
    say(false, None, None, None)
}

pub(crate) fn say(
    refuse: bool,
    reason: Option<&str>,
    day: Option<&str>,
    last_day: Option<&str>,
) -> Intent {
    Intent::DoAct {
        refuse,
        reason: reason.map(str::to_owned),
        day: day.map(str::to_owned),
        last_day: last_day.map(str::to_owned),
    }
}

fn asked(view: &View) -> Asked {
    if let Screen::Services(services) = &view.screen {
        return services.centre.asked;
    }
    let Screen::MyResidence(mine) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    mine.centre.asked
}

pub(crate) fn deed(town: &Town) -> Deed {
    let Record::Act(act) = last(town).0 else {
        panic!("no act was saved")
    };
    assert_eq!(act.actor.subject, subject(DECLARANT.0));
    assert_eq!(act.done_on, day("2026-11-23"));
    act.deed
}

pub(crate) fn problem(view: &View) -> Option<ActProblem> {
    let Screen::AskAct(question) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    question.problem
}

pub(crate) fn done(view: &View) -> kiosk::ActDone {
    let Screen::ActDone(done) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    done.clone()
}

#[test]
fn the_menu_is_there_while_the_centre_is_asked() {
    let mut town = Town::enrolled();
    let desk = Desk::default();
    town.kiosk.ask_through(Box::new(desk.clone()));
    assert_eq!(asked(&at_the_menu(&mut town, DECLARANT)), Asked::Asking);
    assert_eq!(asked(&town.tell(open(Errand::Residence))), Asked::Asking);
    let question = desk.tell(told(summary()));
    assert!(matches!(question, Question::Person { actor, .. } if actor.subject == subject(1)));
    let view = town.later(500);
    let Screen::MyResidence(mine) = &view.screen else {
        panic!("the page stays: {:?}", view.screen)
    };
    assert_eq!(mine.centre.asked, Asked::Answered);
    assert!(mine.centre.as_of.is_some() && mine.calendar);
    let [home] = mine.registrations.as_slice() else {
        panic!("{:?}", mine.registrations)
    };
    assert_eq!(
        (home.state.as_str(), home.address.room.as_str()),
        ("EFFECTIVE", "2栋301")
    );
    assert_eq!(home.people.len(), 1);
    no_secret(&view);
    assert!(
        !serde_json::to_string(&view)
            .expect("JSON")
            .contains(OTHER_CANARY)
    );
}

#[test]
fn a_wipe_takes_the_question_and_the_answer_with_it() {
    let mut town = Town::enrolled();
    let desk = Desk::default();
    town.kiosk.ask_through(Box::new(desk.clone()));
    at_the_menu(&mut town, DECLARANT);
    assert_eq!(town.later(91_000).screen, Screen::Welcome);
    desk.tell(told(summary()));
    assert_eq!(town.later(500).screen, Screen::Welcome);
    let view = at_the_menu(&mut town, OWNER);
    assert_eq!(
        asked(&view),
        Asked::Asking,
        "nobody reads what another was told"
    );
    desk.tell(Ok(Reply::Denied("UNKNOWN_PERSON".to_owned())));
    assert_eq!(asked(&town.later(500)), Asked::Denied);
}

#[test]
fn without_a_line_this_machines_memory_serves() {
    let mut town = Town::enrolled();
    town.read_back(false);
    town.tell(agree());
    town.answer(1, vec![effective(&town.kiosk)]);
    town.tell(Intent::EndVisit);
    at_the_menu(&mut town, DECLARANT);
    let view = town.tell(open(Errand::Residence));
    let Screen::MyResidence(mine) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert_eq!(mine.centre.asked, Asked::NoLine);
    let home = mine.registrations.first().expect("one is known");
    assert_eq!(
        home.acts,
        [
            ActMatter::Habitual,
            ActMatter::AddCohabitants,
            ActMatter::Cancel
        ]
    );
    let about = home.receipt.clone();
    let view = town.tell(ask(ActMatter::Cancel, &about));
    let Screen::AskAct(question) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert!(question.grave && question.follows.contains(&"permit_maybe".to_owned()));
    assert_eq!(question.until.as_deref(), Some("2026-11-30"));
    let view = town.tell(say(false, Some("MOVED_AWAY"), None, None));
    assert_eq!(done(&view).saved, SavedState::OnThisMachine);
    assert!(matches!(
        deed(&town),
        Deed::RequestCancel(_, CancelReason::MovedAway)
    ));
    no_secret(&view);
}

#[test]
fn an_act_is_done_once_and_told_like_by_a_receipt() {
    let (mut town, desk) = with_line(summary());
    town.tell(open(Errand::Residence));
    let about = number(10);
    let view = town.tell_all(vec![ask(ActMatter::Cancel, &about), go()]);
    assert_eq!(problem(&view), Some(ActProblem::Reason), "nothing is saved");
    let said = say(false, Some("MOVED_HOUSE"), None, None);
    let view = town.tell_all(vec![said.clone(), said.clone(), said]);
    let receipt = done(&view);
    assert_eq!((view.strip.waiting, receipt.refused), (1, false));
    assert_eq!(receipt.address.expect("the address").room, "");
    let view = town.tell(Intent::GoBack);
    let Screen::MyResidence(mine) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    let home = mine.registrations.first().expect("it is still there");
    assert!(home.pending && home.acts.is_empty());
    let view = town.tell(ask(ActMatter::Cancel, &about));
    assert!(matches!(view.screen, Screen::MyResidence(_)), "not twice");

    let (id, _, _) = saved_act(&town);
    let outcome = ActOutcome {
        record: id,
        denied: None,
        decided_on: day("2026-11-23"),
    };
    town.answer(1, vec![Change::ActOutcome(outcome)]);
    town.later(1_000);
    assert_eq!(desk.asked(), 1, "what was told before is old now");
    let leaving = protocol::Summary {
        registrations: vec![registration(10, State::CancelPending)],
        ..summary()
    };
    desk.tell(told(leaving));
    let view = town.later(1_000);
    let Screen::MyResidence(mine) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    let home = mine.registrations.first().expect("it is still there");
    assert_eq!(home.acts, [ActMatter::AddCohabitants, ActMatter::KeepHome]);
    town.tell_all(vec![ask(ActMatter::KeepHome, &about), go()]);
    assert_eq!(deed(&town), Deed::WithdrawCancel(record(10)));
}

/// The last record with its place in the chain.
pub(super) fn saved_act(town: &Town) -> (residence::RecordId, u64, usize) {
    let batch = town
        .kiosk
        .journal()
        .next_batch(0, 100, usize::MAX)
        .expect("readable");
    let last = batch.last().expect("one was saved");
    (last.header().record, last.header().seq, batch.len())
}

#[test]
fn a_denied_act_says_why() {
    let (mut town, _) = with_line(summary());
    town.tell_all(vec![
        open(Errand::Residence),
        ask(ActMatter::Habitual, &number(10)),
        go(),
    ]);
    assert_eq!(deed(&town), Deed::RequestHabitual(record(10)));
    let saved = saved_act(&town).0;
    town.answer(1, vec![]);
    assert_eq!(done(&town.later(1_000)).saved, SavedState::Received);
    let outcome = ActOutcome {
        record: saved,
        denied: Some("NOT_EFFECTIVE".to_owned()),
        decided_on: day("2026-11-23"),
    };
    town.answer(1, vec![Change::ActOutcome(outcome)]);
    let receipt = done(&town.later(1_000));
    assert_eq!(receipt.saved, SavedState::Decided);
    assert_eq!(receipt.denied.as_deref(), Some("NOT_EFFECTIVE"));
    let view = town.tell(Intent::GoBack);
    let Screen::MyResidence(mine) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    let home = mine.registrations.first().expect("it is still there");
    assert_eq!(home.denied.as_deref(), Some("NOT_EFFECTIVE"));
    assert!(
        home.acts.contains(&ActMatter::Habitual),
        "it can be tried again"
    );
}

#[test]
fn habitual_requests_are_taken_back_and_given_up() {
    for (state, matter, expected) in [
        (
            HabitualState::Pending,
            ActMatter::WithdrawHabitual,
            Deed::WithdrawHabitual(record(10)),
        ),
        (
            HabitualState::Habitual,
            ActMatter::RemoveHabitual,
            Deed::RemoveHabitual(record(10)),
        ),
    ] {
        let mut known = summary();
        known
            .registrations
            .iter_mut()
            .for_each(|held| held.habitual = Some(habitual(state)));
        let (mut town, _) = with_line(known);
        town.tell_all(vec![
            open(Errand::Residence),
            ask(matter, &number(10)),
            go(),
        ]);
        assert_eq!(deed(&town), expected);
    }
}

#[test]
fn a_reported_move_is_objected_to_in_words_of_its_own() {
    let mut known = summary();
    known.registrations = vec![registration(10, State::CancelPending)];
    known.tasks = vec![task(10, TaskMatter::MovedOut)];
    let (mut town, _) = with_line(known);
    let view = town.tell(open(Errand::Residence));
    let Screen::MyResidence(mine) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    let home = mine.registrations.first().expect("one");
    assert!(home.moved_out && home.acts.contains(&ActMatter::Object));
    town.tell_all(vec![ask(ActMatter::Object, &number(10)), go()]);
    assert_eq!(deed(&town), Deed::WithdrawCancel(record(10)));
}

#[test]
fn a_notice_is_read_once_and_leads_where_it_acts() {
    let (mut town, _) = with_line(summary());
    let open_it = || Intent::OpenItem(number(30));
    let view = town.tell_all(vec![open(Errand::Messages), open_it()]);
    let Screen::Message(message) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert_eq!(message.leads_to, Some(Errand::Residence));
    assert_eq!(deed(&town), Deed::Read(record(30)));
    let view = town.tell_all(vec![Intent::GoBack, open_it(), open(Errand::Residence)]);
    assert!(matches!(view.screen, Screen::MyResidence(_)));
    assert_eq!(view.strip.waiting, 1);
}

#[test]
fn the_family_joins_a_registered_address() {
    let (mut town, _) = with_line(summary());
    let view = town.tell_all(vec![
        open(Errand::Residence),
        ask(ActMatter::AddCohabitants, &number(10)),
        Intent::AddCohabitant(child()),
        Intent::FinishCohabitants,
    ]);
    no_secret(&view);
    let Deed::AddCohabitants(about, people) = deed(&town) else {
        panic!("nobody was added")
    };
    assert_eq!((about, people.len()), (record(10), 1));
}

#[test]
fn the_calendar_counts_days_and_shows_gaps() {
    let (mut town, _) = with_line(summary());
    let view = town.tell(open(Errand::Calendar));
    let Screen::Calendar(calendar) = &view.screen else {
        panic!("{:?}", view.screen)
    };
    assert_eq!(
        (calendar.days, calendar.left, calendar.eligible),
        (161, 22, false)
    );
    assert_eq!(
        calendar.gaps,
        [("2026-08-30".to_owned(), "2026-08-31".to_owned())]
    );
    assert_eq!(calendar.months.len(), 7);
    assert!(matches!(
        town.tell(Intent::GoBack).screen,
        Screen::MyResidence(_)
    ));
}

#[test]
fn nothing_is_asked_about_that_was_not_offered() {
    let (mut town, _) = with_line(summary());
    let menu = town.kiosk.view().screen.clone();
    town.tell_all(vec![
        ask(ActMatter::Cancel, &number(10)),
        go(),
        Intent::GoBack,
    ]);
    assert_eq!(town.kiosk.view().screen, menu, "not from the menu");
    let list = town.tell(open(Errand::Residence)).screen;
    for (matter, about) in [
        (ActMatter::Withdraw, number(10)),
        (ActMatter::Cancel, number(99)),
        (ActMatter::ReportMoveOut, number(10)),
        (ActMatter::RevokeTrust, String::new()),
        (ActMatter::AnswerTrust, number(20)),
    ] {
        assert_eq!(town.tell(ask(matter, &about)).screen, list, "{matter:?}");
    }
    assert_eq!(town.kiosk.view().strip.waiting, 0);
}
