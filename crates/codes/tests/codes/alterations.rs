//! No altered code is ever green: single bits, characters, cuts, and random damage.

use codes::{Crypto as _, SeededCrypto, TrustList, Verdict, verify};

use crate::known;

struct Scene {
    trust: TrustList,
    house: String,
    resident: String,
}

fn scene() -> Scene {
    let file = known::file();
    Scene {
        trust: known::trust(&file),
        house: known::good_code(&file, "house with 83-byte address"),
        resident: known::good_code(&file, "resident, full"),
    }
}

impl Scene {
    /// Fails if a text is accepted; one that claims a later format is not, and is no forgery.
    fn refused(&self, text: &str) {
        match verify(text, &self.trust, known::now()) {
            Verdict::Newer => assert!(!text.starts_with("YJ1"), "{text}"),
            Verdict::Red(_) => {}
            Verdict::Green(_) | Verdict::Amber(..) => panic!("accepted: {text}"),
        }
    }
}

#[test]
fn every_single_bit_of_the_bytes_counts() {
    let scene = scene();
    let mut tried = 0;
    for text in [&scene.house, &scene.resident] {
        let (prefix, body) = text.split_at(5);
        let bytes = base45::decode(body).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut altered = bytes.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            scene.refused(&format!("{prefix}{}", base45::encode(&altered)));
            tried += 1;
        }
    }
    assert!(tried > 3_000, "{tried}");
}

#[test]
fn every_single_bit_of_the_text_counts() {
    let scene = scene();
    for text in [&scene.house, &scene.resident] {
        for bit in 0..text.len() * 7 {
            let mut altered = text.clone().into_bytes();
            altered[bit / 7] ^= 1 << (bit % 7);
            scene.refused(&String::from_utf8(altered).expect("seven bits are ASCII"));
        }
    }
}

#[test]
fn every_cut_counts() {
    let scene = scene();
    for text in [&scene.house, &scene.resident] {
        for end in 0..text.len() {
            scene.refused(&text[..end]);
        }
    }
}

#[test]
fn random_damage_is_never_accepted_and_never_panics() {
    let (scene, chance) = (scene(), SeededCrypto::new(20_261_123));
    let bytes = base45::decode(&scene.resident[5..]).unwrap();
    for _ in 0..5_000 {
        let mut draw = [0; 8];
        chance.random(&mut draw);
        let mut altered = bytes.clone();
        for pair in draw.chunks(2).take(1 + usize::from(draw[0] & 3)) {
            let place = usize::from(pair[0]) % altered.len();
            match draw[7] % 3 {
                0 => altered[place] = altered[place].wrapping_add(pair[1] | 1),
                1 => altered.insert(place, pair[1]),
                _ => drop(altered.remove(place)),
            }
        }
        if altered != bytes {
            scene.refused(&format!("YJ1S:{}", base45::encode(&altered)));
        }
    }
}
