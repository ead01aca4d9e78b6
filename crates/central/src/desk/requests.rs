//! What people ask about their own data (个人信息保护法 arts. 46 and 47): to correct it, to delete it.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use data_encoding::HEXLOWER;
use maud::{Markup, html};
use protocol::DataField;
use residence::{
    DataKept, DataRefusal, Listed as _, Named as _, RecordId, days_between, masked_name,
};

use super::{
    Desk,
    case::record_of,
    deciding::{by, pin_again, select},
    fleet::Level,
    frame::{self, Frame, Tab, day},
    guard::{Posted, Stop, Visitor},
    permit_words::NOBODY,
    values::{self, Field},
};
use crate::{
    DataDecision,
    tables::{
        desk, identities, ledger,
        mine::{self, Request, RequestState, Wish},
        people::{self, Person},
    },
};

/// The address of the page of a request.
pub(super) fn address(record: &RecordId) -> String {
    format!("/desk/requests/{}", HEXLOWER.encode(record.as_bytes()))
}

fn wish(wish: Wish) -> &'static str {
    match wish {
        Wish::Correct(DataField::Name) => "更正姓名",
        Wish::Correct(DataField::Phone) => "更正手机号",
        Wish::Correct(DataField::HukouAddress) => "更正户籍地址",
        Wish::Erase => "删除本人信息",
    }
}

/// The two lists that stand under one word of the bar.
pub(super) fn tabs(frame: &Frame<'_>, feedback: usize, at_feedback: bool) -> Markup {
    let waiting = frame.requests();
    html! {
        nav class="tabs" aria-label="哪一种" {
            (frame::tab("/desk/requests", !at_feedback, "信息请求", waiting, false))
            (frame::tab("/desk/feedback", at_feedback, "意见反馈", feedback, false))
        }
    }
}

/// Lists the requests that wait, the oldest first.
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
) -> Result<Response, Stop> {
    visitor.works_on_cases()?;
    let (store, today) = (desk.vault.store(), desk.vault.today());
    let mut rows = Vec::new();
    for request in mine::open(store).await? {
        let person = people::by_subject(store, &request.subject).await?;
        rows.push((request, name_of(person.as_ref())));
    }
    let frame = Frame::of(&desk, &visitor, Tab::Requests).await?;
    let title = match rows.len() {
        0 => "现在没有信息请求".to_owned(),
        all => format!("有 {all} 件信息请求"),
    };
    let feedback = mine::feedback(store).await?.len();
    let body = html! {
        main class="page page--flow" id="main" {
            div class="head" { div {
                h1 { (title) }
                p { "居民要求更正或删除自己的信息，要及时办；不办的要说明原因。" }
            } }
            (tabs(&frame, feedback, false))
            @if !rows.is_empty() {
                div class="frame" {
                    table class="tbl" {
                        thead { tr {
                            th { "等了多久" } th { "谁" } th { "要求" } th { "回执号" } th { "提出" }
                        } }
                        tbody {
                            @for (request, name) in &rows {
                                @let waited = days_between(request.asked_on, today);
                                tr {
                                    td class="nb" { (frame::state(Level::Watch, &waited_for(waited))) }
                                    th scope="row" class="nb" {
                                        a href=(address(&request.record)) { (name) } }
                                    td { (wish(request.wish)) }
                                    td class="nb code" { (request.record.receipt_number()) }
                                    td class="nb" { (day(request.asked_on, today)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(frame.page("信息请求", &body))
}

fn waited_for(days: i64) -> String {
    if days > 0 {
        format!("等了 {days} 天")
    } else {
        "今天收到".to_owned()
    }
}

fn name_of(person: Option<&Person>) -> String {
    person.map_or(NOBODY.to_owned(), |person| masked_name(&person.name))
}

/// Shows a request; that it was opened is noted first.
pub(super) async fn show(
    State(desk): State<Arc<Desk>>,
    visitor: Visitor,
    Path(record): Path<String>,
) -> Result<Response, Stop> {
    visitor.works_on_cases()?;
    let record = record_of(&record)?;
    page(&desk, &visitor, &record, (None, None), "OPEN").await
}

/// Shows one value of it in full, for a moment.
pub(super) async fn reveal(
    State(desk): State<Arc<Desk>>,
    Path(record): Path<String>,
    posted: Posted,
) -> Result<Response, Stop> {
    posted.visitor.works_on_cases()?;
    let record = record_of(&record)?;
    let field = Field::from_code(posted.field("field")).ok_or(Stop::Form)?;
    let shown = (Some(field), None);
    let response = page(&desk, &posted.visitor, &record, shown, "SHOW").await?;
    Ok(values::for_a_moment(response, &address(&record)))
}

async fn page(
    desk: &Arc<Desk>,
    visitor: &Visitor,
    record: &RecordId,
    (shown, wrong): (Option<Field>, Option<&str>),
    act: &'static str,
) -> Result<Response, Stop> {
    let store = desk.vault.store();
    let request = mine::by_record(store, record).await?;
    let request = request.ok_or(Stop::NotFound)?;
    let object = HEXLOWER.encode(record.as_bytes());
    let mut entry = desk.entry(visitor.id.as_str(), act, object, "OK");
    entry.detail = shown.map_or("", Field::code).to_owned();
    ledger::commit(store, &entry, &[]).await?;

    let person = people::by_subject(store, &request.subject).await?;
    let identity = identities::of_subject(store, &request.subject).await?;
    let told = desk::messages_of(store, record).await?;
    let today = desk.vault.today();
    let frame = Frame::of(desk, visitor, Tab::Requests).await?;
    let facts = facts(
        (visitor, shown),
        &request,
        person.as_ref(),
        identity.registered.as_deref(),
    );
    let body = html! {
        main class="page page--flow" id="main" {
            div class="head" {
                div {
                    p class="crumb" { a href="/desk/requests" { "信息请求" } " · 回执号 "
                        span class="code" { (record.receipt_number()) } }
                    h1 { (name_of(person.as_ref())) "要求" (wish(request.wish)) }
                    p { (day(request.asked_on, today)) "提出。" }
                }
                div class="head__acts" { (stands(request.state)) }
            }
            @if let Some(wrong) = wrong {
                div class="notice notice--stop" role="alert" {
                    (frame::stop()) div { b { "没有办成" } (wrong) }
                }
            }
            (facts)
            @if !request.kept.is_empty() {
                p { "依法继续保存：" (kept(&request.kept)) "。" }
            }
            @if let Some(last) = told.last() {
                div class="notice" {
                    (frame::wait()) div { b { "本人看到的，" (day(last.made_on, today)) } (last.zh) }
                }
            }
            @if request.state == RequestState::Open { (answers(visitor, &request)) }
        }
    };
    let status = if wrong.is_some() {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    let title = format!("信息请求 {}", record.receipt_number());
    Ok((status, frame.page(&title, &body)).into_response())
}

fn stands(state: RequestState) -> Markup {
    match state {
        RequestState::Open => frame::state(Level::Watch, "等待办理"),
        RequestState::Done => frame::state(Level::Fine, "已办好"),
        RequestState::Refused => frame::state(Level::Stop, "没有办理"),
    }
}

fn kept(codes: &[String]) -> String {
    let words = codes
        .iter()
        .map(|code| DataKept::from_code(code).map_or(code.as_str(), |kept| kept.zh()));
    words.collect::<Vec<_>>().join("、")
}

fn facts(
    (visitor, shown): (&Visitor, Option<Field>),
    request: &Request,
    person: Option<&Person>,
    registered: Option<&str>,
) -> Markup {
    let base = address(&request.record);
    let full = shown == Some(Field::Wanted);
    let mask = |text: &str| match request.wish {
        Wish::Correct(DataField::Name) => masked_name(text),
        Wish::Correct(DataField::Phone) => values::masked_phone(text),
        Wish::Correct(DataField::HukouAddress) | Wish::Erase => "******".to_owned(),
    };
    let wanted = if full {
        request.value.clone()
    } else {
        mask(&request.value)
    };
    html! {
        section class="card" {
            h2 { "现在登记的" }
            dl class="facts" {
                (values::person(visitor, &base, shown, person))
                dt { "户籍地区划" } dd { span class="code" { (registered.unwrap_or("没有登记")) } }
                @if !request.value.is_empty() {
                    (values::row(visitor, &base, shown, Field::Wanted, &html! { b { (wanted) } }))
                }
            }
        }
    }
}

fn answers(visitor: &Visitor, request: &Request) -> Markup {
    let action = format!("{}/decide", address(&request.record));
    let refusals = DataRefusal::ALL.iter();
    let refusals = refusals.map(|one| (one.code(), one.zh())).collect();
    let (erases, word, after) = match request.wish {
        Wish::Erase => (
            true,
            "删除可以删除的",
            "亮码记录、电话和往来记录会删除；居住登记、居住证和同意记录依法保存，系统会列出来告诉本人。删除后不能恢复。",
        ),
        Wish::Correct(_) => (
            false,
            "看过证件，更正",
            "请看证明材料的原件再更正；不留复印件。本人会收到结果。",
        ),
    };
    let hukou = request.wish == Wish::Correct(DataField::HukouAddress);
    html! {
        section class="card" {
            h2 { "怎么办" }
            p { (after) }
            div class="answers" {
                form class="bar" method="post" action=(action) {
                    (frame::mark(visitor))
                    input type="hidden" name="act" value="REFUSE";
                    label class="field" { b { "不办理的原因，本人会看到" } (select(&refusals)) }
                    button class="btn btn--big btn--stop" accesskey="q" { "不办理，先选原因" }
                }
                form class="bar" method="post" action=(action) {
                    (frame::mark(visitor))
                    input type="hidden" name="act" value="GRANT";
                    @if hukou {
                        label class="field" { b { "户籍地的区划代码" }
                            input class="in in--14 code" name="registered" maxlength="12"
                                inputmode="numeric" autocomplete="off" required;
                        }
                    }
                    @if erases {
                        label class="field" { b { "再输一次口令" }
                            input class="in in--10" type="password" name="pin" inputmode="numeric"
                                maxlength="6" autocomplete="off" required;
                        }
                    }
                    button class="btn btn--main" accesskey="y" { (frame::tick()) (word) }
                }
            }
        }
    }
}

/// Carries out what was decided; a request that somebody else decided is not decided again.
pub(super) async fn decide(
    State(desk): State<Arc<Desk>>,
    Path(record): Path<String>,
    posted: Posted,
) -> Result<Response, Stop> {
    let visitor = &posted.visitor;
    visitor.works_on_cases()?;
    let record = record_of(&record)?;
    let request = mine::by_record(desk.vault.store(), &record).await?;
    let request = request.ok_or(Stop::NotFound)?;
    let decision = match posted.field("act") {
        "GRANT" => {
            let digits = Some(posted.field("registered")).filter(|text| !text.is_empty());
            DataDecision::Grant(digits.map(str::to_owned))
        }
        "REFUSE" => match DataRefusal::from_code(posted.field("reason")) {
            Some(reason) => DataDecision::Refuse(reason),
            None => {
                let wrong = (None, Some("请先选原因，再按按钮。"));
                return page(&desk, visitor, &record, wrong, "OPEN").await;
            }
        },
        _ => return Err(Stop::Form),
    };
    let erases = request.wish == Wish::Erase && matches!(decision, DataDecision::Grant(_));
    if erases && let Some(wrong) = pin_again(&desk, &posted).await? {
        return page(&desk, visitor, &record, (None, Some(&wrong)), "OPEN").await;
    }
    match desk
        .vault
        .decide_data(&record, &decision, &by(visitor))
        .await?
    {
        Ok(()) => Ok(Redirect::to(&address(&record)).into_response()),
        Err(rule) => {
            let words = match rule {
                "REGISTERED_PLACE_MISSING" => "请写户籍地的区划代码，2 到 12 位数字",
                _ => "这件请求已由他人处理",
            };
            let wrong = format!("{words}。规则 {rule}");
            page(&desk, visitor, &record, (None, Some(&wrong)), "OPEN").await
        }
    }
}
