//! The camera beside the kiosk: texts go in as intents, pictures go out over the `frame` protocol.

use std::sync::Arc;

use kiosk::{CameraState, Intent};
use scanner::{SourceChoice, SourceState, Watcher};
use tauri::{
    AppHandle, Manager as _,
    http::{Response, StatusCode, header},
};

use crate::desk::Desk;

/// The watcher, shared by the threads of the window.
#[derive(Clone)]
pub(crate) struct Camera(Arc<Watcher>);

impl Camera {
    /// Starts the watcher; the camera stays off until a screen wants it.
    pub(crate) fn start(choice: SourceChoice, desk: Desk) -> Self {
        let on_text = move |found: scanner::Found| {
            desk.act(Intent::AcceptCode(found.text));
        };
        Self(Arc::new(Watcher::start(choice, Box::new(on_text))))
    }

    /// Turns the camera on or off.
    pub(crate) fn set_wanted(&self, wanted: bool) {
        self.0.set_wanted(wanted);
    }

    /// Returns the state of the camera as a person needs to know it.
    pub(crate) fn state(&self) -> CameraState {
        match self.0.state() {
            SourceState::Starting => CameraState::Starting,
            SourceState::Live => CameraState::Live,
            SourceState::Missing => CameraState::Missing,
        }
    }
}

/// Answers a request for the newest picture.
pub(crate) fn answer(app: &AppHandle) -> Response<Vec<u8>> {
    let picture = app
        .try_state::<Camera>()
        .and_then(|camera| camera.0.latest_jpeg());
    let (status, body) = match picture {
        Some((_, jpeg)) => (StatusCode::OK, jpeg.to_vec()),
        None => (StatusCode::NOT_FOUND, Vec::new()),
    };
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "image/jpeg")
        .header(header::CACHE_CONTROL, "no-store")
        .body(body)
        .expect("fixed headers are well formed")
}
