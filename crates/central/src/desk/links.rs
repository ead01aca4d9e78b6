//! A link of a family about which the desk is asked: an elder to call back, a child that is grown up.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use data_encoding::HEXLOWER;
use maud::{Markup, html};
use residence::{Matter, Named as _, RecordId, Subject};

use super::{
    Desk,
    case::record_of,
    deciding::by,
    fleet::Level,
    frame::{self, Frame, Tab, day},
    guard::{Posted, Stop, Visitor},
    permit_words::NOBODY,
    tasks::{self, Chosen, List, address},
    values, words,
};
use crate::{
    store::{Store, StoreError},
    tables::{
        desk::{self, DeskTask},
        family::{self, Link},
        ledger, people,
    },
};

/// Tells whether a record made a link that lasts.
pub(super) async fn is_one(store: &dyn Store, record: &RecordId) -> Result<bool, StoreError> {
    Ok(family::by_record(store, record).await?.is_some())
}

/// Shows a link; that it was opened is noted first.
pub(super) async fn page(
    desk: &Arc<Desk>,
    visitor: &Visitor,
    record: &RecordId,
    wrong: Option<&str>,
) -> Result<Response, Stop> {
    let store = desk.vault.store();
    let link = family::by_record(store, record).await?;
    let link = link.ok_or(Stop::NotFound)?;
    let object = HEXLOWER.encode(record.as_bytes());
    let entry = desk.entry(visitor.id.as_str(), "OPEN", object, "OK");
    ledger::commit(store, &entry, &[]).await?;
    let asked = desk::tasks_of(store, record).await?;
    let list = List::read(desk, Chosen::default()).await?;
    let frame = Frame::of(desk, visitor, Tab::Tasks).await?;
    let sheet = sheet(desk, (visitor, &asked), &link, wrong).await?;
    let body = html! {
        main class="page page--fill" id="main" {
            div class="head" { div {
                p class="crumb" { a href="/desk/tasks" { "待办" } }
                h1 { (list.title()) }
            } }
            (list.tabs())
            div class="split" { (list.pane(Some(record))) (sheet) }
            (tasks::keys())
        }
    };
    let status = if wrong.is_some() {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    let title = format!("亲属 {}", record.receipt_number());
    Ok((status, frame.page(&title, &body)).into_response())
}

async fn sheet(
    desk: &Desk,
    (visitor, asked): (&Visitor, &[DeskTask]),
    link: &Link,
    wrong: Option<&str>,
) -> Result<Markup, StoreError> {
    let today = desk.vault.today();
    let (agent, _) = seen(desk, &link.agent).await?;
    let (member, phone) = seen(desk, &link.member).await?;
    let matters = asked.iter().map(|task| words::matter(task.matter));
    let matters = matters.collect::<Vec<_>>().join("、");
    Ok(html! {
        article class="sheet" id="open" {
            div class="sheet__body" {
                div class="sheet__head" {
                    div {
                        p class="note" { (matters) " 回执号 "
                            span class="code" { (link.record.receipt_number()) } }
                        h2 { (agent) "添加" (member) "为" (link.relation.zh()) }
                    }
                    @if asked.is_empty() { (frame::state(Level::Fine, "已办结")) }
                    @else { (frame::state(Level::Watch, "要办")) }
                }
                @if let Some(wrong) = wrong {
                    div class="notice notice--stop" role="alert" {
                        (frame::stop()) div { b { "没有办成" } (wrong) }
                    }
                }
                dl class="facts" {
                    dt { "办事人" } dd { b { (agent) } }
                    dt { "亲属" } dd { b { (member) } }
                    dt { "亲属的电话" } dd { span class="code" { (phone) } }
                    dt { "从哪天起" } dd { (day(link.from, today)) }
                    dt { "本人同意" } dd { @if link.consented { "有" } @else { "还没有" } }
                }
                @for task in asked {
                    @if let Some(what) = words::by_hand(task.matter) {
                        div class="notice notice--wait" {
                            (frame::warn()) div { b { (words::matter(task.matter)) } (what)
                                @if task.matter != Matter::CallBack { (close(visitor, link, task)) }
                            }
                        }
                    }
                }
            }
            @if asked.iter().any(|task| task.matter == Matter::CallBack) { (answers(visitor, link)) }
        }
    })
}

/// Name and telephone of somebody, masked.
async fn seen(desk: &Desk, subject: &Subject) -> Result<(String, String), StoreError> {
    let person = people::by_subject(desk.vault.store(), subject).await?;
    Ok(person.map_or((NOBODY.to_owned(), String::new()), |person| {
        let phone = values::masked_or(false, &person.phone, values::masked_phone);
        (residence::masked_name(&person.name), phone)
    }))
}

fn close(visitor: &Visitor, link: &Link, task: &DeskTask) -> Markup {
    html! {
        form class="bar bar--below" method="post" action={ (address(&link.record)) "/done" } {
            (frame::mark(visitor))
            input type="hidden" name="matter" value=(residence::Listed::code(task.matter));
            button class="btn btn--small" { "已办结" }
        }
    }
}

fn answers(visitor: &Visitor, link: &Link) -> Markup {
    let action = format!("{}/link", address(&link.record));
    let form = |act: &str, class: &str, key: &str, word: &str| {
        html! {
            form method="post" action=(action) {
                (frame::mark(visitor))
                input type="hidden" name="act" value=(act);
                button class={ "btn " (class) } accesskey=(key) { (word) }
            }
        }
    };
    html! {
        footer class="sheet__foot" {
            p { b { "本人同意后" } "，办事人可以为他办事和出示他的码；"
                b { "不同意的" } "，这个亲属关系就结束。" }
            div class="answers" {
                (form("NOT_AGREED", "btn--big btn--stop", "q", "本人不同意"))
                (form("AGREED", "btn--main", "y", "本人同意"))
            }
        }
    }
}

/// Notes what the elder said; once it was noted, an old page changes nothing.
pub(super) async fn decide(
    State(desk): State<Arc<Desk>>,
    Path(record): Path<String>,
    posted: Posted,
) -> Result<Response, Stop> {
    let visitor = &posted.visitor;
    visitor.works_on_cases()?;
    let record = record_of(&record)?;
    let agreed = match posted.field("act") {
        "AGREED" => true,
        "NOT_AGREED" => false,
        _ => return Err(Stop::Form),
    };
    let asked = desk::tasks_of(desk.vault.store(), &record).await?;
    if !asked.iter().any(|task| task.matter == Matter::CallBack) {
        let words = "这件事已由他人处理。";
        return page(&desk, visitor, &record, Some(words)).await;
    }
    desk.vault
        .called_back(&record, agreed, &by(visitor))
        .await?;
    let to = if agreed {
        address(&record)
    } else {
        "/desk/tasks".to_owned()
    };
    Ok(Redirect::to(&to).into_response())
}
