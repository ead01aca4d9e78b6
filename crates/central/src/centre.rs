//! The centre at work: one answer to each request.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use codes::{Crypto, VerifyingKey};
use protocol::{RejectCode, SyncAnswer, SyncRequest};
use residence::{Denial, Event, RecordId, guangdong_date};

use crate::{
    authority::{Authority, AuthorityError},
    bundle, enrol, feed, files,
    ingress::{self, Received},
    refusal::Refusal,
    registry::Registry,
    store::{Postgres, Sqlite, Store, StoreError},
    tables::{
        envelopes,
        kiosks::{self, Kiosk, Standing},
        meta::{self, Fact},
    },
};

/// Tells the time in milliseconds since 1970.
pub type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// What the centre works with.
#[derive(Clone)]
pub struct Config {
    /// The folder that `central demo` made.
    pub data: PathBuf,
    /// URL of a PostgreSQL database; without it, SQLite in the folder.
    pub database: Option<String>,
    /// The clock.
    pub clock: Clock,
    /// Randomness, signatures and sealing.
    pub crypto: Arc<dyn Crypto>,
}

/// Why the centre cannot work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The keys.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database was never filled.
    #[error("the database holds no town; make one with `central demo DIR` first")]
    Empty,
    /// Certificates for TLS are missing or damaged.
    #[error("the certificates for TLS are missing or damaged")]
    Tls,
    /// A file cannot be written.
    #[error("a file cannot be read or written")]
    Io,
    /// The address cannot be listened on.
    #[error("the address cannot be listened on")]
    Listen,
}

impl Error {
    /// Tells whether the same act may succeed later.
    pub fn can_retry(self) -> bool {
        match self {
            Self::Authority(error) => error.can_retry(),
            Self::Store(error) => error.can_retry(),
            Self::Io | Self::Listen => true,
            Self::Empty | Self::Tls => false,
        }
    }
}

impl Config {
    /// Opens the database that is configured.
    pub async fn store(&self) -> Result<Arc<dyn Store>, StoreError> {
        Ok(match &self.database {
            Some(url) => Arc::new(Postgres::open(url).await?),
            None => Arc::new(Sqlite::open(&self.data.join("central.db")).await?),
        })
    }

    /// Reads the keys of the authority.
    pub fn authority(&self) -> Result<Authority, AuthorityError> {
        Authority::load(&keys_folder(&self.data))
    }
}

pub(crate) fn keys_folder(data: &Path) -> PathBuf {
    data.join("keys")
}

pub(crate) fn bundle_file(data: &Path) -> PathBuf {
    data.join("trust").join("bundle.txt")
}

/// The centre: checks, stores, decides and answers.
pub struct Centre {
    store: Arc<dyn Store>,
    authority: Arc<Authority>,
    registry: Registry,
    crypto: Arc<dyn Crypto>,
    clock: Clock,
    centre_epoch: u64,
    /// One at a time: heads of chains, tokens and the bundle are read, judged and moved.
    ingress: tokio::sync::Mutex<()>,
}

impl Centre {
    /// Opens keys and database, finishes what a crash left undone, and renews the bundle.
    pub async fn open(config: &Config) -> Result<Self, Error> {
        let authority = Arc::new(config.authority()?);
        let store = config.store().await?;
        let epoch = meta::number(store.as_ref(), Fact::CentreEpoch).await?;
        let centre = Self {
            registry: Registry::new(
                Arc::clone(&store),
                Arc::clone(&authority),
                Arc::clone(&config.crypto),
            ),
            store,
            authority,
            crypto: Arc::clone(&config.crypto),
            clock: Arc::clone(&config.clock),
            centre_epoch: epoch.ok_or(Error::Empty)?,
            ingress: tokio::sync::Mutex::new(()),
        };
        let now_ms = (centre.clock)();
        centre.registry.apply_received(civil_day(now_ms)).await?;
        centre.let_days_pass().await?;
        let bundle = centre.bundle(now_ms).await?;
        let file = bundle_file(&config.data);
        files::write_public(&file, bundle.text.as_bytes()).map_err(|_| Error::Io)?;
        Ok(centre)
    }

    /// Ends what waited too long by today's date; returns how many registrations moved.
    pub async fn let_days_pass(&self) -> Result<usize, StoreError> {
        self.registry.let_days_pass(civil_day((self.clock)())).await
    }

    /// Carries out a decision of the desk or an officer; `Err` inside is the rule that refuses.
    pub async fn decide_at_desk(
        &self,
        record: &RecordId,
        event: Event,
        note: Option<&str>,
    ) -> Result<Result<(), Denial>, StoreError> {
        let today = civil_day((self.clock)());
        self.registry
            .decide_at_desk(record, event, note, today)
            .await
    }

    /// Answers a device that asks to be enrolled.
    pub async fn enrol(&self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let _turn = self.ingress.lock().await;
        let (store, crypto) = (self.store.as_ref(), self.crypto.as_ref());
        enrol::answer(store, &self.authority, crypto, body, (self.clock)()).await
    }

    /// Answers an enrolled kiosk: what arrived, what was decided, what is new.
    pub async fn sync(&self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let now_ms = (self.clock)();
        let claimed = SyncRequest::claimed_kiosk(body)?;
        let known = kiosks::by_id(self.store.as_ref(), &claimed).await?;
        let device = device_key(known.as_ref().ok_or(Refusal::KioskUnknown)?)?;
        let request = SyncRequest::open(body, &device)?;
        let (kiosk, received) = self.receive(&request, &device, now_ms).await?;
        let rejects = self.decide(&kiosk, &received, now_ms).await?;
        let page = feed::page(
            self.store.as_ref(),
            &self.authority,
            self.crypto.as_ref(),
            &kiosk,
            request.down_cursor,
        )
        .await?;
        let bundle = self.bundle(now_ms).await?;
        let chain = received.chain;
        let answer = SyncAnswer {
            nonce: request.nonce,
            server_ms: now_ms,
            centre_epoch: self.centre_epoch,
            // Before the first envelope the kiosk names its epoch.
            epoch: if chain.seq == 0 {
                request.epoch
            } else {
                chain.epoch
            },
            through: chain.seq,
            // No second copy is configured: what is durable here counts.
            backed_up: chain.seq,
            rejects,
            bundle: (request.bundle_seq < bundle.seq).then_some(bundle.text),
            down: page.down,
            more: page.more,
        };
        Ok(answer
            .sign(self.authority.sync_key(), self.crypto.as_ref())
            .expect("a key in memory signs"))
    }

    /// Stores what follows the chain; the kiosk is read again inside the turn.
    async fn receive(
        &self,
        request: &SyncRequest,
        device: &VerifyingKey,
        now_ms: u64,
    ) -> Result<(Kiosk, Received), Refusal> {
        let _turn = self.ingress.lock().await;
        let store = self.store.as_ref();
        let kiosk = kiosks::by_id(store, &request.kiosk)
            .await?
            .ok_or(Refusal::KioskUnknown)?;
        match kiosk.standing {
            Standing::Approved => {}
            Standing::Waiting => return Err(Refusal::KioskUnknown),
            Standing::Revoked => return Err(Refusal::KioskRevoked),
        }
        let received = ingress::receive(store, &kiosk, device, &request.up, now_ms).await?;
        Ok((kiosk, received))
    }

    /// Decides what was stored, and adds what could not be opened to what was refused.
    async fn decide(
        &self,
        kiosk: &Kiosk,
        received: &Received,
        now_ms: u64,
    ) -> Result<Vec<(RecordId, RejectCode)>, Refusal> {
        let mut rejects = received.rejects.clone();
        // Also when nothing new came: a kiosk that lost its power in the middle of a request may
        // have left records that are stored and not decided.
        self.registry.apply_received(civil_day(now_ms)).await?;
        if received.chain == kiosk.chain {
            return Ok(rejects);
        }
        let after = if received.chain.epoch == kiosk.chain.epoch {
            kiosk.chain.seq
        } else {
            0
        };
        let aside = envelopes::quarantined_after(
            self.store.as_ref(),
            &kiosk.id,
            received.chain.epoch,
            after,
        );
        for record in aside.await? {
            if rejects.iter().all(|(refused, _)| *refused != record) {
                rejects.push((record, RejectCode::Quarantined));
            }
        }
        Ok(rejects)
    }

    async fn bundle(&self, now_ms: u64) -> Result<bundle::Bundle, StoreError> {
        let _turn = self.ingress.lock().await;
        let (store, crypto) = (self.store.as_ref(), self.crypto.as_ref());
        bundle::in_force(store, &self.authority, crypto, now_ms).await
    }
}

fn device_key(kiosk: &Kiosk) -> Result<VerifyingKey, StoreError> {
    VerifyingKey::from_bytes(&kiosk.signing).map_err(|_| StoreError::Corrupt)
}

fn civil_day(now_ms: u64) -> chrono::NaiveDate {
    guangdong_date(i64::try_from(now_ms).unwrap_or(i64::MAX))
}
