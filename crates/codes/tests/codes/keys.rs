//! Keys of three algorithms: forms, limits, and what a key of a module can do.

use codes::{
    Algorithm, CoseError, Crypto, CryptoError, IssueError, Powers, Sealed, SealingPublic,
    SealingSecret, SeededCrypto, SigningKey, SoftwareCrypto, VerifyingKey, cose_sign, cose_verify,
    issue_provisional, low_s,
};
use zeroize::Zeroizing;

use crate::{kinds::profiles, known::unhex};

/// A module with one key, which it alone can use: what a TPM or a card looks like from outside.
struct Module {
    inside: SigningKey,
    works: bool,
}

impl Crypto for Module {
    fn random(&self, out: &mut [u8]) {
        SoftwareCrypto.random(out);
    }

    fn sign(&self, key: &SigningKey, message: &[u8]) -> Result<[u8; 64], CryptoError> {
        if !self.works {
            return Err(CryptoError::Module);
        }
        if key.kid() == self.inside.kid() {
            SoftwareCrypto.sign(&self.inside, message)
        } else {
            SoftwareCrypto.sign(key, message)
        }
    }

    fn seal(
        &self,
        to: &SealingPublic,
        info: &[u8],
        aad: &[u8],
        plain: &[u8],
    ) -> Result<Sealed, CryptoError> {
        SoftwareCrypto.seal(to, info, aad, plain)
    }

    fn open(
        &self,
        key: &SealingSecret,
        info: &[u8],
        aad: &[u8],
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        SoftwareCrypto.open(key, info, aad, sealed)
    }
}

#[test]
fn every_form_of_a_key_is_read_again() {
    for algorithm in Algorithm::ALL {
        let crypto = SeededCrypto::new(5);
        let key = SigningKey::generate_with(algorithm, &crypto);
        assert_eq!(key.algorithm(), algorithm);
        let secret = key.to_secret().expect("in memory");
        let again = SigningKey::from_secret(algorithm, &secret).unwrap();
        assert_eq!(
            (again.kid(), again.verifying_key()),
            (key.kid(), key.verifying_key())
        );

        let public = key.verifying_key();
        let bytes = public.public_bytes();
        let length = if algorithm == Algorithm::Ed25519 {
            32
        } else {
            33
        };
        assert_eq!(bytes.len(), length);
        assert_eq!(VerifyingKey::from_public(algorithm, &bytes), Ok(public));
        assert_eq!(VerifyingKey::from_tagged(&public.to_tagged()), Ok(public));
        assert!(VerifyingKey::from_public(algorithm, &bytes[1..]).is_err());
        assert!(VerifyingKey::from_public(algorithm, &[]).is_err());
        assert_eq!(Algorithm::from_number(algorithm.number()), Some(algorithm));
        assert_eq!(Algorithm::from_name(algorithm.name()), Some(algorithm));
        assert_eq!(format!("{key:?}"), format!("SigningKey({:?})", key.kid()));
        assert_eq!(
            format!("{public:?}"),
            format!("VerifyingKey({:?})", key.kid())
        );
    }
    for number in [-8, -7, -48, 0, 1, -65_601] {
        assert_eq!(Algorithm::from_number(number), None, "{number}");
    }
    assert_eq!(Algorithm::from_name("rsa"), None);
}

#[test]
fn bytes_that_are_no_key() {
    let order = unhex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    let order: [u8; 32] = order.try_into().unwrap();
    for algorithm in [Algorithm::Es256, Algorithm::Sm2] {
        assert!(SigningKey::from_secret(algorithm, &[0; 32]).is_err());
        assert!(SigningKey::from_secret(algorithm, &[0xff; 32]).is_err());
        let key = SigningKey::generate_with(algorithm, &SeededCrypto::new(6));
        let point = key.verifying_key().public_bytes();
        // Neither uncompressed, nor infinity, nor another parity byte, nor off the curve.
        let with_head = |head: u8| [&[head], &point[1..]].concat();
        for bytes in [
            with_head(0),
            with_head(4),
            with_head(5),
            vec![0; 33],
            vec![0],
        ] {
            assert!(
                VerifyingKey::from_public(algorithm, &bytes).is_err(),
                "{bytes:?}"
            );
        }
        let off = (0_u8..20).filter(|x| {
            let bytes = [&[2][..], &[0; 31], &[*x]].concat();
            VerifyingKey::from_public(algorithm, &bytes).is_err()
        });
        assert!(off.count() > 3, "half of all numbers are no x of a point");
    }
    assert!(SigningKey::from_secret(Algorithm::Es256, &order).is_err());
    for tagged in [
        vec![],
        vec![0; 31],
        vec![3; 34],
        vec![1; 33],
        vec![2; 35],
        vec![1],
    ] {
        assert!(VerifyingKey::from_tagged(&tagged).is_err(), "{tagged:?}");
    }
    let mut small_order = [0; 32];
    small_order[0] = 1;
    assert!(VerifyingKey::from_bytes(&small_order).is_err());
    assert!(VerifyingKey::from_bytes(&[0xff; 32]).is_err());
}

#[test]
fn a_key_of_a_module_signs_only_there() {
    for algorithm in Algorithm::ALL {
        let inside = SigningKey::generate_with(algorithm, &SeededCrypto::new(7));
        let held = SigningKey::held(inside.verifying_key());
        assert!(held.to_secret().is_none());
        assert_eq!((held.kid(), held.algorithm()), (inside.kid(), algorithm));
        assert_eq!(SoftwareCrypto.sign(&held, b"x"), Err(CryptoError::Sign));
        assert_eq!(
            SeededCrypto::new(1).sign(&held, b"x"),
            Err(CryptoError::Sign)
        );

        let mut module = Module {
            inside,
            works: true,
        };
        let bytes = cose_sign(b"for", b"what", &held, &module).unwrap();
        let public = held.verifying_key();
        assert_eq!(cose_verify(b"for", &bytes, &public).unwrap(), b"what");
        let other = SigningKey::generate_with(algorithm, &SeededCrypto::new(8)).verifying_key();
        assert_eq!(
            cose_verify(b"for", &bytes, &other),
            Err(CoseError::OtherKey)
        );
        module.works = false;
        let refused = cose_sign(b"for", b"what", &held, &module);
        assert_eq!(refused, Err(CryptoError::Module));
        assert!(CryptoError::Module.can_retry() && !CryptoError::Sign.can_retry());
    }
}

#[test]
fn a_high_s_is_brought_down_and_never_accepted() {
    let order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    let order = unhex(order);
    let key = SigningKey::generate_with(Algorithm::Es256, &SeededCrypto::new(7));
    let public = key.verifying_key();
    for n in 0_u8..16 {
        let low = SoftwareCrypto.sign(&key, &[n]).unwrap();
        assert!(public.verifies(&[n], &low));
        let (mut high, mut borrow) = (low, 0);
        for at in (0..32).rev() {
            let difference = i16::from(order[at]) - i16::from(low[32 + at]) - borrow;
            borrow = i16::from(difference < 0);
            high[32 + at] = u8::try_from(difference.rem_euclid(256)).unwrap();
        }
        assert!(!public.verifies(&[n], &high));
        assert_eq!((low_s(&high), low_s(&low)), (Ok(low), Ok(low)));
    }
    assert_eq!(low_s(&[0; 64]), Err(CryptoError::Module));
    assert_eq!(low_s(&[0xff; 64]), Err(CryptoError::Module));
}

#[test]
fn powers_are_sets_of_bits() {
    let both = Powers::ELDERS | Powers::CHILDREN;
    assert_eq!(both.bits(), 0b1100);
    assert_eq!(Powers::OWNER_CONFIRMATION.bits(), 256);
    assert!(both.contains(Powers::ELDERS) && both.contains(Powers::NONE));
    assert!(!both.contains(Powers::OWNER_CONFIRMATION | Powers::ELDERS));
    assert_eq!(Powers::from_bits(0b1100), both);
    assert_eq!(Powers::default(), Powers::NONE);
}

#[test]
fn a_provisional_code_needs_a_certificate_and_a_key() {
    let profile = &profiles()[0];
    let codes::Verdict::Green(codes::Meaning::Resident(claims)) = codes::verify(
        profile.good("resident, full"),
        &profile.trust,
        crate::known::now(),
    ) else {
        panic!("a good code");
    };
    let key = SigningKey::from_bytes(&[3; 32]);
    let issue =
        |text: &str, key: &SigningKey| issue_provisional(&claims, text, key, &SoftwareCrypto);
    for text in ["", "YJ1K:abc", profile.good("resident, full")] {
        assert_eq!(issue(text, &key), Err(IssueError::Certificate), "{text}");
    }
    let held = SigningKey::held(key.verifying_key());
    let refused = issue(profile.good("kiosk certificate"), &held);
    assert_eq!(refused, Err(IssueError::Crypto(CryptoError::Sign)));
    assert!(!IssueError::Certificate.can_retry());
    assert!(IssueError::Crypto(CryptoError::Module).can_retry());
}
