//! Why a declaration is refused and why a registration ends.

use super::{Shown, named};

named! {
    /// Why an owner refuses a declaration (own decision).
    RejectionReason {
        NotLivingHere = "NOT_LIVING_HERE", "非本房屋居住人", "does not live in this home";
        WrongRoom = "WRONG_ROOM", "房号有误", "wrong room number";
        WrongPerson = "WRONG_PERSON", "身份信息有误", "wrong identity";
        ContractEnded = "CONTRACT_ENDED", "租约已结束", "the contract has ended";
        NotMyHouse = "NOT_MY_HOUSE", "非本人房屋", "not my house";
        Other = "OTHER", "其他", "other";
    }
}

impl RejectionReason {
    /// Tells whether the reason counts only with a note: 其他(必填说明).
    pub fn needs_note(self) -> bool {
        self == Self::Other
    }

    /// Tells whether the reason also opens a review of who owns the house.
    pub fn opens_ownership_review(self) -> bool {
        self == Self::NotMyHouse
    }
}

/// The kiosk takes no notes, so it offers the reasons that speak for themselves.
impl Shown for RejectionReason {
    const SHOWN: &'static [Self] = &[
        Self::NotLivingHere,
        Self::WrongRoom,
        Self::WrongPerson,
        Self::ContractEnded,
        Self::NotMyHouse,
    ];
}

named! {
    /// Why a registration ends (注销类别, GA/T 2000.25-2014).
    CancellationCategory {
        Death = "DEATH", "死亡", "death";
        Missing = "MISSING", "失踪", "missing";
        MovedAway = "MOVED_AWAY", "迁出(离开)本地", "moved away";
        BecameLocal = "BECAME_LOCAL", "转为本地户籍人口", "became a local registrant";
        Other = "OTHER", "其他", "other";
    }
}

impl CancellationCategory {
    /// Returns the code of GA/T 2000.25-2014; `None` where the number could not be verified.
    pub fn gat2000_25(self) -> Option<&'static str> {
        match self {
            Self::Death => Some("1"),
            Self::Missing => Some("2"),
            Self::MovedAway => Some("3"),
            Self::BecameLocal | Self::Other => None,
        }
    }
}
