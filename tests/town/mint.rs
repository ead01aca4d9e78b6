//! An authority of one algorithm, with every kind of code: for attacks and for the clock.

use codes::{
    Algorithm, BindKey, Category, Clock, CodeForm, Crypto as _, HouseClaims, Kind,
    KioskCertificate, Powers, ResidentClaims, SealingSecret, SeededCrypto, SigningKey, TrustBundle,
    TrustKey, TrustList, issue_bundle, issue_certificate, issue_dynamic, issue_house,
    issue_provisional, issue_resident,
};
use residence::{HouseCode, KioskId, Subject};

/// 2026-11-23 00:00:00 UTC, in seconds since 1970.
pub const MINTED_S: u64 = 1_795_392_000;
const DAY_S: u64 = 86_400;
const KIOSK: &str = "kiosk-000001";

/// The number of the fictitious person whom the resident codes are bound to.
pub const MINTED_NUMBER: &str = "449900199001010017";

/// The keys of an authority, its bundle, and what it trusts.
pub struct Mint {
    /// The algorithm of every key.
    pub algorithm: Algorithm,
    /// Chance of its seed.
    pub crypto: SeededCrypto,
    /// The root.
    pub root: SigningKey,
    /// Signs houses.
    pub house: SigningKey,
    /// Signs printed codes.
    pub resident: SigningKey,
    /// Signs codes on screens.
    pub dynamic: SigningKey,
    /// Certifies kiosks.
    pub kiosk_ca: SigningKey,
    /// The kiosk's own key.
    pub device: SigningKey,
    /// Binds numbers and houses.
    pub bind: BindKey,
    bundle: TrustBundle,
}

impl Mint {
    /// Makes an authority of this algorithm whose bundle carries so many revoked serials.
    pub fn new(algorithm: Algorithm, revoked: usize) -> Self {
        let crypto = SeededCrypto::new(20_261_123);
        let key = || SigningKey::generate_with(algorithm, &crypto);
        let (root, house, resident, dynamic) = (key(), key(), key(), key());
        let (kiosk_ca, device, sync) = (key(), key(), key());
        let mut bind = [0; 32];
        crypto.random(&mut bind);
        let signs = |key: &SigningKey, kind: Kind| TrustKey {
            verifying: key.verifying_key(),
            may: vec![kind],
            nbf: MINTED_S - 4_000 * DAY_S,
            exp: MINTED_S + 400 * DAY_S,
        };
        let seal = SealingSecret::generate(&crypto).public();
        let mut serials: Vec<[u8; 8]> = (0..revoked).map(|_| draw(&crypto)).collect();
        serials.sort_unstable();
        let bundle = TrustBundle {
            seq: 7,
            iat: MINTED_S - DAY_S,
            next: MINTED_S + 6 * DAY_S,
            exp: MINTED_S + 60 * DAY_S,
            keys: vec![
                signs(&house, Kind::House),
                signs(&resident, Kind::Resident),
                signs(&dynamic, Kind::Dynamic),
                signs(&kiosk_ca, Kind::Kiosk),
            ],
            revoked: serials,
            ..TrustBundle::empty(seal, sync.verifying_key())
        };
        Self {
            algorithm,
            root,
            house,
            resident,
            dynamic,
            kiosk_ca,
            device,
            bind: BindKey::from_bytes(&bind),
            bundle,
            crypto,
        }
    }

    /// The moment at which its codes are shown.
    pub fn now(&self) -> Clock {
        Clock::exact(MINTED_S * 1_000)
    }

    /// The bundle, signed.
    pub fn bundle_text(&self) -> String {
        issue_bundle(&self.bundle, &self.root, &self.crypto).expect("software keys sign")
    }

    /// The bundle, to be changed and signed again.
    pub fn bundle(&self) -> TrustBundle {
        self.bundle.clone()
    }

    /// What a kiosk trusts under its bundle.
    pub fn trust(&self) -> TrustList {
        let roots = [self.root.verifying_key()];
        TrustList::open(&self.bundle_text(), &roots, 0, self.now()).expect("its own bundle opens")
    }

    /// One code of every kind that is ever shown, in the order H, S, D, P, K.
    pub fn codes(&self) -> Vec<String> {
        let certificate = self.certificate(Powers::ELDERS);
        let provisional = self.resident(CodeForm::Printed, 30 * DAY_S);
        let issued = [
            issue_house(&self.house_claims(), &self.house, &self.crypto),
            issue_resident(
                &self.resident(CodeForm::Printed, 365 * DAY_S),
                &self.resident,
                &self.crypto,
            ),
            issue_dynamic(
                &self.resident(CodeForm::Screen, 120),
                &self.dynamic,
                &self.crypto,
            ),
        ];
        let mut codes: Vec<String> = issued
            .into_iter()
            .map(|code| code.expect("software keys sign"))
            .collect();
        codes.push(
            issue_provisional(&provisional, &certificate, &self.device, &self.crypto)
                .expect("the certificate is one"),
        );
        codes.push(certificate);
        codes
    }

    /// A certificate of its kiosk with these powers.
    pub fn certificate(&self, powers: Powers) -> String {
        let claims = KioskCertificate {
            kiosk: KioskId::parse(KIOSK).expect("a name of a kiosk"),
            signing: self.device.verifying_key(),
            community: 449_900_001_001,
            powers,
            max_days: 30,
            quota: Some(200),
            assurance: Some(1),
            iat: MINTED_S - DAY_S,
            exp: MINTED_S + 89 * DAY_S,
            serial: draw(&self.crypto),
        };
        issue_certificate(&claims, &self.kiosk_ca, &self.crypto).expect("software keys sign")
    }

    /// Claims of its one resident, an elder, issued a minute ago.
    pub fn resident(&self, form: CodeForm, life_s: u64) -> ResidentClaims {
        let subject = Subject::from_bytes([0x5a; 16]);
        let bound = form != CodeForm::Screen;
        let iat = MINTED_S - 60;
        ResidentClaims {
            form,
            subject,
            category: Category::Elder,
            id_bind: bound.then(|| self.bind.id_bind(&subject, MINTED_NUMBER)),
            house_bind: None,
            since_days: Some(9_000),
            hint: Some("陈*华".to_owned()),
            bind_epoch: bound.then_some(1),
            iat,
            exp: iat + life_s,
            serial: draw(&self.crypto),
        }
    }

    fn house_claims(&self) -> HouseClaims {
        HouseClaims {
            code: HouseCode::parse("449900-5000").expect("a house code"),
            area: 449_900_001_001,
            address: Some("海榕街道榕荫社区海棠街12号2栋301".to_owned()),
            iat: MINTED_S - 100 * DAY_S,
            exp: MINTED_S + 3_000 * DAY_S,
            serial: draw(&self.crypto),
        }
    }
}

fn draw(crypto: &SeededCrypto) -> [u8; 8] {
    let mut bytes = [0; 8];
    crypto.random(&mut bytes);
    bytes
}
