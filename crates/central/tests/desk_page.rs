//! The desk page in a real browser with scripts switched off: log in, decide, look at the kiosks.
//!
//! Without Chromium or Node it says so and ends: what it adds to `desk` is how pages look.

#![recursion_limit = "512"]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test ends where an expectation fails, and says aloud what it did not do"
)]

mod support;

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use central::tables::registrations;
use protocol::{DataField, Deed, OwnerAnswer};
use residence::{Private, RecordId};
use serde_json::{Value, json};
use support::{
    NOW_MS,
    acting::{CHEN, LIN, WU, act},
    applying::application,
    browser::Site,
    world::shown,
};

const DAY_MS: u64 = 86_400_000;

fn program(name: &str) -> Option<PathBuf> {
    let places = ["/usr/bin", "/usr/local/bin", "/snap/bin"].into_iter();
    places
        .map(|folder| Path::new(folder).join(name))
        .find(|path| path.exists())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clerk_decides_in_a_browser_without_scripts() {
    let (Some(chromium), Some(node)) = (program("chromium"), program("node")) else {
        eprintln!("SKIPPED: the desk page was not opened; this test needs chromium and node");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut site = Site::open(folder.path(), None).await;
    let clerk = site.account("W1001", "clerk").await;
    let officer = site.account("P1001", "officer").await;
    let steps = steps(&site, &clerk, &officer);
    browse(&site, folder.path(), (chromium, node), steps).await;

    let store = site.store().await;
    let held = registrations::by_record(store.as_ref(), &site.ownerless).await;
    let columns = held.unwrap().unwrap();
    assert_eq!(columns.standing.columns().state, Some("EFFECTIVE"));
    assert_eq!(columns.standing.columns().capacity, Some("DESK"));
    site.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_reviews_a_permit_in_a_browser_without_scripts() {
    let (Some(chromium), Some(node)) = (program("chromium"), program("node")) else {
        eprintln!("SKIPPED: the desk page was not opened; this test needs chromium and node");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut site = Site::open(folder.path(), None).await;
    lived_here(&mut site).await;
    let right = Private::new("13800000077".to_owned());
    let words = Private::new("机器太高，坐轮椅够不着。".to_owned());
    for deed in [
        Deed::Correct(DataField::Phone, right),
        Deed::Feedback(words),
    ] {
        let record = act(site.device.person("p7", WU), "2027-06-06", deed);
        site.device.tell(&site.centre, &record).await;
    }
    let days = ("2027-06-03", "2027-06-18");
    let application = application(&site, ("p1", LIN), (1, site.owned), days).await;
    let officer = site.account("P1001", "officer").await;
    let steps = permit_steps(&application, &officer);
    browse(&site, folder.path(), (chromium, node), steps).await;
    site.stop().await;
}

/// Lin lives at the house of the site for 195 days, habitually, and showed the code on five.
async fn lived_here(site: &mut Site) {
    let owner = site.device.person("p2", CHEN);
    let record = site
        .device
        .decision(site.owned, owner, OwnerAnswer::Confirmed);
    site.device.tell(&site.centre, &record).await;
    let lin = site.device.person("p1", LIN);
    let ask = Deed::RequestHabitual(site.owned);
    let record = act(lin.clone(), "2026-11-23", ask);
    site.device.tell(&site.centre, &record).await;
    let owner = site.device.person("p2", CHEN);
    let record = act(owner, "2026-11-23", Deed::AnswerHabitual(site.owned, None));
    site.device.tell(&site.centre, &record).await;
    for day in [20, 62, 100, 131, 170] {
        let at = NOW_MS + day * DAY_MS;
        site.clock.store(at, std::sync::atomic::Ordering::SeqCst);
        site.device.at = (at, at);
        let record = shown(lin.subject, lin.serial, 1, at);
        site.device.tell(&site.centre, &record).await;
    }
    let at = NOW_MS + 195 * DAY_MS;
    site.clock.store(at, std::sync::atomic::Ordering::SeqCst);
    site.device.at = (at, at);
}

/// Opens the page in a browser of its own and takes the steps.
async fn browse(site: &Site, folder: &Path, (chromium, node): (PathBuf, PathBuf), steps: Value) {
    let pictures = pictures();
    std::fs::create_dir_all(&pictures).unwrap();
    let (url, profile) = (site.url.clone(), folder.join("profile"));
    let told = tokio::task::spawn_blocking(move || {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/page.mjs");
        let mut child = Command::new(node)
            .arg(script)
            .arg(chromium)
            .arg(url)
            .args([pictures, profile])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(steps.to_string().as_bytes()).unwrap();
        drop(input);
        child.wait_with_output().unwrap()
    });
    let told = told.await.unwrap();
    assert!(
        told.status.success(),
        "{}",
        String::from_utf8_lossy(&told.stderr)
    );
}

/// Beside the build, so that a person can look at them afterwards.
fn pictures() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("desk-pictures")
}

fn steps(site: &Site, clerk: &str, officer: &str) -> Value {
    let number = site.owned.receipt_number();
    let kiosk = site.device.kiosk.as_str();
    json!([
        ["go", "/desk"],
        ["see", "请登录"],
        ["picture", "login"],
        ["fits"],
        ["type", "worker", "W1001"],
        ["type", "pin", "000000"],
        ["press", ".btn--main"],
        ["see", "还可以试 9 次"],
        ["picture", "login-wrong"],
        ["keys", clerk],
        ["press", ".btn--main"],
        ["see", "有 1 件事要办"],
        ["see", "吴*燕"],
        ["picture", "tasks"],
        ["fits"],
        ["press", ".row"],
        ["see", "吴*燕申报住在望潮街27号401"],
        ["hide", WU],
        ["picture", "case"],
        ["fits"],
        ["press", ".facts dd:nth-of-type(2) button"],
        ["see", WU],
        ["picture", "case-shown"],
        ["later"],
        ["hide", WU],
        ["size", 1024, 768],
        ["picture", "case.1024"],
        ["fits"],
        ["size", 1440, 900],
        ["press", ".sheet__foot .btn--main"],
        ["see", "有效"],
        ["see", "现在没有要办的事"],
        ["picture", "case-done"],
        ["go", "/desk/receipts"],
        ["type", "receipt", number],
        ["press", "main .btn--main"],
        ["see", "林*芳申报住在"],
        ["see", "这套房已有业主"],
        ["picture", "case-owned"],
        ["go", "/desk/kiosks"],
        ["see", kiosk],
        ["picture", "kiosks"],
        ["fits"],
        ["press", "th a"],
        ["see", "核对字符"],
        ["picture", "kiosk"],
        ["fits"],
        ["go", "/desk/audit"],
        ["see", "链条完整"],
        ["picture", "audit"],
        ["fits"],
        ["press", ".top__me button"],
        ["see", "请登录"],
        ["type", "worker", "P1001"],
        ["type", "pin", officer],
        ["press", ".btn--main"],
        ["go", "/desk/receipts"],
        ["type", "receipt", site.ownerless.receipt_number()],
        ["press", "main .btn--main"],
        ["see", "作废（民警）"],
        ["picture", "case-officer"],
        ["fits"],
    ])
}

/// An officer looks at an application and begins, at the size of a desk's screen.
fn permit_steps(application: &RecordId, officer: &str) -> Value {
    let page = format!("/desk/permits/{application:?}");
    json!([
        ["size", 1366, 768],
        ["go", "/desk/login"],
        ["type", "worker", "P1001"],
        ["type", "pin", officer],
        ["press", ".btn--main"],
        ["go", "/desk/permits"],
        ["see", "有 1 件居住证申请，没有超时"],
        ["picture", "permits"],
        ["fits"],
        ["go", page],
        ["see", "林*芳申领居住证，还差"],
        ["see", "已连续居住 195 天"],
        ["hide", LIN],
        ["picture", "permit"],
        ["fits"],
        ["press", ".decide .btn--main"],
        ["see", "审核中"],
        ["picture", "permit-review"],
        ["fits"],
        ["size", 1024, 768],
        ["picture", "permit.1024"],
        ["fits"],
        ["size", 1366, 1500],
        ["picture", "permit-whole"],
        ["fits"],
        ["size", 1366, 768],
        ["go", "/desk/requests"],
        ["see", "有 1 件信息请求"],
        ["picture", "requests"],
        ["fits"],
        ["press", "th a"],
        ["see", "更正手机号"],
        ["see", "138****0077"],
        ["picture", "request"],
        ["fits"],
        ["go", "/desk/feedback"],
        ["see", "机器太高"],
        ["picture", "feedback"],
        ["fits"],
        ["size", 1024, 768],
        ["fits"],
    ])
}
