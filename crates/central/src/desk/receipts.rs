//! Looking up a receipt by its number, which goes in a form and never in an address.

use std::sync::Arc;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use data_encoding::HEXLOWER;
use maud::{Markup, html};
use residence::{ReceiptNumber, RecordId};

use super::{
    Desk, frame,
    frame::{Frame, Tab, moment},
    guard::{Posted, Stop, Visitor},
    permit, requests,
    tasks::address,
};
use crate::{
    store::{Store, StoreError},
    tables::{
        envelopes::{self, Stage, StoredEnvelope},
        house_claims, ledger, mine, permits, registrations,
    },
};

/// Shows the form.
pub(super) async fn ask(State(desk): State<Arc<Desk>>, visitor: Visitor) -> Result<Response, Stop> {
    visitor.works_on_cases()?;
    page(&desk, &visitor, "", &html! {}).await
}

/// Finds the record of a number: a registration opens its case, another record is told in words.
pub(super) async fn answer(
    State(desk): State<Arc<Desk>>,
    posted: Posted,
) -> Result<Response, Stop> {
    let visitor = &posted.visitor;
    visitor.works_on_cases()?;
    let typed = posted.field("receipt");
    let Ok(number) = ReceiptNumber::parse(typed) else {
        let words = "回执号是 12 个字母和数字，例如 7K2M-9ABC-4XKT。请对着回执再输一次。";
        let told = notice("这不是回执号", words);
        let shown = page(&desk, visitor, "", &told).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response());
    };
    let store = desk.vault.store();
    let mut found = envelopes::of_receipt(store, number).await?;
    // What the front holds and the vault has not taken yet.
    found.extend(envelopes::of_receipt(desk.vault.front(), number).await?);
    let record = found.first().map(|one| one.record);
    let object = record.map_or(String::new(), |record| HEXLOWER.encode(record.as_bytes()));
    let result = if record.is_some() {
        "FOUND"
    } else {
        "NOT_FOUND"
    };
    let entry = desk.entry(visitor.id.as_str(), "RECEIPT", object, result);
    ledger::commit(store, &entry, &[]).await?;
    if let Some(record) = record {
        if let Some(page) = page_of(store, &record).await? {
            return Ok(Redirect::to(&page).into_response());
        }
        let claim = house_claims::by_record(store, &record).await?.is_some();
        if claim || registrations::by_record(store, &record).await?.is_some() {
            return Ok(Redirect::to(&address(&record)).into_response());
        }
    }
    let told = match found.first() {
        None => notice(
            "没有收到这个回执号",
            "自助机可能还没有联上网。回执上有日期的，请对一下；过一天还没有，请看那台自助机。",
        ),
        Some(stored) => of_record(&desk, stored),
    };
    page(&desk, visitor, typed, &told).await
}

/// The page of a record that is neither a registration nor a claim: a permit, or a request about the
/// own data.
pub(super) async fn page_of(
    store: &dyn Store,
    record: &RecordId,
) -> Result<Option<String>, StoreError> {
    if permits::by_record(store, record).await?.is_some() {
        return Ok(Some(permit::address(record)));
    }
    let asked = mine::by_record(store, record).await?;
    Ok(asked.map(|_| requests::address(record)))
}

fn of_record(desk: &Desk, stored: &StoredEnvelope) -> Markup {
    let words = match stored.stage {
        Stage::Received => "中心收到了，正在办。",
        Stage::Applied => "中心收到了，也办好了。这一件不是居住登记，结果在本人的消息里。",
        Stage::Waits => "中心收到了，它决定的那份申报还没有到。",
        Stage::Quarantined => "中心收到了，但打不开，已隔离。请技术员看那台自助机的警报。",
    };
    let came = moment(stored.received_at_ms, desk.vault.today());
    let kiosk = &stored.place.kiosk;
    notice("找到了", &format!("{words}自助机 {kiosk}，{came} 收到。"))
}

fn notice(title: &str, words: &str) -> Markup {
    html! {
        div class="notice notice--wait" role="status" {
            (frame::warn()) div { b { (title) } (words) }
        }
    }
}

async fn page(
    desk: &Arc<Desk>,
    visitor: &Visitor,
    typed: &str,
    told: &Markup,
) -> Result<Response, Stop> {
    let frame = Frame::of(desk, visitor, Tab::Receipts).await?;
    let body = html! {
        main class="page page--flow" id="main" {
            div class="head" { h1 { "查一张回执" } }
            (told)
            form class="bar" method="post" action="/desk/receipts" {
                (frame::mark(visitor))
                label class="find" {
                    (frame::find()) span class="sr" { "回执号" }
                    input class="in code" name="receipt" value=(typed) maxlength="24"
                        placeholder="回执号，12 个字母和数字" accesskey="f" autocomplete="off"
                        autofocus required;
                }
                button class="btn btn--main" { "查回执" }
            }
            p class="note" { "每次查找都有记录。" }
        }
    };
    Ok(frame.page("查回执", &body))
}
