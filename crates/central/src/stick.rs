//! Takes in what a stick brings from a kiosk without a line, and writes what it takes back.
//!
//! Each request goes through the same door as on the line, with the same checks, so a file may come
//! twice or beside a line. The answers continue each other: what one page of changes could not hold
//! comes with the next, and the last request is answered until nothing is left.

use std::time::Duration;

use codes::VerifyingKey;
use protocol::{
    ANSWER_BYTES_MAX, RejectCode, STICK_BYTES_MAX, STICK_OBJECTS_MAX, StickError, StickFile,
    StickKind, SyncAnswer, SyncRequest,
};
use residence::KioskId;

use crate::{
    authority::FrontKeys,
    centre::{Centre, Config, Error},
    front::device_key,
    refusal::Refusal,
    store::{Store, StoreError},
    tables::kiosks,
};

/// How often a door that says "later" is asked again.
const TRIES_MAX: u32 = 5;

/// Why a file was not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// The file itself.
    #[error(transparent)]
    File(#[from] StickError),
    /// The door refuses what is in it.
    #[error("refused: {0}")]
    Door(#[from] Refusal),
    /// The centre cannot work.
    #[error(transparent)]
    Centre(#[from] Error),
}

impl From<StoreError> for NotTaken {
    fn from(error: StoreError) -> Self {
        Self::Centre(error.into())
    }
}

/// What a file brought, and what goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Whose it was.
    pub kiosk: KioskId,
    /// Requests in the file.
    pub requests: usize,
    /// Records in the file.
    pub records: usize,
    /// Records that the centre did not have before.
    pub new: u64,
    /// Records that were set aside for a person to look at.
    pub aside: usize,
    /// Records that contradict what is held; there is an alarm.
    pub forks: usize,
    /// The number that is missing before what the file holds.
    pub gap: Option<u64>,
    /// Changes that go back.
    pub changes: usize,
    /// Whether more changes wait than the file of answers holds.
    pub more: bool,
    /// The bytes of the file of answers.
    pub answers: Vec<u8>,
}

/// Takes in a file of requests; `told` hears of the requests so far and of all.
pub async fn take_in(
    config: &Config,
    centre: &Centre,
    bytes: &[u8],
    told: &mut (dyn FnMut(usize, usize) + Send),
) -> Result<Taken, NotTaken> {
    let store = config.front_store().await?;
    let (kind, id) = StickFile::claimed(bytes)?;
    if kind != StickKind::Requests {
        return Err(StickError::OtherWay.into());
    }
    let device = device_of(store.as_ref(), &id).await?;
    let file = StickFile::open(bytes, StickKind::Requests, &device)?;
    let keys = FrontKeys::load(config.front_folder()).map_err(Error::from)?;
    let before = head(store.as_ref(), &id).await?;
    let mut counter = Counter {
        taken: Taken {
            kiosk: id,
            requests: file.objects.len(),
            records: 0,
            new: 0,
            aside: 0,
            forks: 0,
            gap: None,
            changes: 0,
            more: false,
            answers: Vec::new(),
        },
        cursor: 0,
        objects: Vec::new(),
        bytes_total: 0,
    };
    for (place, object) in file.objects.iter().enumerate() {
        let request = SyncRequest::open(object, &device).map_err(Refusal::from)?;
        counter.taken.records += request.up.len();
        let last = place + 1 == file.objects.len();
        loop {
            counter.answer(centre, &keys, object, &request).await?;
            if !last || !counter.taken.more || counter.is_full() {
                break;
            }
        }
        told(place + 1, file.objects.len());
    }
    let after = head(store.as_ref(), &counter.taken.kiosk).await?;
    let (from, to) = if before.0 == after.0 {
        (before.1, after.1)
    } else {
        (0, after.1)
    };
    let back = StickFile {
        kind: StickKind::Answers,
        kiosk: counter.taken.kiosk.clone(),
        objects: counter.objects,
    };
    // Signed as the answers are: by the key that the kiosk's bundle names.
    let key = keys.sync_key_for(bundle_seq(&file, &device)?);
    let answers = back
        .sign(key, config.crypto.as_ref())
        .expect("a key in memory signs");
    Ok(Taken {
        new: to.saturating_sub(from),
        answers,
        ..counter.taken
    })
}

fn bundle_seq(file: &StickFile, device: &VerifyingKey) -> Result<u64, NotTaken> {
    let Some(first) = file.objects.first() else {
        return Ok(u64::MAX);
    };
    let request = SyncRequest::open(first, device).map_err(Refusal::from)?;
    Ok(request.bundle_seq)
}

async fn device_of(store: &dyn Store, id: &KioskId) -> Result<VerifyingKey, NotTaken> {
    let kiosk = kiosks::by_id(store, id).await?;
    let kiosk = kiosk.ok_or(Refusal::KioskUnknown)?;
    Ok(device_key(store, &kiosk).await?)
}

/// Epoch and number of the last record that is held without a hole.
async fn head(store: &dyn Store, id: &KioskId) -> Result<(u64, u64), NotTaken> {
    let kiosk = kiosks::by_id(store, id).await?;
    let kiosk = kiosk.ok_or(Refusal::KioskUnknown)?;
    Ok((kiosk.chain.epoch, kiosk.chain.seq))
}

struct Counter {
    taken: Taken,
    /// The last change that an answer before this one brings.
    cursor: u64,
    objects: Vec<Vec<u8>>,
    bytes_total: usize,
}

impl Counter {
    fn is_full(&self) -> bool {
        self.objects.len() >= STICK_OBJECTS_MAX
            || self.bytes_total + 2 * ANSWER_BYTES_MAX > STICK_BYTES_MAX
    }

    async fn answer(
        &mut self,
        centre: &Centre,
        keys: &FrontKeys,
        object: &[u8],
        request: &SyncRequest,
    ) -> Result<(), NotTaken> {
        let bytes = patiently(centre, object, self.cursor).await?;
        let key = keys.sync_key_for(request.bundle_seq).verifying_key();
        let answer = SyncAnswer::open(&bytes, &key, &request.nonce).map_err(Refusal::from)?;
        for (_, code) in &answer.rejects {
            match code {
                RejectCode::Fork => self.taken.forks += 1,
                RejectCode::Gap { expected } => self.taken.gap = Some(*expected),
                RejectCode::Signature | RejectCode::TooLarge | RejectCode::Quarantined => {
                    self.taken.aside += 1;
                }
            }
        }
        if let Some(last) = answer.down.last() {
            self.cursor = last.cursor;
        }
        self.taken.changes += answer.down.len();
        self.taken.more = answer.more;
        if !self.is_full() {
            self.bytes_total += bytes.len();
            self.objects.push(bytes);
        }
        Ok(())
    }
}

/// A server may work beside this, and the kiosk's turns hold here too: both pass.
async fn patiently(centre: &Centre, object: &[u8], cursor: u64) -> Result<Vec<u8>, Refusal> {
    let mut tries = 0;
    loop {
        let refusal = match centre.sync_after(object, cursor).await {
            Ok(answer) => return Ok(answer),
            Err(refusal) => refusal,
        };
        tries += 1;
        let asked_s = if let Refusal::TooOften { seconds } = refusal {
            Some(seconds)
        } else if refusal.can_retry() && tries < TRIES_MAX {
            Some(1)
        } else {
            None
        };
        let Some(seconds) = asked_s else {
            return Err(refusal);
        };
        let wait = Duration::from_secs(seconds.into());
        tokio::time::sleep(wait).await;
    }
}
