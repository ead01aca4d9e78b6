//! The family of a person: who is linked, whose code may be shown, who is to take over.

use chrono::NaiveDate;
use protocol::{HeldMember, HeldTask, TaskMatter};
use residence::{Addable, Policy, Private, age_on, may_be_added};

use super::Asked;
use crate::{
    registry::family::{acting_for, may_show},
    store::{Store, StoreError},
    tables::{
        family::{self, Link},
        people::{self, Person},
        printed,
    },
};

/// The members for whom a person may act on a day.
pub(crate) async fn acted_for(
    store: &dyn Store,
    agent: &Person,
    day: NaiveDate,
    policy: &Policy,
) -> Result<Vec<Person>, StoreError> {
    let mut members = Vec::new();
    for link in family::of_agent(store, &agent.subject).await? {
        let (own, other) = (&agent.subject, &link.member);
        let allowed = acting_for(store, own, other, day, &policy.age).await?;
        if allowed.is_ok() {
            members.extend(people::by_subject(store, other).await?);
        }
    }
    Ok(members)
}

/// Lists the members, each with the text of the code where the rules allow to show it.
pub(super) async fn of(asked: &Asked<'_>) -> Result<Vec<HeldMember>, StoreError> {
    let store = asked.store;
    let mut members = Vec::new();
    for link in family::of_agent(store, &asked.person.subject).await? {
        if let Some(member) = people::by_subject(store, &link.member).await? {
            members.push(HeldMember {
                member: member.subject,
                name: Private::new(member.name.clone()),
                relation: link.relation,
                birth: Private::new(member.birth),
                guardian: link.guardian,
                code: code(asked, &link, &member).await?,
            });
        }
    }
    Ok(members)
}

async fn code(
    asked: &Asked<'_>,
    link: &Link,
    member: &Person,
) -> Result<Option<Private<String>>, StoreError> {
    let store = asked.store;
    let Some(serial) = member.serial else {
        return Ok(None);
    };
    if !may_show(store, link, member, asked.today, &asked.policy.age).await? {
        return Ok(None);
    }
    let card = printed::card(store, &serial).await?;
    let in_time = card.filter(|(card, _)| card.expires_s > asked.now_ms / 1_000);
    Ok(in_time.map(|(card, _)| Private::new(card.text)))
}

/// The take-overs that are due: the person's own, and those of children who grew up.
pub(super) async fn take_overs(asked: &Asked<'_>) -> Result<Vec<HeldTask>, StoreError> {
    let (store, own) = (asked.store, &asked.person.subject);
    let mut links = family::of_member(store, own).await?;
    links.extend(family::of_agent(store, own).await?);
    let mut tasks = Vec::new();
    for link in links.iter().filter(|link| link.guardian) {
        let Some(member) = people::by_subject(store, &link.member).await? else {
            continue;
        };
        let age = age_on(member.birth, asked.today, &asked.policy.age);
        if may_be_added(age, &asked.policy.age) != Addable::Minor {
            tasks.push(HeldTask {
                matter: TaskMatter::TakeOver,
                record: link.record,
                member: (member.subject != *own).then_some(member.subject),
                address: None,
                who: None,
                until: None,
            });
        }
    }
    Ok(tasks)
}
