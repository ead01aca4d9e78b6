//! Soft modules become codewords, codewords are corrected, and rqrr reads the corrected grid.

use super::Soft;
use super::layout::{Layout, format_bits, format_modules, is_masked};
use super::reed_solomon::correct;

/// A symbol that was read.
#[derive(Clone)]
pub(crate) struct Reading {
    pub(crate) text: String,
    /// How many bits of chance the error correction leaves out, in its weakest block: random
    /// codewords are taken for that block once in two to the power of this.
    pub(crate) evidence: f32,
}

/// Evidence below which a block, and with it the reading, is dropped.
const EVIDENCE_MIN: f32 = 24.0;
/// The thirty modules of the format must agree at least this much, of thirty.
const FORMAT_MIN: f32 = 9.0;
/// A second kind is tried when it agrees nearly as well as the first.
const RIVAL: f32 = 0.6;
/// Check codewords of a block that are never given up for erasures.
const CHECKS_KEPT: usize = 3;

/// Reads a symbol; `None` when its error correction is not enough.
pub(crate) fn read(soft: &Soft) -> Option<Reading> {
    let layout = Layout::of_size(soft.size)?;
    let [(first, format), (second, other)] = likely_formats(soft);
    if first < FORMAT_MIN {
        return None;
    }
    let other = (second > first * RIVAL).then_some(other);
    std::iter::once(format)
        .chain(other)
        .find_map(|format| read_as(soft, layout, format))
}

/// The two most likely of the 32 kinds of level and mask.
fn likely_formats(soft: &Soft) -> [(f32, usize); 2] {
    let copies = format_modules(soft.size);
    let mut scores: Vec<(f32, usize)> = (0..32)
        .map(|format| {
            let bits = format_bits(format);
            let score = copies
                .iter()
                .flat_map(|copy| copy.iter().enumerate())
                .map(|(bit, &(x, y))| {
                    let value = soft.values[y * soft.size + x].clamp(-1.0, 1.0);
                    if bits >> bit & 1 == 1 { value } else { -value }
                })
                .sum::<f32>();
            (score, format)
        })
        .collect();
    scores.sort_by(|a, b| b.0.total_cmp(&a.0));
    [scores[0], scores[1]]
}

fn read_as(soft: &Soft, layout: &Layout, format: usize) -> Option<Reading> {
    let (level, mask) = (format >> 3, format & 7);
    let blocks = layout.blocks(level)?;
    let (mut codewords, trust) = codewords(soft, layout, mask);
    // A block that was hardly damaged says nothing about another one.
    let mut evidence = f32::MAX;
    for block in 0..blocks.count {
        let places = blocks.places(block);
        let mut bytes: Vec<u8> = places.iter().map(|&place| codewords[place]).collect();
        let trust: Vec<f32> = places.iter().map(|&place| trust[place]).collect();
        evidence = evidence.min(correct_softly(&mut bytes, &trust, blocks.checks)?);
        for (place, byte) in places.into_iter().zip(bytes) {
            codewords[place] = byte;
        }
    }
    let text = text_of(layout, format, &codewords)?;
    Some(Reading { text, evidence })
}

/// The codewords without their mask, and how far each is to be trusted.
fn codewords(soft: &Soft, layout: &Layout, mask: usize) -> (Vec<u8>, Vec<f32>) {
    layout
        .data
        .chunks_exact(8)
        .map(|modules| {
            modules
                .iter()
                .fold((0_u8, f32::MAX), |(byte, trust), &module| {
                    let at = usize::from(module);
                    let value = soft.values[at];
                    let dark = value > 0.0;
                    let bit = dark != is_masked(mask, at % soft.size, at / soft.size);
                    (byte << 1 | u8::from(bit), trust.min(value.abs()))
                })
        })
        .unzip()
}

/// Corrects a block, giving up its least trusted codewords step by step; returns the evidence.
fn correct_softly(bytes: &mut [u8], trust: &[f32], checks: usize) -> Option<f32> {
    let mut doubtful: Vec<usize> = (0..bytes.len()).collect();
    doubtful.sort_by(|&a, &b| trust[a].total_cmp(&trust[b]));
    let most = checks.saturating_sub(CHECKS_KEPT);
    let step = (checks / 8).max(2);
    (0..=most).step_by(step).find_map(|given_up| {
        let mut corrected = bytes.to_vec();
        let wrong = correct(&mut corrected, checks, &doubtful[..given_up])?;
        let spare = checks.checked_sub(2 * wrong + given_up)?;
        let orders: f32 = (1..=wrong).map(|n| (n as f32).log2()).sum();
        let evidence = 8.0 * spare as f32 + orders;
        (evidence >= EVIDENCE_MIN).then(|| {
            bytes.copy_from_slice(&corrected);
            evidence
        })
    })
}

/// Hands the corrected symbol to rqrr.
fn text_of(layout: &Layout, format: usize, codewords: &[u8]) -> Option<String> {
    let size = layout.size;
    let mut dark = vec![false; size * size];
    for module in &layout.known {
        dark[usize::from(module.y) * size + usize::from(module.x)] = module.dark;
    }
    let bits = format_bits(format);
    for (bit, &(x, y)) in format_modules(size)
        .iter()
        .flat_map(|copy| copy.iter().enumerate())
    {
        dark[y * size + x] = bits >> bit & 1 == 1;
    }
    for (modules, byte) in layout.data.chunks_exact(8).zip(codewords) {
        for (bit, &module) in modules.iter().enumerate() {
            let at = usize::from(module);
            let value = byte >> (7 - bit) & 1 == 1;
            dark[at] = value != is_masked(format & 7, at % size, at / size);
        }
    }
    let grid = rqrr::Grid::new(rqrr::SimpleGrid::from_func(size, |x, y| dark[y * size + x]));
    let mut bytes = Vec::new();
    grid.decode_to(&mut bytes).ok()?;
    String::from_utf8(bytes)
        .ok()
        .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random and are the same each time.
    fn noise(seed: &mut u32) -> u32 {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 17;
        *seed ^= *seed << 5;
        *seed
    }

    #[test]
    fn a_block_of_chance_is_never_taken_for_codewords() {
        let mut seed = 2026;
        for (length, checks) in [(26, 7), (35, 18), (25, 16), (50, 22)] {
            for _ in 0..5_000 {
                let mut bytes: Vec<u8> = (0..length).map(|_| noise(&mut seed) as u8).collect();
                let trust: Vec<f32> = (0..length).map(|_| noise(&mut seed) as f32).collect();
                let before = bytes.clone();
                let taken = correct_softly(&mut bytes, &trust, checks);
                assert_eq!(taken, None, "{length} codewords, {checks} of them checks");
                assert_eq!(bytes, before);
            }
        }
    }

    #[test]
    fn the_weakest_block_decides() {
        let text = "Q/BFEXQBD1OILY*6/L%CXC /Y$4:PO*PD6.L3BCN";
        let version = qrcode::Version::Normal(4);
        let code = qrcode::QrCode::with_version(text, version, qrcode::EcLevel::H).unwrap();
        let size = code.width();
        let colours = code.to_colors();
        let values = |colours: &[qrcode::Color]| -> Vec<f32> {
            let sign = |colour: &qrcode::Color| colour.select(1.0, -1.0);
            colours.iter().map(sign).collect()
        };
        let whole = Soft {
            size,
            values: values(&colours),
        };
        let reading = read(&whole).unwrap();
        assert_eq!(reading.text, text);
        assert!(reading.evidence > 100.0);
        // One block loses what its checks can repair and more, the others nothing.
        let layout = Layout::of_size(size).unwrap();
        let blocks = layout.blocks(likely_formats(&whole)[0].1 >> 3).unwrap();
        let hurt = |codewords: usize| {
            let mut values = whole.values.clone();
            for place in blocks.places(1).into_iter().take(codewords) {
                for &module in &layout.data[place * 8..place * 8 + 8] {
                    values[usize::from(module)] *= -1.0;
                }
            }
            read(&Soft { size, values })
        };
        let checks = blocks.checks;
        let weak = hurt((checks - 4) / 2).unwrap();
        assert_eq!(weak.text, text);
        assert!(weak.evidence < 50.0, "{}", weak.evidence);
        assert!(hurt(checks / 2).is_none_or(|reading| reading.text == text));
        assert!(hurt(checks).is_none());
    }
}
