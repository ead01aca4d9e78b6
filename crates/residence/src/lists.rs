//! Code lists: dwelling types, reasons for residence, relations, reasons of refusal.

/// A closed list whose members have a stable code on the wire and in the database.
pub trait Listed: Copy + Sized + 'static {
    /// All members, in the order in which a person meets them.
    const ALL: &'static [Self];
    /// Returns the stable code.
    fn code(self) -> &'static str;

    /// Finds the member with this code.
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|member| member.code() == code)
    }
}

macro_rules! listed {
    ($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$member_doc])* $member,)+ }

        impl $crate::lists::Listed for $name {
            const ALL: &'static [Self] = &[$(Self::$member,)+];
            fn code(self) -> &'static str {
                match self { $(Self::$member => $code,)+ }
            }
        }
    };
}
pub(crate) use listed;

listed! {
    /// Kind of dwelling (居住处所, GB/T 31000-2015 住所类型, and local additions).
    DwellingType {
        /// 租赁房屋, national code 02.
        Rented = "RENTED",
        /// 自购房屋, 01.
        Owned = "OWNED",
        /// 借住, 04.
        Borrowed = "BORROWED",
        /// 单位宿舍, 05.
        UnitDorm = "UNIT_DORM",
        /// 自建房, exported as 01.
        SelfBuilt = "SELF_BUILT",
        /// 学校宿舍, exported as 05.
        SchoolDorm = "SCHOOL_DORM",
        /// 寄宿, 03.
        Boarding = "BOARDING",
        /// 其他, 99.
        Other = "OTHER",
    }
}

listed! {
    /// Reason for residence (居住事由); the eight a resident meets as tiles.
    ResidenceReason {
        /// 务工.
        Work = "WORK",
        /// 经商.
        Business = "BUSINESS",
        /// 在校学生.
        Student = "STUDENT",
        /// 学习培训.
        Study = "STUDY",
        /// 随迁 or 投靠亲友.
        Accompany = "ACCOMPANY",
        /// 治病疗养.
        Medical = "MEDICAL",
        /// 探亲访友.
        Visit = "VISIT",
        /// 其他.
        Other = "OTHER",
    }
}

listed! {
    /// Relation of a cohabitant to the person who declares (groups of GB/T 4761-2008).
    Relation {
        /// 配偶.
        Spouse = "10",
        /// 子.
        Son = "20",
        /// 女.
        Daughter = "30",
        /// 孙子、孙女或外孙子、外孙女.
        Grandchild = "40",
        /// 父母.
        Parent = "50",
        /// 祖父母或外祖父母.
        Grandparent = "60",
        /// 兄弟姐妹.
        Sibling = "70",
        /// 其他亲属.
        OtherRelative = "97",
        /// 非亲属.
        NotRelated = "99",
    }
}

listed! {
    /// Why an owner refuses a declaration.
    RejectionReason {
        /// 非本房屋居住人.
        NotLivingHere = "NOT_LIVING_HERE",
        /// 房号有误.
        WrongRoom = "WRONG_ROOM",
        /// 身份信息有误.
        WrongPerson = "WRONG_PERSON",
        /// 租约已结束.
        ContractEnded = "CONTRACT_ENDED",
        /// 非本人房屋.
        NotMyHouse = "NOT_MY_HOUSE",
        /// 其他, with a note.
        Other = "OTHER",
    }
}

impl Relation {
    /// Tells whether the relation is near enough to act for an elder (GB/T 4761 codes 10 to 79).
    pub fn is_near(self) -> bool {
        !matches!(self, Self::OtherRelative | Self::NotRelated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip<T: Listed + PartialEq + std::fmt::Debug>() {
        for member in T::ALL {
            assert_eq!(T::from_code(member.code()), Some(*member));
        }
        assert_eq!(T::from_code("no such code"), None);
    }

    #[test]
    fn codes_come_back() {
        round_trip::<DwellingType>();
        round_trip::<ResidenceReason>();
        round_trip::<Relation>();
        round_trip::<RejectionReason>();
        assert!(Relation::Grandparent.is_near() && !Relation::NotRelated.is_near());
    }
}
