//! `make bench`: what trust costs, from the text of a code to its verdict, a binding, a PIN, an envelope.

use std::{hint::black_box, io::Write as _, time::Instant};

use anyhow::{Context as _, Result, ensure};
use codes::{Algorithm, SealingSecret, SoftwareCrypto, Verdict, pin_verifier, verify};
use protocol::{Envelope, open_envelope, seal_record};
use town::{MINTED_NUMBER, Mint};

const REVOKED: usize = 200_000;
const TIMES: usize = 400;
const SLOW_TIMES: usize = 20;
const SCANS: usize = 10_000;

fn main() -> Result<()> {
    row("what", "figure");
    row("---", "---");
    for algorithm in [Algorithm::Ed25519, Algorithm::Es256, Algorithm::Sm2] {
        measure_verdicts(algorithm)?;
    }
    let mint = Mint::new(Algorithm::Ed25519, 0);
    let subject = residence::Subject::from_bytes([7; 16]);
    let times = timed(SLOW_TIMES, || {
        black_box(mint.bind.id_bind(&subject, MINTED_NUMBER));
    });
    told("binding to an ID number", times, "ms", 1e3);
    let times = timed(SLOW_TIMES / 2, || {
        black_box(pin_verifier(&[1; 32], "482913", &[2; 16]));
    });
    told("check of a worker's PIN", times, "ms", 1e3);
    measure_envelopes()
}

/// From the text to the verdict, with the list of a prefecture's revoked serials.
fn measure_verdicts(algorithm: Algorithm) -> Result<()> {
    let mint = Mint::new(algorithm, REVOKED);
    let (trust, now, codes) = (mint.trust(), mint.now(), mint.codes());
    for (place, kind) in [(1, "resident"), (3, "provisional")] {
        let code = codes.get(place).context("five codes")?;
        ensure!(
            matches!(verify(code, &trust, now), Verdict::Green(_)),
            "a good code"
        );
        let times = timed(TIMES, || {
            black_box(verify(code, &trust, now));
        });
        let what = format!(
            "verdict, {kind} code, {}, {REVOKED} revoked",
            algorithm.name()
        );
        told(&what, times, "ms", 1e3);
    }
    if algorithm == Algorithm::Ed25519 {
        let before = resident_bytes()?;
        let times = timed(SCANS, || {
            for code in &codes {
                black_box(verify(code, &trust, now));
            }
        });
        let grown = resident_bytes()?.saturating_sub(before) >> 20;
        told(
            &format!("five verdicts, {SCANS} times in a row (memory +{grown} MB)"),
            times,
            "ms",
            1e3,
        );
    }
    Ok(())
}

/// Sealing and opening the declaration of the golden files, as kiosk and centre do.
fn measure_envelopes() -> Result<()> {
    let golden = include_str!("../golden/protocol/envelope-declaration.hex");
    let envelope = Envelope::decode(&unhex(golden)?)?;
    let centre = SealingSecret::from_bytes(&[3; 32]);
    let opened = open_envelope(&envelope, &centre, &SoftwareCrypto)?;
    let key = codes::SigningKey::from_bytes(&[1; 32]);
    let at = protocol::SealAt {
        kiosk: envelope.header().kiosk.clone(),
        epoch: 1,
        seq: 1,
        prev: [0; 32],
        record: envelope.header().record,
        at: envelope.header().at,
        circumstances: protocol::Circumstances::GOOD,
    };
    let times = timed(TIMES, || {
        black_box(seal_record(
            &opened.record,
            at.clone(),
            &key,
            &centre.public(),
            &SoftwareCrypto,
        ))
        .ok();
    });
    told("sealing and signing a declaration", times, "ms", 1e3);
    let times = timed(TIMES, || {
        black_box(open_envelope(&envelope, &centre, &SoftwareCrypto)).ok();
    });
    told("opening a declaration", times, "ms", 1e3);
    Ok(())
}

fn timed(times: usize, mut act: impl FnMut()) -> Vec<f64> {
    (0..times)
        .map(|_| {
            let started = Instant::now();
            act();
            started.elapsed().as_secs_f64()
        })
        .collect()
}

fn told(what: &str, mut seconds: Vec<f64>, unit: &str, factor: f64) {
    seconds.sort_by(f64::total_cmp);
    let at = |part: usize| {
        seconds
            .get(seconds.len() * part / 100)
            .copied()
            .unwrap_or_default()
    };
    let figure = format!("{:.2} / {:.2} {unit}", at(50) * factor, at(95) * factor);
    row(&format!("{what}, median / p95"), &figure);
}

fn resident_bytes() -> Result<u64> {
    let text = std::fs::read_to_string("/proc/self/statm")?;
    let pages: u64 = text.split_whitespace().nth(1).context("a size")?.parse()?;
    Ok(pages * 4_096)
}

fn row(what: &str, figure: &str) {
    // A closed output ends no measurement.
    writeln!(std::io::stdout(), "| {what} | {figure} |").ok();
}

fn unhex(text: &str) -> Result<Vec<u8>> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|pair| Ok(u8::from_str_radix(std::str::from_utf8(pair)?, 16)?))
        .collect()
}
