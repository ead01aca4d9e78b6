//! Signed codes with one thing wrong: every byte is placed by hand, so only the named rule can fail.

use ciborium::Value;
use codes::{Crypto as _, SeededCrypto, SigningKey};

/// The parts of a code before they are put together.
pub(crate) struct Parts<'a> {
    pub(crate) prefix: &'a str,
    pub(crate) aad: &'a str,
    pub(crate) protected: Vec<u8>,
    pub(crate) unprotected: Vec<u8>,
    pub(crate) payload: Vec<u8>,
    pub(crate) signer: &'a SigningKey,
}

impl<'a> Parts<'a> {
    /// A correct code of this prefix.
    pub(crate) fn new(prefix: &'a str, payload: Vec<u8>, signer: &'a SigningKey) -> Self {
        let protected = headers(signer.algorithm().number(), signer);
        Self {
            prefix,
            aad: prefix,
            protected,
            unprotected: vec![0xa0],
            payload,
            signer,
        }
    }

    pub(crate) fn signature(&self) -> [u8; 64] {
        let signed = Value::Array(vec![
            Value::from("Signature1"),
            Value::from(self.protected.as_slice()),
            Value::from(self.aad.as_bytes()),
            Value::from(self.payload.as_slice()),
        ]);
        SeededCrypto::new(0)
            .sign(self.signer, &cbor(&signed))
            .expect("signed")
    }

    /// Puts the frame together from already encoded parts.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        frame(&[
            cbor(&Value::from(self.protected.as_slice())),
            self.unprotected.clone(),
            cbor(&Value::from(self.payload.as_slice())),
            cbor(&Value::from(self.signature().as_slice())),
        ])
    }

    pub(crate) fn text(&self) -> String {
        text(self.prefix, &self.bytes())
    }
}

/// An array of up to 23 encoded items.
pub(crate) fn frame(items: &[Vec<u8>]) -> Vec<u8> {
    let head = 0x80 | u8::try_from(items.len()).expect("few items");
    [vec![head], items.concat()].concat()
}

pub(crate) fn text(prefix: &str, bytes: &[u8]) -> String {
    format!("{prefix}{}", base45::encode(bytes))
}

/// The two protected headers, for any algorithm number.
pub(crate) fn headers(algorithm: i64, signer: &SigningKey) -> Vec<u8> {
    cbor(&map(&[
        (1, Value::from(algorithm)),
        (4, Value::from(signer.kid().0.as_slice())),
    ]))
}

pub(crate) fn map(entries: &[(i64, Value)]) -> Value {
    Value::Map(
        entries
            .iter()
            .map(|(key, value)| (Value::from(*key), value.clone()))
            .collect(),
    )
}

pub(crate) fn cbor(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("memory takes bytes");
    bytes
}

/// Claims of a resident's code in which single fields can be exchanged, removed or added.
#[derive(Clone)]
pub(crate) struct Loose {
    pub(crate) claims: Vec<(i64, Value)>,
    pub(crate) private: Vec<(i64, Value)>,
}

impl Loose {
    /// The same claims as the good resident code of the file.
    pub(crate) fn resident(iat: u64, exp: u64) -> Self {
        Self {
            claims: vec![
                (2, Value::from([0x11; 16].as_slice())),
                (4, Value::from(exp)),
                (6, Value::from(iat)),
                (7, Value::from([0x21; 8].as_slice())),
            ],
            private: vec![(1, Value::from(1))],
        }
    }

    pub(crate) fn house(iat: u64, exp: u64) -> Self {
        let mut loose = Self::resident(iat, exp).claim(2, Value::from("449900-0018"));
        loose.private = vec![(1, Value::from(449_900_001_001_u64))];
        loose
    }

    /// Sets a claim, in order.
    pub(crate) fn claim(mut self, key: i64, value: Value) -> Self {
        set(&mut self.claims, key, value);
        self
    }

    /// Sets a private claim, in order.
    pub(crate) fn private(mut self, key: i64, value: Value) -> Self {
        set(&mut self.private, key, value);
        self
    }

    pub(crate) fn without(mut self, key: i64) -> Self {
        self.claims.retain(|(present, _)| *present != key);
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut all = self.claims.clone();
        all.push((-65_537, map(&self.private)));
        cbor(&map(&all))
    }
}

fn set(entries: &mut Vec<(i64, Value)>, key: i64, value: Value) {
    entries.retain(|(present, _)| *present != key);
    entries.push((key, value));
    // Positive keys ascend; the negative ones of this file come last by themselves.
    entries.sort_by_key(|(present, _)| *present);
}
