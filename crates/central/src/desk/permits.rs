//! Applications for residence permits that wait: what is late first, then what is due next.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono::NaiveDate;
use maud::{Markup, html};
use residence::{Listed as _, Named as _, PermitState, days_between, masked_name};
use serde::Deserialize;

use super::{
    Desk,
    fleet::Level,
    frame::{self, Frame, Tab, day},
    guard::{Stop, Visitor},
    permit, permit_words, tasks,
};
use crate::{
    store::StoreError,
    tables::{
        people,
        permits::{self, Kept},
    },
};

/// The tab of what is late.
const LATE: &str = "LATE";
const PAGE_ROWS: usize = 20;

/// Which applications are looked at.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Chosen {
    /// Code of a state, `LATE`, or nothing for all.
    #[serde(default)]
    tab: String,
    /// From 1.
    #[serde(default)]
    page: usize,
}

struct Waiting {
    kept: Kept,
    name: String,
    state: PermitState,
}

struct List {
    all: Vec<Waiting>,
    today: NaiveDate,
}

impl List {
    async fn read(desk: &Desk) -> Result<Self, StoreError> {
        let (store, today) = (desk.vault.store(), desk.vault.today());
        let mut all = Vec::new();
        for kept in permits::waiting(store).await? {
            let person = people::by_subject(store, &kept.subject).await?;
            all.push(Waiting {
                name: person.map_or(permit_words::NOBODY.to_owned(), |one| {
                    masked_name(&one.name)
                }),
                state: permit_words::state_of(&kept.permit, today),
                kept,
            });
        }
        Ok(Self { all, today })
    }

    fn is_in(&self, one: &Waiting, tab: &str) -> bool {
        match tab {
            "" => true,
            LATE => one.kept.due_on < self.today,
            code => one.state.code() == code,
        }
    }

    fn count(&self, tab: &str) -> usize {
        self.all.iter().filter(|one| self.is_in(one, tab)).count()
    }

    fn title(&self) -> String {
        match (self.all.len(), self.count(LATE)) {
            (0, _) => "现在没有要审核的居住证".to_owned(),
            (all, 0) => format!("有 {all} 件居住证申请，没有超时"),
            (all, late) => format!("有 {all} 件居住证申请，{late} 件超时"),
        }
    }

    fn tabs(&self, chosen: &str) -> Markup {
        let states = [
            PermitState::Accepted,
            PermitState::Correction,
            PermitState::UnderReview,
        ];
        let states = states.map(|state| (state.code(), state.zh()));
        html! {
            nav class="tabs" aria-label="按状态" {
                @for (code, word) in [("", "全部")].into_iter().chain(states).chain([(LATE, "超时")]) {
                    (frame::tab(
                        &format!("/desk/permits?tab={code}"), chosen == code, word,
                        self.count(code), code == LATE,
                    ))
                }
            }
        }
    }

    fn table(&self, chosen: &Chosen) -> Markup {
        let rows: Vec<&Waiting> = self
            .all
            .iter()
            .filter(|one| self.is_in(one, &chosen.tab))
            .collect();
        let pages = rows.len().div_ceil(PAGE_ROWS).max(1);
        let page = chosen.page.clamp(1, pages);
        let shown = rows
            .into_iter()
            .skip((page - 1) * PAGE_ROWS)
            .take(PAGE_ROWS);
        html! {
            div class="frame" {
                table class="tbl" {
                    thead { tr {
                        th { "期限" } th { "申请人" } th { "受理号" } th { "状态" } th { "受理" }
                        th { "最迟办结" } th { "要人工看的" }
                    } }
                    tbody { @for one in shown { (self.row(one)) } }
                }
            }
            @if pages > 1 {
                div class="pages" {
                    span class="note" { "第 " (page) " 页，共 " (pages) " 页" }
                    @if page < pages {
                        a class="btn btn--small"
                            href={ "/desk/permits?tab=" (chosen.tab) "&page=" (page + 1) } { "下一页" }
                    }
                }
            }
        }
    }

    fn row(&self, one: &Waiting) -> Markup {
        let kept = &one.kept;
        let waited = days_between(kept.accepted_on, self.today);
        html! {
            tr {
                td class="nb" { (tasks::due(kept.due_on, self.today)) }
                th scope="row" class="nb" { a href=(permit::address(&kept.record)) { (one.name) } }
                td class="nb code" { (kept.record.receipt_number()) }
                td class="nb" { (frame::state(Level::Watch, one.state.zh())) }
                td class="nb" { (day(kept.accepted_on, self.today))
                    @if waited > 0 { small { "等了 " (waited) " 天" } }
                }
                td class="nb" { (day(kept.due_on, self.today)) }
                td { (permit_words::unsettled(&kept.unsettled)) }
            }
        }
    }
}

/// Shows the applications that wait.
pub(super) async fn show(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Stop> {
    visitor.works_on_cases()?;
    let list = List::read(&desk).await?;
    let frame = Frame::of(&desk, &visitor, Tab::Permits).await?;
    let body = html! {
        main class="page page--flow" id="main" {
            div class="head" { div {
                h1 { (list.title()) }
                p { "超时的在最前面，其次是快到期的。签发和不予办理只由民警办。" }
            } }
            (list.tabs(&chosen.tab))
            @if list.all.is_empty() {
                p { "新的申请一到就会列在这里。已签发的居住证，用受理号在“查回执”里打开。" }
            } @else {
                (list.table(&chosen))
            }
        }
    };
    Ok(frame.page("居住证", &body))
}
