//! The centre decides while somebody looks: what it told before is old, and it is asked again.

use kiosk::{Errand, Intent, Matter};
use protocol::Question;
use residence::State;

use super::{
    authority::*,
    summary::{Desk, summary, told},
};

#[test]
fn a_decision_that_comes_down_makes_the_kiosk_ask_again() {
    let mut town = Town::enrolled();
    town.read_back(false);
    town.tell_all(vec![agree(), Intent::EndVisit]);
    let desk = Desk::default();
    town.kiosk.ask_through(Box::new(desk.clone()));
    town.tell_all(vec![
        Intent::BeginVisit(Matter::MyResidence),
        Intent::AcceptCode(card(DECLARANT)),
        Intent::ProveIdentity(DECLARANT.1.to_owned()),
        Intent::OpenErrand(Errand::Residence),
    ]);
    desk.tell(told(summary()));
    town.later(2_000);
    assert_eq!(desk.asked(), 0, "nothing is asked twice without a reason");
    let decided = outcome(&town.kiosk, State::Rejected, None);
    town.answer(1, vec![decided]);
    town.later(2_000);
    let question = desk.tell(told(summary()));
    assert!(matches!(question, Question::Person { .. }));
    town.later(2_000);
    assert_eq!(desk.asked(), 0);
}
