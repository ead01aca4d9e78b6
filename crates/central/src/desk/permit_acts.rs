//! What an officer does about an application: review, ask for papers once, issue, refuse, cancel.
//! The rules say what may be done now; a clerk sees all of it and decides nothing of it.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use maud::{Markup, html};
use residence::{
    Listed as _, Named as _, PermitCancelReason, PermitDenial, PermitEvent, PermitPaper,
};

use super::{
    Desk,
    case::record_of,
    deciding::{by, pin_again, select},
    frame,
    guard::{Posted, Stop, Visitor},
    permit::{self, address},
    permit_words as words,
};
use crate::{registry::Review, tables::desk_access::DeskRole};

/// The reasons for which the authority ends a permit; the holder's own is the holder's event.
const ENDS: [PermitCancelReason; 5] = [
    PermitCancelReason::BecameLocal,
    PermitCancelReason::Death,
    PermitCancelReason::Left,
    PermitCancelReason::Fraud,
    PermitCancelReason::SuspendedTooLong,
];

/// The forms that ask for more than a button.
pub(super) fn cards(visitor: &Visitor, review: &Review) -> Markup {
    let action = format!("{}/decide", address(&review.kept.record));
    html! {
        @if review.offered.correction { (notice_card(visitor, review, &action)) }
        @if review.offered.refuse || review.offered.cancel {
            section class="card" {
                h2 { "不予办理和注销" }
                p class="note" { "只由民警办，系统不会自动决定。再输一次口令。本人会看到原因。" }
                @if review.offered.refuse { (refuse_form(visitor, &action)) }
                @if review.offered.cancel { (cancel_form(visitor, &action)) }
            }
        }
    }
}

fn notice_card(visitor: &Visitor, review: &Review, action: &str) -> Markup {
    let days = review.policy.permit.correction_days;
    html! {
        section class="card" {
            div class="head" { div {
                h2 { "一次性告知，只能发一次" }
                p class="note" { "勾上缺的，全部写清楚。发出后有 " (days) " 天时间补；本人会收到清单。" }
            } }
            form method="post" action=(action) {
                (frame::mark(visitor))
                input type="hidden" name="act" value="CORRECTION";
                div class="checks2" {
                    @for paper in PermitPaper::ALL {
                        label class="check" {
                            input type="checkbox" name={ "paper." (paper.code()) } value="1"
                                checked[review.missing.contains(paper)];
                            span { b { (paper.zh()) } "：" (words::paper(*paper)) }
                        }
                    }
                }
                div class="bar bar--below" {
                    button class="btn btn--big" { "发出告知" (frame::next()) }
                }
            }
        }
    }
}

fn refuse_form(visitor: &Visitor, action: &str) -> Markup {
    html! {
        details {
            summary { "不予办理，先选理由（民警）" }
            form method="post" action=(action) {
                (frame::mark(visitor))
                input type="hidden" name="act" value="REFUSE";
                div class="checks2" {
                    @for reason in PermitDenial::REFUSALS {
                        label class="check" {
                            input type="checkbox" name={ "reason." (reason) } value="1";
                            span { (words::denial(*reason)) }
                        }
                    }
                }
                div class="bar bar--below" {
                    (pin())
                    button class="btn btn--big btn--stop" accesskey="q" { "不予办理" }
                }
            }
        }
    }
}

fn cancel_form(visitor: &Visitor, action: &str) -> Markup {
    let reasons = ENDS.map(|reason| (reason.code(), reason.zh())).to_vec();
    html! {
        details {
            summary { "依职权注销（民警）" }
            form class="bar" method="post" action=(action) {
                (frame::mark(visitor))
                input type="hidden" name="act" value="CANCEL";
                label class="field" { b { "原因" } (select(&reasons)) }
                (pin())
                button class="btn btn--stop" { "注销居住证" }
            }
        }
    }
}

fn pin() -> Markup {
    html! {
        label class="field" { b { "再输一次口令" }
            input class="in in--10" type="password" name="pin" inputmode="numeric" maxlength="6"
                autocomplete="off" required;
        }
    }
}

/// The main action, always at the same place; where there is none, the reason.
pub(super) fn foot(visitor: &Visitor, review: &Review) -> Markup {
    let action = format!("{}/decide", address(&review.kept.record));
    let open = review.findings.lacking.len() + review.missing.len();
    let (offered, officer) = (review.offered, visitor.role == DeskRole::Officer);
    let main = if offered.review {
        Some(("REVIEW", "开始审核", "审核后才能签发或不予办理。"))
    } else if offered.supply {
        Some(("SUPPLY", "材料看过了，继续审核", "看原件；不留复印件。"))
    } else if offered.issue {
        Some(("ISSUE", "签发居住证", "签发后本人马上收到，可以要实体卡。"))
    } else {
        None
    };
    html! {
        footer class="decide" {
            div class="answers" {
                p class="note" {
                    @match main {
                        Some((_, _, after)) => {
                            (after)
                            @if offered.issue && open > 0 { " 系统算出还差 " (open) " 项，由您判断。" }
                        },
                        None if officer => "这件事现在没有要办的。",
                        None => "签发、告知和不予办理只由民警办；您可以看，不能决定。",
                    }
                }
                @if let Some((act, word, _)) = main {
                    form method="post" action=(action) {
                        (frame::mark(visitor))
                        input type="hidden" name="act" value=(act);
                        @if offered.issue { (pin()) }
                        button class="btn btn--main" accesskey="y" { (frame::tick()) (word) }
                    }
                }
            }
        }
    }
}

/// Reads the form; nothing for one that is not whole.
fn event_of(posted: &Posted) -> Option<PermitEvent> {
    match posted.field("act") {
        "REVIEW" => Some(PermitEvent::StartReview),
        "SUPPLY" => Some(PermitEvent::Supply),
        "ISSUE" => Some(PermitEvent::Issue),
        "CORRECTION" => {
            let ticked = |paper: &&PermitPaper| is_ticked(posted, "paper", paper.code());
            let papers = PermitPaper::ALL.iter().filter(ticked).copied();
            Some(PermitEvent::AskCorrection(papers.collect::<BTreeSet<_>>()))
        }
        "REFUSE" => {
            let ticked = |reason: &&PermitDenial| is_ticked(posted, "reason", &reason.to_string());
            let reasons = PermitDenial::REFUSALS.iter().filter(ticked).copied();
            Some(PermitEvent::Refuse(reasons.collect()))
        }
        "CANCEL" => {
            let reason = PermitCancelReason::from_code(posted.field("reason"))?;
            Some(PermitEvent::CancelByAuthority(reason))
        }
        _ => None,
    }
}

fn is_ticked(posted: &Posted, group: &str, code: &str) -> bool {
    posted.field(&format!("{group}.{code}")) == "1"
}

/// Carries out what was decided; the rules judge it again, so a page that is old changes nothing.
pub(super) async fn decide(
    State(desk): State<Arc<Desk>>,
    Path(record): Path<String>,
    posted: Posted,
) -> Result<Response, Stop> {
    let visitor = &posted.visitor;
    visitor.works_on_cases()?;
    let record = record_of(&record)?;
    let event = event_of(&posted).ok_or(Stop::Form)?;
    let weighty = matches!(
        event,
        PermitEvent::Issue | PermitEvent::Refuse(_) | PermitEvent::CancelByAuthority(_)
    );
    // Whoever may not decide is told so by the rules, and not asked for a number before.
    if weighty
        && visitor.role == DeskRole::Officer
        && let Some(wrong) = pin_again(&desk, &posted).await?
    {
        return permit::page(&desk, visitor, &record, (None, Some(&wrong)), "OPEN").await;
    }
    match desk
        .vault
        .decide_permit(&record, &event, &by(visitor))
        .await?
    {
        Ok(()) => Ok(Redirect::to(&address(&record)).into_response()),
        Err(denials) => {
            let denial = denials.first().copied().unwrap_or(PermitDenial::WrongState);
            let wrong = format!("{}。规则 {denial}", words::denial(denial));
            permit::page(&desk, visitor, &record, (None, Some(&wrong)), "OPEN").await
        }
    }
}
