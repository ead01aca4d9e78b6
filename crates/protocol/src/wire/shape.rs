//! Values with one form on the wire, and structures made of them: arrays in the order of the fields.

use chrono::NaiveDate;
use residence::{
    AddressRefusal, CancelReason, CancelRefusal, Capacity, CityCode, Exemption, Ground,
    HabitualState, HouseCode, Listed, OwnershipState, PermitPaper, PermitState, Private,
    ReceiptNumber, RecordId, RejectionReason, Subject, SuspensionReason, Template,
};

use super::{
    WireError,
    lists::{Numbered, read_member, write_member},
    parts::{read_day, read_house_code, read_plain_text, read_record_id, write_day},
};
use crate::{
    acts::DataField,
    cbor::{Reader, Writer},
    limits::{ITEMS_MAX, LINE_BYTES_MAX, WORD_BYTES_MAX},
    summary::TaskMatter,
};

/// A value with one form on the wire.
pub(crate) trait Shape: Sized {
    /// Writes it.
    fn write(&self, writer: &mut Writer);
    /// Reads it.
    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError>;
}

/// Gives structures the form of an array with their fields in order.
macro_rules! shaped {
    ($($name:ident { $($field:ident),+ $(,)? })+) => { $(
        impl $crate::wire::shape::Shape for $name {
            fn write(&self, writer: &mut $crate::cbor::Writer) {
                writer.array([$(stringify!($field)),+].len());
                $( $crate::wire::shape::Shape::write(&self.$field, writer); )+
            }

            fn read(reader: &mut $crate::cbor::Reader<'_>) -> Result<Self, $crate::wire::WireError> {
                reader.array([$(stringify!($field)),+].len())?;
                Ok(Self { $( $field: $crate::wire::shape::Shape::read(reader)?, )+ })
            }
        }
    )+ };
}
pub(crate) use shaped;

/// Lists whose members travel as their stable code.
macro_rules! by_code {
    ($($name:ty),+ $(,)?) => { $(
        impl Shape for $name {
            fn write(&self, writer: &mut Writer) {
                writer.text(Listed::code(*self));
            }

            fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
                Listed::from_code(reader.text(WORD_BYTES_MAX)?).ok_or(WireError::Value)
            }
        }
    )+ };
}

by_code!(
    AddressRefusal,
    CancelReason,
    CancelRefusal,
    Capacity,
    Exemption,
    Ground,
    HabitualState,
    OwnershipState,
    PermitPaper,
    PermitState,
    SuspensionReason,
    Template,
);

/// Lists whose members have a number.
macro_rules! by_number {
    ($($name:ty),+ $(,)?) => { $(
        impl Shape for $name {
            fn write(&self, writer: &mut Writer) {
                write_member(writer, *self);
            }

            fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
                read_member(reader)
            }
        }
    )+ };
}

by_number!(
    residence::DocumentType,
    residence::DwellingType,
    residence::ResidenceReason,
    residence::Relation,
    residence::State,
    RejectionReason,
    TaskMatter,
    DataField,
);

impl Numbered for TaskMatter {
    const NUMBERS: &'static [(Self, u8)] = &[
        (Self::MoveIn, 1),
        (Self::Cancel, 2),
        (Self::Habitual, 3),
        (Self::Trust, 4),
        (Self::MovedOut, 5),
        (Self::TakeOver, 6),
    ];
}

impl Numbered for DataField {
    const NUMBERS: &'static [(Self, u8)] =
        &[(Self::Name, 1), (Self::Phone, 2), (Self::HukouAddress, 3)];
}

impl Shape for bool {
    fn write(&self, writer: &mut Writer) {
        writer.boolean(*self);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        reader.boolean()
    }
}

macro_rules! whole {
    ($($name:ty),+) => { $(
        impl Shape for $name {
            fn write(&self, writer: &mut Writer) {
                writer.uint(*self);
            }

            fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
                reader.narrow()
            }
        }
    )+ };
}

whole!(u16, u32, u64);

impl Shape for NaiveDate {
    fn write(&self, writer: &mut Writer) {
        write_day(writer, *self);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        read_day(reader)
    }
}

impl Shape for RecordId {
    fn write(&self, writer: &mut Writer) {
        writer.bytes(self.as_bytes());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        read_record_id(reader)
    }
}

impl Shape for Subject {
    fn write(&self, writer: &mut Writer) {
        writer.bytes(self.as_bytes());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        reader.fixed().map(Self::from_bytes)
    }
}

impl Shape for HouseCode {
    fn write(&self, writer: &mut Writer) {
        writer.text(self.as_str());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        read_house_code(reader)
    }
}

impl Shape for CityCode {
    fn write(&self, writer: &mut Writer) {
        writer.text(&self.to_string());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        Self::parse(reader.text(WORD_BYTES_MAX)?).map_err(|_| WireError::Value)
    }
}

impl Shape for String {
    fn write(&self, writer: &mut Writer) {
        writer.text(self);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        read_plain_text(reader, LINE_BYTES_MAX)
    }
}

/// As it is written, check character included, and in no other way.
impl Shape for ReceiptNumber {
    fn write(&self, writer: &mut Writer) {
        writer.text(&self.to_string());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        let text = reader.text(WORD_BYTES_MAX)?;
        let number = Self::parse(text).map_err(|_| WireError::Value)?;
        if number.to_string() == text {
            Ok(number)
        } else {
            Err(WireError::Value)
        }
    }
}

impl Shape for Private<String> {
    fn write(&self, writer: &mut Writer) {
        writer.text(self.reveal());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        read_plain_text(reader, LINE_BYTES_MAX).map(Self::new)
    }
}

impl Shape for Private<NaiveDate> {
    fn write(&self, writer: &mut Writer) {
        write_day(writer, *self.reveal());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        read_day(reader).map(Self::new)
    }
}

impl<T: Shape> Shape for Option<T> {
    fn write(&self, writer: &mut Writer) {
        writer.optional(self.as_ref(), |writer, value| value.write(writer));
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        reader.optional(T::read)
    }
}

impl<T: Shape> Shape for Vec<T> {
    fn write(&self, writer: &mut Writer) {
        writer.array(self.len());
        for item in self {
            item.write(writer);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        reader.items(ITEMS_MAX, T::read)
    }
}

impl<A: Shape, B: Shape> Shape for (A, B) {
    fn write(&self, writer: &mut Writer) {
        writer.array(2);
        self.0.write(writer);
        self.1.write(writer);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        reader.array(2)?;
        Ok((A::read(reader)?, B::read(reader)?))
    }
}
