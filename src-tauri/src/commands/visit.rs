//! Coming, showing codes, proving who one is, leaving.

use kiosk::{HelpTopic, Intent, Matter};
use tauri::State;

use crate::{
    camera::Camera,
    desk::{Desk, Outcome},
};

/// Returns the view as it is; a reloaded page starts from it.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn current_screen(desk: State<'_, Desk>) -> Outcome {
    Ok(desk.view())
}

/// Begins a visit from Welcome.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn begin_visit(desk: State<'_, Desk>, matter: Matter) -> Outcome {
    desk.hear(Intent::BeginVisit(matter)).await
}

/// Takes up a draft by its ticket.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn resume_visit(desk: State<'_, Desk>, ticket: String) -> Outcome {
    desk.hear(Intent::ResumeVisit(ticket)).await
}

/// Takes the text of a code from a hand scanner or the keyboard.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn accept_code(desk: State<'_, Desk>, text: String) -> Outcome {
    desk.hear(Intent::AcceptCode(text)).await
}

/// Takes one of several codes that are before the camera, by its number in the preview.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn pick_code(
    desk: State<'_, Desk>,
    camera: State<'_, Camera>,
    number: u8,
) -> Outcome {
    match camera.pick(number) {
        Some(text) => desk.hear(Intent::AcceptCode(text)).await,
        // It went out of sight; the next sight says so.
        None => Ok(desk.view()),
    }
}

/// Takes the full number of the card.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn prove_identity(desk: State<'_, Desk>, number: String) -> Outcome {
    desk.hear(Intent::ProveIdentity(number)).await
}

/// Goes one screen back.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn go_back(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::GoBack).await
}

/// Ends the visit and wipes everything personal.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn end_visit(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::EndVisit).await
}

/// Opens a topic of the guide.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn open_topic(desk: State<'_, Desk>, topic: HelpTopic) -> Outcome {
    desk.hear(Intent::OpenTopic(topic)).await
}

/// Prints the receipt on the screen.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn print_receipt(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::PrintReceipt).await
}
