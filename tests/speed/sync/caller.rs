//! A light HTTPS client: one connection, one request at a time, nothing but what the exchange needs.

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, Result, bail};
use rustls::{
    ClientConfig, HandshakeKind, RootCertStore,
    client::Resumption,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
    version::TLS13,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

/// Most bytes of an answer's head.
const HEAD_BYTES_MAX: usize = 4_096;

/// The authority that all connections of a run trust.
#[derive(Clone)]
pub(crate) struct Trusted(Arc<RootCertStore>);

/// An open connection.
pub(crate) struct Caller {
    stream: TlsStream<TcpStream>,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// What the centre asks to wait.
    pub(crate) wait: Option<Duration>,
    pub(crate) body: Vec<u8>,
}

impl Trusted {
    /// Reads the pinned authority.
    pub(crate) fn read(ca_pem: &str) -> Result<Self> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(ca_pem.as_bytes()) {
            roots.add(certificate?)?;
        }
        Ok(Self(Arc::new(roots)))
    }

    /// What one kiosk connects with; with `resuming` it keeps the tickets that it is given.
    pub(crate) fn connector(&self, resuming: bool) -> Result<TlsConnector> {
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&TLS13])?
            .with_root_certificates(Arc::clone(&self.0))
            .with_no_client_auth();
        config.resumption = if resuming {
            Resumption::in_memory_sessions(4)
        } else {
            Resumption::disabled()
        };
        Ok(TlsConnector::from(Arc::new(config)))
    }
}

impl Caller {
    /// Connects to a port of the loopback address.
    pub(crate) async fn connect(port: u16, connector: &TlsConnector) -> Result<Self> {
        let tcp = TcpStream::connect(("127.0.0.1", port)).await?;
        tcp.set_nodelay(true)?;
        let name = ServerName::try_from("localhost")?;
        Ok(Self {
            stream: connector.connect(name, tcp).await?,
        })
    }

    /// Tells whether the handshake continued an earlier session.
    pub(crate) fn is_resumed(&self) -> bool {
        let (_, session) = self.stream.get_ref();
        session.handshake_kind() == Some(HandshakeKind::Resumed)
    }

    /// Posts a request to the exchange.
    pub(crate) async fn post(&mut self, body: &[u8]) -> Result<Answer> {
        let head = format!(
            "POST /v1/sync HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/cbor\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        let mut request = head.into_bytes();
        request.extend_from_slice(body);
        self.ask(&request).await
    }

    /// Asks whether somebody is there.
    pub(crate) async fn health(&mut self) -> Result<Answer> {
        self.ask(b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n")
            .await
    }

    async fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request).await?;
        self.stream.flush().await?;
        let mut bytes = Vec::with_capacity(1_024);
        let head = loop {
            if self.stream.read_buf(&mut bytes).await? == 0 {
                bail!("hung up");
            }
            if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
            if bytes.len() > HEAD_BYTES_MAX {
                bail!("a long head");
            }
        };
        let mut body = bytes.split_off(head);
        let text = String::from_utf8(bytes)?.to_ascii_lowercase();
        let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
        let length: usize = match field("content-length:") {
            Some(length) => length.trim().parse()?,
            None => 0,
        };
        while body.len() < length {
            if self.stream.read_buf(&mut body).await? == 0 {
                bail!("hung up");
            }
        }
        let status = text.split(' ').nth(1).context("a status")?.parse()?;
        let seconds = field("retry-after:").and_then(|text| text.trim().parse().ok());
        Ok(Answer {
            status,
            wait: seconds.map(Duration::from_secs),
            body,
        })
    }
}
