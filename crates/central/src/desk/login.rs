//! Logging in with number and PIN, and out. Wrong PINs are counted as at the kiosks (trust.md
//! 4.2): five are free, then each waits twice as long, and the tenth locks until another is drawn.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header::SET_COOKIE},
    response::{IntoResponse as _, Redirect, Response},
};
use maud::html;
use protocol::WorkerId;

use super::{
    Desk, frame,
    guard::{Fields, MARK, Posted, SESSION, STRANGER, Stop, cookie},
    sessions::Token,
};
use crate::{
    store::StoreError,
    tables::{
        desk_access::{self, DeskRole, Tries},
        ledger,
        workers::{self, Worker},
    },
    vault::workers::is_pin_of,
};

const FREE_TRIES: u64 = 5;
const TRIES_MAX: u64 = 10;
const FIRST_WAIT_MS: u64 = 15_000;
/// Names of nobody that are remembered at once.
const STRANGERS_MAX: usize = 1_000;

/// Wrong tries for names that nobody has: they are answered as a worker's would be.
#[derive(Default)]
pub(super) struct Strangers(Mutex<BTreeMap<WorkerId, Tries>>);

/// What a PIN came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tried {
    /// It was right.
    Right,
    /// It was wrong; so many tries are left.
    Wrong { left: u64 },
    /// It was not looked at: the next counts after some seconds.
    Wait { seconds: u64 },
    /// It was not looked at: another must be drawn.
    Locked,
}

impl Tried {
    /// Returns what the person reads; nothing when all is well.
    pub(super) fn words(self) -> String {
        match self {
            Self::Right => String::new(),
            Self::Wrong { left } => format!("工号或口令不对，请再输一次。还可以试 {left} 次。"),
            Self::Wait { seconds } => format!("试得太多，请等 {seconds} 秒再输。"),
            Self::Locked => "这个工号已锁定。请管理员重发口令。".to_owned(),
        }
    }
}

/// Tells what becomes of a try before the PIN is looked at; nothing when it may be.
fn held_back(tries: Tries, now_ms: u64) -> Option<Tried> {
    if tries.wrong >= TRIES_MAX {
        return Some(Tried::Locked);
    }
    let wait_ms = tries.not_before_ms.saturating_sub(now_ms);
    (wait_ms > 0).then_some(Tried::Wait {
        seconds: wait_ms.div_ceil(1_000),
    })
}

/// Counts a wrong try.
fn counted(tries: Tries, now_ms: u64) -> (Tries, Tried) {
    let wrong = tries.wrong + 1;
    let wait_ms = match wrong.checked_sub(FREE_TRIES) {
        None => 0,
        Some(doublings) => FIRST_WAIT_MS << doublings.min(TRIES_MAX),
    };
    let tries = Tries {
        wrong,
        not_before_ms: now_ms.saturating_add(wait_ms),
    };
    let told = match TRIES_MAX.saturating_sub(wrong) {
        0 => Tried::Locked,
        left => Tried::Wrong { left },
    };
    (tries, told)
}

impl Desk {
    /// Compares a PIN with the worker's, counts it and notes it in the ledger.
    pub(super) async fn try_pin(
        &self,
        worker: &Worker,
        typed: &str,
        act: &'static str,
    ) -> Result<Tried, StoreError> {
        let _turn = self.turn.lock().await;
        let (store, now_ms) = (self.vault.store(), self.vault.now_ms());
        let tries = desk_access::tries(store, worker).await?;
        if let Some(told) = held_back(tries, now_ms) {
            return Ok(told);
        }
        let (authority, crypto) = (self.vault.authority(), self.vault.crypto());
        let (tries, told) = if is_pin_of(authority, crypto, worker, typed)? {
            (Tries::default(), Tried::Right)
        } else {
            counted(tries, now_ms)
        };
        let result = match told {
            Tried::Right => "OK",
            Tried::Wrong { .. } | Tried::Wait { .. } => "WRONG_PIN",
            Tried::Locked => "LOCKED",
        };
        let entry = self.entry(worker.worker.as_str(), act, String::new(), result);
        let writes = [desk_access::set_tries(worker, tries)];
        ledger::commit(store, &entry, &writes).await?;
        Ok(told)
    }

    fn try_stranger(&self, name: &WorkerId) -> Tried {
        let now_ms = self.vault.now_ms();
        // Each act leaves a whole map behind.
        let mut held = self
            .strangers
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if held.len() >= STRANGERS_MAX {
            held.clear();
        }
        let tries = held.entry(name.clone()).or_default();
        held_back(*tries, now_ms).unwrap_or_else(|| {
            let (counted, told) = counted(*tries, now_ms);
            *tries = counted;
            told
        })
    }

    /// Finds who may log in under a name.
    async fn expected(&self, name: &WorkerId) -> Result<Option<(Worker, DeskRole)>, StoreError> {
        let store = self.vault.store();
        let worker = workers::by_id(store, name).await?;
        let role = desk_access::role_of(store, name).await?;
        Ok(worker.filter(|worker| worker.enabled).zip(role))
    }
}

/// Shows the form.
pub(super) async fn show(State(desk): State<Arc<Desk>>) -> Result<Response, Stop> {
    let place = frame::place(&desk).await?;
    Ok(form(&desk, StatusCode::OK, &place, "", ""))
}

/// Looks at name and PIN; the answer is the first page, or the form with what is wrong.
pub(super) async fn answer(
    State(desk): State<Arc<Desk>>,
    request: Request,
) -> Result<Response, Stop> {
    let stranger = cookie(request.headers(), STRANGER).ok_or(Stop::Form)?;
    let fields = Fields::read(request, &stranger.form_mark()).await?;
    let place = frame::place(&desk).await?;
    let wrong = |told: Tried, name: &str| {
        form(&desk, StatusCode::UNAUTHORIZED, &place, name, &told.words())
    };
    let typed = fields.get("worker");
    let Ok(name) = WorkerId::parse(typed) else {
        return Ok(wrong(
            Tried::Wrong {
                left: TRIES_MAX - 1,
            },
            "",
        ));
    };
    let Some((worker, role)) = desk.expected(&name).await? else {
        return Ok(wrong(desk.try_stranger(&name), name.as_str()));
    };
    match desk.try_pin(&worker, fields.get("pin"), "LOG_IN").await? {
        Tried::Right => {}
        told @ (Tried::Wrong { .. } | Tried::Wait { .. } | Tried::Locked) => {
            return Ok(wrong(told, name.as_str()));
        }
    }
    let token = Token::draw(desk.vault.crypto());
    let now_ms = desk.vault.now_ms();
    desk.sessions.begin(&token, name, worker.pin_set_ms, now_ms);
    let first = if role.sees_cases() {
        "/desk/tasks"
    } else {
        "/desk/kiosks"
    };
    let mut headers = HeaderMap::new();
    headers.append(SET_COOKIE, set_cookie(SESSION, &token.text()));
    headers.append(SET_COOKIE, ended_cookie(STRANGER));
    Ok((headers, Redirect::to(first)).into_response())
}

/// Ends the session.
pub(super) async fn leave(State(desk): State<Arc<Desk>>, posted: Posted) -> Result<Response, Stop> {
    desk.sessions.end(posted.visitor.session);
    let entry = desk.entry(posted.visitor.id.as_str(), "LOG_OUT", String::new(), "OK");
    ledger::commit(desk.vault.store(), &entry, &[]).await?;
    let headers = [(SET_COOKIE, ended_cookie(SESSION))];
    Ok((headers, Redirect::to("/desk/login")).into_response())
}

fn form(desk: &Desk, status: StatusCode, place: &str, name: &str, wrong: &str) -> Response {
    let token = Token::draw(desk.vault.crypto());
    let page = html! {
        main class="login" id="main" {
            section class="login__look" { div { h1 { "居住登记" br; "服务台" } p { (place) } } }
            section class="login__form" { form method="post" action="/desk/login" {
                h2 class="as-title" { "请登录" }
                input type="hidden" name=(MARK) value=(token.form_mark());
                label class="field" { b { "工号" }
                    input class="in" name="worker" value=(name) autocomplete="username"
                        maxlength="12" required autofocus[name.is_empty()];
                }
                label class="field" { b { "口令" }
                    input class="in" type="password" name="pin" inputmode="numeric" maxlength="6"
                        autocomplete="current-password" required autofocus[!name.is_empty()];
                    @if !wrong.is_empty() {
                        span class="wrong" role="alert" { (frame::stop()) (wrong) }
                    }
                }
                button class="btn btn--main" { "登录服务台" (frame::next()) }
                p class="note" {
                    "10 分钟不操作就自动退出。每一次查看、每一个决定都有记录。忘了口令，请找管理员重发。"
                }
            } }
        }
    };
    let headers = [(SET_COOKIE, set_cookie(STRANGER, &token.text()))];
    (status, headers, frame::document("登录", &page)).into_response()
}

fn set_cookie(name: &str, value: &str) -> HeaderValue {
    let text = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Strict");
    let mut value = HeaderValue::from_str(&text).expect("a name of ours and hexadecimal digits");
    value.set_sensitive(true);
    value
}

fn ended_cookie(name: &str) -> HeaderValue {
    let text = format!("{name}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
    HeaderValue::from_str(&text).expect("a name of ours")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_are_free_then_it_waits_and_ten_lock() {
        let mut tries = Tries::default();
        let mut waited = Vec::new();
        let mut now_ms = 0;
        for left in (1..10).rev() {
            assert_eq!(held_back(tries, now_ms), None);
            let (next, told) = counted(tries, now_ms);
            assert_eq!(told, Tried::Wrong { left });
            waited.push((next.not_before_ms - now_ms) / 1_000);
            if next.not_before_ms > now_ms {
                let early = held_back(next, next.not_before_ms - 1);
                assert_eq!(early, Some(Tried::Wait { seconds: 1 }));
            }
            (tries, now_ms) = (next, next.not_before_ms);
        }
        assert_eq!(waited, [0, 0, 0, 0, 15, 30, 60, 120, 240]);
        let (tries, told) = counted(tries, now_ms);
        assert_eq!(told, Tried::Locked);
        assert_eq!(held_back(tries, u64::MAX), Some(Tried::Locked));
    }
}
