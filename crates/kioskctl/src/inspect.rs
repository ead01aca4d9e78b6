//! `kioskctl code inspect`: what a code is worth, without a kiosk.

use std::io::{self, BufRead as _};
use std::path::{Path, PathBuf};

use codes::{
    AmberReason, Clock, Damage, Kind, Meaning, PublicReason, RedReason, TrustList, Verdict,
};
use serde::Serialize;

use crate::output::{Failure, Outcome, Printer};
use crate::trust_folder::TrustFolder;

#[derive(clap::Args)]
#[command(after_help = "\
One JSON object a code: {\"verdict\":\"green\"|\"amber\"|\"red\",\"kind\":…,\"reason\":…}; `public` is what the
screen may say, `issued` and `expires` are days in Guangdong. Nothing personal is printed.
The clock of this machine is taken to be right. Exit code 1: a code is red.

Examples:
  kioskctl code inspect --trust demo/trust \"$(cat demo/codes/houses/h1.txt)\"
  kioskctl code inspect --trust demo/trust --image plate.jpg
  cat demo/codes/residents/*.txt | kioskctl code inspect --trust demo/trust -")]
pub(crate) struct Arguments {
    /// The text of a code, or - for one code a line on standard input.
    #[arg(required_unless_present = "image", conflicts_with = "image")]
    text: Option<String>,
    /// A picture of codes.
    #[arg(long, value_name = "FILE")]
    image: Option<PathBuf>,
    /// Folder with roots.txt and bundle.txt, such as `central demo` makes.
    #[arg(long, value_name = "DIR")]
    trust: PathBuf,
}

/// One line of the answer.
#[derive(Serialize)]
struct Answer {
    verdict: &'static str,
    kind: Option<&'static str>,
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    public: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    demo: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

/// Judges the codes and prints a line for each.
pub(crate) fn run(
    arguments: &Arguments,
    now: Clock,
    printer: &mut Printer,
) -> Result<Outcome, Failure> {
    let trust = TrustFolder::new(&arguments.trust).open_bundle(now)?;
    let mut all_pass = true;
    let mut judge = |text: &str| {
        let verdict = codes::verify(text, &trust, now);
        all_pass &= !matches!(verdict, Verdict::Red(_));
        printer.json(&answer(text, &verdict, &trust))
    };
    match (&arguments.text, &arguments.image) {
        (_, Some(image)) => texts_of(image)?.iter().try_for_each(|text| judge(text))?,
        (Some(dash), None) if dash == "-" => each_line(judge)?,
        (Some(text), None) => judge(text.trim())?,
        (None, None) => unreachable!("clap asks for one of them"),
    }
    Ok(if all_pass { Outcome::Done } else { Outcome::No })
}

fn texts_of(image: &Path) -> Result<Vec<String>, Failure> {
    let picture = scanner::read_picture(image).map_err(|_| Failure::NoPicture(image.to_owned()))?;
    let decoded = scanner::decode(&picture.luma, picture.width, picture.height);
    let texts: Vec<_> = decoded.codes.into_iter().map(|code| code.text).collect();
    if texts.is_empty() {
        return Err(Failure::NoCode(image.to_owned()));
    }
    Ok(texts)
}

/// Answers every line, whatever its bytes are.
fn each_line(mut judge: impl FnMut(&str) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut lines = io::stdin().lock();
    let mut line = Vec::new();
    loop {
        line.clear();
        let length = lines
            .read_until(b'\n', &mut line)
            .map_err(|error| Failure::Input(error.kind()))?;
        if length == 0 {
            return Ok(());
        }
        judge(String::from_utf8_lossy(&line).trim())?;
    }
}

fn answer(text: &str, verdict: &Verdict, trust: &TrustList) -> Answer {
    let (name, reason, public, meaning) = match verdict {
        Verdict::Green(meaning) => ("green", None, None, Some(meaning)),
        Verdict::Amber(meaning, reason) => ("amber", Some(amber(*reason)), None, Some(meaning)),
        Verdict::Newer => ("amber", Some("newer"), Some("newer"), None),
        Verdict::Red(reason) => (
            "red",
            Some(red(*reason)),
            Some(public(reason.public())),
            None,
        ),
    };
    let dates = meaning.map(dates);
    Answer {
        verdict: name,
        kind: codes::kind_of(text).map(kind),
        reason,
        public,
        issued: dates.map(|(issued, _)| day(issued)),
        expires: dates.map(|(_, expires)| day(expires)),
        demo: trust.bundle().demo,
    }
}

fn dates(meaning: &Meaning) -> (u64, u64) {
    match meaning {
        Meaning::House(claims) => (claims.iat, claims.exp),
        Meaning::Resident(claims) => (claims.iat, claims.exp),
        Meaning::Kiosk(claims) => (claims.iat, claims.exp),
    }
}

fn day(unix_s: u64) -> String {
    let unix_ms = i64::try_from(unix_s.saturating_mul(1000)).unwrap_or(i64::MAX);
    residence::guangdong_date(unix_ms).to_string()
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::House => "house",
        Kind::Resident => "resident",
        Kind::Dynamic => "dynamic",
        Kind::Provisional => "provisional",
        Kind::Kiosk => "kiosk",
        Kind::Bundle => "bundle",
    }
}

fn amber(reason: AmberReason) -> &'static str {
    match reason {
        AmberReason::UnknownKey => "unknown_key",
        AmberReason::ClockUncertain => "clock_uncertain",
        AmberReason::BundleExpired => "bundle_expired",
        AmberReason::OldRevocation => "old_revocation",
    }
}

fn red(reason: RedReason) -> &'static str {
    match reason {
        RedReason::Foreign => "foreign",
        RedReason::UnknownKind => "unknown_kind",
        RedReason::Damaged(Damage::Length) => "damaged_length",
        RedReason::Damaged(Damage::Base45) => "damaged_base45",
        RedReason::Damaged(Damage::Structure(_)) => "damaged_structure",
        RedReason::Damaged(Damage::Frame) => "damaged_frame",
        RedReason::Damaged(Damage::Claims) => "damaged_claims",
        RedReason::UnknownKey => "unknown_key",
        RedReason::WrongAlgorithm => "wrong_algorithm",
        RedReason::WrongKeyUse => "wrong_key_use",
        RedReason::KeyPeriod => "key_period",
        RedReason::BadSignature => "bad_signature",
        RedReason::NotYetValid => "not_yet_valid",
        RedReason::Expired => "expired",
        RedReason::TooLong(_) => "too_long",
        RedReason::Revoked => "revoked",
        RedReason::NoPower => "no_power",
        RedReason::Replayed => "replayed",
    }
}

fn public(reason: PublicReason) -> &'static str {
    match reason {
        PublicReason::Foreign => "foreign",
        PublicReason::Damaged => "damaged",
        PublicReason::Expired => "expired",
        PublicReason::NotYetValid => "not_yet_valid",
        PublicReason::Withdrawn => "withdrawn",
    }
}
