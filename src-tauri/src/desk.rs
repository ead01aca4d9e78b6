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

/// Called when something new should be on the screen before the next tick.
pub(crate) type News = Arc<dyn Fn() + Send + Sync>;

/// The shared kiosk.
#[derive(Clone)]
pub(crate) struct Desk {
    settings: Settings,
    crypto: Arc<dyn Crypto>,
    /// Without a memory there is no kiosk, only a view that says so, until it opens after all.
    kiosk: Arc<Mutex<Result<Kiosk, View>>>,
    app: Arc<OnceLock<AppHandle>>,
    news: Arc<OnceLock<News>>,
}

impl Desk {
    /// Opens the kiosk's memory.
    pub(crate) fn open(settings: Settings, crypto: Arc<dyn Crypto>) -> Self {
        let kiosk = Kiosk::open(settings.clone(), Arc::clone(&crypto), now());
        Self {
            settings,
            crypto,
            kiosk: Arc::new(Mutex::new(kiosk.map_err(window::out_of_order))),
            app: Arc::default(),
            news: Arc::default(),
        }
    }

    /// Views are shown by this application from now on.
    pub(crate) fn show_on(&self, app: AppHandle) {
        self.app.get_or_init(|| app);
    }

    /// Lets records travel; `news` is called when the screen should hear of it.
    pub(crate) fn start_sync(&self, news: News) {
        self.news.get_or_init(|| news);
        if let Ok(kiosk) = &mut *self.lock() {
            self.connect(kiosk);
        }
    }

    fn connect(&self, kiosk: &mut Kiosk) {
        if let Some(news) = self.news.get().cloned() {
            kiosk.start_sync(Box::new(move || news()), Box::new(now));
        }
    }

    /// Tries again to open a memory that was held by another program or could not be read.
    ///
    /// After a power cut of the program only, its predecessor may hold the lock a moment longer.
    fn open_again(&self, kiosk: &mut Result<Kiosk, View>) {
        let opened = Kiosk::open(self.settings.clone(), Arc::clone(&self.crypto), now());
        if let Ok(mut opened) = opened {
            self.connect(&mut opened);
            self.show(opened.view(), opened.wants_camera());
            *kiosk = Ok(opened);
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
        if kiosk.is_err() {
            self.open_again(&mut kiosk);
        }
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
