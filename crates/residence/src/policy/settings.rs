//! The settings of a profile and the values they may take.

/// Whether the year of a limit belongs to the side that the limit names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Boundary {
    /// 以上、以下、届满: the number itself is included (民法典 art. 1259).
    Inclusive,
    /// 不满、超过: the number itself is left out (民法典 art. 1259).
    Exclusive,
}

/// On which day a year of age is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attain {
    /// On the birthday (居民身份证法 arts. 2 and 7: 年满).
    OnBirthday,
    /// On the day after it (法释〔2006〕1号 art. 2, written for criminal liability).
    DayAfterBirthday,
}

/// Which day stands for 29 February in a common year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeapDay {
    /// The last day of the month (民法典 art. 202 by analogy).
    Feb28,
    /// The day that follows.
    Mar1,
}

/// Ages at which others may or must act (16岁以下, 60岁以上 of the public guide).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgePolicy {
    /// Limit of minors in years: 16 of the public guide, 18 in Zhongshan.
    pub minor_max: u32,
    /// `Exclusive`: younger than the limit; `Inclusive`: up to and with it.
    pub minor_boundary: Boundary,
    /// Limit of elders in years (老年人权益保障法 art. 2: 六十周岁以上).
    pub elder_min: u32,
    /// `Inclusive`: from the limit on; `Exclusive`: older than it.
    pub elder_boundary: Boundary,
    /// Whether a minor may declare alone (民法典 arts. 19 and 20 say why not).
    pub minor_may_self: bool,
    /// Whether an elder may declare in person, beside being added.
    pub elder_may_self: bool,
    /// Below this age a guardian's separate consent is recorded (个人信息保护法 art. 31).
    pub guardian_consent_below: u32,
    /// Below this age a 出生医学证明 is taken (户口登记条例 art. 7 gives a month; own decision).
    pub birth_certificate_below: u32,
    /// On which day a year is reached.
    pub attain: Attain,
    /// Which day stands for 29 February.
    pub leap_day: LeapDay,
    /// Months after the 16th birthday in which the guardian may still act (居民身份证法 art. 7).
    pub take_over_months: u32,
    /// Age of an adult, who may add a minor without being the guardian (民法典 art. 17).
    pub adult_min: u32,
}

/// Periods and limits of registration, habitual residence and cancellation; own decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegistrationPolicy {
    /// Days an owner has to decide before a request lapses.
    pub confirm_timeout_days: u64,
    /// Days after the request on which the owner is reminded.
    pub reminder_days: &'static [u64],
    /// Days after which a cancellation completes without the owner
    /// (广东省流动人口服务管理条例 2009 art. 21: departures must be reported in any case).
    pub cancel_timeout_days: u64,
    /// Days in which a resident may object to a reported move.
    pub objection_days: u64,
    /// Days before the desk is asked when a house has neither owner nor trustee.
    pub no_confirmer_wait_days: u64,
    /// Most live registrations of one person; for more the desk helps.
    pub live_addresses_max: usize,
    /// Most cohabitants one declaration may carry.
    pub cohabitants_max: usize,
    /// Longest time between moving in and declaring that is accepted, in days.
    pub moved_in_days_ago_max: i64,
    /// Working days after moving in or changing the address in which to declare; a later
    /// declaration brings a notice, never a penalty (广东省流动人口服务管理条例 2009 art. 10).
    pub declare_within_working_days: u32,
}

impl RegistrationPolicy {
    /// Returns whether somebody with so many live registrations may make another without the desk.
    pub fn has_room_after(&self, live_addresses: usize) -> bool {
        live_addresses < self.live_addresses_max
    }
}

/// What presentations of the code must show before a permit; own decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PresencePolicy {
    /// Whether presentations are looked at.
    pub required: bool,
    /// Fewest distinct days.
    pub distinct_days_min: u32,
    /// Fewest distinct calendar months.
    pub distinct_months_min: u32,
    /// Longest time between two presentations in days; 0 is not checked.
    pub gap_days_max: u32,
    /// Days for which a presentation is kept exactly, then without its device.
    pub exact_days: u32,
    /// Months after which a presentation is deleted (个人信息保护法 art. 19: the shortest time).
    pub kept_months: u32,
}

/// Who counts as moved away from the registered place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FloatingRule {
    /// Registered in another prefecture-level city or another province
    /// (广东省流动人口服务管理条例 2009 art. 2).
    OtherPrefecture,
    /// Registered in another city or county, not in another district of the same city
    /// (公通字〔2015〕38号 二(一)).
    OtherCityOrCounty,
}

/// From which day the half year runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StayStart {
    /// Approval of the habitual residence (guide to the residence code, item 3).
    HabitualApproved,
    /// Effect of the registration (佛山指引 2015, 中山指引 2016).
    RegistrationEffective,
}

/// How long the half year is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StayRule {
    /// 183 days after the first day, which is not counted (民法典 art. 201).
    Days183,
    /// 183 days with the first one.
    Days183Inclusive,
    /// Six calendar months, month ends clamped (民法典 art. 202).
    CalendarMonths6,
    /// Twelve calendar months (深圳经济特区居住证条例 2014 art. 19).
    CalendarMonths12,
}

/// Across what a stay is continuous.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StayScope {
    /// Across addresses of one city (居住证暂行条例 art. 2).
    City,
    /// At one address.
    Address,
}

/// How the half year is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StayPolicy {
    /// From which day.
    pub start: StayStart,
    /// How long.
    pub rule: StayRule,
    /// Across what.
    pub scope: StayScope,
    /// Longest break at a change of address that is bridged, in days (佛山指引 2015: 3).
    pub break_days_max: u32,
    /// Whether the time before a confirmation counts.
    pub pending_counts: bool,
    /// Whether the time between asking for a cancellation and its completion counts.
    pub cancel_pending_counts: bool,
}

/// Which lawful grounds a permit needs (居住证暂行条例 art. 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroundRule {
    /// Job, home or study: any one.
    AnyOne,
    /// Home and job together; study or talent alone (深圳经济特区居住证条例 2014 art. 19).
    HomeAndJob,
}

/// Within what time a permit is issued, the day of acceptance not counted (民法典 art. 201).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueTerm {
    /// Calendar days (居住证暂行条例 art. 9: 15).
    CalendarDays(u32),
    /// Monday to Friday; public holidays would only move the promise to a later day.
    WorkingDays(u32),
}

/// When the yearly endorsement opens before the anniversary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndorsementWindow {
    /// Months, month ends clamped (居住证暂行条例 art. 10: 一个月).
    Months(u32),
    /// Days (深圳经济特区居住证条例 2014 art. 23: 60).
    Days(u32),
}

/// How long a lapsed permit can be endorsed late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LateLimit {
    /// At any time (居住证暂行条例 art. 10).
    None,
    /// Years after the lapse, then the permit is cancelled (深圳条例 2014 arts. 25 and 27).
    Years(u32),
}

/// Where the next year begins after a late endorsement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LateAnchor {
    /// On the day of the late endorsement (居住证暂行条例 art. 10).
    RestartAtEndorsement,
    /// On the old calendar day.
    KeepOriginal,
}

/// Which time of a late endorsement counts as years of residence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LateYears {
    /// Earlier years are kept, the gap is lost (居住证暂行条例 art. 10).
    GapExcluded,
    /// The gap counts too (佛山指引 2015).
    Continuous,
    /// After this many days the count begins anew (广东省流动人口服务管理条例 2009 art. 14).
    RestartAfterDays(u32),
}

/// What a card costs, in fen; `None` is set by a notice that the profile does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardFee {
    /// The first card (居住证暂行条例 art. 21: free).
    pub first_fen: Option<u32>,
    /// A card in place of a damaged or lost one.
    pub replacement_fen: Option<u32>,
}

/// The residence permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PermitPolicy {
    /// Lawful grounds.
    pub grounds: GroundRule,
    /// Time of issue.
    pub issue: IssueTerm,
    /// Calendar days after acceptance when the time is extended (居住证暂行条例 art. 9: 30).
    pub issue_extended_days: u32,
    /// Whether a last day on a Saturday or Sunday moves to Monday (民法典 art. 203); the earlier
    /// day is promised where it does not.
    pub shift_to_workday: bool,
    /// When the endorsement opens.
    pub window: EndorsementWindow,
    /// How long it can be made late.
    pub late_limit: LateLimit,
    /// Where the next year begins then.
    pub late_anchor: LateAnchor,
    /// Which time counts then.
    pub late_years: LateYears,
    /// Days in which missing papers are supplied before an application counts as taken back.
    pub correction_days: u32,
    /// Days before the lapse on which the holder is told again; the first notice is the opening.
    pub lapse_notice_days: &'static [u32],
    /// Years of history that the holder sees (guide to the residence code).
    pub history_years: u32,
    /// Full-time study that stands in for the registered half year, in months.
    pub study_months_min: u32,
    /// What a card costs.
    pub card_fee: CardFee,
}
