//! A day at the desk page, told on SQLite and on a real PostgreSQL: log in, look at what waits,
//! see one value in full, decide what the rules let the desk decide, look at kiosks, find a
//! receipt, read the ledger, log out.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use central::tables::{houses, ledger, registrations};
use protocol::Deed;
use reqwest::StatusCode;
use residence::RecordId;
use support::{
    acting::{HE, act, by_hand, placed},
    browser::{Browser, Site},
    postgres::private_postgres,
};

const WU: &str = "449900199707280406";

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
    let mut clerk = site.logged_in("w1001", &pin).await;
    assert_eq!(clerk.page, "/desk/tasks");
    the_list_names_nobody_in_full(&mut clerk).await;
    a_case_is_masked_until_somebody_asks(&site, &mut clerk).await;
    the_rules_say_what_is_offered(&site, &mut clerk).await;
    the_desk_confirms(&site, &mut clerk).await;
    kiosks_and_receipts_are_found(&site, &mut clerk).await;
    every_act_is_in_the_ledger(&site, &mut clerk).await;
    an_address_by_hand_is_bound(&mut site, &mut clerk).await;
    a_claim_is_verified_and_ended(&mut site, &mut clerk).await;

    let stolen = clerk.clone();
    assert_eq!(clerk.get("/desk/tasks").await, StatusCode::OK);
    assert_eq!(clerk.post("/desk/logout", &[]).await, StatusCode::SEE_OTHER);
    assert!(!clerk.jar.contains_key("__Host-desk"));
    let mut thief = stolen;
    assert_eq!(thief.get("/desk/tasks").await, StatusCode::SEE_OTHER);
    assert_eq!(
        thief.page, "/desk/login",
        "a cookie of a session that ended is nothing"
    );
    site.stop().await;
}

fn hex(record: &RecordId) -> String {
    format!("{record:?}")
}

async fn the_list_names_nobody_in_full(clerk: &mut Browser) {
    assert_eq!(clerk.get("/desk/tasks").await, StatusCode::OK);
    for shown in [
        "有 1 件事要办，没有超时",
        "吴*燕",
        "无屋主待确认",
        "望潮街27号",
        "11 月 30 日前",
    ] {
        assert!(clerk.page.contains(shown), "{shown}: {}", clerk.page);
    }
    for hidden in ["吴海燕", WU, "13800000007", "401"] {
        assert!(!clerk.page.contains(hidden), "{hidden}");
    }
    assert_eq!(clerk.get("/desk/tasks?tab=LATE").await, StatusCode::OK);
    assert!(!clerk.page.contains("吴*燕"), "it is not late");
    assert_eq!(
        clerk.get("/desk/tasks?tab=MOVE_IN&page=99").await,
        StatusCode::OK
    );
    assert!(clerk.page.contains("吴*燕"));
}

async fn a_case_is_masked_until_somebody_asks(site: &Site, clerk: &mut Browser) {
    let case = format!("/desk/case/{}", hex(&site.ownerless));
    assert_eq!(clerk.get(&case).await, StatusCode::OK);
    for shown in [
        "吴*燕申报住在望潮街27号401",
        "449*************06",
        "138****0007",
        "租赁房屋",
    ] {
        assert!(clerk.page.contains(shown), "{shown}: {}", clerk.page);
    }
    assert!(!clerk.page.contains(WU) && !clerk.page.contains("吴海燕"));
    assert_eq!(clerk.refresh, None);

    let show = format!("{case}/show");
    assert_eq!(
        clerk.post(&show, &[("field", "NUMBER")]).await,
        StatusCode::OK
    );
    assert!(
        clerk.page.contains(WU) && !clerk.page.contains("吴海燕"),
        "one value alone"
    );
    assert_eq!(clerk.refresh, Some(format!("10; url={case}")));
    assert_eq!(
        clerk.post(&show, &[("field", "NAME")]).await,
        StatusCode::OK
    );
    assert!(clerk.page.contains("吴海燕") && !clerk.page.contains(WU));
    assert_eq!(
        clerk.post(&show, &[("field", "ALL")]).await,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(clerk.get(&case).await, StatusCode::OK);
}

async fn the_rules_say_what_is_offered(site: &Site, clerk: &mut Browser) {
    let owned = format!("/desk/case/{}", hex(&site.owned));
    assert_eq!(clerk.get(&owned).await, StatusCode::OK);
    assert!(clerk.page.contains("NOT_THE_OWNER") && !clerk.page.contains("value=\"CONFIRM\""));
    let decide = format!("{owned}/decide");
    let refused = clerk.post(&decide, &[("act", "CONFIRM")]).await;
    assert_eq!(refused, StatusCode::CONFLICT, "the rules judge again");
    assert!(clerk.page.contains("这套房已有业主或托管人"));
    let state = state_of(site, &site.owned).await;
    assert_eq!(state, "AWAITING_CONFIRMATION");
}

async fn the_desk_confirms(site: &Site, clerk: &mut Browser) {
    let case = format!("/desk/case/{}", hex(&site.ownerless));
    assert_eq!(clerk.get(&case).await, StatusCode::OK);
    assert!(
        clerk
            .page
            .contains("登记从 11 月 23 日 起有效；通知吴*燕。"),
        "{}",
        clerk.page
    );
    let decide = format!("{case}/decide");
    for (fields, words) in [
        (vec![("act", "REJECT")], "请先选原因"),
        (
            vec![("act", "REJECT"), ("reason", "NO_REASON")],
            "请先选原因",
        ),
        (vec![("act", "REJECT"), ("reason", "OTHER")], "要写明原因"),
        (vec![("act", "CONFIRM_CANCEL")], "WRONG_STATE"),
    ] {
        let refused = clerk.post(&decide, &fields).await;
        assert_eq!(refused, StatusCode::CONFLICT, "{fields:?}");
        assert!(clerk.page.contains(words), "{words}: {}", clerk.page);
    }
    assert_eq!(
        state_of(site, &site.ownerless).await,
        "AWAITING_CONFIRMATION"
    );
    let done = clerk.post(&decide, &[("act", "CONFIRM")]).await;
    assert_eq!(
        (done, clerk.page.as_str()),
        (StatusCode::SEE_OTHER, case.as_str())
    );
    assert_eq!(state_of(site, &site.ownerless).await, "EFFECTIVE");
    assert_eq!(clerk.get(&case).await, StatusCode::OK);
    assert!(clerk.page.contains("服务窗口") && clerk.page.contains("gd_default/1"));
    assert_eq!(
        clerk.post(&decide, &[("act", "CONFIRM")]).await,
        StatusCode::CONFLICT
    );
    assert!(clerk.page.contains("已由他人处理，现在是“有效”"));
    assert_eq!(clerk.get("/desk/tasks").await, StatusCode::OK);
    assert!(clerk.page.contains("现在没有要办的事"));
}

async fn state_of(site: &Site, record: &RecordId) -> &'static str {
    let store = site.store().await;
    let held = registrations::by_record(store.as_ref(), record)
        .await
        .unwrap();
    held.unwrap().standing.columns().state.unwrap()
}

async fn kiosks_and_receipts_are_found(site: &Site, clerk: &mut Browser) {
    let kiosk = site.device.kiosk.as_str();
    assert_eq!(clerk.get("/desk/kiosks").await, StatusCode::OK);
    for shown in [
        kiosk,
        "story/1",
        "90 天",
        "第 2 份",
        "1 台自助机，没有要马上看的",
    ] {
        assert!(clerk.page.contains(shown), "{shown}: {}", clerk.page);
    }
    assert_eq!(
        clerk.get(&format!("/desk/kiosks/{kiosk}")).await,
        StatusCode::OK
    );
    assert!(clerk.page.contains("没有警报") && clerk.page.contains("核对字符"));
    assert_eq!(
        clerk.get("/desk/kiosks/nobody-1").await,
        StatusCode::NOT_FOUND
    );

    assert_eq!(clerk.get("/desk/receipts").await, StatusCode::OK);
    let number = site.owned.receipt_number().to_lowercase().replace('-', " ");
    let found = clerk.post("/desk/receipts", &[("receipt", &number)]).await;
    assert_eq!(found, StatusCode::SEE_OTHER);
    assert_eq!(clerk.page, format!("/desk/case/{}", hex(&site.owned)));
    assert_eq!(clerk.get("/desk/receipts").await, StatusCode::OK);
    let unknown = clerk
        .post("/desk/receipts", &[("receipt", "0000-0000-0000")])
        .await;
    assert_eq!(unknown, StatusCode::OK);
    assert!(clerk.page.contains("没有收到这个回执号"));
    let wrong = clerk.post("/desk/receipts", &[("receipt", "吴海燕")]).await;
    assert_eq!(wrong, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        !clerk.page.contains("吴海燕"),
        "what was typed by mistake is not shown again"
    );
}

async fn every_act_is_in_the_ledger(site: &Site, clerk: &mut Browser) {
    let store = site.store().await;
    let lines = ledger::before(store.as_ref(), 1_000, 100).await.unwrap();
    let (owned, ownerless) = (hex(&site.owned), hex(&site.ownerless));
    for (act, object, detail, result) in [
        ("LOG_IN", "", "", "OK"),
        ("OPEN", ownerless.as_str(), "", "OK"),
        ("SHOW", ownerless.as_str(), "NUMBER", "OK"),
        ("SHOW", ownerless.as_str(), "NAME", "OK"),
        ("CONFIRM", owned.as_str(), "", "NOT_THE_OWNER"),
        ("REJECT", ownerless.as_str(), "", "NOTE_MISSING"),
        ("CONFIRM", ownerless.as_str(), "", "EFFECTIVE"),
        ("RECEIPT", owned.as_str(), "", "FOUND"),
    ] {
        let same = |line: &&ledger::Line| {
            (line.act.as_str(), line.object.as_str()) == (act, object)
                && (line.detail.as_str(), line.result.as_str()) == (detail, result)
        };
        let line = lines.iter().find(same);
        assert_eq!(
            line.map(|line| line.actor.as_str()),
            Some("W1001"),
            "{act} {result}"
        );
    }
    let written = format!("{lines:?}");
    assert!(!written.contains("吴") && !written.contains(WU));
    assert_eq!(clerk.get("/desk/audit").await, StatusCode::OK);
    assert!(clerk.page.contains("链条完整") && clerk.page.contains("显示资料"));
    let (code, said) = site.command(&["audit", "ledger"]).await;
    assert!(code == 0 && said.contains("whole"), "{said}");
}

async fn an_address_by_hand_is_bound(site: &mut Site, clerk: &mut Browser) {
    let person = site.device.person("p8", HE);
    let record = placed(person, by_hand("榕荫路"), Vec::new());
    let (id, _) = site.device.tell(&site.centre, &record).await;
    let case = format!("/desk/case/{}", hex(&id));
    assert_eq!(clerk.get("/desk/tasks").await, StatusCode::OK);
    assert!(clerk.page.contains("待核对地址") && clerk.page.contains("榕荫路8号"));
    assert_eq!(clerk.get(&case).await, StatusCode::OK);
    for shown in [
        "是哪一处房屋？",
        "449900-0021",
        "榕荫二路（相近）",
        "退回地址",
    ] {
        assert!(clerk.page.contains(shown), "{shown}: {}", clerk.page);
    }
    let bind = format!("{case}/bind");
    for (house, words) in [
        ("", "请选一处房屋"),
        ("<b>", "请选一处房屋"),
        ("449900-9999", "HOUSE_UNKNOWN"),
    ] {
        let refused = clerk.post(&bind, &[("house", house)]).await;
        assert_eq!(refused, StatusCode::CONFLICT);
        assert!(clerk.page.contains(words), "{words}: {}", clerk.page);
    }
    let bound = clerk.post(&bind, &[("house", "449900-0021")]).await;
    assert_eq!(bound, StatusCode::SEE_OTHER, "{}", clerk.page);
    assert_eq!(state_of(site, &id).await, "AWAITING_CONFIRMATION");
    assert_eq!(clerk.get(&case).await, StatusCode::OK);
    assert!(
        clerk.page.contains("NOT_THE_OWNER"),
        "its owners decide now"
    );
}

async fn a_claim_is_verified_and_ended(site: &mut Site, clerk: &mut Browser) {
    let (house, _) = site.device.house("h6");
    let person = site.device.person("p8", HE);
    let record = act(person, "2026-11-23", Deed::ClaimHouse(house.clone()));
    let (id, _) = site.device.tell(&site.centre, &record).await;
    let case = format!("/desk/case/{}", hex(&id));
    assert_eq!(clerk.get("/desk/tasks?tab=OWNERSHIP").await, StatusCode::OK);
    assert!(
        clerk.page.contains("何*杰") && clerk.page.contains(&case),
        "{}",
        clerk.page
    );
    assert_eq!(clerk.get(&case).await, StatusCode::OK);
    assert!(clerk.page.contains("何*杰申报是望潮街27号401的业主"));
    let own = format!("{case}/own");
    let owners = async || {
        let store = site.store().await;
        houses::owners(store.as_ref(), &house).await.unwrap().len()
    };
    assert_eq!(
        clerk.post(&own, &[("act", "REFUSE")]).await,
        StatusCode::CONFLICT
    );
    assert!(clerk.page.contains("请先写原因"));
    assert_eq!(owners().await, 0);
    assert_eq!(
        clerk.post(&own, &[("act", "VERIFY")]).await,
        StatusCode::SEE_OTHER
    );
    assert_eq!(owners().await, 1);
    assert_eq!(clerk.get(&case).await, StatusCode::OK);
    assert!(clerk.page.contains("已核验") && clerk.page.contains("结束业主身份"));
    assert_eq!(
        clerk.post(&own, &[("act", "VERIFY")]).await,
        StatusCode::CONFLICT
    );
    let end = [("act", "END"), ("note", "房屋已出售")];
    assert_eq!(clerk.post(&own, &end).await, StatusCode::SEE_OTHER);
    assert_eq!(owners().await, 0);
}
