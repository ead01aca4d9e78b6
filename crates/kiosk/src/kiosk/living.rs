//! Time passing at the kiosk: what is known at each moment, the countdowns, the wipe, the drawing.

use journal::{AuditEvent, AuditResult};
use residence::{Policy, PolicyBook};

use super::{Kiosk, Now, strip, trust::Trust};
use crate::{
    failure,
    idle::{Idle, IdleLimits},
    screen::{IssueCategory, Screen, Strip},
    session::{Session, Standing},
    view::{self, Around},
    visit::{ELDER_TEXT_SIZE, Facts, Stage, Visit},
};

/// A machine that was just switched on has better things to do.
pub(super) const FIRST_TIDY_MS: u64 = 3_600_000;
const TIDY_EVERY_MS: u64 = 24 * 3_600_000;
/// Nobody waits at a kiosk that nobody touched for so long.
const QUIET_MS: u64 = 600_000;

impl Kiosk {
    /// Deletes once a day what is past its time, while nobody is here (trust design 3.3).
    pub(super) fn tidy_in_time(&mut self, now: Now) {
        let quiet = now.boot_ms.saturating_sub(self.touched_ms) >= QUIET_MS;
        if now.boot_ms < self.tidy_at_ms || !quiet || !self.visit.is_welcome() {
            return;
        }
        self.tidy_at_ms = now.boot_ms.saturating_add(TIDY_EVERY_MS);
        let result = match self.journal.tidy(self.time.reading.clock.lo_ms) {
            Ok(_) => AuditResult::Done,
            Err(_) => AuditResult::Failed,
        };
        self.note(AuditEvent::Tidied, result, None);
    }

    pub(super) fn facts(&self, now: Now) -> Facts {
        let standing = self.house_standing();
        let reading = &self.time.reading;
        Facts {
            now_ms: reading.guess_ms,
            today: reading.today(),
            last_day: reading.last_day(),
            floor_ms: self.time.floor_ms(),
            boot_ms: now.boot_ms,
            centre_time_ms: self.time.centre_time_ms,
            may_state_time: self.time.may_be_stated(),
            worker: self.session.as_ref().map(|session| session.worker.clone()),
            child_bar: self.issue_bar(IssueCategory::Child),
            elder_bar: self.issue_bar(IssueCategory::Elder),
            policy: self.rules(),
            house: standing.house,
            own_house: standing.own_house,
            live_at_same_house: standing.live_at_same_house,
            live_addresses: standing.live_addresses,
            known: self.registrations.clone(),
            fresh_ticket: self.fresh_ticket(),
            fresh_incident: failure::incident(&*self.crypto),
        }
    }

    /// The rules of the service area on the day of the act.
    pub(super) fn rules(&self) -> Policy {
        PolicyBook::built_in().rules(&self.settings.area, self.time.reading.today())
    }

    /// Somebody is here.
    pub(super) fn touch(&mut self, now: Now) {
        self.touched_ms = now.boot_ms;
        self.span.touch(now.boot_ms);
        if let Some(session) = &mut self.session {
            session.touch(now.boot_ms);
        }
    }

    pub(super) fn idle(&self, now: Now) -> Idle {
        let quiet_ms = now.boot_ms.saturating_sub(self.touched_ms);
        if self.session.is_some() && self.visit.is_home() {
            return self.session_idle(now);
        }
        let limits = self.limits();
        let elder = self.visit.text_size == ELDER_TEXT_SIZE;
        let asked = self
            .span
            .quiet_ms(now.boot_ms)
            .map(|asked_ms| limits.asked(asked_ms, elder));
        match (limits.after(quiet_ms, elder), asked) {
            (Idle::Over, _) | (_, Some(Idle::Over)) => Idle::Over,
            (warning @ Idle::Warning { .. }, _) => warning,
            (Idle::Quiet, asked) => asked.unwrap_or(Idle::Quiet),
        }
    }

    /// On the own page a worker has longer than a resident: until the session ends.
    fn session_idle(&self, now: Now) -> Idle {
        let standing = |session: &Session| session.standing(now.boot_ms);
        match self.session.as_ref().map(standing) {
            Some(Standing::Warning { seconds_left }) => Idle::Warning { seconds_left },
            Some(Standing::Live | Standing::Over) | None => Idle::Quiet,
        }
    }

    fn limits(&self) -> IdleLimits {
        IdleLimits {
            warning_ms: self.settings.idle_warning_ms,
            wipe_ms: self.settings.idle_wipe_ms,
        }
    }

    /// Drops everything personal, the chosen language too; the sealed draft stays.
    pub(super) fn wipe(&mut self) {
        self.visit = Visit::welcome();
        if self.session.is_some() {
            self.visit.stage = Stage::Desk;
        }
        self.forget();
    }

    /// Forgets what surrounds a visit that is over.
    pub(super) fn forget(&mut self) {
        self.still.forget();
        self.foreign = None;
        self.registrations.clear();
        self.received.clear();
        self.enquiry = None;
    }

    pub(super) fn refresh(&mut self, now: Now) {
        self.refreshed_ms = now.boot_ms;
        self.refresh_time(now);
        let clock = self.time.reading.clock;
        self.trust = Trust::refresh(self.trust.take(), &self.journal, clock);
        self.strip = self.read_strip();
        self.registrations = self.read_registrations();
        self.received = self.read_received();
        self.end_session_of_strangers();
        self.desk = self.read_desk(now);
    }

    pub(super) fn redraw(&mut self, now: Now) -> bool {
        self.span.follow(!self.visit.is_home(), now.boot_ms);
        let idle_seconds_left = match self.idle(now) {
            Idle::Warning { seconds_left } if !self.visit.is_welcome() => Some(seconds_left),
            Idle::Warning { .. } | Idle::Quiet | Idle::Over => None,
        };
        let reading = &self.time.reading;
        let around = Around {
            number: self.view.number,
            strip: Strip {
                time: strip::time_while_known(reading),
                ..self.strip.clone()
            },
            camera: self.camera,
            foreign: self.foreign,
            today: reading.today(),
            last_day: reading.last_day(),
            now_ms: reading.guess_ms,
            floor_ms: self.time.floor_ms(),
            policy: self.rules(),
            idle_seconds_left,
            session_asks_again: idle_seconds_left.is_some() && self.asks_again(now),
            desk: self.desk.clone(),
            provisional: self.provisional(),
            own_house: self.shows_own_house(),
            registrations: self.registrations.clone(),
            received: self.received.clone(),
        };
        let mut view = view::draw(&self.visit, &around);
        if self.trust.is_none() {
            view.screen = Screen::Failure(self.not_enrolled.clone());
        }
        if let Screen::Scan(scan) = &mut view.screen {
            scan.late = self.looking.takes_long(Some(scan.purpose), now.boot_ms);
        } else {
            self.looking.takes_long(None, now.boot_ms);
        }
        let changed = view != self.view;
        if changed {
            view.number += 1;
            self.view = view;
        }
        changed
    }

    fn asks_again(&self, now: Now) -> bool {
        self.span.quiet_ms(now.boot_ms).is_some()
    }

    fn shows_own_house(&self) -> bool {
        matches!(self.visit.stage, Stage::Declaring(_)) && self.house_standing().own_house
    }
}
