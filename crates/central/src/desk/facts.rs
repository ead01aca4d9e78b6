//! What is known of a case, masked until somebody asks for one value.

use chrono::NaiveDate;
use maud::{Markup, html};
use protocol::HandAddress;
use residence::{
    AddressParts, AgeGroup, Audience, Named as _, PolicyBook, RecordId, ServiceArea, address_for,
    masked_name,
};

use super::{
    Desk,
    frame::{self, day, moment},
    guard::Visitor,
    tasks::address,
    values::{self, Field, masked_or},
};
use crate::{
    store::StoreError,
    tables::{
        desk::{self, DeskTask},
        hand_addresses,
        houses::{self, RegisteredHouse},
        people::{self, Person},
        record_times,
        registrations::{self, RegisteredCohabitant, Registration},
        sites,
        standings::{self, Judgement, Standing},
    },
};

/// A case as its page needs it.
pub(super) struct Facts {
    /// The registration.
    pub(super) registration: Registration,
    /// Who declared; nothing when the register does not know the person.
    pub(super) person: Option<Person>,
    /// The house; nothing when the register does not know it.
    pub(super) house: Option<RegisteredHouse>,
    /// Open tasks of the desk.
    pub(super) tasks: Vec<DeskTask>,
    /// The address as the resident wrote it, when no plate was scanned.
    pub(super) written: Option<HandAddress>,
    unverified: bool,
    cohabitants: Vec<RegisteredCohabitant>,
    owners: usize,
    live_here: usize,
    judgements: Vec<Judgement>,
    made_ms: Option<u64>,
    area: ServiceArea,
    today: NaiveDate,
}

impl Facts {
    /// Reads a case; nothing when the record is no registration.
    pub(super) async fn read(desk: &Desk, record: &RecordId) -> Result<Option<Self>, StoreError> {
        let store = desk.vault.store();
        let Some(registration) = registrations::by_record(store, record).await? else {
            return Ok(None);
        };
        let (house, owners) = match &registration.house {
            None => (None, 0),
            Some(code) => (
                houses::by_code(store, code).await?,
                houses::owners(store, code).await?.len(),
            ),
        };
        let live = registrations::live_houses(store, &registration.subject).await?;
        let made = record_times::of_record(store, record).await?;
        Ok(Some(Self {
            person: people::by_subject(store, &registration.subject).await?,
            house,
            owners,
            written: hand_addresses::of_record(store, record).await?,
            tasks: desk::tasks_of(store, record).await?,
            unverified: registrations::is_unverified(store, record).await?,
            cohabitants: registrations::cohabitants(store, record).await?,
            live_here: live
                .iter()
                .filter(|one| one.is_some() && **one == registration.house)
                .count(),
            judgements: standings::judgements(store, record).await?,
            made_ms: made.map(|(lo_ms, _)| lo_ms),
            area: sites::area_of(store, &registration.kiosk).await?,
            today: desk.vault.today(),
            registration,
        }))
    }

    /// The resident's name as others may read it.
    pub(super) fn resident(&self) -> String {
        self.person
            .as_ref()
            .map_or("本人".to_owned(), |person| masked_name(&person.name))
    }

    /// The house in a line, with its room: whoever decides must know which door is meant.
    pub(super) fn whole_address(&self) -> String {
        match (&self.house, &self.written, &self.registration.house) {
            (Some(house), _, _) => format!("{}{}{}", house.street, house.number, house.room),
            (None, Some(written), _) => in_a_line(written),
            (None, None, Some(code)) => format!("登记里没有的房屋 {code}"),
            (None, None, None) => "没有写明的地址".to_owned(),
        }
    }

    /// The facts as a table; one field may be shown in full.
    pub(super) fn table(&self, visitor: &Visitor, shown: Option<Field>) -> Markup {
        html! {
            dl class="facts" {
                (values::person(visitor, &address(&self.registration.record), shown, self.person.as_ref()))
                dt { "地址" } dd { (self.address_line()) }
                dt { "居住情况" } dd { (self.stay_line()) }
                (self.cohabitants_row(visitor, shown))
                dt { "从哪里来" } dd { (self.origin_line()) }
            }
        }
    }

    fn value(
        &self,
        visitor: &Visitor,
        shown: Option<Field>,
        field: Field,
        value: &Markup,
    ) -> Markup {
        let page = address(&self.registration.record);
        values::row(visitor, &page, shown, field, value)
    }

    fn cohabitants_row(&self, visitor: &Visitor, shown: Option<Field>) -> Markup {
        if self.cohabitants.is_empty() {
            return html! { dt { "同住人" } dd { "没有" } };
        }
        let full = shown == Some(Field::Cohabitants);
        let rules = PolicyBook::built_in().rules(&self.area, self.today);
        let people = self.cohabitants.iter().map(|one| {
            let name = masked_or(full, &one.name, masked_name);
            let group = group_word(AgeGroup::of(one.birth, self.today, &rules.age));
            format!("{name}（{}，{group}）", one.relation.zh())
        });
        let line = people.collect::<Vec<_>>().join("、");
        self.value(
            visitor,
            shown,
            Field::Cohabitants,
            &html! { span { (line) } },
        )
    }

    fn address_line(&self) -> String {
        let Some(house) = &self.house else {
            return self.whole_address();
        };
        let to_community = format!("{}{}", house.town, house.community);
        let building = format!("{}{}", house.street, house.number);
        let parts = AddressParts {
            to_community: &to_community,
            building: &building,
            room: &house.room,
        };
        address_for(parts, Audience::OwnersTask)
    }

    fn stay_line(&self) -> String {
        let held = &self.registration;
        let moved = day(held.moved_in_on, self.today);
        format!(
            "{} · {} · {moved}入住",
            held.dwelling.zh(),
            held.reason.zh()
        )
    }

    fn origin_line(&self) -> String {
        let at = self
            .made_ms
            .map_or(day(self.registration.declared_on, self.today), |made| {
                moment(made, self.today)
            });
        format!("自助机 {}，{at}", self.registration.kiosk)
    }

    /// What the system checked, each with a picture and a sentence.
    pub(super) fn checks(&self) -> Markup {
        let house = match &self.house {
            None if self.written.is_some() => (false, "地址是手工填写的，还没有绑定房屋"),
            None => (false, "房屋登记里没有这个编码"),
            Some(house) if house.withdrawn => (false, "这处房屋已停用"),
            Some(_) => (true, "房屋编码在登记里，没有停用"),
        };
        let person = if self.person.is_some() {
            (true, "本人在人口登记里")
        } else {
            (false, "人口登记里没有这个人")
        };
        let twice = if self.live_here > 1 {
            (false, "本人在这里还有别的有效登记")
        } else {
            (true, "本人在这里没有别的有效登记")
        };
        let codes = if self.unverified {
            (false, "自助机当时没能核验码，中心已按登记核对")
        } else {
            (true, "自助机核验过码")
        };
        let owner = if self.house.is_none() {
            (false, "绑定房屋后才知道由谁确认".to_owned())
        } else if self.owners == 0 {
            (
                false,
                "这套房没有登记业主和托管人，由服务窗口确认".to_owned(),
            )
        } else {
            (true, format!("这套房登记了 {} 位业主", self.owners))
        };
        let rows = [person, house, twice, codes].map(|(fine, words)| (fine, words.to_owned()));
        html! {
            section {
                h3 { "系统核对过" }
                ul class="checks" {
                    @for (fine, words) in rows.into_iter().chain([owner]) {
                        li {
                            @if fine { span class="is-ok" { (frame::ok()) } }
                            @else { span class="is-wait" { (frame::warn()) } }
                            span { (words) }
                        }
                    }
                }
            }
        }
    }

    /// What was decided so far, with the rules of each.
    pub(super) fn history(&self) -> Markup {
        if let Standing::Denied(rule) = &self.registration.standing {
            return html! {
                section { h3 { "经过" }
                    p { "中心按规则没有受理，规则名 " span class="code" { (rule) } "。" }
                }
            };
        }
        html! {
            section {
                h3 { "经过" }
                ul class="checks" {
                    @for one in &self.judgements {
                        li {
                            span class="is-info" { (frame::wait()) }
                            span {
                                (day(one.made_on, self.today)) " "
                                (super::words::transition(one.transition))
                                @if let Some(capacity) = one.capacity {
                                    "（" (super::words::capacity(capacity)) "）"
                                }
                                @if let Some(reason) = one.reason {
                                    "，原因：" (super::words::reason(reason))
                                }
                                " → " (one.state.zh())
                            }
                            span class="note" { (one.under) " · " (residence::Listed::code(one.transition)) }
                        }
                    }
                }
            }
        }
    }
}

fn in_a_line(written: &HandAddress) -> String {
    let parts = [&written.street, &written.number, &written.room];
    parts.map(|part| part.reveal().as_str()).concat()
}

fn group_word(group: AgeGroup) -> &'static str {
    match group {
        AgeGroup::Child => "儿童",
        AgeGroup::Youth => "少年",
        AgeGroup::Adult => "成年人",
        AgeGroup::Elder => "老人",
    }
}
