//! Row 6: names written as SQL are refused by the rules of names or are kept letter by letter; no
//! table changes its form, at the kiosk or at the centre.

use std::{collections::BTreeSet, time::Duration};

use anyhow::{Result, ensure};
use rusqlite::{Connection, OpenFlags};
use town::{
    Books, Cast, Centre, Cohabitant, Outcome, Pockets, Screenless, Station, Visit, wait_for,
    wait_until,
};

const PATIENCE: Duration = Duration::from_secs(60);

/// Written as SQL, and by the rules still names: kept letter by letter.
const KEPT: &[&str] = &[
    "D'Arcy O'Neil",
    "'), DROP TABLE q--",
    "' OR 'a' LIKE 'a",
    "Robert'--",
    "x', 'y'), ('z",
    "%_%",
    "'||(SELECT name)||'",
    "$a",
    ":name",
    "@p",
    "张'明",
    "NULL",
    "--",
    "' UNION SELECT key FROM kiosks--",
];
/// Written as SQL with signs that no name has: refused before any table hears of them.
const REFUSED: &[&str] = &[
    "'); DROP TABLE q;--",
    "' OR '1'='1",
    "?1",
    "a\u{0}'",
    "\"name\"",
    "`q`",
];

/// The form of a database: every table, index and trigger, in a fixed order.
fn form_of(database: &Connection) -> Result<Vec<String>> {
    let sql =
        "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1";
    let mut statement = database.prepare(sql)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn centre_form(books: &Books) -> Result<Vec<String>> {
    let Books::Sqlite(file) = books else {
        anyhow::bail!("this centre keeps its books in a file");
    };
    form_of(&Connection::open_with_flags(
        file,
        OpenFlags::SQLITE_OPEN_READ_ONLY,
    )?)
}

/// Opens the kiosk's memory as its own key allows, to look at its tables.
fn kiosk_form(station: &Station) -> Result<Vec<String>> {
    let key = std::fs::read(station.data().join("kiosk.key"))?;
    let digits: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let database = Connection::open_with_flags(station.data().join("kiosk.db"), flags)?;
    database.pragma_update(None, "key", format!("x'{digits}'"))?;
    form_of(&database)
}

#[tokio::test(flavor = "multi_thread")]
async fn names_written_as_sql_are_only_names() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let logs = folder.path().join("logs");
    let cast = Cast::draw_crowd(1).await?;
    let mut centre = Centre::found(&folder.path().join("centre"), &cast, None, &logs).await?;
    centre.open().await?;
    let station = Station::new(&folder.path().join("kiosk"));
    station.enrol(&centre).await?;
    let (centre_before, kiosk_before) = (centre_form(&centre.books())?, kiosk_form(&station)?);
    ensure!(
        centre_before.len() > 10 && kiosk_before.len() > 5,
        "the forms were read"
    );

    let mut kiosk = Screenless::open(station.data())?;
    declare_as(&mut kiosk, &cast, &centre).await?;
    let wanted: BTreeSet<String> = KEPT.iter().map(|name| (*name).to_owned()).collect();
    wait_until(
        "the centre holds every name as written",
        PATIENCE,
        || async {
            let held = centre.books().registrations().await.unwrap_or_default();
            let names = held
                .into_iter()
                .flat_map(|each| each.cohabitants)
                .map(|each| each.name);
            names.collect::<BTreeSet<_>>() == wanted
        },
    )
    .await?;
    drop(kiosk);
    ensure!(
        centre_form(&centre.books())? == centre_before,
        "the centre's tables changed"
    );
    ensure!(
        kiosk_form(&station)? == kiosk_before,
        "the kiosk's tables changed"
    );
    Ok(())
}

/// Declares with a child of every name, and sees which are taken.
async fn declare_as(kiosk: &mut Screenless, cast: &Cast, centre: &Centre) -> Result<()> {
    kiosk.start_sync();
    wait_for("the kiosk is stocked", PATIENCE, || {
        let online = kiosk.tick().strip.online;
        let key = kiosk
            .kiosk()
            .journal()
            .bind_key()
            .is_ok_and(|key| key.is_some());
        async move { (online && key).then_some(()) }
    })
    .await?;
    let everybody = cast.town.people.iter().skip(10);
    for (place, (name, person)) in KEPT.iter().chain(REFUSED).zip(everybody).enumerate() {
        let child = Cohabitant {
            name: (*name).to_owned(),
            ..cast.visit.cohabitants[0].clone()
        };
        let visit = Visit {
            outcome: Outcome::Absent,
            cohabitants: vec![child],
            ..cast.visit.clone()
        };
        let pockets = Pockets {
            house: centre.house_code("h1")?,
            withdrawn_house: String::new(),
            resident: centre.resident_code(&person.key)?,
            number: person.number.clone(),
            owner: String::new(),
            owner_number: String::new(),
        };
        let declared = kiosk.declare(&visit, &pockets);
        ensure!(
            declared.is_ok() == (place < KEPT.len()),
            "{name}: {:?}",
            declared.map(|_| ())
        );
    }
    Ok(())
}
