//! What kiosks tell besides declarations: codes that were shown, how far an audit has come, what
//! workers did, and when all that was.

use protocol::{AuditCheckpoint, Circumstances, ClockLevel, Header, Presentation, WorkerEvent};
use residence::Subject;

use super::Registry;
use crate::{
    audit, events,
    presence::{self, Review, Seen},
    store::{Statement, StoreError},
    tables::{
        alarms::{self, Alarm},
        audits::{self, Told},
        envelopes::StoredEnvelope,
        people, presentations, provisionals, record_times, withdrawn,
    },
};

/// How far around a presentation others of its code are looked at: a day to each side.
const AROUND_MS: u64 = 86_400 * 1_000;
const PRINTED: u8 = 1;
const SCREEN: u8 = 2;
const PROVISIONAL: u8 = 3;

impl Registry {
    /// Places a record in time, and keeps what was in doubt about it.
    pub(super) async fn noted(
        &self,
        stored: &StoredEnvelope,
        header: &Header,
        told: &Circumstances,
    ) -> Result<Vec<Statement>, StoreError> {
        let before = header.seq.saturating_sub(1);
        let earliest = record_times::earliest(self.store(), &header.kiosk, header.epoch, before);
        let placed = presence::place(header.at, earliest.await?, stored.received_at_ms);
        let mut writes = Vec::from(record_times::add(header, placed));
        writes.extend(record_times::add_circumstances(&header.record, told));
        Ok(writes)
    }

    /// Keeps a presentation, and lets a person look at what cannot be.
    pub(super) async fn presented(
        &self,
        stored: &StoredEnvelope,
        shown: &Presentation,
        told: &Circumstances,
    ) -> Result<Vec<Statement>, StoreError> {
        let (store, kiosk) = (self.store(), &stored.place.kiosk);
        let serial = &shown.serial;
        let counts = told.clock != ClockLevel::Unsafe;
        let subject = self.person_behind(&shown.subject, serial).await?;
        let record = &stored.record;
        let mut writes = vec![presentations::add(record, kiosk, &subject, shown, counts)];
        let latest = shown.at.1.min(stored.received_at_ms);
        let span = if shown.form == SCREEN {
            (0, u64::MAX)
        } else {
            (
                shown.at.0.saturating_sub(AROUND_MS),
                latest.saturating_add(AROUND_MS),
            )
        };
        let others = presentations::of_serial(store, serial, span.0, span.1).await?;
        let new = Seen {
            kiosk: kiosk.clone(),
            at: (shown.at.0, latest.max(shown.at.0)),
            position: presentations::position(store, kiosk).await?,
        };
        let seen: Vec<Seen> = others.iter().map(|(_, seen)| seen.clone()).collect();
        if let Some((review, with)) = presence::judge(&new, &seen, shown.form == SCREEN) {
            events::alarm(Alarm::Presentations, kiosk);
            let now_ms = stored.received_at_ms;
            writes.push(presentations::set_review(record, review));
            let marked = with.iter().filter_map(|place| others.get(*place));
            writes.extend(marked.map(|(other, _)| presentations::set_review(other, review)));
            writes.push(alarms::raise(Alarm::Presentations, kiosk, serial, now_ms));
        }
        writes.extend(self.in_force(stored, shown).await?);
        Ok(writes)
    }

    /// What follows when the code is not one that is in force.
    async fn in_force(
        &self,
        stored: &StoredEnvelope,
        shown: &Presentation,
    ) -> Result<Vec<Statement>, StoreError> {
        let (store, serial) = (self.store(), &shown.serial);
        let aside = || presentations::set_review(&stored.record, Review::NotInForce);
        if shown.form == PROVISIONAL {
            if provisionals::by_serial(store, serial).await?.is_some() {
                return Ok(Vec::new());
            }
            // Its kiosk may not have spoken yet; until it has, nothing counts.
            let seen_ms = shown.at.0.min(stored.received_at_ms);
            let kiosk = &stored.place.kiosk;
            let noted = provisionals::note_unissued(serial, kiosk, seen_ms);
            return Ok(vec![noted, aside()]);
        }
        let person = people::by_subject(store, &shown.subject).await?;
        let old_card = person.is_some_and(|person| person.serial != Some(*serial));
        let withdrawn = withdrawn::is_listed(store, serial).await?;
        let refused = withdrawn || (shown.form == PRINTED && old_card);
        Ok(if refused { vec![aside()] } else { Vec::new() })
    }

    /// The person of the register to whom a pseudonym belongs; a provisional code gave another.
    async fn person_behind(
        &self,
        subject: &Subject,
        serial: &[u8; 8],
    ) -> Result<Subject, StoreError> {
        let number = provisionals::number_behind(self.store(), subject, serial).await?;
        let Some(number) = number else {
            return Ok(*subject);
        };
        let person = people::by_number(self.store(), &number).await?;
        Ok(person.map_or(*subject, |person| person.subject))
    }

    /// Keeps how far the audit of a kiosk has come, and raises an alarm when it went back.
    pub(super) async fn audited(
        &self,
        stored: &StoredEnvelope,
        checkpoint: &AuditCheckpoint,
    ) -> Result<Vec<Statement>, StoreError> {
        let (place, at_ms) = (&stored.place, stored.received_at_ms);
        let mut writes = vec![audits::add(&stored.record, place, checkpoint, at_ms)];
        let held = audits::of_kiosk(self.store(), &place.kiosk).await?;
        let new = Told {
            kiosk: place.kiosk.clone(),
            place: (place.epoch, place.seq),
            n: checkpoint.n,
            hash: checkpoint.hash,
            at_ms,
        };
        let broken = held.last().and_then(|last| audit::between(last, &new));
        if broken.is_some() {
            events::alarm(Alarm::AuditBroken, &place.kiosk);
            let object = checkpoint.n.to_be_bytes();
            let alarm = alarms::raise(Alarm::AuditBroken, &place.kiosk, &object, at_ms);
            writes.push(alarm);
        }
        Ok(writes)
    }

    /// Keeps what a worker did.
    pub(super) fn worked(stored: &StoredEnvelope, event: &WorkerEvent) -> Vec<Statement> {
        let (kiosk, at_ms) = (&stored.place.kiosk, stored.received_at_ms);
        vec![audits::add_event(&stored.record, kiosk, event, at_ms)]
    }
}
