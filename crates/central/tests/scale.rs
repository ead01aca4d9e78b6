//! The script that spreads the front over Citus, held against the schema that the front makes.
//!
//! The functions of Citus are played by stand-ins that note what they are told: every table of the
//! front is named once, its column exists, and each of its unique keys holds that column, without
//! which Citus refuses. Then a kiosk works on the changed tables as on any.

#![allow(clippy::unwrap_used, reason = "a test ends where an expectation fails")]

mod support;

use std::collections::BTreeMap;

use central::Centre;
use protocol::{Presentation, Record, TakenAs};
use residence::Subject;
use support::{NOW_MS, device::Device, enrolled, postgres::private_postgres, town};
use tokio_postgres::{Client, NoTls};

const SCRIPT: &str = include_str!("../../../deploy/citus.sql");

const STAND_INS: &str = "
    CREATE TABLE public.spread (name TEXT PRIMARY KEY, by TEXT, with_whom TEXT);
    CREATE FUNCTION public.create_distributed_table(
        name TEXT, by TEXT, colocate_with TEXT DEFAULT 'default', shard_count INT DEFAULT 32
    ) RETURNS VOID LANGUAGE SQL AS
        'INSERT INTO public.spread VALUES (name, by, colocate_with)';
    CREATE FUNCTION public.create_reference_table(name TEXT) RETURNS VOID LANGUAGE SQL AS
        'INSERT INTO public.spread VALUES (name, NULL, NULL)';";

/// Unique indexes of the front's tables that lack the column by which a table is spread.
const LACKING: &str = "
    SELECT i.indexrelid::regclass::text FROM public.spread s
    JOIN pg_class t ON t.relname = s.name AND t.relnamespace = 'front'::regnamespace
    JOIN pg_index i ON i.indrelid = t.oid AND i.indisunique
    WHERE s.by IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM pg_attribute a
        WHERE a.attrelid = t.oid AND a.attname = s.by AND a.attnum = ANY (i.indkey::int2[]))";

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    drop(tokio::spawn(connection));
    client
}

async fn names(client: &Client, sql: &str) -> Vec<String> {
    let rows = client.query(sql, &[]).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_front_spreads_by_kiosk() {
    let folder = tempfile::tempdir().unwrap();
    let postgres = private_postgres();
    let config = town(folder.path(), Some(postgres.url())).await;
    let client = connect(&postgres.url()).await;
    client.batch_execute(STAND_INS).await.unwrap();
    let script = SCRIPT.replace(
        "SET LOCAL search_path TO front",
        "SET LOCAL search_path TO front, public",
    );
    client.batch_execute(&script).await.unwrap();

    let all = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'front' ORDER BY 1";
    let spread = "SELECT name FROM public.spread ORDER BY 1";
    assert_eq!(names(&client, all).await, names(&client, spread).await);
    assert_eq!(names(&client, LACKING).await, [""; 0]);
    let rows = "SELECT name, by, with_whom FROM public.spread WHERE by IS NOT NULL";
    let mut with_whom = BTreeMap::new();
    for row in client.query(rows, &[]).await.unwrap() {
        let (name, by, with): (String, String, String) = (row.get(0), row.get(1), row.get(2));
        assert_eq!(by, if name == "kiosks" { "id" } else { "kiosk" }, "{name}");
        *with_whom.entry(with).or_insert(0) += 1;
    }
    assert_eq!(with_whom.get("default"), Some(&1), "{with_whom:?}");
    assert_eq!(with_whom.len(), 2, "all lie together: {with_whom:?}");

    let centre = Centre::open(&config).await.unwrap();
    let mut device = Device::new(&config.data);
    enrolled(&config, &centre, &mut device).await;
    let record = Record::Presentation(Presentation {
        subject: Subject::from_bytes([7; 16]),
        serial: [1; 8],
        form: 1,
        house: None,
        verdict: TakenAs::Green,
        at: (NOW_MS, NOW_MS),
    });
    let id = device.next_record_id();
    let envelope = device.seal(&record, id);
    for _ in 0..2 {
        let (answer, _) = device.sync(&centre, vec![envelope.clone()]).await;
        assert_eq!((answer.through, answer.rejects.len()), (1, 0));
    }
    let held = "SELECT encode(record, 'hex') FROM front.envelopes";
    assert_eq!(names(&client, held).await.len(), 1, "once in effect");
}
