//! Who may see a page and who sent a form; what every answer says to the browser.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Form,
    extract::{FromRequest, FromRequestParts, Request},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HOST, HeaderName, ORIGIN,
            REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
        request::Parts,
    },
    response::{IntoResponse, Redirect, Response},
};
use protocol::WorkerId;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{
    Desk, frame,
    sessions::{Token, TokenHash},
};
use crate::{
    events,
    store::StoreError,
    tables::{
        desk_access::{self, DeskRole},
        workers,
    },
};

/// The cookie of a session; its prefix binds it to this host, to TLS and to no other path.
pub(super) const SESSION: &str = "__Host-desk";
/// The cookie of a form that somebody gets before they are logged in.
pub(super) const STRANGER: &str = "__Host-desk-form";
/// The field of each form that shows where it came from.
pub(super) const MARK: &str = "mark";

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// No script at all, no frame, no form to elsewhere; pictures only inside the style sheet.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// Why a page is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// Nobody is logged in, or not any more.
    LogIn,
    /// The role does not do this.
    NotYours,
    /// The form did not come from a page of ours, or is not whole.
    Form,
    /// There is no such page.
    NotFound,
    /// The database cannot now.
    Later,
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        events::store_failed(error);
        Self::Later
    }
}

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        let (status, title, advice) = match self {
            Self::LogIn => return Redirect::to("/desk/login").into_response(),
            Self::NotYours => (
                StatusCode::FORBIDDEN,
                "这一页不归您的岗位",
                "需要时，请找有权限的同事。",
            ),
            Self::Form => (
                StatusCode::BAD_REQUEST,
                "这张表没有提交",
                "请回到上一页，刷新后再提交一次。",
            ),
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "没有这一页",
                "可能已经办结，或者地址抄错了。",
            ),
            Self::Later => (
                StatusCode::SERVICE_UNAVAILABLE,
                "现在打不开，什么都没有改",
                "过一会儿再试。",
            ),
        };
        (status, frame::bare(title, advice)).into_response()
    }
}

/// Answers for an address that is no page.
pub(super) async fn nothing_here() -> Stop {
    Stop::NotFound
}

/// Somebody who is logged in.
pub(super) struct Visitor {
    /// The number.
    pub(super) id: WorkerId,
    /// The masked name.
    pub(super) label: String,
    /// What they are here.
    pub(super) role: DeskRole,
    /// What their forms carry.
    pub(super) mark: String,
    /// What their session is known by.
    pub(super) session: TokenHash,
}

impl Visitor {
    /// Refuses who does not work on what residents declared.
    pub(super) fn works_on_cases(&self) -> Result<(), Stop> {
        if self.role.sees_cases() {
            Ok(())
        } else {
            Err(Stop::NotYours)
        }
    }
}

impl FromRequestParts<Arc<Desk>> for Visitor {
    type Rejection = Stop;

    /// The worker is read again each time: who is disabled or got another number is out at once.
    async fn from_request_parts(parts: &mut Parts, desk: &Arc<Desk>) -> Result<Self, Stop> {
        let token = cookie(&parts.headers, SESSION).ok_or(Stop::LogIn)?;
        let hash = token.hash();
        let (store, now_ms) = (desk.vault.store(), desk.vault.now_ms());
        let session = desk.sessions.seen(hash, now_ms).ok_or(Stop::LogIn)?;
        let worker = workers::by_id(store, &session.worker).await?;
        let role = desk_access::role_of(store, &session.worker).await?;
        let in_force = worker
            .filter(|worker| worker.enabled && worker.pin_set_ms == session.pin_set_ms)
            .zip(role);
        let Some((worker, role)) = in_force else {
            desk.sessions.end(hash);
            return Err(Stop::LogIn);
        };
        Ok(Self {
            id: worker.worker,
            label: worker.label,
            role,
            mark: token.form_mark(),
            session: hash,
        })
    }
}

/// A form that somebody sent who is logged in, from a page that was made for them.
pub(super) struct Posted {
    /// Who.
    pub(super) visitor: Visitor,
    fields: Fields,
}

impl Posted {
    /// Returns a field; one that is missing is empty.
    pub(super) fn field(&self, name: &str) -> &str {
        self.fields.get(name)
    }
}

impl FromRequest<Arc<Desk>> for Posted {
    type Rejection = Stop;

    async fn from_request(request: Request, desk: &Arc<Desk>) -> Result<Self, Stop> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, desk).await?;
        let fields = Fields::read(Request::from_parts(parts, body), &visitor.mark).await?;
        Ok(Self { visitor, fields })
    }
}

/// The fields of a form of ours.
pub(super) struct Fields(BTreeMap<String, Zeroizing<String>>);

impl Fields {
    /// Reads a form that must carry a mark and come from this site.
    pub(super) async fn read(request: Request, mark: &str) -> Result<Self, Stop> {
        if !is_from_here(request.headers()) {
            return Err(Stop::Form);
        }
        let form = Form::<BTreeMap<String, String>>::from_request(request, &()).await;
        let read = form.map_err(|_| Stop::Form)?.0.into_iter();
        let fields = Self(
            read.map(|(key, text)| (key, Zeroizing::new(text)))
                .collect(),
        );
        if same(fields.get(MARK), mark) {
            Ok(fields)
        } else {
            Err(Stop::Form)
        }
    }

    /// Returns a field; one that is missing is empty.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |text| text.as_str().trim())
    }
}

/// Compares by hashes, so that the time tells nothing about where two texts part.
fn same(a: &str, b: &str) -> bool {
    Sha256::digest(a) == Sha256::digest(b)
}

/// Browsers tell where a form came from; what none of them tells is left to the mark.
fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    let site = text(&FETCH_SITE).is_none_or(|site| site == "same-origin");
    let host = text(&HOST).unwrap_or("");
    let origin = text(&ORIGIN).is_none_or(|told| told.strip_prefix("https://") == Some(host));
    site && origin
}

/// Finds a token among the cookies; of two with one name, none is believed.
pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<Token> {
    let texts = headers.get_all(COOKIE).iter();
    let pairs = texts.filter_map(|text| text.to_str().ok());
    let mut found = pairs
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value);
    match (found.next(), found.next()) {
        (Some(value), None) => Token::parse(value),
        (None, _) | (Some(_), Some(_)) => None,
    }
}

/// Tells the browser what it may do with an answer: keep nothing, run nothing, tell nobody.
pub(super) async fn harden(mut response: Response) -> Response {
    let told = [
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "same-origin"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in told {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}
