//! Starts the kiosk's window.

use std::path::PathBuf;

use clap::Parser;
use residence_kiosk::{Options, PrinterChoice, ServiceArea, run};
use scanner::SourceChoice;

/// The window of a residence registration kiosk.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Folder of the kiosk's memory; `kioskctl enrol` prepares it.
    #[arg(long)]
    data: PathBuf,
    /// The service area, which chooses the rules: digits of a division, or of one and a zone.
    #[arg(long, default_value = "4499", value_parser = area)]
    area: ServiceArea,
    /// `auto`, `name:NAME` (as `kioskctl scan --camera` tells it), a number, `pictures:FOLDER`,
    /// `auto:FOLDER` (pictures when there is no camera), `video:FILE` or `synthetic`.
    #[arg(long, default_value = "auto")]
    camera: SourceChoice,
    /// Milliseconds without a touch after which the countdown starts.
    #[arg(long, default_value_t = 60_000)]
    idle_warning_ms: u64,
    /// Milliseconds without a touch after which everything personal is wiped.
    #[arg(long, default_value_t = 90_000)]
    idle_wipe_ms: u64,
    /// An ordinary window, for development.
    #[arg(long)]
    windowed: bool,
    /// What a test driver adds when it starts a program: the web view then keeps files, in the folder.
    #[arg(long, hide = true)]
    automation: bool,
    /// Folder of this service's decrypted credentials; a unit of systemd says `--credentials %d`.
    #[arg(long)]
    credentials: Option<PathBuf>,
    /// The way to the security chip (TCTI).
    #[arg(long)]
    tcti: Option<String>,
    /// `usual` for the usual printer of CUPS, `none`, or the name of one.
    #[arg(long, default_value = "usual", value_parser = printer)]
    printer: PrinterChoice,
    /// A folder that slips are laid into instead of a printer, for demonstrations and tests.
    #[arg(long, conflicts_with = "printer")]
    printer_folder: Option<PathBuf>,
    /// Serve a demonstration: its authority is not real. A development build always may.
    #[arg(long)]
    demo: bool,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    run(Options {
        data_dir: arguments.data,
        area: arguments.area,
        camera: arguments.camera,
        idle_warning_ms: arguments.idle_warning_ms,
        idle_wipe_ms: arguments.idle_wipe_ms,
        windowed: arguments.windowed,
        automation: arguments.automation,
        credentials: arguments.credentials,
        tcti: arguments.tcti,
        demo: arguments.demo || cfg!(debug_assertions),
        printer: match arguments.printer_folder {
            Some(folder) => PrinterChoice::Folder(folder),
            None => arguments.printer,
        },
    })?;
    Ok(())
}

fn area(text: &str) -> Result<ServiceArea, String> {
    ServiceArea::parse(text).map_err(|error| error.to_string())
}

/// A name of CUPS is one word; what begins with a hyphen would be read as an option.
fn printer(text: &str) -> Result<PrinterChoice, &'static str> {
    match text {
        "usual" => Ok(PrinterChoice::Usual),
        "none" => Ok(PrinterChoice::Absent),
        name if name.starts_with('-') || name.contains([' ', '/', '#', ',']) => {
            Err("usual, none, or the name of a printer")
        }
        name => Ok(PrinterChoice::Named(name.to_owned())),
    }
}
