//! What the commands of CUPS answer, in the words they have under `LC_ALL=C`.

/// How a printer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Ready,
    /// It says that it has no paper; it may have said so of an earlier job.
    Empty,
    /// It says that it cannot be reached, or is open; it may have said so of an earlier job.
    Away,
    /// CUPS hands it nothing.
    Disabled,
}

/// How a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JobEnd {
    Printed,
    Broken,
}

/// Reasons of RFC 8011 5.4.12 for which nothing can be printed, beside those of the paper.
const STOPS: [&str; 8] = [
    "offline",
    "door-open",
    "cover-open",
    "media-jam",
    "paused",
    "shutdown",
    "connecting-to-device",
    "timed-out",
];

/// Finds the usual printer in `lpstat -d`.
pub(super) fn default_printer(said: &str) -> Option<String> {
    let (_, name) = said.lines().next()?.split_once("destination: ")?;
    Some(name.trim().to_owned())
}

/// Reads `lpstat -l -p NAME`.
pub(super) fn state(said: &str) -> State {
    let first = said.lines().next().unwrap_or_default();
    if first.contains(" disabled ") {
        return State::Disabled;
    }
    let alerts = alerts(said);
    if alerts.contains("media-empty") || alerts.contains("media-needed") {
        return State::Empty;
    }
    let stops = STOPS.iter().any(|reason| {
        alerts
            .split([' ', ','])
            .any(|told| told.starts_with(reason))
    });
    if stops { State::Away } else { State::Ready }
}

/// Finds the name of the job in what `lp` says.
pub(super) fn job_name(said: &str) -> Option<String> {
    let (_, rest) = said.split_once("request id is ")?;
    rest.split_whitespace().next().map(str::to_owned)
}

/// Tells whether `lpstat -o` lists a job.
pub(super) fn is_listed(said: &str, job: &str) -> bool {
    lines_of(said, job).next().is_some()
}

/// Reads how a job ended from `lpstat -l -W completed -o`.
pub(super) fn job_end(said: &str, job: &str) -> JobEnd {
    let broken = lines_of(said, job).any(|line| {
        let told = line.trim_start();
        told.starts_with("Alerts:")
            && (told.contains("abort") || told.contains("cancel") || told.contains("stopped"))
    });
    if broken {
        JobEnd::Broken
    } else {
        JobEnd::Printed
    }
}

fn alerts(said: &str) -> &str {
    let line = said.lines().map(str::trim_start);
    line.filter_map(|line| line.strip_prefix("Alerts:"))
        .next()
        .unwrap_or_default()
}

/// The line of a job and what is indented below it.
fn lines_of<'a>(said: &'a str, job: &'a str) -> impl Iterator<Item = &'a str> {
    said.lines()
        .skip_while(move |line| line.split_whitespace().next() != Some(job))
        .enumerate()
        .take_while(|(place, line)| *place == 0 || line.starts_with([' ', '\t']))
        .map(|(_, line)| line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read() {
        let idle = "printer till is idle.  enabled since Mon 23 Nov 2026\n\tAlerts: none\n";
        assert_eq!(state(idle), State::Ready);
        assert_eq!(
            state(&idle.replace("none", "media-empty-error")),
            State::Empty
        );
        assert_eq!(state(&idle.replace("none", "offline-report")), State::Away);
        assert_eq!(
            state("printer till disabled since Mon 23 Nov -\n\tPaused\n"),
            State::Disabled
        );
        assert_eq!(
            default_printer("system default destination: till\n").as_deref(),
            Some("till")
        );
        assert_eq!(default_printer("no system default destination\n"), None);
        assert_eq!(
            job_name("request id is till-12 (0 file(s))\n").as_deref(),
            Some("till-12")
        );
        let done = "till-11  root 1024 Mon\n\tAlerts: job-completed-successfully\n\
                    till-12  root 1024 Mon\n\tAlerts: aborted-by-system\n";
        assert!(is_listed(done, "till-12") && !is_listed(done, "till-1"));
        assert_eq!(job_end(done, "till-11"), JobEnd::Printed);
        assert_eq!(job_end(done, "till-12"), JobEnd::Broken);
        assert_eq!(job_end("", "till-12"), JobEnd::Printed);
    }
}
