//! Waiting for something to become true, with an end.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

/// Asks again and again until the answer is a value; fails with `what` at the deadline.
pub async fn wait_for<T, F, A>(what: &str, limit: Duration, mut ask: A) -> Result<T>
where
    A: FnMut() -> F,
    F: Future<Output = Option<T>>,
{
    let end = Instant::now() + limit;
    let mut beat = tokio::time::interval(Duration::from_millis(50));
    loop {
        if let Some(value) = ask().await {
            return Ok(value);
        }
        if Instant::now() > end {
            bail!("waited {} s in vain: {what}", limit.as_secs());
        }
        beat.tick().await;
    }
}

/// Asks again and again until the answer is yes.
pub async fn wait_until<F, A>(what: &str, limit: Duration, mut ask: A) -> Result<()>
where
    A: FnMut() -> F,
    F: Future<Output = bool>,
{
    wait_for(what, limit, || {
        let answer = ask();
        async move { answer.await.then_some(()) }
    })
    .await
}
