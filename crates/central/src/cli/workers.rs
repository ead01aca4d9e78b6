//! `central workers`: who may work at kiosks.

use clap::{Subcommand, ValueEnum};
use protocol::{WorkerId, WorkerRole};
use residence::PersonName;
use serde_json::json;
use zeroize::Zeroizing;

use super::{Failure, Place, Printer, Rim};
use crate::{
    centre::{Config, Error},
    registry::By,
    tables::{
        desk_access::{self, DeskRole},
        kiosks,
        ledger::{self, Entry},
        workers,
    },
    vault::workers::{self as roster, NewWorker},
};

/// What is done with the workers.
#[derive(Subcommand)]
pub(super) enum Act {
    /// Adds a worker and prints the number to hand over; it is shown once.
    Add {
        /// The name to log in with, 4 to 12 letters and digits.
        worker: String,
        /// The worker's name; only its masked form is kept.
        #[arg(long, value_name = "NAME")]
        name: String,
        /// What the worker is to a kiosk.
        #[arg(long, value_enum, default_value = "worker")]
        role: Role,
        #[command(flatten)]
        place: Place,
    },
    /// Lists the workers.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Draws another number for a worker and prints it; the old one ends with the next roster.
    Pin {
        /// The name to log in with.
        worker: String,
        #[command(flatten)]
        place: Place,
    },
    /// Lets a worker log in no more, from the next roster.
    Disable {
        /// The name to log in with.
        worker: String,
        #[command(flatten)]
        place: Place,
    },
    /// Lets a worker log in at the desk page, or ends that.
    Desk {
        /// The name to log in with.
        worker: String,
        /// What the worker is there.
        #[arg(value_enum)]
        role: AtDesk,
        #[command(flatten)]
        place: Place,
    },
    /// Lists when each kiosk got its roster.
    Roster {
        #[command(flatten)]
        place: Place,
    },
}

/// What a worker is to a kiosk, as typed.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Role {
    /// Assists residents and issues provisional codes.
    Worker,
    /// Also unlocks colleagues.
    Supervisor,
    /// Sets up and repairs.
    Technician,
}

impl Role {
    fn meant(self) -> WorkerRole {
        match self {
            Self::Worker => WorkerRole::Worker,
            Self::Supervisor => WorkerRole::Supervisor,
            Self::Technician => WorkerRole::Technician,
        }
    }
}

fn word(role: WorkerRole) -> &'static str {
    match role {
        WorkerRole::Worker => "worker",
        WorkerRole::Supervisor => "supervisor",
        WorkerRole::Technician => "technician",
    }
}

/// What a worker is at the desk page, as typed.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum AtDesk {
    /// Decides what the community desk decides.
    Clerk,
    /// Also decides permits, and ends and voids registrations.
    Officer,
    /// Looks at kiosks.
    Technician,
    /// Does not log in there.
    None,
}

impl AtDesk {
    fn meant(self) -> Option<DeskRole> {
        match self {
            Self::Clerk => Some(DeskRole::Clerk),
            Self::Officer => Some(DeskRole::Officer),
            Self::Technician => Some(DeskRole::Technician),
            Self::None => None,
        }
    }
}

const NOBODY: Failure = Failure::No("no worker of this name; see the list");

pub(super) async fn run(act: Act, rim: &Rim, printer: &mut Printer<'_>) -> Result<(), Failure> {
    match act {
        Act::Add {
            worker,
            name,
            role,
            place,
        } => {
            let name = PersonName::parse(&name).map_err(|_| Failure::Usage("this is no name"))?;
            let new = NewWorker {
                worker: parse(&worker)?,
                label: name.masked(),
                role: role.meant(),
            };
            add(&rim.config(place), new, printer).await
        }
        Act::List { place } => list(&rim.config(place), printer).await,
        Act::Pin { worker, place } => pin(&rim.config(place), &parse(&worker)?, printer).await,
        Act::Disable { worker, place } => {
            disable(&rim.config(place), &parse(&worker)?, printer).await
        }
        Act::Desk {
            worker,
            role,
            place,
        } => desk(&rim.config(place), &parse(&worker)?, role.meant(), printer).await,
        Act::Roster { place } => rosters(&rim.config(place), printer).await,
    }
}

async fn add(config: &Config, new: NewWorker, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let authority = config.authority().map_err(Error::from)?;
    let (store, now_ms) = (config.store().await?, (config.clock)());
    let id = new.worker.clone();
    let crypto = config.crypto.as_ref();
    match roster::add(store.as_ref(), &authority, crypto, new, now_ms).await? {
        Some(pin) => print_pin(&id, &pin, printer),
        None => Err(Failure::No("a worker of this name exists; see the list")),
    }
}

async fn pin(config: &Config, id: &WorkerId, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let authority = config.authority().map_err(Error::from)?;
    let (store, now_ms) = (config.store().await?, (config.clock)());
    let crypto = config.crypto.as_ref();
    match roster::renew_pin(store.as_ref(), &authority, crypto, id, now_ms).await? {
        Some(pin) => print_pin(id, &pin, printer),
        None => Err(NOBODY),
    }
}

fn print_pin(
    id: &WorkerId,
    pin: &Zeroizing<String>,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let line = Zeroizing::new(format!("{id} {}", pin.as_str()));
    printer.line(
        &line,
        &json!({ "worker": id.as_str(), "pin": pin.as_str() }),
    )
}

async fn disable(config: &Config, id: &WorkerId, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let store = config.store().await?;
    if !roster::disable(store.as_ref(), id).await? {
        return Err(NOBODY);
    }
    printer.line(
        &format!("{id} disabled"),
        &json!({ "worker": id.as_str(), "enabled": false }),
    )
}

async fn desk(
    config: &Config,
    id: &WorkerId,
    role: Option<DeskRole>,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let store = config.store().await?;
    if workers::by_id(store.as_ref(), id).await?.is_none() {
        return Err(NOBODY);
    }
    let code = role.map_or("NONE", DeskRole::code);
    let entry = Entry {
        at_ms: (config.clock)(),
        actor: By::operator().actor,
        act: "ACCESS",
        object: id.as_str().to_owned(),
        detail: String::new(),
        result: code.to_owned(),
    };
    let write = role.map_or_else(
        || desk_access::end(id),
        |role| desk_access::set_role(id, role),
    );
    ledger::commit(store.as_ref(), &entry, &[write]).await?;
    printer.line(
        &format!("{id} at the desk: {}", code.to_lowercase()),
        &json!({ "worker": id.as_str(), "desk": code }),
    )
}

async fn list(config: &Config, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let store = config.store().await?;
    for worker in workers::all(store.as_ref()).await? {
        let role = word(worker.role);
        let state = if worker.enabled {
            "enabled"
        } else {
            "disabled"
        };
        let line = format!(
            "{:12}  {role:10}  {state:8}  {}",
            worker.worker.as_str(),
            worker.label
        );
        let object = json!({
            "worker": worker.worker.as_str(), "label": worker.label, "role": role,
            "enabled": worker.enabled, "pin_set_ms": worker.pin_set_ms,
        });
        printer.line(&line, &object)?;
    }
    Ok(())
}

async fn rosters(config: &Config, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let store = config.store().await?;
    for kiosk in kiosks::all(store.as_ref()).await? {
        let sent = workers::roster_of(store.as_ref(), &kiosk.id).await?;
        let issued = sent.map(|(issued_ms, _)| issued_ms);
        let told = issued.map_or("no roster".to_owned(), |at| format!("roster of {at} ms"));
        let line = format!("{:32}  {told}", kiosk.id.as_str());
        let object = json!({ "kiosk": kiosk.id.as_str(), "issued_ms": issued });
        printer.line(&line, &object)?;
    }
    Ok(())
}

fn parse(name: &str) -> Result<WorkerId, Failure> {
    WorkerId::parse(name)
        .map_err(|_| Failure::Usage("a worker is named by 4 to 12 letters and digits"))
}
