//! What the law wants somebody to read; a notice, never a penalty.

use super::{Language, Words, texts::zh_day};
use crate::registration::Lateness;

/// The rule for foreigners outside hotels (出境入境管理法 art. 39).
pub const ACCOMMODATION_RULE: Words = Words {
    zh: "外国人在旅馆以外的其他住所居住或者住宿的,应当在入住后24小时内由本人或者留宿人办理住宿登记。",
    en: "A foreigner who stays outside a hotel registers the accommodation with the police within 24 hours, in person or through the host.",
};

/// Returns the notice of a late declaration (广东省流动人口服务管理条例 2009 art. 10).
pub fn lateness_text(late: &Lateness, language: Language) -> String {
    let (days, due_on) = (late.working_days, late.due_on);
    match language {
        Language::Zh => format!(
            "入住后应在{days}个工作日内申报,即{}前。请下次及时申报。",
            zh_day(due_on)
        ),
        Language::En => format!(
            "A stay is declared within {days} working days of moving in, here by {due_on}. Please declare in time."
        ),
    }
}
