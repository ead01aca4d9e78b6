//! Version 2 of the records adds one value at the end: the circumstances.

use super::{
    WireError,
    lists::{read_member, write_member},
    parts::{read_worker, write_worker},
};
use crate::{
    cbor::{Reader, Writer},
    circumstances::Circumstances,
};

pub(super) fn write(writer: &mut Writer, circumstances: &Circumstances) {
    writer.array(6);
    write_member(writer, circumstances.clock);
    writer.boolean(circumstances.manual_time);
    write_member(writer, circumstances.bundle);
    writer.uint(circumstances.offline_days);
    writer.boolean(circumstances.amber);
    writer.optional(circumstances.worker.as_ref(), write_worker);
}

/// Reads circumstances that are not simply good: those are version 1, and have one form.
pub(super) fn read(reader: &mut Reader<'_>) -> Result<Circumstances, WireError> {
    reader.array(6)?;
    let circumstances = Circumstances {
        clock: read_member(reader)?,
        manual_time: reader.boolean()?,
        bundle: read_member(reader)?,
        offline_days: reader.narrow()?,
        amber: reader.boolean()?,
        worker: reader.optional(read_worker)?,
    };
    if circumstances == Circumstances::GOOD {
        Err(WireError::Form)
    } else {
        Ok(circumstances)
    }
}
