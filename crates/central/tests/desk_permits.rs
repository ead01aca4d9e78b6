//! Permits at the desk page, told on SQLite and on a real PostgreSQL: officers decide, clerks look,
//! nobody else does either, and an old page changes nothing.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use central::tables::{ledger, permits};
use reqwest::StatusCode;
use residence::{ApplicationStep, Permit, RecordId, Template};
use support::{
    acting::{LIN, WU},
    applying::{EVIDENCE, application},
    browser::{Browser, Site},
    postgres::private_postgres,
};

const WRONG: &str = "000000";

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    tell(Site::open(folder.path(), None).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let postgres = private_postgres();
    tell(Site::open(folder.path(), Some(postgres.url())).await).await;
}

async fn tell(mut site: Site) {
    let lin = application(
        &site,
        ("p1", LIN),
        (1, site.owned),
        ("2026-11-20", "2026-12-05"),
    )
    .await;
    let wu = application(
        &site,
        ("p7", WU),
        (2, site.ownerless),
        ("2026-10-10", "2026-10-25"),
    )
    .await;
    let (lin, wu) = (Case::new(lin), Case::new(wu));
    let clerk_pin = site.account("W1001", "clerk").await;
    let mut clerk = site.logged_in("W1001", &clerk_pin).await;
    the_list_says_what_is_late(&mut clerk, &lin).await;
    a_clerk_looks_and_decides_nothing(&site, &mut clerk, &lin, &clerk_pin).await;

    let pin = site.account("P1001", "officer").await;
    let mut officer = site.logged_in("P1001", &pin).await;
    papers_are_asked_for_once(&site, &mut officer, &lin, &pin).await;
    let other_pin = site.account("P1002", "officer").await;
    let other = site.logged_in("P1002", &other_pin).await;
    an_old_page_changes_nothing(&site, &mut officer, other, (&lin, &pin, &other_pin)).await;
    an_application_is_refused(&site, &mut officer, &wu, &pin).await;
    a_permit_is_found_and_cancelled(&site, &mut officer, &lin, &pin).await;
    nobody_else_gets_in(&site, &lin, &pin).await;
    every_act_is_in_the_ledger(&site, &lin, &wu).await;
    site.stop().await;
}

/// The page of an application.
struct Case {
    record: RecordId,
    page: String,
    decide: String,
}

impl Case {
    fn new(record: RecordId) -> Self {
        let page = format!("/desk/permits/{record:?}");
        Self {
            decide: format!("{page}/decide"),
            record,
            page,
        }
    }
}

async fn stage(site: &Site, case: &Case) -> &'static str {
    let store = site.store().await;
    let kept = permits::by_record(store.as_ref(), &case.record).await;
    match kept.unwrap().unwrap().permit {
        Permit::Application(application) => match application.step {
            ApplicationStep::Accepted => "ACCEPTED",
            ApplicationStep::Correction => "CORRECTION",
            ApplicationStep::UnderReview => "UNDER_REVIEW",
        },
        Permit::Issued(_) => "ISSUED",
        Permit::Refused { .. } => "REFUSED",
        Permit::Withdrawn { .. } => "WITHDRAWN",
        Permit::Cancelled { .. } => "CANCELLED",
    }
}

/// Sends a form that must be refused with these words, and changes nothing.
async fn refused(site: &Site, who: &mut Browser, case: &Case, form: &[(&str, &str)], words: &str) {
    let before = stage(site, case).await;
    let status = who.post(&case.decide, form).await;
    assert_eq!(status, StatusCode::CONFLICT, "{form:?}");
    assert!(who.page.contains(words), "{words}: {}", who.page);
    assert_eq!(stage(site, case).await, before);
}

async fn done(who: &mut Browser, case: &Case, form: &[(&str, &str)]) {
    assert_eq!(who.get(&case.page).await, StatusCode::OK);
    let status = who.post(&case.decide, form).await;
    assert_eq!(
        (status, who.page.as_str()),
        (StatusCode::SEE_OTHER, case.page.as_str()),
        "{form:?}"
    );
    assert_eq!(who.get(&case.page).await, StatusCode::OK);
}

async fn the_list_says_what_is_late(clerk: &mut Browser, lin: &Case) {
    assert_eq!(clerk.get("/desk/permits").await, StatusCode::OK);
    assert!(clerk.page.contains("有 2 件居住证申请，1 件超时"));
    let (late, due) = (clerk.page.find("吴*燕"), clerk.page.find("林*芳"));
    assert!(late < due, "what is late stands first");
    for shown in [
        "超时 29 天",
        "12 月 5 日前",
        "等了 3 天",
        "亮码记录不足",
        "已受理",
    ] {
        assert!(clerk.page.contains(shown), "{shown}: {}", clerk.page);
    }
    for hidden in ["林小芳", "吴海燕", LIN, EVIDENCE] {
        assert!(!clerk.page.contains(hidden), "{hidden}");
    }
    assert_eq!(clerk.get("/desk/permits?tab=LATE").await, StatusCode::OK);
    assert!(clerk.page.contains("吴*燕") && !clerk.page.contains("林*芳"));
    let none = "/desk/permits?tab=UNDER_REVIEW&page=99";
    assert_eq!(clerk.get(none).await, StatusCode::OK);
    assert!(!clerk.page.contains("吴*燕"));
    // A link of the ledger or a typed address leads to the same page.
    let as_case = format!("/desk/case/{:?}", lin.record);
    assert_eq!(clerk.get(&as_case).await, StatusCode::SEE_OTHER);
    assert_eq!(clerk.page, lin.page);
}

async fn a_clerk_looks_and_decides_nothing(
    site: &Site,
    clerk: &mut Browser,
    lin: &Case,
    pin: &str,
) {
    assert_eq!(clerk.get(&lin.page).await, StatusCode::OK);
    for shown in [
        "林*芳申领居住证，还差",
        "449*************24",
        "榕荫一路18号",
        "没有设为常住地",
        "合法稳定就业、合法稳定住所",
        "申请人没有带来",
        "没有比对结果",
        "要实体卡",
        "您可以看，不能决定",
    ] {
        assert!(clerk.page.contains(shown), "{shown}: {}", clerk.page);
    }
    for hidden in [
        "林小芳",
        LIN,
        EVIDENCE,
        "value=\"REVIEW\"",
        "value=\"CANCEL\"",
    ] {
        assert!(!clerk.page.contains(hidden), "{hidden}");
    }
    let show = format!("{}/show", lin.page);
    assert_eq!(
        clerk.post(&show, &[("field", "EVIDENCE")]).await,
        StatusCode::OK
    );
    assert!(clerk.page.contains(EVIDENCE) && !clerk.page.contains(LIN));
    assert_eq!(clerk.refresh, Some(format!("10; url={}", lin.page)));
    assert_eq!(
        clerk.post(&show, &[("field", "ALL")]).await,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(clerk.get(&lin.page).await, StatusCode::OK);
    for form in [
        vec![("act", "REVIEW")],
        vec![("act", "CORRECTION"), ("paper.JOB_PROOF", "1")],
        vec![("act", "ISSUE"), ("pin", pin)],
        vec![("act", "CANCEL"), ("reason", "DEATH"), ("pin", pin)],
    ] {
        refused(site, clerk, lin, &form, "OFFICER_REQUIRED").await;
    }
}

async fn papers_are_asked_for_once(site: &Site, officer: &mut Browser, lin: &Case, pin: &str) {
    assert_eq!(officer.get(&lin.page).await, StatusCode::OK);
    assert!(officer.page.contains("开始审核") && officer.page.contains("一次性告知"));
    refused(
        site,
        officer,
        lin,
        &[("act", "ISSUE"), ("pin", pin)],
        "WRONG_STATE",
    )
    .await;
    refused(site, officer, lin, &[("act", "CORRECTION")], "LIST_EMPTY").await;
    let strange = [("act", "CORRECTION"), ("paper.GOLD", "1")];
    refused(site, officer, lin, &strange, "LIST_EMPTY").await;
    for form in [
        vec![("act", "APPLY")],
        vec![("act", "CANCEL"), ("reason", "NO")],
        vec![],
    ] {
        let status = officer.post(&lin.decide, &form).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{form:?}");
        assert_eq!(officer.get(&lin.page).await, StatusCode::OK);
    }
    done(officer, lin, &[("act", "REVIEW")]).await;
    let papers = [
        ("act", "CORRECTION"),
        ("paper.ADDRESS_PROOF", "1"),
        ("paper.JOB_PROOF", "1"),
    ];
    done(officer, lin, &papers).await;
    assert_eq!(stage(site, lin).await, "CORRECTION");
    let told = "还需补充以下材料:居住地住址证明、就业证明。";
    assert!(officer.page.contains(told), "{}", officer.page);
    done(officer, lin, &[("act", "SUPPLY")]).await;
    assert_eq!(stage(site, lin).await, "UNDER_REVIEW");
    assert!(!officer.page.contains("一次性告知，只能发一次"));
    refused(site, officer, lin, &papers, "ALREADY_ASKED").await;
}

async fn an_old_page_changes_nothing(
    site: &Site,
    officer: &mut Browser,
    mut other: Browser,
    (lin, pin, other_pin): (&Case, &str, &str),
) {
    for browser in [&mut *officer, &mut other] {
        assert_eq!(browser.get(&lin.page).await, StatusCode::OK);
        assert!(browser.page.contains("签发居住证"));
    }
    refused(site, &mut other, lin, &[("act", "ISSUE")], "口令").await;
    refused(
        site,
        &mut other,
        lin,
        &[("act", "ISSUE"), ("pin", WRONG)],
        "口令",
    )
    .await;
    done(&mut other, lin, &[("act", "ISSUE"), ("pin", other_pin)]).await;
    assert_eq!(stage(site, lin).await, "ISSUED");
    let late = [("act", "REFUSE"), ("reason.NO_GROUND", "1"), ("pin", pin)];
    refused(site, officer, lin, &late, "已由他人处理").await;
    let holder = site.device.person("p1", LIN);
    let summary = site.device.summary(&site.centre, holder).await;
    let told = summary.messages.iter().map(|message| message.template);
    assert!(told.collect::<Vec<_>>().contains(&Template::PermitIssued));
}

async fn an_application_is_refused(site: &Site, officer: &mut Browser, wu: &Case, pin: &str) {
    done(officer, wu, &[("act", "REVIEW")]).await;
    refused(
        site,
        officer,
        wu,
        &[("act", "REFUSE"), ("pin", pin)],
        "LIST_EMPTY",
    )
    .await;
    let reasons = [
        ("act", "REFUSE"),
        ("reason.NO_GROUND", "1"),
        ("reason.NO_HABITUAL", "1"),
        ("pin", pin),
    ];
    done(officer, wu, &reasons).await;
    assert_eq!(stage(site, wu).await, "REFUSED");
    assert!(officer.page.contains("不予办理"));
    assert!(officer.page.contains("没有申领理由") && officer.page.contains("没有设为常住地"));
    assert_eq!(officer.get("/desk/permits").await, StatusCode::OK);
    assert!(officer.page.contains("现在没有要审核的居住证"));
}

async fn a_permit_is_found_and_cancelled(
    site: &Site,
    officer: &mut Browser,
    lin: &Case,
    pin: &str,
) {
    assert_eq!(officer.get(&lin.page).await, StatusCode::OK);
    assert!(officer.page.contains("林*芳的居住证") && officer.page.contains("依职权注销"));
    let early = [
        ("act", "CANCEL"),
        ("reason", "SUSPENDED_TOO_LONG"),
        ("pin", pin),
    ];
    refused(site, officer, lin, &early, "规则").await;
    let left = [("act", "CANCEL"), ("reason", "LEFT"), ("pin", pin)];
    done(officer, lin, &left).await;
    assert_eq!(stage(site, lin).await, "CANCELLED");
    assert!(officer.page.contains("离开本市") && !officer.page.contains("value=\"CANCEL\""));
}

async fn nobody_else_gets_in(site: &Site, lin: &Case, pin: &str) {
    let mut stranger = site.browser();
    for path in ["/desk/permits", &lin.page] {
        assert_eq!(stranger.get(path).await, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(stranger.page, "/desk/login");
    }
    let bare = stranger
        .post_bare(&lin.decide, &[("act", "REVIEW")], &[])
        .await;
    assert_eq!(bare, StatusCode::SEE_OTHER);

    let technician_pin = site.account("T1001", "technician").await;
    let mut technician = site.logged_in("T1001", &technician_pin).await;
    for path in ["/desk/permits", &lin.page] {
        assert_eq!(technician.get(path).await, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(technician.get("/desk/kiosks").await, StatusCode::OK);
    assert!(!technician.page.contains("/desk/permits"));
    let issue = [("act", "ISSUE"), ("pin", technician_pin.as_str())];
    let status = technician.post(&lin.decide, &issue).await;
    assert_eq!(status, StatusCode::FORBIDDEN);

    let mut officer = site.logged_in("P1001", pin).await;
    assert_eq!(officer.get(&lin.page).await, StatusCode::OK);
    let mark = officer.mark();
    let cancel = [("act", "CANCEL"), ("reason", "LEFT"), ("pin", pin)];
    let bare = officer.post_bare(&lin.decide, &cancel, &[]).await;
    assert_eq!(bare, StatusCode::BAD_REQUEST, "not from a page of ours");
    let marked = [cancel.as_slice(), &[("mark", mark.as_str())]].concat();
    let elsewhere = [("origin", "https://elsewhere.example")];
    let status = officer.post_bare(&lin.decide, &marked, &elsewhere).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    for id in ["0", "' OR 1=1 --", &"0".repeat(32)] {
        let status = officer.get(&format!("/desk/permits/{id}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{id}");
    }
}

async fn every_act_is_in_the_ledger(site: &Site, lin: &Case, wu: &Case) {
    let store = site.store().await;
    let lines = ledger::before(store.as_ref(), 10_000, 1_000).await.unwrap();
    let (lin, wu) = (format!("{:?}", lin.record), format!("{:?}", wu.record));
    for (actor, act, object, detail, result) in [
        ("W1001", "OPEN", &lin, "", "OK"),
        ("W1001", "SHOW", &lin, "EVIDENCE", "OK"),
        ("W1001", "PERMIT_ISSUE", &lin, "", "OFFICER_REQUIRED"),
        ("P1001", "PERMIT_REVIEW", &lin, "", "OK"),
        (
            "P1001",
            "PERMIT_CORRECTION",
            &lin,
            "ADDRESS_PROOF,JOB_PROOF",
            "OK",
        ),
        ("P1001", "PERMIT_SUPPLIED", &lin, "", "OK"),
        ("P1002", "PIN_AGAIN", &String::new(), "", "WRONG_PIN"),
        ("P1002", "PERMIT_ISSUE", &lin, "", "OK"),
        ("P1001", "PERMIT_REFUSE", &lin, "NO_GROUND", "WRONG_STATE"),
        ("P1001", "PERMIT_REFUSE", &wu, "NO_HABITUAL,NO_GROUND", "OK"),
        ("P1001", "PERMIT_CANCEL", &lin, "LEFT", "OK"),
    ] {
        let same = |line: &&ledger::Line| {
            (line.actor.as_str(), line.act.as_str()) == (actor, act)
                && (&line.object, line.detail.as_str()) == (object, detail)
                && line.result == result
        };
        assert!(
            lines.iter().any(|line| same(&line)),
            "{act} {detail} {result}: {lines:#?}"
        );
    }
    let written = format!("{lines:?}");
    assert!(!written.contains("林") && !written.contains(EVIDENCE));
    let (code, said) = site.command(&["audit", "ledger"]).await;
    assert!(code == 0 && said.contains("whole"), "{said}");
}
