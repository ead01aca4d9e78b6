//! A front with its fleet: what each simulated kiosk does, and what all of it came to.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use codes::{Crypto as _, SoftwareCrypto};
use protocol::SyncAnswer;
use tokio::{sync::Semaphore, task::JoinSet};
use town::Postgres;

use crate::{
    caller::{Caller, Trusted},
    fleet::{self, Load, Simulated},
    site::{Part, Site},
    table::{cpu_of, note},
};

/// Handshakes at once while the connections are made that a measurement begins with.
const GREETING: usize = 100;
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// A front with its fleet, and what they send.
pub(crate) struct Scene {
    pub(crate) site: Site,
    pub(crate) trusted: Trusted,
    _postgres: Option<Postgres>,
}

/// What a run came to.
pub(crate) struct Outcome {
    pub(crate) seconds: f64,
    pub(crate) acknowledged: u64,
    pub(crate) requests: Vec<f64>,
    pub(crate) greetings: Vec<f64>,
    pub(crate) failures: u64,
    pub(crate) last: f64,
    pub(crate) server: Duration,
    pub(crate) own: Duration,
}

#[derive(Default)]
struct Tally {
    requests: Vec<f64>,
    greetings: Vec<f64>,
    acknowledged: u64,
    failures: u64,
    last: f64,
}

impl Scene {
    /// Founds a centre for simulated kiosks.
    pub(crate) async fn found(root: &Path, on_postgres: bool) -> Result<Self> {
        let postgres = match on_postgres {
            true => Some(Postgres::start(&root.join("logs")).await?),
            false => None,
        };
        let site = Site::found(&root.join("site"), postgres.as_ref(), 0).await?;
        let trusted = Trusted::read(&site.ca_pem)?;
        Ok(Self {
            site,
            trusted,
            _postgres: postgres,
        })
    }

    /// Prepares a load, lets it loose and holds the books against what was acknowledged.
    pub(crate) async fn run(
        &self,
        name: &str,
        load: Load,
        jitter: Option<u64>,
        limit: u64,
    ) -> Result<Outcome> {
        note(&format!(
            "{name}: {} kiosks seal {} records",
            load.kiosks,
            load.kiosks * load.requests * load.records
        ));
        let fleet = fleet::prepare(
            load,
            &self.site.trust,
            &self.site.doors,
            town::now().unix_ms,
        )?;
        let on = self.site.copy(name).await?;
        fleet::enrol(&on, load.kiosks, town::now().unix_ms).await?;
        let server = self.site.serve(&on, Part::Front).await?;
        let port = server.port();
        let key = self.site.trust.sync_key;
        let gate = Arc::new(Semaphore::new(GREETING));
        let (ready, start) = tokio::sync::watch::channel(None::<Instant>);
        let connected = Arc::new(AtomicU64::new(0));
        let mut kiosks = JoinSet::new();
        for simulated in fleet {
            let (trusted, gate, start) = (self.trusted.clone(), Arc::clone(&gate), start.clone());
            let connected = Arc::clone(&connected);
            kiosks.spawn(async move {
                let walk = Walk {
                    port,
                    trusted,
                    key,
                    limit: Duration::from_secs(limit),
                };
                walk.go(simulated, jitter, &gate, &connected, start).await
            });
        }
        drop(start);
        while jitter.is_none() && connected.load(Ordering::Relaxed) < load.kiosks {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let (far, near) = (server.cpu()?, cpu_of(std::process::id())?);
        let began = Instant::now();
        ready.send(Some(began)).ok();
        let all = gathered(&mut kiosks).await?;
        let outcome = Outcome {
            seconds: began.elapsed().as_secs_f64(),
            acknowledged: all.acknowledged,
            requests: all.requests,
            greetings: all.greetings,
            failures: all.failures,
            last: all.last,
            server: server.cpu()? - far,
            own: cpu_of(std::process::id())? - near,
        };
        server.stop().await?;
        let (rows, torn) = on.whole().await?;
        ensure!(torn == 0, "{torn} chains with a gap or a double");
        ensure!(
            rows >= outcome.acknowledged,
            "{} acknowledged and {rows} held",
            outcome.acknowledged
        );
        std::fs::remove_dir_all(on.data).ok();
        Ok(outcome)
    }
}

/// Adds up what the kiosks tell when they are done.
async fn gathered(kiosks: &mut JoinSet<Result<Tally>>) -> Result<Tally> {
    let mut all = Tally::default();
    while let Some(each) = kiosks.join_next().await {
        let each = each??;
        all.requests.extend(each.requests);
        all.greetings.extend(each.greetings);
        all.acknowledged += each.acknowledged;
        all.failures += each.failures;
        all.last = all.last.max(each.last);
    }
    Ok(all)
}

/// A simulated kiosk on its way.
struct Walk {
    port: u16,
    trusted: Trusted,
    key: codes::VerifyingKey,
    limit: Duration,
}

impl Walk {
    async fn go(
        &self,
        kiosk: Simulated,
        jitter: Option<u64>,
        gate: &Semaphore,
        connected: &AtomicU64,
        mut start: tokio::sync::watch::Receiver<Option<Instant>>,
    ) -> Result<Tally> {
        let mut tally = Tally::default();
        let mut caller = None;
        if jitter.is_none() {
            let _turn = gate.acquire().await?;
            caller = Some(self.greet(&mut tally).await?);
            connected.fetch_add(1, Ordering::Relaxed);
        }
        let began = start.wait_for(Option::is_some).await?.context("a start")?;
        if let Some(seconds) = jitter {
            tokio::time::sleep(Duration::from_millis(chance() % (seconds * 1_000 + 1))).await;
        }
        for prepared in &kiosk.requests {
            while began.elapsed() < self.limit {
                match self.send(&mut caller, &prepared.body, &mut tally).await {
                    Ok(body) => {
                        let answer = SyncAnswer::open(&body, &self.key, &prepared.nonce)?;
                        ensure!(answer.through >= prepared.through, "acknowledged less");
                        ensure!(answer.rejects.is_empty(), "a record was refused");
                        tally.acknowledged = prepared.through;
                        tally.last = began.elapsed().as_secs_f64();
                        break;
                    }
                    Err(wait) => {
                        tally.failures += 1;
                        let spread = Duration::from_millis(chance() % 1_000);
                        tokio::time::sleep(wait + spread).await;
                    }
                }
            }
        }
        Ok(tally)
    }

    async fn greet(&self, tally: &mut Tally) -> Result<Caller> {
        let began = Instant::now();
        let connector = self.trusted.connector(false)?;
        let connect = Caller::connect(self.port, &connector);
        let caller = tokio::time::timeout(ANSWER_WITHIN, connect).await??;
        tally.greetings.push(began.elapsed().as_secs_f64());
        Ok(caller)
    }

    /// Sends once; what failed says how long to wait at least.
    async fn send(
        &self,
        caller: &mut Option<Caller>,
        body: &[u8],
        tally: &mut Tally,
    ) -> Result<Vec<u8>, Duration> {
        let again = Duration::from_secs(1);
        let mut open = match caller.take() {
            Some(open) => open,
            None => self.greet(tally).await.map_err(|_| again)?,
        };
        let began = Instant::now();
        let answered = tokio::time::timeout(ANSWER_WITHIN, open.post(body)).await;
        tally.requests.push(began.elapsed().as_secs_f64());
        let answer = answered.map_err(|_| again)?.map_err(|_| again)?;
        *caller = Some(open);
        match answer.status {
            200 => Ok(answer.body),
            _ => Err(answer.wait.unwrap_or(again)),
        }
    }
}

fn chance() -> u64 {
    let mut bytes = [0; 8];
    SoftwareCrypto.random(&mut bytes);
    u64::from_be_bytes(bytes)
}
