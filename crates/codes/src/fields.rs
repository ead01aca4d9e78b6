//! CBOR maps with whole numbers as keys, written in order and read to the last entry.

use std::collections::BTreeMap;

use ciborium::Value;

/// A map lacks a field, has one too many, or one of a wrong form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WrongFields;

/// A map that is being written; keys are put in the order of deterministic CBOR.
#[derive(Default)]
pub(crate) struct Writing(Vec<(Value, Value)>);

impl Writing {
    pub(crate) fn put(mut self, key: i64, value: impl Into<Value>) -> Self {
        self.0.push((Value::from(key), value.into()));
        self
    }

    pub(crate) fn put_some(self, key: i64, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.put(key, value),
            None => self,
        }
    }

    pub(crate) fn into_value(self) -> Value {
        Value::Map(self.0)
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        encode(&self.into_value())
    }
}

/// Encodes a value; `Vec` takes any number of bytes, so this cannot fail.
pub(crate) fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("writing into memory does not fail");
    bytes
}

/// A map that is being read; each field is taken once, and none may remain.
pub(crate) struct Reading(BTreeMap<i128, Value>);

impl Reading {
    /// Reads the bytes and checks that they are the only spelling of what was read.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, WrongFields> {
        let value: Value = ciborium::from_reader(bytes).map_err(|_| WrongFields)?;
        if encode(&value) != bytes {
            return Err(WrongFields);
        }
        Self::from_value(value)
    }

    pub(crate) fn from_value(value: Value) -> Result<Self, WrongFields> {
        let entries = value.into_map().map_err(|_| WrongFields)?;
        let count = entries.len();
        let fields = entries
            .into_iter()
            .map(|(key, value)| Ok((key.into_integer().map_err(|_| WrongFields)?.into(), value)))
            .collect::<Result<BTreeMap<i128, Value>, WrongFields>>()?;
        if fields.len() == count {
            Ok(Self(fields))
        } else {
            Err(WrongFields)
        }
    }

    pub(crate) fn required(&mut self, key: i128) -> Result<Value, WrongFields> {
        self.0.remove(&key).ok_or(WrongFields)
    }

    /// Takes a field if it is there; then it must have the right form.
    pub(crate) fn optional<T>(
        &mut self,
        key: i128,
        read: fn(Value) -> Result<T, WrongFields>,
    ) -> Result<Option<T>, WrongFields> {
        self.0.remove(&key).map(read).transpose()
    }

    pub(crate) fn finish(self) -> Result<(), WrongFields> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(WrongFields)
        }
    }
}

pub(crate) fn uint(value: Value) -> Result<u64, WrongFields> {
    value
        .into_integer()
        .ok()
        .and_then(|number| number.try_into().ok())
        .ok_or(WrongFields)
}

pub(crate) fn int(value: Value) -> Result<i64, WrongFields> {
    let number = value.into_integer().map_err(|_| WrongFields)?;
    number.try_into().map_err(|_| WrongFields)
}

pub(crate) fn small_uint(value: Value) -> Result<u32, WrongFields> {
    uint(value)?.try_into().map_err(|_| WrongFields)
}

pub(crate) fn text(value: Value) -> Result<String, WrongFields> {
    value.into_text().map_err(|_| WrongFields)
}

pub(crate) fn boolean(value: Value) -> Result<bool, WrongFields> {
    value.into_bool().map_err(|_| WrongFields)
}

pub(crate) fn array(value: Value) -> Result<Vec<Value>, WrongFields> {
    value.into_array().map_err(|_| WrongFields)
}

pub(crate) fn any_bytes(value: Value) -> Result<Vec<u8>, WrongFields> {
    value.into_bytes().map_err(|_| WrongFields)
}

pub(crate) fn bytes<const N: usize>(value: Value) -> Result<[u8; N], WrongFields> {
    any_bytes(value)?.try_into().map_err(|_| WrongFields)
}
