//! What a resident's code says: printed (`S`), on a screen (`D`), or issued by a kiosk (`P`).

use std::fmt;

use ciborium::Value;
use residence::Subject;

use super::{Common, EXPIRY, ISSUED_AT, KioskCertificate, PRIVATE, SERIAL, SUBJECT};
use crate::{
    cose::Signed,
    fields::{Reading, Writing, WrongFields, any_bytes, bytes, small_uint, text, uint},
    text::Kind,
};

const HINT_CHARACTERS_MAX: usize = 16;

/// The age group of a resident when the code was issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// 16 to 59.
    Adult = 1,
    /// 60 and over.
    Elder = 2,
    /// Under 16.
    Child = 3,
}

/// Where a resident's code stands, and who answers for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeForm {
    /// `S`: on paper, signed by the authority.
    Printed,
    /// `D`: on a screen for two minutes, signed by the authority.
    Screen,
    /// `P`: on paper, signed by a kiosk under the certificate it carries.
    Provisional(Box<KioskCertificate>),
}

/// What a resident's code says.
#[derive(Clone, PartialEq, Eq)]
pub struct ResidentClaims {
    /// Where the code stands; issuing takes the form from the function, not from here.
    pub form: CodeForm,
    /// Pseudonym of the person.
    pub subject: Subject,
    /// Age group.
    pub category: Category,
    /// Binding to the document number, checked with `BindKey::id_bind`; never in a dynamic code.
    pub id_bind: Option<[u8; 16]>,
    /// Binding to the house, checked with `BindKey::house_bind`.
    pub house_bind: Option<[u8; 8]>,
    /// Resident since, in days from 2000-01-01.
    pub since_days: Option<u32>,
    /// Masked name for the worker's eye, at most 16 characters.
    pub hint: Option<String>,
    /// Epoch of the binding key.
    pub bind_epoch: Option<u32>,
    /// Issued at, in seconds since 1970.
    pub iat: u64,
    /// Valid until, in seconds since 1970.
    pub exp: u64,
    /// Serial number, by which the code is revoked and its second use is noticed.
    pub serial: [u8; 8],
}

impl ResidentClaims {
    /// Encodes the claims; a provisional code carries the bytes of its kiosk's certificate.
    pub(crate) fn to_bytes(&self, certificate: Option<&[u8]>) -> Vec<u8> {
        let private = Writing::default()
            .put(1, self.category as u64)
            .put_some(2, self.id_bind.as_ref().map(<[u8; 16]>::as_slice))
            .put_some(3, self.house_bind.as_ref().map(<[u8; 8]>::as_slice))
            .put_some(4, self.since_days)
            .put_some(5, self.hint.as_deref())
            .put_some(6, self.bind_epoch)
            .put_some(9, certificate)
            .into_value();
        Writing::default()
            .put(SUBJECT, self.subject.as_bytes().as_slice())
            .put(EXPIRY, self.exp)
            .put(ISSUED_AT, self.iat)
            .put(SERIAL, self.serial.as_slice())
            .put(PRIVATE, private)
            .into_bytes()
    }

    /// Reads the claims, and for a provisional code the signed certificate inside them.
    pub(super) fn read(
        kind: Kind,
        claims: &mut Reading,
    ) -> Result<(Self, Option<Signed>), WrongFields> {
        let common = Common::read(claims)?;
        let mut private = common.private;
        let (form, inner) = read_form(kind, &mut private)?;
        let resident = Self {
            form,
            subject: Subject::from_bytes(bytes(claims.required(SUBJECT.into())?)?),
            category: Category::read(private.required(1)?)?,
            id_bind: private.optional(2, bytes)?,
            house_bind: private.optional(3, bytes)?,
            since_days: private.optional(4, small_uint)?,
            hint: private.optional(5, text)?,
            bind_epoch: private.optional(6, small_uint)?,
            iat: common.iat,
            exp: common.exp,
            serial: common.serial,
        };
        private.finish()?;
        if resident.is_of_its_form() {
            Ok((resident, inner))
        } else {
            Err(WrongFields)
        }
    }

    fn is_of_its_form(&self) -> bool {
        let short = self
            .hint
            .as_ref()
            .is_none_or(|h| h.chars().count() <= HINT_CHARACTERS_MAX);
        short && (self.form != CodeForm::Screen || self.id_bind.is_none())
    }

    /// Returns the kind of the form.
    pub(super) fn kind(&self) -> Kind {
        match self.form {
            CodeForm::Printed => Kind::Resident,
            CodeForm::Screen => Kind::Dynamic,
            CodeForm::Provisional(_) => Kind::Provisional,
        }
    }
}

fn read_form(kind: Kind, private: &mut Reading) -> Result<(CodeForm, Option<Signed>), WrongFields> {
    if kind == Kind::Dynamic {
        return Ok((CodeForm::Screen, None));
    }
    if kind != Kind::Provisional {
        return Ok((CodeForm::Printed, None));
    }
    let (certificate, inner) = KioskCertificate::read_signed(&any_bytes(private.required(9)?)?)?;
    Ok((CodeForm::Provisional(Box::new(certificate)), Some(inner)))
}

impl Category {
    fn read(value: Value) -> Result<Self, WrongFields> {
        match uint(value)? {
            1 => Ok(Self::Adult),
            2 => Ok(Self::Elder),
            3 => Ok(Self::Child),
            _ => Err(WrongFields),
        }
    }
}

/// Shows nothing that leads to the person.
impl fmt::Debug for ResidentClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResidentClaims")
            .field("category", &self.category)
            .finish_non_exhaustive()
    }
}
