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
    "go_back",
    "end_visit",
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
    "describe_claim",
    "claim_code",
    "begin_collect",
    "collect_code",
    "begin_find",
    "search_places",
    "open_place",
    "write_address",
    "describe_address",
    "keep_address",
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
