//! Naming an address without a plate.

use kiosk::{AddressEntry, Intent};
use tauri::State;

use crate::desk::{Desk, Outcome};

/// Says that there is no plate: the address is looked for.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn begin_find(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::BeginFind).await
}

/// Searches by characters, pinyin, initials or digits.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn search_places(desk: State<'_, Desk>, query: String) -> Outcome {
    desk.hear(Intent::SearchPlaces(query)).await
}

/// Takes a row of the list.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn open_place(desk: State<'_, Desk>, place: usize) -> Outcome {
    desk.hear(Intent::OpenPlace(place)).await
}

/// Says that the address is in no list.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn write_address(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::WriteAddress).await
}

/// Says the address as written by hand.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn describe_address(desk: State<'_, Desk>, entry: AddressEntry) -> Outcome {
    desk.hear(Intent::DescribeAddress(entry)).await
}

/// Says that none of the houses offered is meant.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn keep_address(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::KeepAddress).await
}
