//! `central show`: what is registered, without a name, number or pseudonym.

use data_encoding::HEXLOWER;
use residence::HouseCode;
use serde_json::{Value, json};

use super::{Failure, Printer};
use crate::{
    centre::{Config, Error},
    tables::registrations::{self, Registration},
};

pub(super) async fn run(config: &Config, printer: &mut Printer<'_>) -> Result<(), Failure> {
    config.authority().map_err(Error::from)?;
    let store = config.store().await?;
    for registration in registrations::all(store.as_ref()).await? {
        print(&registration, printer)?;
    }
    Ok(())
}

/// Prints one registration as a line or an object.
pub(super) fn print(registration: &Registration, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let object = masked(registration);
    printer.line(&sentence(registration, &object), &object)
}

/// Returns a registration as an object that names nobody.
fn masked(registration: &Registration) -> Value {
    let columns = registration.standing.columns();
    json!({
        "record": HEXLOWER.encode(registration.record.as_bytes()),
        "house": registration.house.as_ref().map(HouseCode::as_str),
        "state": columns.state,
        "effective_on": columns.effective_on.map(|day| day.to_string()),
        "capacity": columns.capacity,
        "cohabitants": registration.cohabitants,
        "rejection": columns.rejection,
        "denied": columns.denied,
    })
}

fn sentence(registration: &Registration, object: &Value) -> String {
    let text = |field: &str| {
        object
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or("-")
            .to_owned()
    };
    let stands = if object.get("state").is_some_and(Value::is_string) {
        text("state")
    } else {
        format!("DENIED {}", text("denied"))
    };
    format!(
        "{}  {:16} {stands:24} effective {:10}  by {:8} cohabitants {}  {}",
        registration.record.receipt_number(),
        registration.house.as_ref().map_or("-", HouseCode::as_str),
        text("effective_on"),
        text("capacity"),
        registration.cohabitants,
        text("rejection"),
    )
}
