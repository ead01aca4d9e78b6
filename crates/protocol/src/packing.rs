//! Records in few bytes: zstd (RFC 8878) with a dictionary, before they are padded and sealed.
//!
//! A sealed record does not become smaller any more, so it is packed first. The dictionary is made
//! of invented records only (`examples/train_dictionary.rs`); its number travels with what it
//! packed, and a dictionary that was once used stays here for ever.

use std::sync::LazyLock;

use zeroize::Zeroizing;
use zstd::{
    bulk::{Compressor, Decompressor},
    dict::{DecoderDictionary, EncoderDictionary},
    zstd_safe::CParameter,
};

use crate::{limits::ENVELOPE_BYTES_MAX, wire::WireError};

/// How hard it tries; a record is small, and a person waits for it.
const LEVEL: i32 = 12;
/// The dictionary that new records are packed with.
const CURRENT: u64 = 1;
const FIRST: &[u8] = include_bytes!("../dictionaries/records-1.zdict");

static PACKING: LazyLock<EncoderDictionary<'static>> =
    LazyLock::new(|| EncoderDictionary::copy(FIRST, LEVEL));
static UNPACKING: LazyLock<DecoderDictionary<'static>> =
    LazyLock::new(|| DecoderDictionary::copy(FIRST));

/// Packed bytes and the number of the dictionary that opens them.
pub(crate) struct Packed {
    pub(crate) dictionary: u64,
    pub(crate) bytes: Zeroizing<Vec<u8>>,
}

/// Packs a record; `None` when that fails, and the record travels as it is.
pub(crate) fn pack(body: &[u8]) -> Option<Packed> {
    let mut compressor = Compressor::with_prepared_dictionary(&PACKING).ok()?;
    // What is unpacked is checked by the digest of the whole plaintext, and its place is known.
    for parameter in [
        CParameter::ChecksumFlag(false),
        CParameter::ContentSizeFlag(false),
        CParameter::DictIdFlag(false),
    ] {
        compressor.set_parameter(parameter).ok()?;
    }
    let bytes = Zeroizing::new(compressor.compress(body).ok()?);
    Some(Packed {
        dictionary: CURRENT,
        bytes,
    })
}

/// Unpacks a record; never more bytes than an envelope may have.
pub(crate) fn unpack(dictionary: u64, packed: &[u8]) -> Result<Zeroizing<Vec<u8>>, WireError> {
    if dictionary != CURRENT {
        return Err(WireError::Version);
    }
    let mut decompressor =
        Decompressor::with_prepared_dictionary(&UNPACKING).map_err(|_| WireError::Value)?;
    let body = decompressor.decompress(packed, ENVELOPE_BYTES_MAX);
    body.map(Zeroizing::new).map_err(|_| WireError::Value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples() -> Vec<Vec<u8>> {
        let mut state = 7_u64;
        let mut next = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        let mut all = vec![Vec::new(), vec![0; ENVELOPE_BYTES_MAX]];
        for len in [1, 17, 64, 300, 4_096, 60_000] {
            all.push((0..len).map(|_| next().to_be_bytes()[0]).collect());
            all.push((0..len).map(|_| (next() % 5).to_be_bytes()[7]).collect());
        }
        all
    }

    #[test]
    fn what_is_packed_comes_back() {
        for body in samples() {
            let packed = pack(&body).unwrap();
            let back = unpack(packed.dictionary, &packed.bytes).unwrap();
            assert_eq!(*back, body, "{} bytes", body.len());
        }
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        for times in [2, 16, 1_000] {
            let bomb = pack(&vec![0; ENVELOPE_BYTES_MAX * times]).unwrap();
            assert!(bomb.bytes.len() < ENVELOPE_BYTES_MAX, "it would not arrive");
            let refused = unpack(bomb.dictionary, &bomb.bytes).err();
            assert_eq!(refused, Some(WireError::Value), "{times} times too large");
        }
    }

    #[test]
    fn another_dictionary_is_another_version() {
        let packed = pack(b"a record").unwrap();
        for dictionary in [0, CURRENT + 1, u64::MAX] {
            let refused = unpack(dictionary, &packed.bytes).err();
            assert_eq!(refused, Some(WireError::Version));
        }
    }

    #[test]
    fn damage_is_refused_or_something_else_comes_out() {
        let body = [b"residence".repeat(20), vec![7; 90]].concat();
        let packed = pack(&body).unwrap();
        for place in 0..packed.bytes.len() {
            for bit in 0..8 {
                let mut damaged = packed.bytes.to_vec();
                if let Some(byte) = damaged.get_mut(place) {
                    *byte ^= 1 << bit;
                }
                if let Ok(other) = unpack(packed.dictionary, &damaged) {
                    assert!(other.len() <= ENVELOPE_BYTES_MAX);
                }
            }
            assert_ne!(
                unpack(
                    packed.dictionary,
                    packed.bytes.get(..place).unwrap_or_default()
                )
                .map(|cut| cut.to_vec()),
                Ok(body.clone()),
                "cut at {place}"
            );
        }
    }
}
