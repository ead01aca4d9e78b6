//! What must be true when a town has come to rest.

use central::{
    Halves,
    store::{Statement, Store},
    tables::{
        alarms::{self, Alarm},
        envelopes::{self, Stage},
        presentations, registrations,
        standings::Standing,
    },
};
use journal::{IndexedRegistration, SavedState};
use residence::{Listed as _, RecordId, State};
use tokio::runtime::Runtime;
use town::Needles;

use crate::{kiosk::SimKiosk, living::Town};

/// Files are searched in one run of so many; every trace is.
const FILES_EVERY: u64 = 8;

type Checked = Result<(), String>;

macro_rules! ensure {
    ($holds:expr, $($words:tt)+) => {
        if !$holds {
            return Err(format!($($words)+));
        }
    };
}

/// The books of the centre, opened beside it.
struct Books<'a> {
    halves: Halves,
    runtime: &'a Runtime,
}

impl Books<'_> {
    fn count(&self, store: &dyn Store, statement: Statement) -> u64 {
        let rows = self.runtime.block_on(store.rows(statement)).unwrap();
        rows.into_iter().next().unwrap().take().unwrap()
    }

    fn pairs(&self, statement: Statement) -> Vec<(u64, u64)> {
        let rows = self.runtime.block_on(self.halves.front.rows(statement));
        let rows = rows.unwrap().into_iter();
        rows.map(|mut row| (row.take().unwrap(), row.take().unwrap()))
            .collect()
    }

    fn of_record(&self, record: &RecordId) -> Option<Stage> {
        let held = envelopes::of_record(self.halves.vault.as_ref(), record);
        self.runtime.block_on(held).unwrap().map(|held| held.stage)
    }
}

/// Checks a whole town.
pub(crate) fn all(town: &mut Town<'_>, seed: u64) -> Checked {
    let books = Books {
        halves: town.centre.halves(),
        runtime: &town.centre.runtime,
    };
    for kiosk in &town.kiosks {
        arrived_once(kiosk, &books)?;
        in_order_and_without_holes(kiosk, &books)?;
        same_on_both_sides(kiosk, town, &books)?;
        nothing_came_to_nothing(kiosk, &books)?;
    }
    both_halves_agree(&books)?;
    no_alarm(&books, town.kiosks.iter().any(|kiosk| kiosk.put_back > 0))?;
    nothing_personal(town, seed)
}

/// Everything that somebody was told is saved is at the centre, decided.
fn arrived_once(kiosk: &SimKiosk, books: &Books<'_>) -> Checked {
    let chain = kiosk.journal().chain().unwrap();
    ensure!(
        chain.through_acked == chain.last_seq,
        "k{} has {} of {} acknowledged",
        kiosk.number,
        chain.through_acked,
        chain.last_seq
    );
    for acked in &kiosk.acked {
        let stage = books.of_record(&acked.record);
        ensure!(
            stage == Some(Stage::Applied) || stage == Some(Stage::Waits) && waits(acked, books),
            "k{}: {:?} was saved and is {stage:?} at the centre",
            kiosk.number,
            acked.record
        );
        if acked.is_act && kiosk.put_back == 0 && !kiosk.tidied && stage == Some(Stage::Applied) {
            let outcome = kiosk.journal().act_outcome(&acked.record).unwrap();
            ensure!(
                outcome.is_some(),
                "k{}: the outcome of act {:?} never came down",
                kiosk.number,
                acked.record
            );
        }
    }
    Ok(())
}

/// A record may wait only for one that is lost with a disk.
fn waits(acked: &crate::kiosk::Acked, books: &Books<'_>) -> bool {
    let waiting = Statement::new(
        "SELECT count(*) FROM envelopes w WHERE w.record = $1
         AND NOT EXISTS (SELECT 1 FROM envelopes d WHERE d.record = w.waits_for)",
        [acked.record.as_bytes().into()],
    );
    books.count(books.halves.vault.as_ref(), waiting) == 1
}

fn in_order_and_without_holes(kiosk: &SimKiosk, books: &Books<'_>) -> Checked {
    let places = books.pairs(Statement::new(
        "SELECT epoch, seq FROM envelopes WHERE kiosk = $1
         UNION ALL SELECT epoch, seq FROM rechained WHERE kiosk = $1 ORDER BY 1, 2",
        [kiosk.id.as_str().into()],
    ));
    let mut before = (0, 0);
    for (epoch, seq) in &places {
        let next = if *epoch == before.0 { before.1 + 1 } else { 1 };
        ensure!(
            *seq == next,
            "k{}: {epoch}/{seq} follows {before:?} at the centre",
            kiosk.number
        );
        before = (*epoch, *seq);
    }
    let chain = kiosk.journal().chain().unwrap();
    let tip = (chain.epoch, chain.last_seq);
    ensure!(
        before == tip || chain.last_seq == 0,
        "k{}: {before:?} is last at the centre and {tip:?} at the kiosk",
        kiosk.number
    );
    Ok(())
}

/// What a kiosk shows of a declaration is what the centre decided.
fn same_on_both_sides(kiosk: &SimKiosk, town: &Town<'_>, books: &Books<'_>) -> Checked {
    let mut shown: Vec<IndexedRegistration> = Vec::new();
    for person in &town.template.cast.people {
        let of_person = kiosk.journal().registrations_of(&person.subject);
        shown.extend(of_person.map_err(|error| error.to_string())?);
    }
    for declared in &kiosk.declared {
        let held = registrations::by_record(books.halves.vault.as_ref(), &declared.record);
        let held = books.runtime.block_on(held).unwrap();
        let here = shown.iter().find(|one| one.record == declared.record);
        let (Some(here), Some(held)) = (here, &held) else {
            ensure!(
                kiosk.tidied || kiosk.put_back > 0,
                "k{}: declaration {:?} is {} at the kiosk and {} at the centre",
                kiosk.number,
                declared.record,
                if here.is_some() { "there" } else { "missing" },
                if held.is_some() { "there" } else { "missing" }
            );
            continue;
        };
        let there = centre_says(&held.standing);
        let here = (
            here.saved,
            here.state,
            here.provisional,
            here.refusal.clone(),
        );
        ensure!(
            here == (SavedState::Decided, there.0, false, there.1.clone()),
            "k{}: declaration {:?} is {here:?} at the kiosk and {there:?} at the centre",
            kiosk.number,
            declared.record
        );
    }
    Ok(())
}

/// State and refusal, as a kiosk is to show them.
fn centre_says(standing: &Standing) -> (Option<State>, Option<String>) {
    let columns = standing.columns();
    let state = columns.state.and_then(State::from_code);
    let refused = (state == Some(State::Rejected)).then(|| State::Rejected.code());
    let refusal = columns.denied.or(columns.rejection).or(refused);
    (state, refusal.map(str::to_owned))
}

/// Every change of the feed was applied.
fn nothing_came_to_nothing(kiosk: &SimKiosk, books: &Books<'_>) -> Checked {
    let select = |sql| Statement::new(sql, [kiosk.id.as_str().into()]);
    let made = books.count(
        books.halves.vault.as_ref(),
        select("SELECT COALESCE(MAX(cursor), 0) FROM changes WHERE kiosk = $1"),
    );
    let numbered = books.count(
        books.halves.vault.as_ref(),
        select("SELECT COUNT(*) FROM changes WHERE kiosk = $1"),
    );
    let handed = books.count(
        books.halves.front.as_ref(),
        select("SELECT COALESCE(MAX(cursor), 0) FROM down WHERE kiosk = $1"),
    );
    let applied = kiosk.journal().sync_state().unwrap().down_cursor;
    ensure!(
        made == numbered && made == handed && made == applied,
        "k{}: {made} changes made with {numbered} numbers, {handed} handed over, {applied} applied",
        kiosk.number
    );
    Ok(())
}

fn both_halves_agree(books: &Books<'_>) -> Checked {
    let (front, vault) = (books.halves.front.as_ref(), books.halves.vault.as_ref());
    let all = || Statement::new("SELECT COUNT(*) FROM envelopes", []);
    let (received, taken) = (books.count(front, all()), books.count(vault, all()));
    ensure!(
        received == taken,
        "{received} envelopes at the front and {taken} in the vault"
    );
    let open = Statement::new("SELECT COUNT(*) FROM envelopes WHERE stage = 0", []);
    let undecided = books.count(vault, open);
    ensure!(undecided == 0, "{undecided} records are not decided");
    let shown = books.runtime.block_on(presentations::all(vault)).unwrap();
    let mut records: Vec<&RecordId> = shown.iter().map(|one| &one.record).collect();
    records.sort();
    records.dedup();
    ensure!(records.len() == shown.len(), "a presentation counts twice");
    Ok(())
}

/// Only a copied disk raises an alarm; that somebody was shown in two places at once is no matter
/// of the exchange.
fn no_alarm(books: &Books<'_>, image: bool) -> Checked {
    for store in [&books.halves.front, &books.halves.vault] {
        let raised = books.runtime.block_on(alarms::all(store.as_ref())).unwrap();
        for alarm in raised {
            let expected = match alarm.kind {
                Alarm::Presentations => true,
                Alarm::Fork | Alarm::AuditBroken => image,
                Alarm::Quarantined
                | Alarm::WrongToken
                | Alarm::OtherKeys
                | Alarm::NeverIssued
                | Alarm::BeyondPowers => false,
            };
            ensure!(expected, "alarm {} at {}", alarm.kind.code(), alarm.kiosk);
        }
    }
    Ok(())
}

/// Neither the trace, nor a kiosk's disk, nor the front holds anything about a person.
fn nothing_personal(town: &mut Town<'_>, seed: u64) -> Checked {
    let secrets = &town.template.cast.secrets;
    let needles = Needles::new(secrets.iter().map(String::as_str)).unwrap();
    let trace = town.trace.lines.join("\n");
    ensure!(
        needles.find(trace.as_bytes()).is_none(),
        "the trace holds something personal"
    );
    if !seed.is_multiple_of(FILES_EVERY) {
        return Ok(());
    }
    town.centre.stop();
    let mut places = vec![town.centre.folder.join("front.db")];
    for kiosk in &mut town.kiosks {
        kiosk.stop();
        places.push(kiosk.folder().to_owned());
    }
    let places: Vec<_> = places.iter().map(AsRef::as_ref).collect();
    for file in town::files_below(&places).unwrap() {
        let found = needles.find(&std::fs::read(&file).unwrap());
        ensure!(
            found.is_none(),
            "{:?} holds something personal",
            file.file_name().unwrap_or_default()
        );
    }
    let vault = std::fs::read(town.centre.folder.join("central.db")).unwrap();
    ensure!(needles.find(&vault).is_some(), "the search is blind");
    Ok(())
}
