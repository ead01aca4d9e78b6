//! What a code is worth (核验), in words for the public.

use serde::Serialize;
use ts_rs::TS;

use super::{Address, ScanRefusal};

/// Screen of a code that was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Checked {
    /// Green, amber or red.
    pub verdict: CheckVerdict,
    /// Whose code; nothing when it is not ours. Not called `kind`, which is the kind of the screen.
    pub whose: Option<CheckedKind>,
    /// Where the code is carried; of residents' codes only.
    pub form: Option<CheckedForm>,
    /// Age group; of residents' codes only.
    pub category: Option<CheckedCategory>,
    /// Masked name, when the code carries one.
    pub holder: Option<String>,
    /// Address of the house; of house codes only.
    pub house: Option<Address>,
    /// What cannot be said for certain, when amber.
    pub doubt: Option<CheckDoubt>,
    /// Why it is not valid, when red.
    pub refusal: Option<ScanRefusal>,
    /// What the code is instead, when it is not ours. Never what it says.
    pub foreign: Option<ForeignName>,
    /// First day, `YYYY-MM-DD`.
    pub issued_on: Option<String>,
    /// Last day, `YYYY-MM-DD`.
    pub valid_until: Option<String>,
    /// Whether the resident's code is bound to the house code scanned before or after it;
    /// nothing when only one was scanned or this kiosk cannot compare.
    pub at_this_house: Option<bool>,
    /// The presentation is saved.
    pub recorded: bool,
}

/// The verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckVerdict {
    /// Valid.
    Green,
    /// Genuine as far as can be told here.
    Amber,
    /// Not valid.
    Red,
}

/// Whose code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckedKind {
    /// A house's.
    House,
    /// A resident's.
    Resident,
}

/// Where a resident's code is carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckedForm {
    /// On paper, from the authority.
    Printed,
    /// On a telephone.
    Screen,
    /// On paper, provisional, from a kiosk.
    Provisional,
}

/// Age group of a resident's code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckedCategory {
    /// An adult.
    Adult,
    /// An elder.
    Elder,
    /// A child.
    Child,
}

/// What an amber verdict cannot say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckDoubt {
    /// Whether it has expired: the time is not known well enough.
    Time,
    /// Whether it was withdrawn, or who issued it: the data of this kiosk is old.
    OldData,
    /// A newer form than this kiosk knows.
    Newer,
}

/// What a code is that is not ours. It is named and never opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ForeignName {
    /// A payment code.
    Payment,
    /// A code of another mini-program or app.
    MiniProgram,
    /// The address of a website.
    Website,
    /// A telephone number.
    Telephone,
    /// A wireless network.
    Wifi,
    /// A contact card, a person or a group.
    Contact,
    /// A health certificate.
    Health,
    /// A message to be sent.
    Message,
    /// A place on a map.
    Place,
    /// A date in a calendar.
    Appointment,
    /// The secret of a one-time password.
    LoginSecret,
    /// The number of a product.
    Product,
    /// An address of some other kind.
    Link,
    /// Some other text, or none.
    Text,
}
