//! The wording. The Chinese texts are those of the table, letter by letter; the English are ours.

use chrono::{Datelike as _, NaiveDate};

use super::{Language, Message, Template, Words};

impl Message {
    /// Returns the template of a message.
    pub fn template(&self) -> Template {
        match self {
            Self::TaskConfirmMoveIn { .. } => Template::TaskConfirmMoveIn,
            Self::ResultEffective { .. } => Template::ResultEffective,
            Self::ResultRejected { .. } => Template::ResultRejected,
            Self::ResultExpired { .. } => Template::ResultExpired,
            Self::RemindConfirm { .. } => Template::RemindConfirm,
            Self::TaskHabitual { .. } => Template::TaskHabitual,
            Self::ResultHabitualOk { .. } => Template::ResultHabitualOk,
            Self::TaskConfirmCancel { .. } => Template::TaskConfirmCancel,
            Self::WarnCancelPermit => Template::WarnCancelPermit,
            Self::ResultCancelled { .. } => Template::ResultCancelled,
            Self::NoticeMoveOut { .. } => Template::NoticeMoveOut,
            Self::PermitEligible => Template::PermitEligible,
            Self::PermitAccepted { .. } => Template::PermitAccepted,
            Self::PermitCorrection { .. } => Template::PermitCorrection,
            Self::PermitIssued { .. } => Template::PermitIssued,
            Self::EndorseOpen { .. } => Template::EndorseOpen,
            Self::PermitSuspended { .. } => Template::PermitSuspended,
            Self::PermitRestored => Template::PermitRestored,
            Self::TakeOverDue { .. } => Template::TakeOverDue,
            Self::TrustOffer { .. } => Template::TrustOffer,
            Self::ResultHabitualRefused { .. } => Template::ResultHabitualRefused,
            Self::ResultCancelRefused { .. } => Template::ResultCancelRefused,
            Self::ResultOwnerVerified { .. } => Template::ResultOwnerVerified,
            Self::ResultOwnerRefused { .. } => Template::ResultOwnerRefused,
            Self::ResultDataDone { .. } => Template::ResultDataDone,
            Self::ResultDataRefused { .. } => Template::ResultDataRefused,
        }
    }

    /// Returns the text in a language; it may name persons and places.
    pub fn reveal_text(&self, language: Language) -> String {
        match language {
            Language::Zh => self.zh(),
            Language::En => self.en(),
        }
    }

    fn zh(&self) -> String {
        match self {
            Self::TaskConfirmMoveIn { name, address } => {
                let (name, address) = (name.reveal(), address.reveal());
                format!("{name}申报居住在您的房屋{address},请确认。")
            }
            Self::ResultEffective { address } => {
                let address = address.reveal();
                format!("您在{address}的居住登记已确认,状态:有效。视为已向公安机关申报居住登记。")
            }
            Self::ResultRejected { address, reason } => {
                let (address, why) = (address.reveal(), reason.zh);
                format!(
                    "您在{address}的居住登记未通过,原因:{why}。您可以修改后重新申报,或到窗口咨询。"
                )
            }
            Self::ResultExpired { days } => {
                format!("屋主未在{days}天内确认,本次申报已失效。您可以重新申报,或到窗口办理。")
            }
            Self::RemindConfirm { count } => format!("您有{count}条居住登记待确认。"),
            Self::TaskHabitual { name, address } => {
                let (name, address) = (name.reveal(), address.reveal());
                format!("{name}申请将{address}设为常住地,请审核。")
            }
            Self::ResultHabitualOk { address, from } => {
                let (address, from) = (address.reveal(), zh_day(*from));
                format!("{address}已设为您的常住地,自{from}起计算居住时间。")
            }
            Self::TaskConfirmCancel { name, address } => {
                let (name, address) = (name.reveal(), address.reveal());
                format!("{name}申请注销在{address}的居住登记,请确认。")
            }
            Self::WarnCancelPermit => {
                "注销确认后,您以该地址申办的居住证将中止使用。是否继续?".to_owned()
            }
            Self::ResultCancelled { address } => {
                format!("您在{}的居住登记已注销。", address.reveal())
            }
            Self::NoticeMoveOut { address, until } => {
                let (address, until) = (address.reveal(), zh_day(*until));
                format!("屋主报告您已搬离{address}。如不属实,请在{until}前提出异议。")
            }
            Self::PermitEligible
            | Self::PermitAccepted { .. }
            | Self::PermitCorrection { .. }
            | Self::PermitIssued { .. }
            | Self::EndorseOpen { .. }
            | Self::PermitSuspended { .. }
            | Self::PermitRestored => self.permit_zh(),
            Self::TakeOverDue { name } => {
                let name = name.reveal();
                format!("{name}已年满16周岁,请本人到自助机或窗口办理账户交接。")
            }
            Self::TrustOffer { owner, address } => {
                let (owner, address) = (owner.reveal(), address.reveal());
                format!("{owner}委托您管理{address},是否接受?")
            }
            Self::ResultHabitualRefused { .. }
            | Self::ResultCancelRefused { .. }
            | Self::ResultOwnerVerified { .. }
            | Self::ResultOwnerRefused { .. }
            | Self::ResultDataDone { .. }
            | Self::ResultDataRefused { .. } => self.answer_zh(),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the other messages are not about the permit and never come here"
    )]
    fn permit_zh(&self) -> String {
        match self {
            Self::PermitAccepted { application, until } => {
                let (number, until) = (application.receipt_number(), zh_day(*until));
                format!("申请已受理,受理号{number},最迟{until}前办结。")
            }
            Self::PermitCorrection { missing } => {
                let missing = joined(missing, "、", |words| words.zh);
                format!("还需补充以下材料:{missing}。")
            }
            Self::PermitIssued {
                window_from,
                window_to,
            } => {
                let (from, to) = (zh_day(*window_from), zh_day(*window_to));
                format!("您的居住证已签发,请在{from}至{to}办理签注。")
            }
            Self::EndorseOpen { until } => {
                let until = zh_day(*until);
                format!("居住证签注已开放,请在{until}前办理。逾期将中止使用。")
            }
            Self::PermitSuspended { reason } => {
                format!("您的居住证已中止使用,原因:{}。补办后可恢复。", reason.zh)
            }
            Self::PermitRestored => "您的居住证已恢复使用。".to_owned(),
            _ => "您已符合居住证申领条件,可以立即申领电子居住证。".to_owned(),
        }
    }

    fn en(&self) -> String {
        match self {
            Self::TaskConfirmMoveIn { name, address } => {
                let (name, address) = (name.reveal(), address.reveal());
                format!("{name} declares to live in your house, {address}. Please confirm.")
            }
            Self::ResultEffective { address } => format!(
                "Your residence registration at {} is confirmed and effective. It counts as declared to the police.",
                address.reveal()
            ),
            Self::ResultRejected { address, reason } => format!(
                "Your residence registration at {} was refused: {}. You may correct it and declare again, or ask the desk.",
                address.reveal(),
                reason.en
            ),
            Self::ResultExpired { days } => format!(
                "The owner did not confirm within {days} days and this declaration has expired. You may declare again, or go to the desk."
            ),
            Self::RemindConfirm { count } => {
                format!("You have {count} residence registrations to confirm.")
            }
            Self::TaskHabitual { name, address } => {
                let (name, address) = (name.reveal(), address.reveal());
                format!("{name} asks to make {address} the habitual residence. Please review.")
            }
            Self::ResultHabitualOk { address, from } => {
                let address = address.reveal();
                format!("{address} is your habitual residence; days count from {from}.")
            }
            Self::TaskConfirmCancel { name, address } => {
                let (name, address) = (name.reveal(), address.reveal());
                format!("{name} asks to cancel the registration at {address}. Please confirm.")
            }
            Self::WarnCancelPermit => {
                "Once the cancellation is confirmed, the residence permit tied to this address is suspended. Go on?".to_owned()
            }
            Self::ResultCancelled { address } => {
                format!("Your residence registration at {} is cancelled.", address.reveal())
            }
            Self::NoticeMoveOut { address, until } => format!(
                "The owner reports that you moved out of {}. If that is not so, object by {until}.",
                address.reveal()
            ),
            Self::PermitEligible
            | Self::PermitAccepted { .. }
            | Self::PermitCorrection { .. }
            | Self::PermitIssued { .. }
            | Self::EndorseOpen { .. }
            | Self::PermitSuspended { .. }
            | Self::PermitRestored => self.permit_en(),
            Self::TakeOverDue { name } => format!(
                "{} is 16 now. Please come to a kiosk or the desk in person to take the account over.",
                name.reveal()
            ),
            Self::TrustOffer { owner, address } => {
                let (owner, address) = (owner.reveal(), address.reveal());
                format!("{owner} asks you to manage {address} as trustee. Do you accept?")
            }
            Self::ResultHabitualRefused { .. }
            | Self::ResultCancelRefused { .. }
            | Self::ResultOwnerVerified { .. }
            | Self::ResultOwnerRefused { .. }
            | Self::ResultDataDone { .. }
            | Self::ResultDataRefused { .. } => self.answer_en(),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the other messages are not about the permit and never come here"
    )]
    fn permit_en(&self) -> String {
        match self {
            Self::PermitAccepted { application, until } => {
                let number = application.receipt_number();
                format!("Accepted under number {number}; decided by {until} at the latest.")
            }
            Self::PermitCorrection { missing } => {
                let missing = joined(missing, ", ", |words| words.en);
                format!("These are still missing: {missing}.")
            }
            Self::PermitIssued {
                window_from,
                window_to,
            } => format!(
                "Your residence permit is issued. Have it endorsed from {window_from} to {window_to}."
            ),
            Self::EndorseOpen { until } => format!(
                "The endorsement of your residence permit is open. Do it by {until}, or its use is suspended."
            ),
            Self::PermitSuspended { reason } => format!(
                "The use of your residence permit is suspended: {}. It is restored once that is made good.",
                reason.en
            ),
            Self::PermitRestored => "The use of your residence permit is restored.".to_owned(),
            _ => "You meet the conditions of the residence permit and can apply for the electronic one now.".to_owned(),
        }
    }
}

/// What the desk or the owner's side answered to something that was asked.
impl Message {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the other messages are no answers and never come here"
    )]
    fn answer_zh(&self) -> String {
        match self {
            Self::ResultHabitualRefused { address, reason } => {
                let (address, why) = (address.reveal(), reason.zh);
                format!("{address}没有设为您的常住地,原因:{why}。您可以再次申请,或到窗口咨询。")
            }
            Self::ResultCancelRefused { address, reason } => {
                let (address, why) = (address.reveal(), reason.zh);
                format!(
                    "您在{address}的居住登记没有注销,原因:{why}。登记继续有效,您可以到窗口咨询。"
                )
            }
            Self::ResultOwnerVerified { address } => {
                let address = address.reveal();
                format!("您已核验为{address}的业主。这套房的居住登记由您确认。")
            }
            Self::ResultOwnerRefused { address } => {
                let address = address.reveal();
                format!("您登记{address}为自己的房屋,没有通过核验。请带产权材料原件到窗口咨询。")
            }
            Self::ResultDataRefused { reason } => {
                let why = reason.zh;
                format!("您关于本人信息的请求没有办理,原因:{why}。您可以到窗口咨询。")
            }
            Self::ResultDataDone { kept } if !kept.is_empty() => {
                let kept = joined(kept, "、", |words| words.zh);
                format!("您关于本人信息的请求已办好。依法继续保存:{kept}。")
            }
            _ => "您关于本人信息的请求已办好。".to_owned(),
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the other messages are no answers and never come here"
    )]
    fn answer_en(&self) -> String {
        match self {
            Self::ResultHabitualRefused { address, reason } => format!(
                "{} was not made your habitual residence: {}. You may ask again, or ask the desk.",
                address.reveal(),
                reason.en
            ),
            Self::ResultCancelRefused { address, reason } => format!(
                "Your residence registration at {} was not cancelled: {}. It stays effective; you may ask the desk.",
                address.reveal(),
                reason.en
            ),
            Self::ResultOwnerVerified { address } => format!(
                "You are verified as an owner of {}. You confirm the registrations there.",
                address.reveal()
            ),
            Self::ResultOwnerRefused { address } => format!(
                "That {} is your house was not verified. Please bring the original title papers to the desk.",
                address.reveal()
            ),
            Self::ResultDataRefused { reason } => format!(
                "Your request about your own data was not carried out: {}. You may ask the desk.",
                reason.en
            ),
            Self::ResultDataDone { kept } if !kept.is_empty() => {
                let kept = joined(kept, ", ", |words| words.en);
                format!("Your request about your own data is done. The law has these kept: {kept}.")
            }
            _ => "Your request about your own data is done.".to_owned(),
        }
    }
}

/// Writes a day as a reader of Chinese expects it.
pub(super) fn zh_day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

fn joined(words: &[Words], between: &str, choose: fn(&Words) -> &'static str) -> String {
    words
        .iter()
        .map(choose)
        .collect::<Vec<&str>>()
        .join(between)
}
