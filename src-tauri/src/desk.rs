//! The kiosk as the threads of the window share it, and the one event that shows its view.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use kiosk::{CameraState, Crypto, Intent, Kiosk, Settings, View};
use serde::Serialize;
use tauri::{AppHandle, Emitter as _, Manager as _, async_runtime::spawn_blocking};

use crate::{camera::Camera, clock::now, window};

/// An intent was given up because the program is ending.
#[derive(Debug, Serialize)]
pub(crate) struct Stopped;

/// What a command answers: the view after the intent.
pub(crate) type Outcome = Result<View, Stopped>;

/// The shared kiosk.
#[derive(Clone)]
pub(crate) struct Desk {
    /// Without a memory there is no kiosk, only a view that says so.
    kiosk: Arc<Mutex<Result<Kiosk, View>>>,
    app: Arc<OnceLock<AppHandle>>,
}

impl Desk {
    /// Opens the kiosk's memory.
    pub(crate) fn open(settings: Settings, crypto: Arc<dyn Crypto>) -> Self {
        let kiosk = Kiosk::open(settings, crypto, now()).map_err(window::out_of_order);
        Self {
            kiosk: Arc::new(Mutex::new(kiosk)),
            app: Arc::default(),
        }
    }

    /// Views are shown by this application from now on.
    pub(crate) fn show_on(&self, app: AppHandle) {
        self.app.get_or_init(|| app);
    }

    /// Lets records travel; `news` is called when the screen should hear of it.
    pub(crate) fn start_sync(&self, news: Box<dyn Fn() + Send>) {
        if let Ok(kiosk) = &mut *self.lock() {
            kiosk.start_sync(news);
        }
    }

    /// Returns the view as it is.
    pub(crate) fn view(&self) -> View {
        match &*self.lock() {
            Ok(kiosk) => kiosk.view().clone(),
            Err(view) => view.clone(),
        }
    }

    /// Hears an intent away from the main thread: it may write to the journal.
    pub(crate) async fn hear(&self, intent: Intent) -> Outcome {
        let desk = self.clone();
        spawn_blocking(move || desk.act(intent))
            .await
            .map_err(|_| Stopped)
    }

    /// Hears an intent on this thread, and shows what follows.
    pub(crate) fn act(&self, intent: Intent) -> View {
        let (view, wanted) = match &mut *self.lock() {
            Ok(kiosk) => (kiosk.handle(intent, now()).clone(), kiosk.wants_camera()),
            Err(view) => (view.clone(), false),
        };
        self.show(&view, wanted);
        view
    }

    /// Lets time pass; tells whether the camera is wanted.
    pub(crate) fn tick(&self, camera: CameraState) -> bool {
        let mut kiosk = self.lock();
        let Ok(kiosk) = &mut *kiosk else { return false };
        let before = kiosk.view().number;
        kiosk.camera_is(camera, now());
        kiosk.tick(now());
        let wanted = kiosk.wants_camera();
        if kiosk.view().number != before {
            self.show(kiosk.view(), wanted);
        }
        wanted
    }

    fn show(&self, view: &View, camera_wanted: bool) {
        let Some(app) = self.app.get() else { return };
        if let Some(camera) = app.try_state::<Camera>() {
            camera.set_wanted(camera_wanted);
        }
        // A lost event heals at the next one; the page drops what is older than what it has.
        app.emit("screen", view).ok();
    }

    fn lock(&self) -> MutexGuard<'_, Result<Kiosk, View>> {
        // A panic ends the process before anybody can meet a poisoned lock.
        self.kiosk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
