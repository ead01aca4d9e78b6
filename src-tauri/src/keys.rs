//! The keys of this machine as they were chosen at enrolment, and the kiosk that opens with them.
//!
//! Nothing here chooses: what custody refuses is shown, and a locked memory waits for its
//! passphrase. Only a demonstration makes a key where none was chosen.

use std::{path::PathBuf, sync::Arc};

use custody::{CustodyError, Environment, Opened, open, open_demonstration, passphrase_wait_ms};
use kiosk::{FailureCode, Kiosk, Locked, Screen, Settings, SoftwareCrypto, View, without_visit};
use zeroize::Zeroizing;

use crate::{clock::now, events};

const SECOND_MS: u64 = 1_000;

/// Where the keys are looked for.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    /// The folder that systemd decrypted this service's credentials into.
    pub(crate) credentials: Option<PathBuf>,
    /// The way to the security chip, if it is not the usual one.
    pub(crate) tcti: Option<String>,
    /// This is a demonstration: its authority is not real, and a key file may be made.
    pub(crate) demo: bool,
}

impl Keys {
    /// Opens the kiosk, or draws the one screen that says why not.
    pub(crate) fn open_kiosk(
        &self,
        settings: Settings,
        passphrase: Option<Zeroizing<String>>,
    ) -> Result<Kiosk, Box<View>> {
        let folder = settings.data_dir.clone();
        let opened = self.open(&settings, passphrase).map_err(|error| {
            let wait_ms = passphrase_wait_ms(&folder).unwrap_or_default();
            closed(screen_of(error, wait_ms))
        })?;
        let crypto = Arc::clone(&opened.crypto);
        let kiosk = Kiosk::open_with(settings, &*opened.keys, crypto, now())
            .map_err(|failure| closed(Screen::Failure(failure)))?;
        if kiosk.view().strip.demo && !self.demo {
            events::demonstration_refused();
            return Err(closed(not_in_service()));
        }
        if let Some((name, to)) = kiosk.recovery_seal()
            && let Err(error) = opened.keep_recovery(&folder, &name, &to)
        {
            events::recovery_not_kept(error);
        }
        Ok(kiosk)
    }

    fn open(
        &self,
        settings: &Settings,
        passphrase: Option<Zeroizing<String>>,
    ) -> Result<Opened, CustodyError> {
        let environment = Environment {
            credentials_dir: self.credentials.clone(),
            passphrase,
            tcti: self.tcti.clone(),
        };
        let opened = if self.demo {
            open_demonstration(&settings.data_dir, environment)
        } else {
            open(&settings.data_dir, environment)
        };
        opened.inspect_err(|error| events::keys_refused(*error))
    }
}

/// Draws a locked memory whose next passphrase has to wait.
pub(crate) fn waiting(wait_ms: u64) -> Box<View> {
    closed(locked(true, wait_ms))
}

fn closed(screen: Screen) -> Box<View> {
    Box::new(View::without_kiosk(screen))
}

fn locked(wrong: bool, wait_ms: u64) -> Screen {
    let seconds = u32::try_from(wait_ms.div_ceil(SECOND_MS)).unwrap_or(u32::MAX);
    Screen::Locked(Locked {
        wrong,
        wait_seconds: (seconds > 0).then_some(seconds),
    })
}

/// Names for people what custody refused.
fn screen_of(error: CustodyError, wait_ms: u64) -> Screen {
    match error {
        CustodyError::Locked => locked(false, wait_ms),
        CustodyError::WrongPassphrase { wait_ms } => locked(true, wait_ms),
        CustodyError::ShortPassphrase => locked(true, wait_ms),
        CustodyError::NotChosen => not_in_service(),
        CustodyError::Chosen
        | CustodyError::Missing
        | CustodyError::Refused
        | CustodyError::NoModule
        | CustodyError::OtherModule
        | CustodyError::FullModule
        | CustodyError::ModuleWaits
        | CustodyError::Module
        | CustodyError::Credentials
        | CustodyError::Permissions
        | CustodyError::Damaged
        | CustodyError::TooNew
        | CustodyError::Io
        | CustodyError::Recovery(_)
        | CustodyError::Journal(_) => {
            let failure = without_visit(FailureCode::Storage, error.can_retry(), &SoftwareCrypto);
            Screen::Failure(failure)
        }
    }
}

fn not_in_service() -> Screen {
    Screen::Failure(without_visit(
        FailureCode::NotEnrolled,
        false,
        &SoftwareCrypto,
    ))
}
