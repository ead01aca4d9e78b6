//! The rim of the visit: it hears intents, keeps the clock, and owns the journal and the courier.

mod acting;
mod auditing;
mod checking;
mod claiming;
mod enquiring;
mod finding;
mod hearing;
mod issuing;
mod keeping;
mod line;
mod living;
mod looking;
mod printing;
mod receipts;
mod showing;
mod slips;
mod still;
mod strip;
mod time;
mod trust;
mod working;

use std::{mem, path::PathBuf, sync::Arc};

use codes::Crypto;
use journal::{AuditEvent, AuditResult, Journal, KeyFile, KeyStore};
use paper::Printer;
use residence::{RecordId, ServiceArea};
use sync::Courier;
use zeroize::Zeroizing;

use crate::{
    draft::DRAFT_AGE_MAX_MS,
    enquiry::{Asks, Enquiry},
    failure,
    idle::Idle,
    intent::Intent,
    printing::Press,
    register::Register,
    screen::{
        CameraState, Failure, FailureCode, ForeignName, RegistrationView, Screen, Strip, View,
        WorkerHome,
    },
    session::{Session, Span},
    visit::{Event, Visit},
};

use self::{keeping::Keeper, line::Line, looking::Looking, still::Still, time::Time, trust::Trust};

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

/// The time at which something is asked of the kiosk, by both clocks of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The wall clock: milliseconds since 1970 (UTC). It may say anything.
    pub unix_ms: u64,
    /// Milliseconds since the machine was switched on, those of its sleep included.
    pub boot_ms: u64,
    /// Names the run of the machine that `boot_ms` belongs to.
    pub boot_id: [u8; 16],
}

/// The kiosk: takes intents, answers with the one view.
pub struct Kiosk {
    settings: Settings,
    crypto: Arc<dyn Crypto>,
    journal: Journal,
    courier: Option<Courier>,
    press: Press,
    /// The way of questions to the centre.
    asks: Option<Box<dyn Asks>>,
    /// The question of this visit that is on its way.
    enquiry: Option<Enquiry>,
    line: Line,
    /// `None` until the kiosk is enrolled.
    trust: Option<Trust>,
    time: Time,
    last_contact_ms: Option<u64>,
    visit: Visit,
    /// How long the visit has gone on.
    span: Span,
    /// The worker who is logged in.
    session: Option<Session>,
    desk: Option<WorkerHome>,
    still: Still,
    /// What the last code is that was not ours.
    foreign: Option<ForeignName>,
    camera: CameraState,
    looking: Looking,
    strip: Strip,
    registrations: Vec<(RecordId, RegistrationView)>,
    /// What addresses can be found; gathered at the start and after news of the centre.
    register: Option<Register>,
    /// Acts of this visit that the centre received.
    received: Vec<RecordId>,
    not_enrolled: Failure,
    touched_ms: u64,
    refreshed_ms: u64,
    purged_ms: u64,
    tidy_at_ms: u64,
    keeper: Keeper,
    was_up: bool,
    view: View,
}

impl Kiosk {
    /// Opens the journal; a kiosk that is not enrolled yet has one screen, which says so.
    pub fn open(settings: Settings, crypto: Arc<dyn Crypto>, now: Now) -> Result<Self, Failure> {
        let keys = KeyFile::new(Self::key_file(&settings.data_dir));
        Self::open_with(settings, &keys, crypto, now)
    }

    /// Opens the journal with the keys that this machine keeps, wherever it keeps them.
    pub fn open_with(
        settings: Settings,
        keys: &dyn KeyStore,
        crypto: Arc<dyn Crypto>,
        now: Now,
    ) -> Result<Self, Failure> {
        let journal = Journal::open(&settings.data_dir, keys, &*crypto).map_err(|error| {
            let trouble = failure::trouble(error, false);
            failure::without_visit(trouble.code, trouble.can_retry, &*crypto)
        })?;
        let not_enrolled = failure::without_visit(FailureCode::NotEnrolled, false, &*crypto);
        let mut kiosk = Self {
            settings,
            journal,
            courier: None,
            press: Press::default(),
            asks: None,
            enquiry: None,
            line: Line::default(),
            trust: None,
            time: Time::begin(now),
            last_contact_ms: None,
            visit: Visit::welcome(),
            span: Span::default(),
            session: None,
            desk: None,
            still: Still::default(),
            foreign: None,
            camera: CameraState::Starting,
            looking: Looking::default(),
            registrations: Vec::new(),
            register: None,
            received: Vec::new(),
            touched_ms: now.boot_ms,
            refreshed_ms: 0,
            purged_ms: now.boot_ms,
            tidy_at_ms: now.boot_ms.saturating_add(living::FIRST_TIDY_MS),
            keeper: Keeper::begin(now),
            was_up: false,
            view: View::without_kiosk(Screen::Failure(not_enrolled.clone())),
            strip: Strip::unknown(),
            not_enrolled,
            crypto,
        };
        kiosk.refresh(now);
        kiosk.note(AuditEvent::Started, AuditResult::Done, None);
        kiosk.redraw(now);
        Ok(kiosk)
    }

    /// Returns where the key of the journal lies; the technician's tool opens the same journal.
    pub fn key_file(data_dir: &std::path::Path) -> PathBuf {
        data_dir.join("kiosk.key")
    }

    /// Hands in the printer of this machine; without one the screen says so.
    pub fn print_on(&mut self, printer: Arc<dyn Printer>) {
        self.press.take(printer);
    }

    /// Returns the journal, for the technician's acts before the window opens.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Hears an intent and returns the view after it.
    pub fn handle(&mut self, intent: Intent, now: Now) -> &View {
        self.read_clock(now);
        self.end_session_in_time(now);
        let mut shown = None;
        if let Intent::AcceptCode(text) = &intent {
            if self.still.lies_there(text, now) {
                return &self.view;
            }
            self.foreign = Some(checking::foreign_name(text));
            shown = Some(Zeroizing::new(text.clone()));
        }
        let by_hand = shown.is_none();
        if by_hand {
            self.touch(now);
            self.keeper.make_way(now);
        }
        if matches!(intent, Intent::BeginFind) {
            self.keep_register();
        }
        if let Some(event) = self.hear(intent) {
            let could_save = self.visit.stage.saves();
            self.tell(event, now);
            if !could_save {
                self.refuse_when_nothing_can_be_saved();
            }
            self.refresh(now);
        }
        let before = self.view.screen.clone();
        self.redraw(now);
        if let Some(text) = shown {
            self.still.judged(text.clone());
            if self.view.screen != before {
                // A code that lies in front of the camera is no person; one that moves the visit is.
                self.touch(now);
                self.redraw(now);
                if self.took_code() {
                    self.still.taken(text, now);
                }
            }
        }
        if self.visit.is_home() {
            self.forget();
        }
        &self.view
    }

    /// Lets time pass: countdown, wipe, clock, news of the centre. Tells whether the view changed.
    pub fn tick(&mut self, now: Now) -> bool {
        self.read_clock(now);
        self.end_session_in_time(now);
        if self.idle(now) == Idle::Over {
            self.wipe();
        }
        self.hear_press(now);
        let stale_ms = now.boot_ms.abs_diff(self.refreshed_ms);
        let news = self.line.take_news();
        if news {
            self.note_line();
        }
        self.hear_claim(now);
        self.hide_in_time(now);
        if news && self.line.is_up() && self.visit.stage.hears_centre() {
            self.tell(Event::LineUp, now);
        }
        let told = self.hear_centre(now);
        if news || told || stale_ms >= REFRESH_EVERY_MS {
            self.look_again(now);
        }
        self.keep_register_in_time(now);
        self.tidy_in_time(now);
        self.keep_in_time(now);
        if now.boot_ms.abs_diff(self.purged_ms) >= PURGE_EVERY_MS {
            self.purged_ms = now.boot_ms;
            // A draft that cannot be purged now is refused by its age when it is asked for.
            self.journal
                .purge_drafts(self.time.reading.guess_ms, DRAFT_AGE_MAX_MS)
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

    /// Tells whether the code just shown was taken: no refusal is on the screen.
    fn took_code(&self) -> bool {
        !matches!(&self.view.screen, Screen::Scan(scan) if scan.refusal.is_some())
    }
}
