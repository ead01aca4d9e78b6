//! The carrier over TLS 1.3: one pinned authority and nothing else the machine may trust.
//!
//! The system's authorities, proxies of the environment and redirects are all ways for somebody
//! else to stand between kiosk and centre, so none of them is used.

use std::{io::Read as _, sync::Arc, thread, time::Duration};

use protocol::ANSWER_BYTES_MAX;
use reqwest::{
    StatusCode, Url,
    blocking::{Client, Response},
    header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER},
    redirect,
};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject as _},
    version::TLS13,
};

use crate::carrier::{Carrier, CarrierError};

const SYNC_PATH: &str = "/v1/sync";
const ENQUIRY_PATH: &str = "/v1/enquiry";
const ENROL_PATH: &str = "/v1/enrol";
const HEALTH_PATH: &str = "/health";
const CBOR: &str = "application/cbor";
const CONNECT_MS_MAX: u64 = 5_000;
const EXCHANGE_MS_MAX: u64 = 30_000;
/// A person waits before the screen; after this the kiosk goes on with what it knows itself.
const ENQUIRY_MS_MAX: u64 = 6_000;
/// A centre that asks to wait longer than this is asked again all the same.
const RETRY_AFTER_S_MAX: u64 = 3_600;

/// Posts requests to one path of one server.
pub struct HttpCarrier {
    client: Client,
    url: Url,
}

impl HttpCarrier {
    /// Prepares a carrier for the exchange; nothing is connected yet.
    pub fn new(server: &str, ca_pem: &str) -> Result<Self, CarrierError> {
        Self::to_path(server, ca_pem, SYNC_PATH)
    }

    /// Prepares a carrier for enquiries, which nobody waits long for.
    pub fn for_enquiries(server: &str, ca_pem: &str) -> Result<Self, CarrierError> {
        Self::to_path_within(server, ca_pem, ENQUIRY_PATH, ENQUIRY_MS_MAX)
    }

    /// Prepares a carrier for the enrolment.
    pub fn for_enrolment(server: &str, ca_pem: &str) -> Result<Self, CarrierError> {
        Self::to_path(server, ca_pem, ENROL_PATH)
    }

    fn to_path(server: &str, ca_pem: &str, path: &str) -> Result<Self, CarrierError> {
        Self::to_path_within(server, ca_pem, path, EXCHANGE_MS_MAX)
    }

    fn to_path_within(
        server: &str,
        ca_pem: &str,
        path: &str,
        exchange_ms_max: u64,
    ) -> Result<Self, CarrierError> {
        let client = Client::builder()
            .tls_backend_preconfigured(tls(ca_pem)?)
            .https_only(true)
            .http1_only()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(Duration::from_millis(CONNECT_MS_MAX))
            .timeout(Duration::from_millis(exchange_ms_max))
            .build()
            .map_err(|_| CarrierError::Authority)?;
        Ok(Self {
            client,
            url: address(server, path)?,
        })
    }

    fn post(&self, request: Vec<u8>) -> Result<Vec<u8>, CarrierError> {
        let response = self
            .client
            .post(self.url.clone())
            .header(CONTENT_TYPE, CBOR)
            .header(ACCEPT, CBOR)
            .body(request)
            .send()
            .map_err(|_| CarrierError::Unreachable)?;
        match response.status() {
            StatusCode::OK => body(response),
            StatusCode::PAYLOAD_TOO_LARGE => Err(CarrierError::TooLarge),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                Err(CarrierError::Busy {
                    wait_ms: retry_after_ms(&response),
                })
            }
            other => Err(CarrierError::Refused {
                status: other.as_u16(),
            }),
        }
    }
}

impl Carrier for HttpCarrier {
    fn exchange(&mut self, request: &[u8]) -> Result<Vec<u8>, CarrierError> {
        self.post(request.to_vec())
    }

    /// Each request has a connection of its own; the first leaves first.
    fn exchange_all(&mut self, requests: &[Vec<u8>]) -> Vec<Result<Vec<u8>, CarrierError>> {
        let carrier = &*self;
        thread::scope(|scope| {
            let sent: Vec<_> = requests
                .iter()
                .map(|request| scope.spawn(move || carrier.post(request.clone())))
                .collect();
            sent.into_iter()
                .map(|sent| sent.join().unwrap_or(Err(CarrierError::Unreachable)))
                .collect()
        })
    }

    fn ping(&mut self) -> Option<()> {
        let mut url = self.url.clone();
        url.set_path(HEALTH_PATH);
        let answer = self.client.get(url).send().ok()?;
        body(answer).ok().map(drop)
    }
}

/// Reads at most what an answer may have, whatever length the server announces.
fn body(response: Response) -> Result<Vec<u8>, CarrierError> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(ANSWER_BYTES_MAX).expect("a small constant") + 1;
    response
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|_| CarrierError::Unreachable)?;
    if bytes.len() > ANSWER_BYTES_MAX {
        Err(CarrierError::LargeAnswer)
    } else {
        Ok(bytes)
    }
}

fn retry_after_ms(response: &Response) -> Option<u64> {
    let seconds: u64 = response
        .headers()
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .parse()
        .ok()?;
    Some(seconds.min(RETRY_AFTER_S_MAX) * 1_000)
}

/// Takes scheme, host and port of the server and nothing else it may carry.
fn address(server: &str, path: &str) -> Result<Url, CarrierError> {
    let mut url = Url::parse(server).map_err(|_| CarrierError::Address)?;
    let plain = url.scheme() == "https"
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && url.path() == "/";
    if !plain {
        return Err(CarrierError::Address);
    }
    url.set_path(path);
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// The provider is named here, so no other crate's choice of a default matters.
fn tls(ca_pem: &str) -> Result<ClientConfig, CarrierError> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(ca_pem.as_bytes()) {
        let certificate = certificate.map_err(|_| CarrierError::Authority)?;
        roots
            .add(certificate)
            .map_err(|_| CarrierError::Authority)?;
    }
    if roots.is_empty() {
        return Err(CarrierError::Authority);
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13])
        .map_err(|_| CarrierError::Authority)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}

#[cfg(test)]
mod tests;
