//! The commands, one for each intent and of the same name. `build.rs` lists them once more: what
//! is not in its list has no permission.

mod claiming;
mod comfort;
mod declaring;
mod finding;
mod lives;
mod owner;
mod person;
mod visit;
mod worker;

use tauri::{Wry, ipc::Invoke};

/// Returns the handler of all commands.
pub(crate) fn all() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        visit::current_screen,
        visit::begin_visit,
        visit::resume_visit,
        visit::accept_code,
        visit::pick_code,
        visit::prove_identity,
        visit::go_back,
        visit::end_visit,
        visit::open_topic,
        visit::print_receipt,
        declaring::confirm_door,
        declaring::describe_stay,
        declaring::add_cohabitant,
        declaring::remove_cohabitant,
        declaring::finish_cohabitants,
        declaring::answer_owner_present,
        declaring::agree,
        owner::decide_as_owner,
        owner::skip_owner,
        person::open_errand,
        person::open_item,
        person::ask_act,
        person::do_act,
        worker::begin_login,
        worker::enter_worker,
        worker::enter_pin,
        worker::log_out,
        worker::begin_issue,
        worker::skip_house,
        worker::describe_holder,
        worker::issue,
        worker::print_code,
        worker::void_code,
        worker::begin_state_time,
        worker::state_time,
        worker::unlock,
        lives::show_code,
        lives::add_member,
        lives::remove_member,
        lives::permit_do,
        lives::reveal_data,
        lives::correct_data,
        lives::erase_data,
        lives::send_feedback,
        claiming::describe_claim,
        claiming::claim_code,
        claiming::begin_collect,
        claiming::collect_code,
        finding::begin_find,
        finding::search_places,
        finding::open_place,
        finding::write_address,
        finding::describe_address,
        finding::keep_address,
        comfort::stay_here,
        comfort::call_worker,
        comfort::choose_language,
        comfort::choose_text_size,
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    const BUILD: &str = include_str!("../../build.rs");
    const CAPABILITY: &str = include_str!("../../capabilities/main.json");

    fn listed() -> BTreeSet<&'static str> {
        BUILD
            .lines()
            .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","))
            .collect()
    }

    #[test]
    fn every_command_is_handled_and_listed() {
        let handled = include_str!("mod.rs")
            .lines()
            .filter_map(|line| Some(line.trim().strip_suffix(',')?.split_once("::")?.1))
            .filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
            .collect::<BTreeSet<_>>();
        assert_eq!(listed(), handled);
    }

    #[test]
    fn the_window_may_do_just_that() {
        let capability: serde_json::Value = serde_json::from_str(CAPABILITY).unwrap();
        let permitted = capability["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap().to_owned())
            .collect::<BTreeSet<_>>();
        let mut expected = listed()
            .iter()
            .map(|name| format!("allow-{}", name.replace('_', "-")))
            .collect::<BTreeSet<_>>();
        expected
            .extend(["core:event:allow-listen", "core:event:allow-unlisten"].map(str::to_owned));
        assert_eq!(permitted, expected);
        assert_eq!(capability["windows"], serde_json::json!(["main"]));
    }
}
