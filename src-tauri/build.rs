//! Names the commands once: each gets a permission, and what has none cannot be called.

const COMMANDS: &[&str] = &[
    "current_screen",
    "begin_visit",
    "resume_visit",
    "accept_code",
    "prove_identity",
    "confirm_door",
    "describe_stay",
    "add_cohabitant",
    "remove_cohabitant",
    "finish_cohabitants",
    "answer_owner_present",
    "agree",
    "decide_as_owner",
    "skip_owner",
    "open_errand",
    "open_item",
    "ask_act",
    "do_act",
    "go_back",
    "end_visit",
    "open_topic",
    "print_receipt",
    "begin_login",
    "enter_worker",
    "enter_pin",
    "log_out",
    "begin_issue",
    "skip_house",
    "describe_holder",
    "issue",
    "print_code",
    "void_code",
    "begin_state_time",
    "state_time",
    "unlock",
    "stay_here",
    "call_worker",
    "choose_language",
    "choose_text_size",
];

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    tauri_build::try_build(attributes).expect("the window's configuration is complete");
}
