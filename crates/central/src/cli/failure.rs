//! Why a command did not do what was asked, and the exit code that tells it.

use std::io;

use codes::BundleError;
use paper::PrintError;
use residence::HouseCode;

use crate::{centre::Error, demo::DemoError, register::WrongFile, store::StoreError};

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Centre(#[from] Error),
    #[error(transparent)]
    Demo(#[from] DemoError),
    #[error(transparent)]
    Print(#[from] PrintError),
    #[error("house {0}: {1}")]
    Plate(HouseCode, PrintError),
    #[error(transparent)]
    Register(WrongFile),
    #[error("the bundle is refused: {0}")]
    Bundle(BundleError),
    #[error("{0}")]
    No(&'static str),
    #[error("{0}")]
    Usage(&'static str),
    #[error("{0}")]
    Later(&'static str),
    #[error("the answer cannot be written")]
    Output(#[from] io::Error),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Centre(error.into())
    }
}

impl Failure {
    /// Returns 1 for no, 2 for a wrong call, 3 for what may pass later.
    pub(super) fn exit_code(&self) -> u8 {
        let retry = |error: &Error| if error.can_retry() { 3 } else { 2 };
        match self {
            Self::No(_) | Self::Bundle(_) => 1,
            Self::Usage(_) | Self::Print(_) | Self::Plate(..) | Self::Register(_) => 2,
            Self::Centre(error) | Self::Demo(DemoError::Centre(error)) => retry(error),
            Self::Demo(DemoError::Exists | DemoError::Town(_)) => 2,
            Self::Output(_) | Self::Later(_) => 3,
        }
    }
}
