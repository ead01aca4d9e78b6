//! The doors of the centre over HTTPS: each only translates.

use std::{future::Future, net::TcpListener, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderName, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use axum_server::{Handle, tls_rustls::RustlsConfig};
use protocol::REQUEST_BYTES_MAX;

use crate::{
    centre::{Centre, Config, Error, keys_folder},
    events,
    refusal::Refusal,
    tls,
};

const CBOR: [(HeaderName, &str); 1] = [(CONTENT_TYPE, "application/cbor")];
const SHUTDOWN_WAIT: Duration = Duration::from_secs(5);
/// Days pass at midnight in Guangdong; an hour late is early enough.
const DAYS_PASS_EVERY: Duration = Duration::from_secs(3_600);

/// Serves until `shutdown` ends; requests at work are finished.
pub async fn serve(
    config: Config,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let certificate = tls::load(&keys_folder(&config.data))?;
    let centre = Arc::new(Centre::open(&config).await?);
    listener.set_nonblocking(true).map_err(|_| Error::Listen)?;
    let handle = Handle::new();
    let ending = handle.clone();
    let days = tokio::spawn(let_days_pass(Arc::clone(&centre)));
    drop(tokio::spawn(async move {
        shutdown.await;
        days.abort();
        ending.graceful_shutdown(Some(SHUTDOWN_WAIT));
    }));
    axum_server::from_tcp_rustls(listener, RustlsConfig::from_config(certificate))
        .map_err(|_| Error::Listen)?
        .handle(handle)
        .serve(routes(centre).into_make_service())
        .await
        .map_err(|_| Error::Listen)
}

/// Opening the centre let the days pass once; this goes on with it.
async fn let_days_pass(centre: Arc<Centre>) {
    let mut hours = tokio::time::interval(DAYS_PASS_EVERY);
    hours.tick().await;
    loop {
        hours.tick().await;
        if let Err(error) = centre.let_days_pass().await {
            events::store_failed(error);
        }
    }
}

fn routes(centre: Arc<Centre>) -> Router {
    Router::new()
        .route("/health", get(|| async { "ok" }))
        .route("/v1/enrol", post(enrol))
        .route("/v1/sync", post(sync))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX))
        .with_state(centre)
}

async fn enrol(State(centre): State<Arc<Centre>>, body: Bytes) -> Result<Response, Refusal> {
    Ok((CBOR, centre.enrol(&body).await?).into_response())
}

async fn sync(State(centre): State<Arc<Centre>>, body: Bytes) -> Result<Response, Refusal> {
    // In a task of its own: a kiosk that hangs up must not stop the centre between storing and
    // deciding.
    let answered = tokio::spawn(async move { centre.sync(&body).await }).await;
    Ok((CBOR, answered.map_err(|_| Refusal::Later)??).into_response())
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Signature => StatusCode::UNAUTHORIZED,
            Self::KioskUnknown | Self::KioskRevoked | Self::TokenRefused => StatusCode::FORBIDDEN,
            Self::Later => StatusCode::SERVICE_UNAVAILABLE,
        };
        (status, self.to_string()).into_response()
    }
}
