//! The words of permits, as staff read them.

use chrono::NaiveDate;
use residence::{
    Ground, Named as _, Permit, PermitDenial, PermitPaper, PermitState, PolicyBook, Population,
    ServiceArea, permit_status,
};

/// Who is not in the register.
pub(super) const NOBODY: &str = "登记里没有这个人";

/// The state of a permit today.
pub(super) fn state_of(permit: &Permit, today: NaiveDate) -> PermitState {
    let policy = PolicyBook::built_in().rules(&ServiceArea::fictitious(), today);
    permit_status(permit, today, &policy.permit).state
}

/// What the rules could not settle when it was applied for.
pub(super) fn unsettled(names: &[String]) -> String {
    if names.is_empty() {
        return "没有".to_owned();
    }
    let words = names.iter().map(|name| named(name));
    words.collect::<Vec<_>>().join("、")
}

/// The words of a finding that is kept by its name; an unknown name stands as it is.
pub(super) fn named(name: &str) -> String {
    let known = [
        PermitDenial::RegisteredPlaceUnknown,
        PermitDenial::HabitualPending,
    ];
    let mut all = PermitDenial::REFUSALS.iter().copied().chain(known);
    let found = all.find(|one| one.to_string() == name).map(denial);
    found.unwrap_or(name).to_owned()
}

/// Why a rule refuses, or what it misses.
pub(super) fn denial(denial: PermitDenial) -> &'static str {
    match denial {
        PermitDenial::LocalHukou => "本市户籍，不用居住证",
        PermitDenial::NotPermitPopulation => "不属于居住证的人员类别",
        PermitDenial::NoEffectiveRegistration => "没有有效的居住登记",
        PermitDenial::NoHabitual => "没有设为常住地",
        PermitDenial::HabitualPending => "常住地还没有审核",
        PermitDenial::RegisteredPlaceUnknown => "户籍地址没有登记",
        PermitDenial::StayTooShort { .. } => "居住不满半年",
        PermitDenial::PresenceUnproven => "亮码记录不足",
        PermitDenial::NoGround => "没有申领理由",
        PermitDenial::HasPermit => "已有居住证",
        PermitDenial::HasApplication => "已有在办的申请",
        PermitDenial::AgentRequired => "须由监护人代办",
        PermitDenial::WindowNotOpen { .. } => "签注还没有开放",
        PermitDenial::Lapsed { .. } => "逾期未签注",
        PermitDenial::NotQualifiedNow => "不再符合条件",
        PermitDenial::EndorseFirst => "要先补办签注",
        PermitDenial::WrongState => "这件申请已由他人处理，或者现在不能这样办",
        PermitDenial::OfficerRequired => "只有民警可以办",
        PermitDenial::AlreadyAsked => "已经告知过一次",
        PermitDenial::ListEmpty => "请先勾选，再按按钮",
        PermitDenial::CorrectionOver => "补正的期限已过",
        PermitDenial::NotDue { .. } => "期限还没有到",
        PermitDenial::BreakTooLong { .. } => "两处地址之间隔得太久",
        PermitDenial::NotConfirmed => "本人还没有确认",
    }
}

/// The part of the population, for whoever reviews.
pub(super) fn population(population: Population) -> &'static str {
    match population {
        Population::LocalHukou => "本市户籍",
        Population::Floating => "外市户籍",
        Population::HkMacaoTw => "港澳台居民",
        Population::Foreign => "外国人",
        Population::ForeignPr => "永久居留外国人",
    }
}

/// What to look at for a paper that the applicant named; no picture of it is kept.
pub(super) fn paper(paper: PermitPaper) -> &'static str {
    match paper {
        PermitPaper::IdentityCard => "看原件，核对本人",
        PermitPaper::Photograph => "在窗口拍，不收费",
        PermitPaper::AddressProof => "租赁合同、房产证明，或房东、单位的居住证明，有一样就行",
        PermitPaper::JobProof => "劳动合同、营业执照或社会保险记录，有一样就行",
        PermitPaper::StudyProof => "学生证或学校的就读证明",
        PermitPaper::AgentPapers => "看两人的证件原件",
    }
}

/// The grounds in a line.
pub(super) fn grounds<'a>(grounds: impl IntoIterator<Item = &'a Ground>) -> String {
    let words = grounds.into_iter().map(|ground| ground.zh());
    let words = words.collect::<Vec<_>>().join("、");
    if words.is_empty() {
        "没有写".to_owned()
    } else {
        words
    }
}
