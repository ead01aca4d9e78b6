//! Enrolling with the right token, and with anything else.

use codes::{SealingSecret, SeededCrypto};

use super::*;

fn crypto() -> SeededCrypto {
    SeededCrypto::new(1)
}

fn device() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn request(token: &EnrolToken) -> EnrolRequest {
    let (signing, sealing) = (
        device().verifying_key(),
        SealingSecret::from_bytes(&[4; 32]).public(),
    );
    EnrolRequest {
        site: "榕荫社区服务站".to_owned(),
        token_proof: token.proof(&signing, &sealing, &[9; 16]),
        signing,
        sealing,
        nonce: [9; 16],
        app: "kiosk 0.1.0".to_owned(),
        tpm: false,
        os: String::new(),
        app_hash: [0; 32],
    }
}

#[test]
fn a_token_is_proved_for_these_keys_only() {
    let (token, other) = (
        EnrolToken::from_random([1; 16]),
        EnrolToken::from_random([2; 16]),
    );
    let opened = EnrolRequest::open(&request(&token).sign(&device(), &crypto()).unwrap()).unwrap();
    assert!(opened.proves(&token));
    assert!(!opened.proves(&other));
    let swapped = EnrolRequest {
        sealing: SealingSecret::from_bytes(&[5; 32]).public(),
        ..opened
    };
    assert!(!swapped.proves(&token));
    assert_ne!(
        key_characters(&swapped.signing, &swapped.sealing),
        key_characters(
            &swapped.signing,
            &SealingSecret::from_bytes(&[4; 32]).public()
        )
    );
}

#[test]
fn a_device_signs_for_itself() {
    let token = EnrolToken::from_random([1; 16]);
    let bytes = request(&token)
        .sign(&SigningKey::from_bytes(&[2; 32]), &crypto())
        .unwrap();
    assert_eq!(EnrolRequest::open(&bytes), Err(EnrolError::Signature));
    assert_eq!(EnrolRequest::open(&[0; 2_000]), Err(EnrolError::TooLarge));
    let mut altered = request(&token).sign(&device(), &crypto()).unwrap();
    let last = altered.last_mut().unwrap();
    *last ^= 1;
    assert_eq!(EnrolRequest::open(&altered), Err(EnrolError::Signature));
}

#[test]
fn a_machine_says_what_it_is_in_one_form() {
    let token = EnrolToken::from_random([1; 16]);
    let plain = request(&token);
    let sm2 = SigningKey::from_secret(Algorithm::Sm2, &[3; 32]).unwrap();
    let sealing = plain.sealing;
    let of_sm2 = EnrolRequest {
        signing: sm2.verifying_key(),
        token_proof: token.proof(&sm2.verifying_key(), &sealing, &[9; 16]),
        ..plain.clone()
    };
    let in_tpm = EnrolRequest {
        tpm: true,
        ..plain.clone()
    };
    let named = EnrolRequest {
        os: "Debian 12".to_owned(),
        ..plain.clone()
    };
    let hashed = EnrolRequest {
        app_hash: [1; 32],
        ..plain.clone()
    };
    for (said, key, version) in [
        (plain, device(), 1),
        (of_sm2, sm2, 2),
        (in_tpm, device(), 2),
        (named, device(), 2),
        (hashed, device(), 2),
    ] {
        assert_eq!(said.encode()[1], version);
        let opened = EnrolRequest::open(&said.sign(&key, &crypto()).unwrap()).unwrap();
        assert!(opened.proves(&token));
        assert_eq!(opened, said);
    }
    // The second version that says nothing more than the first could.
    let mut empty = EnrolRequest {
        tpm: true,
        ..request(&token)
    }
    .encode();
    let place = empty.len() - 36;
    assert_eq!(empty[place], 0xf5);
    empty[place] = 0xf4;
    let signed = cose_sign(AAD, &empty, &device(), &crypto()).unwrap();
    let refused = EnrolRequest::open(&signed);
    assert_eq!(refused, Err(EnrolError::Wire(WireError::Form)));
}

#[test]
fn answers_come_back() {
    let approved = EnrolAnswer::Approved {
        kiosk: KioskId::parse("rongyin-01").unwrap(),
        place: "榕荫社区服务站".to_owned(),
        certificate: "YJ1K:EXAMPLE".to_owned(),
        bundle: "YJ1T:EXAMPLE".to_owned(),
        server_ms: 5,
    };
    for answer in [EnrolAnswer::Waiting, approved] {
        let bytes = answer.encode();
        assert_eq!(EnrolAnswer::decode(&bytes), Ok(answer));
        assert!(EnrolAnswer::decode(&[&bytes[..], &[0]].concat()).is_err());
    }
    assert!(EnrolAnswer::decode(&[0x82, 1, 2]).is_err());
    assert!(EnrolAnswer::decode(&[0x82, 2, 0]).is_err());
}
