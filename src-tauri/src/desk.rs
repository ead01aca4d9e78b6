//! The kiosk as the threads of the window share it, and the one event that shows its view.

use std::sync::{
    Arc, Mutex, MutexGuard, OnceLock, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use kiosk::{CameraState, Intent, Kiosk, Screen, Settings, View};
use serde::Serialize;
use tauri::{AppHandle, Emitter as _, Manager as _, async_runtime::spawn_blocking};

use crate::{
    camera::Camera,
    clock::now,
    keys::{self, Keys},
    window,
};
use zeroize::Zeroizing;

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
    keys: Keys,
    /// Without a memory there is no kiosk, only a view that says so, until it opens after all.
    kiosk: Arc<Mutex<Result<Kiosk, Box<View>>>>,
    app: Arc<OnceLock<AppHandle>>,
    news: Arc<OnceLock<News>>,
    /// Somebody has used the page since it was wiped.
    used: Arc<AtomicBool>,
    /// When a passphrase is tried again, in milliseconds since the machine was started.
    tries_from_ms: Arc<AtomicU64>,
}

impl Desk {
    /// Opens the kiosk's memory.
    pub(crate) fn open(settings: Settings, keys: Keys) -> Self {
        let kiosk = keys.open_kiosk(settings.clone(), None);
        let tries_from_ms = now().boot_ms + wait_of(&kiosk);
        Self {
            used: Arc::default(),
            tries_from_ms: Arc::new(AtomicU64::new(tries_from_ms)),
            settings,
            keys,
            kiosk: Arc::new(Mutex::new(kiosk)),
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
            kiosk.start_enquiries(Arc::clone(&news));
            kiosk.start_sync(Box::new(move || news()), Box::new(now));
        }
    }

    /// Tries again to open a memory that was held by another program or could not be read.
    ///
    /// After a power cut of the program only, its predecessor may hold the lock a moment longer. A
    /// locked memory is not tried: it waits for its passphrase, and for as long as a wrong one costs.
    fn open_again(&self, kiosk: &mut Result<Kiosk, Box<View>>) {
        let waits = matches!(kiosk, Err(view) if matches!(view.screen, Screen::Locked(_)));
        if !waits && let Ok(opened) = self.keys.open_kiosk(self.settings.clone(), None) {
            self.take(kiosk, opened);
        }
    }

    /// Opens a locked memory, or shows how long the next passphrase has to wait.
    fn unlock(&self, kiosk: &mut Result<Kiosk, Box<View>>, passphrase: Zeroizing<String>) {
        let now_ms = now().boot_ms;
        let left_ms = self
            .tries_from_ms
            .load(Ordering::Relaxed)
            .saturating_sub(now_ms);
        let opened = if left_ms > 0 {
            // What comes before its time is not even tried.
            Err(keys::waiting(left_ms))
        } else {
            self.keys
                .open_kiosk(self.settings.clone(), Some(passphrase))
        };
        match opened {
            Ok(opened) => {
                self.take(kiosk, opened);
                // The page counted the tries, and still knows the passphrase: it starts anew.
                self.app.get().into_iter().for_each(window::wipe);
            }
            Err(mut view) => {
                view.number = kiosk.as_ref().err().map_or(0, |before| before.number) + 1;
                *kiosk = Err(view);
                if left_ms == 0 {
                    self.tries_from_ms
                        .store(now_ms + wait_of(kiosk), Ordering::Relaxed);
                }
            }
        }
    }

    fn take(&self, kiosk: &mut Result<Kiosk, Box<View>>, mut opened: Kiosk) {
        self.connect(&mut opened);
        self.show(opened.view(), opened.wants_camera());
        *kiosk = Ok(opened);
    }

    /// Returns the view as it is.
    pub(crate) fn view(&self) -> View {
        match &*self.lock() {
            Ok(kiosk) => kiosk.view().clone(),
            Err(view) => (**view).clone(),
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
        let mut kiosk = self.lock();
        if let (Err(_), Intent::Unlock(passphrase)) = (&*kiosk, &intent) {
            let passphrase = Zeroizing::new(passphrase.reveal().to_owned());
            self.unlock(&mut kiosk, passphrase);
        } else if let Ok(kiosk) = &mut *kiosk {
            kiosk.handle(intent, now());
        }
        let (view, wanted) = match &*kiosk {
            Ok(kiosk) => (kiosk.view().clone(), kiosk.wants_camera()),
            Err(view) => ((**view).clone(), false),
        };
        drop(kiosk);
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
        let at_rest = matches!(view.screen, Screen::Welcome);
        if self.used.swap(!at_rest, Ordering::Relaxed) && at_rest {
            window::wipe(app);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Result<Kiosk, Box<View>>> {
        // A panic ends the process before anybody can meet a poisoned lock.
        self.kiosk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long a locked memory lets nobody try, in milliseconds.
fn wait_of(kiosk: &Result<Kiosk, Box<View>>) -> u64 {
    let screen = kiosk.as_ref().err().map(|view| &view.screen);
    match screen {
        Some(Screen::Locked(locked)) => u64::from(locked.wait_seconds.unwrap_or_default()) * 1_000,
        Some(_) | None => 0,
    }
}
