//! What a slip carries. Names and numbers are masked by whoever fills one in (domain.md 10.4).

use chrono::{NaiveDate, NaiveDateTime};
use zeroize::Zeroizing;

/// The language of a slip; each has its table in `words`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Simplified Chinese.
    ZhHans,
    /// Traditional Chinese.
    ZhHant,
    /// English.
    En,
}

/// Everything that the kiosk prints.
pub enum Slip {
    /// A receipt (回执).
    Receipt(Box<ReceiptSlip>),
    /// The ticket of a draft, at the start of a visit.
    Ticket(TicketSlip),
    /// A code on paper: provisional, or a resident's own.
    Card(Box<CardSlip>),
    /// Tasks and notices.
    Messages(MessageSlip),
    /// The days that count towards a permit, in large type.
    Calendar(Box<CalendarSlip>),
}

/// What a receipt is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    /// 居住登记.
    Registration,
    /// 居住登记注销.
    Cancellation,
    /// 设为常住地.
    Habitual,
    /// 领码.
    Code,
    /// 房屋登记.
    House,
    /// 居住证.
    Permit,
    /// Anything else that a centre answers.
    Other,
}

/// How far the record has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// Durable on this machine.
    Here,
    /// Received by the centre.
    Received,
}

/// Where the third step stands: the owner, or for other matters the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The owner is asked and has until a day.
    Asked(Option<NaiveDate>),
    /// The owner said yes at this kiosk and the centre has not agreed yet.
    ConfirmedHere,
    /// The centre decides; nobody else is asked.
    Centre(Option<NaiveDate>),
    /// In effect from a day.
    Effective(Option<NaiveDate>),
    /// Refused.
    Refused,
    /// Over for another reason: expired, withdrawn, cancelled.
    Over,
}

/// The three states of a receipt (screens.md, manners 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The first two.
    pub saved: Saved,
    /// The third.
    pub owner: Owner,
}

/// A receipt.
pub struct ReceiptSlip {
    /// Its language.
    pub language: Language,
    /// Name of the service centre.
    pub place: String,
    /// The number, as a person reads it; the QR code holds this and only this.
    pub number: String,
    /// What it is for.
    pub matter: Matter,
    /// Date and time in Guangdong; nothing while the time is not known.
    pub at: Option<NaiveDateTime>,
    /// Masked name.
    pub holder: Option<Zeroizing<String>>,
    /// Masked number of the document.
    pub document: Option<Zeroizing<String>>,
    /// How many persons it is about.
    pub people: u32,
    /// The address without the room.
    pub address: Option<Zeroizing<String>>,
    /// Ticket of the draft, while there is one.
    pub ticket: Option<String>,
    /// Where it stands.
    pub progress: Progress,
    /// Telephone of the desk.
    pub desk_phone: Option<String>,
}

/// The ticket of a draft.
pub struct TicketSlip {
    /// Its language.
    pub language: Language,
    /// Name of the service centre.
    pub place: String,
    /// Six characters.
    pub ticket: String,
    /// Telephone of the desk.
    pub desk_phone: Option<String>,
}

/// The age group on a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardCategory {
    /// 16 to 59.
    Adult,
    /// From 60.
    Elder,
    /// Below 16.
    Child,
}

/// A code on paper.
pub struct CardSlip {
    /// Its language.
    pub language: Language,
    /// Name of the service centre.
    pub place: String,
    /// Issued here and not yet checked by the centre.
    pub provisional: bool,
    /// Its trust root is a demonstration root.
    pub demo: bool,
    /// The text of the code.
    pub code: Zeroizing<String>,
    /// Age group.
    pub category: CardCategory,
    /// Masked name.
    pub holder: Option<Zeroizing<String>>,
    /// Last day.
    pub valid_until: NaiveDate,
    /// Receipt number of the record it comes from.
    pub receipt: Option<String>,
    /// Telephone of the desk.
    pub desk_phone: Option<String>,
}

/// What a task asks of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskKind {
    /// Confirm or refuse that somebody moved in.
    MoveIn,
    /// Agree to the end of a registration.
    Cancel,
    /// Review a habitual residence.
    Habitual,
    /// Accept a trusteeship.
    Trust,
    /// The owner reports that the person moved out.
    MovedOut,
    /// Take over the own matters at 16.
    TakeOver,
}

/// Whose rule of the period of residence counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The province.
    Guangdong,
    /// 佛山.
    Foshan,
    /// 中山.
    Zhongshan,
    /// 深圳.
    Shenzhen,
    /// The superseded rule of 2010.
    Guangdong2010,
}

/// One task or notice.
pub struct MessageLine {
    /// What it is about, in a few words.
    pub title: Zeroizing<String>,
    /// The sentence.
    pub text: Zeroizing<String>,
    /// Last day for what is to be done.
    pub until: Option<NaiveDate>,
}

/// Tasks and notices of one person.
pub struct MessageSlip {
    /// Its language.
    pub language: Language,
    /// Name of the service centre.
    pub place: String,
    /// Date and time in Guangdong.
    pub at: Option<NaiveDateTime>,
    /// Masked name.
    pub holder: Option<Zeroizing<String>>,
    /// What waits for a decision.
    pub tasks: Vec<MessageLine>,
    /// What only informs.
    pub notices: Vec<MessageLine>,
    /// Telephone of the desk.
    pub desk_phone: Option<String>,
}

/// How days of a stretch count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// Counted.
    Counted,
    /// A break that is short enough to be counted.
    Gap,
}

/// Days of one kind, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// How they count.
    pub kind: DayKind,
}

/// The days that count towards a permit.
pub struct CalendarSlip {
    /// Its language.
    pub language: Language,
    /// A sheet of A4 for an office printer instead of the roll.
    pub a4: bool,
    /// Name of the service centre.
    pub place: String,
    /// Masked name.
    pub holder: Option<Zeroizing<String>>,
    /// Today.
    pub today: NaiveDate,
    /// The day from which days count; itself it does not.
    pub start: NaiveDate,
    /// First day on which a permit can be applied for.
    pub eligible_on: NaiveDate,
    /// Days counted so far.
    pub counted: u32,
    /// Days missing.
    pub missing: u32,
    /// City whose rule it is.
    pub city: String,
    /// What counted, in order.
    pub stretches: Vec<Stretch>,
    /// Telephone of the desk.
    pub desk_phone: Option<String>,
}
