//! A key under a key: ChaCha20-Poly1305 with a random nonce, bound to a purpose and to what the
//! wrapped key belongs to.

use chacha20poly1305::{AeadInOut as _, ChaCha20Poly1305, KeyInit as _};
use codes::Crypto;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Nonce 12, key 32, tag 16.
pub(crate) const WRAPPED_BYTES: usize = NONCE_BYTES + 32 + 16;
const NONCE_BYTES: usize = 12;

/// Derives a key of one purpose.
pub(crate) fn derive(key: &[u8; 32], purpose: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key)
        .expect("HMAC takes a key of any length");
    mac.update(purpose);
    Zeroizing::new(mac.finalize().into_bytes().into())
}

/// Wraps a secret of 32 bytes.
pub(crate) fn wrap(
    under: &[u8; 32],
    bound_to: &[u8],
    secret: &[u8; 32],
    crypto: &dyn Crypto,
) -> [u8; WRAPPED_BYTES] {
    let mut nonce = [0; NONCE_BYTES];
    crypto.random(&mut nonce);
    let mut body = *secret;
    let tag = ChaCha20Poly1305::new(under.into())
        .encrypt_inout_detached(&nonce.into(), bound_to, body.as_mut_slice().into())
        .expect("32 bytes are within the limit of the cipher");
    let mut wrapped = [0; WRAPPED_BYTES];
    let parts = nonce.iter().chain(&body).chain(&tag);
    for (to, from) in wrapped.iter_mut().zip(parts) {
        *to = *from;
    }
    wrapped
}

/// Unwraps what `wrap` wrapped; nothing under another key, for another purpose, or when altered.
pub(crate) fn unwrap(
    under: &[u8; 32],
    bound_to: &[u8],
    wrapped: &[u8],
) -> Option<Zeroizing<[u8; 32]>> {
    let (nonce, rest) = wrapped.split_first_chunk::<NONCE_BYTES>()?;
    let (body, tag) = rest.split_first_chunk::<32>()?;
    let tag: &[u8; 16] = tag.try_into().ok()?;
    let mut secret = Zeroizing::new(*body);
    ChaCha20Poly1305::new(under.into())
        .decrypt_inout_detached(
            nonce.into(),
            bound_to,
            secret.as_mut_slice().into(),
            tag.into(),
        )
        .ok()?;
    Some(secret)
}

#[cfg(test)]
mod tests {
    use codes::SeededCrypto;

    use super::*;

    #[test]
    fn a_secret_comes_back_only_as_it_was_wrapped() {
        let crypto = SeededCrypto::new(5);
        let wrapped = wrap(&[1; 32], b"purpose", &[7; 32], &crypto);
        assert_eq!(*unwrap(&[1; 32], b"purpose", &wrapped).unwrap(), [7; 32]);
        assert!(unwrap(&[2; 32], b"purpose", &wrapped).is_none());
        assert!(unwrap(&[1; 32], b"another", &wrapped).is_none());
        for place in 0..wrapped.len() {
            let mut altered = wrapped;
            altered[place] ^= 1;
            assert!(unwrap(&[1; 32], b"purpose", &altered).is_none(), "{place}");
            assert!(unwrap(&[1; 32], b"purpose", &wrapped[..place]).is_none());
        }
        assert_ne!(wrapped, wrap(&[1; 32], b"purpose", &[7; 32], &crypto));
    }
}
