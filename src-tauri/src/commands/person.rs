//! What a proven person does in 我的业务: opens a tile, asks about an act, does it.

use kiosk::{ActMatter, Errand, Intent};
use tauri::State;

use crate::desk::{Desk, Outcome};

/// Opens a tile.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn open_errand(desk: State<'_, Desk>, errand: Errand) -> Outcome {
    desk.hear(Intent::OpenErrand(errand)).await
}

/// Opens one of the list on the screen.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn open_item(desk: State<'_, Desk>, item: String) -> Outcome {
    desk.hear(Intent::OpenItem(item)).await
}

/// Asks about an act, with what follows from it.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn ask_act(desk: State<'_, Desk>, matter: ActMatter, about: String) -> Outcome {
    desk.hear(Intent::AskAct { matter, about }).await
}

/// Does what was asked about.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn do_act(
    desk: State<'_, Desk>,
    refuse: bool,
    reason: Option<String>,
    day: Option<String>,
    last_day: Option<String>,
) -> Outcome {
    desk.hear(Intent::DoAct {
        refuse,
        reason,
        day,
        last_day,
    })
    .await
}
