//! One exchange of `POST /v1/enquiry`: a kiosk asks about the person before it, and is told at once.
//!
//! The question is sealed to the centre's opening key and the reply to the kiosk, so that whoever
//! only carries them learns nothing. Nothing is decided and nothing is kept: what changes anything
//! is a record.

use chrono::NaiveDate;
use codes::{
    Crypto, CryptoError, Sealed, SealingPublic, SealingSecret, SigningKey, VerifyingKey, cose_sign,
    cose_verify,
};
use residence::{IdentityDocument, KioskId, PersonName, ReceiptNumber};
use zeroize::Zeroizing;

use super::{ExchangeError, claimed_payload};
use crate::{
    cbor::{Reader, Writer},
    limits::{CERTIFICATE_BYTES_MAX, ENQUIRY_BYTES_MAX, QUESTION_BYTES_MAX, REPLY_BYTES_MAX},
    records::ActingPerson,
    summary::Summary,
    wire::{
        WireError, open_version, read_day, read_document, read_kiosk, read_name, read_person,
        read_rule,
        shape::{Shape, shaped},
        start_version, write_day, write_document, write_person,
    },
};

const ASK_AAD: &[u8] = b"yj1/enquiry";
const REPLY_AAD: &[u8] = b"yj1/reply";
const PERSON: u8 = 1;
const RECEIPT: u8 = 2;
const PROOF: u8 = 3;
const CLAIMED: u8 = 4;
const DENIED: u8 = 5;

/// The rule by which a code is not handed to somebody who enters another number.
pub const NOT_THE_CLAIMANT: &str = "NOT_THE_CLAIMANT";

/// What a kiosk asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Everything about a person who proved who they are.
    Person {
        /// The person.
        actor: ActingPerson,
        /// Civil date in Guangdong.
        on: NaiveDate,
    },
    /// Where a record stands, by the number of its receipt.
    Receipt(ReceiptNumber),
    /// Whether name and document are those of one person of the population register.
    Proof {
        /// Name.
        name: PersonName,
        /// Document with number.
        document: IdentityDocument,
        /// Civil date in Guangdong.
        on: NaiveDate,
    },
    /// The code that was claimed, for who shows the receipt and enters the number.
    Claimed {
        /// Receipt number of the claim.
        claim: ReceiptNumber,
        /// Document with number.
        document: IdentityDocument,
        /// Civil date in Guangdong.
        on: NaiveDate,
    },
}

/// Where a record stands, without a word about whom it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptNews {
    /// Day on which the centre received it; `None` when it does not know it.
    pub received_on: Option<NaiveDate>,
    /// Where a registration stands.
    pub state: Option<residence::State>,
    /// The name of the rule that refused it.
    pub denied: Option<String>,
    /// Day of the last decision.
    pub decided_on: Option<NaiveDate>,
}

shaped! { ReceiptNews { received_on, state, denied, decided_on } }

/// What the centre tells.
#[derive(Clone, PartialEq, Eq)]
pub enum Reply {
    /// Everything about the person.
    Person(Box<Summary>),
    /// Where a record stands.
    Receipt(ReceiptNews),
    /// Whether name and document agree.
    Proof(bool),
    /// The code that was claimed, if it is ready.
    Claimed(Option<String>),
    /// Not told, by the rule of this name.
    Denied(String),
}

/// Names the kind only.
impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Person(_) => "Person",
            Self::Receipt(_) => "Receipt",
            Self::Proof(_) => "Proof",
            Self::Claimed(_) => "Claimed",
            Self::Denied(_) => "Denied",
        })
    }
}

/// A kiosk's side: who asks, and the sealed question. Version 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enquiry {
    /// The kiosk.
    pub kiosk: KioskId,
    /// Random; the reply echoes it.
    pub nonce: [u8; 16],
    /// Names the centre's key to which the question is sealed.
    pub centre_kid: [u8; 8],
    /// The question.
    pub sealed: Sealed,
}

impl Enquiry {
    /// Seals a question to the centre.
    pub fn seal(
        kiosk: &KioskId,
        nonce: [u8; 16],
        question: &Question,
        to: &SealingPublic,
        crypto: &dyn Crypto,
    ) -> Result<Self, ExchangeError> {
        let plain = Zeroizing::new(encode_question(question));
        decode_question(&plain)?;
        let info = info(ASK_AAD, kiosk, &nonce);
        let sealed = crypto.seal(to, &info, &[], &plain);
        Ok(Self {
            kiosk: kiosk.clone(),
            nonce,
            centre_kid: to.kid().0,
            sealed: sealed.map_err(|_| ExchangeError::Seal)?,
        })
    }

    /// Opens the question with the centre's key.
    pub fn question(
        &self,
        key: &SealingSecret,
        crypto: &dyn Crypto,
    ) -> Result<Question, ExchangeError> {
        let info = info(ASK_AAD, &self.kiosk, &self.nonce);
        let plain = crypto
            .open(key, &info, &[], &self.sealed)
            .map_err(|_| ExchangeError::Seal)?;
        Ok(decode_question(&plain)?)
    }

    /// Writes the enquiry and signs it with the device's key.
    pub fn sign(&self, device: &SigningKey, crypto: &dyn Crypto) -> Result<Vec<u8>, CryptoError> {
        let mut writer = start_version(6);
        writer.text(self.kiosk.as_str());
        writer.bytes(&self.nonce);
        writer.bytes(&self.centre_kid);
        writer.bytes(&self.sealed.enc);
        writer.bytes(&self.sealed.ct);
        cose_sign(ASK_AAD, &writer.finish(), device, crypto)
    }

    /// Reads whose enquiry this claims to be, only to find the key for [`Enquiry::open`].
    pub fn claimed_kiosk(bytes: &[u8]) -> Result<KioskId, ExchangeError> {
        if bytes.len() > ENQUIRY_BYTES_MAX {
            return Err(ExchangeError::TooLarge);
        }
        let mut reader = Reader::new(claimed_payload(bytes)?);
        open_version(&mut reader, 6)?;
        Ok(read_kiosk(&mut reader)?)
    }

    /// Verifies the device's signature and reads the enquiry.
    pub fn open(bytes: &[u8], device: &VerifyingKey) -> Result<Self, ExchangeError> {
        if bytes.len() > ENQUIRY_BYTES_MAX {
            return Err(ExchangeError::TooLarge);
        }
        let payload = cose_verify(ASK_AAD, bytes, device)?;
        let mut reader = Reader::new(&payload);
        open_version(&mut reader, 6)?;
        let enquiry = Self {
            kiosk: read_kiosk(&mut reader)?,
            nonce: reader.fixed()?,
            centre_kid: reader.fixed()?,
            sealed: Sealed {
                enc: reader.fixed()?,
                ct: reader.bytes(QUESTION_BYTES_MAX)?.to_vec(),
            },
        };
        reader.end()?;
        Ok(enquiry)
    }
}

/// The centre's side: the reply, sealed to the kiosk. Version 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyTo {
    /// The nonce of the enquiry.
    pub nonce: [u8; 16],
    /// The reply.
    pub sealed: Sealed,
}

impl ReplyTo {
    /// Seals a reply to the kiosk that asked.
    pub fn seal(
        enquiry: &Enquiry,
        reply: &Reply,
        to: &SealingPublic,
        crypto: &dyn Crypto,
    ) -> Result<Self, ExchangeError> {
        let plain = Zeroizing::new(encode_reply(reply));
        if plain.len() > REPLY_BYTES_MAX / 2 {
            return Err(ExchangeError::TooLarge);
        }
        decode_reply(&plain)?;
        let info = info(REPLY_AAD, &enquiry.kiosk, &enquiry.nonce);
        let sealed = crypto.seal(to, &info, &[], &plain);
        Ok(Self {
            nonce: enquiry.nonce,
            sealed: sealed.map_err(|_| ExchangeError::Seal)?,
        })
    }

    /// Writes the reply and signs it with the centre's sync key.
    pub fn sign(&self, sync_key: &SigningKey, crypto: &dyn Crypto) -> Result<Vec<u8>, CryptoError> {
        let mut writer = start_version(4);
        writer.bytes(&self.nonce);
        writer.bytes(&self.sealed.enc);
        writer.bytes(&self.sealed.ct);
        cose_sign(REPLY_AAD, &writer.finish(), sync_key, crypto)
    }

    /// Verifies signature and nonce, and opens the reply with the kiosk's key.
    pub fn open(
        bytes: &[u8],
        sync_key: &VerifyingKey,
        enquiry: &Enquiry,
        key: &SealingSecret,
        crypto: &dyn Crypto,
    ) -> Result<Reply, ExchangeError> {
        if bytes.len() > REPLY_BYTES_MAX {
            return Err(ExchangeError::TooLarge);
        }
        let payload = cose_verify(REPLY_AAD, bytes, sync_key)?;
        let mut reader = Reader::new(&payload);
        open_version(&mut reader, 4)?;
        let nonce: [u8; 16] = reader.fixed()?;
        let sealed = Sealed {
            enc: reader.fixed()?,
            ct: reader.bytes(REPLY_BYTES_MAX)?.to_vec(),
        };
        reader.end()?;
        if nonce != enquiry.nonce {
            return Err(ExchangeError::Nonce);
        }
        let info = info(REPLY_AAD, &enquiry.kiosk, &nonce);
        let plain = crypto
            .open(key, &info, &[], &sealed)
            .map_err(|_| ExchangeError::Seal)?;
        Ok(decode_reply(&plain)?)
    }
}

/// Binds a seal to its direction, kiosk and exchange.
fn info(purpose: &[u8], kiosk: &KioskId, nonce: &[u8; 16]) -> Vec<u8> {
    [purpose, b"\0", kiosk.as_str().as_bytes(), b"\0", nonce].concat()
}

fn encode_question(question: &Question) -> Vec<u8> {
    let mut writer = start_version(3);
    match question {
        Question::Person { actor, on } => {
            writer.uint(PERSON);
            writer.array(2);
            write_day(&mut writer, *on);
            write_person(&mut writer, actor);
        }
        Question::Receipt(number) => {
            writer.uint(RECEIPT);
            number.write(&mut writer);
        }
        Question::Proof { name, document, on } => {
            writer.uint(PROOF);
            writer.array(3);
            write_day(&mut writer, *on);
            writer.text(name.reveal_raw());
            write_document(&mut writer, document);
        }
        Question::Claimed {
            claim,
            document,
            on,
        } => {
            writer.uint(CLAIMED);
            writer.array(3);
            write_day(&mut writer, *on);
            claim.write(&mut writer);
            write_document(&mut writer, document);
        }
    }
    writer.finish()
}

fn decode_question(bytes: &[u8]) -> Result<Question, WireError> {
    let mut reader = Reader::new(bytes);
    open_version(&mut reader, 3)?;
    let question = match reader.narrow()? {
        PERSON => {
            reader.array(2)?;
            let on = read_day(&mut reader)?;
            let actor = read_person(&mut reader, on)?;
            Question::Person { actor, on }
        }
        RECEIPT => Question::Receipt(Shape::read(&mut reader)?),
        PROOF => {
            reader.array(3)?;
            let on = read_day(&mut reader)?;
            Question::Proof {
                name: read_name(&mut reader)?,
                document: read_document(&mut reader, on)?,
                on,
            }
        }
        CLAIMED => {
            reader.array(3)?;
            let on = read_day(&mut reader)?;
            Question::Claimed {
                claim: Shape::read(&mut reader)?,
                document: read_document(&mut reader, on)?,
                on,
            }
        }
        _ => return Err(WireError::Value),
    };
    reader.end()?;
    Ok(question)
}

fn encode_reply(reply: &Reply) -> Vec<u8> {
    let mut writer = start_version(3);
    match reply {
        Reply::Person(summary) => {
            writer.uint(PERSON);
            summary.write(&mut writer);
        }
        Reply::Receipt(news) => {
            writer.uint(RECEIPT);
            news.write(&mut writer);
        }
        Reply::Proof(agrees) => {
            writer.uint(PROOF);
            writer.boolean(*agrees);
        }
        Reply::Claimed(code) => {
            writer.uint(CLAIMED);
            writer.optional(code.as_deref(), Writer::text);
        }
        Reply::Denied(rule) => {
            writer.uint(DENIED);
            writer.text(rule);
        }
    }
    writer.finish()
}

fn decode_reply(bytes: &[u8]) -> Result<Reply, WireError> {
    let mut reader = Reader::new(bytes);
    open_version(&mut reader, 3)?;
    let reply = match reader.narrow()? {
        PERSON => Reply::Person(Box::new(Shape::read(&mut reader)?)),
        RECEIPT => Reply::Receipt(Shape::read(&mut reader)?),
        PROOF => Reply::Proof(reader.boolean()?),
        CLAIMED => Reply::Claimed(reader.optional(|reader| {
            let code = reader.text(CERTIFICATE_BYTES_MAX)?;
            Ok(code.to_owned())
        })?),
        DENIED => Reply::Denied(read_rule(&mut reader)?),
        _ => return Err(WireError::Value),
    };
    reader.end()?;
    Ok(reply)
}
