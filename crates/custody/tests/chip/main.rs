//! Custody on a real security chip of software, with the real systemd-creds.

mod kiosk;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod opening;
#[cfg(test)]
mod passphrase;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod rotation;
mod swtpm;
