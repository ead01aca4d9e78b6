//! What is on the screen becomes a slip, and what came of it is heard when time passes.

use chrono::{NaiveDate, NaiveDateTime};
use journal::{AuditEvent, AuditResult};
use paper::{CardCategory, CardSlip, Matter, Owner, Progress, ReceiptSlip, Saved, Slip};
use protocol::VoidReason;
use residence::{Listed as _, State};

use super::{Kiosk, Now, auditing::About, slips::without_room};
use crate::{
    clock,
    printing::{Job, language, state_of, state_of_code},
    screen::{IssueCategory, PrintState, Receipt, RegistrationView, SavedState},
    visit::{Declared, Event, IssuePage, IssuedCode, Paper, Stage, VoidOrder},
};

impl Kiosk {
    /// Hands what is on the screen to the printer.
    pub(super) fn print(&mut self) -> Option<Event> {
        let (slip, job) = self.slip()?;
        Some(Event::Printed(self.press.begin(slip, job)))
    }

    /// Hears what came of the slip that was printing.
    pub(super) fn hear_press(&mut self, now: Now) {
        let Some((job, printed)) = self.press.ended() else {
            return;
        };
        let result = match printed {
            Ok(()) => AuditResult::Done,
            Err(_) => AuditResult::Failed,
        };
        match job {
            Job::Paper(paper) => {
                let about = match paper {
                    Paper::Receipt(record) | Paper::Message(record) | Paper::Permit(record) => {
                        Some(About::Record(record))
                    }
                    Paper::Card(serial) => Some(About::Code(serial)),
                    Paper::Calendar | Paper::Messages | Paper::Ticket => None,
                };
                self.note(AuditEvent::Print, result, about);
                if self.visit.stage.paper() == Some(paper) {
                    self.tell(Event::Printed(state_of(printed)), now);
                }
            }
            Job::Code { serial, worker } => {
                self.note(AuditEvent::Print, result, Some(About::Code(serial)));
                let state = state_of_code(printed);
                if self.code_shown().is_some_and(|code| code.serial == serial) {
                    self.tell(Event::Printed(state), now);
                } else if state == PrintState::Failed {
                    // The visit is over, and a part of its code may lie in the printer.
                    let order = VoidOrder {
                        serial,
                        worker: *worker,
                        reason: VoidReason::PrintFailed,
                    };
                    // A memory that cannot take it has said so on the screen before.
                    self.void(order).ok();
                }
            }
        }
    }

    fn code_shown(&self) -> Option<&IssuedCode> {
        let Stage::Issuing(issuing) = &self.visit.stage else {
            return None;
        };
        match &issuing.page {
            IssuePage::Issued(code) => Some(code),
            IssuePage::House(_)
            | IssuePage::Guardian(_)
            | IssuePage::Prove { .. }
            | IssuePage::Form(_)
            | IssuePage::Check => None,
        }
    }

    fn slip(&self) -> Option<(Slip, Job)> {
        if let Some(paper) = self.visit.stage.paper() {
            return Some((self.slip_of(&paper)?, Job::Paper(paper)));
        }
        let Stage::Issuing(issuing) = &self.visit.stage else {
            return None;
        };
        let code = self.code_shown()?;
        let job = Job::Code {
            serial: code.serial,
            worker: Box::new(code.worker.clone()),
        };
        let slip = CardSlip {
            language: language(self.visit.language),
            place: self.strip.place.clone(),
            provisional: true,
            demo: self.strip.demo,
            code: code.text.clone(),
            category: match issuing.category {
                IssueCategory::Child => CardCategory::Child,
                IssueCategory::Elder => CardCategory::Elder,
            },
            holder: code.hint.clone(),
            valid_until: clock::day_of(code.expires_ms),
            receipt: Some(code.record.receipt_number()),
            desk_phone: None,
        };
        Some((Slip::Card(Box::new(slip)), job))
    }

    pub(super) fn declared_slip(&self, declared: &Declared, receipt: &Receipt) -> ReceiptSlip {
        let registration = &receipt.registration;
        ReceiptSlip {
            language: language(self.visit.language),
            place: self.strip.place.clone(),
            number: registration.receipt.clone(),
            matter: Matter::Registration,
            at: self.moment(),
            holder: declared.holder.clone(),
            document: Some(declared.number.clone()),
            people: declared.cohabitants.saturating_add(1),
            address: Some(without_room(&registration.address)),
            ticket: None,
            progress: progress(registration),
            desk_phone: None,
        }
    }

    /// Date and time in Guangdong, while they are known.
    pub(super) fn moment(&self) -> Option<NaiveDateTime> {
        let reading = &self.time.reading;
        let time = super::strip::time_while_known(reading);
        let time = chrono::NaiveTime::parse_from_str(&time, "%H:%M").ok()?;
        Some(reading.today().and_time(time))
    }
}

/// Tells a registration as the three states of a slip.
fn progress(registration: &RegistrationView) -> Progress {
    let saved = match registration.saved {
        SavedState::OnThisMachine => Saved::Here,
        SavedState::Received | SavedState::Decided => Saved::Received,
    };
    let day = |text: &Option<String>| {
        text.as_deref()
            .and_then(|day| day.parse::<NaiveDate>().ok())
    };
    let owner = match State::from_code(&registration.state) {
        Some(state) if state.is_registered() => Owner::Effective(day(&registration.effective_on)),
        Some(state) if state.awaits_confirmer() && registration.provisional => Owner::ConfirmedHere,
        Some(state) if state.awaits_confirmer() => Owner::Asked(day(&registration.until)),
        Some(state) if state.is_live() => Owner::Centre(day(&registration.until)),
        Some(_) if registration.refusal.is_some() => Owner::Refused,
        Some(_) | None => Owner::Over,
    };
    Progress { saved, owner }
}
