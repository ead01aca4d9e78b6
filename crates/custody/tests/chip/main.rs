//! Custody on a real security chip of software, with the real systemd-creds.

mod opening;
mod swtpm;
