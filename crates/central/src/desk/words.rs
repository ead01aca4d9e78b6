//! The words of rules, reasons and matters, as staff read them.

use residence::{
    AddressRefusal, CancelReason, CancelRefusal, Capacity, CohabitantDenial, Denial, Effect,
    EndReason, Matter, Named as _, Notice, Reason, Step, Transition, VoidReason,
};

use super::frame::day;

/// What a task is about.
pub(super) fn matter(matter: Matter) -> &'static str {
    match matter {
        Matter::MoveIn => "无屋主待确认",
        Matter::Cancel => "注销待确认",
        Matter::BindAddress => "待核对地址",
        Matter::Ownership => "业主核验",
        Matter::Objection => "异议核实",
        Matter::Guardian => "监护人同意",
        Matter::CallBack => "老人意愿回访",
        Matter::Accommodation => "境外人员住宿登记",
        Matter::TakeOver => "账户交接",
        Matter::Habitual => "常住地审核",
    }
}

/// What to do for a task that no decision about the registration closes; nothing for the others.
pub(super) fn by_hand(matter: Matter) -> Option<&'static str> {
    match matter {
        Matter::MoveIn | Matter::Cancel | Matter::BindAddress | Matter::Habitual => None,
        // After 非本人房屋; a claim has a page of its own.
        Matter::Ownership => Some("有人说这不是自己的房屋。请核对产权材料，更正业主后办结。"),
        Matter::Objection => Some("居民不同意搬离报告。请联系双方，核实是否还住在这里后办结。"),
        Matter::Guardian => Some("未成年人由他人代报。请联系监护人，取得同意后办结。"),
        Matter::CallBack => Some("老人当时不在场。请回访本人，确认本人愿意后办结。"),
        Matter::Accommodation => Some("境外人员须在 24 小时内登记住宿。已转派出所后办结。"),
        Matter::TakeOver => Some("已满 16 周岁，请本人来办账户交接，办好后办结。"),
    }
}

/// Why a rule refuses.
pub(super) fn denial(denial: Denial) -> String {
    let words = match denial {
        Denial::IdentityUnproven => "身份没有核实",
        Denial::MustNotSelfDeclare => "未满 16 周岁，须由监护人申报",
        Denial::HouseUnknown => "房屋登记里没有这处房屋",
        Denial::HouseWithdrawn => "这处房屋或它的编码已停用",
        Denial::DuplicateAddress => "本人在这里已有登记",
        Denial::TooManyAddresses => "本人的登记已到上限",
        Denial::MovedInOn => "入住日期不对",
        Denial::MovedOutOn => "搬离日期不对",
        Denial::TooManyCohabitants => "同住人太多",
        Denial::Cohabitant { place, denial } => {
            return format!("第 {} 位同住人：{}", place + 1, cohabitant(denial));
        }
        Denial::NotTheOwner => "这套房已有业主或托管人，由他们确认；窗口不代办",
        Denial::NotTheResident => "只有本人可以办",
        Denial::NotTheDesk => "只有服务窗口可以办",
        Denial::NotAnOfficer => "只有民警可以办",
        Denial::NoteMissing => "选“其他”要写明原因",
        Denial::ObjectionOpen => "居民还可以提出异议，期满前不能注销",
        Denial::NotYet => "期限还没有到",
        Denial::AlreadyDecided(state) => {
            return format!("已由他人处理，现在是“{}”", state.zh());
        }
        Denial::WrongState => "这件登记现在没有要这样办的事",
    };
    words.to_owned()
}

fn cohabitant(denial: CohabitantDenial) -> &'static str {
    match denial {
        CohabitantDenial::MustSelfDeclare => "须本人申报",
        CohabitantDenial::GuardianConsentMissing => "没有监护人同意",
        CohabitantDenial::GuardianshipMissing => "没有说明监护关系",
        CohabitantDenial::NotAnAdult => "申报人不是成年人",
        CohabitantDenial::AssentWithheld => "老人本人不同意",
    }
}

/// What became of a registration, as a row of the table of transitions.
pub(super) fn transition(row: Transition) -> &'static str {
    match row {
        Transition::T1 => "申报",
        Transition::T2 => "手工填写地址申报",
        Transition::T3 => "绑定房屋",
        Transition::T4 => "退回地址",
        Transition::T5 => "业主本人，自动确认",
        Transition::T6 => "确认",
        Transition::T7 => "拒绝",
        Transition::T8 => "超时",
        Transition::T9 => "撤回",
        Transition::T10 => "申请注销",
        Transition::T11 => "确认注销",
        Transition::T12 => "拒绝注销",
        Transition::T13 => "期满注销",
        Transition::T14 => "撤回注销",
        Transition::T15 => "报告搬离",
        Transition::T16 => "依职权注销",
        Transition::T17 => "作废",
    }
}

/// In which capacity somebody decided; the names of the others belong to residence.
pub(super) fn capacity(capacity: Capacity) -> String {
    let code = residence::Listed::code(capacity);
    let words = match code {
        "OWNER" => "业主",
        "TRUSTEE" => "托管人，受业主委托",
        "UNIT" => "单位管理员",
        "DESK" => "服务窗口",
        "AUTO" => "系统按规则",
        other => other,
    };
    words.to_owned()
}

/// Why.
pub(super) fn reason(reason: Reason) -> String {
    match reason {
        Reason::Rejected(reason) => reason.zh().to_owned(),
        Reason::Address(reason) => address(reason).to_owned(),
        Reason::Asked(reason) => asked(reason).to_owned(),
        Reason::MovedOut(day) => format!("{day} 已搬离"),
        Reason::CancelRefused(reason) => kept(reason).to_owned(),
        Reason::Ended(reason) => end(reason).to_owned(),
        Reason::Voided(reason) => void(reason).to_owned(),
    }
}

/// Why an address is sent back.
pub(super) fn address(reason: AddressRefusal) -> &'static str {
    match reason {
        AddressRefusal::NotFound => "没有这处房屋",
        AddressRefusal::Incomplete => "写得不全，认不出来",
        AddressRefusal::OutsideArea => "不在本服务区",
        AddressRefusal::Other => "其他（请写明）",
    }
}

fn asked(reason: CancelReason) -> &'static str {
    match reason {
        CancelReason::MovedAway => "迁出（离开）本地",
        CancelReason::MovedHouse => "搬到本地其他地址",
        CancelReason::BecameLocal => "转为本地户籍人口",
        CancelReason::Other => "其他",
    }
}

fn kept(reason: CancelRefusal) -> &'static str {
    match reason {
        CancelRefusal::StillLivesHere => "仍在此居住",
        CancelRefusal::WrongPerson => "身份信息有误",
        CancelRefusal::Other => "其他",
    }
}

/// Why an officer ends a registration.
pub(super) fn end(reason: EndReason) -> &'static str {
    match reason {
        EndReason::Death => "死亡",
        EndReason::MovedAway => "迁出（离开）本地",
        EndReason::BecameLocal => "转为本地户籍人口",
        EndReason::HouseGone => "房屋灭失",
        EndReason::Duplicate => "重复登记",
    }
}

/// Why an officer voids a registration.
pub(super) fn void(reason: VoidReason) -> &'static str {
    match reason {
        VoidReason::Mistake => "登记错误",
        VoidReason::Fraud => "虚假登记",
    }
}

/// What a step leads to, in a sentence for whoever decides.
pub(super) fn consequence(step: &Step, resident: &str) -> String {
    let held = &step.registration;
    let today = held.since;
    let mut parts = vec![
        match held.effective_on.filter(|_| held.state.is_registered()) {
            Some(on) => format!("登记从 {} 起有效", day(on, today)),
            None => format!("登记变为“{}”", held.state.zh()),
        },
    ];
    parts.extend(
        step.effects
            .iter()
            .filter_map(|one| effect(*one, resident, today)),
    );
    format!("{}。", parts.join("；"))
}

fn effect(effect: Effect, resident: &str, today: chrono::NaiveDate) -> Option<String> {
    match effect {
        Effect::AskOwner { until, .. } => {
            Some(format!("请业主或托管人确认，最迟 {}", day(until, today)))
        }
        Effect::AskDesk { matter: of, .. } | Effect::AskAbout { matter: of, .. } => {
            Some(format!("服务台多一件“{}”", matter(of)))
        }
        Effect::TellResident(told) => Some(match told {
            Notice::Rejected | Notice::CancelRefused => {
                format!("{resident}会看到原因，可以重新申报")
            }
            Notice::Effective | Notice::Expired | Notice::Cancelled | Notice::MoveOut => {
                format!("通知{resident}")
            }
            Notice::ForeignersIn24Hours => "提示 24 小时内登记住宿".to_owned(),
        }),
        Effect::PermitAddressCancelled => Some("以这个地址申办的居住证中止使用".to_owned()),
        Effect::EndHabitual => Some("这里不再是常住地".to_owned()),
        Effect::DropDays => Some("在这里的居住时间不再计算".to_owned()),
        Effect::CloseTasks
        | Effect::ExpireTasks
        | Effect::GiveReceipt
        | Effect::NoteLateness(_)
        | Effect::Audit { .. } => None,
    }
}
