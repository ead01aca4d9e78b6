//! A build without the TPM library: no chip ever answers.

use zeroize::Zeroizing;

use super::ChipError;

/// No chip.
#[derive(Debug, Clone)]
pub(crate) struct Chip(std::convert::Infallible);

impl Chip {
    pub(crate) fn at(_: Option<&str>) -> Result<Self, ChipError> {
        Err(ChipError::Absent)
    }

    pub(crate) fn start_state(&self) -> Result<[u8; 32], ChipError> {
        match self.0 {}
    }

    pub(crate) fn check_waits(&self) -> Result<(), ChipError> {
        match self.0 {}
    }

    pub(crate) fn seal(&self, _: &[u8; 32]) -> Result<u32, ChipError> {
        match self.0 {}
    }

    pub(crate) fn unseal(&self, _: u32) -> Result<Zeroizing<[u8; 32]>, ChipError> {
        match self.0 {}
    }

    pub(crate) fn make_signer(&self, _: &[u8; 32]) -> Result<(u32, [u8; 33]), ChipError> {
        match self.0 {}
    }

    pub(crate) fn public(&self, _: u32) -> Result<[u8; 33], ChipError> {
        match self.0 {}
    }

    pub(crate) fn sign(&self, _: u32, _: &[u8; 32], _: &[u8; 32]) -> Result<[u8; 64], ChipError> {
        match self.0 {}
    }

    pub(crate) fn make_counter(&self, _: &[u8; 32]) -> Result<u32, ChipError> {
        match self.0 {}
    }

    pub(crate) fn has_counter(&self, _: u32) -> Result<(), ChipError> {
        match self.0 {}
    }

    pub(crate) fn count(&self, _: u32, _: &[u8; 32]) -> Result<u64, ChipError> {
        match self.0 {}
    }

    pub(crate) fn advance(&self, _: u32, _: &[u8; 32]) -> Result<u64, ChipError> {
        match self.0 {}
    }

    pub(crate) fn forget(&self, _: u32) -> Result<(), ChipError> {
        match self.0 {}
    }
}
