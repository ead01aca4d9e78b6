//! Rows 1 to 3 and 9: no altered, spliced, mislabelled or invented code is ever accepted.

use codes::{
    Algorithm, Category, Clock, CodeForm, Powers, RedReason, TrustList, Verdict, issue_house,
    issue_provisional, verify,
};
use town::{MINTED_S, Mint};

use crate::{
    damage::{Chance, damage},
    on_all_cores, seed, setting,
};

const ALGORITHMS: [Algorithm; 3] = [Algorithm::Ed25519, Algorithm::Es256, Algorithm::Sm2];
/// The alphabet of RFC 9285.
const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// One authority and what it has signed.
struct Issued {
    trust: TrustList,
    now: Clock,
    codes: Vec<String>,
}

fn issued() -> Vec<Issued> {
    ALGORITHMS
        .iter()
        .map(|algorithm| {
            let mint = Mint::new(*algorithm, 64);
            Issued {
                trust: mint.trust(),
                now: mint.now(),
                codes: mint.codes(),
            }
        })
        .collect()
}

impl Issued {
    /// Tells whether a text is worth anything at all.
    fn takes(&self, text: &str) -> bool {
        match verify(text, &self.trust, self.now) {
            Verdict::Green(_) | Verdict::Amber(..) => true,
            Verdict::Newer | Verdict::Red(_) => false,
        }
    }
}

fn bytes_of(code: &str) -> Vec<u8> {
    base45::decode(&code[5..]).expect("an issued code is base45")
}

/// Writes one altered text; it may, rarely, be the code that it was made from.
fn altered(world: &Issued, chance: &mut Chance) -> String {
    let code = &world.codes[chance.below(world.codes.len())];
    let other = &world.codes[chance.below(world.codes.len())];
    match chance.below(8) {
        0 => {
            // A character of the same alphabet, so that the frame often still decodes.
            let mut text = code.clone().into_bytes();
            let place = chance.below(text.len());
            text[place] = ALPHABET[chance.below(ALPHABET.len())];
            String::from_utf8(text).expect("the alphabet is ASCII")
        }
        1 => {
            let kinds = ["H", "S", "D", "P", "K", "T", "E", "X", "s", " "];
            format!("YJ1{}:{}", kinds[chance.below(kinds.len())], &code[5..])
        }
        2 => {
            let end = chance.below(code.len());
            format!("{}{}", &code[..end], &other[end.min(other.len())..])
        }
        3 => {
            let mut noise = vec![0; chance.below(420)];
            noise
                .iter_mut()
                .for_each(|byte| *byte = (chance.draw() >> 40) as u8);
            format!("{}{}", &code[..5], base45::encode(&noise))
        }
        _ => {
            let mut bytes = bytes_of(code);
            damage(&mut bytes, &bytes_of(other), chance);
            format!("{}{}", &code[..5], base45::encode(&bytes))
        }
    }
}

#[test]
fn no_altered_code_is_accepted() {
    let (count, seed) = (setting("ATTACK_CODES", 20_000), seed());
    let worlds = issued();
    for world in &worlds {
        assert!(
            world.codes.iter().all(|code| world.takes(code)),
            "good codes are good"
        );
    }
    let [tried, accepted] = on_all_cores(count, |attempt| {
        let mut chance = Chance::new(seed, attempt);
        let world = &worlds[chance.below(worlds.len())];
        let text = altered(world, &mut chance);
        if world.codes.contains(&text) {
            return [0, 0];
        }
        let taken = world.takes(&text);
        assert!(!taken, "ATTACK_SEED={seed}: attempt {attempt} is accepted");
        [1, u64::from(taken)]
    });
    println!("altered codes: {tried} of {count} tried, {accepted} accepted");
    assert!(tried * 10 > count * 9 && accepted == 0);
}

#[test]
fn every_single_bit_of_every_kind_and_algorithm_counts() {
    // Every seventh bit by default: each byte is touched, and a full run touches all.
    let step = if setting("ATTACK_CODES", 0) > 100_000 {
        1
    } else {
        7
    };
    let worlds = issued();
    let mut tried = 0;
    for world in &worlds {
        for code in &world.codes {
            let bytes = bytes_of(code);
            for bit in (0..bytes.len() * 8).step_by(step) {
                let mut flipped = bytes.clone();
                flipped[bit / 8] ^= 1 << (bit % 8);
                let text = format!("{}{}", &code[..5], base45::encode(&flipped));
                assert!(
                    !world.takes(&text),
                    "bit {bit} of {} does not count",
                    &code[..5]
                );
                tried += 1;
            }
        }
    }
    println!("single bits: {tried} flipped, 0 accepted");
    assert!(tried > 3_000);
}

#[test]
fn a_code_is_worth_nothing_under_another_authority() {
    let worlds = issued();
    for (own, world) in worlds.iter().enumerate() {
        for (other, judge) in worlds.iter().enumerate() {
            for code in &world.codes {
                assert_eq!(judge.takes(code), own == other);
            }
        }
    }
}

#[test]
fn a_stolen_kiosk_issues_for_elders_only_and_no_houses() {
    for algorithm in ALGORITHMS {
        let mint = Mint::new(algorithm, 0);
        let (trust, now) = (mint.trust(), mint.now());
        let judge = |text: &str| verify(text, &trust, now);
        let elders = mint.certificate(Powers::ELDERS);
        let day = 86_400;
        let issue = |category: Category, life_s: u64, certificate: &str| {
            let mut claims = mint.resident(CodeForm::Printed, life_s);
            claims.category = category;
            issue_provisional(&claims, certificate, &mint.device, &mint.crypto).unwrap()
        };
        let refused = |text: &str| matches!(judge(text), Verdict::Red(_));
        assert!(matches!(
            judge(&issue(Category::Elder, 30 * day, &elders)),
            Verdict::Green(_)
        ));
        assert!(refused(&issue(Category::Adult, day, &elders)), "an adult");
        assert!(
            refused(&issue(Category::Child, day, &elders)),
            "a child without the power"
        );
        assert!(
            refused(&issue(Category::Elder, 31 * day + 1, &elders)),
            "too long"
        );
        let none = mint.certificate(Powers::NONE);
        assert!(
            refused(&issue(Category::Elder, day, &none)),
            "without powers"
        );

        // A house signed by the kiosk's key, and a certificate that the kiosk wrote for itself.
        let house = codes::HouseClaims {
            code: residence::HouseCode::parse("449900-6666").unwrap(),
            area: 449_900_001_001,
            address: None,
            iat: MINTED_S - 60,
            exp: MINTED_S + day,
            serial: [9; 8],
        };
        let forged = issue_house(&house, &mint.device, &mint.crypto).unwrap();
        assert_eq!(judge(&forged), Verdict::Red(RedReason::UnknownKey));
        let mut own = Mint::new(algorithm, 0);
        own.kiosk_ca = mint.device.clone();
        let crowned = own.certificate(Powers::from_bits(u64::MAX));
        assert!(
            refused(&issue(Category::Adult, day, &crowned)),
            "crowned by itself"
        );
    }
}
