//! What a house code says (kind `H`).

use std::fmt;

use residence::HouseCode;

use super::{Common, EXPIRY, ISSUED_AT, PRIVATE, SERIAL, SUBJECT};
use crate::fields::{Reading, Writing, WrongFields, text, uint};

const ADDRESS_BYTES_MAX: usize = 120;

/// What a house code says.
#[derive(Clone, PartialEq, Eq)]
pub struct HouseClaims {
    /// The house code of the authority.
    pub code: HouseCode,
    /// Statistical code of the residents' committee, 12 digits.
    pub area: u64,
    /// Address as `street|number|room`, at most 120 bytes.
    pub address: Option<String>,
    /// Issued at, in seconds since 1970.
    pub iat: u64,
    /// Valid until, in seconds since 1970.
    pub exp: u64,
    /// Serial number, by which the code is revoked.
    pub serial: [u8; 8],
}

impl HouseClaims {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let private = Writing::default()
            .put(1, self.area)
            .put_some(2, self.address.as_deref())
            .into_value();
        Writing::default()
            .put(SUBJECT, self.code.as_str())
            .put(EXPIRY, self.exp)
            .put(ISSUED_AT, self.iat)
            .put(SERIAL, self.serial.as_slice())
            .put(PRIVATE, private)
            .into_bytes()
    }

    pub(super) fn read(claims: &mut Reading) -> Result<Self, WrongFields> {
        let common = Common::read(claims)?;
        let mut private = common.private;
        let house = Self {
            code: HouseCode::parse(&text(claims.required(SUBJECT.into())?)?)
                .map_err(|_| WrongFields)?,
            area: uint(private.required(1)?)?,
            address: private.optional(2, text)?,
            iat: common.iat,
            exp: common.exp,
            serial: common.serial,
        };
        private.finish()?;
        let fits = house
            .address
            .as_ref()
            .is_none_or(|a| a.len() <= ADDRESS_BYTES_MAX);
        if fits { Ok(house) } else { Err(WrongFields) }
    }
}

/// Shows the house, not its address.
impl fmt::Debug for HouseClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HouseClaims")
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}
