//! The doors of the centre over HTTPS: each only translates.

use std::{
    future::Future,
    net::{SocketAddr, TcpListener},
    path::Path,
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{
        HeaderName, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER},
    },
    middleware::from_fn_with_state,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use axum_server::{Handle, tls_rustls::RustlsConfig};
use protocol::REQUEST_BYTES_MAX;
use tokio::time::MissedTickBehavior;

use crate::{
    addresses::{self, Addresses},
    centre::{Centre, Config, Error, keys_folder},
    desk, events,
    gate::{Gate, admit},
    metrics,
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

/// Where the centre listens.
pub struct Doors {
    /// For kiosks.
    pub kiosks: TcpListener,
    /// For the desk page; kiosks need not reach it.
    pub desk: Option<TcpListener>,
    /// For numbers about the work, in the clear; it belongs on a local address.
    pub metrics: Option<TcpListener>,
}

impl From<TcpListener> for Doors {
    fn from(kiosks: TcpListener) -> Self {
        Self {
            kiosks,
            desk: None,
            metrics: None,
        }
    }
}

/// Serves until `shutdown` ends; requests at work are finished. Front and vault are one process.
pub async fn serve(
    config: Config,
    doors: impl Into<Doors>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let doors = doors.into();
    let centre = Arc::new(Centre::open(&config).await?);
    let days = tokio::spawn(let_days_pass(Arc::clone(&centre)));
    let (ending, ended) = tokio::sync::watch::channel(());
    drop(tokio::spawn(async move {
        shutdown.await;
        drop(ending);
    }));
    let desk = async {
        match (doors.desk, centre.vault()) {
            (Some(listener), Some(vault)) => {
                listen_desk(&config, vault, listener, until(ended.clone())).await
            }
            (None, _) | (_, None) => Ok(()),
        }
    };
    let fleet = listen(
        &config,
        Arc::clone(&centre),
        doors.kiosks,
        until(ended.clone()),
    );
    let numbers = listen_metrics(&config, true, doors.metrics, until(ended.clone()));
    let served = tokio::try_join!(fleet, desk, numbers);
    days.abort();
    served.map(drop)
}

/// Ends when the other side of the channel is gone.
async fn until(mut ended: tokio::sync::watch::Receiver<()>) {
    while ended.changed().await.is_ok() {}
}

/// Serves as the front alone, until `shutdown` ends; it needs no key that opens anything.
pub async fn serve_front(
    config: Config,
    doors: impl Into<Doors>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let doors = doors.into();
    let centre = Arc::new(Centre::open_front_only(&config).await?);
    let (ending, ended) = tokio::sync::watch::channel(());
    drop(tokio::spawn(async move {
        shutdown.await;
        drop(ending);
    }));
    let fleet = listen(&config, centre, doors.kiosks, until(ended.clone()));
    let numbers = listen_metrics(&config, false, doors.metrics, until(ended));
    tokio::try_join!(fleet, numbers).map(drop)
}

async fn listen_metrics(
    config: &Config,
    with_vault: bool,
    listener: Option<TcpListener>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    match listener {
        Some(listener) => metrics::serve(config, with_vault, listener, shutdown).await,
        None => Ok(()),
    }
}

/// Works as the vault behind a front in another process, until `shutdown` ends.
///
/// The desk page works on its side: it decides, and opens what residents wrote.
pub async fn work_as_vault(
    config: Config,
    desk: Option<TcpListener>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let vault = Arc::new(Vault::open(&config).await?);
    let (ending, ended) = tokio::sync::watch::channel(());
    let served = match desk {
        Some(listener) => {
            let (config, vault) = (config.clone(), Arc::clone(&vault));
            tokio::spawn(async move { listen_desk(&config, vault, listener, until(ended)).await })
        }
        None => tokio::spawn(async { Ok(()) }),
    };
    look_and_decide(&vault, shutdown).await;
    drop(ending);
    served.await.map_err(|_| Error::Listen)?
}

async fn look_and_decide(vault: &Vault, shutdown: impl Future<Output = ()>) {
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
            () = &mut shutdown => return,
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
    let keys = keys_folder(config.front_folder());
    // Outermost: what the other layers refuse is counted too.
    let counted = from_fn_with_state(Arc::clone(&config.clock), metrics::count);
    let addresses = Addresses::new(Arc::clone(&config.clock));
    let routes = routes(centre, addresses).layer(counted);
    serve_routes(&keys, routes, listener, shutdown).await
}

async fn listen_desk(
    config: &Config,
    vault: Arc<Vault>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let keys = keys_folder(&config.data);
    serve_routes(&keys, desk::routes(vault), listener, shutdown).await
}

async fn serve_routes(
    keys: &Path,
    routes: Router,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let certificate = tls::load(keys)?;
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
        .serve(routes.into_make_service_with_connect_info::<SocketAddr>())
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

fn routes(centre: Arc<Centre>, addresses: Addresses) -> Router {
    let knocking = from_fn_with_state(addresses, addresses::admit);
    Router::new()
        .route("/health", get(|| async { "ok" }))
        .route("/v1/enrol", post(enrol).layer(knocking))
        .route("/v1/sync", post(sync))
        .route("/v1/enquiry", post(enquire))
        .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX))
        .layer(from_fn_with_state(Gate::open(), admit))
        .with_state(centre)
}

async fn enrol(State(centre): State<Arc<Centre>>, body: Bytes) -> Result<Response, Refusal> {
    Ok((CBOR, centre.enrol(&body).await?).into_response())
}

async fn sync(State(centre): State<Arc<Centre>>, body: Bytes) -> Result<Response, Refusal> {
    // In a task of its own: a kiosk that hangs up must not stop the centre between storing and
    // deciding.
    let answered = tokio::spawn(async move { centre.sync_promptly(&body).await }).await;
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
            Self::Full { seconds } => {
                let wait = [(RETRY_AFTER, seconds.to_string())];
                return (StatusCode::SERVICE_UNAVAILABLE, wait, self.to_string()).into_response();
            }
            Self::Later => StatusCode::SERVICE_UNAVAILABLE,
        };
        (status, self.to_string()).into_response()
    }
}
