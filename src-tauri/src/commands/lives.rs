//! Code, family, permit and own data.

use kiosk::{Intent, MemberEntry, PermitEntry};
use tauri::State;

use crate::desk::{Desk, Outcome};

/// Shows the own code, or that of a member of the family.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn show_code(desk: State<'_, Desk>, member: usize) -> Outcome {
    desk.hear(Intent::ShowCode { member }).await
}

/// Links a member of the family.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn add_member(desk: State<'_, Desk>, entry: MemberEntry) -> Outcome {
    desk.hear(Intent::AddMember(entry)).await
}

/// Ends the link to a member of the family.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn remove_member(desk: State<'_, Desk>, place: usize) -> Outcome {
    desk.hear(Intent::RemoveMember(place)).await
}

/// Asks for something about the permit.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn permit_do(desk: State<'_, Desk>, entry: PermitEntry) -> Outcome {
    desk.hear(Intent::PermitDo(entry)).await
}

/// Wants to see the own data in full.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn reveal_data(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::RevealData).await
}

/// Says which of the own data is wrong, and what is right.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn correct_data(desk: State<'_, Desk>, field: String, text: String) -> Outcome {
    desk.hear(Intent::CorrectData { field, text }).await
}

/// Asks for the own data to be deleted.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn erase_data(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::EraseData).await
}

/// Says a word to those who run the service.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn send_feedback(desk: State<'_, Desk>, text: String) -> Outcome {
    desk.hear(Intent::SendFeedback(text)).await
}
