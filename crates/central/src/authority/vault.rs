//! What the process behind the front holds: keys that open records and keys that issue.

use std::path::Path;

use codes::{
    Algorithm, BindKey, Crypto, HouseClaims, Kid, KioskCertificate, ResidentClaims, SealingSecret,
    SigningKey, TrustBundle, issue_bundle, issue_certificate, issue_house, issue_resident,
};
use data_encoding::HEXLOWER;
use protocol::Change;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{
    AuthorityError, KeyEntry, KeyUse, PublicKey,
    stored::{self, IssuingKey, StoredSealing, StoredSigning},
    vault_folder,
};

const KEYS_FILE: &str = "vault.json";
const YEAR_SECONDS: u64 = 365 * 86_400;
/// How long a key issues before the next must follow; what it issued outlives it.
const ISSUING_SECONDS: u64 = 5 * YEAR_SECONDS;

/// A binding key and the year it is for.
struct Bind {
    epoch: u32,
    key: BindKey,
    from_s: u64,
}

/// The key of daily bundles with the certificate that a root gave it.
#[derive(Clone)]
pub(super) struct CertifiedKey {
    pub(super) issuing: IssuingKey,
    pub(super) certificate: Vec<u8>,
}

/// The keys that open and that issue; the newest of each use first.
pub struct VaultKeys {
    house: Vec<IssuingKey>,
    resident: Vec<IssuingKey>,
    dynamic: Vec<IssuingKey>,
    kiosk: Vec<IssuingKey>,
    bundle: Option<CertifiedKey>,
    openings: Vec<(SealingSecret, u64)>,
    recoveries: Vec<(SealingSecret, u64)>,
    binds: Vec<Bind>,
}

#[derive(Serialize, Deserialize)]
struct StoredVault {
    house: Vec<StoredSigning>,
    resident: Vec<StoredSigning>,
    dynamic: Vec<StoredSigning>,
    kiosk: Vec<StoredSigning>,
    #[serde(default)]
    bundle: Option<StoredCertified>,
    opening: Vec<StoredSealing>,
    recovery: Vec<StoredSealing>,
    bind: Vec<StoredBind>,
}

#[derive(Serialize, Deserialize)]
struct StoredCertified {
    #[serde(flatten)]
    key: StoredSigning,
    certificate: String,
}

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct StoredBind {
    epoch: u32,
    key: String,
    from_s: u64,
}

impl VaultKeys {
    /// Draws new keys; that of bundles follows when a root certifies it.
    pub(super) fn draw(algorithm: Algorithm, now_s: u64, crypto: &dyn Crypto) -> Self {
        let issuing = || {
            let key = IssuingKey::draw(algorithm, now_s, ISSUING_SECONDS, crypto);
            vec![key]
        };
        let sealing = || vec![(SealingSecret::generate(crypto), now_s)];
        Self {
            house: issuing(),
            resident: issuing(),
            dynamic: issuing(),
            kiosk: issuing(),
            bundle: None,
            openings: sealing(),
            recoveries: sealing(),
            binds: vec![Bind::draw(1, now_s, crypto)],
        }
    }

    /// Reads the keys from the data folder of a centre.
    pub fn load(data: &Path) -> Result<Self, AuthorityError> {
        let stored: StoredVault = stored::read(&vault_folder(data).join(KEYS_FILE))?;
        let sealing = |stored: &[StoredSealing]| -> Result<Vec<_>, AuthorityError> {
            if stored.is_empty() {
                return Err(AuthorityError::Damaged);
            }
            stored.iter().map(StoredSealing::key).collect()
        };
        if stored.bind.is_empty() {
            return Err(AuthorityError::Damaged);
        }
        let bind = |stored: &StoredBind| -> Result<Bind, AuthorityError> {
            Ok(Bind {
                epoch: stored.epoch,
                key: BindKey::from_bytes(&*stored::unhex(&stored.key)?),
                from_s: stored.from_s,
            })
        };
        Ok(Self {
            house: stored::keys(&stored.house)?,
            resident: stored::keys(&stored.resident)?,
            dynamic: stored::keys(&stored.dynamic)?,
            kiosk: stored::keys(&stored.kiosk)?,
            bundle: stored
                .bundle
                .as_ref()
                .map(StoredCertified::key)
                .transpose()?,
            openings: sealing(&stored.opening)?,
            // Gone once it was divided between two administrators.
            recoveries: stored
                .recovery
                .iter()
                .map(StoredSealing::key)
                .collect::<Result<_, _>>()?,
            binds: stored.bind.iter().map(bind).collect::<Result<_, _>>()?,
        })
    }

    /// Writes the keys into a folder that only its owner may enter.
    pub fn save(&self, data: &Path) -> Result<(), AuthorityError> {
        let issuing = |keys: &[IssuingKey]| keys.iter().map(StoredSigning::of).collect();
        let sealing = |keys: &[(SealingSecret, u64)]| keys.iter().map(StoredSealing::of).collect();
        let bind = |bind: &Bind| StoredBind {
            epoch: bind.epoch,
            key: HEXLOWER.encode(bind.key.reveal_bytes()),
            from_s: bind.from_s,
        };
        let stored = StoredVault {
            house: issuing(&self.house),
            resident: issuing(&self.resident),
            dynamic: issuing(&self.dynamic),
            kiosk: issuing(&self.kiosk),
            bundle: self.bundle.as_ref().map(StoredCertified::of),
            opening: sealing(&self.openings),
            recovery: sealing(&self.recoveries),
            bind: self.binds.iter().map(bind).collect(),
        };
        stored::write(&vault_folder(data).join(KEYS_FILE), &stored)
    }

    /// Returns the key that records are sealed to now.
    pub fn opening_key(&self) -> &SealingSecret {
        first(&self.openings)
    }

    /// Returns the key that a record names in its header.
    pub fn opening_of(&self, kid: Kid) -> Option<&SealingSecret> {
        let held = self.openings.iter().find(|(key, _)| key.kid() == kid);
        held.map(|(key, _)| key)
    }

    /// Returns the keys that open the memory key of a kiosk, the newest first.
    pub fn recovery_keys(&self) -> impl Iterator<Item = &SealingSecret> {
        self.recoveries.iter().map(|(key, _)| key)
    }

    /// Takes the recovery keys out, to be divided; none is left here once this is saved.
    pub fn take_recovery_keys(&mut self) -> Vec<SealingSecret> {
        let taken = std::mem::take(&mut self.recoveries);
        taken.into_iter().map(|(key, _)| key).collect()
    }

    /// Returns the binding key in force.
    pub fn bind_key(&self) -> &BindKey {
        &self.bind().key
    }

    /// Returns the epoch of the binding key in force.
    pub fn bind_epoch(&self) -> u32 {
        self.bind().epoch
    }

    /// Returns the binding key of an epoch.
    pub fn bind_key_of(&self, epoch: u32) -> Option<&BindKey> {
        let held = self.binds.iter().find(|bind| bind.epoch == epoch);
        held.map(|bind| &bind.key)
    }

    /// Returns the epochs whose codes can still be checked, the oldest first.
    pub fn bind_epochs(&self) -> impl Iterator<Item = u32> {
        self.binds.iter().rev().map(|bind| bind.epoch)
    }

    /// Returns the change that brings the binding key in force to a kiosk.
    pub fn bind_change(&self) -> Change {
        self.bind().change()
    }

    /// Returns the change that brings the binding key of an epoch to a kiosk.
    pub fn bind_change_of(&self, epoch: u32) -> Option<Change> {
        let held = self.binds.iter().find(|bind| bind.epoch == epoch);
        held.map(Bind::change)
    }

    /// Issues a house code with the key that is in force when it begins.
    pub fn house_code(&self, claims: &HouseClaims, crypto: &dyn Crypto) -> String {
        issue_house(claims, in_force(&self.house, claims.iat), crypto).expect(super::IN_MEMORY)
    }

    /// Issues a resident code with the key that is in force when it begins.
    pub fn resident_code(&self, claims: &ResidentClaims, crypto: &dyn Crypto) -> String {
        issue_resident(claims, in_force(&self.resident, claims.iat), crypto)
            .expect(super::IN_MEMORY)
    }

    /// Issues a kiosk certificate with the key that is in force when it begins.
    pub fn certificate(&self, claims: &KioskCertificate, crypto: &dyn Crypto) -> String {
        issue_certificate(claims, in_force(&self.kiosk, claims.iat), crypto)
            .expect(super::IN_MEMORY)
    }

    /// Signs a bundle, if the key for it is in force.
    pub(super) fn sign_bundle(&self, said: TrustBundle, crypto: &dyn Crypto) -> Option<String> {
        let held = self.bundle.as_ref()?;
        let (from_s, until_s) = (held.issuing.from_s, held.issuing.until_s);
        if !(from_s..=until_s).contains(&said.iat) {
            return None;
        }
        let said = TrustBundle {
            signer: Some(held.certificate.clone()),
            ..said
        };
        Some(issue_bundle(&said, &held.issuing.key, crypto).expect(super::IN_MEMORY))
    }

    /// Takes the key of bundles that a root certified.
    pub(super) fn set_bundle_key(&mut self, key: CertifiedKey) {
        self.bundle = Some(key);
    }

    /// Draws the key that follows another; it issues from then on, and the older until then.
    pub(super) fn rotate(
        &mut self,
        usage: KeyUse,
        from_s: u64,
        crypto: &dyn Crypto,
    ) -> Option<KeyEntry> {
        let issuing = match usage {
            KeyUse::House => &mut self.house,
            KeyUse::Resident => &mut self.resident,
            KeyUse::Dynamic => &mut self.dynamic,
            KeyUse::Kiosk => &mut self.kiosk,
            KeyUse::Opening => return Some(add_sealing(usage, &mut self.openings, from_s, crypto)),
            KeyUse::Recovery => {
                return Some(add_sealing(usage, &mut self.recoveries, from_s, crypto));
            }
            KeyUse::Bind => {
                let bind = Bind::draw(self.bind_epoch() + 1, from_s, crypto);
                let entry = entry(usage, PublicKey::Epoch(bind.epoch), from_s, None);
                self.binds.insert(0, bind);
                return Some(entry);
            }
            KeyUse::Root | KeyUse::Bundle | KeyUse::Sync => return None,
        };
        let algorithm = issuing.first()?.key.algorithm();
        for older in &mut *issuing {
            older.until_s = older.until_s.min(from_s);
        }
        let next = IssuingKey::draw(algorithm, from_s, ISSUING_SECONDS, crypto);
        let public = PublicKey::Signing(next.key.verifying_key());
        let line = entry(usage, public, from_s, Some(next.until_s));
        issuing.insert(0, next);
        Some(line)
    }

    /// Returns a line of the key table for each key.
    pub(super) fn entries(&self) -> Vec<KeyEntry> {
        let issuing = [
            (KeyUse::House, &self.house),
            (KeyUse::Resident, &self.resident),
            (KeyUse::Dynamic, &self.dynamic),
            (KeyUse::Kiosk, &self.kiosk),
        ];
        let sealing = [
            (KeyUse::Opening, &self.openings),
            (KeyUse::Recovery, &self.recoveries),
        ];
        let signing = issuing.iter().flat_map(|(usage, keys)| {
            let public = |held: &IssuingKey| PublicKey::Signing(held.key.verifying_key());
            keys.iter()
                .map(move |held| entry(*usage, public(held), held.from_s, Some(held.until_s)))
        });
        let sealing = sealing.iter().flat_map(|(usage, keys)| {
            keys.iter().map(move |(key, from_s)| {
                entry(*usage, PublicKey::Sealing(key.public()), *from_s, None)
            })
        });
        let binds = self.binds.iter().map(|bind| {
            entry(
                KeyUse::Bind,
                PublicKey::Epoch(bind.epoch),
                bind.from_s,
                None,
            )
        });
        signing.chain(sealing).chain(binds).collect()
    }

    fn bind(&self) -> &Bind {
        self.binds.first().expect("reading refuses an empty list")
    }
}

impl Bind {
    fn change(&self) -> Change {
        Change::BindKey {
            epoch: self.epoch,
            key: self.key.clone(),
        }
    }

    fn draw(epoch: u32, from_s: u64, crypto: &dyn Crypto) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        crypto.random(bytes.as_mut());
        Self {
            epoch,
            key: BindKey::from_bytes(&bytes),
            from_s,
        }
    }
}

impl StoredCertified {
    fn of(held: &CertifiedKey) -> Self {
        Self {
            key: StoredSigning::of(&held.issuing),
            certificate: HEXLOWER.encode(&held.certificate),
        }
    }

    fn key(&self) -> Result<CertifiedKey, AuthorityError> {
        let certificate = HEXLOWER.decode(self.certificate.as_bytes());
        Ok(CertifiedKey {
            issuing: self.key.key()?,
            certificate: certificate.map_err(|_| AuthorityError::Damaged)?,
        })
    }
}

/// A line of the key table.
pub(super) fn entry(
    usage: KeyUse,
    public: PublicKey,
    from_s: u64,
    until_s: Option<u64>,
) -> KeyEntry {
    KeyEntry {
        usage,
        public,
        from_s,
        until_s,
    }
}

fn add_sealing(
    usage: KeyUse,
    keys: &mut Vec<(SealingSecret, u64)>,
    from_s: u64,
    crypto: &dyn Crypto,
) -> KeyEntry {
    let next = SealingSecret::generate(crypto);
    let line = entry(usage, PublicKey::Sealing(next.public()), from_s, None);
    keys.insert(0, (next, from_s));
    line
}

/// The newest key that issues at a time; a code of another time is refused by its readers.
fn in_force(keys: &[IssuingKey], at_s: u64) -> &SigningKey {
    let held = keys.iter().find(|held| held.from_s <= at_s);
    let held = held.or(keys.last());
    &held.expect("reading refuses an empty list").key
}

fn first(keys: &[(SealingSecret, u64)]) -> &SealingSecret {
    &keys.first().expect("reading refuses an empty list").0
}
