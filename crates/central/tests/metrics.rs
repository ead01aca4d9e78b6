//! What an operator's Prometheus reads: counts, and nobody's name.

#![allow(clippy::unwrap_used, reason = "a test ends where an expectation fails")]

mod support;

use std::net::TcpListener;

use central::{Centre, Config, Doors, serve, serve_front};
use protocol::{Presentation, Record, TakenAs};
use reqwest::{Client, StatusCode};
use residence::Subject;
use support::{NOW_MS, device::Device, enrolled, town};
use tokio::sync::oneshot;

async fn kiosk_with_a_record(config: &Config) -> Device {
    let centre = Centre::open(config).await.unwrap();
    let mut device = Device::new(&config.data);
    enrolled(config, &centre, &mut device).await;
    let record = Record::Presentation(Presentation {
        subject: Subject::from_bytes([7; 16]),
        serial: [1; 8],
        form: 1,
        house: None,
        verdict: TakenAs::Green,
        at: (NOW_MS, NOW_MS),
    });
    device.tell(&centre, &record).await;
    device
}

fn bind() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_told_at_a_door_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let config = town(folder.path(), None).await;
    let device = kiosk_with_a_record(&config).await;
    for front_only in [false, true] {
        let ((kiosks, port), (metrics, metrics_port)) = (bind(), bind());
        let doors = Doors {
            kiosks,
            desk: None,
            metrics: Some(metrics),
        };
        let (end, ended) = oneshot::channel::<()>();
        let (serving, shutdown) = (config.clone(), async { drop(ended.await) });
        let serving = tokio::spawn(async move {
            if front_only {
                serve_front(serving, doors, shutdown).await
            } else {
                serve(serving, doors, shutdown).await
            }
        });
        let kiosks = pinned(folder.path());
        let numbers = Client::new();
        let (request, _) = device.request(Vec::new());
        let at = |path: &str| format!("https://localhost:{port}{path}");
        let answer = kiosks.post(at("/v1/sync")).body(request).send().await;
        assert_eq!(answer.unwrap().status(), StatusCode::OK);
        let noise = kiosks.post(at("/v1/sync")).body("noise").send().await;
        assert_eq!(noise.unwrap().status(), StatusCode::BAD_REQUEST);
        let hidden = kiosks.get(at("/metrics")).send().await.unwrap();
        assert_eq!(hidden.status(), StatusCode::NOT_FOUND);

        let url = format!("http://127.0.0.1:{metrics_port}");
        let page = numbers.get(format!("{url}/metrics")).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK);
        let text = page.text().await.unwrap();
        check(&text, front_only);
        assert!(!text.contains(device.kiosk.as_str()), "no kiosk is named");
        let other = numbers.post(format!("{url}/v1/sync")).send().await.unwrap();
        assert_eq!(other.status(), StatusCode::NOT_FOUND);
        drop(end);
        serving.await.unwrap().unwrap();
    }
}

fn pinned(data: &std::path::Path) -> Client {
    let pem = std::fs::read(data.join("trust/ca.pem")).unwrap();
    let authority = reqwest::Certificate::from_pem(&pem).unwrap();
    drop(rustls::crypto::ring::default_provider().install_default());
    let builder = Client::builder().tls_certs_only([authority]);
    builder.build().unwrap()
}

fn check(text: &str, front_only: bool) {
    for line in [
        "central_requests_total{door=\"sync\",status=\"200\"}",
        "central_requests_total{door=\"sync\",status=\"400\"}",
        "central_answer_milliseconds_bucket{le=\"+Inf\"}",
        "central_commit_records_count",
        "central_kiosks{standing=\"APPROVED\"} 1",
        "central_records_received_total 1",
        "central_records_waiting 0",
        "central_records_quarantined 0",
        "central_forks 0",
        "central_kiosks_silent{over=\"3600\"} 0",
        "central_bundle_seq",
    ] {
        assert!(
            text.lines().any(|one| one.starts_with(line)),
            "{line}: {text}"
        );
    }
    for line in [
        "central_bundle_age_seconds 0",
        "central_feed_kiosks_behind 0",
        "central_records_undecided 0",
    ] {
        let told = text.lines().any(|one| one == line);
        assert_eq!(told, !front_only, "{line}: {text}");
    }
    // Every line is a comment or a name, perhaps labels, and one number.
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (_, value) = line.rsplit_once(' ').unwrap();
        assert!(value.parse::<u64>().is_ok(), "{line}");
    }
}
