//! Reed-Solomon codes over GF(256) as QR codes use them, with errors and erasures.
//!
//! rqrr corrects errors only. A module under a reflection is no error but a place whose value is
//! unknown, and knowing the place is worth as much as a second check codeword.

use std::sync::OnceLock;

/// x^8 + x^4 + x^3 + x^2 + 1.
const FIELD: u16 = 0x11d;

struct Tables {
    exp: [u8; 512],
    log: [u8; 256],
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut tables = Tables {
            exp: [0; 512],
            log: [0; 256],
        };
        let mut value: u16 = 1;
        for power in 0..255 {
            let byte = value as u8;
            tables.exp[power] = byte;
            tables.exp[power + 255] = byte;
            tables.log[usize::from(byte)] = power as u8;
            value <<= 1;
            if value > 255 {
                value ^= FIELD;
            }
        }
        tables
    })
}

fn product(a: u8, b: u8) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    let tables = tables();
    let power = usize::from(tables.log[usize::from(a)]) + usize::from(tables.log[usize::from(b)]);
    tables.exp[power]
}

fn power(exponent: usize) -> u8 {
    tables().exp[exponent % 255]
}

fn quotient(a: u8, b: u8) -> u8 {
    if a == 0 {
        return 0;
    }
    let tables = tables();
    let difference =
        255 + usize::from(tables.log[usize::from(a)]) - usize::from(tables.log[usize::from(b)]);
    tables.exp[difference]
}

/// The value of a polynomial, lowest coefficient first.
fn value_at(polynomial: &[u8], x: u8) -> u8 {
    polynomial
        .iter()
        .rev()
        .fold(0, |sum, &coefficient| product(sum, x) ^ coefficient)
}

fn syndromes(block: &[u8], checks: usize) -> Vec<u8> {
    (0..checks)
        .map(|index| {
            let x = power(index);
            block.iter().fold(0, |sum, &byte| product(sum, x) ^ byte)
        })
        .collect()
}

/// Corrects a block in place: `checks` codewords at its end belong to the correction.
///
/// `erased` are places whose values are not trusted. Returns how many of the other places were
/// wrong; `None`, with the block unchanged, when there is no codeword near enough.
pub(crate) fn correct(block: &mut [u8], checks: usize, erased: &[usize]) -> Option<usize> {
    if erased.len() > checks || block.len() > 255 || block.len() <= checks {
        return None;
    }
    let syndromes = syndromes(block, checks);
    if syndromes.iter().all(|&value| value == 0) {
        return Some(0);
    }
    let locator = locator(&syndromes, block.len(), erased)?;
    let degree = locator.len() - 1;
    let places: Vec<usize> = (0..block.len())
        .filter(|place| value_at(&locator, power(255 - (block.len() - 1 - place) % 255)) == 0)
        .collect();
    if places.len() != degree {
        return None;
    }
    let mut corrected = block.to_vec();
    for (place, change) in magnitudes(&syndromes, &locator, &places, block.len()) {
        corrected[place] ^= change;
    }
    if self::syndromes(&corrected, checks)
        .iter()
        .any(|&value| value != 0)
    {
        return None;
    }
    let wrong = (0..block.len())
        .filter(|place| corrected[*place] != block[*place] && !erased.contains(place))
        .count();
    block.copy_from_slice(&corrected);
    Some(wrong)
}

/// Berlekamp and Massey, started with the locator of the erasures.
fn locator(syndromes: &[u8], length: usize, erased: &[usize]) -> Option<Vec<u8>> {
    let checks = syndromes.len();
    let mut locator = vec![0_u8; checks + 1];
    locator[0] = 1;
    for (done, place) in erased.iter().enumerate() {
        let root = power(length.checked_sub(1 + place)?);
        for index in (1..=done + 1).rev() {
            locator[index] ^= product(locator[index - 1], root);
        }
    }
    let mut previous = locator.clone();
    let mut errors = erased.len();
    for step in erased.len()..checks {
        let discrepancy = (0..=step).fold(0, |sum, index| {
            sum ^ product(locator[index.min(checks)], syndromes[step - index])
        });
        previous.rotate_right(1);
        previous[0] = 0;
        if discrepancy == 0 {
            continue;
        }
        let next: Vec<u8> = locator
            .iter()
            .zip(&previous)
            .map(|(&now, &before)| now ^ product(discrepancy, before))
            .collect();
        if 2 * errors <= step + erased.len() {
            errors = step + 1 + erased.len() - errors;
            previous = locator
                .iter()
                .map(|&value| quotient(value, discrepancy))
                .collect();
        }
        locator = next;
    }
    while locator.last() == Some(&0) {
        locator.pop();
    }
    let too_many = 2 * (locator.len() - 1) > checks + erased.len();
    (!too_many).then_some(locator)
}

/// Forney: what to add at each place.
fn magnitudes(
    syndromes: &[u8],
    locator: &[u8],
    places: &[usize],
    length: usize,
) -> Vec<(usize, u8)> {
    let evaluator: Vec<u8> = (0..syndromes.len())
        .map(|index| {
            (0..=index.min(locator.len() - 1)).fold(0, |sum, back| {
                sum ^ product(locator[back], syndromes[index - back])
            })
        })
        .collect();
    // The derivative keeps the odd powers, each lowered by one.
    let derivative: Vec<u8> = (1..locator.len())
        .map(|index| if index % 2 == 1 { locator[index] } else { 0 })
        .collect();
    places
        .iter()
        .filter_map(|&place| {
            let exponent = length - 1 - place;
            let inverse = power(255 - exponent % 255);
            let slope = value_at(&derivative, inverse);
            (slope != 0).then(|| {
                let value = quotient(value_at(&evaluator, inverse), slope);
                (place, product(power(exponent), value))
            })
        })
        .collect()
}
