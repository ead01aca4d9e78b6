//! A claim to own a house: the desk looks at the document and says whether it agrees.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};
use data_encoding::HEXLOWER;
use maud::{Markup, html};
use residence::{
    Listed as _, OwnershipDenial, OwnershipEvent, OwnershipState, RecordId, masked_name,
};

use super::{
    Desk,
    case::record_of,
    deciding::by,
    fleet::Level,
    frame::{self, Frame, Tab, day},
    guard::{Posted, Stop, Visitor},
    tasks::{self, Chosen, List, address},
};
use crate::tables::{
    house_claims::{self, HouseClaim},
    houses, ledger, people,
};

const NOTE_CHARACTERS_MAX: usize = 200;

/// Shows a claim; that it was opened is noted first.
pub(super) async fn page(
    desk: &Arc<Desk>,
    visitor: &Visitor,
    record: &RecordId,
    wrong: Option<&str>,
) -> Result<Response, Stop> {
    let store = desk.vault.store();
    let claim = house_claims::by_record(store, record).await?;
    let claim = claim.ok_or(Stop::NotFound)?;
    let object = HEXLOWER.encode(record.as_bytes());
    let entry = desk.entry(visitor.id.as_str(), "OPEN", object, "OK");
    ledger::commit(store, &entry, &[]).await?;

    let house = houses::by_code(store, &claim.held.house).await?;
    let line = house.map_or(claim.held.house.to_string(), |house| {
        format!("{}{}{}", house.street, house.number, house.room)
    });
    let person = people::by_subject(store, &claim.held.owner).await?;
    let name = person.map_or("登记里没有的人".to_owned(), |person| {
        masked_name(&person.name)
    });
    let owners = houses::owners(store, &claim.held.house).await?.len();
    let list = List::read(desk, Chosen::default()).await?;
    let frame = Frame::of(desk, visitor, Tab::Tasks).await?;
    let today = desk.vault.today();
    let body = html! {
        main class="page page--fill" id="main" {
            div class="head" { div {
                p class="crumb" { a href="/desk/tasks" { "待办" } }
                h1 { (list.title()) }
            } }
            (list.tabs())
            div class="split" {
                (list.pane(Some(record)))
                article class="sheet" id="open" {
                    div class="sheet__body" {
                        div class="sheet__head" {
                            div {
                                p class="note" { "业主核验 · 回执号 "
                                    span class="code" { (record.receipt_number()) } }
                                h2 { (name) "申报是" (line) "的业主" }
                            }
                            (stands(claim.held.state))
                        }
                        @if let Some(wrong) = wrong {
                            div class="notice notice--stop" role="alert" {
                                (frame::stop()) div { b { "没有办成" } (wrong) }
                            }
                        }
                        dl class="facts" {
                            dt { "申报人" } dd { b { (name) } }
                            dt { "房屋编码" } dd { span class="code" { (claim.held.house) } }
                            dt { "地址" } dd { (line) }
                            dt { "已核验业主" } dd { (owners) " 位" }
                            dt { "申报日期" } dd { (day(claim.claimed_on, today)) }
                            dt { "从哪里来" } dd { "自助机 " (claim.kiosk) }
                        }
                        p { "请看不动产权证书或购房合同的原件：人、房号、份额都对，再核验。不留复印件。" }
                    }
                    (answers(visitor, &claim))
                }
            }
            (tasks::keys())
        }
    };
    let status = if wrong.is_some() {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    let title = format!("业主核验 {}", record.receipt_number());
    Ok((status, frame.page(&title, &body)).into_response())
}

fn stands(state: OwnershipState) -> Markup {
    match state {
        OwnershipState::Claimed => frame::state(Level::Watch, "待核验"),
        OwnershipState::Verified => frame::state(Level::Fine, "已核验"),
        OwnershipState::Refused => frame::state(Level::Stop, "未通过"),
        OwnershipState::Ended => frame::state(Level::Stop, "已结束"),
    }
}

/// The answers that the rules allow for the claim.
fn answers(visitor: &Visitor, claim: &HouseClaim) -> Markup {
    let action = format!("{}/own", address(&claim.record));
    let offered = |event| claim.held.apply(event).is_ok();
    let verify = offered(OwnershipEvent::Verify);
    let against = [
        (OwnershipEvent::Refuse, "不予核验"),
        (OwnershipEvent::End, "结束业主身份"),
    ];
    let against = against.into_iter().find(|(event, _)| offered(*event));
    if !verify && against.is_none() {
        return html! { footer class="sheet__foot" { p { "这件事已经办结。" } } };
    }
    html! {
        footer class="sheet__foot" {
            p {
                @if verify { b { "核验后" } "，由他确认这套房的登记；他自己的申报马上有效。" }
                b { "不核验或结束后" } "，他不能再为这套房确认。"
            }
            div class="answers" {
                @if let Some((event, word)) = against {
                    form class="bar" method="post" action=(action) {
                        (frame::mark(visitor))
                        input type="hidden" name="act" value=(event.code());
                        label class="field" { b { "原因" }
                            input class="in" name="note" maxlength="200" required;
                        }
                        button class="btn btn--big btn--stop" accesskey="q" { (word) }
                    }
                }
                @if verify {
                    form method="post" action=(action) {
                        (frame::mark(visitor))
                        input type="hidden" name="act" value=(OwnershipEvent::Verify.code());
                        button class="btn btn--main" accesskey="y" { (frame::tick()) "核验为业主" }
                    }
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
    let event = OwnershipEvent::from_code(posted.field("act")).ok_or(Stop::Form)?;
    let note = posted.field("note");
    if note.chars().count() > NOTE_CHARACTERS_MAX || note.chars().any(char::is_control) {
        return Err(Stop::Form);
    }
    if event != OwnershipEvent::Verify && note.is_empty() {
        return page(&desk, visitor, &record, Some("请先写原因。")).await;
    }
    let said = (event, Some(note).filter(|note| !note.is_empty()));
    let decided = desk
        .vault
        .decide_ownership(&record, said, &by(visitor))
        .await?;
    match decided {
        Ok(()) => Ok(Redirect::to(&address(&record)).into_response()),
        Err(denial) => {
            let words = format!("{}。规则 {}", denied(denial), denial.code());
            page(&desk, visitor, &record, Some(&words)).await
        }
    }
}

fn denied(denial: OwnershipDenial) -> &'static str {
    match denial {
        OwnershipDenial::WrongState => "这件事已由他人处理",
        OwnershipDenial::NotTheOwner => "只有已核验的业主可以办",
        OwnershipDenial::NotTheTrustee => "只有受托人本人可以办",
        OwnershipDenial::Dates => "日期不对",
    }
}
