//! `kioskctl places`: finding standard addresses.

use chrono::NaiveDate;
use places::{Divisions, Index, Options};
use serde::Serialize;

use crate::output::{Failure, Outcome, Printer};

#[derive(clap::Args)]
#[command(after_help = "\
One JSON object a line, best first: {\"code\":…, \"name\":…, \"path\":…, \"score\":…}; the score is 100 for
what was typed exactly. Characters, pinyin, initials and digits may be mixed; one slip is forgiven.
Exit code 1: nothing is found.

Examples:
  kioskctl places search 海丰县
  kioskctl places search shanwei chengqu
  kioskctl places search --limit 3 hf
  kioskctl places search 441581")]
pub(crate) struct Arguments {
    /// One JSON object a line; there is no other form.
    #[arg(long)]
    json: bool,
    /// At most so many answers.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
    /// What to look for; several words are one query.
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
}

/// One line of the answer.
#[derive(Serialize)]
struct Line<'a> {
    code: String,
    name: &'a str,
    path: &'a str,
    score: u8,
}

/// Prints what is found among the divisions of a day.
pub(crate) fn search(
    arguments: &Arguments,
    today: NaiveDate,
    printer: &mut Printer,
) -> Result<Outcome, Failure> {
    let divisions = Divisions::load(today).expect("the divisions are part of the program");
    let options = Options {
        limit: usize::from(arguments.limit),
        near: None,
    };
    let found = Index::new(divisions, []).search(&arguments.query.join(" "), options);
    for place in &found {
        printer.json(&Line {
            code: place.place.to_string(),
            name: &place.name,
            path: &place.path,
            score: place.score,
        })?;
    }
    Ok(match found.is_empty() {
        true => Outcome::No,
        false => Outcome::Done,
    })
}
