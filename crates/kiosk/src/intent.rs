//! What a person can want. One intent is one Tauri command of the same name.

use serde::Deserialize;

use crate::screen::Language;

/// Why somebody steps up to the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// Declare by house code.
    Declare,
    /// See the own registrations.
    MyResidence,
}

/// A cohabitant as typed.
#[derive(Clone, Deserialize, ts_rs::TS)]
pub struct CohabitantEntry {
    /// Name.
    pub name: String,
    /// Code of the document type.
    pub document: String,
    /// Document number.
    pub number: String,
    /// Telephone.
    pub phone: String,
    /// Code of the relation.
    pub relation: String,
    /// The person at the screen is the guardian and consented to the text shown.
    pub guardian_consent: bool,
}

/// Everything a person can ask of the kiosk.
#[derive(Clone)]
pub enum Intent {
    /// `begin_visit`: from Welcome.
    BeginVisit(Matter),
    /// `resume_visit`: take up a draft by its ticket (the own code is scanned again).
    ResumeVisit(String),
    /// `accept_code`: text from the camera, a hand scanner or the keyboard.
    AcceptCode(String),
    /// `prove_identity`: the full number of the card.
    ProveIdentity(String),
    /// `confirm_door`: it is the own door.
    ConfirmDoor,
    /// `describe_stay`: codes of dwelling and reason, day of moving in as `YYYY-MM-DD`.
    DescribeStay {
        /// Code of the dwelling type.
        dwelling: String,
        /// Code of the reason.
        reason: String,
        /// Day of moving in.
        moved_in_on: String,
    },
    /// `add_cohabitant`.
    AddCohabitant(CohabitantEntry),
    /// `remove_cohabitant`: by place, from 0.
    RemoveCohabitant(usize),
    /// `finish_cohabitants`: nobody else.
    FinishCohabitants,
    /// `answer_owner_present`.
    AnswerOwnerPresent(bool),
    /// `agree`: the declaration as read back, with the version of the notice on the screen.
    Agree {
        /// Version of the privacy notice that was on the screen.
        notice_version: u16,
    },
    /// `decide_as_owner`: confirm (`None`) or refuse with the code of a reason.
    DecideAsOwner(Option<String>),
    /// `skip_owner`: the owner does not scan now after all; the owner will be asked.
    SkipOwner,
    /// `go_back`.
    GoBack,
    /// `end_visit`: finished, wipe everything personal.
    EndVisit,
    /// `stay_here`: the answer to the countdown, and any touch.
    StayHere,
    /// `call_worker`.
    CallWorker,
    /// `choose_language`.
    ChooseLanguage(Language),
    /// `choose_text_size`: 1 to 4.
    ChooseTextSize(u8),
}
