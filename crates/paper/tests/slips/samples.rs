//! One slip of every kind, about people who do not exist.

use chrono::{NaiveDate, NaiveDateTime};
use paper::*;
use zeroize::Zeroizing;

const PLACE: &str = "海榕街道榕荫社区服务站";
const PHONE: &str = "0660-555 0123";
/// As long as the longest that a kiosk issues: version 15.
const CODE_CHARACTERS: usize = 600;

pub(crate) fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).expect("a day of 2026")
}

fn at() -> Option<NaiveDateTime> {
    day(11, 23).and_hms_opt(10, 26, 0)
}

fn quiet(text: &str) -> Option<Zeroizing<String>> {
    Some(Zeroizing::new(text.to_owned()))
}

pub(crate) fn code() -> String {
    format!("YJ1P:{}", "7K3M".repeat(CODE_CHARACTERS / 4))
}

pub(crate) fn receipt(language: Language, holder: &str, owner: Owner) -> Slip {
    Slip::Receipt(Box::new(ReceiptSlip {
        language,
        place: PLACE.to_owned(),
        number: "K7M2-QX8R-9T3W-H".to_owned(),
        matter: Matter::Registration,
        at: at(),
        holder: quiet(holder),
        document: quiet("449*************27"),
        people: 3,
        address: quiet("海榕街道榕荫社区榕荫一路18号"),
        ticket: None,
        progress: Progress {
            saved: Saved::Here,
            owner,
        },
        desk_phone: Some(PHONE.to_owned()),
    }))
}

fn ticket(language: Language) -> Slip {
    Slip::Ticket(TicketSlip {
        language,
        place: PLACE.to_owned(),
        ticket: "K7M2QX".to_owned(),
        desk_phone: None,
    })
}

pub(crate) fn card(language: Language, provisional: bool) -> Slip {
    Slip::Card(Box::new(CardSlip {
        language,
        place: PLACE.to_owned(),
        provisional,
        demo: provisional,
        code: Zeroizing::new(code()),
        category: CardCategory::Elder,
        holder: quiet("陈*华"),
        valid_until: day(12, 23),
        receipt: provisional.then(|| "K7M2-QX8R-9T3W-H".to_owned()),
        desk_phone: Some(PHONE.to_owned()),
    }))
}

fn messages(language: Language) -> Slip {
    let line = |title: &str, text: &str, until| MessageLine {
        title: Zeroizing::new(title.to_owned()),
        text: Zeroizing::new(text.to_owned()),
        until,
    };
    Slip::Messages(MessageSlip {
        language,
        place: PLACE.to_owned(),
        at: at(),
        holder: quiet("林*芳"),
        tasks: vec![
            line(
                "吴*说住在您的房屋",
                "望海路6号，11月20日入住",
                Some(day(12, 8)),
            ),
            line(
                "何*申请设为常住地",
                "望海路6号，已住94天",
                Some(day(11, 30)),
            ),
        ],
        notices: vec![line("居住登记已确认", "榕荫一路18号，状态：有效", None)],
        desk_phone: Some(PHONE.to_owned()),
    })
}

fn calendar(language: Language, a4: bool) -> Slip {
    let stretch = |from, to, kind| Stretch { from, to, kind };
    Slip::Calendar(Box::new(CalendarSlip {
        language,
        a4,
        place: PLACE.to_owned(),
        holder: quiet("林*芳"),
        today: day(11, 23),
        start: day(6, 15),
        eligible_on: day(12, 15),
        counted: 161,
        missing: 22,
        city: "汕尾市".to_owned(),
        stretches: vec![
            stretch(day(6, 16), day(8, 9), DayKind::Counted),
            stretch(day(8, 10), day(8, 11), DayKind::Gap),
            stretch(day(8, 12), day(11, 23), DayKind::Counted),
        ],
        desk_phone: Some(PHONE.to_owned()),
    }))
}

pub(crate) fn all(language: Language) -> Vec<(&'static str, Slip)> {
    let until = Owner::Asked(Some(day(12, 8)));
    vec![
        ("receipt", receipt(language, "林*芳", until)),
        ("ticket", ticket(language)),
        ("card-provisional", card(language, true)),
        ("card", card(language, false)),
        ("messages", messages(language)),
        ("calendar", calendar(language, false)),
        ("calendar-a4", calendar(language, true)),
    ]
}
