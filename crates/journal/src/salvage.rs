//! The last resort: records that the mirror still has when neither database nor copy is good.

use std::path::Path;

use protocol::Envelope;
use rusqlite::types::Value;

use crate::{
    error::Error,
    key_store::KeyStore,
    mirror::{Contents, MIRROR_FILE, MirrorKey},
};

/// Reads the sealed records that are mirrored beside a database, in the order of the chain; nothing
/// is changed. They are signed, so the centre can take them from a file as well.
pub fn salvage(dir: &Path, keys: &dyn KeyStore) -> Result<Vec<Envelope>, Error> {
    let key = MirrorKey::of(&*keys.database_key()?);
    let contents = Contents::read(&dir.join(MIRROR_FILE), &key)?;
    let envelope = |row: &Vec<Value>| match row.get(4) {
        Some(Value::Blob(bytes)) => Envelope::decode(bytes).ok(),
        Some(Value::Null | Value::Integer(_) | Value::Real(_) | Value::Text(_)) | None => None,
    };
    Ok(contents.records.values().filter_map(envelope).collect())
}
