//! What a proven person can do here, and what the centre said about them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Address, SavedState};

/// One of the tiles of 我的业务.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Errand {
    /// 住址管理.
    Residence,
    /// The way to the first permit, as a calendar.
    Calendar,
    /// 我的消息.
    Messages,
    /// 亲属管理.
    Family,
    /// 我的证照.
    Permits,
    /// 我的房屋.
    Houses,
    /// 亮码.
    Code,
    /// 我的信息.
    MyData,
}

/// What the centre said when it was asked about the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Centre {
    /// How far asking has come.
    pub asked: Asked,
    /// Time of what it told, `HH:MM`; nothing while only this machine's own memory is shown.
    pub as_of: Option<String>,
}

/// How far asking the centre has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// On its way.
    Asking,
    /// It answered.
    Answered,
    /// There is no line: shown is what this machine knows.
    NoLine,
    /// It does not tell, for instance because it knows no such person.
    Denied,
}

/// Screen of 我的业务.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Services {
    /// Masked name, when it is known.
    pub holder: Option<String>,
    /// What the centre said.
    pub centre: Centre,
    /// The tiles, in their order.
    pub errands: Vec<ErrandView>,
}

/// A tile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ErrandView {
    /// Which.
    pub errand: Errand,
    /// How many there are; nothing where it is not known.
    pub count: Option<u32>,
    /// Something waits for the person there.
    pub waits: bool,
}

/// Screen of 住址管理.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MyResidence {
    /// Masked name, when it is known.
    pub holder: Option<String>,
    /// What the centre said.
    pub centre: Centre,
    /// The registrations, newest first.
    pub registrations: Vec<HeldView>,
    /// There is a calendar of the stay.
    pub calendar: bool,
}

/// A registration as its person sees it, after the proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HeldView {
    /// Receipt number; names it in `ask_act`.
    pub receipt: String,
    /// The own address.
    pub address: Address,
    /// Masked name of the member of the family whose it is, when not the person's own.
    pub member: Option<String>,
    /// Code of `residence::State`.
    pub state: String,
    /// How far the record has come.
    pub saved: SavedState,
    /// The owner confirmed at this kiosk and the centre has not agreed yet.
    pub provisional: bool,
    /// Code of the reason or name of the rule behind the state.
    pub because: Option<String>,
    /// The owner reported that the person moved out.
    pub moved_out: bool,
    /// Day since when it stands there, or of declaring, `YYYY-MM-DD`.
    pub since: String,
    /// Last day of the next decision, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// Day of effect, `YYYY-MM-DD`.
    pub effective_on: Option<String>,
    /// Code of `residence::HabitualState`, when it was asked for.
    pub habitual: Option<String>,
    /// Last day for the owner's review, `YYYY-MM-DD`.
    pub habitual_until: Option<String>,
    /// A permit names this address.
    pub permit_here: bool,
    /// Masked names of those who live there too; fewer than `cohabitants` when they are not known.
    pub people: Vec<String>,
    /// How many live there too.
    pub cohabitants: u32,
    /// What can be done about it now.
    pub acts: Vec<super::ActMatter>,
    /// Something was done about it in this visit, and the centre has not decided yet.
    pub pending: bool,
    /// Name of the rule by which the centre refused what was done about it last, in this visit.
    pub denied: Option<String>,
}
