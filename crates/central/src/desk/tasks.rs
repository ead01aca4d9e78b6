//! The work list: what is late first, then what is due next.

use std::sync::Arc;

use axum::{
    extract::{Query, State},
    response::Response,
};
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use maud::{Markup, html};
use residence::{Listed as _, Matter, RecordId, days_between, desk_due};
use serde::Deserialize;

use super::{
    Desk,
    fleet::Level,
    frame::{self, Frame, Tab, day},
    guard::{Stop, Visitor},
    words,
};
use crate::{store::StoreError, tables::desk};

const PAGE_TASKS: usize = 20;
/// The tab of what is late.
const LATE: &str = "LATE";

/// Which tasks are looked at.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Chosen {
    /// Code of a matter, `LATE`, or nothing for all.
    #[serde(default)]
    tab: String,
    /// From 1.
    #[serde(default)]
    page: usize,
}

/// A task with its day.
pub(super) struct Work {
    listed: desk::Listed,
    due: NaiveDate,
}

/// What is to be done, in the order of days.
pub(super) struct List {
    work: Vec<Work>,
    today: NaiveDate,
    chosen: Chosen,
}

impl List {
    /// Reads the tasks that are open.
    pub(super) async fn read(desk: &Desk, chosen: Chosen) -> Result<Self, StoreError> {
        let due = |listed: &desk::Listed| desk_due(listed.task.from, listed.until);
        let listed = desk::listed(desk.vault.store()).await?.into_iter();
        let mut work: Vec<Work> = listed
            .map(|listed| Work {
                due: due(&listed),
                listed,
            })
            .collect();
        work.sort_by_key(|one| (one.due, one.listed.task.record));
        let today = desk.vault.today();
        Ok(Self {
            work,
            today,
            chosen,
        })
    }

    fn late(&self) -> usize {
        self.count(LATE)
    }

    fn count(&self, tab: &str) -> usize {
        self.work.iter().filter(|one| self.is_in(one, tab)).count()
    }

    fn is_in(&self, one: &Work, tab: &str) -> bool {
        match tab {
            "" => true,
            LATE => one.due < self.today,
            code => one.listed.task.matter.code() == code,
        }
    }

    /// The tabs: all, each matter of which there is work or which is common, and what is late.
    pub(super) fn tabs(&self) -> Markup {
        let common = [Matter::BindAddress, Matter::MoveIn, Matter::Ownership];
        let matters = Matter::ALL.iter().copied();
        let shown = matters.filter(|one| common.contains(one) || self.count(one.code()) > 0);
        html! {
            nav class="tabs" aria-label="按事项" {
                (self.tab("", "全部"))
                @for matter in shown { (self.tab(matter.code(), words::matter(matter))) }
                (self.tab(LATE, "超时"))
            }
        }
    }

    fn tab(&self, code: &str, word: &str) -> Markup {
        let (href, current) = (format!("/desk/tasks?tab={code}"), self.chosen.tab == code);
        frame::tab(&href, current, word, self.count(code), code == LATE)
    }

    /// The list beside an open case.
    pub(super) fn pane(&self, open: Option<&RecordId>) -> Markup {
        let tab = self.chosen.tab.as_str();
        let chosen: Vec<&Work> = self
            .work
            .iter()
            .filter(|one| self.is_in(one, tab))
            .collect();
        let pages = chosen.len().div_ceil(PAGE_TASKS).max(1);
        let page = self.chosen.page.clamp(1, pages);
        let rows = chosen
            .into_iter()
            .skip((page - 1) * PAGE_TASKS)
            .take(PAGE_TASKS);
        html! {
            section class="pane" aria-label="列表" {
                div class="list" { @for one in rows { (self.row(one, open)) } }
                @if pages > 1 {
                    div class="pages" {
                        span class="note" { "第 " (page) " 页，共 " (pages) " 页" }
                        @if page < pages {
                            a class="btn btn--small"
                                href={ "/desk/tasks?tab=" (tab) "&page=" (page + 1) } { "下一页" }
                        }
                    }
                }
            }
        }
    }

    fn row(&self, one: &Work, open: Option<&RecordId>) -> Markup {
        let (task, listed) = (&one.listed.task, &one.listed);
        let current = (open == Some(&task.record)).then_some("true");
        let name = if listed.masked_name.is_empty() {
            "登记里没有这个人"
        } else {
            listed.masked_name.as_str()
        };
        let waited = days_between(listed.declared_on, self.today);
        html! {
            a class="row" href=(address(&task.record)) aria-current=[current] {
                b { (name) " " span class="note" { (words::matter(task.matter)) } }
                span { @if waited > 0 { "等了 " (waited) " 天" } @else { "今天收到" } }
                small { span class="code" { (task.record.receipt_number()) } " · " (listed.address) }
                span { (due(one.due, self.today)) }
            }
        }
    }

    /// The state of the nearest task of a record; nothing when none is open.
    pub(super) fn due_of(&self, record: &RecordId) -> Option<Markup> {
        let mut own = self
            .work
            .iter()
            .filter(|one| one.listed.task.record == *record);
        own.next().map(|one| due(one.due, self.today))
    }

    /// The sentence that stands above the list.
    pub(super) fn title(&self) -> String {
        match (self.work.len(), self.late()) {
            (0, _) => "现在没有要办的事".to_owned(),
            (all, 0) => format!("有 {all} 件事要办，没有超时"),
            (all, late) => format!("有 {all} 件事要办，{late} 件超时"),
        }
    }
}

/// How a last day stands today.
pub(super) fn due(due: NaiveDate, today: NaiveDate) -> Markup {
    match days_between(due, today) {
        0 => frame::state(Level::Watch, "今天到期"),
        late if late > 0 => frame::state(Level::Stop, &format!("超时 {late} 天")),
        _ => frame::state(Level::Watch, &format!("{}前", day(due, today))),
    }
}

/// The address of a case: the id of its record, which says nothing of anybody.
pub(super) fn address(record: &RecordId) -> String {
    format!("/desk/case/{}", HEXLOWER.encode(record.as_bytes()))
}

/// Shows the list with no case open.
pub(super) async fn show(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Query(chosen): Query<Chosen>,
) -> Result<Response, Stop> {
    visitor.works_on_cases()?;
    let list = List::read(&desk, chosen).await?;
    let frame = Frame::of(&desk, &visitor, Tab::Tasks).await?;
    let now = frame::moment(desk.vault.now_ms(), list.today);
    let body = html! {
        main class="page page--fill" id="main" {
            div class="head" {
                div { h1 { (list.title()) } }
                div class="head__acts" { span class="note" { (now) " 更新" } }
            }
            (list.tabs())
            div class="split" {
                (list.pane(None))
                article class="sheet" {
                    div class="sheet__body" {
                        @if list.work.is_empty() {
                            h2 { "都办完了" }
                            p { "新的事情一到就会列在这里。页面不会自己刷新。" }
                        } @else {
                            h2 { "请从左边选一件" }
                            p { "超时的在最前面，其次是快到期的。" }
                        }
                    }
                }
            }
            (keys())
        }
    };
    Ok(frame.page("待办", &body))
}

/// What the keyboard does.
pub(super) fn keys() -> Markup {
    html! {
        footer class="keys" {
            span { kbd { "Tab" } " 下一件" }
            span { kbd { "Enter" } " 打开" }
            span { kbd { "Alt" } " " kbd { "Y" } " 确认" }
            span { kbd { "Alt" } " " kbd { "Q" } " 拒绝" }
            span { kbd { "Alt" } " " kbd { "F" } " 查找" }
            span class="to-right" { "显示出来的资料 10 秒后自动遮住，查看会记下工号" }
        }
    }
}
