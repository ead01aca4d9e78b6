//! `central backup` and `central restore`: a second copy of the centre, and the way back to it.

use std::path::Path;

use serde_json::json;

use super::{Failure, Printer};
use crate::{
    backup,
    centre::{Config, Error},
    store::StoreError,
};

const NOT_HERE: &str = "PostgreSQL is copied with its own tools; see docs/operating.md";

/// Copies the centre into a new folder while it serves.
pub(super) async fn back_up(
    config: &Config,
    to: &Path,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    refuse_postgres(config)?;
    if to.exists() {
        return Err(Failure::Usage("the folder exists already; choose another"));
    }
    let copied = backup::back_up(config, to).await?;
    let line = format!(
        "copied to {}; the marks of {} kiosks follow",
        to.display(),
        copied.kiosks
    );
    printer.line(&line, &json!({ "copied": to, "kiosks": copied.kiosks }))
}

/// Puts a copy in the place of the databases.
pub(super) async fn restore(
    config: &Config,
    from: &Path,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    refuse_postgres(config)?;
    let aside = match backup::restore(config, from).await {
        Err(Error::Store(StoreError::Busy)) => {
            return Err(Failure::No(
                "the databases are in use; end the centre first",
            ));
        }
        done => done?,
    };
    let line = format!(
        "restored from {}; what was there is in {}\nNext: start the centre; kiosks send again what came after the copy",
        from.display(),
        aside.display()
    );
    printer.line(&line, &json!({ "restored": from, "replaced": aside }))
}

fn refuse_postgres(config: &Config) -> Result<(), Failure> {
    if config.database.is_some() || config.front_database.is_some() {
        return Err(Failure::Usage(NOT_HERE));
    }
    Ok(())
}
