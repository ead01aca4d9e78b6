//! The text that Prometheus reads (exposition format 0.0.4).

use std::fmt::Write as _;

/// A page in the making. Names and labels are fixed words or short codes of our own.
#[derive(Default)]
pub(super) struct Page(String);

impl Page {
    /// Begins a family of values.
    pub(super) fn family(&mut self, name: &str, kind: &str, help: &str) {
        // Writing into a string cannot fail.
        writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}").unwrap_or_default();
    }

    /// Writes one value of a family.
    pub(super) fn value(&mut self, name: &str, labels: &[(&str, &str)], value: u64) {
        let shown: Vec<String> = labels
            .iter()
            .map(|(label, text)| format!("{label}=\"{text}\""))
            .collect();
        let labels = if shown.is_empty() {
            String::new()
        } else {
            format!("{{{}}}", shown.join(","))
        };
        writeln!(self.0, "{name}{labels} {value}").unwrap_or_default();
    }

    /// Writes a family of one value that goes up and down.
    pub(super) fn gauge(&mut self, name: &str, help: &str, value: u64) {
        self.family(name, "gauge", help);
        self.value(name, &[], value);
    }

    /// Writes how values spread over upper ends, with their number and sum.
    pub(super) fn spread(
        &mut self,
        (name, help): (&str, &str),
        counts: impl Iterator<Item = (u64, u64)>,
        all: u64,
        sum: u64,
    ) {
        self.family(name, "histogram", help);
        let bucket = format!("{name}_bucket");
        for (end, count) in counts {
            self.value(&bucket, &[("le", &end.to_string())], count);
        }
        self.value(&bucket, &[("le", "+Inf")], all);
        self.value(&format!("{name}_sum"), &[], sum);
        self.value(&format!("{name}_count"), &[], all);
    }

    /// Returns the text.
    pub(super) fn finish(self) -> String {
        self.0
    }
}
