//! `central alarms`: what a person must look at, of both databases.

use data_encoding::HEXLOWER;
use serde_json::json;

use super::{Failure, Printer};
use crate::{centre::Config, tables::alarms};

pub(super) async fn run(config: &Config, printer: &mut Printer<'_>) -> Result<(), Failure> {
    config.authority().map_err(crate::Error::from)?;
    let halves = config.halves().await?;
    let mut raised = alarms::all(halves.front.as_ref()).await?;
    raised.extend(alarms::all(halves.vault.as_ref()).await?);
    raised.sort_by_key(|alarm| std::cmp::Reverse(alarm.last_ms));
    for alarm in raised {
        let object = HEXLOWER.encode(&alarm.object);
        let line = format!(
            "{:14}  {:32}  {} times, last {} ms  {object}",
            alarm.kind.code(),
            alarm.kiosk,
            alarm.times,
            alarm.last_ms,
        );
        let told = json!({
            "alarm": alarm.kind.code(), "kiosk": alarm.kiosk, "object": object,
            "first_ms": alarm.first_ms, "last_ms": alarm.last_ms, "times": alarm.times,
        });
        printer.line(&line, &told)?;
    }
    Ok(())
}
