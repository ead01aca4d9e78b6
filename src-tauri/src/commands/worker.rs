//! What a worker does; the kiosk holds each against the session, whatever the page sends.

use kiosk::{Intent, IssueCategory, IssueEntry, Secret};
use tauri::State;

use crate::desk::{Desk, Outcome};

/// Steps up to log in.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn begin_login(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::BeginLogin).await
}

/// Takes a worker's number.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn enter_worker(desk: State<'_, Desk>, worker: String) -> Outcome {
    desk.hear(Intent::EnterWorker(worker)).await
}

/// Takes a worker's PIN.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn enter_pin(desk: State<'_, Desk>, pin: Secret) -> Outcome {
    desk.hear(Intent::EnterPin(pin)).await
}

/// Leaves.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn log_out(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::LogOut).await
}

/// Begins a provisional code.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn begin_issue(desk: State<'_, Desk>, category: IssueCategory) -> Outcome {
    desk.hear(Intent::BeginIssue(category)).await
}

/// Issues without the plate of a house.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn skip_house(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::SkipHouse).await
}

/// Says whom the code is for.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn describe_holder(desk: State<'_, Desk>, entry: IssueEntry) -> Outcome {
    desk.hear(Intent::DescribeHolder(entry)).await
}

/// Says that what was read back is right.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn issue(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::Issue).await
}

/// Prints the code just issued.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn print_code(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::PrintCode).await
}

/// Voids the code just issued.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn void_code(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::VoidCode).await
}

/// Begins to state the time.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn begin_state_time(desk: State<'_, Desk>) -> Outcome {
    desk.hear(Intent::BeginStateTime).await
}

/// States day and time.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn state_time(desk: State<'_, Desk>, day: String, time: String) -> Outcome {
    desk.hear(Intent::StateTime { day, time }).await
}

/// Opens a locked memory with its passphrase.
#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn unlock(desk: State<'_, Desk>, passphrase: Secret) -> Outcome {
    desk.hear(Intent::Unlock(passphrase)).await
}
