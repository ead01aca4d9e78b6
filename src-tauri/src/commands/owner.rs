//! What an owner does.

use kiosk::Intent;
use tauri::State;

use crate::desk::{Desk, Outcome};

/// Confirms, or refuses with the code of a reason.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn decide_as_owner(desk: State<'_, Desk>, refusal: Option<String>) -> Outcome {
    desk.hear(Intent::DecideAsOwner(refusal)).await
}

/// Leaves the decision for later.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn skip_owner(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::SkipOwner).await
}
