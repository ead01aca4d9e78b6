//! The acceptance sheet: what was made at an enrolment, for the file of the site.

use std::path::Path;

use custody::{Kind, Start};
use journal::Journal;
use serde::Serialize;

use crate::memory;
use crate::output::Failure;
use crate::status::minute;

/// What two persons sign.
#[derive(Serialize)]
pub(crate) struct Sheet {
    kiosk: String,
    place: String,
    server: String,
    key_characters: String,
    signing: &'static str,
    custody: &'static str,
    assurance: u8,
    pcr7: Start,
    recovery_sealed: bool,
    certificate_until_ms: Option<u64>,
    bundle_seq: u64,
    program: &'static str,
    at_ms: u64,
}

impl Sheet {
    /// Gathers the sheet of an enrolled kiosk.
    pub(crate) fn of(
        data: &Path,
        journal: &Journal,
        recovery_sealed: bool,
        at_ms: u64,
    ) -> Result<Self, Failure> {
        let enrolment = journal.enrolment()?.ok_or(journal::Error::NotEnrolled)?;
        let device = journal.device()?;
        let described = custody::describe(data)?;
        Ok(Self {
            kiosk: enrolment.kiosk.as_str().to_owned(),
            place: enrolment.place,
            server: enrolment.server,
            key_characters: sync::key_characters(
                &device.signing.verifying_key(),
                &device.sealing.public(),
            ),
            signing: device.signing.algorithm().name(),
            custody: described.kind.name(),
            assurance: described.assurance,
            pcr7: described.start,
            recovery_sealed,
            certificate_until_ms: memory::certificate_end_ms(journal)?,
            bundle_seq: journal.bundle_floor()?,
            program: concat!("kioskctl ", env!("CARGO_PKG_VERSION")),
            at_ms,
        })
    }

    /// Writes the sheet for people.
    pub(crate) fn lines(&self) -> Vec<String> {
        let until = self
            .certificate_until_ms
            .map_or("not known".to_owned(), minute);
        let recovery = if self.recovery_sealed {
            "sealed to the centre's recovery key (dbkey.recovery)"
        } else {
            "NOT POSSIBLE: the trust bundle names no recovery key"
        };
        let mut lines = vec![
            "ACCEPTANCE SHEET".to_owned(),
            format!("Enrolled as     {}", self.kiosk),
            format!("Place           {}", self.place),
            format!("Centre          {}", self.server),
            format!("Key characters  {}", self.key_characters),
            format!("Signing key     {}", self.signing),
            format!(
                "Custody         {}, assurance {}",
                self.custody, self.assurance
            ),
            format!("PCR 7           {}", self.start()),
            format!("Recovery        {recovery}"),
            format!("Certificate     until {until}"),
            format!("Trust bundle    {}", self.bundle_seq),
            format!("Program         {}", self.program),
            format!("When            {}", minute(self.at_ms)),
        ];
        if self.custody == Kind::File.name() {
            lines.push(
                "FOR DEMONSTRATIONS ONLY: whoever takes the disk reads everything.".to_owned(),
            );
        }
        lines
            .push("Technician ____________________  Second person ____________________".to_owned());
        lines
    }

    fn start(&self) -> &'static str {
        match self.pcr7 {
            Start::Measured => "measured: another start of this machine gets no key",
            Start::Zero => {
                "ALL ZERO: the firmware measures nothing, so any start of this machine gets the key"
            }
            Start::None => "no TPM is used",
        }
    }
}
