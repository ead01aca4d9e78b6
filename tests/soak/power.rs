//! Where the power fails: in the centre at a chosen operation of a database, before or after it was
//! done; in a kiosk at a chosen use of its keys, in the middle of whatever act that is.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicI64, Ordering},
};

use async_trait::async_trait;
use central::store::{Row, Statement, Store, StoreError};
use codes::{Crypto, CryptoError, Sealed, SealingPublic, SealingSecret, SeededCrypto, SigningKey};
use zeroize::Zeroizing;

use crate::chance::Chance;

/// What unwinds through a kiosk that loses its power.
pub(crate) struct PowerCut;

/// The power of the centre.
pub(crate) struct Switch {
    left: AtomicI64,
    after: AtomicBool,
    dead: AtomicBool,
    pauses: Mutex<Chance>,
}

impl Switch {
    pub(crate) fn on(seed: u64) -> Arc<Self> {
        Arc::new(Self {
            left: AtomicI64::new(-1),
            after: AtomicBool::new(false),
            dead: AtomicBool::new(false),
            pauses: Mutex::new(Chance::new(seed)),
        })
    }

    /// Cuts the power at the `n`th operation from now, counted from 1; never for none.
    pub(crate) fn arm(&self, n: Option<u64>, after: bool) {
        let left = n.map_or(-1, |n| i64::try_from(n).unwrap());
        self.left.store(left, Ordering::SeqCst);
        self.after.store(after, Ordering::SeqCst);
        self.dead.store(false, Ordering::SeqCst);
    }

    pub(crate) fn is_dead(&self) -> bool {
        self.dead.load(Ordering::SeqCst)
    }

    fn cuts_now(&self) -> bool {
        let left = self.left.load(Ordering::SeqCst);
        if left > 0 {
            self.left.store(left - 1, Ordering::SeqCst);
        }
        left == 1
    }

    fn pauses(&self) -> u64 {
        let mut pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        pauses.below(3)
    }
}

/// A database that works as long as the power is on; other requests come between its operations.
pub(crate) struct Powered {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) switch: Arc<Switch>,
}

impl Powered {
    async fn pause(&self) {
        for _ in 0..self.switch.pauses() {
            tokio::task::yield_now().await;
        }
    }

    async fn with<T: Send>(
        &self,
        act: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, StoreError> {
        self.pause().await;
        if self.switch.is_dead() {
            return Err(StoreError::Connection);
        }
        let cut = self.switch.cuts_now();
        if cut && !self.switch.after.load(Ordering::SeqCst) {
            self.switch.dead.store(true, Ordering::SeqCst);
            return Err(StoreError::Connection);
        }
        let outcome = act.await;
        if cut {
            self.switch.dead.store(true, Ordering::SeqCst);
            return Err(StoreError::Connection);
        }
        self.pause().await;
        outcome
    }
}

#[async_trait]
impl Store for Powered {
    async fn commit(&self, statements: Vec<Statement>) -> Result<(), StoreError> {
        self.with(self.store.commit(statements)).await
    }

    async fn rows(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        self.with(self.store.rows(statement)).await
    }
}

/// The keys of a kiosk; its power may fail at any use of them.
pub(crate) struct Sparks {
    crypto: SeededCrypto,
    left: AtomicI64,
}

impl Sparks {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            crypto: SeededCrypto::new(seed),
            left: AtomicI64::new(-1),
        }
    }

    /// Cuts the power at the `n`th use from now, counted from 1; never for none.
    pub(crate) fn arm(&self, n: Option<u64>) {
        let left = n.map_or(-1, |n| i64::try_from(n).unwrap());
        self.left.store(left, Ordering::SeqCst);
    }

    fn use_one(&self) {
        let left = self.left.load(Ordering::SeqCst);
        if left > 0 {
            self.left.store(left - 1, Ordering::SeqCst);
        }
        if left == 1 {
            std::panic::resume_unwind(Box::new(PowerCut));
        }
    }
}

impl Crypto for Sparks {
    fn random(&self, out: &mut [u8]) {
        self.use_one();
        self.crypto.random(out);
    }

    fn sign(&self, key: &SigningKey, message: &[u8]) -> Result<[u8; 64], CryptoError> {
        self.use_one();
        self.crypto.sign(key, message)
    }

    fn seal(
        &self,
        to: &SealingPublic,
        info: &[u8],
        aad: &[u8],
        plain: &[u8],
    ) -> Result<Sealed, CryptoError> {
        self.use_one();
        self.crypto.seal(to, info, aad, plain)
    }

    fn open(
        &self,
        key: &SealingSecret,
        info: &[u8],
        aad: &[u8],
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        self.use_one();
        self.crypto.open(key, info, aad, sealed)
    }
}
