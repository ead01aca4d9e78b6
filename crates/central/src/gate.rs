//! How much may be at work at once: whoever comes to a full house is told when to come again,
//! before a byte of what they bring is read.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::header::CONTENT_LENGTH,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use protocol::REQUEST_BYTES_MAX;
use tokio::sync::Semaphore;

use crate::refusal::Refusal;

/// Most bytes of all requests at work together. Stored and decided they take a few times as much.
const BYTES_MAX: usize = 128 * 1024 * 1024;
const UNIT_BYTES: usize = 1024;
/// A request costs more than its body: the least that one counts.
const LEAST_BYTES: usize = 16 * 1024;
/// How long to wait before the next try. Kiosks add a random time to it.
const WAIT_S: u32 = 2;

/// What lets requests in as long as there is room.
#[derive(Clone)]
pub(crate) struct Gate(Arc<Semaphore>);

impl Gate {
    /// Opens a gate for as much as a centre has room for.
    pub(crate) fn open() -> Self {
        Self::for_bytes(BYTES_MAX)
    }

    fn for_bytes(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new(bytes / UNIT_BYTES)))
    }
}

/// Lets a request in, or refuses it at once.
pub(crate) async fn admit(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let named = request.headers().get(CONTENT_LENGTH);
    let told = named.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    // Whoever does not say how much it is may bring as much as anybody.
    let bytes = told.unwrap_or(REQUEST_BYTES_MAX).min(REQUEST_BYTES_MAX);
    let units = u32::try_from(bytes.max(LEAST_BYTES).div_ceil(UNIT_BYTES)).unwrap_or(u32::MAX);
    match gate.0.try_acquire_many(units) {
        Ok(_room) => next.run(request).await,
        Err(_) => Refusal::Full { seconds: WAIT_S }.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        Router,
        body::Body,
        http::{StatusCode, header::RETRY_AFTER},
        middleware,
        routing::post,
    };
    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn a_full_house_says_when_to_come_again() {
        let gate = Gate::for_bytes(64 * 1024);
        let go_on = Arc::new(Notify::new());
        let held = Arc::clone(&go_on);
        let work = move || {
            let held = Arc::clone(&held);
            async move { held.notified().await }
        };
        let routes = Router::new()
            .route("/", post(work))
            .layer(middleware::from_fn_with_state(gate.clone(), admit));
        let ask = |bytes: usize| {
            let request = axum::http::Request::post("/").header(CONTENT_LENGTH, bytes);
            let request = request.body(Body::empty()).unwrap();
            tower::ServiceExt::oneshot(routes.clone(), request)
        };
        let first = tokio::spawn(ask(60_000));
        while gate.0.available_permits() > 8 {
            tokio::task::yield_now().await;
        }
        for bytes in [1, 60_000] {
            let refused = ask(bytes).await.unwrap();
            assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(refused.headers()[RETRY_AFTER], "2");
        }
        go_on.notify_one();
        assert_eq!(first.await.unwrap().unwrap().status(), StatusCode::OK);
        go_on.notify_one();
        assert_eq!(
            ask(60_000).await.unwrap().status(),
            StatusCode::OK,
            "there is room again"
        );
        let silent = axum::http::Request::post("/").body(Body::empty()).unwrap();
        let answered = tower::ServiceExt::oneshot(routes, silent).await.unwrap();
        assert_eq!(
            answered.status(),
            StatusCode::SERVICE_UNAVAILABLE,
            "it may be anything"
        );
    }
}
