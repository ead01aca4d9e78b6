//! The rim of the visit: it hears intents, keeps the clock, and owns the journal and the courier.

mod acting;
mod hearing;
mod line;
mod still;
mod strip;
mod trust;

use std::{mem, path::PathBuf, sync::Arc};

use codes::Crypto;
use journal::{Journal, KeyFile};
use residence::{Policy, PolicyBook, RecordId, ServiceArea, guangdong_date};
use sync::Courier;
use zeroize::Zeroizing;

use crate::{
    draft::DRAFT_AGE_MAX_MS,
    failure,
    idle::{Idle, IdleLimits},
    intent::Intent,
    screen::{CameraState, Failure, FailureCode, RegistrationView, Screen, Strip, View},
    view::{self, Around},
    visit::{ELDER_TEXT_SIZE, Event, Facts, Stage, Visit},
};

use self::{line::Line, still::Still, trust::Trust};

/// How often the journal is asked what the strip and the registrations say.
const REFRESH_EVERY_MS: u64 = 1_000;
const PURGE_EVERY_MS: u64 = 60_000;

/// What a kiosk is opened with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Folder of the journal and its key.
    pub data_dir: PathBuf,
    /// Time without a touch after which the countdown starts.
    pub idle_warning_ms: u64,
    /// Time without a touch after which everything personal is wiped.
    pub idle_wipe_ms: u64,
    /// The area that this kiosk serves: it chooses the rules.
    pub area: ServiceArea,
    /// Name and version of the program, told to the centre.
    pub app: String,
}

/// The time at which something is asked of the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since 1970 (UTC).
    pub unix_ms: u64,
}

/// The kiosk: takes intents, answers with the one view.
pub struct Kiosk {
    settings: Settings,
    crypto: Arc<dyn Crypto>,
    journal: Journal,
    courier: Option<Courier>,
    line: Line,
    /// `None` until the kiosk is enrolled.
    trust: Option<Trust>,
    visit: Visit,
    still: Still,
    camera: CameraState,
    strip: Strip,
    registrations: Vec<(RecordId, RegistrationView)>,
    not_enrolled: Failure,
    touched_ms: u64,
    refreshed_ms: u64,
    purged_ms: u64,
    view: View,
}

impl Kiosk {
    /// Opens the journal; a kiosk that is not enrolled yet has one screen, which says so.
    pub fn open(settings: Settings, crypto: Arc<dyn Crypto>, now: Now) -> Result<Self, Failure> {
        let keys = KeyFile::new(Self::key_file(&settings.data_dir));
        let journal = Journal::open(&settings.data_dir, &keys, &*crypto).map_err(|error| {
            let trouble = failure::trouble(error, false);
            failure::without_visit(trouble.code, trouble.can_retry, &*crypto)
        })?;
        let not_enrolled = failure::without_visit(FailureCode::NotEnrolled, false, &*crypto);
        let strip = Strip::unknown();
        let mut kiosk = Self {
            settings,
            journal,
            courier: None,
            line: Line::default(),
            trust: None,
            visit: Visit::welcome(),
            still: Still::default(),
            camera: CameraState::Starting,
            registrations: Vec::new(),
            touched_ms: now.unix_ms,
            refreshed_ms: 0,
            purged_ms: 0,
            view: View::without_kiosk(Screen::Failure(not_enrolled.clone())),
            strip,
            not_enrolled,
            crypto,
        };
        kiosk.line.note_time(now);
        kiosk.refresh(now);
        kiosk.redraw(now);
        Ok(kiosk)
    }

    /// Returns where the key of the journal lies; the technician's tool opens the same journal.
    pub fn key_file(data_dir: &std::path::Path) -> PathBuf {
        data_dir.join("kiosk.key")
    }

    /// Returns the journal, for the technician's acts before the window opens.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Hears an intent and returns the view after it.
    pub fn handle(&mut self, intent: Intent, now: Now) -> &View {
        self.line.note_time(now);
        let mut shown = None;
        if let Intent::AcceptCode(text) = &intent {
            if self.still.lies_there(text, now) {
                return &self.view;
            }
            shown = Some(Zeroizing::new(text.clone()));
        }
        let by_hand = shown.is_none();
        if by_hand {
            self.touched_ms = now.unix_ms;
        }
        if let Some(event) = self.hear(intent, now) {
            self.tell(event, now);
            self.refresh(now);
        }
        let before = self.view.screen.clone();
        self.redraw(now);
        if let Some(text) = shown.filter(|_| self.view.screen != before) {
            // A code that lies in front of the camera is no person; one that moves the visit is.
            self.touched_ms = now.unix_ms;
            self.redraw(now);
            if self.took_code() {
                self.still.taken(text, now);
            }
        }
        if self.visit.is_welcome() {
            self.still.forget();
        }
        &self.view
    }

    /// Lets time pass: countdown, wipe, clock, news of the centre. Tells whether the view changed.
    pub fn tick(&mut self, now: Now) -> bool {
        self.line.note_time(now);
        if self.idle(now) == Idle::Over {
            self.wipe();
        }
        if self.line.take_news() || now.unix_ms.abs_diff(self.refreshed_ms) >= REFRESH_EVERY_MS {
            self.refresh(now);
        }
        if now.unix_ms.abs_diff(self.purged_ms) >= PURGE_EVERY_MS {
            self.purged_ms = now.unix_ms;
            // A draft that cannot be purged now is refused by its age when it is asked for.
            self.journal
                .purge_drafts(now.unix_ms, DRAFT_AGE_MAX_MS)
                .ok();
        }
        self.redraw(now)
    }

    /// Returns the view as it is.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Tells whether frames are wanted: the camera is off on every other screen.
    pub fn wants_camera(&self) -> bool {
        matches!(self.view.screen, Screen::Scan(_))
    }

    /// Takes the state of the camera from whoever owns it.
    pub fn camera_is(&mut self, camera: CameraState, now: Now) -> &View {
        self.camera = camera;
        self.redraw(now);
        &self.view
    }

    /// Tells the visit an event, carries out what follows, and tells it the result.
    fn tell(&mut self, event: Event, now: Now) {
        let mut next = Some(event);
        while let Some(event) = next.take() {
            let facts = self.facts(now);
            let visit = mem::replace(&mut self.visit, Visit::welcome());
            let (visit, effect) = visit.hear(event, &facts);
            self.visit = visit;
            next = effect.and_then(|effect| self.carry_out(effect, now));
        }
    }

    fn facts(&self, now: Now) -> Facts {
        let standing = self.house_standing();
        Facts {
            now_ms: now.unix_ms,
            today: today(now),
            policy: self.rules(now),
            house: standing.house,
            own_house: standing.own_house,
            live_at_same_house: standing.live_at_same_house,
            live_addresses: standing.live_addresses,
            fresh_ticket: self.fresh_ticket(),
            fresh_incident: failure::incident(&*self.crypto),
        }
    }

    /// The rules of the service area on the day of the act.
    pub(crate) fn rules(&self, now: Now) -> Policy {
        PolicyBook::built_in().rules(&self.settings.area, today(now))
    }

    fn idle(&self, now: Now) -> Idle {
        let limits = IdleLimits {
            warning_ms: self.settings.idle_warning_ms,
            wipe_ms: self.settings.idle_wipe_ms,
        };
        let quiet_ms = now.unix_ms.saturating_sub(self.touched_ms);
        limits.after(quiet_ms, self.visit.text_size == ELDER_TEXT_SIZE)
    }

    /// Drops everything personal, the chosen language too; the sealed draft stays.
    fn wipe(&mut self) {
        self.visit = Visit::welcome();
        self.still.forget();
        self.registrations.clear();
    }

    fn refresh(&mut self, now: Now) {
        self.refreshed_ms = now.unix_ms;
        self.trust = Trust::refresh(self.trust.take(), &self.journal, now);
        self.strip = self.read_strip();
        self.registrations = self.read_registrations();
    }

    fn redraw(&mut self, now: Now) -> bool {
        let idle_seconds_left = match self.idle(now) {
            Idle::Warning { seconds_left } if !self.visit.is_welcome() => Some(seconds_left),
            Idle::Warning { .. } | Idle::Quiet | Idle::Over => None,
        };
        let around = Around {
            number: self.view.number,
            strip: Strip {
                time: strip::time_of_day(now.unix_ms),
                ..self.strip.clone()
            },
            camera: self.camera,
            today: today(now),
            policy: self.rules(now),
            idle_seconds_left,
            own_house: self.shows_own_house(),
            registrations: self.registrations.clone(),
        };
        let mut view = view::draw(&self.visit, &around);
        if self.trust.is_none() {
            view.screen = Screen::Failure(self.not_enrolled.clone());
        }
        let changed = view != self.view;
        if changed {
            view.number += 1;
            self.view = view;
        }
        changed
    }

    /// Tells whether the code just shown was taken: no refusal is on the screen.
    fn took_code(&self) -> bool {
        !matches!(&self.view.screen, Screen::Scan(scan) if scan.refusal.is_some())
    }

    fn shows_own_house(&self) -> bool {
        matches!(self.visit.stage, Stage::Declaring(_)) && self.house_standing().own_house
    }
}

fn today(now: Now) -> chrono::NaiveDate {
    guangdong_date(i64::try_from(now.unix_ms).unwrap_or(i64::MAX))
}
