//! The chip by way of tpm2-tss.

use std::str::FromStr as _;

use tss_esapi::{
    Context, TctiNameConf,
    attributes::{NvIndexAttributesBuilder, SessionAttributesBuilder},
    constants::{CapabilityType, NvIndexType, PropertyTag, SessionType},
    handles::{
        KeyHandle, NvIndexHandle, NvIndexTpmHandle, ObjectHandle, PersistentTpmHandle, TpmHandle,
    },
    interface_types::{
        algorithm::HashingAlgorithm,
        dynamic_handles::Persistent,
        resource_handles::{Hierarchy, NvAuth, Provision},
        session_handles::{AuthSession, PolicySession},
    },
    structures::{
        Auth, CapabilityData, Digest, HashcheckTicket, NvPublicBuilder, PcrSelectionList,
        PcrSelectionListBuilder, PcrSlot, Public, SensitiveData, Signature, SignatureScheme,
        SymmetricDefinition,
    },
    tss2_esys::TPMT_TK_HASHCHECK,
};
use zeroize::Zeroizing;

use super::ChipError;

#[path = "tss/shapes.rs"]
mod shapes;

/// What the kernel offers when nothing else is named: the chip behind its resource manager.
const DEVICE: &str = "device:/dev/tpmrm0";
/// Persistent handles and NV indices in the owner's range of which we take the first free ones.
const PERSISTENT_FIRST: u32 = 0x8101_5900;
const COUNTER_FIRST: u32 = 0x0180_5900;
const PLACES: u32 = 16;
const COUNTER_BYTES: u16 = 8;
/// Bit of the permanent attributes (TPM 2.0 part 2, 8.6).
const IN_LOCKOUT: u32 = 1 << 9;
/// The Secure Boot state: keys and what they admitted.
const START_PCR: PcrSlot = PcrSlot::Slot7;

/// A chip, by the name of the way to it (TCTI).
#[derive(Debug, Clone)]
pub(crate) struct Chip {
    way: TctiNameConf,
}

impl Chip {
    /// Names the chip; nothing is asked of it yet.
    pub(crate) fn at(tcti: Option<&str>) -> Result<Self, ChipError> {
        let way = TctiNameConf::from_str(tcti.unwrap_or(DEVICE)).map_err(|_| ChipError::Absent)?;
        Ok(Self { way })
    }

    /// Returns PCR 7, the measured start of this machine.
    pub(crate) fn start_state(&self) -> Result<[u8; 32], ChipError> {
        let mut chip = self.open()?;
        let (_, _, digests) = chip.pcr_read(start_selection()?)?;
        let [state] = digests.value() else {
            return Err(ChipError::Failed);
        };
        state.as_slice().try_into().map_err(|_| ChipError::Failed)
    }

    /// Says if the chip keeps everybody waiting who does not ask for it as we do. Hard power cuts
    /// count as guesses while somebody's object without the exemption is in use, and the objects of
    /// systemd are such; ours are not.
    pub(crate) fn check_waits(&self) -> Result<(), ChipError> {
        let mut chip = self.open()?;
        let permanent = chip.get_tpm_property(PropertyTag::Permanent)?;
        if permanent.is_some_and(|bits| bits & IN_LOCKOUT != 0) {
            Err(ChipError::Waits)
        } else {
            Ok(())
        }
    }

    /// Seals a secret to the start of this machine, and returns its handle.
    pub(crate) fn seal(&self, secret: &[u8; 32]) -> Result<u32, ChipError> {
        let mut chip = self.open()?;
        let policy = start_policy(&mut chip)?;
        let parent = parent(&mut chip)?;
        let session = salted(&mut chip, parent, SessionType::Hmac)?;
        let secret = SensitiveData::try_from(secret.to_vec())?;
        let made = chip.execute_with_session(Some(session), |chip| {
            chip.create(
                parent,
                shapes::sealed(policy)?,
                None,
                Some(secret),
                None,
                None,
            )
        })?;
        let object = chip.execute_with_session(Some(session), |chip| {
            chip.load(parent, made.out_private, made.out_public)
        })?;
        keep(&mut chip, object)
    }

    /// Gives the secret back, if the machine was started as when it was sealed.
    pub(crate) fn unseal(&self, handle: u32) -> Result<Zeroizing<[u8; 32]>, ChipError> {
        let mut chip = self.open()?;
        let object = find(&mut chip, persistent(handle)?)?;
        let parent = parent(&mut chip)?;
        let session = salted(&mut chip, parent, SessionType::Policy)?;
        let policy = PolicySession::try_from(session)?;
        chip.policy_pcr(policy, Digest::default(), start_selection()?)?;
        let secret = chip.execute_with_session(Some(session), |chip| chip.unseal(object))?;
        let secret: [u8; 32] = secret.value().try_into().map_err(|_| ChipError::Unknown)?;
        Ok(Zeroizing::new(secret))
    }

    /// Makes a signing key (P-256) that never leaves the chip; returns handle and public half.
    pub(crate) fn make_signer(&self, auth: &[u8; 32]) -> Result<(u32, [u8; 33]), ChipError> {
        let mut chip = self.open()?;
        let parent = parent(&mut chip)?;
        let session = salted(&mut chip, parent, SessionType::Hmac)?;
        let auth = Auth::try_from(auth.to_vec())?;
        let made = chip.execute_with_session(Some(session), |chip| {
            chip.create(parent, shapes::signer()?, Some(auth), None, None, None)
        })?;
        let public = shapes::point(&made.out_public)?;
        let key = chip.execute_with_session(Some(session), |chip| {
            chip.load(parent, made.out_private, made.out_public)
        })?;
        Ok((keep(&mut chip, key)?, public))
    }

    /// Returns the public half of a signing key.
    pub(crate) fn public(&self, handle: u32) -> Result<[u8; 33], ChipError> {
        let mut chip = self.open()?;
        let key = find(&mut chip, persistent(handle)?)?;
        let (public, _, _): (Public, _, _) = chip.read_public(KeyHandle::from(key))?;
        shapes::point(&public)
    }

    /// Signs a SHA-256 digest: r and s, 32 bytes each.
    pub(crate) fn sign(
        &self,
        handle: u32,
        auth: &[u8; 32],
        digest: &[u8; 32],
    ) -> Result<[u8; 64], ChipError> {
        let mut chip = self.open()?;
        let key = find(&mut chip, persistent(handle)?)?;
        chip.tr_set_auth(key, Auth::try_from(auth.to_vec())?)?;
        let digest = Digest::try_from(digest.to_vec())?;
        let ticket = HashcheckTicket::try_from(no_ticket())?;
        let signed = chip.execute_with_nullauth_session(|chip| {
            chip.sign(KeyHandle::from(key), digest, SignatureScheme::Null, ticket)
        })?;
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "our key makes this kind only"
        )]
        match signed {
            Signature::EcDsa(signature) => shapes::signature(&signature),
            _ => Err(ChipError::Failed),
        }
    }

    /// Makes a counter that only grows, and returns its index.
    pub(crate) fn make_counter(&self, auth: &[u8; 32]) -> Result<u32, ChipError> {
        let mut chip = self.open()?;
        let index = free_place(&mut chip, COUNTER_FIRST)?;
        let parent = parent(&mut chip)?;
        let session = salted(&mut chip, parent, SessionType::Hmac)?;
        let attributes = NvIndexAttributesBuilder::new()
            .with_nv_index_type(NvIndexType::Counter)
            .with_auth_read(true)
            .with_auth_write(true)
            .with_no_da(true)
            .build()?;
        let public = NvPublicBuilder::new()
            .with_nv_index(NvIndexTpmHandle::new(index)?)
            .with_index_name_algorithm(HashingAlgorithm::Sha256)
            .with_index_attributes(attributes)
            .with_data_area_size(usize::from(COUNTER_BYTES))
            .build()?;
        let secret = Auth::try_from(auth.to_vec())?;
        chip.execute_with_session(Some(session), |chip| {
            chip.nv_define_space(Provision::Owner, Some(secret), public)
        })?;
        drop(chip);
        // A counter that never counted cannot be read.
        self.advance(index, auth)?;
        Ok(index)
    }

    /// Tells whether the counter is there.
    pub(crate) fn has_counter(&self, index: u32) -> Result<(), ChipError> {
        find(
            &mut self.open()?,
            TpmHandle::NvIndex(NvIndexTpmHandle::new(index)?),
        )
        .map(drop)
    }

    /// Reads a counter.
    pub(crate) fn count(&self, index: u32, auth: &[u8; 32]) -> Result<u64, ChipError> {
        let mut chip = self.open()?;
        let counter = counter(&mut chip, index, auth)?;
        read_counter(&mut chip, counter)
    }

    /// Adds one to a counter, and returns what it says then.
    pub(crate) fn advance(&self, index: u32, auth: &[u8; 32]) -> Result<u64, ChipError> {
        let mut chip = self.open()?;
        let counter = counter(&mut chip, index, auth)?;
        chip.execute_with_nullauth_session(|chip| {
            chip.nv_increment(NvAuth::NvIndex(counter), counter)
        })?;
        read_counter(&mut chip, counter)
    }

    /// Makes the chip forget a key, a sealed secret or a counter; one that is gone is no failure.
    pub(crate) fn forget(&self, handle: u32) -> Result<(), ChipError> {
        let mut chip = self.open()?;
        let place = TpmHandle::try_from(handle).map_err(|_| ChipError::Unknown)?;
        let object = match find(&mut chip, place) {
            Err(ChipError::Unknown) => return Ok(()),
            found => found?,
        };
        chip.execute_with_nullauth_session(|chip| match place {
            TpmHandle::NvIndex(_) => {
                chip.nv_undefine_space(Provision::Owner, NvIndexHandle::from(object))
            }
            TpmHandle::Persistent(place) => chip
                .evict_control(Provision::Owner, object, Persistent::Persistent(place))
                .map(drop),
            TpmHandle::Pcr(_)
            | TpmHandle::HmacSession(_)
            | TpmHandle::LoadedSession(_)
            | TpmHandle::PolicySession(_)
            | TpmHandle::SavedSession(_)
            | TpmHandle::Permanent(_)
            | TpmHandle::Transient(_)
            | TpmHandle::AttachedComponent(_) => Ok(()),
        })?;
        Ok(())
    }

    fn open(&self) -> Result<Context, ChipError> {
        let mut chip = Context::new(self.way.clone()).map_err(|_| ChipError::Absent)?;
        // The library connects lazily for some ways: asking is the only proof of an answer.
        chip.get_capability(CapabilityType::Algorithms, 0, 1)
            .map_err(|_| ChipError::Absent)?;
        Ok(chip)
    }
}

/// The owner's storage key: the same on each call, because a chip derives it from its seed.
fn parent(chip: &mut Context) -> Result<KeyHandle, ChipError> {
    let made = chip.execute_with_nullauth_session(|chip| {
        chip.create_primary(Hierarchy::Owner, shapes::parent()?, None, None, None, None)
    })?;
    Ok(made.key_handle)
}

/// A session whose parameters travel encrypted, under a salt that only this chip can open.
fn salted(
    chip: &mut Context,
    parent: KeyHandle,
    kind: SessionType,
) -> Result<AuthSession, ChipError> {
    let session = chip
        .start_auth_session(
            Some(parent),
            None,
            None,
            kind,
            SymmetricDefinition::AES_128_CFB,
            HashingAlgorithm::Sha256,
        )?
        .ok_or(ChipError::Failed)?;
    let (attributes, mask) = SessionAttributesBuilder::new()
        .with_continue_session(true)
        // Unsealing sends the secret back; everything else sends it in.
        .with_decrypt(kind == SessionType::Hmac)
        .with_encrypt(true)
        .build();
    chip.tr_sess_set_attributes(session, attributes, mask)?;
    Ok(session)
}

/// Returns the digest of "PCR 7 is what it is now".
fn start_policy(chip: &mut Context) -> Result<Digest, ChipError> {
    let session = chip
        .start_auth_session(
            None,
            None,
            None,
            SessionType::Trial,
            SymmetricDefinition::AES_128_CFB,
            HashingAlgorithm::Sha256,
        )?
        .ok_or(ChipError::Failed)?;
    let policy = PolicySession::try_from(session)?;
    chip.policy_pcr(policy, Digest::default(), start_selection()?)?;
    Ok(chip.policy_get_digest(policy)?)
}

fn start_selection() -> Result<PcrSelectionList, ChipError> {
    Ok(PcrSelectionListBuilder::new()
        .with_selection(HashingAlgorithm::Sha256, &[START_PCR])
        .build()?)
}

/// Gives a loaded object a place that outlives a restart.
fn keep(chip: &mut Context, object: KeyHandle) -> Result<u32, ChipError> {
    let handle = free_place(chip, PERSISTENT_FIRST)?;
    let place = Persistent::Persistent(PersistentTpmHandle::new(handle)?);
    chip.execute_with_nullauth_session(|chip| {
        chip.evict_control(Provision::Owner, object.into(), place)
    })?;
    Ok(handle)
}

fn free_place(chip: &mut Context, first: u32) -> Result<u32, ChipError> {
    let (found, _) = chip.get_capability(CapabilityType::Handles, first, PLACES)?;
    let CapabilityData::Handles(taken) = found else {
        return Err(ChipError::Failed);
    };
    let taken: Vec<u32> = taken.into_inner().into_iter().map(u32::from).collect();
    (first..first + PLACES)
        .find(|place| !taken.contains(place))
        .ok_or(ChipError::Full)
}

fn persistent(handle: u32) -> Result<TpmHandle, ChipError> {
    PersistentTpmHandle::new(handle)
        .map(TpmHandle::Persistent)
        .map_err(|_| ChipError::Unknown)
}

/// Finds an object; a handle that the chip does not know is named as such.
fn find(chip: &mut Context, place: TpmHandle) -> Result<ObjectHandle, ChipError> {
    chip.execute_without_session(|chip| chip.tr_from_tpm_public(place))
        .map_err(|error| match shapes::told(error) {
            known @ (ChipError::Absent | ChipError::Waits) => known,
            ChipError::Refused | ChipError::Unknown | ChipError::Full | ChipError::Failed => {
                ChipError::Unknown
            }
        })
}

fn counter(chip: &mut Context, index: u32, auth: &[u8; 32]) -> Result<NvIndexHandle, ChipError> {
    let place = TpmHandle::NvIndex(NvIndexTpmHandle::new(index)?);
    let object = find(chip, place)?;
    chip.tr_set_auth(object, Auth::try_from(auth.to_vec())?)?;
    Ok(NvIndexHandle::from(object))
}

fn read_counter(chip: &mut Context, counter: NvIndexHandle) -> Result<u64, ChipError> {
    let bytes = chip.execute_with_nullauth_session(|chip| {
        chip.nv_read(NvAuth::NvIndex(counter), counter, COUNTER_BYTES, 0)
    })?;
    let bytes = bytes.value().try_into().map_err(|_| ChipError::Failed)?;
    Ok(u64::from_be_bytes(bytes))
}

/// The digest was made outside the chip, so there is no ticket to show.
fn no_ticket() -> TPMT_TK_HASHCHECK {
    TPMT_TK_HASHCHECK {
        tag: tss_esapi::constants::tss::TPM2_ST_HASHCHECK,
        hierarchy: tss_esapi::constants::tss::TPM2_RH_NULL,
        digest: Default::default(),
    }
}

impl From<tss_esapi::Error> for ChipError {
    fn from(error: tss_esapi::Error) -> Self {
        shapes::told(error)
    }
}
