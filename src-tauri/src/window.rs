//! The one window of the kiosk: what it shows, where it may go, and what it forgets.

use std::path::{Path, PathBuf};

use tauri::{
    App, AppHandle, Manager as _, Url, WebviewWindowBuilder, WindowEvent,
    webview::NewWindowResponse,
};

/// How the window is opened.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opening<'a> {
    /// Where a test driver's web view may keep files; every other web view keeps them in memory.
    pub(crate) automation: Option<&'a Path>,
    /// An ordinary window instead of the full screen.
    pub(crate) windowed: bool,
    /// A name that no other kiosk on this machine has.
    pub(crate) name: &'a str,
}

/// Opens the window that is described in the configuration.
pub(crate) fn open(app: &App, opening: Opening<'_>) -> tauri::Result<()> {
    let config = app
        .config()
        .app
        .windows
        .first()
        .expect("the configuration has one window");
    let mut builder = WebviewWindowBuilder::from_config(app.handle(), config)?
        .on_navigation(is_own)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false);
    // A web view that keeps nothing cannot be driven, so a driver's one keeps it beside the memory.
    builder = match opening.automation {
        Some(folder) => builder.data_directory(folder.to_owned()),
        None => builder
            .incognito(true)
            .data_directory(in_memory(opening.name)),
    };
    if opening.windowed {
        builder = builder
            .fullscreen(false)
            .decorations(true)
            .inner_size(540.0, 960.0);
    }
    let window = builder.build()?;
    if !opening.windowed {
        // The session ends the program; no key of the window manager does.
        window.on_window_event(|event| {
            if let WindowEvent::CloseRequested { api, .. } = event {
                api.prevent_close();
            }
        });
    }
    native::restrain(&window)?;
    window.set_focus()
}

/// Where WebKit puts the few files that it makes even when a page leaves none: in memory, if this
/// system has a folder there.
fn in_memory(name: &str) -> PathBuf {
    let shared = Path::new("/dev/shm");
    let folder = if shared.is_dir() {
        shared.to_owned()
    } else {
        std::env::temp_dir()
    };
    folder.join(name)
}

/// Forgets what the page still knows of a visit: its document, its scripts' memory, its storage,
/// the clipboard. The page starts again from the view.
pub(crate) fn wipe(app: &AppHandle) {
    for window in app.webview_windows().into_values() {
        // A page that could not be reloaded has at least drawn the welcome screen over everything.
        window.clear_all_browsing_data().ok();
        native::forget(&window).ok();
        window.reload().ok();
    }
}

/// Tells whether an address belongs to the program; no other page is ever opened.
fn is_own(address: &Url) -> bool {
    let development = cfg!(debug_assertions) && address.host_str() == Some("localhost");
    let own = address.scheme() == "tauri" && address.host_str() == Some("localhost");
    own || address.host_str() == Some("tauri.localhost") || (development && is_http(address))
}

fn is_http(address: &Url) -> bool {
    matches!(address.scheme(), "http" | "https")
}

/// What only the web view of this system can be told.
#[cfg(target_os = "linux")]
mod native {
    use gtk::{Clipboard, gdk};
    use tauri::WebviewWindow;
    use webkit2gtk::{
        CacheModel, PermissionRequestExt as _, SettingsExt as _, WebContextExt as _,
        WebViewExt as _,
    };

    /// No menu, no printing, no choice of files, no camera of the page's own; pages are not kept.
    pub(super) fn restrain(window: &WebviewWindow) -> tauri::Result<()> {
        window.with_webview(|view| {
            let view = view.inner();
            view.connect_context_menu(|_, _, _, _| true);
            view.connect_print(|_, _| true);
            view.connect_run_file_chooser(|_, _| true);
            view.connect_permission_request(|_, request| {
                request.deny();
                true
            });
            if let Some(settings) = view.settings() {
                settings.set_enable_page_cache(false);
                settings.set_enable_html5_local_storage(false);
                settings.set_enable_html5_database(false);
                settings.set_enable_caret_browsing(false);
                settings.set_enable_back_forward_navigation_gestures(false);
                settings.set_javascript_can_open_windows_automatically(false);
            }
            if let Some(context) = view.context() {
                context.set_cache_model(CacheModel::DocumentViewer);
            }
        })
    }

    /// Empties both clipboards.
    pub(super) fn forget(window: &WebviewWindow) -> tauri::Result<()> {
        window.with_webview(|_| {
            for selection in [gdk::SELECTION_CLIPBOARD, gdk::SELECTION_PRIMARY] {
                Clipboard::get(&selection).set_text("");
            }
        })
    }
}

#[cfg(not(target_os = "linux"))]
mod native {
    use tauri::WebviewWindow;

    /// The plugin that keeps shortcuts from the web view also turns its own menus off there.
    pub(super) fn restrain(_window: &WebviewWindow) -> tauri::Result<()> {
        Ok(())
    }

    /// The session's script empties the clipboard there (docs/operating.md).
    pub(super) fn forget(_window: &WebviewWindow) -> tauri::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_own_pages_are_opened() {
        let own = |address: &str| is_own(&address.parse().unwrap());
        assert!(own("tauri://localhost"));
        assert!(own("tauri://localhost/index.html"));
        for other in [
            "https://example.com/",
            "http://127.0.0.1:8080/",
            "https://localhost.example.com/",
            "tauri://example.com/",
            "file:///etc/passwd",
            "about:blank",
            "javascript:alert(1)",
            "data:text/html,x",
            "blob:tauri://localhost/1",
            "weixin://pay",
            "ftp://localhost/",
        ] {
            assert!(!own(other), "{other}");
        }
    }
}
