//! Ten thousand sealed declarations leave a real journal for a real centre, beside PouchDB and COPY.

use std::{path::Path, time::Instant};

use anyhow::{Context as _, Result, ensure};
use codes::SoftwareCrypto;
use journal::{Journal, NewRecord};
use protocol::{Circumstances, Envelope, Record};
use residence::RecordId;
use town::Postgres;

use crate::{
    peers::{self, Pouch},
    people,
    site::{Part, Site, open_journal},
    table::{heading, note, number, row},
    walker::{self, Way},
    wire::Wire,
};

/// Records of the pass in which bytes are counted.
const COUNTED: u64 = 2_000;

/// What is measured.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Declarations in the journal.
    #[arg(long, default_value_t = 10_000)]
    pub(crate) records: u64,
    /// Only these variants, by a part of their name.
    #[arg(long, default_value = "")]
    pub(crate) only: String,
}

/// What a drain came to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figures {
    pub(crate) records: u64,
    pub(crate) seconds: f64,
    /// Processor time of the side that sends, in milliseconds.
    pub(crate) near_ms: f64,
    /// Processor time of the side that receives, its database included.
    pub(crate) far_ms: f64,
    pub(crate) bytes: Option<u64>,
}

struct Bench<'a> {
    arguments: &'a Arguments,
    bytes_each: Option<f64>,
    base: Option<f64>,
}

/// Runs every variant once on the same records, and prints the table.
pub(crate) async fn run(arguments: &Arguments, root: &Path) -> Result<()> {
    let postgres = Postgres::start(&root.join("logs")).await?;
    let mut bench = Bench {
        arguments,
        bytes_each: None,
        base: None,
    };
    note("drain: two centres are founded and their kiosks filled");
    let small = Site::found(&root.join("sqlite"), None, arguments.records).await?;
    let large = Site::found(&root.join("postgres"), Some(&postgres), arguments.records).await?;
    for site in [&small, &large] {
        fill(site, arguments.records)?;
    }
    heading(
        &format!(
            "Drain of {} sealed declarations, one kiosk, loopback, TLS",
            arguments.records
        ),
        &[
            "variant",
            "records/s",
            "× first row",
            "wire B/record",
            "CPU µs/record, kiosk + centre",
        ],
    );
    bench.pouch(&small, root).await?;
    bench.copy(&large).await?;
    for (site, engine) in [(&small, "SQLite"), (&large, "PostgreSQL")] {
        bench.count_bytes(site, engine).await?;
        for part in [Part::Front, Part::Whole] {
            for way in [Way::Rounds, Way::Courier] {
                bench.ours(site, engine, part, way).await?;
            }
        }
    }
    Ok(())
}

impl Bench<'_> {
    fn wants(&self, name: &str) -> bool {
        name.contains(&self.arguments.only)
    }

    fn tell(&mut self, name: &str, figures: &Figures) {
        let pace = number(figures.records) / figures.seconds;
        let base = *self.base.get_or_insert(pace);
        let each = number(figures.records.max(1)) / 1e3;
        let bytes = match (figures.bytes, self.bytes_each) {
            (Some(bytes), _) => format!("{:.0}", number(bytes) / number(figures.records)),
            (None, Some(each)) => format!("{each:.0}"),
            (None, None) => "–".to_owned(),
        };
        row(&[
            name,
            &format!("{pace:.0}"),
            &format!("{:.1}", pace / base),
            &bytes,
            &format!(
                "{:.0} + {:.0}",
                figures.near_ms / each,
                figures.far_ms / each
            ),
        ]);
    }

    async fn pouch(&mut self, site: &Site, root: &Path) -> Result<()> {
        if !peers::is_installed() || !self.wants("PouchDB") {
            note("SKIPPED: PouchDB; npm --prefix tests/speed/peers ci installs it");
            return Ok(());
        }
        let documents = root.join("documents.jsonl");
        let unix_ms = town::now().unix_ms;
        let each =
            peers::write_documents(&documents, self.arguments.records, &site.doors, unix_ms)?;
        note(&format!("a declaration as JSON in clear has {each} B"));
        for batch in [100, 1_000] {
            let pouch =
                Pouch::start(&root.join(format!("pouch-{batch}")), "127.0.0.1", None).await?;
            let wire = Wire::to(pouch.port()).await?;
            let few = root.join("few.jsonl");
            peers::write_documents(&few, COUNTED, &site.doors, unix_ms)?;
            // The pass that counts is another database, so it takes nothing from the other.
            let counted =
                Pouch::start(&root.join(format!("few-{batch}")), "127.0.0.1", None).await?;
            drop(wire);
            let wire = Wire::to(counted.port()).await?;
            let bytes = counted.drain(&few, batch, "127.0.0.1", Some(&wire)).await?;
            counted.stop().await?;
            self.bytes_each = bytes.bytes.map(|all| number(all) / number(COUNTED));
            let figures = pouch.drain(&documents, batch, "127.0.0.1", None).await?;
            ensure!(
                figures.records == self.arguments.records,
                "PouchDB wrote all"
            );
            pouch.stop().await?;
            self.tell(
                &format!("PouchDB → express-pouchdb, LevelDB, batch {batch}"),
                &figures,
            );
        }
        self.bytes_each = None;
        Ok(())
    }

    async fn copy(&mut self, site: &Site) -> Result<()> {
        if !self.wants("COPY") {
            return Ok(());
        }
        let envelopes = envelopes_of(&open_journal(&site.kiosk_folder())?)?;
        let on = site.copy("copied").await?;
        let url = on.database.as_deref().context("a PostgreSQL site")?;
        let figures = peers::copy(url, &envelopes, town::now().unix_ms).await?;
        self.tell(
            "PostgreSQL COPY of the same rows, two indexes more than the key, one transaction",
            &figures,
        );
        Ok(())
    }

    /// A pass through a counting forwarder, with fewer records.
    async fn count_bytes(&mut self, site: &Site, engine: &str) -> Result<()> {
        if !self.wants(engine) {
            return Ok(());
        }
        let on = site.copy("counted").await?;
        let server = site.serve(&on, Part::Front).await?;
        let wire = Wire::to(server.port()).await?;
        let url = format!("https://localhost:{}", wire.port());
        let told = walker::start(&on.kiosk, &url, Way::Courier, None).await?;
        self.bytes_each = Some(number(wire.bytes()) / number(told.records));
        server.stop().await
    }

    async fn ours(&mut self, site: &Site, engine: &str, part: Part, way: Way) -> Result<()> {
        let who = match part {
            Part::Front => "front",
            Part::Whole => "front and vault",
        };
        let how = match way {
            Way::Rounds => "one at a time, 250",
            Way::Courier => "as the engine does",
        };
        let name = format!("{engine}, {who}: {how}");
        if !self.wants(&name) {
            return Ok(());
        }
        let on = site
            .copy(&format!("{part:?}-{way:?}").to_lowercase())
            .await?;
        let server = site.serve(&on, part).await?;
        let before = server.cpu()?;
        let url = format!("https://localhost:{}", server.port());
        let told = walker::start(&on.kiosk, &url, way, None).await?;
        let far = server.cpu()? - before;
        server.stop().await?;
        let (rows, records, highest) = on.held(&site.kiosk).await?;
        ensure!(
            (rows, records) == (highest, highest) && highest >= self.arguments.records,
            "not exactly once: {rows} rows, {records} records, {highest} the highest"
        );
        if told.failures > 0 {
            note(&format!("{name}: {} rounds failed", told.failures));
        }
        let figures = Figures {
            records: told.records,
            seconds: told.seconds,
            near_ms: number(told.cpu_ms),
            far_ms: far.as_secs_f64() * 1e3,
            bytes: None,
        };
        self.tell(&name, &figures);
        Ok(())
    }
}

/// Declares for so many people into the journal of a site.
pub(crate) fn fill(site: &Site, records: u64) -> Result<()> {
    let journal = open_journal(&site.kiosk_folder())?;
    let began = Instant::now();
    for n in 0..records {
        let now_ms = town::now().unix_ms;
        let record = people::declaration(n, &site.doors, now_ms)?;
        append(&journal, &record, n, now_ms)?;
    }
    let each = began.elapsed().as_secs_f64() * 1e3 / number(records.max(1));
    let first = journal.next_batch(0, 1, usize::MAX)?;
    let size = first.first().map_or(0, |envelope| envelope.encode().len());
    note(&format!(
        "a declaration was saved every {each:.2} ms; sealed and signed it has {size} B"
    ));
    Ok(())
}

/// Saves a declaration as the kiosk does.
pub(crate) fn append(journal: &Journal, record: &Record, n: u64, now_ms: u64) -> Result<()> {
    let Record::Declaration(declaration) = record else {
        anyhow::bail!("a declaration");
    };
    let who = people::person(n)?;
    let mut random = [0; 10];
    codes::Crypto::random(&SoftwareCrypto, &mut random);
    let act = NewRecord {
        record,
        id: RecordId::compose(now_ms, random),
        at: (now_ms, now_ms),
        circumstances: Circumstances::GOOD,
        index: Some(journal::IndexEntry {
            subject_tag_source: declaration.declarant.subject,
            holder_hint: None,
            area: "海榕街道榕荫社区".to_owned(),
            street: "榕荫一路".to_owned(),
            number: format!("{}号", who.birth),
            house: Some(declaration.house.clone()),
            declared_on: declaration.declared_on,
            until: declaration.declared_on + chrono::Days::new(15),
            cohabitants: 2,
        }),
        provisional_for: None,
        drop_draft: None,
    };
    journal
        .append(act, &SoftwareCrypto)
        .context("a declaration is saved")?;
    Ok(())
}

/// Everything that waits in a journal.
pub(crate) fn envelopes_of(journal: &Journal) -> Result<Vec<Envelope>> {
    Ok(journal.next_batch(0, usize::MAX, usize::MAX)?)
}
