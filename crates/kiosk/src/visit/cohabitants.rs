//! Who lives with the declarant: each person is checked as they are entered.

use chrono::NaiveDate;
use protocol::{Cohabitant, GuardianConsent};
use residence::{
    AgePolicy, CohabitantDenial, CohabitantFacts, DocumentError, DocumentType, IdentityDocument,
    PersonName, Phone, Relation, Shown as _, check_cohabitant, guardian_consent_needed,
};

use super::{
    Facts, Next, Stage,
    declaring::{Declaring, Page, Problem},
};
use crate::{
    intent::CohabitantEntry,
    screen::{CohabitantProblem, NumberProblem},
};

/// Version of the text to which a guardian consents.
pub(crate) const CONSENT_VERSION: u16 = 1;

impl Declaring {
    pub(super) fn add_cohabitant(
        mut self: Box<Self>,
        entry: &CohabitantEntry,
        facts: &Facts,
    ) -> Next {
        if self.people.len() >= facts.policy.registration.cohabitants_max {
            return (Stage::Declaring(self), None);
        }
        match read_cohabitant(entry, self.document.as_ref(), &self.people, facts) {
            Ok(person) => {
                self.people.push(person);
                self.keep_at(Page::Cohabitants)
            }
            Err(problem) => self.object(Problem::Cohabitant(problem)),
        }
    }

    pub(super) fn remove_cohabitant(mut self: Box<Self>, place: usize) -> Next {
        if place >= self.people.len() {
            return (Stage::Declaring(self), None);
        }
        drop(self.people.remove(place));
        self.keep_at(Page::Cohabitants)
    }
}

/// Reads and checks a person whom somebody with this document adds to these people.
pub(crate) fn read_cohabitant(
    entry: &CohabitantEntry,
    own: Option<&IdentityDocument>,
    people: &[Cohabitant],
    facts: &Facts,
) -> Result<Cohabitant, CohabitantProblem> {
    let name = PersonName::parse(&entry.name).map_err(|_| CohabitantProblem::Name)?;
    let document = read_document(entry, facts).map_err(CohabitantProblem::Number)?;
    let mut named = own
        .into_iter()
        .chain(people.iter().map(|one| &one.document));
    if named.any(|known| known.names_same_person(&document)) {
        return Err(CohabitantProblem::Twice);
    }
    let relation = Relation::from_shown_code(&entry.relation).ok_or(CohabitantProblem::Relation)?;
    let age = document
        .age_on(facts.today, &facts.policy.age)
        .ok_or(CohabitantProblem::Number(NumberProblem::BirthDate))?;
    let known = CohabitantFacts::declared(age, relation, entry.guardian_consent);
    match check_cohabitant(&known, own_age(own, facts), &facts.policy.age) {
        Err(CohabitantDenial::MustSelfDeclare) => return Err(CohabitantProblem::Age(age)),
        Err(CohabitantDenial::GuardianConsentMissing) => {
            return Err(CohabitantProblem::Consent);
        }
        Err(
            CohabitantDenial::GuardianshipMissing
            | CohabitantDenial::NotAnAdult
            | CohabitantDenial::AssentWithheld,
        ) => return Err(CohabitantProblem::Guardian),
        Ok(_) => {}
    }
    let phone = Phone::parse(&entry.phone)
        .ok()
        .filter(|phone| phone.suits(document.kind().group()))
        .ok_or(CohabitantProblem::Phone)?;
    let guardian_consent =
        guardian_consent_needed(age, &facts.policy.age).then(|| consent_given(facts));
    Ok(Cohabitant {
        name,
        document,
        phone,
        relation,
        guardian_consent,
    })
}

/// Age of who adds in full years; 0 before the number is known.
fn own_age(own: Option<&IdentityDocument>, facts: &Facts) -> u32 {
    own.and_then(|document| document.age_on(facts.today, &facts.policy.age))
        .unwrap_or(0)
}

/// Records that a guardian consented to the text of this version, now.
pub(crate) fn consent_given(facts: &Facts) -> GuardianConsent {
    GuardianConsent {
        text_version: CONSENT_VERSION,
        given_at_ms: facts.now_ms,
    }
}

fn read_document(
    entry: &CohabitantEntry,
    facts: &Facts,
) -> Result<IdentityDocument, NumberProblem> {
    let kind = DocumentType::from_shown_code(&entry.document).ok_or(NumberProblem::Format)?;
    IdentityDocument::parse(kind, &entry.number, facts.last_day).map_err(number_problem)
}

/// Returns the age of a cohabitant in full years.
pub(crate) fn age_of(person: &Cohabitant, today: NaiveDate, policy: &AgePolicy) -> u32 {
    person
        .document
        .age_on(today, policy)
        .expect("nobody is added without a date of birth")
}

/// Names the problem of a number for the page.
pub(crate) fn number_problem(error: DocumentError) -> NumberProblem {
    match error {
        DocumentError::Format => NumberProblem::Format,
        DocumentError::Region => NumberProblem::Region,
        // Nothing is stated beside a number here, so nothing can differ from it.
        DocumentError::BirthDate | DocumentError::Mismatch => NumberProblem::BirthDate,
        DocumentError::Checksum => NumberProblem::Checksum,
        DocumentError::Old15 => NumberProblem::Old15,
    }
}
