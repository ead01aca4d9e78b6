//! Where and why somebody lives at an address (居住处所, 居住事由).

use super::{Shown, named};

named! {
    /// Kind of dwelling (居住处所): GB/T 31000-2015 住所类型, and two local ones (own decision).
    DwellingType {
        Owned = "OWNED", "自购房屋", "own purchased home";
        Rented = "RENTED", "租赁房屋", "rented home";
        Boarding = "BOARDING", "寄宿", "boarding";
        Borrowed = "BORROWED", "借住", "lent, living with others";
        UnitDorm = "UNIT_DORM", "单位宿舍", "employer dormitory";
        TempDorm = "TEMP_DORM", "临时性宿舍", "temporary dormitory (site)";
        WorkerFlat = "WORKER_FLAT", "农民工公寓", "migrant workers' flats";
        SchoolDorm = "SCHOOL_DORM", "学校宿舍", "school dormitory";
        SelfBuilt = "SELF_BUILT", "自建房", "self-built home";
        Other = "OTHER", "其他", "other";
    }
}

impl DwellingType {
    /// Returns the code of GB/T 31000-2015 住所类型 under which the dwelling is exported.
    ///
    /// The local kinds go out as their nearest: 学校宿舍 as 05, 自建房 as 01 (own decision).
    pub fn gbt31000(self) -> &'static str {
        match self {
            Self::Owned | Self::SelfBuilt => "01",
            Self::Rented => "02",
            Self::Boarding => "03",
            Self::Borrowed => "04",
            Self::UnitDorm | Self::SchoolDorm => "05",
            Self::TempDorm => "06",
            Self::WorkerFlat => "07",
            Self::Other => "99",
        }
    }
}

impl Shown for DwellingType {
    const SHOWN: &'static [Self] = &[
        Self::Rented,
        Self::Owned,
        Self::Borrowed,
        Self::UnitDorm,
        Self::SelfBuilt,
        Self::SchoolDorm,
        Self::Boarding,
        Self::Other,
    ];
}

named! {
    /// Reason for residence (居住事由); the codes are our own, no single national table is known.
    ResidenceReason {
        Work = "WORK", "务工", "employment";
        Farm = "FARM", "务农", "farming";
        Business = "BUSINESS", "经商", "business";
        Service = "SERVICE", "服务", "service trade";
        OfficialTrip = "OFFICIAL_TRIP", "因公出差", "official trip";
        Transfer = "TRANSFER", "工作调动", "job transfer";
        Study = "STUDY", "学习培训", "study, training";
        Student = "STUDENT", "在校学生", "enrolled student";
        Medical = "MEDICAL", "治病疗养", "medical";
        Housekeeper = "HOUSEKEEPER", "保姆", "domestic helper";
        JoinRelatives = "JOIN_RELATIVES", "投靠亲友", "living with relatives";
        Accompany = "ACCOMPANY", "随迁", "moving with family";
        Marriage = "MARRIAGE", "婚嫁", "marriage";
        Visit = "VISIT", "探亲访友", "visiting";
        Tourism = "TOURISM", "旅游观光", "tourism";
        Petition = "PETITION", "自报来访", "petition visit";
        Other = "OTHER", "其他", "other";
    }
}

impl ResidenceReason {
    /// Returns the number on the form of Shenzhen (来深事由), where the form has the reason.
    pub fn shenzhen_code(self) -> Option<&'static str> {
        match self {
            Self::Work => Some("1"),
            Self::Farm => Some("2"),
            Self::Business => Some("3"),
            Self::Service => Some("4"),
            Self::OfficialTrip => Some("5"),
            Self::Study => Some("6"),
            Self::Medical => Some("7"),
            Self::Housekeeper => Some("8"),
            Self::JoinRelatives => Some("9"),
            Self::Visit => Some("10"),
            Self::Tourism => Some("11"),
            Self::Petition => Some("12"),
            Self::Student => Some("13"),
            Self::Other => Some("14"),
            Self::Transfer | Self::Accompany | Self::Marriage => None,
        }
    }

    /// Returns the code of GB/T 31000-2015 流入原因, where the standard has the reason.
    ///
    /// An enrolled student is exported with those who study, 04.
    pub fn gbt31000(self) -> Option<&'static str> {
        match self {
            Self::Work => Some("01"),
            Self::Farm => Some("02"),
            Self::Business => Some("03"),
            Self::Study | Self::Student => Some("04"),
            Self::Marriage => Some("05"),
            Self::Accompany => Some("06"),
            Self::Medical => Some("07"),
            Self::JoinRelatives => Some("08"),
            Self::Transfer => Some("09"),
            Self::Other => Some("99"),
            Self::Service
            | Self::OfficialTrip
            | Self::Housekeeper
            | Self::Visit
            | Self::Tourism
            | Self::Petition => None,
        }
    }

    /// Tells whether only the desk may choose it: a petition visit is no self-service (own decision).
    pub fn is_hidden(self) -> bool {
        self == Self::Petition
    }
}

/// The eight large tiles; 随迁 stands there for 投靠亲友 too.
impl Shown for ResidenceReason {
    const SHOWN: &'static [Self] = &[
        Self::Work,
        Self::Business,
        Self::Student,
        Self::Study,
        Self::Accompany,
        Self::Medical,
        Self::Visit,
        Self::Other,
    ];
}
