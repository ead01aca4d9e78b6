//! The doors as a kiosk and an operator meet them: HTTPS with a pinned authority, and the command
//! line with its exit codes.

#![allow(clippy::unwrap_used, reason = "a test ends where an expectation fails")]

mod support;

use std::{
    net::TcpListener,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use central::{
    Centre, Config,
    cli::{Cli, Rim, run},
    serve,
};
use clap::Parser as _;
use reqwest::{Certificate, Client, StatusCode};
use support::{NOW_MS, device::Device, enrolled, town};
use tokio::sync::oneshot;

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_meets_only_the_centre_it_pinned_and_fixed_words() {
    let folder = tempfile::tempdir().unwrap();
    let config = town(folder.path(), None).await;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let (end, ended) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(config.clone(), listener, async {
        drop(ended.await);
    }));

    let client = client(folder.path());
    let health = client.get(format!("{url}/health")).send().await.unwrap();
    assert_eq!(
        (health.status(), health.text().await.unwrap().as_str()),
        (StatusCode::OK, "ok")
    );

    the_doors_answer_in_fixed_words(folder.path(), &client, &url).await;
    who_floods_is_told_when_to_come_again(&config, &client, &url).await;
    who_knocks_in_vain_is_told_to_wait(&client, &url).await;

    let other = tempfile::tempdir().unwrap();
    let _elsewhere: Config = town(other.path(), None).await;
    let pinned_elsewhere = self::client(other.path());
    assert!(
        pinned_elsewhere
            .get(format!("{url}/health"))
            .send()
            .await
            .is_err()
    );

    drop(client);
    let asked = Instant::now();
    end.send(()).unwrap();
    serving.await.unwrap().unwrap();
    assert!(
        asked.elapsed() < Duration::from_secs(6),
        "it ends when it is told to"
    );
}

async fn the_doors_answer_in_fixed_words(folder: &Path, client: &Client, url: &str) {
    let stranger = Device::new(folder);
    let (unknown, _) = stranger.request(Vec::new());
    let cases = [
        (
            "/v1/sync",
            b"noise".to_vec(),
            StatusCode::BAD_REQUEST,
            "MALFORMED",
        ),
        (
            "/v1/enrol",
            b"noise".to_vec(),
            StatusCode::BAD_REQUEST,
            "MALFORMED",
        ),
        ("/v1/sync", unknown, StatusCode::FORBIDDEN, "KIOSK_UNKNOWN"),
    ];
    for (door, body, status, words) in cases {
        let answer = client
            .post(format!("{url}{door}"))
            .body(body)
            .send()
            .await
            .unwrap();
        assert_eq!(
            (answer.status(), answer.text().await.unwrap().as_str()),
            (status, words)
        );
    }
    let flood = vec![0; protocol::REQUEST_BYTES_MAX + 1];
    let answer = client
        .post(format!("{url}/v1/sync"))
        .body(flood)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

/// A kiosk that speaks without a pause (row 25 of the threats).
async fn who_floods_is_told_when_to_come_again(config: &Config, client: &Client, url: &str) {
    let centre = Centre::open(config).await.unwrap();
    let mut device = Device::new(&config.data);
    enrolled(config, &centre, &mut device).await;
    let (request, _) = device.request(Vec::new());
    let mut answered = 0;
    let refused = loop {
        let door = client.post(format!("{url}/v1/sync")).body(request.clone());
        let answer = door.send().await.unwrap();
        match answer.status() {
            StatusCode::OK => answered += 1,
            _ => break answer,
        }
    };
    assert_eq!(answered, 60);
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()["retry-after"], "1");
    assert_eq!(refused.text().await.unwrap(), "TOO_OFTEN");
}

/// Only what is refused takes turns, and only at the door of enrolment.
async fn who_knocks_in_vain_is_told_to_wait(client: &Client, url: &str) {
    let knock = |door: &'static str| {
        let door = client.post(format!("{url}{door}")).body("noise");
        async move { door.send().await.unwrap() }
    };
    let mut refused = 0;
    let last = loop {
        let answer = knock("/v1/enrol").await;
        if answer.status() != StatusCode::BAD_REQUEST {
            break answer;
        }
        refused += 1;
    };
    assert!((50..=60).contains(&refused), "{refused}");
    assert_eq!(last.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(last.headers()["retry-after"], "1");
    let elsewhere = knock("/v1/enquiry").await.status();
    assert_eq!(elsewhere, StatusCode::BAD_REQUEST, "others are not held up");
}

fn client(folder: &Path) -> Client {
    let pem = std::fs::read(folder.join("trust/ca.pem")).unwrap();
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::builder()
        .tls_certs_only([Certificate::from_pem(&pem).unwrap()])
        .build()
        .unwrap()
}

#[tokio::test]
async fn the_command_line_answers_with_lines_and_codes() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("town");
    let data = data.to_str().unwrap();
    let bad_town = folder.path().join("bad.json");
    std::fs::write(&bad_town, "{}").unwrap();
    let bad_town = bad_town.to_str().unwrap();

    assert_eq!(
        command(&["kiosks", "list", "--data", data]).await.0,
        2,
        "no town yet"
    );
    assert_eq!(
        command(&["demo", data, "--town", bad_town]).await.0,
        2,
        "not a town"
    );
    let (code, out) = command(&["demo", data, "--json"]).await;
    let made: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (code, &made["houses"], &made["residents"]),
        (0, &6.into(), &6.into())
    );
    assert_eq!(
        command(&["demo", data]).await.0,
        2,
        "keys are never overwritten"
    );

    let (code, out) = command(&["kiosks", "token", "north-gate", "--data", data]).await;
    assert_eq!(
        (code, out.trim().split_once(' ').unwrap().0),
        (0, "north-gate")
    );
    assert_eq!(
        command(&["kiosks", "token", "North Gate", "--data", data])
            .await
            .0,
        2
    );
    assert_eq!(
        command(&["kiosks", "approve", "nobody", "00000000", "--data", data])
            .await
            .0,
        1
    );
    assert_eq!(
        command(&["kiosks", "revoke", "nobody", "--data", data])
            .await
            .0,
        1
    );
    the_desk_has_a_door(data).await;
    assert_eq!(command(&["show", "--data", data]).await, (0, String::new()));
    for list in [
        &["alarms"][..],
        &["workers", "list"],
        &["workers", "roster"],
        &["audit", "verify"],
        &["presentations", "list"],
    ] {
        let asked = [list, &["--data", data]].concat();
        assert_eq!(command(&asked).await, (0, String::new()), "{list:?}");
    }
    let nowhere = "postgres://central@%2Fnowhere/postgres";
    assert_eq!(
        command(&["show", "--data", data, "--database", nowhere])
            .await
            .0,
        3
    );
    check_folder(Path::new(data));
}

async fn the_desk_has_a_door(data: &str) {
    let area = |area| {
        [
            "kiosks",
            "token",
            "south-gate",
            "--area",
            area,
            "--data",
            data,
        ]
    };
    assert_eq!(command(&area("4415")).await.0, 0);
    assert_eq!(command(&area("Shanwei")).await.0, 2);
    let nowhere = "00000000000000000000000000000000";
    let (code, out) = command(&["decide", "confirm", nowhere, "--data", data, "--json"]).await;
    assert_eq!((code, out.trim()), (1, r#"{"refused":"WRONG_STATE"}"#));
    for (expected, act) in [
        (2, vec!["decide", "confirm", "no-record"]),
        (2, vec!["decide", "reject", nowhere, "--reason", "NONSENSE"]),
        (
            1,
            vec![
                "decide", "reject", nowhere, "--reason", "OTHER", "--note", "n",
            ],
        ),
        (1, vec!["decide", "confirm-cancel", nowhere]),
        (1, vec!["decide", "end", nowhere, "--reason", "DEATH"]),
        (1, vec!["decide", "void", nowhere, "--reason", "FRAUD"]),
    ] {
        let arguments = [act.as_slice(), &["--data", data]].concat();
        assert_eq!(command(&arguments).await.0, expected, "{act:?}");
    }
}

/// Keys are private; a code exists as text, drawing and picture; no file name tells a person.
fn check_folder(data: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    for private in [
        "central.db",
        "front.db",
        "roots/root-1.json",
        "roots/root-2.json",
        "keys/front.json",
        "vault/vault.json",
        "keys/tls.key",
        "tokens.txt",
    ] {
        let mode = std::fs::metadata(data.join(private))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{private}");
    }
    for (kind, key) in [("houses", "h1"), ("houses", "h5"), ("residents", "p1")] {
        let text = std::fs::read_to_string(data.join(format!("codes/{kind}/{key}.txt"))).unwrap();
        assert!(text.starts_with("YJ1"), "{key}");
        let picture = image::open(data.join(format!("codes/{kind}/{key}.png"))).unwrap();
        assert!(
            picture.width() > 400 && picture.height() > picture.width(),
            "{key}"
        );
        assert!(
            data.join(format!("codes/{kind}/{key}.svg")).exists(),
            "{key}"
        );
    }
    assert!(
        !data.join("codes/residents/p4.txt").exists(),
        "a child without a code"
    );
}

async fn command(arguments: &[&str]) -> (u8, String) {
    let cli = Cli::try_parse_from(["central"].iter().chain(arguments)).unwrap();
    let rim = Rim {
        clock: Arc::new(|| NOW_MS),
        crypto: Arc::new(codes::SoftwareCrypto),
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = run(cli, rim, std::future::pending(), &mut out, &mut err).await;
    assert_eq!(code == 0, err.is_empty(), "a sentence says why not");
    (code, String::from_utf8(out).unwrap())
}
