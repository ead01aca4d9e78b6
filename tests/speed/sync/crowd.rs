//! Many kiosks at one front: all at once, and after an outage.

use std::path::Path;

use anyhow::Result;

use crate::{
    fleet::Load,
    scene::Scene,
    table::{heading, micros_each, number, quantile, row},
};

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
