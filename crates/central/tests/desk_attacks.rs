//! What strangers, thieves and curious staff try at the desk page.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use central::{
    store::Statement,
    tables::{ledger, registrations},
};
use reqwest::StatusCode;
use support::browser::{Browser, Site};

const MINUTE_MS: u64 = 60_000;
const WRONG: &str = "000000";

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_in_without_a_session() {
    let folder = tempfile::tempdir().unwrap();
    let mut site = Site::open(folder.path(), None).await;
    let case = format!("/desk/case/{:?}", site.ownerless);
    let mut stranger = site.browser();
    for path in [
        "/desk/tasks",
        "/desk/kiosks",
        "/desk/receipts",
        "/desk/audit",
        &case,
    ] {
        assert_eq!(stranger.get(path).await, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(stranger.page, "/desk/login");
    }
    for path in [
        format!("{case}/decide"),
        format!("{case}/show"),
        "/desk/receipts".to_owned(),
    ] {
        let refused = stranger.post_bare(&path, &[("act", "CONFIRM")], &[]).await;
        assert_eq!(refused, StatusCode::SEE_OTHER, "{path}");
    }
    for forged in [
        "",
        "0",
        &"0".repeat(64),
        &"f".repeat(6_000),
        "../../etc",
        "%00",
    ] {
        stranger
            .jar
            .insert("__Host-desk".to_owned(), forged.to_owned());
        assert_eq!(stranger.get("/desk/tasks").await, StatusCode::SEE_OTHER);
    }
    paths_lead_nowhere(&site, &mut stranger).await;

    let pin = site.account("W1001", "clerk").await;
    a_session_ends(&site, &pin).await;
    forms_come_from_our_pages(&site, &pin).await;
    site.stop().await;
}

async fn paths_lead_nowhere(site: &Site, stranger: &mut Browser) {
    for path in [
        "/desk/look/..%2f..%2fkeys%2fvault.json",
        "/desk/look/%2e%2e/%2e%2e/keys/tls.key",
        "/desk/look/tokens.css%00",
        "/desk/look/",
        "/v1/sync",
        "/desk/nothing",
        "//desk//tasks",
    ] {
        let status = stranger.get(path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(stranger.get("/desk/look/desk.css").await, StatusCode::OK);
    let pin = site.account("W1009", "clerk").await;
    let mut clerk = site.logged_in("W1009", &pin).await;
    for id in [
        "..%2f..",
        "0",
        "' OR 1=1 --",
        "%F0%9F%98%80",
        &"0".repeat(32),
        &"0".repeat(5_000),
    ] {
        let status = clerk.get(&format!("/desk/case/{id}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{id}");
    }
    let long = "9".repeat(200_000);
    assert_eq!(clerk.get("/desk/receipts").await, StatusCode::OK);
    let refused = clerk.post("/desk/receipts", &[("receipt", &long)]).await;
    assert_eq!(refused, StatusCode::BAD_REQUEST, "forms are short");
}

async fn a_session_ends(site: &Site, pin: &str) {
    let mut clerk = site.logged_in("W1001", pin).await;
    site.wait_ms(9 * MINUTE_MS);
    assert_eq!(clerk.get("/desk/tasks").await, StatusCode::OK);
    let mut thief = clerk.clone();
    site.wait_ms(10 * MINUTE_MS);
    assert_eq!(
        thief.get("/desk/tasks").await,
        StatusCode::SEE_OTHER,
        "it rested"
    );

    let mut first = site.logged_in("W1001", pin).await;
    let mut second = site.logged_in("W1001", pin).await;
    assert_eq!(
        first.get("/desk/tasks").await,
        StatusCode::SEE_OTHER,
        "one session a worker"
    );
    let twice = second.jar["__Host-desk"].clone();
    second.jar.insert("a=b; __Host-desk".to_owned(), twice);
    assert_eq!(
        second.get("/desk/tasks").await,
        StatusCode::SEE_OTHER,
        "two cookies, no belief"
    );
    second.jar.remove("a=b; __Host-desk");
    assert_eq!(second.get("/desk/tasks").await, StatusCode::OK);

    let (_, said) = site.command(&["workers", "pin", "W1001"]).await;
    assert_eq!(
        second.get("/desk/tasks").await,
        StatusCode::SEE_OTHER,
        "another number"
    );
    let pin = said.trim().rsplit(' ').next().unwrap();
    let mut third = site.logged_in("W1001", pin).await;
    assert_eq!(
        site.command(&["workers", "desk", "W1001", "none"]).await.0,
        0
    );
    assert_eq!(
        third.get("/desk/tasks").await,
        StatusCode::SEE_OTHER,
        "not at the desk any more"
    );
    assert_eq!(third.log_in("W1001", pin).await, StatusCode::UNAUTHORIZED);
    assert_eq!(
        site.command(&["workers", "desk", "W1001", "clerk"]).await.0,
        0
    );
    assert_eq!(site.command(&["workers", "disable", "W1001"]).await.0, 0);
    assert_eq!(third.log_in("W1001", pin).await, StatusCode::UNAUTHORIZED);
}

async fn forms_come_from_our_pages(site: &Site, _pin: &str) {
    let pin = site.account("W1002", "clerk").await;
    let mut clerk = site.logged_in("W1002", &pin).await;
    let case = format!("/desk/case/{:?}", site.ownerless);
    let decide = format!("{case}/decide");
    assert_eq!(clerk.get(&case).await, StatusCode::OK);
    let mark = clerk.mark();
    let confirm = |mark: &'static str| [("act", "CONFIRM"), ("mark", mark)];
    for forged in ["", "0", "00000000000000000000000000000000"] {
        let refused = clerk.post_bare(&decide, &confirm(forged), &[]).await;
        assert_eq!(refused, StatusCode::BAD_REQUEST);
    }
    let bare = clerk.post_bare(&decide, &[("act", "CONFIRM")], &[]).await;
    assert_eq!(bare, StatusCode::BAD_REQUEST);
    let own = [("act", "CONFIRM"), ("mark", mark.as_str())];
    for header in [
        ("origin", "https://elsewhere.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let refused = clerk.post_bare(&decide, &own, &[header]).await;
        assert_eq!(refused, StatusCode::BAD_REQUEST, "{header:?}");
    }
    let other_pin = site.account("W1003", "clerk").await;
    let mut other = site.logged_in("W1003", &other_pin).await;
    let refused = other.post_bare(&decide, &own, &[]).await;
    assert_eq!(
        refused,
        StatusCode::BAD_REQUEST,
        "a mark belongs to one session"
    );
    assert_eq!(state_of(site).await, "AWAITING_CONFIRMATION");
}

async fn state_of(site: &Site) -> &'static str {
    let store = site.store().await;
    let held = registrations::by_record(store.as_ref(), &site.ownerless).await;
    held.unwrap().unwrap().standing.columns().state.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_ends_at_ten() {
    let folder = tempfile::tempdir().unwrap();
    let mut site = Site::open(folder.path(), None).await;
    let pin = site.account("W1001", "clerk").await;
    let told = |browser: &Browser| {
        let (_, after) = browser.page.split_once("role=\"alert\"").unwrap();
        let (_, after) = after.split_once("</svg>").unwrap();
        after.split('<').next().unwrap().to_owned()
    };
    let mut guesser = site.browser();
    let mut answers = vec![Vec::new(), Vec::new()];
    for (name, answers) in ["W1001", "W7777"].into_iter().zip(&mut answers) {
        for _ in 0..4 {
            assert_eq!(guesser.log_in(name, WRONG).await, StatusCode::UNAUTHORIZED);
            answers.push(told(&guesser));
        }
        for wait_s in [15, 30, 60, 120, 240, 0] {
            guesser.log_in(name, WRONG).await;
            answers.push(told(&guesser));
            // Not even the right one counts before its time.
            guesser
                .log_in(name, if name == "W1001" { &pin } else { WRONG })
                .await;
            answers.push(told(&guesser));
            site.wait_ms(wait_s * 1_000);
        }
    }
    assert_eq!(
        answers[0], answers[1],
        "a name that nobody has answers alike"
    );
    assert_eq!(answers[0][5], "试得太多，请等 15 秒再输。");
    assert!(answers[0].last().unwrap().contains("已锁定"));

    site.wait_ms(24 * 60 * MINUTE_MS);
    site.start().await;
    let mut again = site.browser();
    assert_eq!(
        again.log_in("W1001", &pin).await,
        StatusCode::UNAUTHORIZED,
        "a start forgives nothing"
    );
    let (_, said) = site.command(&["workers", "pin", "W1001"]).await;
    let pin = said.trim().rsplit(' ').next().unwrap().to_owned();
    assert_eq!(again.log_in("W1001", &pin).await, StatusCode::SEE_OTHER);

    many_at_once_are_counted_one_by_one(&site).await;
    site.stop().await;
}

async fn many_at_once_are_counted_one_by_one(site: &Site) {
    let pin = site.account("W1002", "clerk").await;
    let mut tasks = Vec::new();
    for _ in 0..20 {
        let mut guesser = site.browser();
        tasks.push(tokio::spawn(
            async move { guesser.log_in("W1002", WRONG).await },
        ));
    }
    for task in tasks {
        assert_eq!(task.await.unwrap(), StatusCode::UNAUTHORIZED);
    }
    let store = site.store().await;
    let lines = ledger::before(store.as_ref(), 10_000, 1_000).await.unwrap();
    let looked_at = lines
        .iter()
        .filter(|line| line.actor == "W1002" && line.act == "LOG_IN");
    assert_eq!(looked_at.count(), 5, "the others came before their time");
    assert_eq!(
        site.browser().log_in("W1002", &pin).await,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_text_and_roles_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut site = Site::open(folder.path(), None).await;
    let case = format!("/desk/case/{:?}", site.ownerless);
    let store = site.store().await;
    let name = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&";
    let rename = "UPDATE people SET name = $1 WHERE number = $2";
    let rename = Statement::new(rename, [name.into(), "449900199707280406".into()]);
    store.commit(vec![rename]).await.unwrap();

    let pin = site.account("W1001", "clerk").await;
    let mut clerk = site.logged_in("W1001", &pin).await;
    assert_eq!(clerk.get("/desk/tasks").await, StatusCode::OK);
    assert!(clerk.page.contains("&lt;***"), "{}", clerk.page);
    assert_eq!(clerk.get(&case).await, StatusCode::OK);
    let shown = clerk
        .post(&format!("{case}/show"), &[("field", "NAME")])
        .await;
    assert_eq!(shown, StatusCode::OK);
    assert!(clerk.page.contains("&lt;script&gt;alert(1)") && !clerk.page.contains("<img"));

    let decide = format!("{case}/decide");
    assert!(
        !clerk.page.contains("value=\"VOID\""),
        "a clerk is not offered it"
    );
    let void = [("act", "VOID"), ("reason", "FRAUD"), ("pin", pin.as_str())];
    assert_eq!(clerk.post(&decide, &void).await, StatusCode::CONFLICT);
    assert!(clerk.page.contains("NOT_AN_OFFICER"));
    assert_eq!(state_of(&site).await, "AWAITING_CONFIRMATION");

    let pin = site.account("T1001", "technician").await;
    let mut technician = site.logged_in("T1001", &pin).await;
    assert_eq!(technician.page, "/desk/kiosks");
    for path in ["/desk/tasks", "/desk/receipts", &case] {
        assert_eq!(technician.get(path).await, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(technician.get("/desk/kiosks").await, StatusCode::OK);
    let refused = technician.post(&decide, &[("act", "CONFIRM")]).await;
    assert_eq!(refused, StatusCode::FORBIDDEN);

    an_officer_is_asked_again(&site, &case).await;
    a_changed_row_shows(&site).await;
    site.stop().await;
}

async fn an_officer_is_asked_again(site: &Site, case: &str) {
    let pin = site.account("P1001", "officer").await;
    let mut officer = site.logged_in("P1001", &pin).await;
    assert_eq!(officer.get(case).await, StatusCode::OK);
    assert!(officer.page.contains("value=\"VOID\""));
    let decide = format!("{case}/decide");
    let void = |pin| [("act", "VOID"), ("reason", "FRAUD"), ("pin", pin)];
    for wrong in ["", WRONG] {
        assert_eq!(
            officer.post(&decide, &void(wrong)).await,
            StatusCode::CONFLICT
        );
    }
    assert_eq!(state_of(site).await, "AWAITING_CONFIRMATION");
    assert_eq!(
        officer.post(&decide, &void(&pin)).await,
        StatusCode::SEE_OTHER
    );
    assert_eq!(state_of(site).await, "VOIDED");
}

async fn a_changed_row_shows(site: &Site) {
    let store = site.store().await;
    let change = "UPDATE ledger SET result = $1 WHERE n = $2";
    let change = Statement::new(change, ["EFFECTIVE".into(), 3_u64.into()]);
    store.commit(vec![change]).await.unwrap();
    let (code, said) = site.command(&["audit", "ledger"]).await;
    assert!(code == 1 && said.contains("broken at entry 3"), "{said}");
}
