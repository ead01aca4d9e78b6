//! Showing a code (亮码): the text is drawn from memory, and each showing is a presentation.

use codes::{Meaning, ResidentClaims, Verdict};
use protocol::{Presentation, TakenAs};
use residence::Subject;
use zeroize::Zeroizing;

use super::{Kiosk, Now, checking::carried_on};
use crate::visit::{CarriedOn, Event, Person, ShownCode, Stage};

impl Kiosk {
    /// Draws a code: the person's own (0), or that of a member of the family, by place from 1.
    pub(super) fn show_code(&self, member: usize) -> Option<Event> {
        let Stage::Person(person) = &self.visit.stage else {
            return None;
        };
        let (text, member) = code_of(person, member.checked_sub(1))?;
        let (claims, verdict) = self.resident_code(&text)?;
        let form = carried_on(&claims.form);
        // A code that lives for minutes is not one to be copied.
        if form == CarriedOn::Screen {
            return None;
        }
        let presentation = Presentation {
            subject: claims.subject,
            serial: claims.serial,
            form: form.number(),
            house: None,
            verdict,
            at: self.interval(),
        };
        Some(Event::CodeShown(Box::new(ShownCode {
            text,
            hint: claims.hint.map(Zeroizing::new),
            member,
            expires_ms: claims.exp.saturating_mul(1_000),
            presentation,
            recorded: false,
        })))
    }

    /// Hides what stands in full once its time is over; tells whether there was anything.
    pub(super) fn hide_in_time(&mut self, now: Now) -> bool {
        let Stage::Person(person) = &self.visit.stage else {
            return false;
        };
        let overdue = person
            .lives()
            .is_some_and(|lives| lives.is_overdue(now.boot_ms));
        if overdue {
            self.tell(Event::HideData, now);
        }
        overdue
    }

    fn resident_code(&self, text: &str) -> Option<(ResidentClaims, TakenAs)> {
        let trust = self.trust.as_ref()?;
        match codes::verify(text, &trust.list, self.time.reading.clock) {
            Verdict::Green(Meaning::Resident(claims)) => Some((claims, TakenAs::Green)),
            Verdict::Amber(Meaning::Resident(claims), _) => Some((claims, TakenAs::Amber)),
            Verdict::Green(_) | Verdict::Amber(..) | Verdict::Newer | Verdict::Red(_) => None,
        }
    }
}

/// Finds the text of a code: the one that was scanned, else the one that the centre told.
fn code_of(person: &Person, member: Option<usize>) -> Option<(Zeroizing<String>, Option<Subject>)> {
    let told = person.told.summary.as_ref();
    let Some(place) = member else {
        let scanned = (person.holder.carried_on != CarriedOn::Screen)
            .then(|| person.holder.text.clone())
            .flatten();
        let known = || Some(told?.person.code.as_ref()?.reveal().clone());
        return scanned
            .or_else(|| known().map(Zeroizing::new))
            .map(|text| (text, None));
    };
    let held = told?.members.get(place)?;
    let text = Zeroizing::new(held.code.as_ref()?.reveal().clone());
    Some((text, Some(held.member)))
}
