//! The two style sheets; they are those of the kiosk's design.

use axum::{
    extract::Path,
    http::header::CONTENT_TYPE,
    response::{IntoResponse as _, Response},
};

use super::guard::Stop;

const TOKENS: &str = include_str!("look/tokens.css");
const DESK: &str = include_str!("look/desk.css");

/// Sends a style sheet.
pub(super) async fn send(Path(file): Path<String>) -> Result<Response, Stop> {
    let sheet = match file.as_str() {
        "tokens.css" => TOKENS,
        "desk.css" => DESK,
        _ => return Err(Stop::NotFound),
    };
    Ok(([(CONTENT_TYPE, "text/css; charset=utf-8")], sheet).into_response())
}
