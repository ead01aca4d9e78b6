//! The one window of the kiosk.

use kiosk::{Failure, Screen, View};
use tauri::{App, Url, WebviewWindowBuilder};

/// Opens the window that is described in the configuration.
pub(crate) fn open(app: &App, windowed: bool) -> tauri::Result<()> {
    let config = app
        .config()
        .app
        .windows
        .first()
        .expect("the configuration has one window");
    let mut builder =
        WebviewWindowBuilder::from_config(app.handle(), config)?.on_navigation(is_own);
    if windowed {
        builder = builder
            .fullscreen(false)
            .decorations(true)
            .inner_size(540.0, 960.0);
    }
    let window = builder.build()?;
    window.set_focus()
}

/// Tells whether an address belongs to the program; no other page is ever opened.
fn is_own(address: &Url) -> bool {
    let development = cfg!(debug_assertions) && address.host_str() == Some("localhost");
    address.scheme() == "tauri" || address.host_str() == Some("tauri.localhost") || development
}

/// Draws the view of a kiosk whose memory could not be opened.
pub(crate) fn out_of_order(failure: Failure) -> View {
    // Older than any view of a kiosk that opens after all.
    View::without_kiosk(Screen::Failure(failure))
}
