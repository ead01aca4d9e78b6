//! The pages of a proven person. Names of others are masked; the own address is whole.

mod acts;
mod calendar;
mod houses;
mod lives;
mod messages;
mod residence;

use ::residence::masked_name;
use chrono::NaiveDate;
use protocol::{HeldAddress, HeldSeen};

use super::{Around, cohabitant_views, foreign, masked};
use crate::{
    screen::{
        Address, Asked, Centre, Cohabitants, Errand, ErrandView, PersonSeen, ProveIdentity, Scan,
        ScanPurpose, ScanRefusal, Screen, Services,
    },
    visit::{CONSENT_VERSION, Joining, Person, PersonPage, address_of},
};
use ::residence::{Listed as _, Relation, Shown as _};

pub(super) use lives::done;

/// The tiles, in their order.
const ERRANDS: [Errand; 8] = [
    Errand::Residence,
    Errand::Messages,
    Errand::Houses,
    Errand::Calendar,
    Errand::Code,
    Errand::Family,
    Errand::Permits,
    Errand::MyData,
];

pub(super) use messages::in_script;

/// Draws the page of a person.
pub(super) fn draw(person: &Person, around: &Around) -> Screen {
    match &person.page {
        PersonPage::Prove(problem) => Screen::ProveIdentity(ProveIdentity {
            purpose: ScanPurpose::MyResidence,
            holder: masked(&person.holder),
            problem: *problem,
            tries_left: person.tries_left,
        }),
        PersonPage::Menu => Screen::Services(services(person, around)),
        PersonPage::Residence => Screen::MyResidence(residence::list(person, around)),
        PersonPage::Calendar => match calendar::draw(person, around) {
            Some(calendar) => Screen::Calendar(calendar),
            None => Screen::Services(services(person, around)),
        },
        PersonPage::Cohabitants(joining) => Screen::Cohabitants(cohabitants(joining, around)),
        PersonPage::Messages => Screen::Messages(messages::list(person, around)),
        PersonPage::Message(id) => match messages::one(person, id) {
            Some(message) => Screen::Message(message),
            // What was asked for anew may be gone from the list.
            None => Screen::Messages(messages::list(person, around)),
        },
        PersonPage::Houses => Screen::Houses(houses::list(person, around)),
        PersonPage::House(code) => match houses::one(person, code, around) {
            Some(house) => Screen::House(house),
            None => Screen::Houses(houses::list(person, around)),
        },
        PersonPage::ClaimScan(refusal) => scan(ScanPurpose::ClaimHouse, *refusal, around),
        PersonPage::AppointScan(_, refusal) => scan(ScanPurpose::Trustee, *refusal, around),
        PersonPage::Lives(page) => lives::draw(page, person, around),
        PersonPage::Ask(plan) => Screen::AskAct(Box::new(acts::ask(plan, around))),
        PersonPage::Done(record) => match acts::done(person, record, around) {
            Some(done) => Screen::ActDone(done),
            None => Screen::Services(services(person, around)),
        },
    }
}

fn scan(purpose: ScanPurpose, refusal: Option<ScanRefusal>, around: &Around) -> Screen {
    Screen::Scan(Scan {
        purpose,
        refusal,
        foreign: foreign(refusal, around),
        camera: around.camera,
        late: false,
        saved_receipt: None,
    })
}

fn services(person: &Person, around: &Around) -> Services {
    Services {
        holder: holder(person),
        centre: centre(person),
        errands: ERRANDS
            .into_iter()
            .map(|errand| tile(errand, person, around))
            .collect(),
    }
}

fn tile(errand: Errand, person: &Person, around: &Around) -> ErrandView {
    let summary = person.told.summary.as_deref();
    let (count, waits) = match errand {
        Errand::Residence => (Some(person.held(&around.registrations).len()), false),
        Errand::Messages => {
            let unread = summary.map(|told| {
                let unread = told.messages.iter().filter(|message| !message.read);
                told.tasks.len() + unread.count()
            });
            (unread, unread.is_some_and(|count| count > 0))
        }
        Errand::Houses => (summary.map(|told| told.houses.len()), false),
        Errand::Calendar => {
            let days = summary.and_then(|told| told.stay.as_ref());
            (days.and_then(|stay| usize::try_from(stay.days).ok()), false)
        }
        Errand::Family => (summary.map(|told| told.members.len()), false),
        Errand::Permits | Errand::Code | Errand::MyData => (None, false),
    };
    ErrandView {
        errand,
        count: count.map(|count| u32::try_from(count).unwrap_or(u32::MAX)),
        waits,
    }
}

/// What the centre said, for the line at the foot of a list.
pub(super) fn centre(person: &Person) -> Centre {
    let summary = person.told.summary.as_ref();
    Centre {
        asked: person.told.asked.unwrap_or(Asked::Asking),
        as_of: summary.map(|told| crate::view::time_of(told.as_of_ms)),
    }
}

/// The person's own name, masked: others stand around.
pub(crate) fn holder(person: &Person) -> Option<String> {
    let told = person.told.summary.as_ref();
    told.map(|told| masked_name(told.person.name.reveal()))
        .filter(|name| !name.is_empty())
        .or_else(|| masked(&person.holder))
}

fn cohabitants(joining: &Joining, around: &Around) -> Cohabitants {
    Cohabitants {
        people: cohabitant_views(&joining.people, around),
        relations: Relation::SHOWN
            .iter()
            .map(|relation| relation.code().to_owned())
            .collect(),
        problem: joining.problem.clone(),
        may_add: joining.people.len() < around.policy.registration.cohabitants_max,
        consent_version: CONSENT_VERSION,
    }
}

/// Shows a resident to the owner's side.
fn seen(held: &HeldSeen) -> PersonSeen {
    PersonSeen {
        name: held.name.reveal().clone(),
        document: held.document.code().to_owned(),
        number: held.number.clone(),
        phone: held.phone.clone(),
        dwelling: held.dwelling.code().to_owned(),
        reason: held.reason.code().to_owned(),
        moved_in_on: held.moved_in_on.to_string(),
        cohabitants: held.cohabitants.into(),
    }
}

fn own_address(held: &HeldAddress) -> Address {
    (*address_of(held)).clone()
}

fn written(day: Option<NaiveDate>) -> Option<String> {
    day.map(|day| day.to_string())
}
