//! The doors of the centre over HTTPS: each only translates.

use std::{future::Future, net::TcpListener, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{
        HeaderName, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
    routing::{get, post},
};
use axum_server::{Handle, tls_rustls::RustlsConfig};
use protocol::REQUEST_BYTES_MAX;
use tokio::time::MissedTickBehavior;

use crate::{
    centre::{Centre, Config, Error, keys_folder},
    events,
    refusal::Refusal,
    tls,
    vault::Vault,
};

const CBOR: [(HeaderName, &str); 1] = [(CONTENT_TYPE, "application/cbor")];
const SHUTDOWN_WAIT: Duration = Duration::from_secs(5);
/// How often a vault of its own process looks for what the front received.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How often it looks for questions: a person stands before the kiosk and waits.
const ANSWER_EVERY: Duration = Duration::from_millis(100);
/// How often such a vault looks for certificates and rosters that are due.
const RENEW_EVERY: Duration = Duration::from_secs(30);
/// Days pass at midnight in Guangdong; an hour late is early enough.
const DAYS_PASS_EVERY: Duration = Duration::from_secs(3_600);

/// Serves until `shutdown` ends; requests at work are finished. Front and vault are one process.
pub async fn serve(
    config: Config,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let centre = Arc::new(Centre::open(&config).await?);
    let days = tokio::spawn(let_days_pass(Arc::clone(&centre)));
    let served = listen(&config, centre, listener, shutdown).await;
    days.abort();
    served
}

/// Serves as the front alone, until `shutdown` ends; it needs no key that opens anything.
pub async fn serve_front(
    config: Config,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let centre = Arc::new(Centre::open_front_only(&config).await?);
    listen(&config, centre, listener, shutdown).await
}

/// Works as the vault behind a front in another process, until `shutdown` ends.
pub async fn work_as_vault(
    config: Config,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let vault = Vault::open(&config).await?;
    let mut looks = tokio::time::interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut questions = tokio::time::interval(ANSWER_EVERY);
    questions.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut hours = tokio::time::interval(DAYS_PASS_EVERY);
    hours.tick().await;
    let mut renewals = tokio::time::interval(RENEW_EVERY);
    tokio::pin!(shutdown);
    loop {
        let done = tokio::select! {
            () = &mut shutdown => return Ok(()),
            _ = looks.tick() => vault.work(None).await,
            _ = questions.tick() => vault.answer_waiting().await,
            _ = renewals.tick() => vault.renew().await,
            _ = hours.tick() => vault.let_days_pass().await.map(drop),
        };
        if let Err(error) = done {
            events::store_failed(error);
        }
    }
}

async fn listen(
    config: &Config,
    centre: Arc<Centre>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let certificate = tls::load(&keys_folder(config.front_folder()))?;
    listener.set_nonblocking(true).map_err(|_| Error::Listen)?;
    let handle = Handle::new();
    let ending = handle.clone();
    drop(tokio::spawn(async move {
        shutdown.await;
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
        .route("/v1/enquiry", post(enquire))
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

async fn enquire(State(centre): State<Arc<Centre>>, body: Bytes) -> Result<Response, Refusal> {
    // In a task of its own: a question that was laid down is taken away again, whoever hangs up.
    let answered = tokio::spawn(async move { centre.enquire(&body).await }).await;
    Ok((CBOR, answered.map_err(|_| Refusal::Later)??).into_response())
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Signature => StatusCode::UNAUTHORIZED,
            Self::KioskUnknown | Self::KioskRevoked | Self::TokenRefused => StatusCode::FORBIDDEN,
            Self::TooOften { seconds } => {
                let wait = [(RETRY_AFTER, seconds.to_string())];
                return (StatusCode::TOO_MANY_REQUESTS, wait, self.to_string()).into_response();
            }
            Self::Later => StatusCode::SERVICE_UNAVAILABLE,
        };
        (status, self.to_string()).into_response()
    }
}
