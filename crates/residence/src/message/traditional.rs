//! The Chinese texts in traditional characters, for who reads the screen in them.
//!
//! A text travels once in Chinese, as it was sent. Its wording is ours, so the words between the gaps
//! are known and are written here a second time; what stands in a gap is a proper name and stays in
//! the script in which it is registered, or a reason of a closed list, which is ours again.

use super::Template;

/// Words between the gaps of a text, as they are sent and in traditional characters.
type Pieces = &'static [(&'static str, &'static str)];

/// Reasons and papers that may stand in a gap.
const WORDS: Pieces = &[
    ("非本房屋居住人", "非本房屋居住人"),
    ("房号有误", "房號有誤"),
    ("身份信息有误", "身份資料有誤"),
    ("租约已结束", "租約已結束"),
    ("非本人房屋", "非本人房屋"),
    ("没有这个地址", "沒有這個地址"),
    ("地址不完整", "地址不完整"),
    ("不在本服务区", "不在本服務區"),
    ("仍在此居住", "仍在此居住"),
    ("没有按时审核", "沒有按時審核"),
    ("其他", "其他"),
    ("居民身份证", "居民身份證"),
    ("本人相片", "本人相片"),
    ("居住地住址证明", "居住地住址證明"),
    ("就业证明", "就業證明"),
    ("就读证明", "就讀證明"),
    ("委托人与代办人的身份证件", "委託人與代辦人的身份證件"),
    ("逾期未签注", "逾期未簽註"),
    ("居住登记已注销", "居住登記已註銷"),
    ("不再符合条件", "不再符合條件"),
    ("没有带来证明材料", "沒有帶來證明材料"),
    ("核对后登记没有错", "核對後登記沒有錯"),
    ("依法须继续保存", "依法須繼續保存"),
    ("不是本人提出的", "不是本人提出的"),
    ("居住登记", "居住登記"),
    ("居住证", "居住證"),
    ("同意记录", "同意記錄"),
    ("房屋登记", "房屋登記"),
];

/// Every wording of every template, in the order of the templates; one has two.
const TABLE: &[(Template, Pieces)] = &[
    (
        Template::TaskConfirmMoveIn,
        &[
            ("", ""),
            ("申报居住在您的房屋", "申報居住在您的房屋"),
            (",请确认。", ",請確認。"),
        ],
    ),
    (
        Template::ResultEffective,
        &[
            ("您在", "您在"),
            (
                "的居住登记已确认,状态:有效。视为已向公安机关申报居住登记。",
                "的居住登記已確認,狀態:有效。視為已向公安機關申報居住登記。",
            ),
        ],
    ),
    (
        Template::ResultRejected,
        &[
            ("您在", "您在"),
            ("的居住登记未通过,原因:", "的居住登記未通過,原因:"),
            (
                "。您可以修改后重新申报,或到窗口咨询。",
                "。您可以修改後重新申報,或到窗口諮詢。",
            ),
        ],
    ),
    (
        Template::ResultExpired,
        &[
            ("屋主未在", "屋主未在"),
            (
                "天内确认,本次申报已失效。您可以重新申报,或到窗口办理。",
                "天內確認,本次申報已失效。您可以重新申報,或到窗口辦理。",
            ),
        ],
    ),
    (
        Template::RemindConfirm,
        &[
            ("您有", "您有"),
            ("条居住登记待确认。", "條居住登記待確認。"),
        ],
    ),
    (
        Template::TaskHabitual,
        &[
            ("", ""),
            ("申请将", "申請將"),
            ("设为常住地,请审核。", "設為常住地,請審核。"),
        ],
    ),
    (
        Template::ResultHabitualOk,
        &[
            ("", ""),
            ("已设为您的常住地,自", "已設為您的常住地,自"),
            ("起计算居住时间。", "起計算居住時間。"),
        ],
    ),
    (
        Template::TaskConfirmCancel,
        &[
            ("", ""),
            ("申请注销在", "申請註銷在"),
            ("的居住登记,请确认。", "的居住登記,請確認。"),
        ],
    ),
    (
        Template::WarnCancelPermit,
        &[(
            "注销确认后,您以该地址申办的居住证将中止使用。是否继续?",
            "註銷確認後,您以該地址申辦的居住證將中止使用。是否繼續?",
        )],
    ),
    (
        Template::ResultCancelled,
        &[
            ("您在", "您在"),
            ("的居住登记已注销。", "的居住登記已註銷。"),
        ],
    ),
    (
        Template::NoticeMoveOut,
        &[
            ("屋主报告您已搬离", "屋主報告您已搬離"),
            ("。如不属实,请在", "。如不屬實,請在"),
            ("前提出异议。", "前提出異議。"),
        ],
    ),
    (
        Template::TakeOverDue,
        &[
            ("", ""),
            (
                "已年满16周岁,请本人到自助机或窗口办理账户交接。",
                "已年滿16週歲,請本人到自助機或窗口辦理帳戶交接。",
            ),
        ],
    ),
    (
        Template::TrustOffer,
        &[
            ("", ""),
            ("委托您管理", "委託您管理"),
            (",是否接受?", ",是否接受?"),
        ],
    ),
    (
        Template::PermitAccepted,
        &[
            ("申请已受理,受理号", "申請已受理,受理號"),
            (",最迟", ",最遲"),
            ("前办结。", "前辦結。"),
        ],
    ),
    (
        Template::PermitCorrection,
        &[("还需补充以下材料:", "還需補充以下材料:"), ("。", "。")],
    ),
    (
        Template::PermitIssued,
        &[
            ("您的居住证已签发,请在", "您的居住證已簽發,請在"),
            ("至", "至"),
            ("办理签注。", "辦理簽註。"),
        ],
    ),
    (
        Template::EndorseOpen,
        &[
            ("居住证签注已开放,请在", "居住證簽註已開放,請在"),
            ("前办理。逾期将中止使用。", "前辦理。逾期將中止使用。"),
        ],
    ),
    (
        Template::PermitSuspended,
        &[
            ("您的居住证已中止使用,原因:", "您的居住證已中止使用,原因:"),
            ("。补办后可恢复。", "。補辦後可恢復。"),
        ],
    ),
    (
        Template::PermitRestored,
        &[("您的居住证已恢复使用。", "您的居住證已恢復使用。")],
    ),
    (
        Template::PermitEligible,
        &[(
            "您已符合居住证申领条件,可以立即申领电子居住证。",
            "您已符合居住證申領條件,可以立即申領電子居住證。",
        )],
    ),
    (
        Template::ResultHabitualRefused,
        &[
            ("", ""),
            ("没有设为您的常住地,原因:", "沒有設為您的常住地,原因:"),
            (
                "。您可以再次申请,或到窗口咨询。",
                "。您可以再次申請,或到窗口諮詢。",
            ),
        ],
    ),
    (
        Template::ResultCancelRefused,
        &[
            ("您在", "您在"),
            ("的居住登记没有注销,原因:", "的居住登記沒有註銷,原因:"),
            (
                "。登记继续有效,您可以到窗口咨询。",
                "。登記繼續有效,您可以到窗口諮詢。",
            ),
        ],
    ),
    (
        Template::ResultOwnerVerified,
        &[
            ("您已核验为", "您已核驗為"),
            (
                "的业主。这套房的居住登记由您确认。",
                "的業主。這套房的居住登記由您確認。",
            ),
        ],
    ),
    (
        Template::ResultOwnerRefused,
        &[
            ("您登记", "您登記"),
            (
                "为自己的房屋,没有通过核验。请带产权材料原件到窗口咨询。",
                "為自己的房屋,沒有通過核驗。請帶產權材料原件到窗口諮詢。",
            ),
        ],
    ),
    (
        Template::ResultDataRefused,
        &[
            (
                "您关于本人信息的请求没有办理,原因:",
                "您關於本人資料的請求沒有辦理,原因:",
            ),
            ("。您可以到窗口咨询。", "。您可以到窗口諮詢。"),
        ],
    ),
    (
        Template::ResultDataDone,
        &[(
            "您关于本人信息的请求已办好。",
            "您關於本人資料的請求已辦好。",
        )],
    ),
    (
        Template::ResultDataDone,
        &[
            (
                "您关于本人信息的请求已办好。依法继续保存:",
                "您關於本人資料的請求已辦好。依法繼續保存:",
            ),
            ("。", "。"),
        ],
    ),
];

/// Writes the Chinese text of a message in traditional characters; a text that is not one of the
/// template is returned as it came.
pub fn traditional(template: Template, zh: &str) -> String {
    let mut own = TABLE.iter().filter(|(of, _)| *of == template);
    let written = own.find_map(|(_, pieces)| rewritten(pieces, zh));
    written.unwrap_or_else(|| zh.to_owned())
}

fn rewritten(pieces: Pieces, zh: &str) -> Option<String> {
    let ((first, first_hant), others) = pieces.split_first()?;
    let mut rest = zh.strip_prefix(first)?;
    let mut text = (*first_hant).to_owned();
    for (place, (piece, hant)) in others.iter().enumerate() {
        let is_last = place + 1 == others.len();
        let (gap, after) = if is_last {
            (rest.strip_suffix(piece)?, "")
        } else {
            rest.split_once(piece)?
        };
        text.push_str(&in_gap(gap));
        text.push_str(hant);
        rest = after;
    }
    rest.is_empty().then_some(text)
}

fn in_gap(gap: &str) -> String {
    let one = |word: &str| {
        let known = WORDS.iter().find(|(zh, _)| *zh == word);
        known.map_or_else(|| word.to_owned(), |(_, hant)| (*hant).to_owned())
    };
    gap.split('、').map(one).collect::<Vec<_>>().join("、")
}
