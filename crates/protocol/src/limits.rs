//! The limits of everything that travels; crossing one is a refusal with a name.

/// Most bytes of one encoded envelope.
pub const ENVELOPE_BYTES_MAX: usize = 64 * 1024;
/// Most envelopes in one request.
pub const UP_ENTRIES_MAX: usize = 1_000;
/// Most bytes of all envelopes of one request together.
pub const UP_BYTES_MAX: usize = 1024 * 1024;
/// Most bytes of a whole signed request: the envelopes and a generous frame.
pub const REQUEST_BYTES_MAX: usize = UP_BYTES_MAX + 16 * 1024;
/// Most changes in one answer.
pub const DOWN_ENTRIES_MAX: usize = 1_000;
/// Most bytes of a whole signed answer: a bundle with revocations and a page of changes.
pub const ANSWER_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Most bytes of a trust bundle's text.
pub(crate) const BUNDLE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Most bytes of a certificate's text.
pub(crate) const CERTIFICATE_BYTES_MAX: usize = 1_400;
/// Most bytes of one sealed change.
pub(crate) const CHANGE_BYTES_MAX: usize = 16 * 1024;
/// Most cohabitants that the wire carries; policies set less.
pub(crate) const COHABITANTS_MAX: usize = 32;
/// Most owner tags of one house.
pub(crate) const OWNER_TAGS_MAX: usize = 256;
/// Most bytes of one part of an address.
pub(crate) const ADDRESS_PART_BYTES_MAX: usize = 120;
/// Most bytes of the name of a place or site.
pub(crate) const PLACE_BYTES_MAX: usize = 120;
/// Most bytes of the name of an app with its version.
pub(crate) const APP_BYTES_MAX: usize = 40;
/// Most bytes of a person's name (`residence::PersonName` counts graphemes besides).
pub(crate) const NAME_BYTES_MAX: usize = 400;
/// Most bytes of an identifier, a document number, a telephone number or a name of a rule.
pub(crate) const WORD_BYTES_MAX: usize = 40;
/// Most workers of one kiosk; a roster of that many fits into one sealed change.
pub(crate) const WORKERS_MAX: usize = 100;
/// Most bytes of a worker's masked name.
pub(crate) const LABEL_BYTES_MAX: usize = 48;
/// Most bytes of one line that a person wrote, or is told.
pub(crate) const LINE_BYTES_MAX: usize = 1_200;
/// Most items of one list of a summary.
pub(crate) const ITEMS_MAX: usize = 500;
/// Most bytes of a sealed question to the centre.
pub(crate) const QUESTION_BYTES_MAX: usize = 4 * 1024;
/// Most bytes of a whole signed enquiry.
pub const ENQUIRY_BYTES_MAX: usize = 8 * 1024;
/// Most bytes of a whole signed reply.
pub const REPLY_BYTES_MAX: usize = 512 * 1024;
/// Most objects in a file that is carried on a stick.
pub const STICK_OBJECTS_MAX: usize = 256;
/// Most bytes of such a file; it is read at once, on a kiosk as well.
pub const STICK_BYTES_MAX: usize = 48 * 1024 * 1024;
