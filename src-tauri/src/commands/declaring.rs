//! The declaration, step by step.

use kiosk::{CohabitantEntry, Intent};
use tauri::State;

use crate::desk::{Desk, Outcome};

/// Says that it is the own door.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn confirm_door(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::ConfirmDoor).await
}

/// Says how, why and since when one lives here.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn describe_stay(
    desk: State<'_, Desk>,
    dwelling: String,
    reason: String,
    moved_in_on: String,
) -> Outcome {
    desk.hear(Intent::DescribeStay {
        dwelling,
        reason,
        moved_in_on,
    })
    .await
}

/// Adds a relative.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn add_cohabitant(desk: State<'_, Desk>, entry: CohabitantEntry) -> Outcome {
    desk.hear(Intent::AddCohabitant(entry)).await
}

/// Takes a relative out again.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn remove_cohabitant(desk: State<'_, Desk>, place: usize) -> Outcome {
    desk.hear(Intent::RemoveCohabitant(place)).await
}

/// Says that nobody else lives here.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn finish_cohabitants(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::FinishCohabitants).await
}

/// Says whether the owner is here.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn answer_owner_present(desk: State<'_, Desk>, present: bool) -> Outcome {
    desk.hear(Intent::AnswerOwnerPresent(present)).await
}

/// Agrees to the declaration and to the notice of that version.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn agree(desk: State<'_, Desk>, notice_version: u16) -> Outcome {
    desk.hear(Intent::Agree { notice_version }).await
}
