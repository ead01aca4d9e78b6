//! What somebody wants to do, before it is done: whether it can be, and what follows from it.

use chrono::NaiveDate;
use protocol::{HeldHouse, HeldSeen, HeldTask, HeldTrust, TaskMatter};
use residence::{CancelReason, Event as Act, HabitualEvent, HouseCode, RecordId, State, Subject};
use zeroize::Zeroizing;

use super::{Held, Joining, Person, PersonPage};
use crate::{
    screen::{ActMatter, ActProblem, Address, Errand},
    visit::Facts,
};

/// An act that is asked about.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) matter: ActMatter,
    /// The registration, the appointment or the message that it is about.
    pub(crate) about: Option<RecordId>,
    /// The member of the family whose matter it is.
    pub(crate) member: Option<Subject>,
    /// The house that it is about.
    pub(crate) house: Option<HouseCode>,
    /// Who is to be the trustee.
    pub(crate) trustee: Option<Subject>,
    pub(crate) address: Option<Zeroizing<Address>>,
    pub(crate) who: Option<HeldSeen>,
    /// Where the registration stands that it is about.
    pub(crate) state: Option<State>,
    /// Masked name of the other side of a trusteeship, or of the trustee to be.
    pub(crate) other: Option<Zeroizing<String>>,
    /// Names of what follows.
    pub(crate) follows: Vec<&'static str>,
    pub(crate) until: Option<NaiveDate>,
    pub(crate) problem: Option<ActProblem>,
}

impl Plan {
    pub(crate) fn new(matter: ActMatter) -> Self {
        Self {
            matter,
            about: None,
            member: None,
            house: None,
            trustee: None,
            address: None,
            who: None,
            state: None,
            other: None,
            follows: Vec::new(),
            until: None,
            problem: None,
        }
    }

    /// Returns the page that it was begun from.
    pub(super) fn came_from(&self) -> PersonPage {
        match (errand_of(self.matter), &self.house) {
            (Errand::Houses, Some(house)) if self.matter != ActMatter::ClaimHouse => {
                PersonPage::House(house.clone())
            }
            (errand, _) => page_of(errand),
        }
    }
}

/// Returns the errand that an act belongs to.
pub(super) fn errand_of(matter: ActMatter) -> Errand {
    match matter {
        ActMatter::Withdraw
        | ActMatter::Cancel
        | ActMatter::KeepHome
        | ActMatter::Habitual
        | ActMatter::WithdrawHabitual
        | ActMatter::RemoveHabitual
        | ActMatter::AddCohabitants => Errand::Residence,
        ActMatter::Object
        | ActMatter::MoveIn
        | ActMatter::AnswerCancel
        | ActMatter::AnswerHabitual
        | ActMatter::AnswerTrust
        | ActMatter::TakeOver => Errand::Messages,
        ActMatter::ClaimHouse
        | ActMatter::ReportMoveOut
        | ActMatter::Appoint
        | ActMatter::RevokeTrust => Errand::Houses,
    }
}

pub(super) fn page_of(errand: Errand) -> PersonPage {
    match errand {
        Errand::Residence => PersonPage::Residence,
        Errand::Messages => PersonPage::Messages,
        Errand::Houses => PersonPage::Houses,
        Errand::Calendar | Errand::Family | Errand::Permits | Errand::Code | Errand::MyData => {
            PersonPage::Menu
        }
    }
}

impl Person {
    /// Opens the page that asks about an act; `None` when the act is not possible now.
    pub(super) fn begin(
        &self,
        matter: ActMatter,
        about: &str,
        facts: &Facts,
    ) -> Option<PersonPage> {
        match matter {
            ActMatter::ClaimHouse => Some(PersonPage::ClaimScan(None)),
            ActMatter::Appoint => self.begin_appointing(about),
            ActMatter::ReportMoveOut => self.plan_move_out(about).map(ask),
            ActMatter::RevokeTrust => self.plan_revoking(about).map(ask),
            ActMatter::MoveIn
            | ActMatter::AnswerCancel
            | ActMatter::AnswerHabitual
            | ActMatter::AnswerTrust
            | ActMatter::TakeOver => self.plan_answer(matter, about).map(ask),
            ActMatter::AddCohabitants => {
                let held = self.held_by(about, matter, facts)?;
                Some(PersonPage::Cohabitants(Box::new(Joining::to(held.record))))
            }
            ActMatter::Withdraw
            | ActMatter::Cancel
            | ActMatter::KeepHome
            | ActMatter::Object
            | ActMatter::Habitual
            | ActMatter::WithdrawHabitual
            | ActMatter::RemoveHabitual => self.plan_own(matter, about, facts).map(ask),
        }
    }

    /// Finds a registration by its receipt number, when the act is possible and none is pending.
    fn held_by(&self, about: &str, matter: ActMatter, facts: &Facts) -> Option<Held> {
        self.held(&facts.known)
            .into_iter()
            .find(|held| held.record.receipt_number() == about)
            .filter(|held| !self.is_pending(&held.record))
            .filter(|held| held.allows(matter, facts.today, &facts.policy))
    }

    fn plan_own(&self, matter: ActMatter, about: &str, facts: &Facts) -> Option<Plan> {
        let held = self.held_by(about, matter, facts)?;
        let known = self.registration(&held.record);
        let until = last_day(matter, &held, facts);
        let address = known.map(|known| address_of(&known.address)).or_else(|| {
            let here = facts
                .known
                .iter()
                .find(|(record, _)| *record == held.record);
            here.map(|(_, view)| Zeroizing::new(view.address.clone()))
        });
        Some(Plan {
            about: Some(held.record),
            member: held.member,
            address,
            follows: follows(matter, &held, known.map(|known| known.permit_here)),
            until,
            ..Plan::new(matter)
        })
    }

    fn plan_answer(&self, matter: ActMatter, about: &str) -> Option<Plan> {
        let task = self.task(matter, about)?;
        Some(Plan {
            about: Some(task.record),
            member: task.member,
            house: task
                .address
                .as_ref()
                .and_then(|address| address.house.clone()),
            address: task.address.as_ref().map(address_of),
            who: task.who.clone(),
            until: task.until,
            follows: vec![match task.matter {
                TaskMatter::MoveIn => "move_in",
                TaskMatter::Cancel => "answer_cancel",
                TaskMatter::Habitual => "answer_habitual",
                TaskMatter::Trust => "answer_trust",
                TaskMatter::MovedOut => "object",
                TaskMatter::TakeOver => "take_over",
            }],
            ..Plan::new(matter)
        })
    }

    /// Finds a task that waits, by the receipt number of what it is about.
    fn task(&self, matter: ActMatter, about: &str) -> Option<&HeldTask> {
        let summary = self.told.summary.as_ref()?;
        summary
            .tasks
            .iter()
            .find(|task| answers(task.matter) == matter && task.record.receipt_number() == about)
            .filter(|task| !self.is_pending(&task.record))
    }

    fn plan_move_out(&self, about: &str) -> Option<Plan> {
        let (house, resident) = self.houses().find_map(|house| {
            let resident = house
                .residents
                .iter()
                .find(|resident| resident.record.receipt_number() == about)?;
            Some((house, resident))
        })?;
        if self.is_pending(&resident.record) || house.capacity.is_none() {
            return None;
        }
        Some(Plan {
            about: Some(resident.record),
            house: house.address.house.clone(),
            address: Some(address_of(&house.address)),
            who: Some(resident.seen.clone()),
            state: Some(resident.state),
            follows: vec!["report_move_out"],
            ..Plan::new(ActMatter::ReportMoveOut)
        })
    }

    fn plan_revoking(&self, about: &str) -> Option<Plan> {
        let (house, trust): (&HeldHouse, &HeldTrust) = self.houses().find_map(|house| {
            let trust = house
                .trusts
                .iter()
                .find(|trust| trust.record.receipt_number() == about)?;
            Some((house, trust))
        })?;
        if self.is_pending(&trust.record) || house.claim.is_none() {
            return None;
        }
        Some(Plan {
            about: Some(trust.record),
            house: house.address.house.clone(),
            address: Some(address_of(&house.address)),
            other: Some(Zeroizing::new(residence::masked_name(trust.other.reveal()))),
            follows: vec!["revoke_trust"],
            ..Plan::new(ActMatter::RevokeTrust)
        })
    }

    /// Returns the houses that the centre told of.
    pub(crate) fn houses(&self) -> impl Iterator<Item = &HeldHouse> {
        self.told
            .summary
            .iter()
            .flat_map(|summary| summary.houses.iter())
    }
}

fn ask(plan: Plan) -> PersonPage {
    PersonPage::Ask(Box::new(plan))
}

/// Returns the act that answers a task.
pub(crate) fn answers(matter: TaskMatter) -> ActMatter {
    match matter {
        TaskMatter::MoveIn => ActMatter::MoveIn,
        TaskMatter::Cancel => ActMatter::AnswerCancel,
        TaskMatter::Habitual => ActMatter::AnswerHabitual,
        TaskMatter::Trust => ActMatter::AnswerTrust,
        TaskMatter::MovedOut => ActMatter::Object,
        TaskMatter::TakeOver => ActMatter::TakeOver,
    }
}

/// Returns an address as its own people may read it.
pub(crate) fn address_of(held: &protocol::HeldAddress) -> Zeroizing<Address> {
    Zeroizing::new(Address {
        area: held.area.reveal().clone(),
        street: held.street.reveal().clone(),
        number: held.number.reveal().clone(),
        room: held.room.reveal().clone(),
    })
}

/// Returns the last day of the decision that an act waits for.
fn last_day(matter: ActMatter, held: &Held, facts: &Facts) -> Option<NaiveDate> {
    let (today, policy) = (facts.today, &facts.policy);
    if matter == ActMatter::Cancel {
        let asked = Act::RequestCancel(CancelReason::MovedAway);
        held.after(asked, today, policy)?.until
    } else if matter == ActMatter::Habitual {
        held.habitual_after(HabitualEvent::Request, today, policy)?
            .until
    } else {
        None
    }
}

/// Names what follows from an act about the own registration; what is not known here is said so.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other acts are not about the own registration"
)]
fn follows(matter: ActMatter, held: &Held, permit_here: Option<bool>) -> Vec<&'static str> {
    match matter {
        ActMatter::Cancel => {
            let permit = match permit_here {
                Some(true) => vec!["permit_suspended"],
                Some(false) => Vec::new(),
                None => vec!["permit_maybe"],
            };
            let habitual = (held.habitual_now == Some(held.record)).then_some("habitual_ends");
            permit
                .into_iter()
                .chain(habitual)
                .chain(["owner_or_days", "may_take_back"])
                .collect()
        }
        ActMatter::Habitual => {
            let replaces = held.habitual_now.is_some().then_some("habitual_replaces");
            ["habitual_permit", "habitual_counts"]
                .into_iter()
                .chain(replaces)
                .chain(["owner_reviews"])
                .collect()
        }
        ActMatter::Withdraw => vec!["withdraw"],
        ActMatter::KeepHome => vec!["keep_home"],
        ActMatter::Object => vec!["object"],
        ActMatter::WithdrawHabitual => vec!["withdraw_habitual"],
        ActMatter::RemoveHabitual => vec!["remove_habitual", "remove_habitual_days"],
        _ => Vec::new(),
    }
}
