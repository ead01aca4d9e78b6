//! The operator's command line: arguments in, lines and an exit code out.

mod alarms;
mod apart;
mod audit;
mod backup;
mod bundle;
mod ceremony;
mod decide;
mod demo;
mod failure;
mod fleet;
mod houses;
mod inbox;
mod init;
mod keys;
mod office;
mod permits;
mod plating;
mod presentations;
mod printing;
mod recovery;
mod residents;
mod revoke;
mod serving;
mod settle;
mod show;
mod workers;

use std::{io::Write, net::SocketAddr, path::PathBuf, sync::Arc};

use clap::{Args, Parser, Subcommand};
use codes::Crypto;
use serde_json::Value;

use crate::centre::{Clock, Config};

use self::failure::Failure;
use office::announce;

/// The reference central server for residence registration.
#[derive(Parser)]
#[command(
    name = "central",
    version,
    after_help = "Examples:
  central demo town                              make a small fictitious town in ./town
  central serve --data town --listen 127.0.0.1:8443 --desk 127.0.0.1:8444
  central kiosks list --data town                who asks to be enrolled, with key characters
  central kiosks approve rongyin-7k2m 7K2M9ABC --data town
  central show --data town --json                what is registered, one JSON object a line

Exit codes: 0 done, 1 the answer is no, 2 wrong usage or input, 3 could not be done now."
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Answers in JSON, one object a line.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Makes a small, fictitious town: keys, codes as text and pictures, a token.
    #[command(
        after_help = "Example:\n  central demo town --town my-town.json --listen-name kiosk-test.lan"
    )]
    Demo {
        /// The folder to make; it must not hold a town yet.
        dir: PathBuf,
        /// A town file; without it, the built-in town.
        #[arg(long, value_name = "FILE.json")]
        town: Option<PathBuf>,
        /// A further name or address by which kiosks reach the server.
        #[arg(long, value_name = "NAME", default_value = "localhost")]
        listen_name: String,
        /// URL of a PostgreSQL database to fill instead of a SQLite file in the folder.
        #[arg(long, value_name = "URL")]
        database: Option<String>,
    },
    /// Serves kiosks over HTTPS until it is told to end.
    #[command(after_help = "Example:\n  central serve --data town --listen 127.0.0.1:8443")]
    Serve {
        #[command(flatten)]
        place: Place,
        /// Address and port; port 0 takes a free one, which the printed line tells.
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8443")]
        listen: SocketAddr,
        /// Address and port of the desk page; without it, there is none.
        #[arg(long, value_name = "ADDR", conflicts_with = "front_only")]
        desk: Option<SocketAddr>,
        /// Address and port for Prometheus, in the clear; without it, there is none.
        #[arg(long, value_name = "ADDR")]
        metrics: Option<SocketAddr>,
        /// Only the side that kiosks reach; `central vault` works behind it.
        #[arg(long)]
        front_only: bool,
        /// Works with demonstration roots; a released program refuses them without it.
        #[arg(long)]
        demo: bool,
    },
    /// Opens and decides what a front in another process received, until it is told to end.
    #[command(
        after_help = "Example:\n  central vault --data vault --front front\n  central serve --data front --front-only"
    )]
    Vault {
        #[command(flatten)]
        place: Place,
        /// Address and port of the desk page; without it, there is none.
        #[arg(long, value_name = "ADDR")]
        desk: Option<SocketAddr>,
        /// Works with demonstration roots; a released program refuses them without it.
        #[arg(long)]
        demo: bool,
    },
    /// Lets people work at kiosks, and ends it.
    #[command(after_help = "Example:\n  central workers add W1001 --name 陈建华 --data town")]
    Workers {
        #[command(subcommand)]
        act: workers::Act,
    },
    /// Shows presentations that a person must look at, and lets them count.
    #[command(after_help = "Example:\n  central presentations list --waiting --data town")]
    Presentations {
        #[command(subcommand)]
        act: presentations::Act,
    },
    /// Tells whether the audits of the kiosks are whole.
    #[command(after_help = "Example:\n  central audit verify --data town --json")]
    Audit {
        #[command(subcommand)]
        act: audit::Act,
    },
    /// Lets two administrators recover a kiosk that lost the key of its memory.
    #[command(
        after_help = "Example:\n  central recovery open request.bin --shares a.txt b.txt --characters 7K2M-… --out answer.bin"
    )]
    Recovery {
        #[command(subcommand)]
        act: recovery::Act,
    },
    /// Makes the folder that a front needs which works apart: no key that opens or issues.
    #[command(after_help = "Example:\n  central front /srv/front --data town")]
    Front {
        /// The folder to make.
        dir: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    #[command(flatten)]
    Office(office::Act),
    /// Takes in what a stick brings from a kiosk without a line.
    #[command(after_help = "Example:\n  central inbox import rongyin-01-000012.outbox --data town")]
    Inbox {
        #[command(subcommand)]
        act: inbox::Act,
    },
    /// Lists what a person must look at, the latest first.
    #[command(after_help = "Example:\n  central alarms --data town --json")]
    Alarms {
        #[command(flatten)]
        place: Place,
    },
    /// Enrols kiosks and takes their trust away.
    #[command(after_help = "Example:\n  central kiosks token rongyin --data town")]
    Kiosks {
        #[command(subcommand)]
        act: fleet::Act,
    },
    /// Decides as the desk or an officer.
    #[command(
        after_help = "Example:\n  central decide reject RECORD --reason WRONG_ROOM --data town"
    )]
    Decide {
        #[command(subcommand)]
        act: decide::Act,
    },
    /// Decides as an officer about residence permits, and about requests for people's own data.
    #[command(after_help = "Example:\n  central permits issue RECORD --data town")]
    Permits {
        #[command(subcommand)]
        act: permits::Act,
    },
    /// Copies the centre while it serves; kiosks then keep what the copy does not hold.
    #[command(after_help = "Example:\n  central backup /media/copies/monday --data town")]
    Backup {
        /// The folder to make, on another disk than the centre's.
        dir: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// Puts the newest copy in the place of a centre that was lost and is not running.
    #[command(after_help = "Example:\n  central restore /media/copies/monday --data town")]
    Restore {
        /// The folder that `central backup` made.
        dir: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// Shows what is registered, masked.
    #[command(after_help = "Example:\n  central show --data town --json")]
    Show {
        #[command(flatten)]
        place: Place,
    },
}

/// Where the town is.
#[derive(Args, Clone)]
struct Place {
    /// The folder that `central demo` made.
    #[arg(long, value_name = "DIR", default_value = ".")]
    data: PathBuf,
    /// URL of a PostgreSQL database; without it, SQLite in the folder.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The folder of the front, when it works apart from the vault.
    #[arg(long, value_name = "DIR")]
    front: Option<PathBuf>,
    /// URL of the front's own PostgreSQL database; without it, the same database.
    #[arg(long, value_name = "URL")]
    front_database: Option<String>,
    /// An extract of the population register; without it persons.csv in the folder, if it is there.
    #[arg(long, value_name = "FILE.csv")]
    population: Option<PathBuf>,
}

/// What main brings from the machine.
pub struct Rim {
    /// The clock.
    pub clock: Clock,
    /// Randomness, signatures and sealing.
    pub crypto: Arc<dyn Crypto>,
}

impl Rim {
    fn config(&self, place: Place) -> Config {
        Config {
            front: place.front,
            front_database: place.front_database,
            population: place.population,
            ..self.config_at(place.data, place.database)
        }
    }

    fn config_at(&self, data: PathBuf, database: Option<String>) -> Config {
        let (clock, crypto) = (Arc::clone(&self.clock), Arc::clone(&self.crypto));
        Config {
            data,
            front: None,
            database,
            front_database: None,
            clock,
            crypto,
            population: None,
        }
    }
}

/// Carries out a command and returns the exit code.
pub async fn run(
    cli: Cli,
    rim: Rim,
    shutdown: impl Future<Output = ()> + Send + 'static,
    out: &mut (dyn Write + Send),
    err: &mut (dyn Write + Send),
) -> u8 {
    let mut printer = Printer {
        out,
        err,
        json: cli.json,
    };
    let done = match cli.command {
        Command::Demo {
            dir,
            town,
            listen_name,
            database,
        } => {
            let config = rim.config_at(dir, database);
            demo::run(&config, town.as_deref(), &listen_name, &mut printer).await
        }
        Command::Serve {
            place,
            listen,
            desk,
            metrics,
            front_only,
            demo,
        } => {
            let asked = serving::Asked {
                listen,
                desk,
                metrics,
                front_only,
                demo,
            };
            serving::serve(rim.config(place), asked, shutdown, &mut printer).await
        }
        Command::Vault { place, desk, demo } => {
            serving::vault(rim.config(place), desk, demo, shutdown, &mut printer).await
        }
        Command::Office(act) => office::run(act, &rim, &mut printer).await,
        Command::Workers { act } => workers::run(act, &rim, &mut printer).await,
        Command::Presentations { act } => presentations::run(act, &rim, &mut printer).await,
        Command::Audit { act } => audit::run(act, &rim, &mut printer).await,
        Command::Recovery { act } => recovery::run(act, &rim, &mut printer).await,
        Command::Front { dir, place } => apart::run(&rim.config(place), &dir, &mut printer),
        Command::Inbox { act } => inbox::run(act, &rim, &mut printer).await,
        Command::Alarms { place } => alarms::run(&rim.config(place), &mut printer).await,
        Command::Kiosks { act } => fleet::run(act, &rim, &mut printer).await,
        Command::Permits { act } => permits::run(act, &rim, &mut printer).await,
        Command::Decide { act } => decide::run(act, &rim, &mut printer).await,
        Command::Backup { dir, place } => {
            backup::back_up(&rim.config(place), &dir, &mut printer).await
        }
        Command::Restore { dir, place } => {
            backup::restore(&rim.config(place), &dir, &mut printer).await
        }
        Command::Show { place } => show::run(&rim.config(place), &mut printer).await,
    };
    match done {
        Ok(()) => 0,
        Err(failure) => {
            // When the error channel is gone too, only the exit code is left to tell.
            drop(writeln!(printer.err, "central: {failure}"));
            failure.exit_code()
        }
    }
}

/// Prints a line for a person or an object for a machine.
struct Printer<'a> {
    out: &'a mut (dyn Write + Send),
    err: &'a mut (dyn Write + Send),
    json: bool,
}

impl Printer<'_> {
    fn line(&mut self, text: &str, object: &Value) -> Result<(), Failure> {
        if self.json {
            writeln!(self.out, "{object}")?;
        } else {
            writeln!(self.out, "{text}")?;
        }
        Ok(self.out.flush()?)
    }
}
