//! What the holder is told on which day, and what the history shows.

use super::*;

fn due(permit: &Permit, after: &str, until: &str) -> Vec<(String, &'static str)> {
    let policy = Policy::GD_DEFAULT.permit;
    notices_due(permit, day(after), day(until), &policy)
        .into_iter()
        .map(|due| (due.on.to_string(), due.notice.template()))
        .collect()
}

fn told(days: &[(&str, &'static str)]) -> Vec<(String, &'static str)> {
    days.iter()
        .map(|(on, template)| ((*on).to_owned(), *template))
        .collect()
}

/// domain.md 7.5: at the opening, 14, 7 and 1 days before the lapse, and on it.
#[test]
fn the_calendar_of_a_year() {
    let permit = issued_on("2025-03-15");
    let year = told(&[
        ("2026-02-15", "ENDORSE_OPEN"),
        ("2026-03-01", "ENDORSE_OPEN"),
        ("2026-03-08", "ENDORSE_OPEN"),
        ("2026-03-14", "ENDORSE_OPEN"),
        ("2026-03-15", "PERMIT_SUSPENDED"),
    ]);
    assert_eq!(due(&permit, "2025-03-15", "2027-01-01"), year);
    let mut split = due(&permit, "2025-03-15", "2026-03-01");
    assert_eq!(split.len(), 2);
    split.extend(due(&permit, "2026-03-01", "2027-01-01"));
    assert_eq!(split, year);
    assert_eq!(due(&permit, "2026-03-15", "2026-03-15"), []);

    let notices = notices_due(
        &permit,
        day("2026-03-07"),
        day("2026-03-15"),
        &Policy::GD_DEFAULT.permit,
    );
    let open = PermitNotice::EndorseOpen {
        until: day("2026-03-14"),
        lapse_on: day("2026-03-15"),
    };
    assert_eq!(notices[0].notice, open);
    let suspended = PermitNotice::Suspended {
        reasons: BTreeSet::from([SuspensionReason::EndorsementLapsed]),
    };
    assert_eq!(notices[2].notice, suspended);
}

/// A notice inside a short window is one notice, and none comes before the window opens.
#[test]
fn reminders_stay_inside_the_window() {
    let mut policy = Policy::GD_DEFAULT.permit;
    policy.window = crate::policy::EndorsementWindow::Days(7);
    let days: Vec<_> = notices_due(
        &issued_on("2025-03-15"),
        day("2025-03-15"),
        day("2026-03-15"),
        &policy,
    )
    .into_iter()
    .map(|due| due.on.to_string())
    .collect();
    assert_eq!(days, ["2026-03-08", "2026-03-14", "2026-03-15"]);
}

#[test]
fn who_has_no_address_is_not_asked_to_endorse() {
    let mut holder = Holder::of(issued_on("2025-03-15"), Policy::GD_DEFAULT);
    holder.does(PermitEvent::AddressCancelled, "2025-10-01");
    let lapse = told(&[("2026-03-15", "PERMIT_SUSPENDED")]);
    assert_eq!(due(&holder.permit, "2025-10-01", "2027-01-01"), lapse);
}

#[test]
fn only_issued_permits_have_a_calendar() {
    let ended = Permit::Withdrawn {
        on: day("2026-01-01"),
    };
    assert_eq!(due(&ended, "2025-01-01", "2027-01-01"), []);
}

/// A tick tells each thing once, and nothing that can no longer be done.
#[test]
fn ticks_catch_up() {
    let tick = |after: &str, on: &str| {
        let mut holder = Holder::of(issued_on("2025-03-15"), Policy::GD_DEFAULT);
        let after = day(after);
        let effects = holder.does(PermitEvent::DayTick { after }, on);
        assert_eq!(holder.permit, issued_on("2025-03-15"));
        let templates = effects.into_iter().map(|effect| {
            if effect == PermitEffect::Record(PermitRecord::Suspension) {
                return "record";
            }
            let PermitEffect::Notify(notice) = effect else {
                panic!("{effect:?}");
            };
            notice.template()
        });
        templates.collect::<Vec<_>>()
    };
    assert_eq!(tick("2026-02-13", "2026-02-14"), [""; 0]);
    assert_eq!(tick("2026-02-14", "2026-02-15"), ["ENDORSE_OPEN"]);
    assert_eq!(tick("2026-02-14", "2026-03-14"), ["ENDORSE_OPEN"]);
    assert_eq!(
        tick("2026-03-14", "2026-03-15"),
        ["record", "PERMIT_SUSPENDED"]
    );
    assert_eq!(
        tick("2026-02-14", "2026-04-01"),
        ["record", "PERMIT_SUSPENDED"]
    );
    assert_eq!(tick("2026-03-15", "2026-03-16"), [""; 0]);
}

#[test]
fn a_person_is_told_once_of_becoming_eligible() {
    let since = day("2025-07-03");
    let eligible = Eligibility::Eligible {
        since,
        route: Route::Stay,
    };
    let denial = PermitDenial::NoGround;
    let others = [
        Eligibility::No { why: vec![denial] },
        Eligibility::Review { why: vec![denial] },
        Eligibility::NotYet {
            on: since,
            missing: vec![denial],
        },
    ];
    let notice = PermitNotice::Eligible { since };
    assert_eq!(notice.template(), "PERMIT_ELIGIBLE");
    let told = Some(notice);
    assert_eq!(eligibility_notice(None, &eligible), told);
    assert_eq!(eligibility_notice(Some(&eligible), &eligible), None);
    for other in &others {
        assert_eq!(eligibility_notice(Some(other), &eligible), told);
        assert_eq!(eligibility_notice(None, other), None);
    }
}

/// Five years back to the day, the latest first.
#[test]
fn the_history_shows_five_years() {
    let entry = |on: &str, record| HistoryEntry {
        on: day(on),
        record,
    };
    let entries = [
        entry("2020-11-22", PermitRecord::Acceptance),
        entry("2020-11-23", PermitRecord::Issue),
        entry("2025-11-23", PermitRecord::LateEndorsement),
        entry("2025-11-23", PermitRecord::Restoration),
        entry("2022-01-01", PermitRecord::Endorsement),
        entry("2025-11-24", PermitRecord::Cancellation),
    ];
    let shown = history(&entries, day("2025-11-23"), &Policy::GD_DEFAULT.permit);
    assert_eq!(shown, [entries[3], entries[2], entries[4], entries[1]]);
}
