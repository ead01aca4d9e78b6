//! Making a provisional code: the record is durable before anything is on paper (trust design 1.10).

use codes::{Category, CodeForm, KioskCertificate, Meaning, ResidentClaims, Verdict};
use journal::{AuditEvent, AuditResult, NewRecord};
use protocol::{ProvisionalIssue, ProvisionalVoid, Record};
use residence::Subject;
use zeroize::Zeroizing;

use super::{Kiosk, auditing::About};
use crate::{
    clock, failure,
    screen::{FailureCode, IssueCategory, PrintState},
    view::Provisional,
    visit::{Event, IssueOrder, IssuedCode, Stage, Trouble, VoidOrder, bind},
};

const DAY_S: u64 = 86_400;
/// However long a certificate allows, a provisional code lives no longer (trust design 1.10).
const LIFE_DAYS_MAX: u32 = 30;
const HINT_CHARACTERS_MAX: usize = 16;

/// A code that was signed, and what of it goes into its record.
struct Made {
    text: Zeroizing<String>,
    subject: Subject,
    serial: [u8; 8],
    hint: Option<Zeroizing<String>>,
    issued_s: u64,
    expires_s: u64,
}

impl Kiosk {
    /// Returns what the certificate of this kiosk says, while the present trust list bears it out.
    pub(super) fn certificate(&self) -> Option<KioskCertificate> {
        let text = self.journal.certificate().ok()??;
        let trust = self.trust.as_ref()?;
        match codes::verify(&text, &trust.list, self.time.reading.clock) {
            Verdict::Green(Meaning::Kiosk(held)) | Verdict::Amber(Meaning::Kiosk(held), _) => {
                Some(held)
            }
            Verdict::Green(_) | Verdict::Amber(..) | Verdict::Newer | Verdict::Red(_) => None,
        }
    }

    /// Tells what could be issued now, for the page that is read back.
    pub(super) fn provisional(&self) -> Provisional {
        let Stage::Issuing(_) = &self.visit.stage else {
            return Provisional::default();
        };
        let until = self.certificate().map(|held| {
            let (_, expires_s) = self.life(&held);
            clock::day_of(expires_s.saturating_mul(1_000))
        });
        Provisional {
            left: self.journal.provisional_left().unwrap_or(0),
            until,
        }
    }

    /// The life of a code that is issued now: it begins at the earliest moment that now can be,
    /// so that no other kiosk takes it for one of the future.
    fn life(&self, held: &KioskCertificate) -> (u64, u64) {
        let issued_s = (self.time.reading.clock.lo_ms / 1_000).max(held.iat);
        let days = held.max_days.min(LIFE_DAYS_MAX);
        (issued_s, issued_s.saturating_add(u64::from(days) * DAY_S))
    }

    /// Signs the code, makes its record durable, and only then lets anybody see it.
    pub(super) fn issue(&self, order: IssueOrder) -> Result<Event, Trouble> {
        // Powers, quota, clock and trust are held against the moment of the act once more.
        if self.issue_bar(order.category).is_some() {
            return Err(refused());
        }
        let made = self.make(&order)?;
        let record = Record::ProvisionalIssue(Box::new(ProvisionalIssue {
            subject: made.subject,
            serial: made.serial,
            category: category(order.category),
            name: order.person.name.clone(),
            document: order.person.document.clone(),
            guardian: order.guardian,
            guardian_consent: order.person.consent.clone(),
            house: order.house.and_then(|house| house.code().cloned()),
            worker: order.worker.id.clone(),
            issued_s: made.issued_s,
            expires_s: made.expires_s,
        }));
        let id = self.fresh_record();
        let act = NewRecord {
            record: &record,
            id,
            at: self.interval(),
            circumstances: self.circumstances(),
            index: None,
            provisional_for: None,
            drop_draft: None,
        };
        self.append(act, false)?;
        let about = Some(About::Code(made.serial));
        self.note(AuditEvent::ProvisionalIssue, AuditResult::Done, about);
        Ok(Event::CodeIssued(Box::new(IssuedCode {
            text: made.text,
            record: id,
            serial: made.serial,
            hint: made.hint,
            expires_ms: made.expires_s.saturating_mul(1_000),
            worker: order.worker,
            print: PrintState::Ready,
        })))
    }

    fn make(&self, order: &IssueOrder) -> Result<Made, Trouble> {
        let held = self.certificate().ok_or_else(refused)?;
        let text = self
            .journal
            .certificate()
            .ok()
            .flatten()
            .ok_or_else(refused)?;
        let (epoch, key) = self.journal.bind_key().ok().flatten().ok_or_else(refused)?;
        let (issued_s, expires_s) = self.life(&held);
        let subject = Subject::from_bytes(self.random());
        let serial: [u8; 8] = self.random();
        let hint = Some(order.person.name.masked())
            .filter(|hint| hint.chars().count() <= HINT_CHARACTERS_MAX);
        let claims = ResidentClaims {
            form: CodeForm::Provisional(Box::new(held)),
            subject,
            category: category(order.category),
            id_bind: Some(bind(&order.person.document, &subject, &key)),
            house_bind: order
                .house
                .as_ref()
                .and_then(|house| Some(key.house_bind(&subject, house.code()?))),
            since_days: None,
            hint: hint.clone(),
            bind_epoch: Some(epoch),
            iat: issued_s,
            exp: expires_s,
            serial,
        };
        let device = self
            .journal
            .device()
            .map_err(|error| failure::trouble(error, false))?;
        let text = codes::issue_provisional(&claims, &text, &device.signing, &*self.crypto)
            .map_err(|_| refused())?;
        Ok(Made {
            text: Zeroizing::new(text),
            subject,
            serial,
            hint: hint.map(Zeroizing::new),
            issued_s,
            expires_s,
        })
    }

    fn random<const LENGTH: usize>(&self) -> [u8; LENGTH] {
        let mut bytes = [0; LENGTH];
        self.crypto.random(&mut bytes);
        bytes
    }

    /// Makes it durable that a code counts for nothing.
    pub(super) fn void(&self, order: VoidOrder) -> Result<Event, Trouble> {
        let VoidOrder {
            serial,
            worker,
            reason,
        } = order;
        let record = Record::ProvisionalVoid(ProvisionalVoid {
            serial,
            worker: worker.id,
            reason,
        });
        let act = NewRecord {
            record: &record,
            id: self.fresh_record(),
            at: self.interval(),
            circumstances: self.circumstances(),
            index: None,
            provisional_for: None,
            drop_draft: None,
        };
        self.append(act, false)?;
        let about = Some(About::Code(serial));
        self.note(AuditEvent::ProvisionalVoid, AuditResult::Done, about);
        Ok(Event::Voided(reason))
    }
}

fn category(category: IssueCategory) -> Category {
    match category {
        IssueCategory::Child => Category::Child,
        IssueCategory::Elder => Category::Elder,
    }
}

/// What allowed the act is no more; the page behind says it again.
fn refused() -> Trouble {
    Trouble {
        code: FailureCode::Rule,
        can_retry: true,
        draft_kept: false,
    }
}
