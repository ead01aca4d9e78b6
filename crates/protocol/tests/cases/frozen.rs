//! What of the acts, the questions and their replies the golden files freeze.

use protocol::{Change, Enquiry, Question, Record, Reply, ReplyTo, codes::SeededCrypto};

use super::{acts, centre, device, kiosk, kiosk_sealing, sync_key};

/// Names of the deeds, in the order of [`acts::deeds`].
const DEEDS: [&str; 31] = [
    "record-act-withdraw",
    "record-act-request-cancel",
    "record-act-withdraw-cancel",
    "record-act-confirm-cancel",
    "record-act-refuse-cancel",
    "record-act-report-move-out",
    "record-act-request-habitual",
    "record-act-withdraw-habitual",
    "record-act-remove-habitual",
    "record-act-refuse-habitual",
    "record-act-claim-house",
    "record-act-appoint",
    "record-act-answer-trust",
    "record-act-revoke-trust",
    "record-act-add-member",
    "record-act-remove-member",
    "record-act-take-over",
    "record-act-add-cohabitants",
    "record-act-permit-apply",
    "record-act-permit-supply",
    "record-act-permit-endorse",
    "record-act-permit-endorse-late",
    "record-act-permit-change-address",
    "record-act-permit-replace",
    "record-act-permit-reissue",
    "record-act-permit-ask-card",
    "record-act-permit-cancel",
    "record-act-feedback",
    "record-act-correct",
    "record-act-erase",
    "record-act-read",
];
const QUESTIONS: [&str; 4] = [
    "enquiry-person",
    "enquiry-receipt",
    "enquiry-proof",
    "enquiry-claimed",
];
const REPLIES: [&str; 5] = [
    "reply-person",
    "reply-receipt",
    "reply-proof",
    "reply-claimed",
    "reply-denied",
];

fn named<T>(names: &[&'static str], cases: Vec<T>) -> Vec<(&'static str, T)> {
    assert_eq!(names.len(), cases.len(), "each case has a name");
    names.iter().copied().zip(cases).collect()
}

/// An act with each deed, declarations without a plate, and a claim.
pub fn records() -> Vec<(&'static str, Record)> {
    let deeds = acts::deeds().into_iter().map(acts::act).collect();
    let mut all = named(&DEEDS, deeds);
    all.extend(acts::records());
    all
}

/// What became of acts and claims.
pub fn changes() -> Vec<(&'static str, Change)> {
    acts::changes()
}

pub fn questions() -> Vec<(&'static str, Question)> {
    named(&QUESTIONS, acts::questions())
}

pub fn replies() -> Vec<(&'static str, Reply)> {
    named(&REPLIES, acts::replies())
}

/// A question on its way to the centre.
pub fn enquiry(question: &Question) -> Enquiry {
    let crypto = SeededCrypto::new(21);
    Enquiry::seal(&kiosk(), [7; 16], question, &centre().public(), &crypto).unwrap()
}

/// The question that every reply of the golden files answers.
pub fn asked() -> Enquiry {
    let (_, question) = questions().remove(0);
    enquiry(&question)
}

/// The bytes of questions and replies, each by its name.
pub fn written() -> Vec<(&'static str, Vec<u8>)> {
    let crypto = SeededCrypto::new(22);
    let asked = asked();
    let questions = questions().into_iter().map(|(name, question)| {
        let signed = enquiry(&question).sign(&device(), &crypto);
        (name, signed.unwrap())
    });
    let replies = replies().into_iter().map(|(name, reply)| {
        let sealed = ReplyTo::seal(&asked, &reply, &kiosk_sealing().public(), &crypto);
        let signed = sealed.unwrap().sign(&sync_key(), &crypto);
        (name, signed.unwrap())
    });
    questions.chain(replies).collect()
}
