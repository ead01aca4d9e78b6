//! The `central` command: brings the clock, the randomness and the signals of the machine.

use std::{process::ExitCode, sync::Arc, time::UNIX_EPOCH};

use central::cli::{Cli, Rim, run};
use clap::Parser as _;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> ExitCode {
    let rim = Rim {
        clock: Arc::new(now_ms),
        crypto: Arc::new(codes::SoftwareCrypto),
    };
    let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
    ExitCode::from(run(Cli::parse(), rim, told_to_end(), &mut out, &mut err).await)
}

#[expect(clippy::disallowed_methods, reason = "main is where the clock is read")]
fn now_ms() -> u64 {
    let since = std::time::SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Ends when the machine or a person at the terminal says so.
async fn told_to_end() {
    let terminate = signal(SignalKind::terminate());
    let asked = async {
        match terminate {
            Ok(mut terminate) => drop(terminate.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = asked => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
