mod sending;
mod table;

use super::*;
use crate::{
    document::{DocumentType, IdentityDocument},
    habitual::{HabitualEffect, HabitualResidence, HabitualState, HabitualStep},
    ids::Subject,
    lists::{Listed as _, Named as _},
    permit::{PermitPaper, SuspensionReason},
    phone::Phone,
    policy::Policy,
    registration::{
        AddressRefusal, CancelReason, CancelRefusal, Capacity, Effect, Event, Facts, HouseStanding,
        Lateness, Matter, Notice, Reason, Registration, State, Step, Transition, act,
    },
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn name(text: &str) -> PersonName {
    PersonName::parse(text).unwrap()
}

fn address() -> AddressLine {
    AddressLine::new("榕荫一路18号2栋301".to_owned())
}

const REASON: Words = Words {
    zh: "房号有误",
    en: "wrong room number",
};

#[test]
fn tasks_ask_and_notices_inform() {
    let tasks: Vec<&str> = Template::ALL
        .iter()
        .filter(|template| template.is_task())
        .map(|template| template.code())
        .collect();
    let expected = [
        "TASK_CONFIRM_MOVE_IN",
        "TASK_HABITUAL",
        "TASK_CONFIRM_CANCEL",
        "WARN_CANCEL_PERMIT",
        "TAKE_OVER_DUE",
        "TRUST_OFFER",
    ];
    assert_eq!(tasks, expected);
    assert_eq!(cancel_warning(true), Some(Message::WarnCancelPermit));
    assert_eq!(cancel_warning(false), None);
}

#[test]
fn a_task_is_done_once_or_expires() {
    let (me, other) = (Subject::from_bytes([1; 16]), Subject::from_bytes([2; 16]));
    let until = Some(day("2026-12-08"));
    let open = Task::open(Template::TaskConfirmMoveIn, until);
    let done = open.close(Some(other)).unwrap();
    let expected = Task {
        template: Template::TaskConfirmMoveIn,
        state: TaskState::Done,
        until,
        done_by: Some(other),
    };
    assert_eq!(done, expected);
    assert_eq!(done.close(Some(me)), Err(TaskDenial::NotOpen));
    assert_eq!(done.expire(day("2027-01-01")), Err(TaskDenial::NotOpen));
    assert_eq!(open.expire(day("2026-12-08")), Err(TaskDenial::NotYet));
    let expired = open.expire(day("2026-12-09")).unwrap();
    assert_eq!(expired.state, TaskState::Expired);
    let endless = Task::open(Template::TrustOffer, None);
    assert_eq!(endless.expire(NaiveDate::MAX), Err(TaskDenial::NotYet));

    let by_rule = open.close(None).unwrap();
    for (task, reader, zh, en) in [
        (&open, me, "待办", "to do"),
        (&done, other, "已办", "done"),
        (&done, me, "已由他人处理", "done by somebody else"),
        (&by_rule, me, "已由他人处理", "done by somebody else"),
        (&expired, me, "已过期", "expired"),
    ] {
        assert_eq!(task.label(&reader, Language::Zh), zh);
        assert_eq!(task.label(&reader, Language::En), en);
    }
}

#[test]
fn a_receipt_names_nobody_in_full() {
    let number = "449900199001010017";
    let document = IdentityDocument::parse(DocumentType::ResidentId, number, day("2026-11-23"));
    let phone = Phone::parse("0660-3000000").unwrap();
    let street = AddressLine::new("榕荫一路18号".to_owned());
    let receipt = Receipt::new(ReceiptFacts {
        record: RecordId::from_bytes([0; 16]),
        matter: ReceiptMatter::Registration,
        at: day("2026-11-23").and_hms_opt(9, 5, 0).unwrap(),
        name: &name("林小芳"),
        document: document.as_ref().unwrap(),
        address: &street,
        state: State::AwaitingConfirmation,
        due_on: Some(day("2026-12-08")),
        desk_phone: Some(&phone),
    });
    assert_eq!(receipt.qr_text(), "0000-0000-0000-0");
    assert_eq!(
        receipt.reveal_lines(Language::Zh),
        [
            "回执 0000-0000-0000-0",
            "事项:居住登记",
            "时间:2026-11-23 09:05",
            "姓名:林*芳",
            "证件号码:449*************17",
            "地址:榕荫一路18号",
            "状态:待确认",
            "最迟:2026年12月8日",
            "窗口电话:0660-3000000",
        ]
    );
    let bare = Receipt {
        matter: ReceiptMatter::Cancellation,
        due_on: None,
        desk_phone: None,
        ..receipt.clone()
    };
    assert_eq!(
        bare.reveal_lines(Language::En),
        [
            "Receipt 0000-0000-0000-0",
            "Matter: Cancellation of registration",
            "Time: 2026-11-23 09:05",
            "Name: 林*芳",
            "Document: 449*************17",
            "Address: 榕荫一路18号",
            "State: awaiting confirmation",
        ]
    );
    let english = receipt.reveal_lines(Language::En);
    assert_eq!(english[1], "Matter: Residence registration");
    assert_eq!(english[7..], ["Due: 2026-12-08", "Desk: 0660-3000000"]);
    let of = |matter, language| {
        let other = Receipt {
            matter,
            ..receipt.clone()
        };
        other.reveal_lines(language)[1].clone()
    };
    assert_eq!(
        of(ReceiptMatter::Cancellation, Language::Zh),
        "事项:居住登记注销"
    );
    assert_eq!(of(ReceiptMatter::Habitual, Language::Zh), "事项:设为常住地");
    assert_eq!(
        of(ReceiptMatter::Habitual, Language::En),
        "Matter: Habitual residence"
    );
}

#[test]
fn a_late_declaration_brings_a_notice() {
    let late = Lateness {
        due_on: day("2026-11-25"),
        working_days: 3,
    };
    assert_eq!(
        lateness_text(&late, Language::Zh),
        "入住后应在3个工作日内申报,即2026年11月25日前。请下次及时申报。"
    );
    assert!(
        lateness_text(&late, Language::En)
            .contains("within 3 working days of moving in, here by 2026-11-25")
    );
    assert!(ACCOMMODATION_RULE.zh.contains("24小时内"));
    assert!(ACCOMMODATION_RULE.en.contains("within 24 hours"));
    for reason in RejectionReason::ALL {
        let words = refusal_words(*reason);
        assert!(!words.zh.is_empty() && !words.en.is_empty());
    }
    assert_eq!(refusal_words(RejectionReason::WrongRoom), REASON);
}
