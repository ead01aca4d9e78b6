//! The window: thin commands down, one view up, camera pictures beside them.
//!
//! Invariant: nothing here knows a rule, a signature, SQL or HTTP. Each command takes the shared
//! kiosk, passes one intent on and answers with the view; the page is not trusted with more.

mod camera;
mod clock;
mod commands;
mod desk;
mod panics;
mod window;

use std::path::PathBuf;
use std::sync::Arc;

pub use kiosk::ServiceArea;
use kiosk::Settings;
use scanner::SourceChoice;
use tauri::Manager as _;

use crate::{camera::Camera, clock::Ticking, desk::Desk};

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
}

/// Opens the kiosk and its window; returns when the window is closed.
pub fn run(options: Options) -> tauri::Result<()> {
    panics::end_the_process();
    let Options {
        data_dir,
        area,
        camera,
        idle_warning_ms,
        idle_wipe_ms,
        windowed,
    } = options;
    let app = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned();
    let settings = Settings {
        data_dir,
        area,
        idle_warning_ms,
        idle_wipe_ms,
        app,
    };
    let desk = Desk::open(settings, Arc::new(kiosk::SoftwareCrypto));
    tauri::Builder::default()
        .invoke_handler(commands::all())
        .register_asynchronous_uri_scheme_protocol("frame", |context, _request, responder| {
            responder.respond(camera::answer(context.app_handle()));
        })
        .setup(move |app| {
            desk.show_on(app.handle().clone());
            let camera = Camera::start(camera, desk.clone());
            app.manage(desk.clone());
            let ticking = Ticking::start(desk.clone(), camera.clone());
            desk.start_sync(ticking.news());
            app.manage(ticking);
            app.manage(camera);
            window::open(app, windowed)?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
