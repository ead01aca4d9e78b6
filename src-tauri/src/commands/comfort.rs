//! What helps on every screen.

use kiosk::{Intent, Language};
use tauri::State;

use crate::desk::{Desk, Outcome};

/// Says that somebody is still here.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn stay_here(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::StayHere).await
}

/// Calls a worker.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn call_worker(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::CallWorker).await
}

/// Chooses the language.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn choose_language(desk: State<'_, Desk>, language: Language) -> Outcome {
    desk.hear(Intent::ChooseLanguage(language)).await
}

/// Chooses the text size, 1 to 4.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn choose_text_size(desk: State<'_, Desk>, size: u8) -> Outcome {
    desk.hear(Intent::ChooseTextSize(size)).await
}
