//! From what is on a screen to the slip that says the same on paper, masked as the screen is.

use chrono::NaiveDate;
use codes::Category;
use paper::{
    CalendarSlip, CardCategory, CardSlip, DayKind, Matter, MessageLine, MessageSlip, Owner,
    Progress, ReceiptSlip, Saved, Slip, Stretch, TicketSlip,
};
use protocol::{HeldMessage, HeldTask, StayCount, Summary};
use zeroize::Zeroizing;

mod told;

pub(super) use told::without_room;

use super::Kiosk;
use told::{here, matter_of, matter_of_deed, permit_progress, rule, saved, task_line};

use crate::{
    clock,
    printing::language,
    screen::{ActDone, ActMatter, LivesDone, SavedState, Screen},
    visit::{ClaimPage, ClaimedText, Paper, Person, Stage},
};

/// A slip with all tasks has room for so many notices.
const NOTICES_MAX: usize = 5;

impl Kiosk {
    /// Writes the slip of this screen; nothing when the screen does not show what it tells of.
    pub(super) fn slip_of(&self, paper: &Paper) -> Option<Slip> {
        match (paper, &self.view.screen) {
            (Paper::Receipt(_), Screen::Receipt(receipt)) => {
                let Stage::Receipt(declared) = &self.visit.stage else {
                    return None;
                };
                Some(self.receipt_of(self.declared_slip(declared, receipt)))
            }
            (Paper::Receipt(_), Screen::ClaimState(state)) => {
                let owner = if state.denied.is_some() {
                    Owner::Refused
                } else {
                    Owner::Centre(None)
                };
                Some(self.receipt_of(self.plain(Matter::Code, &state.receipt, here(owner))))
            }
            (Paper::Receipt(_), Screen::ActDone(done)) => Some(self.act_slip(done)),
            (Paper::Receipt(_), Screen::LivesDone(done)) => Some(self.deed_slip(done)),
            (Paper::Permit(_), Screen::Permits(permits)) => {
                let permit = permits.permit.as_ref()?;
                let slip = self.plain(Matter::Permit, &permit.receipt, permit_progress(permit));
                Some(self.receipt_of(slip))
            }
            (Paper::Card(_), Screen::ClaimState(state)) => {
                let Stage::Claiming(claiming) = &self.visit.stage else {
                    return None;
                };
                let ClaimPage::Saved(claimed) = &claiming.page else {
                    return None;
                };
                let code = claimed.code.as_ref()?;
                Some(Slip::Card(Box::new(self.card(code, &state.receipt))))
            }
            (Paper::Calendar, Screen::Calendar(_)) => {
                let stay = self.told()?.stay.as_ref()?;
                self.calendar(stay).map(Box::new).map(Slip::Calendar)
            }
            (Paper::Messages, Screen::Messages(_)) => {
                let told = self.told()?;
                let notices = told.messages.iter().take(NOTICES_MAX);
                Some(self.messages(&told.tasks, notices))
            }
            (Paper::Message(id), Screen::Message(_)) => {
                let all = &self.told()?.messages;
                let one = all.iter().find(|message| message.id == *id)?;
                Some(self.messages(&[], std::iter::once(one)))
            }
            (Paper::Ticket, Screen::Failure(_)) => Some(Slip::Ticket(TicketSlip {
                language: language(self.visit.language),
                place: self.strip.place.clone(),
                ticket: self.visit.stage.ticket()?.as_str().to_owned(),
                desk_phone: None,
            })),
            (
                Paper::Receipt(_)
                | Paper::Card(_)
                | Paper::Calendar
                | Paper::Messages
                | Paper::Message(_)
                | Paper::Permit(_)
                | Paper::Ticket,
                _,
            ) => None,
        }
    }

    fn person(&self) -> Option<&Person> {
        let Stage::Person(person) = &self.visit.stage else {
            return None;
        };
        Some(person)
    }

    fn told(&self) -> Option<&Summary> {
        self.person()?.told.summary.as_deref()
    }

    /// The name as the screens of a person show it.
    fn holder(&self) -> Option<Zeroizing<String>> {
        crate::view::holder(self.person()?).map(Zeroizing::new)
    }

    fn receipt_of(&self, slip: ReceiptSlip) -> Slip {
        Slip::Receipt(Box::new(slip))
    }

    /// A receipt without an address.
    fn plain(&self, matter: Matter, number: &str, progress: Progress) -> ReceiptSlip {
        ReceiptSlip {
            language: language(self.visit.language),
            place: self.strip.place.clone(),
            number: number.to_owned(),
            matter,
            at: self.moment(),
            holder: self.holder(),
            document: None,
            people: 1,
            address: None,
            ticket: None,
            progress,
            desk_phone: None,
        }
    }

    fn act_slip(&self, done: &ActDone) -> Slip {
        let until = done.until.as_deref().and_then(|day| day.parse().ok());
        let owner = match (&done.denied, done.saved) {
            (Some(_), _) => Owner::Refused,
            (None, SavedState::Decided) => Owner::Effective(None),
            (None, SavedState::Received | SavedState::OnThisMachine) => match done.matter {
                ActMatter::Cancel | ActMatter::Habitual => Owner::Asked(until),
                ActMatter::Withdraw
                | ActMatter::KeepHome
                | ActMatter::Object
                | ActMatter::WithdrawHabitual
                | ActMatter::RemoveHabitual
                | ActMatter::AddCohabitants
                | ActMatter::MoveIn
                | ActMatter::AnswerCancel
                | ActMatter::AnswerHabitual
                | ActMatter::AnswerTrust
                | ActMatter::TakeOver
                | ActMatter::ClaimHouse
                | ActMatter::ReportMoveOut
                | ActMatter::Appoint
                | ActMatter::RevokeTrust => Owner::Centre(until),
            },
        };
        let saved = saved(done.saved);
        let progress = Progress { saved, owner };
        let mut slip = self.plain(matter_of(done.matter), &done.receipt, progress);
        slip.address = done.address.as_ref().map(without_room);
        self.receipt_of(slip)
    }

    fn deed_slip(&self, done: &LivesDone) -> Slip {
        let owner = match (&done.denied, done.decided) {
            (Some(_), _) => Owner::Refused,
            (None, true) => Owner::Effective(None),
            (None, false) => Owner::Centre(None),
        };
        let saved = if done.decided {
            Saved::Received
        } else {
            Saved::Here
        };
        let progress = Progress { saved, owner };
        self.receipt_of(self.plain(matter_of_deed(done.deed), &done.receipt, progress))
    }

    fn card(&self, code: &ClaimedText, receipt: &str) -> CardSlip {
        CardSlip {
            language: language(self.visit.language),
            place: self.strip.place.clone(),
            provisional: false,
            demo: self.strip.demo,
            code: code.text.clone(),
            category: match code.category {
                Category::Adult => CardCategory::Adult,
                Category::Elder => CardCategory::Elder,
                Category::Child => CardCategory::Child,
            },
            holder: code.hint.clone(),
            valid_until: clock::day_of(code.expires_ms),
            receipt: Some(receipt.to_owned()),
            desk_phone: None,
        }
    }

    fn calendar(&self, stay: &StayCount) -> Option<CalendarSlip> {
        let today = self.time.reading.today();
        let days = |(from, to): &(NaiveDate, Option<NaiveDate>)| (*from, to.unwrap_or(today));
        let mut stretches = Vec::new();
        let mut before: Option<NaiveDate> = None;
        for (from, to) in stay.counted.iter().map(days) {
            let gap = before.and_then(|last| Some((last.succ_opt()?, from.pred_opt()?)));
            if let Some((from, to)) = gap.filter(|(from, to)| from <= to) {
                let kind = DayKind::Gap;
                stretches.push(Stretch { from, to, kind });
            }
            let kind = DayKind::Counted;
            stretches.push(Stretch { from, to, kind });
            before = Some(to);
        }
        let said = language(self.visit.language);
        Some(CalendarSlip {
            language: said,
            a4: false,
            place: self.strip.place.clone(),
            holder: self.holder(),
            today,
            start: stay.from?,
            eligible_on: stay.first_eligible?,
            counted: stay.days,
            missing: stay.needed.saturating_sub(stay.days),
            city: rule(self.rules().version.profile).name(said).to_owned(),
            stretches,
            desk_phone: None,
        })
    }

    fn messages<'a>(
        &self,
        tasks: &[HeldTask],
        notices: impl Iterator<Item = &'a HeldMessage>,
    ) -> Slip {
        let said = language(self.visit.language);
        let english = said == paper::Language::En;
        Slip::Messages(MessageSlip {
            language: said,
            place: self.strip.place.clone(),
            at: self.moment(),
            holder: self.holder(),
            tasks: tasks.iter().map(|task| task_line(task, said)).collect(),
            notices: notices
                .map(|message| MessageLine {
                    title: Zeroizing::new(paper::day_in(said, message.made_on)),
                    text: Zeroizing::new(if english {
                        message.en.reveal().clone()
                    } else {
                        message.zh.reveal().clone()
                    }),
                    until: None,
                })
                .collect(),
            desk_phone: None,
        })
    }
}
