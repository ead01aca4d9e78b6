//! One case: facts, what the system checked, what follows from each answer, and the answers.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use data_encoding::HEXLOWER;
use maud::{Markup, html};
use residence::{Matter, RecordId, State as Stands};

use super::{
    Desk, binding, claims,
    deciding::{self, Offered},
    facts::Facts,
    fleet::Level,
    frame::{self, Frame, Tab},
    guard::{Posted, Stop, Visitor},
    habitual, links, receipts,
    tasks::{self, Chosen, List, address},
    values::{self, Field},
    words,
};
use crate::tables::{ledger, standings::Standing};

/// What a page of a case shows besides the case.
#[derive(Default)]
pub(super) struct Extra {
    /// A value in full.
    pub(super) shown: Option<Field>,
    /// Why the last answer was not taken.
    pub(super) wrong: Option<String>,
}

/// Reads the id in an address.
pub(super) fn record_of(text: &str) -> Result<RecordId, Stop> {
    let bytes = HEXLOWER.decode(text.as_bytes()).ok();
    let bytes = bytes.and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
    bytes.map(RecordId::from_bytes).ok_or(Stop::NotFound)
}

/// Shows a case; that it was opened is noted first.
pub(super) async fn show(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Path(record): Path<String>,
) -> Result<Response, Stop> {
    visitor.works_on_cases()?;
    let record = record_of(&record)?;
    page(&desk, &visitor, &record, Extra::default(), "OPEN").await
}

/// Shows one value of a case in full, for a moment.
pub(super) async fn reveal(
    State(desk): State<Arc<Desk>>,
    Path(record): Path<String>,
    posted: Posted,
) -> Result<Response, Stop> {
    posted.visitor.works_on_cases()?;
    let record = record_of(&record)?;
    let field = Field::from_code(posted.field("field")).ok_or(Stop::Form)?;
    let extra = Extra {
        shown: Some(field),
        wrong: None,
    };
    let response = page(&desk, &posted.visitor, &record, extra, "SHOW").await?;
    Ok(values::for_a_moment(response, &address(&record)))
}

/// Makes the page of a case; what is seen on it is in the ledger before anybody sees it.
pub(super) async fn page(
    desk: &Arc<Desk>,
    visitor: &Visitor,
    record: &RecordId,
    extra: Extra,
    act: &'static str,
) -> Result<Response, Stop> {
    let Some(facts) = Facts::read(desk, record).await? else {
        let store = desk.vault.store();
        if let Some(elsewhere) = receipts::page_of(store, record).await? {
            return Ok(Redirect::to(&elsewhere).into_response());
        }
        if links::is_one(store, record).await? {
            return links::page(desk, visitor, record, extra.wrong.as_deref()).await;
        }
        return claims::page(desk, visitor, record, extra.wrong.as_deref()).await;
    };
    let object = HEXLOWER.encode(record.as_bytes());
    let mut entry = desk.entry(visitor.id.as_str(), act, object, "OK");
    entry.detail = extra.shown.map_or("", Field::code).to_owned();
    ledger::commit(desk.vault.store(), &entry, &[]).await?;

    let list = List::read(desk, Chosen::default()).await?;
    let offered = deciding::offered(desk, visitor, record).await?;
    let likely = match &facts.written {
        Some(written) => binding::candidates(desk, written).await?,
        None => Vec::new(),
    };
    let bind = binding::table(visitor, &facts, &likely);
    let frame = Frame::of(desk, visitor, Tab::Tasks).await?;
    let body = html! {
        main class="page page--fill" id="main" {
            div class="head" {
                div { p class="crumb" { a href="/desk/tasks" { "待办" } } h1 { (list.title()) } }
            }
            (list.tabs())
            div class="split" {
                (list.pane(Some(record)))
                (sheet(visitor, &facts, &list, (&offered, &bind), &extra))
            }
            (tasks::keys())
        }
    };
    let status = if extra.wrong.is_some() {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    let title = format!("登记 {}", record.receipt_number());
    Ok((status, frame.page(&title, &body)).into_response())
}

fn sheet(
    visitor: &Visitor,
    facts: &Facts,
    list: &List,
    (offered, bind): (&Offered, &Markup),
    extra: &Extra,
) -> Markup {
    let record = &facts.registration.record;
    let matters = facts.tasks.iter().map(|task| words::matter(task.matter));
    let matters = matters.collect::<Vec<_>>().join("、");
    html! {
        article class="sheet" id="open" {
            div class="sheet__body" {
                div class="sheet__head" {
                    div {
                        p class="note" {
                            @if !matters.is_empty() { (matters) " · " }
                            "回执号 " span class="code" { (record.receipt_number()) }
                        }
                        h2 { (facts.resident()) "申报住在" (facts.whole_address()) }
                    }
                    @if let Some(due) = list.due_of(record) { (due) } @else { (stands(facts)) }
                }
                @if let Some(wrong) = &extra.wrong {
                    div class="notice notice--stop" role="alert" {
                        (frame::stop()) div { b { "没有办成" } (wrong) }
                    }
                }
                (bind)
                (habitual::answers(visitor, facts))
                (facts.table(visitor, extra.shown))
                (facts.checks())
                (facts.history())
                (by_hand(visitor, facts))
                (deciding::authority(visitor, record, offered))
            }
            (deciding::answers(visitor, facts, offered))
        }
    }
}

fn stands(facts: &Facts) -> Markup {
    match &facts.registration.standing {
        Standing::Denied(_) => frame::state(Level::Stop, "没有受理"),
        Standing::Stands(held) => frame::state(level(held.state), held.state.zh()),
    }
}

/// The colour of a state.
pub(super) fn level(state: Stands) -> Level {
    match (state.is_registered(), state.is_live()) {
        (true, _) => Level::Fine,
        (false, true) => Level::Watch,
        (false, false) => Level::Stop,
    }
}

/// The tasks that are done outside the page and closed here.
fn by_hand(visitor: &Visitor, facts: &Facts) -> Markup {
    let action = format!("{}/done", address(&facts.registration.record));
    let open = facts.tasks.iter();
    let open = open.filter_map(|task| words::by_hand(task.matter).map(|what| (task, what)));
    html! {
        @for (task, what) in open {
            div class="notice notice--wait" {
                (frame::warn())
                div {
                    b { (words::matter(task.matter)) }
                    (what)
                    form class="bar bar--below" method="post" action=(action) {
                        (frame::mark(visitor))
                        input type="hidden" name="matter" value=(code(task.matter));
                        input type="hidden" name="place"
                            value=(task.place.map_or(String::new(), |place| place.to_string()));
                        button class="btn btn--small" { "已办结" }
                    }
                }
            }
        }
    }
}

fn code(matter: Matter) -> &'static str {
    residence::Listed::code(matter)
}
