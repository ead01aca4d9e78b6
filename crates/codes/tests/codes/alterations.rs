//! No altered code is ever accepted: bits, characters, cuts and random damage, for a house code, a
//! printed code and a provisional one under each of the three algorithms.

use codes::{Crypto as _, SeededCrypto, Verdict, verify};

use crate::{
    kinds::{Profile, profiles},
    known,
};

/// A code with its bytes, of the kinds that differ most.
struct Code {
    profile: usize,
    prefix: String,
    bytes: Vec<u8>,
    text: String,
}

struct Scene {
    profiles: Vec<Profile>,
    codes: Vec<Code>,
}

fn scene() -> Scene {
    let profiles = profiles();
    let names = ["house, id only", "resident, full", "provisional, child"];
    let code = |(at, profile): (usize, &Profile)| {
        names.map(|name| {
            let text = profile.good(name).to_owned();
            let (prefix, body) = text.split_at(5);
            Code {
                profile: at,
                prefix: prefix.to_owned(),
                bytes: base45::decode(body).unwrap(),
                text: text.clone(),
            }
        })
    };
    let codes = profiles.iter().enumerate().flat_map(code).collect();
    Scene { profiles, codes }
}

impl Scene {
    /// Fails if a text is accepted; one that claims a later format is not, and is no forgery.
    fn refused(&self, code: &Code, text: &str) {
        let profile = &self.profiles[code.profile];
        match verify(text, &profile.trust, known::now()) {
            Verdict::Newer => assert!(!text.starts_with("YJ1"), "{text}"),
            Verdict::Red(_) => {}
            Verdict::Green(_) | Verdict::Amber(..) => panic!("{}: {text}", profile.name),
        }
    }

    fn refused_bytes(&self, code: &Code, bytes: &[u8]) {
        self.refused(code, &format!("{}{}", code.prefix, base45::encode(bytes)));
    }
}

#[test]
fn every_single_bit_of_the_bytes_counts() {
    let scene = scene();
    let mut tried = 0;
    for code in &scene.codes {
        for bit in 0..code.bytes.len() * 8 {
            let mut altered = code.bytes.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            scene.refused_bytes(code, &altered);
            tried += 1;
        }
    }
    assert!(tried > 15_000, "{tried}");
}

#[test]
fn every_single_bit_of_the_text_counts() {
    let scene = scene();
    for code in &scene.codes {
        for bit in 0..code.text.len() * 7 {
            let mut altered = code.text.clone().into_bytes();
            altered[bit / 7] ^= 1 << (bit % 7);
            scene.refused(
                code,
                &String::from_utf8(altered).expect("seven bits are ASCII"),
            );
        }
    }
}

/// Every other printable character in every place, for the two codes that people carry most.
#[test]
fn every_character_counts() {
    let scene = scene();
    let mut tried = 0;
    let short = scene.codes.iter().filter(|code| code.prefix != "YJ1P:");
    for code in short {
        for at in 0..code.text.len() {
            for character in b' '..=b'~' {
                let mut altered = code.text.clone().into_bytes();
                if altered[at] != character {
                    altered[at] = character;
                    let text = String::from_utf8(altered).expect("printable is ASCII");
                    scene.refused(code, &text);
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 120_000, "{tried}");
}

#[test]
fn every_cut_counts() {
    let scene = scene();
    for code in &scene.codes {
        for end in 0..code.text.len() {
            scene.refused(code, &code.text[..end]);
        }
        for end in 0..code.bytes.len() {
            scene.refused_bytes(code, &code.bytes[..end]);
        }
    }
}

#[test]
fn random_damage_is_never_accepted_and_never_panics() {
    let (scene, chance) = (scene(), SeededCrypto::new(20_261_123));
    for code in &scene.codes {
        for _ in 0..1_000 {
            let mut draw = [0; 8];
            chance.random(&mut draw);
            let mut altered = code.bytes.clone();
            for pair in draw.chunks(2).take(1 + usize::from(draw[0] & 3)) {
                let place = (usize::from(pair[0]) * 7 + usize::from(draw[6])) % altered.len();
                match draw[7] % 3 {
                    0 => altered[place] = altered[place].wrapping_add(pair[1] | 1),
                    1 => altered.insert(place, pair[1]),
                    _ => drop(altered.remove(place)),
                }
            }
            if altered != code.bytes {
                scene.refused_bytes(code, &altered);
            }
        }
    }
}

/// A code of one kind is none of another, whoever signed it.
#[test]
fn every_other_letter_counts() {
    let scene = scene();
    for code in &scene.codes {
        for letter in 'A'..='Z' {
            let text = format!("YJ1{letter}:{}", base45::encode(&code.bytes));
            if text != code.text {
                scene.refused(code, &text);
            }
        }
    }
}
