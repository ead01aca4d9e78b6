//! Many kiosks at one front: all at once, after an outage, and with nothing to say.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use codes::{Crypto as _, SoftwareCrypto};
use protocol::SyncAnswer;
use tokio::{sync::Semaphore, task::JoinSet};
use town::Postgres;

use crate::{
    caller::{Caller, Trusted},
    fleet::{self, Load, Simulated},
    site::{Copied, Part, Server, Site},
    table::{cpu_of, heading, micros_each, note, number, quantile, row},
};

/// Handshakes at once while the connections are made that a measurement begins with.
const GREETING: usize = 100;
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Many kiosks that send as fast as they are answered.
#[derive(clap::Args)]
pub(crate) struct FanIn {
    /// Connections.
    #[arg(long, value_delimiter = ',', default_value = "500,3000,8000")]
    connections: Vec<u64>,
    /// Records of a request.
    #[arg(long, default_value_t = 10)]
    batch: u64,
    /// Records of all kiosks together.
    #[arg(long, default_value_t = 160_000)]
    records: u64,
    /// On PostgreSQL instead of SQLite.
    #[arg(long)]
    postgres: bool,
    /// Nobody sends any more after this many seconds.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
}

/// All kiosks of a province come back.
#[derive(clap::Args)]
pub(crate) struct Herd {
    /// Kiosks.
    #[arg(long, default_value_t = 10_000)]
    kiosks: u64,
    /// Records that each has.
    #[arg(long, default_value_t = 100)]
    records: u64,
    /// Seconds over which they spread their return.
    #[arg(long, default_value_t = 20)]
    jitter: u64,
    /// On PostgreSQL instead of SQLite.
    #[arg(long)]
    postgres: bool,
    /// Nobody tries any more after this many seconds.
    #[arg(long, default_value_t = 180)]
    seconds: u64,
}

/// Kiosks that ask whether there is anything new.
#[derive(clap::Args)]
pub(crate) struct Poll {
    /// Kiosks.
    #[arg(long, default_value_t = 500)]
    kiosks: u64,
    /// Questions of each.
    #[arg(long, default_value_t = 50)]
    questions: u64,
    /// Handshakes of each kind.
    #[arg(long, default_value_t = 2_000)]
    handshakes: u64,
    /// On PostgreSQL instead of SQLite.
    #[arg(long)]
    postgres: bool,
}

/// A front with its fleet, and what they send.
struct Scene {
    site: Site,
    trusted: Trusted,
    _postgres: Option<Postgres>,
}

/// What a run came to.
struct Outcome {
    seconds: f64,
    acknowledged: u64,
    requests: Vec<f64>,
    greetings: Vec<f64>,
    failures: u64,
    last: f64,
    server: Duration,
    own: Duration,
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
    async fn found(root: &Path, on_postgres: bool) -> Result<Self> {
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

    async fn open(&self, name: &str, kiosks: u64) -> Result<(Copied, Server)> {
        let on = self.site.copy(name).await?;
        fleet::enrol(&on, kiosks, town::now().unix_ms).await?;
        let server = self.site.serve(&on, Part::Front).await?;
        Ok((on, server))
    }

    /// Prepares a load, lets it loose and holds the books against what was acknowledged.
    async fn run(
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
        let (on, server) = self.open(name, load.kiosks).await?;
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
        let mut all = Tally::default();
        while let Some(each) = kiosks.join_next().await {
            let each = each??;
            all.requests.extend(each.requests);
            all.greetings.extend(each.greetings);
            all.acknowledged += each.acknowledged;
            all.failures += each.failures;
            all.last = all.last.max(each.last);
        }
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

/// Prints what a front takes from many connections.
pub(crate) async fn fan_in(arguments: &FanIn, root: &Path) -> Result<()> {
    let scene = Scene::found(root, arguments.postgres).await?;
    heading(
        &format!(
            "Fan-in: requests of {} sealed records, TLS, front alone",
            arguments.batch
        ),
        &[
            "connections",
            "records/s",
            "request p50 / p99 ms",
            "failed",
            "CPU µs/record, centre",
            "CPU µs/record, load",
            "goal G9",
        ],
    );
    for &kiosks in &arguments.connections {
        let load = Load {
            kiosks,
            requests: (arguments.records / kiosks / arguments.batch).clamp(1, 60),
            records: arguments.batch,
        };
        let name = format!("fan-{kiosks}");
        let mut out = scene.run(&name, load, None, arguments.seconds).await?;
        let goal = if kiosks > 3_000 { "40,000" } else { "50,000" };
        row(&[
            &kiosks.to_string(),
            &format!("{:.0}", number(out.acknowledged) / out.last),
            &format!(
                "{:.0} / {:.0}",
                quantile(&mut out.requests, 0.5) * 1e3,
                quantile(&mut out.requests, 0.99) * 1e3
            ),
            &out.failures.to_string(),
            &format!("{:.0}", micros_each(out.server, out.acknowledged)),
            &format!("{:.0}", micros_each(out.own, out.acknowledged)),
            goal,
        ]);
    }
    Ok(())
}

/// Prints how a province comes back.
pub(crate) async fn herd(arguments: &Herd, root: &Path) -> Result<()> {
    let scene = Scene::found(root, arguments.postgres).await?;
    let load = Load {
        kiosks: arguments.kiosks,
        requests: 1,
        records: arguments.records,
    };
    let mut out = scene
        .run("herd", load, Some(arguments.jitter), arguments.seconds)
        .await?;
    heading(
        &format!(
            "Herd: {} kiosks × {} records, a TLS handshake each, spread over {} s, front alone",
            arguments.kiosks, arguments.records, arguments.jitter
        ),
        &["what", "figure", "goal G10"],
    );
    let all = arguments.kiosks * arguments.records;
    let told = [
        (
            "acknowledged",
            format!("{} of {all}", out.acknowledged),
            "all",
        ),
        (
            "last acknowledged after",
            format!("{:.1} s", out.last),
            "30 s",
        ),
        ("the run ended after", format!("{:.1} s", out.seconds), "–"),
        (
            "request p50 / p99 / worst",
            spread(&mut out.requests),
            "p99 1 s",
        ),
        (
            "handshake p50 / p99 / worst",
            spread(&mut out.greetings),
            "–",
        ),
        (
            "answers that were refused or did not come",
            out.failures.to_string(),
            "–",
        ),
        (
            "CPU of the centre, a record",
            format!("{:.0} µs", micros_each(out.server, out.acknowledged)),
            "–",
        ),
    ];
    for (what, figure, goal) in &told {
        row(&[*what, figure.as_str(), *goal]);
    }
    Ok(())
}

fn spread(values: &mut [f64]) -> String {
    format!(
        "{:.2} / {:.2} / {:.2} s",
        quantile(values, 0.5),
        quantile(values, 0.99),
        quantile(values, 1.0)
    )
}

/// Prints what a question without news and a handshake cost the centre.
pub(crate) async fn poll(arguments: &Poll, root: &Path) -> Result<()> {
    let scene = Scene::found(root, arguments.postgres).await?;
    let load = Load {
        kiosks: arguments.kiosks,
        requests: arguments.questions,
        records: 0,
    };
    let site = &scene.site;
    let fleet = fleet::prepare(load, &site.trust, &site.doors, town::now().unix_ms)?;
    let (_on, server) = scene.open("poll", arguments.kiosks).await?;
    heading(
        "Idle poll and handshakes, processor time of the centre",
        &["what", "µs each", "goal"],
    );
    handshakes(&scene, &server, arguments.handshakes).await?;
    let mut callers = Vec::new();
    for _ in 0..arguments.kiosks {
        let connector = scene.trusted.connector(false)?;
        callers.push(Caller::connect(server.port(), &connector).await?);
    }
    for (what, from, to) in [
        ("first poll in a minute (the contact is noted)", 0, 1),
        ("further polls, nothing new", 1, usize::MAX),
    ] {
        let before = server.cpu()?;
        let mut asked = 0;
        let mut round = from;
        while round < to && round < usize::try_from(arguments.questions)? {
            for (kiosk, caller) in fleet.iter().zip(&mut callers) {
                let prepared = kiosk.requests.get(round).context("a question")?;
                let answer = caller.post(&prepared.body).await?;
                ensure!(answer.status == 200, "answered with {}", answer.status);
                asked += 1;
            }
            round += 1;
        }
        let each = micros_each(server.cpu()? - before, asked);
        row(&[
            what,
            &format!("{each:.0}"),
            "G13 ≤ 20 (without TLS and database)",
        ]);
    }
    server.stop().await
}

/// Full handshakes, and such as continue: one client again and again, and many clients in turn.
async fn handshakes(scene: &Scene, server: &Server, count: u64) -> Result<()> {
    let (port, trusted) = (server.port(), &scene.trusted);
    let fresh = trusted.connector(false)?;
    let kept = trusted.connector(true)?;
    Caller::connect(port, &kept).await?.health().await?;
    for (what, connector, goal) in [
        ("full handshake and one answer", &fresh, "G11 ≤ 200"),
        ("resumed handshake and one answer", &kept, "G11 ≤ 100"),
    ] {
        let before = server.cpu()?;
        let mut resumed = 0;
        for _ in 0..count {
            let mut caller = Caller::connect(port, connector).await?;
            resumed += u64::from(caller.is_resumed());
            if caller.health().await?.status != 200 {
                bail!("the centre is not well");
            }
        }
        let each = micros_each(server.cpu()? - before, count);
        row(&[
            &format!("{what} ({resumed} of {count} resumed)"),
            &format!("{each:.0}"),
            goal,
        ]);
    }
    let mut many = Vec::new();
    for _ in 0..count.min(1_000) {
        let connector = trusted.connector(true)?;
        Caller::connect(port, &connector).await?.health().await?;
        many.push(connector);
    }
    let mut resumed = 0;
    for connector in &many {
        let mut caller = Caller::connect(port, connector).await?;
        caller.health().await?;
        resumed += u64::from(caller.is_resumed());
    }
    let what = format!("of {} kiosks that come again, resumed", many.len());
    row(&[&what, &resumed.to_string(), "all"]);
    Ok(())
}
