//! Five hundred kiosks send while the power goes at the centre and at its database; kiosks die too and
//! send again what they no longer know to be acknowledged.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use protocol::SyncAnswer;
use tokio::task::JoinSet;
use town::Postgres;

use crate::{
    caller::{Caller, Trusted},
    fleet::{self, Load, Simulated},
    site::{Copied, Part, Server, Site},
    table::{heading, note, row},
};

const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// A kiosk pauses so long at most before its next request.
const PAUSE_MS: u64 = 1_500;
/// The goal of the design: everything is acknowledged so soon after the last fault.
const AFTER_THE_LAST: Duration = Duration::from_secs(10);

/// What goes wrong.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Kiosks in this process.
    #[arg(long, default_value_t = 500)]
    kiosks: u64,
    /// Records of each kiosk, five a request.
    #[arg(long, default_value_t = 60)]
    records: u64,
    /// How often the power of the centre goes.
    #[arg(long, default_value_t = 3)]
    kills: u64,
    /// On PostgreSQL instead of SQLite; its power goes as often.
    #[arg(long)]
    postgres: bool,
    /// Decides the moments.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Moments and deaths, the same for the same seed.
#[derive(Clone)]
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end.max(1)
    }
}

/// Runs the ordeal once and holds the books against what was acknowledged.
pub(crate) async fn run(arguments: &Arguments, root: &Path) -> Result<()> {
    let mut postgres = match arguments.postgres {
        true => Some(Postgres::start(&root.join("logs")).await?),
        false => None,
    };
    let site = Site::found(&root.join("site"), postgres.as_ref(), 0).await?;
    let load = Load {
        kiosks: arguments.kiosks,
        requests: arguments.records.div_ceil(5),
        records: 5,
    };
    let all = load.kiosks * load.requests * load.records;
    note(&format!(
        "faults: {} kiosks seal {all} records",
        load.kiosks
    ));
    let unix_ms = town::now().unix_ms;
    let fleet = fleet::prepare(load, &site.trust, &site.doors, unix_ms)?;
    let on = site.copy("faults").await?;
    fleet::enrol(&on, load.kiosks, unix_ms).await?;
    let server = site.serve(&on, Part::Front).await?;
    let walk = Arc::new(Walk {
        port: server.port(),
        trusted: Trusted::read(&site.ca_pem)?,
        key: site.trust.sync_key,
    });
    let mut chance = Chance(arguments.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut kiosks = JoinSet::new();
    for simulated in fleet {
        let own = Chance(chance.below(u64::MAX) | 1);
        let walk = Arc::clone(&walk);
        kiosks.spawn(async move { walk.go(&simulated, own).await });
    }
    let began = Instant::now();
    let (server, last_fault) = torment(
        arguments,
        &site,
        &on,
        server,
        postgres.as_mut(),
        &mut chance,
    )
    .await?;
    ensure!(!kiosks.is_empty(), "all was over before the last fault");
    let (mut done, mut sent_again) = (Vec::new(), 0);
    while let Some(each) = kiosks.join_next().await {
        let each = each??;
        done.push(each.done);
        sent_again += each.sent_again;
    }
    let last = done.iter().max().context("kiosks")?;
    let after = last.saturating_duration_since(last_fault);
    server.stop().await?;
    let (rows, torn) = on.whole().await?;
    told(
        arguments,
        all,
        rows,
        torn,
        began.elapsed(),
        after,
        sent_again,
    );
    ensure!(torn == 0, "{torn} chains with a gap or a double");
    ensure!(rows == all, "{rows} of {all} records are held");
    ensure!(after <= AFTER_THE_LAST, "{after:?} after the last fault");
    Ok(())
}

/// Cuts the power at random moments and returns when it came back for the last time.
async fn torment(
    arguments: &Arguments,
    site: &Site,
    on: &Copied,
    mut server: Server,
    mut postgres: Option<&mut Postgres>,
    chance: &mut Chance,
) -> Result<(Server, Instant)> {
    let port = server.port();
    let mut last = Instant::now();
    for _ in 0..arguments.kills {
        tokio::time::sleep(Duration::from_millis(500 + chance.below(2_500))).await;
        server.cut_power().await?;
        server = site.serve_again(on, Part::Front, port).await?;
        last = Instant::now();
        if let Some(postgres) = postgres.as_deref_mut() {
            tokio::time::sleep(Duration::from_millis(500 + chance.below(1_500))).await;
            postgres.cut_power_and_start().await?;
            last = Instant::now();
        }
    }
    Ok((server, last))
}

fn told(
    arguments: &Arguments,
    all: u64,
    rows: u64,
    torn: u64,
    took: Duration,
    after: Duration,
    sent_again: u64,
) {
    let engine = if arguments.postgres {
        "PostgreSQL, its power goes as often"
    } else {
        "SQLite"
    };
    heading(
        &format!(
            "Faults: {} kiosks, the power of the centre goes {} times ({engine}), seed {}",
            arguments.kiosks, arguments.kills, arguments.seed
        ),
        &["what", "figure", "goal G12"],
    );
    let lines = [
        ("records sealed and held", format!("{all}, {rows}"), "equal"),
        ("chains with a gap or a double", torn.to_string(), "0"),
        (
            "requests sent again by kiosks that died",
            sent_again.to_string(),
            "–",
        ),
        (
            "everything took",
            format!("{:.1} s", took.as_secs_f64()),
            "–",
        ),
        (
            "all acknowledged after the last fault",
            format!("{:.1} s", after.as_secs_f64()),
            "10 s",
        ),
    ];
    for (what, figure, goal) in &lines {
        row(&[*what, figure.as_str(), *goal]);
    }
}

/// How kiosks reach the centre.
struct Walk {
    port: u16,
    trusted: Trusted,
    key: codes::VerifyingKey,
}

/// What a kiosk came to.
struct Walked {
    done: Instant,
    sent_again: u64,
}

impl Walk {
    /// Sends everything in order; now and then the kiosk dies and forgets its last answer.
    async fn go(&self, kiosk: &Simulated, mut chance: Chance) -> Result<Walked> {
        let mut caller = None;
        let (mut place, mut sent_again, mut tries) = (0, 0, 0_u32);
        while let Some(prepared) = kiosk.requests.get(place) {
            let wait = if tries == 0 {
                chance.below(PAUSE_MS)
            } else {
                // Full jitter, as the engine's.
                chance.below((200 << tries.min(4)).min(3_000))
            };
            tokio::time::sleep(Duration::from_millis(wait)).await;
            match self.send(&mut caller, &prepared.body).await {
                Ok(body) => {
                    tries = 0;
                    let answer = SyncAnswer::open(&body, &self.key, &prepared.nonce)?;
                    ensure!(answer.rejects.is_empty(), "a record was refused");
                    ensure!(answer.through >= prepared.through, "acknowledged less");
                    if chance.below(12) == 0 {
                        caller = None;
                        sent_again += 1;
                    } else {
                        place += 1;
                    }
                }
                Err(_) => {
                    caller = None;
                    tries += 1;
                }
            }
        }
        Ok(Walked {
            done: Instant::now(),
            sent_again,
        })
    }

    async fn send(&self, caller: &mut Option<Caller>, body: &[u8]) -> Result<Vec<u8>> {
        let mut open = match caller.take() {
            Some(open) => open,
            None => {
                let connector = self.trusted.connector(false)?;
                let connect = Caller::connect(self.port, &connector);
                tokio::time::timeout(ANSWER_WITHIN, connect).await??
            }
        };
        let answer = tokio::time::timeout(ANSWER_WITHIN, open.post(body)).await??;
        ensure!(answer.status == 200, "refused");
        *caller = Some(open);
        Ok(answer.body)
    }
}
