//! The window: thin commands down, one view up, camera pictures beside them.
//!
//! Invariant: nothing here knows a rule, a signature, SQL or HTTP. Each command takes the shared
//! kiosk, passes one intent on and answers with the view; the page is not trusted with more.

mod camera;
mod clock;
mod commands;
mod desk;
mod events;
mod hardening;
mod keyboard;
mod keys;
mod panics;
mod printer;
mod shapes;
mod sight;
mod window;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

pub use kiosk::ServiceArea;
use kiosk::Settings;
pub use printer::PrinterChoice;
use scanner::SourceChoice;
use tauri::{
    Manager as _, Wry,
    ipc::{Invoke, InvokeBody},
};

use crate::{
    camera::Camera, clock::Ticking, desk::Desk, keys::Keys, shapes::Shapes, window::Opening,
};

/// What the window is started with.
#[derive(Debug, Clone)]
pub struct Options {
    /// Folder of the kiosk's memory.
    pub data_dir: PathBuf,
    /// The service area, which chooses the rules.
    pub area: ServiceArea,
    /// Where the camera pictures come from.
    pub camera: SourceChoice,
    /// Time without a touch after which the countdown starts.
    pub idle_warning_ms: u64,
    /// Time without a touch after which everything personal is wiped.
    pub idle_wipe_ms: u64,
    /// An ordinary window instead of the full screen.
    pub windowed: bool,
    /// A test driver looks on: the web view keeps its files beside the memory, not in memory.
    pub automation: bool,
    /// Where systemd put the credentials of this service.
    pub credentials: Option<PathBuf>,
    /// The way to the security chip (TCTI), if it is not the usual one.
    pub tcti: Option<String>,
    /// The authority may be one of a demonstration, and a missing key file may be made.
    pub demo: bool,
    /// Where slips come out.
    pub printer: PrinterChoice,
}

/// Opens the kiosk and its window; returns when the window is closed.
pub fn run(options: Options) -> tauri::Result<()> {
    hardening::keep_memory_private();
    panics::end_the_process();
    let Options {
        data_dir,
        area,
        camera,
        idle_warning_ms,
        idle_wipe_ms,
        windowed,
        automation,
        credentials,
        tcti,
        demo,
        printer,
    } = options;
    events::started(env!("CARGO_PKG_VERSION"));
    let one_of = instance(&data_dir);
    let pages = automation.then(|| data_dir.join("web-view"));
    let app = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned();
    let settings = Settings {
        data_dir,
        area,
        idle_warning_ms,
        idle_wipe_ms,
        app,
    };
    let keys = Keys {
        credentials,
        tcti,
        demo,
    };
    tauri::Builder::default()
        // First, so that a second window of the same kiosk ends before it opens anything.
        .plugin(
            tauri_plugin_single_instance::Builder::new()
                .dbus_id(&one_of)
                .build(),
        )
        .plugin(keyboard::restraint())
        .invoke_handler(shaped(commands::all()))
        .register_asynchronous_uri_scheme_protocol("frame", |context, _request, responder| {
            camera::answer(context.app_handle(), responder);
        })
        .setup(move |app| {
            let desk = Desk::open(settings, keys, printer);
            desk.show_on(app.handle().clone());
            let camera = Camera::start(camera, desk.clone(), app.handle().clone());
            app.manage(desk.clone());
            let ticking = Ticking::start(desk.clone(), camera.clone());
            desk.start_sync(ticking.news());
            app.manage(ticking);
            app.manage(camera);
            let automation = pages.as_deref();
            window::open(
                app,
                Opening {
                    automation,
                    windowed,
                    name: &one_of,
                },
            )?;
            Ok(())
        })
        .run(tauri::generate_context!())
}

/// Lets a command through when it carries what its shape allows.
fn shaped(
    commands: impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static,
) -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    let shapes = Shapes::read();
    move |invoke| {
        let fits = match invoke.message.payload() {
            InvokeBody::Json(carried) => shapes.allow(invoke.message.command(), carried),
            InvokeBody::Raw(_) => false,
        };
        if fits {
            return commands(invoke);
        }
        invoke.resolver.reject("refused");
        true
    }
}

/// Names this kiosk on the message bus: one window for one memory.
fn instance(data_dir: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    data_dir.hash(&mut hasher);
    format!("cn.example.residence-kiosk.d{:016x}", hasher.finish())
}
