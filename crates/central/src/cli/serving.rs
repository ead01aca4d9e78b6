//! `central serve` and `central vault`: the processes that go on until they are told to end.

use std::{
    future::Future,
    net::{SocketAddr, TcpListener},
};

use serde_json::json;

use super::{Failure, Printer, office::refuse_demo};
use crate::{
    centre::{Config, Error},
    http::{self, Doors},
};

/// What `central serve` was asked for.
pub(super) struct Asked {
    /// Where kiosks come.
    pub(super) listen: SocketAddr,
    /// Where the desk page is, if anywhere.
    pub(super) desk: Option<SocketAddr>,
    /// Where numbers about the work are, if anywhere.
    pub(super) metrics: Option<SocketAddr>,
    /// Only the side that kiosks reach.
    pub(super) front_only: bool,
    /// Demonstration roots are meant.
    pub(super) demo: bool,
}

/// Serves kiosks and the desk page.
pub(super) async fn serve(
    config: Config,
    asked: Asked,
    shutdown: impl Future<Output = ()> + Send + 'static,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    refuse_demo(&config, asked.front_only, asked.demo)?;
    let (listener, url) = bind(asked.listen)?;
    printer.line(&format!("serving {url}"), &json!({ "serving": url }))?;
    let doors = Doors {
        kiosks: listener,
        desk: desk(asked.desk, printer)?,
        metrics: metrics(asked.metrics, printer)?,
    };
    if asked.front_only {
        return Ok(http::serve_front(config, doors, shutdown).await?);
    }
    Ok(http::serve(config, doors, shutdown).await?)
}

/// Works as the vault, and serves the desk page.
pub(super) async fn vault(
    config: Config,
    at: Option<SocketAddr>,
    demo: bool,
    shutdown: impl Future<Output = ()> + Send + 'static,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    refuse_demo(&config, false, demo)?;
    printer.line("working as the vault", &json!({ "vault": "working" }))?;
    let listener = desk(at, printer)?;
    Ok(http::work_as_vault(config, listener, shutdown).await?)
}

fn desk(at: Option<SocketAddr>, printer: &mut Printer<'_>) -> Result<Option<TcpListener>, Failure> {
    let Some(at) = at else { return Ok(None) };
    let (listener, url) = bind(at)?;
    let url = format!("{url}/desk");
    printer.line(&format!("desk page {url}"), &json!({ "desk": url }))?;
    Ok(Some(listener))
}

fn metrics(
    at: Option<SocketAddr>,
    printer: &mut Printer<'_>,
) -> Result<Option<TcpListener>, Failure> {
    let Some(at) = at else { return Ok(None) };
    let listener = TcpListener::bind(at).map_err(|_| Error::Listen)?;
    let address = listener.local_addr().map_err(|_| Error::Listen)?;
    let url = format!("http://{address}/metrics");
    printer.line(&format!("metrics {url}"), &json!({ "metrics": url }))?;
    Ok(Some(listener))
}

fn bind(at: SocketAddr) -> Result<(TcpListener, String), Failure> {
    let listener = TcpListener::bind(at).map_err(|_| Error::Listen)?;
    let address = listener.local_addr().map_err(|_| Error::Listen)?;
    Ok((listener, format!("https://{address}")))
}
