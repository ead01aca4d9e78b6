//! Obtaining a code (领码): who proved to be somebody gets that person's one code.

use chrono::NaiveDate;
use codes::Category;
use protocol::{
    ActOutcome, Change, ClaimedCode, CodeClaim, NOT_THE_CLAIMANT, Reply, WorkerId, wire,
};
use residence::{
    IdentityDocument, IdentityProof, KioskId, PersonName, Phone, Policy, ReceiptNumber, RecordId,
    Subject, may_self_declare,
};

use super::Registry;
use crate::{
    issuing::{self, Issuing},
    population::Agreement,
    ruling,
    store::{Statement, StoreError},
    tables::{
        changes::{self, Item},
        claims::{self, Claimed},
        envelopes::StoredEnvelope,
        identities::{self, Identity},
        people::{self, Person},
        printed, workers,
    },
};

/// Nobody vouches for the identity.
pub(super) const UNPROVEN: &str = "IDENTITY_UNPROVEN";
/// The number is registered under another name; the desk corrects one of them.
pub(super) const NAME_DIFFERS: &str = "NAME_DIFFERS";
const MUST_NOT_CLAIM: &str = "MUST_NOT_SELF_DECLARE";
const BIRTH_UNKNOWN: &str = "BIRTH_UNKNOWN";
const MUST_BE_SEEN: &str = "DOCUMENT_MUST_BE_SEEN";

/// A person with a document, as a kiosk describes one.
pub(super) struct Described<'a> {
    pub(super) name: &'a PersonName,
    pub(super) document: &'a IdentityDocument,
    pub(super) phone: Option<&'a Phone>,
    /// The worker who saw the original document.
    pub(super) seen_by: Option<&'a WorkerId>,
}

/// How an identity was proven, and what the register added.
pub(super) struct Proven {
    pub(super) how: IdentityProof,
    /// A worker saw the original document.
    seen: bool,
    registered: Option<String>,
}

/// A person of the register with the code in force.
pub(super) struct Given {
    pub(super) subject: Subject,
    pub(super) code: String,
    pub(super) writes: Vec<Statement>,
}

/// When and under which rules a code is given.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) now_ms: u64,
    pub(super) on: NaiveDate,
    pub(super) policy: &'a Policy,
}

impl Registry {
    /// Decides about a claim, and tells its kiosk.
    pub(super) async fn claimed(
        &self,
        stored: &StoredEnvelope,
        claim: &CodeClaim,
        worker: Option<&WorkerId>,
        now_ms: u64,
        today: NaiveDate,
    ) -> Result<Vec<Statement>, StoreError> {
        let (record, kiosk) = (&stored.record, &stored.place.kiosk);
        let on = ruling::held_day(claim.claimed_on, today);
        let policy = self.rules(kiosk, on).await?;
        let at = At {
            now_ms,
            on,
            policy: &policy,
        };
        let who = Described {
            name: &claim.name,
            document: &claim.document,
            phone: claim.phone.as_ref(),
            seen_by: worker.filter(|_| claim.document_seen),
        };
        Ok(match self.judge_claim(&who, at).await? {
            Ok(given) => {
                let became = Claimed::For(given.subject);
                let mut writes = given.writes;
                writes.push(claims::add(record, kiosk, claim, &became, on));
                writes.push(tell_act(kiosk, record, None, on));
                writes.push(tell_code(kiosk, record, given.code));
                writes
            }
            Err(rule) => {
                let became = Claimed::Denied(rule.to_owned());
                vec![
                    claims::add(record, kiosk, claim, &became, on),
                    tell_act(kiosk, record, Some(rule), on),
                ]
            }
        })
    }

    async fn judge_claim(
        &self,
        who: &Described<'_>,
        at: At<'_>,
    ) -> Result<Result<Given, &'static str>, StoreError> {
        let Some(age) = who.document.age_on(at.on, &at.policy.age) else {
            return Ok(Err(BIRTH_UNKNOWN));
        };
        if !may_self_declare(age, &at.policy.age) {
            return Ok(Err(MUST_NOT_CLAIM));
        }
        match self.prove(who).await? {
            Ok(proven) => self.give_code(who, &proven, at).await,
            Err(rule) => Ok(Err(rule)),
        }
    }

    /// Finds out how an identity is proven: the population register agrees, or a worker who works
    /// here saw the document and the register does not say otherwise.
    pub(super) async fn prove(
        &self,
        who: &Described<'_>,
    ) -> Result<Result<Proven, &'static str>, StoreError> {
        let agreement = match &self.population {
            Some(register) => register.compare(who.name, who.document).await,
            None => Agreement::Unknown,
        };
        let worker = match who.seen_by {
            Some(worker) => workers::by_id(self.store(), worker).await?,
            None => None,
        };
        let seen = worker.is_some_and(|worker| worker.enabled);
        let proven = |how, registered| Proven {
            how,
            seen,
            registered,
        };
        Ok(match agreement {
            Agreement::Agrees(place) => {
                let place = place.map(|place| place.reveal().clone());
                Ok(proven(IdentityProof::PoliceGrade, place))
            }
            Agreement::Differs => Err(NAME_DIFFERS),
            Agreement::Unknown if seen => Ok(proven(IdentityProof::DocumentAndDesk, None)),
            Agreement::Unknown => Err(UNPROVEN),
        })
    }

    /// Registers a person who proved who they are, and gives the code: who is known keeps pseudonym
    /// and code, so that nobody has two.
    ///
    /// A code that is in force is drawn again only for the document itself: with the code and the
    /// number somebody acts, and name and number alone must not be enough to get it.
    pub(super) async fn give_code(
        &self,
        who: &Described<'_>,
        proven: &Proven,
        at: At<'_>,
    ) -> Result<Result<Given, &'static str>, StoreError> {
        let number = who.document.reveal_number();
        let known = people::by_number(self.store(), number).await?;
        if known
            .as_ref()
            .is_some_and(|known| known.name != who.name.reveal())
        {
            return Ok(Err(NAME_DIFFERS));
        }
        let Some(birth) = who.document.reveal_birth() else {
            return Ok(Err(BIRTH_UNKNOWN));
        };
        let mut writes = Vec::new();
        let person = known.unwrap_or_else(|| {
            let person = Person {
                subject: self.pseudonym(),
                number: number.to_owned(),
                name: who.name.reveal().to_owned(),
                phone: who.phone.map_or("", Phone::reveal).to_owned(),
                birth,
                serial: None,
            };
            writes.push(people::add(&person));
            person
        });
        let identity = Identity {
            document: who.document.kind(),
            registered: proven.registered.clone(),
        };
        writes.push(identities::set(
            &person.subject,
            &identity,
            proven.how,
            at.on,
        ));
        let code = match self.code_in_force(&person, at.now_ms).await? {
            Some(_) if !proven.seen => return Ok(Err(MUST_BE_SEEN)),
            Some(code) => code,
            None => {
                let (code, issued) = self.new_card(&person, at);
                writes.extend(issued);
                code
            }
        };
        Ok(Ok(Given {
            subject: person.subject,
            code,
            writes,
        }))
    }

    /// Issues another card to a person; the older one is withdrawn.
    pub(super) fn new_card(&self, person: &Person, at: At<'_>) -> (String, Vec<Statement>) {
        let issuing = Issuing {
            authority: &self.authority,
            crypto: self.crypto.as_ref(),
            now_ms: at.now_ms,
        };
        let category: Category = issuing::category(person.birth, at.on, at.policy);
        let name = PersonName::parse(&person.name).ok();
        let hint = name.map(|name| name.masked());
        let card = issuing.card(&person.subject, category, &person.number, hint);
        let writes = issuing.replace_card(person, &card);
        (card.text, writes)
    }

    /// Returns the text of the code in force, while it lasts.
    pub(crate) async fn code_in_force(
        &self,
        person: &Person,
        now_ms: u64,
    ) -> Result<Option<String>, StoreError> {
        let Some(serial) = person.serial else {
            return Ok(None);
        };
        let held = printed::card(self.store(), &serial).await?;
        let in_time = held.filter(|(card, _)| card.expires_s > now_ms / 1_000);
        Ok(in_time.map(|(card, _)| card.text))
    }

    fn pseudonym(&self) -> Subject {
        let mut bytes = [0; 16];
        self.crypto.random(&mut bytes);
        Subject::from_bytes(bytes)
    }

    /// Answers whether a name and a document are one person's by the population register.
    pub(crate) async fn answer_proof(
        &self,
        name: &PersonName,
        document: &IdentityDocument,
    ) -> Result<Reply, StoreError> {
        let Some(register) = &self.population else {
            return Ok(Reply::Denied("NOT_AVAILABLE".to_owned()));
        };
        let agreement = register.compare(name, document).await;
        Ok(Reply::Proof(matches!(agreement, Agreement::Agrees(_))))
    }

    /// Hands the code that was claimed to whoever shows the receipt and enters the same number.
    pub(crate) async fn answer_claimed(
        &self,
        claim: ReceiptNumber,
        document: &IdentityDocument,
        now_ms: u64,
    ) -> Result<Reply, StoreError> {
        let subject = match claims::by_receipt(self.store(), claim).await? {
            None => return Ok(Reply::Claimed(None)),
            Some((Claimed::Denied(rule), _)) => return Ok(Reply::Denied(rule)),
            Some((Claimed::For(subject), _)) => subject,
        };
        let person = people::by_subject(self.store(), &subject).await?;
        let own = person.filter(|person| person.number == document.reveal_number());
        let Some(person) = own else {
            return Ok(Reply::Denied(NOT_THE_CLAIMANT.to_owned()));
        };
        Ok(Reply::Claimed(self.code_in_force(&person, now_ms).await?))
    }
}

/// Tells the kiosk that sent an act or a claim what was decided.
pub(super) fn tell_act(
    kiosk: &KioskId,
    record: &RecordId,
    denied: Option<&str>,
    decided_on: NaiveDate,
) -> Statement {
    let outcome = ActOutcome {
        record: *record,
        denied: denied.map(str::to_owned),
        decided_on,
    };
    let change = wire::encode_change(&Change::ActOutcome(outcome));
    changes::append(kiosk, Item::Encoded(change))
}

/// Hands a code to the kiosk at which it was asked for.
pub(super) fn tell_code(kiosk: &KioskId, record: &RecordId, code: String) -> Statement {
    let claimed = ClaimedCode {
        claim: *record,
        code,
    };
    let change = wire::encode_change(&Change::ClaimedCode(claimed));
    changes::append(kiosk, Item::Encoded(change))
}
