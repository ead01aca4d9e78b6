//! The 20 texts, held against the table of domain.md 9.

use super::*;

/// One message of each template, in the order of the table, and the table's text.
#[expect(clippy::too_many_lines, reason = "a table, row by row")]
fn table() -> [(Message, &'static str); 20] {
    let (name, address) = (name("陈志远"), address());
    let (from, until) = (day("2026-11-23"), day("2026-12-08"));
    let application = RecordId::from_bytes([0; 16]);
    use Message as M;
    [
        (
            M::TaskConfirmMoveIn {
                name: name.clone(),
                address: address.clone(),
            },
            "{姓名}申报居住在您的房屋{地址},请确认。",
        ),
        (
            M::ResultEffective {
                address: address.clone(),
            },
            "您在{地址}的居住登记已确认,状态:有效。视为已向公安机关申报居住登记。",
        ),
        (
            M::ResultRejected {
                address: address.clone(),
                reason: REASON,
            },
            "您在{地址}的居住登记未通过,原因:{原因}。您可以修改后重新申报,或到窗口咨询。",
        ),
        (
            M::ResultExpired { days: 15 },
            "屋主未在{天数}天内确认,本次申报已失效。您可以重新申报,或到窗口办理。",
        ),
        (
            M::RemindConfirm { count: 3 },
            "您有{数量}条居住登记待确认。",
        ),
        (
            M::TaskHabitual {
                name: name.clone(),
                address: address.clone(),
            },
            "{姓名}申请将{地址}设为常住地,请审核。",
        ),
        (
            M::ResultHabitualOk {
                address: address.clone(),
                from,
            },
            "{地址}已设为您的常住地,自{起}起计算居住时间。",
        ),
        (
            M::TaskConfirmCancel {
                name: name.clone(),
                address: address.clone(),
            },
            "{姓名}申请注销在{地址}的居住登记,请确认。",
        ),
        (
            M::WarnCancelPermit,
            "注销确认后,您以该地址申办的居住证将中止使用。是否继续?",
        ),
        (
            M::ResultCancelled {
                address: address.clone(),
            },
            "您在{地址}的居住登记已注销。",
        ),
        (
            M::NoticeMoveOut {
                address: address.clone(),
                until,
            },
            "屋主报告您已搬离{地址}。如不属实,请在{日期}前提出异议。",
        ),
        (
            M::PermitEligible,
            "您已符合居住证申领条件,可以立即申领电子居住证。",
        ),
        (
            M::PermitAccepted { application, until },
            "申请已受理,受理号{编号},最迟{日期}前办结。",
        ),
        (
            M::PermitCorrection {
                missing: vec![REASON, REASON],
            },
            "还需补充以下材料:{清单}。",
        ),
        (
            M::PermitIssued {
                window_from: from,
                window_to: until,
            },
            "您的居住证已签发,请在{起}至{日期}办理签注。",
        ),
        (
            M::EndorseOpen { until },
            "居住证签注已开放,请在{日期}前办理。逾期将中止使用。",
        ),
        (
            M::PermitSuspended { reason: REASON },
            "您的居住证已中止使用,原因:{原因}。补办后可恢复。",
        ),
        (M::PermitRestored, "您的居住证已恢复使用。"),
        (
            M::TakeOverDue { name: name.clone() },
            "{姓名}已年满16周岁,请本人到自助机或窗口办理账户交接。",
        ),
        (
            M::TrustOffer {
                owner: name,
                address,
            },
            "{姓名}委托您管理{地址},是否接受?",
        ),
    ]
}

/// domain.md 9, row by row.
#[test]
fn the_texts_of_the_table() {
    let templates: Vec<Template> = table().iter().map(|(m, _)| m.template()).collect();
    assert_eq!(templates, Template::ALL);
    for (message, text) in table() {
        let expected = text
            .replace("{姓名}", "陈志远")
            .replace("{地址}", "榕荫一路18号2栋301")
            .replace("{原因}", "房号有误")
            .replace("{天数}", "15")
            .replace("{数量}", "3")
            .replace("{起}", "2026年11月23日")
            .replace("{日期}", "2026年12月8日")
            .replace("{编号}", "0000-0000-0000-0")
            .replace("{清单}", "房号有误、房号有误");
        assert_eq!(message.reveal_text(Language::Zh), expected);
    }
}

#[test]
fn the_english_texts_hold_the_same_values() {
    let place = "榕荫一路18号2栋301";
    let expected: [&[&str]; 20] = [
        &["陈志远 declares to live", place],
        &["confirmed and effective", place],
        &["refused: wrong room number", place],
        &["within 15 days"],
        &["3 residence registrations"],
        &["陈志远 asks to make", place],
        &[place, "from 2026-11-23"],
        &["陈志远 asks to cancel", place],
        &["suspended. Go on?"],
        &["is cancelled", place],
        &["by 2026-12-08", place],
        &["meet the conditions"],
        &["number 0000-0000-0000", "by 2026-12-08"],
        &["missing: wrong room number, wrong room number."],
        &["from 2026-11-23 to 2026-12-08"],
        &["by 2026-12-08"],
        &["suspended: wrong room number"],
        &["is restored"],
        &["陈志远 is 16"],
        &["陈志远 asks you to manage", place],
    ];
    let mut seen = std::collections::BTreeSet::new();
    for ((message, _), parts) in table().iter().zip(expected) {
        let text = message.reveal_text(Language::En);
        assert!(parts.iter().all(|part| text.contains(part)), "{text}");
        assert!(seen.insert(text), "two templates read the same");
    }
}

/// Wording rules of section 11: no 代理人, no 终止, 撤回 never for a registration that counts.
#[test]
fn the_words_are_those_of_the_glossary() {
    for (message, _) in table() {
        let text = message.reveal_text(Language::Zh);
        for word in ["代理人", "终止", "吊销", "撤销"] {
            assert!(!text.contains(word), "{text}");
        }
        let shown = format!("{message:?}");
        assert!(
            !shown.contains("陈志远") && !shown.contains("榕荫"),
            "{shown}"
        );
    }
}
