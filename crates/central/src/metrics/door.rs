//! The door for Prometheus, apart from the kiosks' and the desk's, and the count at theirs.

use std::{future::Future, net::TcpListener, sync::Arc};

use axum::{
    Router,
    extract::{Request, State},
    http::{StatusCode, header::CONTENT_TYPE},
    middleware::Next,
    response::{IntoResponse as _, Response},
    routing::get,
};
use axum_server::Handle;

use super::{books, text::Page, write_work};
use crate::{
    centre::{Clock, Config, Error},
    events,
    store::{Store, StoreError},
};

const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Counts what is answered at the kiosks' doors.
pub(crate) async fn count(State(clock): State<Clock>, request: Request, next: Next) -> Response {
    // A closed list: what strangers ask for becomes no name of a series.
    let door = match request.uri().path() {
        "/v1/sync" => "sync",
        "/v1/enrol" => "enrol",
        "/v1/enquiry" => "enquiry",
        "/health" => "health",
        _ => "other",
    };
    let began_ms = clock();
    let response = next.run(request).await;
    let took_ms = clock().saturating_sub(began_ms);
    super::answered(door, response.status().as_u16(), took_ms);
    response
}

struct Books {
    front: Arc<dyn Store>,
    vault: Option<Arc<dyn Store>>,
    clock: Clock,
}

/// Serves `GET /metrics` in the clear until `shutdown` ends; it belongs on a local address.
pub(crate) async fn serve(
    config: &Config,
    with_vault: bool,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let books = Books {
        front: config.front_store().await?,
        vault: if with_vault {
            Some(config.store().await?)
        } else {
            None
        },
        clock: Arc::clone(&config.clock),
    };
    let routes = Router::new()
        .route("/metrics", get(page))
        .with_state(Arc::new(books));
    listener.set_nonblocking(true).map_err(|_| Error::Listen)?;
    let handle = Handle::new();
    let ending = handle.clone();
    drop(tokio::spawn(async move {
        shutdown.await;
        ending.shutdown();
    }));
    axum_server::from_tcp(listener)
        .map_err(|_| Error::Listen)?
        .handle(handle)
        .serve(routes.into_make_service())
        .await
        .map_err(|_| Error::Listen)
}

async fn page(State(books): State<Arc<Books>>) -> Response {
    match written(&books).await {
        Ok(text) => ([(CONTENT_TYPE, TEXT)], text).into_response(),
        Err(error) => {
            events::store_failed(error);
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn written(books: &Books) -> Result<String, StoreError> {
    let mut page = Page::default();
    write_work(&mut page);
    let now_ms = (books.clock)();
    books::write_front(&mut page, books.front.as_ref(), now_ms).await?;
    if let Some(vault) = &books.vault {
        books::write_vault(&mut page, vault.as_ref(), now_ms).await?;
    }
    Ok(page.finish())
}
