//! The answers that may be given to a case: the rules say which, and what follows from each.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse as _, Redirect, Response},
};
use data_encoding::HEXLOWER;
use maud::{Markup, html};
use residence::{
    AddressRefusal, Denial, EndReason, Event, Listed, Matter, Named as _, RecordId,
    RejectionReason, Step, VoidReason,
};

use super::{
    Desk,
    case::{self, Extra, record_of},
    facts::Facts,
    frame,
    guard::{Posted, Stop, Visitor},
    login::Tried,
    tasks::address,
    words,
};
use crate::{
    registry::{By, DeskAct},
    tables::{desk, desk_access::DeskRole, ledger, workers},
};

/// The longest reason in words, in characters.
const NOTE_CHARACTERS_MAX: usize = 200;

/// What each answer would lead to.
pub(super) struct Offered {
    confirm: Result<Step, Denial>,
    reject: Result<Step, Denial>,
    confirm_cancel: Result<Step, Denial>,
    refuse_address: Result<Step, Denial>,
    end: Result<Step, Denial>,
    void: Result<Step, Denial>,
}

/// Who decides, as the registry knows them.
pub(super) fn by(visitor: &Visitor) -> By {
    By {
        actor: visitor.id.as_str().to_owned(),
        officer: visitor.role == DeskRole::Officer,
    }
}

/// Asks the rules what may be answered.
pub(super) async fn offered(
    desk: &Desk,
    visitor: &Visitor,
    record: &RecordId,
) -> Result<Offered, Stop> {
    let of = |event| DeskAct { event, note: None };
    let acts = [
        of(Event::Confirm),
        of(Event::Reject(RejectionReason::WrongRoom)),
        of(Event::ConfirmCancel),
        of(Event::RefuseAddress(AddressRefusal::NotFound)),
        of(Event::EndByAuthority(EndReason::MovedAway)),
        of(Event::Void(VoidReason::Mistake)),
    ];
    let weighed = desk
        .vault
        .weigh_at_desk(record, &acts, &by(visitor))
        .await?;
    let mut weighed = weighed.into_iter();
    let mut next = || weighed.next().unwrap_or(Err(Denial::WrongState));
    Ok(Offered {
        confirm: next(),
        reject: next(),
        confirm_cancel: next(),
        refuse_address: next(),
        end: next(),
        void: next(),
    })
}

/// The foot of a case: what follows from each answer, and the answers that name themselves.
pub(super) fn answers(visitor: &Visitor, facts: &Facts, offered: &Offered) -> Markup {
    let record = &facts.registration.record;
    let resident = facts.resident();
    let after = |step: &Step| words::consequence(step, &resident);
    let main = [
        (&offered.confirm, "CONFIRM", "确认登记", "确认后"),
        (
            &offered.confirm_cancel,
            "CONFIRM_CANCEL",
            "确认注销",
            "确认注销后",
        ),
    ];
    let main = main.into_iter().find_map(|(weighed, code, word, then)| {
        weighed.as_ref().ok().map(|step| (step, code, word, then))
    });
    let refusal = [
        (&offered.reject, "REJECT", "拒绝", rejections()),
        (
            &offered.refuse_address,
            "REFUSE_ADDRESS",
            "退回地址",
            addresses(),
        ),
    ];
    let refusal = refusal
        .into_iter()
        .find_map(|(weighed, code, word, reasons)| {
            weighed
                .as_ref()
                .ok()
                .map(|step| (step, code, word, reasons))
        });
    if main.is_none() && refusal.is_none() {
        return nothing_to_answer(offered);
    }
    html! {
        footer class="sheet__foot" {
            p {
                @if let Some((step, _, _, then)) = &main { b { (then) } "，" (after(step)) }
                @if let Some((step, _, word, _)) = &refusal { b { (word) "后" } "，" (after(step)) }
            }
            div class="answers" {
                @if let Some((_, code, word, reasons)) = &refusal {
                    form method="post" action={ (address(record)) "/decide" } {
                        (frame::mark(visitor))
                        input type="hidden" name="act" value=(code);
                        div class="bar" {
                            label class="field" { b { (word) "原因" } (select(reasons)) }
                            label class="field" { b { "说明（选“其他”必填）" }
                                input class="in" name="note" maxlength="200";
                            }
                            button class="btn btn--big btn--stop" accesskey="q" { (word) "，先选原因" }
                        }
                    }
                } @else { div {} }
                @if let Some((_, code, word, _)) = &main {
                    form method="post" action={ (address(record)) "/decide" } {
                        (frame::mark(visitor))
                        input type="hidden" name="act" value=(code);
                        button class="btn btn--main" accesskey="y" { (frame::tick()) (word) }
                    }
                }
            }
        }
    }
}

/// Where nothing may be answered, the rule that says so.
fn nothing_to_answer(offered: &Offered) -> Markup {
    let told = [&offered.confirm, &offered.confirm_cancel];
    // The last is the rule that knows most: it was asked about the state that holds.
    let mut denials = told
        .into_iter()
        .filter_map(|weighed| weighed.as_ref().err());
    let speaks = |denial: &&Denial| !matches!(denial, Denial::WrongState);
    let denial = denials.find(speaks).copied().unwrap_or(Denial::WrongState);
    html! {
        footer class="sheet__foot" {
            p { b { "窗口现在不用办：" } (words::denial(denial)) "。"
                span class="note" { " 规则 " span class="code" { (denial.rule()) } }
            }
        }
    }
}

/// What only an officer does; the number is asked for again (trust.md 4.2).
pub(super) fn authority(visitor: &Visitor, record: &RecordId, offered: &Offered) -> Markup {
    let acts = [
        (&offered.end, "END", "依职权注销", reasons(words::end)),
        (&offered.void, "VOID", "作废", reasons(words::void)),
    ];
    html! {
        @for (weighed, code, word, reasons) in acts {
            @if let Ok(step) = weighed {
                details {
                    summary { (word) "（民警）" }
                    p class="note" { (words::consequence(step, "本人")) }
                    form class="bar" method="post" action={ (address(record)) "/decide" } {
                        (frame::mark(visitor))
                        input type="hidden" name="act" value=(code);
                        label class="field" { b { "原因" } (select(&reasons)) }
                        label class="field" { b { "再输一次口令" }
                            input class="in" type="password" name="pin" inputmode="numeric"
                                maxlength="6" autocomplete="off" required;
                        }
                        button class="btn btn--stop" { (word) }
                    }
                }
            }
        }
    }
}

/// Codes and words.
pub(super) type Reasons = Vec<(&'static str, &'static str)>;

fn reasons<T: Listed>(word: fn(T) -> &'static str) -> Reasons {
    T::ALL.iter().map(|one| (one.code(), word(*one))).collect()
}

/// Why a person is refused.
pub(super) fn rejections() -> Reasons {
    reasons(RejectionReason::zh)
}

fn addresses() -> Reasons {
    reasons(words::address)
}

/// A choice of reasons; none is chosen before somebody chooses.
pub(super) fn select(reasons: &Reasons) -> Markup {
    html! {
        select class="in in--14" name="reason" required {
            option value="" { "请选择" }
            @for (code, word) in reasons { option value=(code) { (word) } }
        }
    }
}

/// Reads the answer of a form; nothing for one that is not whole.
fn event_of(posted: &Posted) -> Option<Event> {
    fn chosen<T: Listed>(posted: &Posted) -> Option<T> {
        T::from_code(posted.field("reason"))
    }
    match posted.field("act") {
        "CONFIRM" => Some(Event::Confirm),
        "CONFIRM_CANCEL" => Some(Event::ConfirmCancel),
        "REJECT" => chosen(posted).map(Event::Reject),
        "REFUSE_ADDRESS" => chosen(posted).map(Event::RefuseAddress),
        "END" => chosen(posted).map(Event::EndByAuthority),
        "VOID" => chosen(posted).map(Event::Void),
        _ => None,
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
    let wrong = |words: String| Extra {
        shown: None,
        wrong: Some(words),
    };
    let Some(event) = event_of(&posted) else {
        let extra = wrong("请先选原因，再按按钮。".to_owned());
        return case::page(&desk, visitor, &record, extra, "OPEN").await;
    };
    if let Some(words) = asked_again(&desk, &posted, event).await? {
        return case::page(&desk, visitor, &record, wrong(words), "OPEN").await;
    }
    let note = posted.field("note");
    if note.chars().count() > NOTE_CHARACTERS_MAX || note.chars().any(char::is_control) {
        return Err(Stop::Form);
    }
    let act = DeskAct {
        event,
        note: Some(note).filter(|note| !note.is_empty()),
    };
    match desk
        .vault
        .decide_at_desk(&record, act, &by(visitor))
        .await?
    {
        Ok(()) => Ok(Redirect::to(&address(&record)).into_response()),
        Err(denial) => {
            let words = format!("{}。规则 {}", words::denial(denial), denial.rule());
            case::page(&desk, visitor, &record, wrong(words), "OPEN").await
        }
    }
}

/// Ends and voids ask for the number again; returns what is wrong with it.
async fn asked_again(desk: &Desk, posted: &Posted, event: Event) -> Result<Option<String>, Stop> {
    if matches!(event, Event::EndByAuthority(_) | Event::Void(_)) {
        pin_again(desk, posted).await
    } else {
        Ok(None)
    }
}

/// Compares the number that is asked for again with a weighty act (trust.md 4.2); returns what is
/// wrong with it.
pub(super) async fn pin_again(desk: &Desk, posted: &Posted) -> Result<Option<String>, Stop> {
    let id = &posted.visitor.id;
    let worker = workers::by_id(desk.vault.store(), id).await?;
    let worker = worker.ok_or(Stop::LogIn)?;
    let told = desk
        .try_pin(&worker, posted.field("pin"), "PIN_AGAIN")
        .await?;
    Ok(match told {
        Tried::Right => None,
        Tried::Wrong { .. } | Tried::Wait { .. } => Some(told.words()),
        Tried::Locked => {
            desk.sessions.end(posted.visitor.session);
            Some(told.words())
        }
    })
}

/// Closes a task that was done outside the page.
pub(super) async fn close(
    State(desk): State<Arc<Desk>>,
    Path(record): Path<String>,
    posted: Posted,
) -> Result<Response, Stop> {
    posted.visitor.works_on_cases()?;
    let record = record_of(&record)?;
    let matter = Matter::from_code(posted.field("matter")).ok_or(Stop::Form)?;
    let place = match posted.field("place") {
        "" => None,
        digits => Some(digits.parse().map_err(|_| Stop::Form)?),
    };
    if words::by_hand(matter).is_none() {
        return Err(Stop::Form);
    }
    let store = desk.vault.store();
    let open = desk::tasks_of(store, &record).await?;
    if !open
        .iter()
        .any(|task| task.matter == matter && task.place == place)
    {
        return Err(Stop::NotFound);
    }
    let object = HEXLOWER.encode(record.as_bytes());
    let mut entry = desk.entry(posted.visitor.id.as_str(), "TASK_DONE", object, "OK");
    entry.detail = matter.code().to_owned();
    let writes = [desk::close_one(&record, matter, place)];
    ledger::commit(store, &entry, &writes).await?;
    Ok(Redirect::to(&address(&record)).into_response())
}
