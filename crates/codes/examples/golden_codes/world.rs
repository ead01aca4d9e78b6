//! The fixed authority of the golden file: keys from a seed, one bundle, one moment.

use codes::{Kind, SealingSecret, SeededCrypto, SigningKey, TrustBundle, TrustKey, issue_bundle};

/// 2026-11-23 00:00:00 UTC.
pub(crate) const NOW: u64 = 1_795_392_000;
pub(crate) const DAY: u64 = 86_400;

pub(crate) const REVOKED_SERIAL: [u8; 8] = *b"revoked!";
pub(crate) const REVOKED_KIOSK: &str = "kiosk-stolen";

/// The keys, drawn in this order from the seed.
pub(crate) struct World {
    pub(crate) root: SigningKey,
    pub(crate) standby: SigningKey,
    pub(crate) house: SigningKey,
    pub(crate) resident: SigningKey,
    pub(crate) renewed: SigningKey,
    pub(crate) kiosk_ca: SigningKey,
    pub(crate) sync: SigningKey,
    pub(crate) stranger: SigningKey,
    pub(crate) device: SigningKey,
    pub(crate) centre: SealingSecret,
    pub(crate) crypto: SeededCrypto,
}

impl World {
    pub(crate) fn new() -> Self {
        let crypto = SeededCrypto::new(1);
        let key = || SigningKey::generate(&crypto);
        Self {
            root: key(),
            standby: key(),
            house: key(),
            resident: key(),
            renewed: key(),
            kiosk_ca: key(),
            sync: key(),
            stranger: key(),
            device: key(),
            centre: SealingSecret::generate(&crypto),
            crypto,
        }
    }

    /// Seven days old in six days; `renewed` is listed twice, for two periods and two uses.
    pub(crate) fn bundle(&self) -> TrustBundle {
        let key = |key: &SigningKey, may: &[Kind], nbf: u64, exp: u64| TrustKey {
            verifying: key.verifying_key(),
            may: may.to_vec(),
            nbf,
            exp,
        };
        let (from, until) = (NOW - 4_000 * DAY, NOW + 400 * DAY);
        TrustBundle {
            seq: 7,
            iat: NOW - DAY,
            next: NOW + 6 * DAY,
            exp: NOW + 60 * DAY,
            keys: vec![
                key(&self.house, &[Kind::House], from, until),
                key(&self.resident, &[Kind::Resident], from, until),
                key(&self.renewed, &[Kind::House], from, until),
                key(
                    &self.renewed,
                    &[Kind::Resident],
                    NOW - 100 * DAY,
                    NOW - 50 * DAY,
                ),
                key(&self.kiosk_ca, &[Kind::Kiosk], from, until),
            ],
            revoked: vec![[0x01; 8], [0x50; 8], REVOKED_SERIAL, [0xfe; 8]],
            revoked_kiosks: vec![REVOKED_KIOSK.to_owned()],
            demo: true,
            ..TrustBundle::empty(self.centre.public(), self.sync.verifying_key())
        }
    }

    pub(crate) fn bundle_text(&self) -> String {
        issue_bundle(&self.bundle(), &self.root, &self.crypto).expect("signed")
    }
}
