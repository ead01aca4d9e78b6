//! The desk page: what people at the centre decide, as a site that needs no script.
//!
//! It stands on the vault's side, on a listener of its own that kiosks need not reach. Each page is
//! made here from the tables; each decision goes through the same door as `central decide`, and the
//! rules say what may be offered. Every act leaves a row in the ledger before or with its effect.

mod assets;
mod audit;
mod binding;
mod case;
mod claims;
mod deciding;
mod facts;
mod feedback;
mod fleet;
mod frame;
mod guard;
mod habitual;
mod kiosks;
mod links;
mod login;
mod permit;
mod permit_acts;
mod permit_stay;
mod permit_words;
mod permits;
mod receipts;
mod requests;
mod sessions;
mod tasks;
mod values;
mod words;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::map_response,
    response::Redirect,
    routing::{get, post},
};

use self::{guard::harden, sessions::Sessions};
use crate::{tables::ledger::Entry, vault::Vault};

/// Forms are short; a longer body is none of ours.
const FORM_BYTES_MAX: usize = 16 * 1_024;

/// What all pages share.
pub(crate) struct Desk {
    vault: Arc<Vault>,
    sessions: Sessions,
    strangers: login::Strangers,
    /// One at a time: a wrong number is counted before the next one is compared.
    turn: tokio::sync::Mutex<()>,
}

impl Desk {
    fn new(vault: Arc<Vault>) -> Self {
        Self {
            vault,
            sessions: Sessions::default(),
            strangers: login::Strangers::default(),
            turn: tokio::sync::Mutex::new(()),
        }
    }

    fn entry(&self, actor: &str, act: &'static str, object: String, result: &str) -> Entry {
        Entry {
            at_ms: self.vault.now_ms(),
            actor: actor.to_owned(),
            act,
            object,
            detail: String::new(),
            result: result.to_owned(),
        }
    }
}

/// Makes the site over a vault.
pub(crate) fn routes(vault: Arc<Vault>) -> Router {
    Router::new()
        .route("/", get(|| async { Redirect::to("/desk/tasks") }))
        .route("/desk", get(|| async { Redirect::to("/desk/tasks") }))
        .route("/desk/login", get(login::show).post(login::answer))
        .route("/desk/logout", post(login::leave))
        .route("/desk/tasks", get(tasks::show))
        .route("/desk/case/{record}", get(case::show))
        .route("/desk/case/{record}/show", post(case::reveal))
        .route("/desk/case/{record}/decide", post(deciding::decide))
        .route("/desk/case/{record}/bind", post(binding::bind))
        .route("/desk/case/{record}/habitual", post(habitual::decide))
        .route("/desk/case/{record}/own", post(claims::decide))
        .route("/desk/case/{record}/done", post(deciding::close))
        .route("/desk/case/{record}/link", post(links::decide))
        .route("/desk/permits", get(permits::show))
        .route("/desk/permits/{record}", get(permit::show))
        .route("/desk/permits/{record}/show", post(permit::reveal))
        .route("/desk/permits/{record}/decide", post(permit_acts::decide))
        .route("/desk/requests", get(requests::list))
        .route("/desk/requests/{record}", get(requests::show))
        .route("/desk/requests/{record}/show", post(requests::reveal))
        .route("/desk/requests/{record}/decide", post(requests::decide))
        .route("/desk/feedback", get(feedback::show))
        .route("/desk/kiosks", get(kiosks::list))
        .route("/desk/kiosks/{kiosk}", get(kiosks::one))
        .route("/desk/receipts", get(receipts::ask).post(receipts::answer))
        .route("/desk/audit", get(audit::show))
        .route("/desk/look/{file}", get(assets::send))
        .fallback(guard::nothing_here)
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(map_response(harden))
        .with_state(Arc::new(Desk::new(vault)))
}
