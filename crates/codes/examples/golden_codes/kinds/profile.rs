//! The fixed authority of one algorithm.

use codes::{
    Algorithm, Category, CodeForm, HouseClaims, Kind, KioskCertificate, Powers, ResidentClaims,
    SealingSecret, SeededCrypto, SigningKey, TrustBundle, TrustKey, issue_bundle,
    issue_certificate, issue_dynamic, issue_house, issue_provisional, issue_resident,
};
use residence::{HouseCode, KioskId, Subject};

use crate::world::{DAY, NOW, REVOKED_KIOSK, REVOKED_SERIAL};

/// The keys, drawn in this order from a seed of their own.
pub(crate) struct Profile {
    pub(crate) algorithm: Algorithm,
    pub(crate) root: SigningKey,
    pub(crate) standby: SigningKey,
    pub(crate) bundle_key: SigningKey,
    pub(crate) house: SigningKey,
    pub(crate) resident: SigningKey,
    pub(crate) dynamic: SigningKey,
    pub(crate) kiosk_ca: SigningKey,
    pub(crate) device: SigningKey,
    pub(crate) stranger: SigningKey,
    pub(crate) sync: SigningKey,
    pub(crate) centre: SealingSecret,
    pub(crate) crypto: SeededCrypto,
}

impl Profile {
    pub(crate) fn new(algorithm: Algorithm) -> Self {
        let crypto = SeededCrypto::new(match algorithm {
            Algorithm::Ed25519 => 11,
            Algorithm::Es256 => 12,
            Algorithm::Sm2 => 13,
        });
        let key = || SigningKey::generate_with(algorithm, &crypto);
        Self {
            algorithm,
            root: key(),
            standby: key(),
            bundle_key: key(),
            house: key(),
            resident: key(),
            dynamic: key(),
            kiosk_ca: key(),
            device: key(),
            stranger: key(),
            sync: key(),
            centre: SealingSecret::generate(&crypto),
            crypto,
        }
    }

    pub(crate) fn key(&self, key: &SigningKey, may: Kind) -> TrustKey {
        TrustKey {
            verifying: key.verifying_key(),
            may: vec![may],
            nbf: NOW - 4_000 * DAY,
            exp: NOW + 400 * DAY,
        }
    }

    pub(crate) fn bundle(&self) -> TrustBundle {
        TrustBundle {
            seq: 7,
            iat: NOW - DAY,
            next: NOW + 6 * DAY,
            exp: NOW + 60 * DAY,
            keys: vec![
                self.key(&self.house, Kind::House),
                self.key(&self.resident, Kind::Resident),
                self.key(&self.dynamic, Kind::Dynamic),
                self.key(&self.kiosk_ca, Kind::Kiosk),
            ],
            revoked: vec![[0x01; 8], [0x50; 8], REVOKED_SERIAL, [0xfe; 8]],
            revoked_kiosks: vec![REVOKED_KIOSK.to_owned()],
            demo: true,
            ..TrustBundle::empty(self.centre.public(), self.sync.verifying_key())
        }
    }

    pub(crate) fn bundle_text(&self) -> String {
        self.signed(&self.bundle(), &self.root)
    }

    pub(crate) fn signed(&self, bundle: &TrustBundle, key: &SigningKey) -> String {
        issue_bundle(bundle, key, &self.crypto).expect("signed")
    }

    pub(crate) fn house(&self, claims: &HouseClaims) -> String {
        issue_house(claims, &self.house, &self.crypto).expect("signed")
    }

    pub(crate) fn printed(&self, claims: &ResidentClaims) -> String {
        issue_resident(claims, &self.resident, &self.crypto).expect("signed")
    }

    pub(crate) fn screen(&self, claims: &ResidentClaims) -> String {
        issue_dynamic(claims, &self.dynamic, &self.crypto).expect("signed")
    }

    pub(crate) fn certificate_text(&self, claims: &KioskCertificate) -> String {
        issue_certificate(claims, &self.kiosk_ca, &self.crypto).expect("signed")
    }

    /// A provisional code under any certificate, signed by any key.
    pub(crate) fn provisional_by(
        &self,
        claims: &ResidentClaims,
        certificate: &str,
        key: &SigningKey,
    ) -> String {
        issue_provisional(claims, certificate, key, &self.crypto).expect("signed")
    }

    /// A provisional code of the device under a certificate of the authority.
    pub(crate) fn provisional(
        &self,
        claims: &ResidentClaims,
        certificate: &KioskCertificate,
    ) -> String {
        self.provisional_by(claims, &self.certificate_text(certificate), &self.device)
    }

    pub(crate) fn certificate(&self) -> KioskCertificate {
        KioskCertificate {
            kiosk: KioskId::parse("kiosk-0001").expect("a kiosk name"),
            signing: self.device.verifying_key(),
            community: 449_900_001_001,
            powers: Powers::ELDERS | Powers::CHILDREN | Powers::OWNER_CONFIRMATION,
            max_days: 30,
            quota: Some(200),
            assurance: Some(1),
            iat: NOW - 10 * DAY,
            exp: NOW + 80 * DAY,
            serial: [0x33; 8],
        }
    }
}

pub(crate) fn plate() -> HouseClaims {
    HouseClaims {
        code: HouseCode::parse("449900-0018").expect("a house code"),
        area: 449_900_001_001,
        address: None,
        iat: NOW - 100 * DAY,
        exp: NOW + 3_000 * DAY,
        serial: [0x31; 8],
    }
}

/// A printed code with everything in it.
pub(crate) fn card() -> ResidentClaims {
    ResidentClaims {
        form: CodeForm::Printed,
        subject: Subject::from_bytes([0x11; 16]),
        category: Category::Adult,
        id_bind: Some([0x42; 16]),
        house_bind: Some([0x43; 8]),
        since_days: Some(9_400),
        hint: Some("陈*华".to_owned()),
        bind_epoch: Some(1),
        iat: NOW - 30 * DAY,
        exp: NOW + 330 * DAY,
        serial: [0x32; 8],
    }
}

/// A code on a screen, issued ten seconds ago for two minutes.
pub(crate) fn screen() -> ResidentClaims {
    ResidentClaims {
        id_bind: None,
        hint: None,
        iat: NOW - 10,
        exp: NOW + 110,
        serial: [0x34; 8],
        ..card()
    }
}

/// A provisional code for a child, a day old, for 30 days.
pub(crate) fn child() -> ResidentClaims {
    ResidentClaims {
        category: Category::Child,
        iat: NOW - DAY,
        exp: NOW + 29 * DAY,
        serial: [0x35; 8],
        ..card()
    }
}
