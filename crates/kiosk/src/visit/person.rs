//! A person who proved who they are, and what they can do here (我的业务).
//!
//! Each group of pages has its own file below this one. What the centre knows is asked for in the
//! background; until it answers, and without a line, this machine's own memory is shown.

mod acting;
mod answering;
mod held;
mod houses;
mod joining;
mod lives;
mod messages;
mod planning;

use protocol::{ActOutcome, ActingPerson, HeldRegistration, Question, Reply, Summary};
use residence::{HouseCode, IdentityDocument, RecordId, may_self_declare};

pub(crate) use acting::{ActSaid, Done, REFUSED};
pub(crate) use held::Held;
pub(crate) use houses::may_report;
pub(crate) use joining::Joining;
pub(crate) use lives::{Lives, LivesPage, SavedDeed, ShownCode, words};
pub(crate) use messages::leads_to;
pub(crate) use planning::{Plan, address_of, answers};

use super::{Effect, Event, Facts, Holder, Next, Stage, TRIES_MAX, proving::tries_after};
use crate::{
    enquiry::NoAnswer,
    screen::{Asked, Errand, FailureCode, NumberProblem, ScanRefusal},
};

/// The person of this visit.
pub(crate) struct Person {
    pub(crate) holder: Holder,
    /// The document whose number was entered, or which a worker saw.
    pub(crate) document: Option<IdentityDocument>,
    pub(crate) tries_left: u8,
    pub(crate) told: Told,
    /// What was done in this visit, oldest first.
    pub(crate) acts: Vec<Done>,
    pub(crate) page: PersonPage,
}

/// What the centre told.
#[derive(Default)]
pub(crate) struct Told {
    /// What it told last; overwritten with the visit, part by part.
    pub(crate) summary: Option<Box<Summary>>,
    /// How far asking has come; nothing before the proof.
    pub(crate) asked: Option<Asked>,
}

/// The pages of a person.
pub(crate) enum PersonPage {
    Prove(Option<NumberProblem>),
    Menu,
    Residence,
    Calendar,
    Cohabitants(Box<Joining>),
    Messages,
    Message(RecordId),
    Houses,
    House(HouseCode),
    /// The plate of the house that is claimed is looked for.
    ClaimScan(Option<ScanRefusal>),
    /// The code of the trustee is looked for.
    AppointScan(HouseCode, Option<ScanRefusal>),
    Ask(Box<Plan>),
    Done(RecordId),
    /// Code, family, permit and own data.
    Lives(Box<Lives>),
}

impl Person {
    /// Meets the holder of a code, who has to prove who they are.
    pub(crate) fn meet(holder: Holder) -> Self {
        Self {
            holder,
            document: None,
            tries_left: TRIES_MAX,
            told: Told::default(),
            acts: Vec::new(),
            page: PersonPage::Prove(None),
        }
    }

    /// Returns the page of what the person shows, is and holds, when one is open.
    pub(crate) fn lives(&self) -> Option<&Lives> {
        let PersonPage::Lives(lives) = &self.page else {
            return None;
        };
        Some(lives)
    }

    /// Returns who acts, after the proof.
    pub(crate) fn actor(&self) -> Option<ActingPerson> {
        Some(ActingPerson {
            subject: self.holder.subject,
            serial: self.holder.serial,
            document: self.document.clone()?,
            assurance: self.holder.assurance,
        })
    }

    pub(crate) fn hear(mut self: Box<Self>, event: Event, facts: &Facts) -> Next {
        let page = std::mem::replace(&mut self.page, PersonPage::Menu);
        match (page, event) {
            (page, Event::Told(reply)) => self.at(page).take(reply),
            (page, Event::ActDecided(outcome)) => self.at(page).decided(&outcome, facts),
            (page, Event::LineUp) if self.told.asked == Some(Asked::NoLine) => {
                self.at(page).ask(facts)
            }
            // What was told before is old now.
            (page, Event::HomesChanged) if self.told.asked.is_some() => self.at(page).ask(facts),
            (page @ PersonPage::Prove(_), event) => self.at(page).hear_proof(event, facts),
            (page, Event::OpenErrand(errand)) => match self.open(errand) {
                // Nobody answered before; a page that shows less than there is asks again.
                Some(opened) if self.told.asked == Some(Asked::NoLine) => {
                    self.at(opened).ask(facts)
                }
                Some(opened) => self.turn_to(opened),
                None => self.turn_to(page),
            },
            (page, Event::GoBack) => {
                let back = self.back_from(page);
                self.turn_to(back)
            }
            (page, Event::AskAct(matter, about)) => match self.begin(matter, &about, facts) {
                Some(opened) if page.offers_acts() => self.turn_to(opened),
                Some(_) | None => self.turn_to(page),
            },
            (page, event) => self.hear_page(page, event, facts),
        }
    }

    fn hear_page(self: Box<Self>, page: PersonPage, event: Event, facts: &Facts) -> Next {
        match (page, event) {
            (PersonPage::Ask(plan), Event::DoAct(said)) => self.carry_out(plan, &said, facts),
            (PersonPage::Ask(plan), Event::ActSaved(record)) => self.saved(&plan, record, facts),
            (PersonPage::Lives(lives), event) => self.live(*lives, event, facts),
            (PersonPage::Cohabitants(joining), event) => self.join(joining, event, facts),
            (PersonPage::ClaimScan(_), Event::Code(code)) => self.see_claimed(code),
            (PersonPage::AppointScan(house, _), Event::Code(code)) => {
                self.see_trustee(house, code, facts)
            }
            (PersonPage::Messages, Event::OpenItem(item)) => self.open_message(&item, facts),
            (PersonPage::Houses, Event::OpenItem(item)) => self.open_house(&item),
            (page, _) => self.turn_to(page),
        }
    }

    fn at(mut self: Box<Self>, page: PersonPage) -> Box<Self> {
        self.page = page;
        self
    }

    pub(super) fn turn_to(self: Box<Self>, page: PersonPage) -> Next {
        (Stage::Person(self.at(page)), None)
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other event means nothing before the proof"
    )]
    fn hear_proof(self: Box<Self>, event: Event, facts: &Facts) -> Next {
        match event {
            Event::Number(answer) => self.prove(answer, facts),
            Event::GoBack => (Stage::ScanOwn(None), None),
            _ => (Stage::Person(self), None),
        }
    }

    fn prove(
        mut self: Box<Self>,
        answer: Result<IdentityDocument, NumberProblem>,
        facts: &Facts,
    ) -> Next {
        let document = match answer {
            Ok(document) => document,
            Err(problem) => {
                self.tries_left = tries_after(self.tries_left, problem);
                if self.tries_left == 0 {
                    return (
                        Stage::Person(self).end(FailureCode::TooManyTries, facts),
                        None,
                    );
                }
                return self.turn_to(PersonPage::Prove(Some(problem)));
            }
        };
        let policy = &facts.policy.age;
        let age = document.age_on(facts.today, policy);
        if !age.is_some_and(|age| may_self_declare(age, policy)) {
            return (Stage::ScanOwn(Some(ScanRefusal::Child)), None);
        }
        self.document = Some(document);
        self.tries_left = TRIES_MAX;
        self.at(PersonPage::Menu).ask(facts)
    }

    /// Asks the centre, and goes on without waiting.
    pub(super) fn ask(mut self: Box<Self>, facts: &Facts) -> Next {
        let question = self.actor().map(|actor| Question::Person {
            actor,
            on: facts.today,
        });
        self.told.asked = Some(Asked::Asking);
        let effect = question.map(|question| Effect::AskCentre(Box::new(question)));
        (Stage::Person(self), effect)
    }

    fn take(mut self: Box<Self>, reply: Result<Box<Reply>, NoAnswer>) -> Next {
        let asked = match reply.map(|reply| *reply) {
            Ok(Reply::Person(summary)) => {
                self.told.summary = Some(summary);
                Asked::Answered
            }
            Ok(Reply::Denied(_)) => Asked::Denied,
            // Another answer than the one to this question is none.
            Ok(Reply::Receipt(_) | Reply::Proof(_) | Reply::Claimed(_)) | Err(NoAnswer) => {
                Asked::NoLine
            }
        };
        self.told.asked = Some(asked);
        (Stage::Person(self), None)
    }

    /// An act of this visit was decided: what was told before is old now.
    fn decided(mut self: Box<Self>, outcome: &ActOutcome, facts: &Facts) -> Next {
        let mut news = false;
        if let PersonPage::Lives(lives) = &mut self.page {
            news = lives.decided(outcome);
        }
        for act in &mut self.acts {
            if act.record == outcome.record && act.outcome.is_none() {
                act.outcome = Some(outcome.clone());
                news = true;
            }
        }
        if news {
            self.ask(facts)
        } else {
            (Stage::Person(self), None)
        }
    }

    fn open(&self, errand: Errand) -> Option<PersonPage> {
        match errand {
            Errand::Residence => Some(PersonPage::Residence),
            Errand::Calendar => self
                .told
                .summary
                .as_ref()
                .and_then(|summary| summary.stay.as_ref())
                .map(|_| PersonPage::Calendar),
            Errand::Messages => Some(PersonPage::Messages),
            Errand::Houses => Some(PersonPage::Houses),
            Errand::Family => Some(Lives::open(LivesPage::Family(None))),
            Errand::Permits => Some(Lives::open(LivesPage::Permits(None))),
            Errand::Code => Some(Lives::open(LivesPage::Code(None))),
            Errand::MyData => Some(Lives::open(lives::data())),
        }
    }

    fn back_from(&self, page: PersonPage) -> PersonPage {
        match page {
            PersonPage::Prove(_)
            | PersonPage::Menu
            | PersonPage::Residence
            | PersonPage::Messages
            | PersonPage::Houses => PersonPage::Menu,
            PersonPage::Calendar | PersonPage::Cohabitants(_) => PersonPage::Residence,
            PersonPage::Message(_) => PersonPage::Messages,
            PersonPage::House(_) | PersonPage::ClaimScan(_) => PersonPage::Houses,
            PersonPage::AppointScan(house, _) => PersonPage::House(house),
            PersonPage::Ask(plan) => plan.came_from(),
            PersonPage::Lives(lives) => lives.back(),
            PersonPage::Done(record) => self
                .acts
                .iter()
                .find(|act| act.record == record)
                .map_or(PersonPage::Menu, Done::leads_back),
        }
    }

    /// Tells whether a code is looked for.
    pub(super) fn looks_for_code(&self) -> bool {
        matches!(
            self.page,
            PersonPage::ClaimScan(_) | PersonPage::AppointScan(..)
        )
    }

    /// Tells whether `GoBack` leads anywhere from here: the menu ends the visit instead.
    pub(super) fn can_go_back(&self) -> bool {
        !matches!(self.page, PersonPage::Menu)
    }

    /// Tells whether something was done about a record that the centre has not decided yet.
    pub(crate) fn is_pending(&self, about: &RecordId) -> bool {
        self.acts
            .iter()
            .any(|act| act.about.as_ref() == Some(about) && act.outcome.is_none())
    }

    /// Returns the rule by which the centre refused what was done last about a record.
    pub(crate) fn denied(&self, about: &RecordId) -> Option<String> {
        let mut last = self.acts.iter().rev();
        let act = last.find(|act| act.about.as_ref() == Some(about))?;
        act.outcome.as_ref()?.denied.clone()
    }

    /// Returns what the centre told of a registration.
    pub(crate) fn registration(&self, record: &RecordId) -> Option<&HeldRegistration> {
        let summary = self.told.summary.as_ref()?;
        summary
            .registrations
            .iter()
            .find(|held| held.record == *record)
    }
}

impl PersonPage {
    /// Tells whether acts can be begun from here.
    fn offers_acts(&self) -> bool {
        match self {
            Self::Residence | Self::Messages | Self::Message(_) | Self::Houses | Self::House(_) => {
                true
            }
            Self::Prove(_)
            | Self::Menu
            | Self::Calendar
            | Self::Cohabitants(_)
            | Self::ClaimScan(_)
            | Self::AppointScan(..)
            | Self::Ask(_)
            | Self::Done(_)
            | Self::Lives(_) => false,
        }
    }
}
