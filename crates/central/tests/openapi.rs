//! docs/openapi.yaml against the server: every path and method of it is there and no other, and
//! whatever the doors answer stands in it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    net::TcpListener,
    path::Path,
};

use central::{Centre, Doors, Refusal, serve};
use protocol::Question;
use reqwest::{Client, Method, StatusCode};
use residence::{ReceiptNumber, RecordId};
use support::{device::Device, enrolled, town};
use tokio::sync::oneshot;

const DOCUMENT: &str = include_str!("../../../docs/openapi.yaml");

/// Statuses by path and method, read by the indentation of the document.
fn documented() -> BTreeMap<(String, String), BTreeSet<u16>> {
    let mut found: BTreeMap<(String, String), BTreeSet<u16>> = BTreeMap::new();
    let (mut path, mut method) = (String::new(), String::new());
    for line in DOCUMENT.lines() {
        let text = line.trim_start();
        let key = text.split(':').next().unwrap();
        match line.len() - text.len() {
            2 if text.starts_with('/') => path = key.to_owned(),
            4 if ["get", "post", "put", "delete", "patch", "head"].contains(&key) => {
                method = key.to_uppercase();
            }
            8 if text.starts_with('"') => {
                let status = key.trim_matches('"').parse().unwrap();
                let statuses = found.entry((path.clone(), method.clone())).or_default();
                assert!(statuses.insert(status), "{path} {status} twice");
            }
            _ => {}
        }
    }
    found
}

fn pinned(data: &Path) -> Client {
    drop(rustls::crypto::ring::default_provider().install_default());
    let pem = std::fs::read(data.join("trust/ca.pem")).unwrap();
    let authority = reqwest::Certificate::from_pem(&pem).unwrap();
    let builder = Client::builder().tls_certs_only([authority]);
    builder.build().unwrap()
}

struct Seen {
    client: Client,
    fleet: String,
    numbers: String,
    statuses: BTreeMap<(String, String), BTreeSet<u16>>,
}

impl Seen {
    async fn ask(&mut self, method: Method, path: &str, body: Vec<u8>) -> StatusCode {
        let base = if path == "/metrics" {
            &self.numbers
        } else {
            &self.fleet
        };
        let request = self.client.request(method.clone(), format!("{base}{path}"));
        let status = request.body(body).send().await.unwrap().status();
        let seen = self.statuses.entry((path.to_owned(), method.to_string()));
        seen.or_default().insert(status.as_u16());
        status
    }

    async fn post(&mut self, path: &str, body: &[u8], wanted: u16) {
        let status = self.ask(Method::POST, path, body.to_vec()).await;
        assert_eq!(status.as_u16(), wanted, "{path}");
    }
}

fn flipped(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    *bytes.last_mut().unwrap() ^= 1;
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_says_what_the_doors_do() {
    let folder = tempfile::tempdir().unwrap();
    let config = town(folder.path(), None).await;
    let centre = Centre::open(&config).await.unwrap();
    let mut device = Device::new(folder.path());
    let stranger = Device::new(folder.path());
    enrolled(&config, &centre, &mut device).await;
    drop(centre);
    let (kiosks, metrics) = (listener(), listener());
    let address = |one: &TcpListener| one.local_addr().unwrap().port();
    let mut seen = Seen {
        client: pinned(folder.path()),
        fleet: format!("https://localhost:{}", address(&kiosks)),
        numbers: format!("http://127.0.0.1:{}", address(&metrics)),
        statuses: BTreeMap::new(),
    };
    let doors = Doors {
        kiosks,
        desk: None,
        metrics: Some(metrics),
    };
    let (end, ended) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(config.clone(), doors, async { drop(ended.await) }));

    let documented = documented();
    other_methods_and_paths(&mut seen, documented.keys()).await;
    seen.statuses.clear();
    every_status_that_can_be_had(&mut seen, &device, &stranger).await;
    for (door, statuses) in &seen.statuses {
        let told = documented.get(door).unwrap_or_else(|| panic!("{door:?}"));
        assert!(
            statuses.is_subset(told),
            "{door:?}: {statuses:?}, told {told:?}"
        );
        let unseen: Vec<_> = told.difference(statuses).collect();
        assert!(
            unseen.iter().all(|one| **one == 503),
            "{door:?}: never {unseen:?}"
        );
    }
    assert_eq!(
        seen.statuses.len(),
        documented.len(),
        "no door is forgotten"
    );
    for word in words() {
        assert!(DOCUMENT.contains(&word), "{word} is told nowhere");
    }
    drop((end, seen));
    serving.await.unwrap().unwrap();
}

fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

/// All but 503: the database is at hand here, and there is room.
async fn every_status_that_can_be_had(seen: &mut Seen, device: &Device, stranger: &Device) {
    for path in ["/health", "/metrics"] {
        let status = seen.ask(Method::GET, path, Vec::new()).await;
        assert_eq!(status, StatusCode::OK, "{path}");
    }
    let large = vec![0; protocol::REQUEST_BYTES_MAX + 1];
    let question = Question::Receipt(ReceiptNumber::of(&RecordId::from_bytes([7; 16])));
    for (path, own, foreign) in [
        (
            "/v1/sync",
            device.request(Vec::new()).0,
            stranger.request(Vec::new()).0,
        ),
        (
            "/v1/enquiry",
            device.enquiry(&question).1,
            stranger.enquiry(&question).1,
        ),
    ] {
        seen.post(path, &own, 200).await;
        seen.post(path, b"noise", 400).await;
        seen.post(path, &flipped(&own), 401).await;
        seen.post(path, &foreign, 403).await;
        seen.post(path, &large, 413).await;
    }
    // Each door has turns of its own.
    for (path, body) in [
        ("/v1/sync", device.request(Vec::new()).0),
        ("/v1/enquiry", device.enquiry(&question).1),
    ] {
        while seen.ask(Method::POST, path, body.clone()).await == StatusCode::OK {}
    }
    let path = "/v1/enrol";
    let token = "0000-0000-0000-0000-0000-0000-00";
    let (own, other) = (
        stranger.enrol_request(token, central::SITE),
        stranger.enrol_request(token, "elsewhere"),
    );
    seen.post(path, &own, 403).await;
    seen.post(path, &other, 403).await;
    seen.post(path, b"noise", 400).await;
    seen.post(path, &flipped(&own), 401).await;
    seen.post(path, &large, 413).await;
    let text = std::fs::read_to_string(stranger.folder().join("tokens.txt")).unwrap();
    let (_, token) = text.trim().split_once(' ').unwrap();
    let good = stranger.enrol_request(token, central::SITE);
    seen.post(path, &good, 200).await;
    while seen.ask(Method::POST, path, b"noise".to_vec()).await == StatusCode::BAD_REQUEST {}
}

async fn other_methods_and_paths(seen: &mut Seen, doors: impl Iterator<Item = &(String, String)>) {
    for (path, method) in doors {
        let other = if method == "GET" {
            Method::POST
        } else {
            Method::GET
        };
        let status = seen.ask(other, path, Vec::new()).await;
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
    for path in ["/", "/v1", "/v2/sync", "/openapi.json"] {
        let status = seen.ask(Method::GET, path, Vec::new()).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
}

fn words() -> Vec<String> {
    let seconds = 1;
    let all = [
        Refusal::Malformed,
        Refusal::TooLarge,
        Refusal::Signature,
        Refusal::KioskUnknown,
        Refusal::KioskRevoked,
        Refusal::TokenRefused,
        Refusal::TooOften { seconds },
        Refusal::Full { seconds },
        Refusal::Later,
    ];
    all.iter().map(Refusal::to_string).collect()
}
