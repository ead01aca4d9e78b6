//! Kiosks with nothing to say, and what it costs to greet them.

use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};

use crate::{
    caller::Caller,
    fleet::{self, Load},
    scene::Scene,
    site::{Part, Server},
    table::{heading, micros_each, row},
};

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
    /// Records of one kiosk that has sent for long.
    #[arg(long, default_value_t = 100_000)]
    chain: u64,
    /// On PostgreSQL instead of SQLite.
    #[arg(long)]
    postgres: bool,
}

/// Prints what a question without news and a handshake cost the centre.
pub(crate) async fn run(arguments: &Poll, root: &Path) -> Result<()> {
    let scene = Scene::found(root, arguments.postgres).await?;
    // One more, the last, has sent for long.
    let kiosks = arguments.kiosks + 1;
    let load = Load {
        kiosks,
        requests: arguments.questions,
        records: 0,
    };
    let site = &scene.site;
    let now_ms = town::now().unix_ms;
    let mut fleet = fleet::prepare(load, &site.trust, &site.doors, now_ms)?;
    let questions = usize::try_from(arguments.questions)?;
    let on = site.copy("poll").await?;
    fleet::enrol(&on, kiosks, now_ms).await?;
    fleet::age(&on, arguments.kiosks, arguments.chain, now_ms).await?;
    let server = site.serve(&on, Part::Front).await?;
    heading(
        "Idle poll and handshakes, processor time of the centre",
        &["what", "µs each", "goal"],
    );
    handshakes(&scene, &server, arguments.handshakes).await?;
    let old = fleet.pop().context("the kiosk of a long life")?;
    let old = [old];
    let goal = "G13 ≤ 20 (without TLS and database)";
    for (what, asking, rounds) in [
        (
            "first poll in a minute (the contact is noted)",
            fleet.as_slice(),
            0..1,
        ),
        (
            "further polls, nothing new",
            fleet.as_slice(),
            1..usize::MAX,
        ),
        (
            "polls of one whose chain is long",
            old.as_slice(),
            0..usize::MAX,
        ),
    ] {
        let mut callers = Vec::new();
        for _ in asking {
            let connector = scene.trusted.connector(false)?;
            callers.push(Caller::connect(server.port(), &connector).await?);
        }
        let before = server.cpu()?;
        let mut asked = 0;
        for round in rounds.take_while(|round| *round < questions) {
            for (kiosk, caller) in asking.iter().zip(&mut callers) {
                let prepared = kiosk.requests.get(round).context("a question")?;
                let answer = caller.post(&prepared.body).await?;
                ensure!(answer.status == 200, "answered with {}", answer.status);
                asked += 1;
            }
        }
        let each = micros_each(server.cpu()? - before, asked);
        let what = match asking.len() {
            1 => format!("{what}: {} records", arguments.chain),
            _ => what.to_owned(),
        };
        row(&[what.as_str(), &format!("{each:.0}"), goal]);
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
