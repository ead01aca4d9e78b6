//! The centre at work: one answer to each request.

mod officers;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use codes::Crypto;
use residence::{
    Denial, Event, HabitualDenial, HabitualEvent, HouseCode, OwnershipDenial, OwnershipEvent,
    RecordId,
};

use crate::{
    authority::{self, Authority, AuthorityError, FrontKeys},
    events,
    front::Front,
    population::{PersonsFile, PopulationError, PopulationRegister},
    refusal::Refusal,
    registry::{By, DeskAct},
    store::{Part, Postgres, Sqlite, Store, StoreError},
    vault::{Halves, Vault},
};

/// How long an answer waits for the decisions about what it acknowledges.
const DECIDING_WAIT: Duration = Duration::from_millis(800);
/// Most records in a request whose decisions are waited for.
const AWAITED_MAX: u64 = 20;
/// The extract of the population register that lies beside the data of the centre.
pub(crate) const PERSONS_FILE: &str = "persons.csv";

/// Tells the time in milliseconds since 1970.
pub type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// What the centre works with.
#[derive(Clone)]
pub struct Config {
    /// The folder that `central demo` made.
    pub data: PathBuf,
    /// The folder of the front, when it is another one.
    pub front: Option<PathBuf>,
    /// URL of a PostgreSQL database; without it, SQLite in the folder.
    pub database: Option<String>,
    /// URL of the front's own PostgreSQL database; without it, the same in a schema of its own.
    pub front_database: Option<String>,
    /// The clock.
    pub clock: Clock,
    /// Randomness, signatures and sealing.
    pub crypto: Arc<dyn Crypto>,
    /// A file of the population register; without it `persons.csv` in the folder, where there is one.
    pub population: Option<PathBuf>,
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
    /// The population register.
    #[error(transparent)]
    Population(#[from] PopulationError),
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
            Self::Empty | Self::Tls | Self::Population(_) => false,
        }
    }
}

impl Config {
    /// Opens the database of the vault.
    pub async fn store(&self) -> Result<Arc<dyn Store>, StoreError> {
        Ok(match &self.database {
            Some(url) => Arc::new(Postgres::open(url, Part::Vault).await?),
            None => Arc::new(Sqlite::open(&self.data.join("central.db"), Part::Vault).await?),
        })
    }

    /// Opens the database of the front.
    pub async fn front_store(&self) -> Result<Arc<dyn Store>, StoreError> {
        let file = self.front_folder().join("front.db");
        Ok(
            match self.front_database.as_ref().or(self.database.as_ref()) {
                Some(url) => Arc::new(Postgres::open(url, Part::Front).await?),
                None => Arc::new(Sqlite::open(&file, Part::Front).await?),
            },
        )
    }

    /// Opens both databases.
    pub async fn halves(&self) -> Result<Halves, StoreError> {
        Ok(Halves {
            front: self.front_store().await?,
            vault: self.store().await?,
        })
    }

    /// Opens the population register; none where nobody gave one.
    pub(crate) fn population_register(
        &self,
    ) -> Result<Option<Arc<dyn PopulationRegister>>, PopulationError> {
        let beside = self.data.join(PERSONS_FILE);
        let named = self.population.as_ref();
        let Some(file) = named.or(beside.exists().then_some(&beside)) else {
            return Ok(None);
        };
        Ok(Some(Arc::new(PersonsFile::open(file)?)))
    }

    /// Returns the folder of the front.
    pub(crate) fn front_folder(&self) -> &Path {
        self.front.as_deref().unwrap_or(&self.data)
    }

    /// Reads the keys of the authority.
    pub fn authority(&self) -> Result<Authority, AuthorityError> {
        Authority::load(&self.data)
    }
}

pub(crate) fn keys_folder(data: &Path) -> PathBuf {
    authority::front_folder(data)
}

pub(crate) fn bundle_file(data: &Path) -> PathBuf {
    data.join("trust").join("bundle.txt")
}

/// The centre: the front, and in a small deployment the vault behind it in the same process.
pub struct Centre {
    front: Front,
    vault: Option<Arc<Vault>>,
}

impl Centre {
    /// Opens front and vault, finishes what a crash left undone, and renews the bundle.
    pub async fn open(config: &Config) -> Result<Self, Error> {
        Self::open_on(config, config.halves().await?).await
    }

    /// Opens both on databases that the caller has opened: whoever wants to stand between.
    pub async fn open_on(config: &Config, halves: Halves) -> Result<Self, Error> {
        let front = Arc::clone(&halves.front);
        let vault = Vault::open_on(config, halves).await?;
        let front = Self::open_front(config, front).await?;
        Ok(Self {
            front,
            vault: Some(Arc::new(vault)),
        })
    }

    /// Opens the front alone; a vault works elsewhere on the same database.
    pub async fn open_front_only(config: &Config) -> Result<Self, Error> {
        let front = Self::open_front(config, config.front_store().await?).await?;
        Ok(Self { front, vault: None })
    }

    async fn open_front(config: &Config, store: Arc<dyn Store>) -> Result<Front, Error> {
        let keys = FrontKeys::load(config.front_folder()).map_err(Error::from)?;
        let (crypto, clock) = (Arc::clone(&config.crypto), Arc::clone(&config.clock));
        Front::open(store, keys, crypto, clock).await
    }

    /// Returns the side that decides, when it works in this process.
    pub(crate) fn vault(&self) -> Option<Arc<Vault>> {
        self.vault.clone()
    }

    /// Ends what waited too long by today's date; returns how many registrations moved.
    pub async fn let_days_pass(&self) -> Result<usize, StoreError> {
        match &self.vault {
            Some(vault) => vault.let_days_pass().await,
            None => Ok(0),
        }
    }

    /// Carries out a decision of the desk or an officer; `Err` inside is the rule that refuses.
    pub async fn decide_at_desk(
        &self,
        record: &RecordId,
        event: Event,
        note: Option<&str>,
    ) -> Result<Result<(), Denial>, StoreError> {
        match &self.vault {
            Some(vault) => {
                let (act, by) = (DeskAct { event, note }, By::operator());
                vault.decide_at_desk(record, act, &by).await
            }
            None => Ok(Err(Denial::WrongState)),
        }
    }

    /// Says as the desk which house an address by hand is; `Err` inside is the rule that refuses.
    pub async fn bind_address(
        &self,
        record: &RecordId,
        house: &HouseCode,
    ) -> Result<Result<(), Denial>, StoreError> {
        match &self.vault {
            Some(vault) => vault.bind_address(record, house, &By::operator()).await,
            None => Ok(Err(Denial::WrongState)),
        }
    }

    /// Decides as the desk about a habitual residence, for a house to which nobody is bound; `Err`
    /// inside is the rule that refuses.
    pub async fn decide_habitual(
        &self,
        record: &RecordId,
        event: HabitualEvent,
        note: Option<&str>,
    ) -> Result<Result<(), HabitualDenial>, StoreError> {
        match &self.vault {
            Some(vault) => {
                vault
                    .decide_habitual(record, (event, note), &By::operator())
                    .await
            }
            None => Ok(Err(HabitualDenial::WrongState)),
        }
    }

    /// Decides as the desk about a claim to own a house; `Err` inside is the rule that refuses.
    pub async fn decide_ownership(
        &self,
        record: &RecordId,
        event: OwnershipEvent,
        note: Option<&str>,
    ) -> Result<Result<(), OwnershipDenial>, StoreError> {
        match &self.vault {
            Some(vault) => {
                vault
                    .decide_ownership(record, (event, note), &By::operator())
                    .await
            }
            None => Ok(Err(OwnershipDenial::WrongState)),
        }
    }

    /// Answers a device that asks to be enrolled.
    pub async fn enrol(&self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        self.front.enrol(body).await
    }

    /// Answers a kiosk that asks about the person before it (`POST /v1/enquiry`).
    pub async fn enquire(&self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let asked = self.front.hear_enquiry(body).await?;
        let sealed = match &self.vault {
            Some(vault) => {
                let answer = vault.answer(&asked.bytes).await?;
                answer.ok_or(Refusal::Malformed)?
            }
            None => self.front.pass_on(&asked).await?,
        };
        Ok(self.front.sign_reply(&asked, sealed).await?)
    }

    /// Answers an enrolled kiosk: what arrived, what was decided, what is new.
    ///
    /// A vault in another process decides when it comes to it; the kiosk hears of it next time.
    pub async fn sync(&self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let heard = self.front.hear(body).await?;
        if let Some(vault) = &self.vault {
            vault.work(Some(heard.kiosk())).await?;
        }
        self.front.answer(heard).await
    }

    /// Answers a request that a stick brought, with the changes after this one or after the one
    /// that it names, whichever is later.
    pub(crate) async fn sync_after(&self, body: &[u8], cursor: u64) -> Result<Vec<u8>, Refusal> {
        let mut heard = self.front.hear(body).await?;
        if let Some(vault) = &self.vault {
            vault.work(Some(heard.kiosk())).await?;
        }
        heard.go_on_after(cursor);
        self.front.answer(heard).await
    }

    /// Answers as [`Centre::sync`] does, but waits for the deciding no longer than a kiosk should:
    /// what was received is acknowledged, and what becomes of it is told next time.
    pub(crate) async fn sync_promptly(&self, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let heard = self.front.hear(body).await?;
        if let Some(vault) = &self.vault {
            let (vault, kiosk) = (Arc::clone(vault), heard.kiosk().clone());
            let brought = heard.brought();
            // In a task of its own: it goes on when nobody waits for it any more.
            let work = tokio::spawn(async move { vault.attend(&kiosk, brought > 0).await });
            // Whoever brings many was away for long; nobody stands there and waits.
            let wait = if brought > AWAITED_MAX {
                Duration::ZERO
            } else {
                DECIDING_WAIT
            };
            if let Ok(Ok(Err(error))) = tokio::time::timeout(wait, work).await {
                events::store_failed(error);
            }
        }
        self.front.answer(heard).await
    }
}
