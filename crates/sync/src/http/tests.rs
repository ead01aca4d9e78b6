//! The carrier against servers on this machine: one that is ours, and ones that are not.

use std::{
    io::{Read as _, Write as _},
    net::TcpListener,
    thread::JoinHandle,
};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};

use super::*;

/// An authority that signs for localhost.
struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self {
            pem,
            issuer: Issuer::new(params, key),
        }
    }

    fn server_config(&self, name: &str) -> ServerConfig {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let secret = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], secret)
            .unwrap()
    }
}

/// Serves one connection: returns the address, and the request once it has been answered.
fn serve(config: ServerConfig, response: Vec<u8>) -> (String, JoinHandle<Option<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let server = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let thread = std::thread::spawn(move || {
        let (socket, _) = listener.accept().unwrap();
        let mut stream = StreamOwned::new(ServerConnection::new(Arc::new(config)).unwrap(), socket);
        let mut request = Vec::new();
        while !request.ends_with(b"please") {
            let mut byte = [0];
            stream.read_exact(&mut byte).ok()?;
            request.extend_from_slice(&byte);
        }
        // A client that has read enough may hang up before the end.
        stream.write_all(&response).unwrap_or_default();
        stream.conn.send_close_notify();
        stream.flush().unwrap_or_default();
        Some(String::from_utf8(request).unwrap().to_lowercase())
    });
    (server, thread)
}

fn response(head: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {head}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}

fn exchange(
    carrier: impl FnOnce(&str, &str) -> Result<HttpCarrier, CarrierError>,
    response: Vec<u8>,
) -> (Result<Vec<u8>, CarrierError>, Option<String>) {
    let authority = Authority::new();
    let (server, thread) = serve(authority.server_config("localhost"), response);
    let answer = carrier(&server, &authority.pem)
        .unwrap()
        .exchange(b"please");
    (answer, thread.join().unwrap())
}

#[test]
fn an_exchange_is_one_post_of_cbor() {
    let (answer, request) = exchange(HttpCarrier::new, response("200 OK", b"answer"));
    assert_eq!(answer, Ok(b"answer".to_vec()));
    let request = request.unwrap();
    assert!(
        request.starts_with("post /v1/sync http/1.1\r\n"),
        "{request}"
    );
    assert!(
        request.contains("content-type: application/cbor\r\n"),
        "{request}"
    );
    let (_, request) = exchange(HttpCarrier::for_enrolment, response("200 OK", b""));
    assert!(request.unwrap().starts_with("post /v1/enrol "));
}

#[test]
fn every_status_has_its_meaning() {
    for (head, error) in [
        ("413 Payload Too Large", CarrierError::TooLarge),
        (
            "503 Unavailable\r\nretry-after: 7",
            CarrierError::Busy {
                wait_ms: Some(7_000),
            },
        ),
        (
            "429 Too Many\r\nretry-after: soon",
            CarrierError::Busy { wait_ms: None },
        ),
        (
            "503 X\r\nretry-after: 999999",
            CarrierError::Busy {
                wait_ms: Some(3_600_000),
            },
        ),
        ("403 Forbidden", CarrierError::Refused { status: 403 }),
        ("204 No Content", CarrierError::Refused { status: 204 }),
        (
            "307 X\r\nlocation: https://localhost:1/",
            CarrierError::Refused { status: 307 },
        ),
    ] {
        let (answer, _) = exchange(HttpCarrier::new, response(head, b""));
        assert_eq!(answer, Err(error), "{head}");
    }
}

#[test]
fn an_endless_answer_is_cut() {
    let body = vec![0; ANSWER_BYTES_MAX + 1];
    let (answer, _) = exchange(HttpCarrier::new, response("200 OK", &body));
    assert_eq!(answer, Err(CarrierError::LargeAnswer));
}

#[test]
fn only_the_pinned_authority_and_name_are_trusted() {
    let (ours, other) = (Authority::new(), Authority::new());
    for config in [
        other.server_config("localhost"),
        ours.server_config("elsewhere.example"),
    ] {
        let (server, thread) = serve(config, response("200 OK", b"answer"));
        let answer = HttpCarrier::new(&server, &ours.pem)
            .unwrap()
            .exchange(b"please");
        assert_eq!(answer, Err(CarrierError::Unreachable));
        assert_eq!(
            thread.join().unwrap(),
            None,
            "no request reached the stranger"
        );
    }
}

#[test]
fn settings_are_checked_before_anything_is_sent() {
    let pem = Authority::new().pem;
    for address in [
        "http://localhost:1",
        "localhost:1",
        "https://",
        "https://user@localhost:1",
        "https://localhost:1/path",
        "file:///etc",
        "",
    ] {
        assert_eq!(
            HttpCarrier::new(address, &pem).err(),
            Some(CarrierError::Address),
            "{address}"
        );
    }
    assert!(HttpCarrier::new("https://localhost:1/", &pem).is_ok());
    for pem in [
        "",
        "no certificate",
        "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----",
    ] {
        let refused = HttpCarrier::new("https://localhost:1", pem).err();
        assert_eq!(refused, Some(CarrierError::Authority), "{pem}");
    }
}

#[test]
fn a_silent_port_is_unreachable() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let mut carrier =
        HttpCarrier::new(&format!("https://localhost:{port}"), &Authority::new().pem).unwrap();
    assert_eq!(carrier.exchange(b"please"), Err(CarrierError::Unreachable));
}
