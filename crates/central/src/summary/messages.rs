//! The notices of a person: what they were told about their registrations and their houses.

use protocol::HeldMessage;
use residence::{Private, Recipient, RecordId, Subject, Template};
use sha2::{Digest as _, Sha256};

use super::{Asked, permits};
use crate::{
    store::{Store, StoreError},
    tables::{
        desk::{self, KeptMessage},
        house_claims, houses, mine, notices, registrations, trusts,
    },
};

/// Most notices of one summary; the older ones stay at the centre.
const NOTICES_MAX: usize = 50;

/// Lists the notices, the newest first; what asks for a decision stands among the tasks.
pub(super) async fn of(asked: &Asked<'_>) -> Result<Vec<HeldMessage>, StoreError> {
    let subject = &asked.person.subject;
    let read = notices::read_by(asked.store, subject).await?;
    let kept = all(asked.store, subject).await?.into_iter();
    let notices = kept.take(NOTICES_MAX).map(|message| {
        let id = name_of(&message);
        HeldMessage {
            id,
            template: message.template,
            made_on: message.made_on,
            zh: Private::new(message.zh.clone()),
            en: Private::new(message.en.clone()),
            read: read.contains(&id),
        }
    });
    Ok(notices.collect())
}

/// Lists the names under which the notices of a person travel.
pub(crate) async fn names(
    store: &dyn Store,
    subject: &Subject,
) -> Result<Vec<RecordId>, StoreError> {
    let kept = all(store, subject).await?;
    Ok(kept.iter().map(name_of).collect())
}

async fn all(store: &dyn Store, subject: &Subject) -> Result<Vec<KeptMessage>, StoreError> {
    let mut kept = Vec::new();
    for registration in registrations::of_subject(store, subject).await? {
        let about = desk::messages_of(store, &registration.record).await?;
        kept.extend(
            about
                .into_iter()
                .filter(|one| is_for(one, Recipient::Resident)),
        );
    }
    for house in sided_with(store, subject).await? {
        for registration in registrations::at_house(store, &house).await? {
            let about = desk::messages_of(store, &registration.record).await?;
            kept.extend(
                about
                    .into_iter()
                    .filter(|one| is_for(one, Recipient::Confirmers)),
            );
        }
    }
    let mut answered = permits::told_by(store, subject).await?;
    let claims = house_claims::of_person(store, subject).await?;
    answered.extend(claims.iter().map(|claim| claim.record));
    answered.extend(mine::of_subject(store, subject).await?);
    for record in answered {
        let about = desk::messages_of(store, &record).await?;
        kept.extend(
            about
                .into_iter()
                .filter(|one| is_for(one, Recipient::Resident)),
        );
    }
    kept.sort_by_key(|one| std::cmp::Reverse((one.made_on, one.record, one.place)));
    Ok(kept)
}

fn is_for(message: &KeptMessage, to: Recipient) -> bool {
    message.recipient == to && !Template::is_task(message.template)
}

/// The houses whose owner's side the person is on.
async fn sided_with(
    store: &dyn Store,
    subject: &Subject,
) -> Result<Vec<residence::HouseCode>, StoreError> {
    let mut sided = houses::owned_by(store, subject).await?;
    for trust in trusts::of_person(store, subject).await? {
        let held = trust.held;
        let holds = held.accepted_on.is_some() && held.revoked_on.is_none();
        if held.trustee == *subject && holds {
            sided.extend(held.houses);
        }
    }
    sided.sort();
    sided.dedup();
    Ok(sided)
}

/// A notice has no record of its own: its name is drawn from that of its record and its place.
fn name_of(message: &KeptMessage) -> RecordId {
    let mut hash = Sha256::new();
    hash.update(b"yj1/notice\0");
    hash.update(message.record.as_bytes());
    hash.update(message.place.to_be_bytes());
    let mut name = [0; 16];
    for (byte, of) in name.iter_mut().zip(hash.finalize()) {
        *byte = of;
    }
    RecordId::from_bytes(name)
}
