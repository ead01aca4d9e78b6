//! Requests about the own data, feedback, call-backs and what residents are told of it, at the desk
//! page on SQLite and on a real PostgreSQL.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use central::tables::{family, identities, ledger, mine, people};
use protocol::{DataField, Deed, HeldMessage, NewMember};
use reqwest::StatusCode;
use residence::{PersonName, Private, RecordId, Relation, Template};
use support::{
    acting::{HE, LIN, WU, act},
    browser::{Browser, Site},
    device::document,
    postgres::private_postgres,
};

const GRANDMOTHER: &str = "449900195503090282";
const FATHER: &str = "449900195806040733";
const TODAY: &str = "2026-11-23";

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
    let pin = site.account("W1001", "clerk").await;
    let mut clerk = site.logged_in("W1001", &pin).await;
    assert_eq!(clerk.get("/desk/requests").await, StatusCode::OK);
    assert!(clerk.page.contains("现在没有信息请求"));
    a_telephone_number_is_corrected(&mut site, &mut clerk).await;
    a_registered_address_needs_its_division(&mut site, &mut clerk).await;
    deleting_asks_for_the_number_again(&mut site, &mut clerk, &pin).await;
    feedback_is_read_as_text(&mut site, &mut clerk).await;
    an_elder_is_called_back(&mut site, &mut clerk).await;
    a_refused_claim_is_told(&mut site, &mut clerk).await;
    nobody_else_gets_in(&mut site).await;
    every_act_is_in_the_ledger(&site).await;
    site.stop().await;
}

async fn asks(site: &mut Site, who: (&str, &str), deed: Deed) -> RecordId {
    let person = site.device.person(who.0, who.1);
    let record = act(person, TODAY, deed);
    site.device.tell(&site.centre, &record).await.0
}

async fn told(site: &Site, who: (&str, &str), template: Template) -> Option<HeldMessage> {
    let person = site.device.person(who.0, who.1);
    let summary = site.device.summary(&site.centre, person).await;
    let mut messages = summary.messages.into_iter();
    messages.find(|message| message.template == template)
}

fn private(text: &str) -> Private<String> {
    Private::new(text.to_owned())
}

async fn a_telephone_number_is_corrected(site: &mut Site, clerk: &mut Browser) {
    let deed = Deed::Correct(DataField::Phone, private("13800000077"));
    let record = asks(site, ("p8", HE), deed).await;
    let page = format!("/desk/requests/{record:?}");
    assert_eq!(clerk.get("/desk/requests").await, StatusCode::OK);
    for shown in ["有 1 件信息请求", "何*杰", "更正手机号", "今天收到", &page] {
        assert!(clerk.page.contains(shown), "{shown}: {}", clerk.page);
    }
    assert_eq!(clerk.get(&page).await, StatusCode::OK);
    assert!(clerk.page.contains("138****0077") && clerk.page.contains("449*************19"));
    for hidden in ["13800000077", "何文杰", HE] {
        assert!(!clerk.page.contains(hidden), "{hidden}");
    }
    let show = format!("{page}/show");
    assert_eq!(
        clerk.post(&show, &[("field", "WANTED")]).await,
        StatusCode::OK
    );
    assert!(clerk.page.contains("13800000077") && !clerk.page.contains("何文杰"));
    assert_eq!(clerk.refresh, Some(format!("10; url={page}")));

    let decide = format!("{page}/decide");
    for form in [
        vec![("act", "REFUSE")],
        vec![("act", "REFUSE"), ("reason", "NO_REASON")],
    ] {
        assert_eq!(clerk.post(&decide, &form).await, StatusCode::CONFLICT);
        assert!(clerk.page.contains("请先选原因"));
    }
    let mut stale = clerk.clone();
    let granted = clerk.post(&decide, &[("act", "GRANT")]).await;
    assert_eq!(
        (granted, clerk.page.as_str()),
        (StatusCode::SEE_OTHER, page.as_str())
    );
    let refuse = [("act", "REFUSE"), ("reason", "NOTHING_WRONG")];
    assert_eq!(stale.post(&decide, &refuse).await, StatusCode::CONFLICT);
    assert!(stale.page.contains("已由他人处理"));
    assert_eq!(clerk.get(&page).await, StatusCode::OK);
    assert!(clerk.page.contains("已办好") && !clerk.page.contains("怎么办"));

    let store = site.store().await;
    let he = site.device.person("p8", HE);
    let person = people::by_subject(store.as_ref(), &he.subject).await;
    assert_eq!(person.unwrap().unwrap().phone, "13800000077");
    let message = told(site, ("p8", HE), Template::ResultDataDone).await;
    assert_eq!(message.unwrap().zh.reveal(), "您关于本人信息的请求已办好。");
}

async fn a_registered_address_needs_its_division(site: &mut Site, clerk: &mut Browser) {
    let deed = Deed::Correct(DataField::HukouAddress, private("湖南省长沙市"));
    let record = asks(site, ("p8", HE), deed).await;
    let page = format!("/desk/requests/{record:?}");
    let decide = format!("{page}/decide");
    assert_eq!(clerk.get(&page).await, StatusCode::OK);
    assert!(!clerk.page.contains("长沙"), "an address is masked whole");
    for digits in ["", "长沙", "1"] {
        let form = [("act", "GRANT"), ("registered", digits)];
        assert_eq!(clerk.post(&decide, &form).await, StatusCode::CONFLICT);
        assert!(clerk.page.contains("REGISTERED_PLACE_MISSING"));
    }
    let form = [("act", "GRANT"), ("registered", "430100")];
    assert_eq!(clerk.post(&decide, &form).await, StatusCode::SEE_OTHER);
    let store = site.store().await;
    let he = site.device.person("p8", HE);
    let identity = identities::of_subject(store.as_ref(), &he.subject).await;
    assert_eq!(identity.unwrap().registered.as_deref(), Some("430100"));
}

async fn deleting_asks_for_the_number_again(site: &mut Site, clerk: &mut Browser, pin: &str) {
    let kept = asks(site, ("p8", HE), Deed::Erase).await;
    let page = format!("/desk/requests/{kept:?}");
    let decide = format!("{page}/decide");
    assert_eq!(clerk.get(&page).await, StatusCode::OK);
    let refuse = [("act", "REFUSE"), ("reason", "KEPT_BY_LAW")];
    assert_eq!(clerk.post(&decide, &refuse).await, StatusCode::SEE_OTHER);
    let message = told(site, ("p8", HE), Template::ResultDataRefused).await;
    assert_eq!(
        message.unwrap().zh.reveal(),
        "您关于本人信息的请求没有办理,原因:依法须继续保存。您可以到窗口咨询。"
    );

    let erased = asks(site, ("p7", WU), Deed::Erase).await;
    let page = format!("/desk/requests/{erased:?}");
    let decide = format!("{page}/decide");
    assert_eq!(clerk.get(&page).await, StatusCode::OK);
    assert!(clerk.page.contains("删除后不能恢复"));
    for wrong in [
        vec![("act", "GRANT")],
        vec![("act", "GRANT"), ("pin", "000000")],
    ] {
        assert_eq!(clerk.post(&decide, &wrong).await, StatusCode::CONFLICT);
        assert!(clerk.page.contains("口令"));
    }
    let store = site.store().await;
    let open = mine::open(store.as_ref()).await.unwrap();
    assert_eq!(open.len(), 1, "nothing is deleted yet");
    let grant = [("act", "GRANT"), ("pin", pin)];
    assert_eq!(clerk.post(&decide, &grant).await, StatusCode::SEE_OTHER);
    assert_eq!(clerk.get(&page).await, StatusCode::OK);
    assert!(
        clerk.page.contains("依法继续保存：居住登记。"),
        "{}",
        clerk.page
    );
    let message = told(site, ("p7", WU), Template::ResultDataDone).await;
    let text = message.unwrap().zh.reveal().clone();
    assert_eq!(text, "您关于本人信息的请求已办好。依法继续保存:居住登记。");
}

async fn feedback_is_read_as_text(site: &mut Site, clerk: &mut Browser) {
    asks(site, ("p1", LIN), Deed::Feedback(private("机器太高"))).await;
    // No kiosk can send such words; a page must bear them all the same.
    let record = RecordId::from_bytes([9; 16]);
    let words = "坐不下<img src=x onerror=alert(1)>";
    let on = TODAY.parse().unwrap();
    let added = mine::add_feedback(&record, &site.device.kiosk, words, on);
    site.store().await.commit(vec![added]).await.unwrap();
    assert_eq!(clerk.get("/desk/requests").await, StatusCode::OK);
    assert!(clerk.page.contains("/desk/feedback"));
    assert_eq!(clerk.get("/desk/feedback").await, StatusCode::OK);
    assert!(clerk.page.contains("2 条意见反馈") && clerk.page.contains("机器太高"));
    assert!(clerk.page.contains("坐不下&lt;img"));
    assert!(!clerk.page.contains("<img") && !clerk.page.contains("林"));
}

async fn an_elder_is_called_back(site: &mut Site, clerk: &mut Browser) {
    // A code in force is given again only to a document that was seen: each elder is asked once.
    for (act, links, (name, number, relation), (masked, called)) in [
        (
            "NOT_AGREED",
            0,
            ("周桂香", GRANDMOTHER, Relation::Mother),
            ("周*香", "母亲"),
        ),
        (
            "AGREED",
            1,
            ("谢国强", FATHER, Relation::Father),
            ("谢*强", "父亲"),
        ),
    ] {
        let elder = NewMember {
            name: PersonName::parse(name).unwrap(),
            document: document(number),
            relation,
            guardian_consent: None,
            agreed: false,
            document_seen: false,
        };
        let linked = asks(site, ("p1", LIN), Deed::AddMember(Box::new(elder))).await;
        let case = format!("/desk/case/{linked:?}");
        assert_eq!(clerk.get("/desk/tasks").await, StatusCode::OK);
        assert!(clerk.page.contains(masked) && clerk.page.contains("老人意愿回访"));
        assert_eq!(clerk.get(&case).await, StatusCode::OK);
        let asked = format!("林*芳添加{masked}为{called}");
        assert!(
            clerk.page.contains(&asked) && clerk.page.contains("还没有"),
            "{}",
            clerk.page
        );
        let link = format!("{case}/link");
        let status = clerk.post(&link, &[("act", "PERHAPS")]).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert_eq!(clerk.get(&case).await, StatusCode::OK);
        let mut stale = clerk.clone();
        let status = clerk.post(&link, &[("act", act)]).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let status = stale.post(&link, &[("act", "NOT_AGREED")]).await;
        let expected = if links == 0 {
            StatusCode::NOT_FOUND
        } else {
            StatusCode::CONFLICT
        };
        assert_eq!(status, expected, "an old page changes nothing");
        let store = site.store().await;
        let lin = site.device.person("p1", LIN).subject;
        let held = family::of_agent(store.as_ref(), &lin).await.unwrap();
        assert_eq!(held.len(), links);
        assert!(held.iter().all(|link| link.consented));
        assert_eq!(clerk.get("/desk/tasks").await, StatusCode::OK);
        assert!(!clerk.page.contains(masked), "it is done");
    }
}

async fn a_refused_claim_is_told(site: &mut Site, clerk: &mut Browser) {
    let (house, _) = site.device.house("h6");
    for (answer, template, text) in [
        (
            vec![("act", "REFUSE"), ("note", "材料不符")],
            Template::ResultOwnerRefused,
            "您登记望潮街27号401为自己的房屋,没有通过核验。请带产权材料原件到窗口咨询。",
        ),
        (
            vec![("act", "VERIFY")],
            Template::ResultOwnerVerified,
            "您已核验为望潮街27号401的业主。这套房的居住登记由您确认。",
        ),
    ] {
        let claim = asks(site, ("p8", HE), Deed::ClaimHouse(house.clone())).await;
        let case = format!("/desk/case/{claim:?}");
        assert_eq!(clerk.get(&case).await, StatusCode::OK);
        let status = clerk.post(&format!("{case}/own"), &answer).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let message = told(site, ("p8", HE), template).await.unwrap();
        assert_eq!(message.zh.reveal(), text);
        let read = asks(site, ("p8", HE), Deed::Read(message.id)).await;
        assert!(
            told(site, ("p8", HE), template).await.unwrap().read,
            "{read:?}"
        );
    }
}

async fn nobody_else_gets_in(site: &mut Site) {
    let erase = asks(site, ("p8", HE), Deed::Erase).await;
    let page = format!("/desk/requests/{erase:?}");
    let decide = format!("{page}/decide");
    let mut stranger = site.browser();
    for path in ["/desk/requests", "/desk/feedback", &page] {
        assert_eq!(stranger.get(path).await, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(stranger.page, "/desk/login");
    }
    let pin = site.account("T1001", "technician").await;
    let mut technician = site.logged_in("T1001", &pin).await;
    for path in ["/desk/requests", "/desk/feedback", &page] {
        assert_eq!(technician.get(path).await, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(technician.get("/desk/kiosks").await, StatusCode::OK);
    let grant = [("act", "GRANT"), ("pin", pin.as_str())];
    let status = technician.post(&decide, &grant).await;
    assert_eq!(status, StatusCode::FORBIDDEN);

    let pin = site.account("W1002", "clerk").await;
    let mut clerk = site.logged_in("W1002", &pin).await;
    assert_eq!(clerk.get(&page).await, StatusCode::OK);
    let grant = [("act", "GRANT"), ("pin", pin.as_str())];
    let bare = clerk.post_bare(&decide, &grant, &[]).await;
    assert_eq!(bare, StatusCode::BAD_REQUEST, "not from a page of ours");
    let store = site.store().await;
    let open = mine::open(store.as_ref()).await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(
        clerk.get("/desk/requests/%27%20OR%201=1").await,
        StatusCode::NOT_FOUND
    );
}

async fn every_act_is_in_the_ledger(site: &Site) {
    let store = site.store().await;
    let lines = ledger::before(store.as_ref(), 10_000, 1_000).await.unwrap();
    for (act, detail, result) in [
        ("SHOW", "WANTED", "OK"),
        ("DATA_REQUEST", "GRANT", "OK"),
        ("DATA_REQUEST", "NOTHING_WRONG", "WRONG_STATE"),
        ("DATA_REQUEST", "GRANT", "REGISTERED_PLACE_MISSING"),
        ("DATA_REQUEST", "KEPT_BY_LAW", "OK"),
        ("FEEDBACK", "", "OK"),
        ("CALLED_BACK", "NOT_AGREED", "OK"),
        ("CALLED_BACK", "AGREED", "OK"),
        ("OWNERSHIP", "REFUSE", "OK"),
    ] {
        let same = |line: &&ledger::Line| {
            (line.act.as_str(), line.detail.as_str()) == (act, detail) && line.result == result
        };
        let line = lines.iter().find(same);
        assert_eq!(
            line.map(|line| line.actor.as_str()),
            Some("W1001"),
            "{act} {detail}"
        );
    }
    let written = format!("{lines:?}");
    for hidden in ["何", "长沙", "13800000077", "机器"] {
        assert!(!written.contains(hidden), "{hidden}");
    }
}
