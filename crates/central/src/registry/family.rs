//! The family (亲属管理): who acts for whom, the codes of children and elders, and the day on which
//! a child takes over the own matters.

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use protocol::NewMember;
use residence::{
    ActingDenial, Addable, Added, AgePolicy, Assent, CohabitantFacts, Denial, FamilyLink, Matter,
    Private, RecordId, Subject, age_on, check_cohabitant, guangdong_date, may_act_for,
    may_be_added, may_receive_code, show_code,
};

use super::{
    By, Registry,
    claims::{Described, Given, tell_code},
    doing::{Doing, Done},
};
use crate::{
    store::{Statement, Store, StoreError},
    tables::{
        desk::{self, DeskTask},
        family::{self, Link},
        ledger::{self, Entry},
        people::{self, Person},
    },
};

const ALREADY_LINKED: &str = "ALREADY_LINKED";

/// Tells whether one person may act for another on a day; everybody acts for themselves.
pub(crate) async fn acting_for(
    store: &dyn Store,
    agent: &Subject,
    member: &Subject,
    day: NaiveDate,
    policy: &AgePolicy,
) -> Result<Result<(), ActingDenial>, StoreError> {
    if agent == member {
        return Ok(Ok(()));
    }
    let Some(link) = family::between(store, agent, member).await? else {
        return Ok(Err(ActingDenial::NotLinked));
    };
    let Some(person) = people::by_subject(store, member).await? else {
        return Ok(Err(ActingDenial::NotLinked));
    };
    let facts = facts_of(store, &link, &person).await?;
    if !facts.consented {
        return Ok(Err(ActingDenial::NotConsented));
    }
    Ok(may_act_for(&facts, day, policy))
}

/// Tells whether the agent of a link may show the member's code on a day.
pub(crate) async fn may_show(
    store: &dyn Store,
    link: &Link,
    member: &Person,
    day: NaiveDate,
    policy: &AgePolicy,
) -> Result<bool, StoreError> {
    let facts = facts_of(store, link, member).await?;
    Ok(show_code(&facts, day, policy).is_ok())
}

async fn facts_of(
    store: &dyn Store,
    link: &Link,
    member: &Person,
) -> Result<FamilyLink, StoreError> {
    let together = family::live_together(store, &link.agent, &link.member).await?;
    Ok(described(link, member.birth, together))
}

fn described(link: &Link, born_on: NaiveDate, lives_together: bool) -> FamilyLink {
    FamilyLink {
        member: link.member,
        agent: link.agent,
        relation: link.relation,
        born_on: Private::new(born_on),
        guardian: link.guardian,
        lives_together,
        consented: link.consented,
    }
}

impl Registry {
    /// Links a member of the family, and gives the member's code to who may receive it.
    pub(super) async fn add_member(
        &self,
        doing: &Doing<'_>,
        member: &NewMember,
    ) -> Result<Done, StoreError> {
        let (on, ages) = (doing.on, &doing.policy.age);
        let Some(birth) = member.document.reveal_birth() else {
            return Ok(Err("BIRTH_UNKNOWN".to_owned()));
        };
        if doing.actor.number == member.document.reveal_number() {
            return Ok(Err(ActingDenial::ActsAlone.to_string()));
        }
        if self.is_linked(doing, member).await? {
            return Ok(Err(ALREADY_LINKED.to_owned()));
        }
        let age = age_on(birth, on, ages);
        let actor_age = age_on(doing.actor.birth, on, ages);
        let added = match check_cohabitant(&facts_about(member, age), actor_age, ages) {
            Ok(Added::GuardianConfirms) => {
                return Ok(Err(ActingDenial::NotTheGuardian.to_string()));
            }
            Ok(added) => added,
            Err(denial) => return Ok(Err(denial.to_string())),
        };
        let who = Described {
            name: &member.name,
            document: &member.document,
            phone: None,
            seen_by: doing.told.worker.as_ref().filter(|_| member.document_seen),
        };
        let proven = match self.prove(&who).await? {
            Ok(proven) => proven,
            Err(rule) => return Ok(Err(rule.to_owned())),
        };
        let given = match self.give_code(&who, &proven, doing.at()).await? {
            Ok(given) => given,
            Err(rule) => return Ok(Err(rule.to_owned())),
        };
        let minor = may_be_added(age, ages) == Addable::Minor;
        let link = Link {
            record: *doing.record,
            agent: doing.actor.subject,
            member: given.subject,
            relation: member.relation,
            guardian: minor,
            consented: minor || member.agreed,
            from: on,
        };
        let (agent, other) = (&link.agent, &link.member);
        let together = family::live_together(self.store(), agent, other).await?;
        let facts = described(&link, birth, together);
        if let Err(denial) = may_receive_code(&facts, Some(proven.how), on, ages) {
            return Ok(Err(denial.to_string()));
        }
        let consent = member.guardian_consent.as_ref();
        let mut writes = vec![family::add(&link, consent)];
        writes.extend(handed_over(doing, given, &facts, added));
        Ok(Ok(writes))
    }

    /// Tells whether the actor has this member already.
    async fn is_linked(&self, doing: &Doing<'_>, member: &NewMember) -> Result<bool, StoreError> {
        let number = member.document.reveal_number();
        let Some(known) = people::by_number(self.store(), number).await? else {
            return Ok(false);
        };
        let own = &doing.actor.subject;
        let link = family::between(self.store(), own, &known.subject).await?;
        Ok(link.is_some())
    }

    /// Ends a link; both of its ends may.
    pub(super) async fn remove_member(
        &self,
        doing: &Doing<'_>,
        other: &Subject,
    ) -> Result<Done, StoreError> {
        let own = &doing.actor.subject;
        let as_agent = family::between(self.store(), own, other).await?;
        let as_member = family::between(self.store(), other, own).await?;
        let links: Vec<Link> = as_agent.into_iter().chain(as_member).collect();
        if links.is_empty() {
            return Ok(Err(ActingDenial::NotLinked.to_string()));
        }
        let ended = links.iter().map(|link| family::end(&link.record, doing.on));
        Ok(Ok(ended.collect()))
    }

    /// A person who came of age takes over: no guardian acts any more, and the code of a child is
    /// replaced.
    pub(super) async fn take_over(&self, doing: &Doing<'_>) -> Result<Done, StoreError> {
        let (own, ages) = (doing.actor, &doing.policy.age);
        let age = age_on(own.birth, doing.on, ages);
        if may_be_added(age, ages) == Addable::Minor {
            return Ok(Err(Denial::NotYet.rule()));
        }
        let links = family::of_member(self.store(), &own.subject).await?;
        let guardians: Vec<Link> = links.into_iter().filter(|link| link.guardian).collect();
        if guardians.is_empty() {
            return Ok(Err(ActingDenial::ActsAlone.to_string()));
        }
        let (code, mut writes) = self.new_card(own, doing.at());
        for link in &guardians {
            writes.push(family::end(&link.record, doing.on));
            writes.push(desk::close_asked(&link.record, Matter::TakeOver));
        }
        writes.push(tell_code(doing.kiosk, doing.record, code));
        Ok(Ok(writes))
    }

    /// What an elder said when the desk called back: the link holds, or ends.
    ///
    /// Tells whether there was such a link.
    pub(crate) async fn called_back(
        &self,
        record: &RecordId,
        agreed: bool,
        by: &By,
        now_ms: u64,
    ) -> Result<bool, StoreError> {
        let _turn = self.turn.lock().await;
        let today = guangdong_date(i64::try_from(now_ms).unwrap_or(i64::MAX));
        let Some(link) = family::by_record(self.store(), record).await? else {
            return Ok(false);
        };
        let answered = if agreed {
            family::consent(&link.record)
        } else {
            family::end(&link.record, today)
        };
        let closed = desk::close_asked(record, Matter::CallBack);
        let entry = Entry {
            at_ms: now_ms,
            actor: by.actor.clone(),
            act: "CALLED_BACK",
            object: HEXLOWER.encode(record.as_bytes()),
            detail: if agreed { "AGREED" } else { "NOT_AGREED" }.to_owned(),
            result: "OK".to_owned(),
        };
        ledger::commit(self.store(), &entry, &[answered, closed]).await?;
        Ok(true)
    }
}

/// As a declaration tells of a cohabitant: whoever gives the consent says "I am the guardian".
fn facts_about(member: &NewMember, age: u32) -> CohabitantFacts {
    let consent = member.guardian_consent.is_some();
    let assent = if member.agreed {
        Assent::Given
    } else {
        Assent::NotPresent
    };
    CohabitantFacts {
        assent,
        ..CohabitantFacts::declared(age, member.relation, consent)
    }
}

/// The code goes to the kiosk when the link allows to show it; else the desk calls back first.
fn handed_over(
    doing: &Doing<'_>,
    given: Given,
    facts: &FamilyLink,
    added: Added,
) -> Vec<Statement> {
    let mut writes = given.writes;
    if show_code(facts, doing.on, &doing.policy.age).is_ok() {
        writes.push(tell_code(doing.kiosk, doing.record, given.code));
    }
    if added == Added::DeskCallsBack {
        writes.push(desk::open_task(&DeskTask {
            record: *doing.record,
            matter: Matter::CallBack,
            place: None,
            from: doing.on,
        }));
    }
    writes
}
