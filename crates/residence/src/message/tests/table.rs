//! The texts: the first 20 held against the table of domain.md 9.

use super::*;

/// One message of each template, in the order of the table, and the table's text.
#[expect(clippy::too_many_lines, reason = "a table, row by row")]
fn table() -> [(Message, &'static str); 26] {
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
                address: address.clone(),
            },
            "{姓名}委托您管理{地址},是否接受?",
        ),
        (
            M::ResultHabitualRefused {
                address: address.clone(),
                reason: REASON,
            },
            "{地址}没有设为您的常住地,原因:{原因}。您可以再次申请,或到窗口咨询。",
        ),
        (
            M::ResultCancelRefused {
                address: address.clone(),
                reason: REASON,
            },
            "您在{地址}的居住登记没有注销,原因:{原因}。登记继续有效,您可以到窗口咨询。",
        ),
        (
            M::ResultOwnerVerified {
                address: address.clone(),
            },
            "您已核验为{地址}的业主。这套房的居住登记由您确认。",
        ),
        (
            M::ResultOwnerRefused { address },
            "您登记{地址}为自己的房屋,没有通过核验。请带产权材料原件到窗口咨询。",
        ),
        (
            M::ResultDataDone {
                kept: vec![REASON, REASON],
            },
            "您关于本人信息的请求已办好。依法继续保存:{清单}。",
        ),
        (
            M::ResultDataRefused { reason: REASON },
            "您关于本人信息的请求没有办理,原因:{原因}。您可以到窗口咨询。",
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
    let expected: [&[&str]; 26] = [
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
        &[place, "habitual residence: wrong room number."],
        &["was not cancelled: wrong room number.", place],
        &["verified as an owner of", place],
        &["was not verified", place],
        &["kept: wrong room number, wrong room number."],
        &["not carried out: wrong room number."],
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

/// The words of the texts in traditional characters; names and places stay as they are registered.
#[test]
fn every_text_is_written_in_traditional_characters_too() {
    let nothing_kept = Message::ResultDataDone { kept: Vec::new() };
    let all = table().into_iter().map(|(message, _)| message);
    for message in all.chain([nothing_kept]) {
        let sent = message.reveal_text(Language::Zh);
        let shown = traditional(message.template(), &sent);
        let simplified = "报请确认状态视为关记过后询内办条设审时间销证将继续离实异议领电签发补还\
                          满账托没验业这产权带于误对";
        let names = ["陈志远", "榕荫一路18号2栋301"];
        let bare = names
            .iter()
            .fold(shown.clone(), |text, name| text.replace(name, ""));
        let left: String = bare.chars().filter(|c| simplified.contains(*c)).collect();
        assert_eq!(left, "", "{shown}");
        for name in ["陈志远", "榕荫一路18号2栋301"] {
            assert_eq!(sent.contains(name), shown.contains(name), "{shown}");
        }
    }
    assert_eq!(
        traditional(Template::ResultCancelled, "别的话。"),
        "别的话。",
        "what is not ours stays"
    );
}

/// No reason or paper that may stand in a gap is left in simplified characters.
#[test]
fn the_words_in_the_gaps_are_written_too() {
    let refusals = RejectionReason::ALL
        .iter()
        .map(|one| refusal_words(*one).zh);
    let papers = PermitPaper::ALL.iter().map(|one| one.zh());
    let suspended = SuspensionReason::ALL.iter().map(|one| one.zh());
    let data = DataRefusal::ALL.iter().map(|one| one.zh());
    let kept = DataKept::ALL.iter().map(|one| one.zh());
    for zh in refusals
        .chain(papers)
        .chain(suspended)
        .chain(data)
        .chain(kept)
    {
        let text = format!("还需补充以下材料:{zh}。");
        let shown = traditional(Template::PermitCorrection, &text);
        let simplified = "号误约结业读证与办签记销条没带后对错须继续录";
        assert!(shown.chars().all(|c| !simplified.contains(c)), "{shown}");
    }
}
