//! What stands around each page: the bar on top, the pictures beside words, the document.

use std::sync::Arc;

use axum::{
    http::header::CONTENT_TYPE,
    response::{IntoResponse as _, Response},
};
use chrono::{Datelike as _, NaiveDate, Timelike as _};
use maud::{DOCTYPE, Markup, html};
use residence::{guangdong_date, guangdong_minute};

use super::{
    Desk,
    fleet::{self, Level},
    guard::{MARK, Visitor},
};
use crate::{
    store::StoreError,
    tables::{
        desk,
        meta::{self, Fact},
        mine, permits,
    },
};

/// Which page of the bar is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    /// 待办.
    Tasks,
    /// 居住证.
    Permits,
    /// 信息请求 and 意见反馈.
    Requests,
    /// 查回执.
    Receipts,
    /// 自助机.
    Kiosks,
    /// 审计记录.
    Audit,
}

/// What the bar on top says.
pub(super) struct Frame<'a> {
    visitor: &'a Visitor,
    tab: Tab,
    place: String,
    tasks: usize,
    permits: usize,
    requests: usize,
    kiosks: usize,
}

impl<'a> Frame<'a> {
    /// Gathers what the bar on top says.
    pub(super) async fn of(
        desk: &Arc<Desk>,
        visitor: &'a Visitor,
        tab: Tab,
    ) -> Result<Self, StoreError> {
        let kiosks = fleet::all(desk).await?;
        let store = desk.vault.store();
        let bad = kiosks.iter().filter(|kiosk| kiosk.level == Level::Stop);
        Ok(Self {
            visitor,
            tab,
            place: place(desk).await?,
            tasks: desk::open_tasks(store).await?.len(),
            permits: permits::waiting(store).await?.len(),
            requests: mine::open(store).await?.len(),
            kiosks: bad.count(),
        })
    }

    /// How many requests about the own data wait.
    pub(super) fn requests(&self) -> usize {
        self.requests
    }

    /// Makes the page.
    pub(super) fn page(&self, title: &str, body: &Markup) -> Response {
        let page = html! {
            a class="skip" href="#main" { "跳到正文" }
            header class="top" {
                span class="top__name" { i { "居住登记" } span class="only-wide" { "服务台" } }
                nav aria-label="主菜单" {
                    @if self.visitor.role.sees_cases() {
                        (self.link(Tab::Tasks, "/desk/tasks", "待办", self.tasks, false))
                        (self.link(Tab::Permits, "/desk/permits", "居住证", self.permits, false))
                        (self.link(Tab::Requests, "/desk/requests", "信息请求", self.requests, false))
                        (self.link(Tab::Receipts, "/desk/receipts", "查回执", 0, false))
                    }
                    (self.link(Tab::Kiosks, "/desk/kiosks", "自助机", self.kiosks, true))
                    (self.link(Tab::Audit, "/desk/audit", "审计记录", 0, false))
                }
                div class="top__me" {
                    span class="soft top__place" { (self.place) }
                    span { (self.visitor.label) " · 工号 " (self.visitor.id) }
                    form method="post" action="/desk/logout" {
                        (mark(self.visitor))
                        button class="btn btn--small" { (out()) "退出登录" }
                    }
                }
            }
            (body)
        };
        document(title, &page)
    }

    fn link(&self, tab: Tab, href: &str, word: &str, count: usize, stop: bool) -> Markup {
        let current = (self.tab == tab).then_some("page");
        html! {
            a href=(href) aria-current=[current] {
                (word)
                @if count > 0 { span class={ "num" @if stop { " num--stop" } } { (count) } }
            }
        }
    }
}

/// A tab of a list with its number; `late` draws the number of what is late.
pub(super) fn tab(href: &str, current: bool, word: &str, count: usize, late: bool) -> Markup {
    let class = match (late, count) {
        (_, 0) => "num num--none",
        (true, _) => "num num--stop",
        (false, _) => "num",
    };
    html! {
        a href=(href) aria-current=[current.then_some("true")] {
            @if late { (warn()) }
            (word) span class=(class) { (count) }
        }
    }
}

/// The hidden field by which a form is known as ours.
pub(super) fn mark(visitor: &Visitor) -> Markup {
    html! { input type="hidden" name=(MARK) value=(visitor.mark); }
}

/// Makes a document of a page.
pub(super) fn document(title: &str, body: &Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="zh-Hans-CN" data-theme="light" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · 服务台" }
                link rel="stylesheet" href="/desk/look/tokens.css";
                link rel="stylesheet" href="/desk/look/desk.css";
            }
            body { (body) }
        }
    };
    (
        [(CONTENT_TYPE, "text/html; charset=utf-8")],
        page.into_string(),
    )
        .into_response()
}

/// A page of few words, for whoever may not be known.
pub(super) fn bare(title: &str, advice: &str) -> Response {
    let body = html! {
        main class="page page--flow" id="main" {
            div class="head" { h1 { (title) } }
            p { (advice) }
            p { a href="/desk/tasks" { "回到待办" } }
        }
    };
    document(title, &body)
}

/// Returns the name of the place that the centre serves.
pub(super) async fn place(desk: &Desk) -> Result<String, StoreError> {
    let place = meta::text(desk.vault.store(), Fact::Place).await?;
    Ok(place.unwrap_or_default())
}

/// A state: a picture and a word, and only then a colour.
pub(super) fn state(level: Level, word: &str) -> Markup {
    let (class, picture) = match level {
        Level::Fine => ("state state--ok", ok()),
        Level::Watch => ("state state--wait", wait()),
        Level::Stop => ("state state--stop", stop()),
    };
    html! { span class=(class) { (picture) (word) } }
}

/// Writes a day: 11 月 26 日, with its year when it is another than today's.
pub(super) fn day(day: NaiveDate, today: NaiveDate) -> String {
    if day.year() == today.year() {
        format!("{} 月 {} 日", day.month(), day.day())
    } else {
        format!("{} 年 {} 月 {} 日", day.year(), day.month(), day.day())
    }
}

/// Writes a time of the day in Guangdong, with the day when it is another than today.
pub(super) fn moment(at_ms: u64, today: NaiveDate) -> String {
    let at_ms = i64::try_from(at_ms).unwrap_or(i64::MAX);
    let (on, minute) = (guangdong_date(at_ms), guangdong_minute(at_ms));
    let clock = format!("{:02}:{:02}", minute.hour(), minute.minute());
    if on == today {
        clock
    } else {
        format!("{} {clock}", day(on, today))
    }
}

macro_rules! pictures {
    ($($(#[$doc:meta])* $name:ident: $($path:literal)+;)+) => {
        $($(#[$doc])*
        pub(super) fn $name() -> Markup {
            html! {
                svg class="icon" viewBox="0 0 24 24" aria-hidden="true" { $(path d=($path) {})+ }
            }
        })+
    };
}

pictures! {
    /// 通过.
    ok: "M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0-17 0" "M8 12.3l2.8 2.8L16 9.7";
    /// 等待.
    wait: "M3.5 12a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0-17 0" "M12 7v5.2l3.5 2";
    /// 注意.
    warn: "M12 4 2.8 20h18.4z" "M12 10.3v4.2" "M12 17.2v.1";
    /// 停止.
    stop: "M8.3 3.5h7.4l4.8 4.8v7.4l-4.8 4.8H8.3l-4.8-4.8V8.3z" "M9.2 9.2l5.6 5.6" "M14.8 9.2l-5.6 5.6";
    /// 继续.
    next: "M4 12h15" "M13 6l6 6-6 6";
    /// 确认.
    tick: "M4.5 12.5l5 5L20 7";
    /// 退出.
    out: "M10 4H5v16h5" "M14 8l4 4-4 4" "M18 12H9.5";
    /// 查找.
    find: "M4.5 10.5a6 6 0 1 0 12 0a6 6 0 1 0-12 0" "M15 15l5 5";
}
