use codes::SoftwareCrypto;

use super::*;

const CRYPTO: SoftwareCrypto = SoftwareCrypto;
const MEMORY_KEY: [u8; 32] = [0x5a; 32];

fn request(recovery: &SealingSecret, answer_to: &SealingSecret) -> Vec<u8> {
    let sealed = CRYPTO.seal(&recovery.public(), KEY_INFO, b"rongyin-7k2m", &MEMORY_KEY);
    let sealed = sealed.unwrap();
    [
        REQUEST_MAGIC.as_slice(),
        &[2, 0],
        &answer_to.public().to_bytes(),
        FILE_MAGIC,
        &recovery.kid().0,
        &sealed.enc,
        &sealed.ct,
        b"rongyin-7k2m",
    ]
    .concat()
}

#[test]
fn two_shares_answer_a_request_and_one_does_not() {
    let recovery = SealingSecret::generate(&CRYPTO);
    let machine = SealingSecret::generate(&CRYPTO);
    let bytes = request(&recovery, &machine);
    let asked = Request::read(&bytes).unwrap();
    assert_eq!(
        (asked.device, asked.assured),
        (DeviceKey::Registered, false)
    );
    let [one, two] = divide(&recovery, &CRYPTO);
    let joined = join(&two, &one, asked.to()).unwrap();
    let answer = asked.answer(&joined, Some("YJ1K:X"), &CRYPTO).unwrap();
    let (head, ct) = answer.split_at(4 + 32 + 32);
    assert_eq!(&head[..4], ANSWER_MAGIC);
    assert_eq!(&head[4..36], Sha256::digest(&bytes).as_slice());
    let sealed = Sealed {
        enc: head[36..].try_into().unwrap(),
        ct: ct.to_vec(),
    };
    let info = [ANSWER_INFO, &head[4..36]].concat();
    let plain = CRYPTO
        .open(&machine, &info, b"rongyin-7k2m", &sealed)
        .unwrap();
    assert_eq!(plain[..32], MEMORY_KEY);
    assert_eq!(&plain[32..], b"YJ1K:X");

    assert_eq!(
        join(&one, &one, asked.to()).err(),
        Some(RecoveryError::Shares)
    );
    let [strange, _] = divide(&SealingSecret::generate(&CRYPTO), &CRYPTO);
    assert_eq!(
        join(&strange, &two, asked.to()).err(),
        Some(RecoveryError::Shares)
    );
    let text = two.replace(" 2 ", " 1 ").replacen('0', "1", 1);
    assert!(join(&text, &two, asked.to()).is_err());
    let other = SealingSecret::generate(&CRYPTO);
    let refused = asked.answer(&other, None, &CRYPTO);
    assert_eq!(refused, Err(RecoveryError::Shares));
}

#[test]
fn a_share_says_nothing_of_the_key() {
    let recovery = SealingSecret::from_bytes(&[0; 32]);
    let [one, two] = divide(&recovery, &CRYPTO);
    let hex = |line: &str| line.split(' ').nth(3).unwrap().to_owned();
    assert_ne!(hex(&one), "0".repeat(64) + "\n");
    assert_eq!(
        hex(&one),
        hex(&two),
        "noise under a key of zeros is the noise"
    );
}

#[test]
fn the_characters_are_those_of_this_request() {
    let recovery = SealingSecret::generate(&CRYPTO);
    let machine = SealingSecret::generate(&CRYPTO);
    let asked = Request::read(&request(&recovery, &machine)).unwrap();
    let groups: Vec<String> = asked
        .characters
        .chars()
        .collect::<Vec<_>>()
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    assert_eq!(groups.len(), 4);
    assert_eq!(asked.compare(&groups.join("-").to_lowercase()), Ok(()));
    let exchanged = SealingSecret::generate(&CRYPTO);
    let other = Request::read(&request(&recovery, &exchanged)).unwrap();
    assert_eq!(
        other.compare(&groups.join("-")),
        Err(RecoveryError::Characters)
    );
}

#[test]
fn noise_is_no_request() {
    let recovery = SealingSecret::generate(&CRYPTO);
    let bytes = request(&recovery, &recovery);
    for len in 0..bytes.len() {
        let cut = Request::read(&bytes[..len]);
        let named = len > 4 + 2 + 32 + 4 + 8 + 32 + SEALED_KEY_BYTES;
        assert_eq!(cut.is_ok(), named, "{len}");
    }
    for (place, value) in [(0, b'X'), (4, 3), (4, 0), (5, 9), (38, b'X')] {
        let mut changed = bytes.clone();
        changed[place] = value;
        assert!(Request::read(&changed).is_err(), "{place}");
    }
}
