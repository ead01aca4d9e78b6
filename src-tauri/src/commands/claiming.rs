//! Obtaining a code, and collecting it.

use kiosk::{ClaimEntry, CollectEntry, Intent};
use tauri::State;

use crate::desk::{Desk, Outcome};

/// Says who wants a code.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn describe_claim(desk: State<'_, Desk>, entry: ClaimEntry) -> Outcome {
    desk.hear(Intent::DescribeClaim(entry)).await
}

/// Says that what was read back is right.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn claim_code(desk: State<'_, Desk>, notice_version: u16, seen: bool) -> Outcome {
    desk.hear(Intent::ClaimCode {
        notice_version,
        seen,
    })
    .await
}

/// Says that the code was asked for before.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn begin_collect(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::BeginCollect).await
}

/// Collects a code by receipt and number.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn collect_code(desk: State<'_, Desk>, entry: CollectEntry) -> Outcome {
    desk.hear(Intent::CollectCode(entry)).await
}
