//! `kioskctl try`: the rules on data, one case a line in, one answer a line out.

mod answers;
mod cases;
mod lines;

use std::io::{self, BufReader};

use clap::builder::PossibleValuesParser;
use residence::{Listed as _, Policy, ProfileName};

use crate::output::{Failure, Outcome, Printer};
use lines::{Line, Lines};

const INPUT_BYTES: usize = 65_536;

#[derive(clap::Args)]
#[command(after_help = "\
Line n of the output answers line n of the input. A line that is no case answers {\"error\":…} and the
run ends with exit code 1; the other lines are answered all the same.

  document     type, number, on; birth, sex, state        → ok, key, birth, sex, warnings | error_code
  age          birth, on                                  → age, addable, self_declare, guardian_consent
  stay         start                                      → first_eligible
  stay         city, on, segments                         → start, first_eligible
  endorsement  issued, endorsed, on                       → state, window_from, window_to, lapse_on, allowed
  eligible     city, on, population or hukou, age or birth, habitual_since or habitual_pending,
               segments, presentations, grounds, exemption, exemption_since, guardian, agent,
               live_permit, live_application              → verdict, since, route, on, denials

Dates are YYYY-MM-DD; `on` is today's civil date in Guangdong. A segment is {city, from, to, voided}; `to`
is its last day, null while it lasts. What is not named in a case is taken as not there; without age or
birth the person is an adult. Endorsements before their window, or after the permit was cancelled by time,
cannot have been made and are an error.

Examples:
  echo '{\"fn\":\"age\",\"birth\":\"2008-02-29\",\"on\":\"2024-02-28\"}' | kioskctl try
  kioskctl try --profile gd_shenzhen < cases.jsonl > answers.jsonl")]
pub(crate) struct Arguments {
    /// The policy profile whose rules are tried.
    #[arg(long, value_name = "NAME", default_value = "gd_default", value_parser = profile_names())]
    profile: String,
}

fn profile_names() -> PossibleValuesParser {
    PossibleValuesParser::new(ProfileName::ALL.iter().map(|profile| profile.code()))
}

/// Answers every line of standard input, whatever its bytes are.
pub(crate) fn run(arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    let policy = policy_of(&arguments.profile);
    let mut lines = Lines::new(BufReader::with_capacity(INPUT_BYTES, io::stdin().lock()));
    let mut all_answered = true;
    loop {
        let line = lines.next().map_err(|error| Failure::Input(error.kind()))?;
        let answer = match line {
            Line::End => break,
            Line::TooLong => Err(answers::LineError::LineTooLong),
            Line::Bytes(bytes) => answers::answer(bytes, policy),
        };
        all_answered &= answer.is_ok();
        match answer {
            Ok(answer) => printer.json_later(&answer)?,
            Err(error) => printer.json_later(&error.told())?,
        }
        // Whoever types line by line reads along; a file is written in large pieces.
        if lines.is_waiting() {
            printer.flush()?;
        }
    }
    printer.flush()?;
    Ok(if all_answered {
        Outcome::Done
    } else {
        Outcome::No
    })
}

fn policy_of(name: &str) -> &'static Policy {
    let profile = ProfileName::from_code(name).expect("the command line takes only known names");
    Policy::BUILT_IN
        .iter()
        .find(|policy| policy.version.profile == profile)
        .expect("every profile is built in")
}
