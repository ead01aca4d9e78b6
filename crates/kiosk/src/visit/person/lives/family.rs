//! The family: who is linked, who is added, who is removed.

use protocol::{Deed, NewMember};
use residence::{
    CohabitantDenial, CohabitantFacts, DocumentType, IdentityDocument, PersonName, Relation,
    Shown as _, check_cohabitant, guardian_consent_needed,
};

use super::{LivesPage, Person};
use crate::{
    intent::MemberEntry,
    screen::{LivesDeed, MemberProblem, NumberProblem},
    visit::{Event, Facts, Next, consent_given, number_problem},
};

impl Person {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other event means nothing on this page"
    )]
    pub(super) fn hear_family(
        self: Box<Self>,
        problem: Option<MemberProblem>,
        event: Event,
        facts: &Facts,
    ) -> Next {
        match event {
            Event::AddMember(entry) => match self.read_member(&entry, facts) {
                Ok(member) => {
                    let deed = Deed::AddMember(Box::new(member));
                    self.send(LivesPage::Family(None), LivesDeed::AddMember, deed, facts)
                }
                Err(problem) => self.show(LivesPage::Family(Some(problem))),
            },
            Event::RemoveMember(place) => {
                let member = self
                    .told
                    .summary
                    .as_ref()
                    .and_then(|told| told.members.get(place))
                    .map(|member| member.member);
                match member {
                    Some(member) => {
                        let deed = Deed::RemoveMember(member);
                        self.send(
                            LivesPage::Family(None),
                            LivesDeed::RemoveMember,
                            deed,
                            facts,
                        )
                    }
                    None => self.show(LivesPage::Family(problem)),
                }
            }
            _ => self.show(LivesPage::Family(problem)),
        }
    }

    /// Reads a member by the rules of those who may be added (domain.md 3.2).
    fn read_member(&self, entry: &MemberEntry, facts: &Facts) -> Result<NewMember, MemberProblem> {
        let policy = &facts.policy.age;
        let name = PersonName::parse(&entry.name).map_err(|_| MemberProblem::Name)?;
        let kind = DocumentType::from_shown_code(&entry.document)
            .ok_or(MemberProblem::Number(NumberProblem::Format))?;
        let document = IdentityDocument::parse(kind, &entry.number, facts.last_day)
            .map_err(|error| MemberProblem::Number(number_problem(error)))?;
        let own = self.document.as_ref();
        if own.is_some_and(|own| own.names_same_person(&document)) {
            return Err(MemberProblem::Twice);
        }
        let relation = Relation::from_shown_code(&entry.relation).ok_or(MemberProblem::Relation)?;
        let age = document
            .age_on(facts.today, policy)
            .ok_or(MemberProblem::Number(NumberProblem::BirthDate))?;
        let own_age = own
            .and_then(|own| own.age_on(facts.today, policy))
            .unwrap_or(0);
        let known = CohabitantFacts::declared(age, relation, entry.guardian_consent);
        match check_cohabitant(&known, own_age, policy) {
            Err(CohabitantDenial::MustSelfDeclare) => return Err(MemberProblem::Age(age)),
            Err(CohabitantDenial::GuardianConsentMissing) => return Err(MemberProblem::Consent),
            Err(
                CohabitantDenial::GuardianshipMissing
                | CohabitantDenial::NotAnAdult
                | CohabitantDenial::AssentWithheld,
            ) => return Err(MemberProblem::Guardian),
            Ok(_) => {}
        }
        let elder = residence::may_be_added(age, policy) == residence::Addable::Elder;
        if elder && !entry.agreed {
            return Err(MemberProblem::Agreement);
        }
        let guardian_consent = guardian_consent_needed(age, policy).then(|| consent_given(facts));
        Ok(NewMember {
            name,
            document,
            relation,
            guardian_consent,
            agreed: entry.agreed,
            document_seen: false,
        })
    }
}
