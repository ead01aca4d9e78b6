//! What people said to those who run the service (意见反馈): words as they came, and nobody's name.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use maud::html;

use super::{
    Desk,
    frame::{Frame, Tab, day},
    guard::{Stop, Visitor},
    requests,
};
use crate::tables::{ledger, mine};

/// The newest are read; the older ones stay until their time is over.
const ROWS_MAX: usize = 200;

/// Shows the words, the newest first; that they were read is noted first.
pub(super) async fn show(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
) -> Result<Response, Stop> {
    visitor.works_on_cases()?;
    let store = desk.vault.store();
    let entry = desk.entry(visitor.id.as_str(), "FEEDBACK", String::new(), "OK");
    ledger::commit(store, &entry, &[]).await?;
    let words = mine::feedback(store).await?;
    let today = desk.vault.today();
    let frame = Frame::of(&desk, &visitor, Tab::Requests).await?;
    let title = match words.len() {
        0 => "还没有意见反馈".to_owned(),
        all => format!("{all} 条意见反馈"),
    };
    let body = html! {
        main class="page page--flow" id="main" {
            div class="head" { div {
                h1 { (title) }
                p { "不记是谁说的，保存 12 个月。里面若写了个人信息，不要转抄。" }
            } }
            (requests::tabs(&frame, words.len(), true))
            @if !words.is_empty() {
                div class="frame" {
                    table class="tbl" {
                        thead { tr { th class="c-10" { "日期" } th { "说了什么" } } }
                        tbody {
                            @for (on, text) in words.iter().take(ROWS_MAX) {
                                tr {
                                    th scope="row" class="nb" { (day(*on, today)) }
                                    td { p class="letter" { (text) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(frame.page("意见反馈", &body))
}
