//! A request for a habitual residence, at a house to which nobody is bound: the desk reviews it.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use maud::{Markup, html};
use residence::{HabitualEvent, Listed as _, Matter, RejectionReason};

use super::{
    Desk,
    case::{self, Extra, record_of},
    deciding::{by, rejections, select},
    facts::Facts,
    frame,
    guard::{Posted, Stop, Visitor},
    tasks::address,
};

/// The answers, while the desk is asked.
pub(super) fn answers(visitor: &Visitor, facts: &Facts) -> Markup {
    let asked = |task: &crate::tables::desk::DeskTask| task.matter == Matter::Habitual;
    if !facts.tasks.iter().any(asked) {
        return html! {};
    }
    let action = format!("{}/habitual", address(&facts.registration.record));
    html! {
        section {
            h3 { "申请设为常住地" }
            p { "同意后，居住时间从今天起计算；不同意的，本人会看到原因。" }
            div class="bar" {
                form class="bar" method="post" action=(action) {
                    (frame::mark(visitor))
                    input type="hidden" name="act" value="REJECT";
                    label class="field" { b { "不同意的原因" } (select(&rejections())) }
                    label class="field" { b { "说明（选“其他”必填）" }
                        input class="in" name="note" maxlength="200";
                    }
                    button class="btn btn--stop" { "不同意，先选原因" }
                }
                form method="post" action=(action) {
                    (frame::mark(visitor))
                    input type="hidden" name="act" value="APPROVE";
                    button class="btn btn--main" { (frame::tick()) "同意设为常住地" }
                }
            }
        }
    }
}

/// Carries out an answer; the rules judge it again.
pub(super) async fn decide(
    State(desk): State<Arc<Desk>>,
    Path(record): Path<String>,
    posted: Posted,
) -> Result<Response, Stop> {
    let visitor = &posted.visitor;
    visitor.works_on_cases()?;
    let record = record_of(&record)?;
    let note = posted.field("note");
    if note.chars().count() > 200 || note.chars().any(char::is_control) {
        return Err(Stop::Form);
    }
    let reason = RejectionReason::from_code(posted.field("reason"));
    let event = match (posted.field("act"), reason) {
        ("APPROVE", _) => HabitualEvent::Approve,
        ("REJECT", Some(reason)) => HabitualEvent::Reject(reason),
        (_, _) => return Err(Stop::Form),
    };
    let said = (event, Some(note).filter(|note| !note.is_empty()));
    let decided = desk
        .vault
        .decide_habitual(&record, said, &by(visitor))
        .await?;
    match decided {
        Ok(()) => Ok(Redirect::to(&address(&record)).into_response()),
        Err(denial) => {
            let extra = Extra {
                shown: None,
                wrong: Some(format!("现在不能这样办。规则 {denial}")),
            };
            case::page(&desk, visitor, &record, extra, "OPEN").await
        }
    }
}
