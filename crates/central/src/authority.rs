//! The keys of the authority, in one private file, and what is issued with them.
//!
//! The reference centre keeps all keys together, the roots too; an authority at work keeps its
//! roots offline and its opening key in a separate process.

use std::{io, path::Path};

use codes::{
    BindKey, Crypto, HouseClaims, Kind, KioskCertificate, ResidentClaims, SealingSecret,
    SigningKey, TrustBundle, TrustKey, VerifyingKey, issue_bundle, issue_certificate, issue_house,
    issue_resident,
};
use data_encoding::HEXLOWER;
use protocol::{Change, CodeSerial};
use residence::{HouseCode, Subject};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::files;

const KEYS_FILE: &str = "authority.json";
const DAY_SECONDS: u64 = 86_400;
/// House codes outlive the keys of residents; a key must outlive what it signed.
const KEY_LIFE_DAYS: u64 = 11 * 365;
const BUNDLE_LIFE_DAYS: u64 = 365;
const BUNDLE_NEXT_DAYS: u64 = 7;
const BIND_EPOCH: u32 = 1;

/// Why the keys cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuthorityError {
    /// There are no keys in this folder.
    #[error("there are no keys here; make a town with `central demo DIR` first")]
    Missing,
    /// Others may read the key file.
    #[error("the key file may be read by others; set its mode to 0600")]
    Exposed,
    /// The key file was altered.
    #[error("the key file is not as it was written")]
    Damaged,
    /// The disk refused.
    #[error("the key file cannot be read or written")]
    Io,
}

impl AuthorityError {
    /// Tells whether the same act may succeed later.
    pub fn can_retry(self) -> bool {
        matches!(self, Self::Io)
    }
}

impl From<io::Error> for AuthorityError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound {
            Self::Missing
        } else if error.kind() == io::ErrorKind::PermissionDenied {
            Self::Exposed
        } else {
            Self::Io
        }
    }
}

/// Why signing cannot fail here.
const IN_MEMORY: &str = "a key in memory signs";

/// All keys of the authority.
pub struct Authority {
    root: SigningKey,
    standby_root: SigningKey,
    house: SigningKey,
    resident: SigningKey,
    kiosk: SigningKey,
    sync: SigningKey,
    opening: SealingSecret,
    bind: BindKey,
}

/// The keys as the file holds them: hexadecimal digits.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct StoredKeys {
    root: String,
    standby_root: String,
    house: String,
    resident: String,
    kiosk: String,
    sync: String,
    opening: String,
    bind: String,
}

/// What a trust bundle says besides the keys.
pub struct BundleFacts {
    /// Its sequence number; it grows with each bundle.
    pub seq: u64,
    /// When it is signed, in seconds since 1970.
    pub now_s: u64,
    /// Serial numbers of codes that were withdrawn.
    pub revoked: Vec<CodeSerial>,
    /// Names of kiosks that are not trusted any more.
    pub revoked_kiosks: Vec<String>,
}

impl Authority {
    /// Draws new keys.
    pub fn generate(crypto: &dyn Crypto) -> Self {
        let mut bind = Zeroizing::new([0; 32]);
        crypto.random(bind.as_mut());
        Self {
            root: SigningKey::generate(crypto),
            standby_root: SigningKey::generate(crypto),
            house: SigningKey::generate(crypto),
            resident: SigningKey::generate(crypto),
            kiosk: SigningKey::generate(crypto),
            sync: SigningKey::generate(crypto),
            opening: SealingSecret::generate(crypto),
            bind: BindKey::from_bytes(&bind),
        }
    }

    /// Reads the keys from a folder.
    pub fn load(folder: &Path) -> Result<Self, AuthorityError> {
        let text = Zeroizing::new(files::read_private(&folder.join(KEYS_FILE))?);
        let stored: StoredKeys =
            serde_json::from_slice(&text).map_err(|_| AuthorityError::Damaged)?;
        let signing = |hex: &str| unhex(hex).map(|bytes| SigningKey::from_bytes(&bytes));
        Ok(Self {
            root: signing(&stored.root)?,
            standby_root: signing(&stored.standby_root)?,
            house: signing(&stored.house)?,
            resident: signing(&stored.resident)?,
            kiosk: signing(&stored.kiosk)?,
            sync: signing(&stored.sync)?,
            opening: SealingSecret::from_bytes(&*unhex(&stored.opening)?),
            bind: BindKey::from_bytes(&*unhex(&stored.bind)?),
        })
    }

    /// Writes the keys into a folder that only its owner may enter.
    pub fn save(&self, folder: &Path) -> Result<(), AuthorityError> {
        let signing = |key: &SigningKey| {
            let secret = key.to_secret().expect("these keys live in memory");
            HEXLOWER.encode(secret.as_ref())
        };
        let stored = StoredKeys {
            root: signing(&self.root),
            standby_root: signing(&self.standby_root),
            house: signing(&self.house),
            resident: signing(&self.resident),
            kiosk: signing(&self.kiosk),
            sync: signing(&self.sync),
            opening: HEXLOWER.encode(self.opening.to_bytes().as_ref()),
            bind: HEXLOWER.encode(self.bind.reveal_bytes()),
        };
        let text =
            Zeroizing::new(serde_json::to_vec_pretty(&stored).expect("strings are always JSON"));
        files::create_private_folder(folder)?;
        Ok(files::write_private(&folder.join(KEYS_FILE), &text)?)
    }

    /// Returns the roots that an installer pins: the active one first.
    pub fn roots(&self) -> [VerifyingKey; 2] {
        [self.root.verifying_key(), self.standby_root.verifying_key()]
    }

    /// Returns the roots as the lines of `roots.txt`.
    pub fn roots_text(&self) -> String {
        self.roots()
            .map(|root| HEXLOWER.encode(&root.to_bytes()) + "\n")
            .concat()
    }

    /// Returns the key that opens records.
    pub fn opening_key(&self) -> &SealingSecret {
        &self.opening
    }

    /// Returns the key that signs answers.
    pub fn sync_key(&self) -> &SigningKey {
        &self.sync
    }

    /// Returns the key that binds numbers and houses to codes.
    pub fn bind_key(&self) -> &BindKey {
        &self.bind
    }

    /// Returns the change that brings the binding key to a kiosk.
    pub fn bind_change(&self) -> Change {
        Change::BindKey {
            epoch: BIND_EPOCH,
            key: self.bind.clone(),
        }
    }

    /// Returns the epoch of the binding key.
    pub fn bind_epoch(&self) -> u32 {
        BIND_EPOCH
    }

    /// Returns the mark by which a kiosk knows an owner of a house.
    pub fn owner_tag(&self, owner: &Subject, house: &HouseCode) -> [u8; 8] {
        self.bind.owner_tag(owner, house)
    }

    /// Issues a house code.
    pub fn house_code(&self, claims: &HouseClaims, crypto: &dyn Crypto) -> String {
        issue_house(claims, &self.house, crypto).expect(IN_MEMORY)
    }

    /// Issues a resident code.
    pub fn resident_code(&self, claims: &ResidentClaims, crypto: &dyn Crypto) -> String {
        issue_resident(claims, &self.resident, crypto).expect(IN_MEMORY)
    }

    /// Issues a kiosk certificate.
    pub fn certificate(&self, claims: &KioskCertificate, crypto: &dyn Crypto) -> String {
        issue_certificate(claims, &self.kiosk, crypto).expect(IN_MEMORY)
    }

    /// Issues a trust bundle; it says that this is a demonstration.
    pub fn bundle(&self, facts: BundleFacts, crypto: &dyn Crypto) -> String {
        let until = |days: u64| facts.now_s + days * DAY_SECONDS;
        let key = |key: &SigningKey, kind: Kind| TrustKey {
            verifying: key.verifying_key(),
            may: vec![kind],
            nbf: 0,
            exp: until(KEY_LIFE_DAYS),
        };
        let (mut revoked, mut revoked_kiosks) = (facts.revoked, facts.revoked_kiosks);
        revoked.sort_unstable();
        revoked_kiosks.sort_unstable();
        let bundle = TrustBundle {
            seq: facts.seq,
            iat: facts.now_s,
            next: until(BUNDLE_NEXT_DAYS),
            exp: until(BUNDLE_LIFE_DAYS),
            keys: vec![
                key(&self.house, Kind::House),
                key(&self.resident, Kind::Resident),
                key(&self.kiosk, Kind::Kiosk),
            ],
            revoked,
            revoked_kiosks,
            demo: true,
            ..TrustBundle::empty(self.opening.public(), self.sync.verifying_key())
        };
        issue_bundle(&bundle, &self.root, crypto).expect(IN_MEMORY)
    }
}

fn unhex(text: &str) -> Result<Zeroizing<[u8; 32]>, AuthorityError> {
    let bytes = HEXLOWER.decode(text.as_bytes()).map(Zeroizing::new);
    bytes
        .ok()
        .and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok())
        .map(Zeroizing::new)
        .ok_or(AuthorityError::Damaged)
}
