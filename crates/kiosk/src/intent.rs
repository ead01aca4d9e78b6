//! What a person can want. One intent is one Tauri command of the same name.

use serde::Deserialize;

use zeroize::{Zeroize, Zeroizing};

use crate::screen::{ActMatter, Errand, HelpTopic, IssueCategory, Language};

/// Why somebody steps up to the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// Declare by house code.
    Declare,
    /// See the own registrations.
    MyResidence,
    /// Be told what a code is worth.
    CheckCode,
    /// Read the guide.
    Help,
    /// Ask what became of a receipt.
    CheckReceipt,
    /// Obtain a code, or collect one.
    ObtainCode,
}

/// A cohabitant as typed.
#[derive(Clone, Deserialize, ts_rs::TS, Zeroize)]
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

/// The person whom a provisional code is for, as typed.
#[derive(Clone, Deserialize, ts_rs::TS, Zeroize)]
pub struct IssueEntry {
    /// Name.
    pub name: String,
    /// Code of the document type.
    pub document: String,
    /// Document number.
    pub number: String,
    /// The guardian at the screen consented to the text shown.
    pub guardian_consent: bool,
}

/// An address as written by hand.
#[derive(Clone, Default, Deserialize, ts_rs::TS, Zeroize)]
pub struct AddressEntry {
    /// Street, road or village.
    pub street: String,
    /// Number, building and unit.
    pub number: String,
    /// Room; may be empty.
    pub room: String,
}

/// A person who asks for a code, as typed.
#[derive(Clone, Deserialize, ts_rs::TS, Zeroize)]
pub struct ClaimEntry {
    /// Name.
    pub name: String,
    /// Code of the document type.
    pub document: String,
    /// Document number.
    pub number: String,
    /// Telephone; may be empty.
    pub phone: String,
}

/// What shows whose a code is that waits.
#[derive(Clone, Deserialize, ts_rs::TS, Zeroize)]
pub struct CollectEntry {
    /// Receipt number of the claim.
    pub receipt: String,
    /// Code of the document type.
    pub document: String,
    /// Document number.
    pub number: String,
}

/// A member of the family, as typed.
#[derive(Clone, Deserialize, ts_rs::TS, Zeroize)]
pub struct MemberEntry {
    /// Name.
    pub name: String,
    /// Code of the document type.
    pub document: String,
    /// Document number.
    pub number: String,
    /// Code of the relation.
    pub relation: String,
    /// The person at the screen is the guardian and consented to the text shown.
    pub guardian_consent: bool,
    /// The elder is here and agreed.
    pub agreed: bool,
}

/// What is asked for about a permit.
#[derive(Clone, Deserialize, ts_rs::TS, Zeroize)]
pub struct PermitEntry {
    /// Code of `residence::PermitStep`.
    pub step: String,
    /// Receipt number of the registration that the permit names.
    pub registration: String,
    /// Codes of `residence::Ground`, with commas between.
    pub grounds: String,
    /// Code of `residence::Exemption`; may be empty.
    pub exemption: String,
    /// Codes of `residence::PermitPaper`, with commas between.
    pub papers: String,
    /// Number of a contract or certificate; may be empty.
    pub evidence: String,
    /// The card is asked for too.
    pub card: bool,
}

/// A PIN or a passphrase on its way to the check: wiped when it is dropped, never shown.
#[derive(Clone, Deserialize)]
#[serde(from = "String")]
pub struct Secret(Zeroizing<String>);

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl Secret {
    /// Returns the text, for the one check it was entered for.
    pub fn reveal(&self) -> &str {
        &self.0
    }
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
    /// `open_topic`: a topic of the guide.
    OpenTopic(HelpTopic),
    /// `begin_login`: a worker steps up.
    BeginLogin,
    /// `enter_worker`: the worker's number.
    EnterWorker(String),
    /// `enter_pin`: the six digits, wherever a worker is asked.
    EnterPin(Secret),
    /// `log_out`: the worker leaves.
    LogOut,
    /// `begin_issue`: a provisional code for somebody.
    BeginIssue(IssueCategory),
    /// `skip_house`: issue without the plate of a house.
    SkipHouse,
    /// `describe_holder`: the person whom the code is for.
    DescribeHolder(IssueEntry),
    /// `issue`: what was read back is right.
    Issue,
    /// `print_code`: the code just issued.
    PrintCode,
    /// `print_receipt`: the receipt on the screen.
    PrintReceipt,
    /// `void_code`: the code just issued is not to be used.
    VoidCode,
    /// `begin_state_time`: two persons state the time, or confirm the centre's.
    BeginStateTime,
    /// `state_time`: day as `YYYY-MM-DD` and time as `HH:MM`, in Guangdong.
    StateTime {
        /// Day.
        day: String,
        /// Time of day.
        time: String,
    },
    /// `begin_find`: there is no plate; the address is looked for.
    BeginFind,
    /// `search_places`: characters, pinyin, initials or digits.
    SearchPlaces(String),
    /// `open_place`: a row of the list, from 0.
    OpenPlace(usize),
    /// `write_address`: it is in no list.
    WriteAddress,
    /// `describe_address`: as written by hand.
    DescribeAddress(AddressEntry),
    /// `keep_address`: none of the houses offered is meant.
    KeepAddress,
    /// `describe_claim`: who wants a code.
    DescribeClaim(ClaimEntry),
    /// `claim_code`: what was read back is right.
    ClaimCode {
        /// Version of the privacy notice that was on the screen.
        notice_version: u16,
        /// A worker is here and sees the original document.
        seen: bool,
    },
    /// `begin_collect`: the code was asked for before.
    BeginCollect,
    /// `collect_code`: by receipt and number.
    CollectCode(CollectEntry),
    /// `open_errand`: a tile of 我的业务.
    OpenErrand(Errand),
    /// `open_item`: one of the list on the screen, by its receipt number or code.
    OpenItem(String),
    /// `ask_act`: an act is to be asked about, with the receipt number or code of what it is about.
    AskAct {
        /// What is to be done.
        matter: ActMatter,
        /// About what; empty where there is only one thing.
        about: String,
    },
    /// `do_act`: what was asked about is to be done.
    DoAct {
        /// Refused, of what can be refused.
        refuse: bool,
        /// Code of a reason.
        reason: Option<String>,
        /// The day, or the first one, as `YYYY-MM-DD`.
        day: Option<String>,
        /// The last day.
        last_day: Option<String>,
    },
    /// `show_code`: the own code (0), or that of a member by place from 1.
    ShowCode {
        /// Whose.
        member: usize,
    },
    /// `add_member`: of the family.
    AddMember(MemberEntry),
    /// `remove_member`: by place, from 0.
    RemoveMember(usize),
    /// `permit_do`: something about the permit.
    PermitDo(PermitEntry),
    /// `reveal_data`: the own data in full.
    RevealData,
    /// `correct_data`: which is wrong, and what is right.
    CorrectData {
        /// `name`, `phone` or `hukou_address`.
        field: String,
        /// What is right.
        text: String,
    },
    /// `erase_data`: the own data is to be deleted.
    EraseData,
    /// `send_feedback`: a word to those who run the service.
    SendFeedback(String),
    /// `unlock`: the passphrase of a locked memory; heard before there is a kiosk, by the window.
    Unlock(Secret),
}
