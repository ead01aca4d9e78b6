//! The camera beside the kiosk: texts go in as intents, pictures go out over the `frame` protocol,
//! and what they show goes out as the event `sight`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use kiosk::{CameraState, Intent};
use scanner::{SourceChoice, SourceState, Watcher};
use tauri::{
    AppHandle, Emitter as _, Manager as _, UriSchemeResponder,
    async_runtime::spawn_blocking,
    http::{Response, StatusCode, header},
};

use crate::{desk::Desk, sight};

/// How long a request of the page waits for a picture that it does not have yet.
const PICTURE_PATIENCE: Duration = Duration::from_millis(400);

/// The watcher, shared by the threads of the window.
#[derive(Clone)]
pub(crate) struct Camera {
    watcher: Arc<Watcher>,
    /// Number of the frame that the page was given last.
    given: Arc<AtomicU64>,
}

impl Camera {
    /// Starts the watcher; the camera stays off until a screen wants it.
    pub(crate) fn start(choice: SourceChoice, desk: Desk, app: AppHandle) -> Self {
        let on_text = move |found: scanner::Found| {
            desk.act(Intent::AcceptCode(found.text));
        };
        let watcher = Watcher::start(choice, Box::new(on_text));
        watcher.on_sight(Box::new(move |seen| {
            // A lost event heals at the next one.
            app.emit("sight", sight::shown(seen)).ok();
        }));
        Self {
            watcher: Arc::new(watcher),
            given: Arc::default(),
        }
    }

    /// Turns the camera on or off.
    pub(crate) fn set_wanted(&self, wanted: bool) {
        self.watcher.set_wanted(wanted);
    }

    /// Takes the text of one of several codes in view.
    pub(crate) fn pick(&self, number: u8) -> Option<String> {
        self.watcher.pick(number).map(|found| found.text)
    }

    /// Returns the state of the camera as a person needs to know it.
    pub(crate) fn state(&self) -> CameraState {
        match self.watcher.state() {
            SourceState::Starting => CameraState::Starting,
            SourceState::Live => CameraState::Live,
            SourceState::Missing => CameraState::Missing,
        }
    }

    /// Waits for a picture that the page was not given yet; so each is sent once, as it came.
    fn next_picture(&self) -> Option<Arc<[u8]>> {
        let given = self.given.load(Ordering::Relaxed);
        let (number, jpeg) = self.watcher.next_jpeg(given, PICTURE_PATIENCE)?;
        self.given.store(number, Ordering::Relaxed);
        Some(jpeg)
    }
}

/// Answers a request for the next picture, away from the main thread.
pub(crate) fn answer(app: &AppHandle, responder: UriSchemeResponder) {
    let camera = app.try_state::<Camera>().map(|camera| (*camera).clone());
    spawn_blocking(move || {
        let picture = camera.and_then(|camera| camera.next_picture());
        responder.respond(response(picture.as_deref()));
    });
}

fn response(picture: Option<&[u8]>) -> Response<Vec<u8>> {
    let status = match picture {
        Some(_) => StatusCode::OK,
        None => StatusCode::NOT_FOUND,
    };
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "image/jpeg")
        .header(header::CACHE_CONTROL, "no-store")
        .body(picture.unwrap_or_default().to_vec())
        .expect("fixed headers are well formed")
}
