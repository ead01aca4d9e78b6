//! A centre and an enrolled kiosk in a state that can be laid out again and again, and the real
//! `central serve` on a copy of it.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use protocol::codes::Clock;
use residence::HouseCode;
use tokio::process::Command;
use town::{
    Books, Cast, Centre, Link, Postgres, Running, Station, binary, free_port, run, run_allowing,
    wait_until,
};

use crate::{
    people::{self, Door, hex},
    table::{cpu_of, cpu_of_family, parent_of},
};

const PATIENCE: Duration = Duration::from_secs(60);
/// Rows of one statement.
const ROWS: usize = 500;

/// A founded centre, closed, with one enrolled kiosk beside it.
pub(crate) struct Site {
    folder: PathBuf,
    logs: PathBuf,
    database: Option<String>,
    pub(crate) kiosk: String,
    pub(crate) doors: Vec<Door>,
    pub(crate) trust: codes::TrustBundle,
    pub(crate) ca_pem: String,
}

/// A copy of the site's books to work on.
pub(crate) struct Copied {
    pub(crate) data: PathBuf,
    pub(crate) database: Option<String>,
    pub(crate) kiosk: PathBuf,
}

/// Which part of the centre is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The front alone: it checks and stores. What is measured is the transport.
    Front,
    /// Front and vault in one process, as in a small deployment.
    Whole,
}

/// A running centre.
pub(crate) struct Server {
    running: Running,
    port: u16,
    postgres: Option<u32>,
}

impl Site {
    /// Founds a centre, enrols a kiosk as a technician does, and registers invented people.
    pub(crate) async fn found(
        root: &Path,
        postgres: Option<&Postgres>,
        people: u64,
    ) -> Result<Self> {
        let logs = root.join("logs");
        let database = match postgres {
            Some(server) => Some(server.database().await?),
            None => None,
        };
        let cast = Cast::draw_crowd(1).await?;
        let folder = root.join("centre");
        let mut centre =
            Centre::found_at(&folder, &cast, database.clone(), &logs, Link::ADDRESS).await?;
        centre.open().await?;
        let station = Station::new(&root.join("kiosk"));
        let kiosk = station.enrol(&centre).await?;
        centre.close().await?;
        let books = centre.books();
        let doors = doors_of(&books).await?;
        for first in (0..people).step_by(ROWS) {
            let last = people.min(first + u64::try_from(ROWS)?);
            books.set_back(&people_sql(first, last, &books)?).await?;
        }
        let journal = open_journal(station.data())?;
        let enrolment = journal.enrolment()?.context("an enrolled kiosk")?;
        let any = Clock {
            lo_ms: 0,
            hi_ms: u64::MAX,
        };
        let trust = journal.trust(any)?.context("an enrolled kiosk")?;
        Ok(Self {
            folder: root.to_owned(),
            logs,
            database,
            kiosk,
            doors,
            trust: trust.bundle().clone(),
            ca_pem: enrolment.ca_pem,
        })
    }

    /// Where the kiosk's memory of this site lies.
    pub(crate) fn kiosk_folder(&self) -> PathBuf {
        self.folder.join("kiosk")
    }

    /// Lays out the site as it was founded, under another name.
    pub(crate) async fn copy(&self, name: &str) -> Result<Copied> {
        let place = self.folder.join(name);
        std::fs::create_dir_all(&place)?;
        for part in ["centre", "kiosk"] {
            let (from, to) = (self.folder.join(part), place.join(part));
            let (from, to) = (from.to_string_lossy(), to.to_string_lossy());
            run("cp", &["-a", &from, &to]).await?;
        }
        let database = match &self.database {
            Some(template) => Some(copy_database(template, name).await?),
            None => None,
        };
        Ok(Copied {
            data: place.join("centre"),
            database,
            kiosk: place.join("kiosk"),
        })
    }

    /// Starts the real centre on a copy.
    pub(crate) async fn serve(&self, on: &Copied, part: Part) -> Result<Server> {
        self.serve_at(on, part, None).await
    }

    /// Starts it again where it was before its power was cut.
    pub(crate) async fn serve_again(&self, on: &Copied, part: Part, port: u16) -> Result<Server> {
        self.serve_on(on, part, None, port).await
    }

    /// Starts the real centre on a copy, at the far end of a link when one is given.
    pub(crate) async fn serve_at(
        &self,
        on: &Copied,
        part: Part,
        link: Option<&Link>,
    ) -> Result<Server> {
        self.serve_on(on, part, link, free_port()?).await
    }

    async fn serve_on(
        &self,
        on: &Copied,
        part: Part,
        link: Option<&Link>,
        port: u16,
    ) -> Result<Server> {
        let mut words: Vec<String> = Vec::new();
        if let Some(link) = link {
            words.extend(["ip", "netns", "exec", link.far()].map(str::to_owned));
        }
        let address = link.map_or("127.0.0.1", |_| Link::ADDRESS);
        words.push(binary("central")?.to_string_lossy().into_owned());
        words.extend(["serve", "--demo", "--data"].map(str::to_owned));
        words.push(on.data.to_string_lossy().into_owned());
        if let Some(url) = &on.database {
            words.extend(["--database".to_owned(), url.clone()]);
        }
        if part == Part::Front {
            words.push("--front-only".to_owned());
        }
        words.extend(["--listen".to_owned(), format!("{address}:{port}")]);
        let (program, words) = words.split_first().context("a program")?;
        let mut command = Command::new(program);
        command.args(words);
        let running = Running::start("central", command, &self.logs)?;
        wait_until("the centre answers", PATIENCE, || answers(link, port)).await?;
        let postgres = match &on.database {
            Some(url) => Some(postmaster(url).await?),
            None => None,
        };
        Ok(Server {
            running,
            port,
            postgres,
        })
    }
}

impl Server {
    /// The port on the loopback address.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Processor time until now, that of its database server included.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        let own = cpu_of(self.running.pid().context("the centre runs")?)?;
        match self.postgres {
            Some(pid) => Ok(own + cpu_of_family(pid)?),
            None => Ok(own),
        }
    }

    /// Cuts its power: SIGKILL.
    pub(crate) async fn cut_power(self) -> Result<()> {
        self.running.cut_power().await
    }

    /// Asks it to end.
    pub(crate) async fn stop(self) -> Result<()> {
        self.running.stop().await
    }
}

impl Copied {
    /// The tables of the front.
    pub(crate) fn front(&self) -> Books {
        match &self.database {
            Some(url) => Books::Postgres(url.clone()),
            None => Books::Sqlite(self.data.join("front.db")),
        }
    }

    /// How many envelopes the front holds of a kiosk, how many different records these are, and the
    /// highest number in the chain.
    pub(crate) async fn held(&self, kiosk: &str) -> Result<(u64, u64, u64)> {
        let table = self.envelopes();
        let sql = format!(
            "SELECT count(*) || ' ' || count(DISTINCT record) || ' ' || coalesce(max(seq), 0) \
             FROM {table} WHERE kiosk = '{kiosk}'"
        );
        let told = self.front().column(&sql).await?;
        let words = told.first().context("one row")?;
        let numbers: Vec<u64> = words.split(' ').map(str::parse).collect::<Result<_, _>>()?;
        match numbers.as_slice() {
            [rows, records, highest] => Ok((*rows, *records, *highest)),
            _ => bail!("three numbers"),
        }
    }

    /// Counts all envelopes of the front and the kiosks whose chain has a gap or a double.
    pub(crate) async fn whole(&self) -> Result<(u64, u64)> {
        let table = self.envelopes();
        let rows = format!("SELECT count(*) || '' FROM {table}");
        let torn = format!(
            "SELECT count(*) || '' FROM (SELECT kiosk FROM {table} GROUP BY kiosk \
             HAVING count(*) <> max(seq) OR count(DISTINCT record) <> max(seq)) AS torn"
        );
        let ask = async |sql: &str| -> Result<u64> {
            let told = self.front().column(sql).await?;
            Ok(told.first().context("one row")?.parse()?)
        };
        Ok((ask(&rows).await?, ask(&torn).await?))
    }

    fn envelopes(&self) -> &'static str {
        match &self.database {
            Some(_) => "front.envelopes",
            None => "envelopes",
        }
    }
}

/// Tells whether somebody listens, asked from where the centre is.
async fn answers(link: Option<&Link>, port: u16) -> bool {
    let Some(link) = link else {
        return tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .is_ok();
    };
    let knock = format!("exec 3<>/dev/tcp/{}/{port}", Link::ADDRESS);
    let words = ["netns", "exec", link.far(), "bash", "-c", &knock];
    let knocked = run_allowing("ip", &words).await;
    knocked.is_ok_and(|output| output.status.success())
}

/// Opens a kiosk's memory as the window does.
pub(crate) fn open_journal(data: &Path) -> Result<journal::Journal> {
    let keys = journal::KeyFile::new(kiosk::Kiosk::key_file(data));
    journal::Journal::open(data, &keys, &codes::SoftwareCrypto).context("the journal opens")
}

/// Bytes as the engine reads them in a statement.
pub(crate) fn literal(bytes: &[u8], books: &Books) -> String {
    match books {
        Books::Sqlite(_) => format!("X'{}'", hex(bytes)),
        Books::Postgres(_) => format!("'\\x{}'", hex(bytes)),
    }
}

/// Connects to a database; the connection ends with the client.
pub(crate) async fn connect(url: &str) -> Result<tokio_postgres::Client> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Finds the first process of a PostgreSQL server.
pub(crate) async fn postmaster(url: &str) -> Result<u32> {
    let client = connect(url).await?;
    let row = client.query_one("SELECT pg_backend_pid()", &[]).await?;
    parent_of(u32::try_from(row.get::<_, i32>(0))?)
}

async fn copy_database(template: &str, name: &str) -> Result<String> {
    let (server, old) = template.rsplit_once('/').context("a URL with a database")?;
    let new = format!("{old}_{}", name.replace('-', "_"));
    let client = connect(&format!("{server}/postgres")).await?;
    let sql = format!("CREATE DATABASE {new} TEMPLATE {old}");
    client.batch_execute(&sql).await?;
    Ok(format!("{server}/{new}"))
}

async fn doors_of(books: &Books) -> Result<Vec<Door>> {
    let serial = match books {
        Books::Sqlite(_) => "lower(hex(serial))",
        Books::Postgres(_) => "encode(serial, 'hex')",
    };
    let sql =
        format!("SELECT code || ' ' || {serial} FROM houses WHERE withdrawn = 0 ORDER BY code");
    books
        .column(&sql)
        .await?
        .iter()
        .map(|told| {
            let (code, serial) = told.split_once(' ').context("two words")?;
            let serial = town::unhex(serial)?.try_into();
            Ok((
                HouseCode::parse(code).ok().context("a house code")?,
                serial.ok().context("8 bytes")?,
            ))
        })
        .collect()
}

fn people_sql(first: u64, last: u64, books: &Books) -> Result<String> {
    let rows: Vec<String> = (first..last)
        .map(|n| {
            let who = people::person(n)?;
            Ok(format!(
                "({}, '{}', '{}', '{}', '{}', {})",
                literal(&who.subject, books),
                who.number,
                who.name,
                who.phone,
                who.birth,
                literal(&who.serial, books)
            ))
        })
        .collect::<Result<_>>()?;
    Ok(format!(
        "INSERT INTO people (subject, number, name, phone, birth, serial) VALUES {}",
        rows.join(", ")
    ))
}
