//! Codes that are not ours, and texts that nobody should see as they are.

use codes::{
    AllowList, ForeignCode, ForeignText, Heard, NoneSeen, OwnCodes, PatternError, TrustList,
    Verdict, hear, is_showable, name_of,
};

use crate::known::{self, hostile, list, text};

fn trust() -> TrustList {
    known::trust(&known::file())
}

#[test]
fn hostile_texts_are_named_and_the_worst_are_never_shown() {
    let file = hostile();
    let texts = list(&file, "texts");
    assert!(texts.len() >= 60, "{}", texts.len());
    let trust = trust();
    let own = OwnCodes {
        trust: &trust,
        now: known::now(),
        seen: &NoneSeen,
    };
    for case in texts {
        let (name, hostile) = (text(case, "name"), text(case, "text"));
        assert_eq!(is_showable(hostile), case["showable"], "{name}");
        let named = name_of(hostile);
        assert_eq!(format!("{named:?}"), text(case, "foreign"), "{name}");
        assert_eq!(hear(hostile, &[&own]), Heard::Foreign(named), "{name}");
    }
}

#[test]
fn names_of_everyday_codes() {
    use ForeignCode::*;
    let check = |text: &str, name: ForeignCode| assert_eq!(name_of(text), name, "{text}");
    check("wxp://f2f0zz", Payment);
    check("HTTPS://QR.ALIPAY.COM/FKX1", Payment);
    check("https://qr.95516.com/00010000/1", Payment);
    check("https://payapp.weixin.qq.com/a", Payment);
    check("00020101021226", Payment);
    check("134567890123456789", Payment);
    check("2812345678901234567", Payment);
    check("6212345678901234567", Payment);
    check("HC1:6BF+70790T9", Health);
    check("shc:/567629095243206", Health);
    check("https://mp.weixin.qq.com/a/~abc~", MiniProgram);
    check("alipays://platformapi/startapp", MiniProgram);
    check("weixin://dl/business", MiniProgram);
    check("https://u.wechat.com/EK", ContactCard);
    check("MECARD:N:陈;TEL:1;;", ContactCard);
    check("begin:vcard\nEND:VCARD", ContactCard);
    check("http://example.org", Website);
    check("www.example.org", Website);
    check("wifi:S:a;;", WifiConfig);
    check("tel:110", Telephone);
    check("13800138000", Telephone);
    check("+8613800138000", Telephone);
    check("mailto:a@example.org", Message);
    check("geo:23.1,113.2", Place);
    check("BEGIN:VEVENT\nEND:VEVENT", Appointment);
    check("otpauth://totp/a", LoginSecret);
    check("6901234567892", Product);
    check("12345678", Product);
    check("ftp://example.org", OtherLink);
    check("mqqapi:x", OtherLink);
    check("提示: 请扫码", OtherText);
    check("note: hello", OtherText);
    check("1:2", OtherText);
    check("12345", OtherText);
    check("1", OtherText);
    check("a:", OtherText);
    check("", Empty);
    check(" \n", Empty);
}

#[test]
fn listed_texts_are_kept_and_nothing_else() {
    let list = AllowList::parse([
        "https://plates.example.gov.cn/h/*",
        "https://plates.example.gov.cn/h?id=*&v=*",
        "PLATE:GD:0018",
    ])
    .unwrap();
    let schemes: [&dyn codes::CodeScheme; 1] = [&list];
    let kept = |text: &str| match hear(text, &schemes) {
        Heard::Kept(kept) => {
            assert_eq!(kept.as_str(), text);
            true
        }
        Heard::Foreign(_) => false,
        Heard::Ours(_) => panic!("{text}"),
    };
    for text in [
        "https://plates.example.gov.cn/h/4499-0018_a",
        "https://plates.example.gov.cn/h?id=18&v=2",
        "PLATE:GD:0018",
    ] {
        assert!(kept(text), "{text}");
    }
    for text in [
        "https://plates.example.gov.cn/h/",
        "https://plates.example.gov.cn/h/18/../admin",
        "https://plates.example.gov.cn/h/18?x=1",
        "https://plates.example.gov.cn/h/<b>",
        "https://plates.example.gov.cn/h?id=18&v=",
        "https://plates.example.gov.cn/h?id=18&v=2&w=3",
        "http://plates.example.gov.cn/h/18",
        "https://plates.example.gov.cn.example.org/h/18",
        " https://plates.example.gov.cn/h/18",
        "https://plates.example.gov.cn/h/18\n",
        "PLATE:GD:00181",
        "",
    ] {
        assert!(!kept(text), "{text}");
    }
    let long = format!("https://plates.example.gov.cn/h/{}", "a".repeat(64));
    assert!(kept(&long) && !kept(&format!("{long}a")));
    assert!(!format!("{:?}", ForeignText::parse("plate 18").unwrap()).contains("18"));
}

#[test]
fn texts_that_are_no_pattern() {
    let check = |pattern: &str, error: PatternError| {
        assert_eq!(AllowList::parse([pattern]), Err(error), "{pattern}");
    };
    check("", PatternError::Start);
    check("*", PatternError::Start);
    check("https:/*", PatternError::Start);
    check("https://*.gov.cn/a*b", PatternError::Ambiguous);
    check("https://a/**", PatternError::Ambiguous);
    check("https://a/*-1", PatternError::Ambiguous);
    assert_eq!(
        hear("https://a/", &[&AllowList::default()]),
        Heard::Foreign(ForeignCode::Website)
    );
}

#[test]
fn kept_texts_have_limits() {
    assert!(ForeignText::parse(&"粤".repeat(1_000)).is_some());
    assert!(ForeignText::parse(&"粤".repeat(1_001)).is_none());
    assert!(ForeignText::parse("").is_none());
    assert!(ForeignText::parse("a\u{7}").is_none());
    // A pattern may fit a text that is too long to be kept; then it is only named.
    let long = format!("https://a{}", "/b".repeat(600));
    let list = AllowList::parse([long.as_str()]).unwrap();
    assert_eq!(hear(&long, &[&list]), Heard::Foreign(ForeignCode::Website));
}

#[test]
fn our_own_codes_are_judged_before_any_list() {
    let (file, trust) = (known::file(), trust());
    let own = OwnCodes {
        trust: &trust,
        now: known::now(),
        seen: &NoneSeen,
    };
    let list = AllowList::parse(["https://plates.example.gov.cn/h/*"]).unwrap();
    let schemes: [&dyn codes::CodeScheme; 2] = [&own, &list];
    let heard = |text: &str| hear(text, &schemes);
    let code = known::good_code(&file, "house, id only");
    match heard(&code) {
        Heard::Ours(judged) => assert!(matches!(judged.verdict, Verdict::Green(_))),
        other => panic!("{other:?}"),
    }
    match heard("YJ2H:ABC") {
        Heard::Ours(judged) => assert_eq!(judged.verdict, Verdict::Newer),
        other => panic!("{other:?}"),
    }
    assert!(matches!(
        heard("https://plates.example.gov.cn/h/1"),
        Heard::Kept(_)
    ));
    assert_eq!(
        heard("https://example.org"),
        Heard::Foreign(ForeignCode::Website)
    );
}
