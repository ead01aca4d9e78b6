//! One centre and one kiosk station, as an operator and a technician set them up.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{ChildStdout, Command},
};

use crate::{
    cast::Cast,
    centre::Books,
    deadline::wait_until,
    processes::{Running, binary, free_port, run},
};

const PATIENCE: Duration = Duration::from_secs(60);

/// A real `central` with the town of a cast in its books.
pub struct Centre {
    folder: PathBuf,
    logs: PathBuf,
    port: u16,
    database: Option<String>,
    running: Option<Running>,
}

impl Centre {
    /// Founds a centre in a fresh folder: keys, trust bundle, houses, people, codes.
    pub async fn found(
        folder: &Path,
        cast: &Cast,
        database: Option<String>,
        logs: &Path,
    ) -> Result<Self> {
        Self::found_at(folder, cast, database, logs, "localhost").await
    }

    /// Founds a centre that kiosks reach by this name or address as well.
    pub async fn found_at(
        folder: &Path,
        cast: &Cast,
        database: Option<String>,
        logs: &Path,
        name: &str,
    ) -> Result<Self> {
        std::fs::create_dir_all(logs)?;
        let told = logs.with_file_name("town.json");
        std::fs::write(&told, serde_json::to_vec(&cast.town)?)?;
        let (folder_text, told) = (text(folder), text(&told));
        let mut words = vec!["demo", &folder_text, "--town", &told];
        words.extend(["--listen-name", name]);
        if let Some(url) = &database {
            words.extend(["--database", url]);
        }
        run(binary("central")?, &words)
            .await
            .context("the town is founded")?;
        let (folder, logs) = (folder.to_owned(), logs.to_owned());
        Ok(Self {
            folder,
            logs,
            port: free_port()?,
            database,
            running: None,
        })
    }

    /// Lays the extract of the population register beside the books, before the doors open: the
    /// people of the cast without those of these keys. All of them are registered elsewhere in the
    /// province.
    pub fn know_people(&self, cast: &Cast, unknown: &[&str]) -> Result<()> {
        let known = cast.town.people.iter();
        let known = known.filter(|person| !unknown.contains(&person.key.as_str()));
        let mut lines = String::new();
        for person in known {
            // A child is entered by the household register.
            for document in ["RESIDENT_ID", "HOUSEHOLD_REGISTER"] {
                lines += &format!("{},{document},{},439900\n", person.name, person.number);
            }
        }
        let file = self.folder.join("persons.csv");
        let text = format!("name,document,number,registered\n{lines}");
        std::fs::write(file, text).context("the population register is written")
    }

    /// Opens the doors, always on the same port, and waits until somebody answers.
    pub async fn open(&mut self) -> Result<()> {
        let mut command = Command::new(binary("central")?);
        // A released program refuses the roots of a demonstration unless it is told.
        command.args(["serve", "--demo"]).args(self.place());
        command
            .arg("--listen")
            .arg(format!("127.0.0.1:{}", self.port));
        self.running = Some(Running::start("central", command, &self.logs)?);
        wait_until("the centre answers", PATIENCE, || async {
            tokio::net::TcpStream::connect(("127.0.0.1", self.port))
                .await
                .is_ok()
        })
        .await
    }

    /// Closes the doors: for a kiosk the network is down.
    pub async fn close(&mut self) -> Result<()> {
        match self.running.take() {
            Some(running) => running.stop().await,
            None => Ok(()),
        }
    }

    /// Tells whether the doors are open.
    pub fn is_open(&self) -> bool {
        self.running.is_some()
    }

    /// Runs `central` with these words on this centre's books.
    pub async fn command(&self, words: &[&str]) -> Result<String> {
        let mut all: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        all.extend(self.place());
        run(binary("central")?, &all).await
    }

    /// Reads the text of a house's code.
    pub fn house_code(&self, key: &str) -> Result<String> {
        self.code("houses", key)
    }

    /// Reads the text of a person's code.
    pub fn resident_code(&self, key: &str) -> Result<String> {
        self.code("residents", key)
    }

    /// Tells where the books are.
    pub fn books(&self) -> Books {
        match &self.database {
            Some(url) => Books::Postgres(url.clone()),
            None => Books::Sqlite(self.folder.join("central.db")),
        }
    }

    /// Returns the folder with what the technician takes along.
    pub fn trust(&self) -> PathBuf {
        self.folder.join("trust")
    }

    /// Returns the address that a kiosk is given.
    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.port)
    }

    /// Returns the site and the token of the first enrolment.
    pub fn token(&self) -> Result<(String, String)> {
        site_and_token(&std::fs::read_to_string(self.folder.join("tokens.txt"))?)
    }

    /// Has another token made for the site of the first one.
    pub async fn another_token(&self) -> Result<(String, String)> {
        let (site, _) = self.token()?;
        site_and_token(&self.command(&["kiosks", "token", &site]).await?)
    }

    fn code(&self, kind: &str, key: &str) -> Result<String> {
        let file = self
            .folder
            .join("codes")
            .join(kind)
            .join(format!("{key}.txt"));
        let code = std::fs::read_to_string(&file).with_context(|| text(&file))?;
        Ok(code.trim().to_owned())
    }

    fn place(&self) -> Vec<String> {
        let mut words = vec!["--data".to_owned(), text(&self.folder)];
        if let Some(url) = &self.database {
            words.extend(["--database".to_owned(), url.clone()]);
        }
        words
    }
}

fn site_and_token(line: &str) -> Result<(String, String)> {
    let (site, token) = line
        .trim()
        .split_once(' ')
        .context("a token is told as SITE TOKEN")?;
    Ok((site.to_owned(), token.to_owned()))
}

/// A kiosk's folder, and the technician who stands beside it.
pub struct Station {
    data: PathBuf,
}

impl Station {
    /// Names the folder in which a kiosk will live.
    pub fn new(data: &Path) -> Self {
        Self {
            data: data.to_owned(),
        }
    }

    /// Returns the folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Enrols the kiosk and has it approved; returns the name that the centre gave it.
    ///
    /// The kiosk is approved only under the characters that its own tool shows.
    pub async fn enrol(&self, centre: &Centre) -> Result<String> {
        self.enrol_under(centre, &["--demo"]).await
    }

    /// Enrols the kiosk at the same site as the first one, with a token of its own.
    pub async fn enrol_beside(&self, centre: &Centre) -> Result<String> {
        let token = centre.another_token().await?;
        self.enrol_with(centre, token, &["--demo"]).await
    }

    /// Enrols the kiosk with these words about where its keys shall lie.
    pub async fn enrol_under(&self, centre: &Centre, custody: &[&str]) -> Result<String> {
        self.enrol_with(centre, centre.token()?, custody).await
    }

    async fn enrol_with(
        &self,
        centre: &Centre,
        (site, token): (String, String),
        custody: &[&str],
    ) -> Result<String> {
        let mut child = Command::new(binary("kioskctl")?)
            .args(["enrol", "--json", "--data"])
            .arg(&self.data)
            .args(custody)
            .args([
                "--server",
                &centre.url(),
                "--token",
                &token,
                "--site",
                &site,
            ])
            .arg("--trust")
            .arg(centre.trust())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = child.stdout.take().context("kioskctl prints")?;
        let mut lines = BufReader::new(output).lines();
        let characters = told(&mut lines, "key_characters").await?;
        let kiosk = waiting_kiosk(centre, &characters).await?;
        let approval = ["kiosks", "approve", &kiosk, &characters];
        centre.command(&approval).await?;
        let enrolled = told(&mut lines, "kiosk").await?;
        ensure!(enrolled == kiosk, "another kiosk was enrolled: {enrolled}");
        ensure!(child.wait().await?.success(), "kioskctl enrol failed");
        Ok(kiosk)
    }

    /// Asks the kiosk's own tool for its state.
    pub async fn status(&self) -> Result<Value> {
        let data = text(&self.data);
        let answer = run(binary("kioskctl")?, &["status", "--data", &data, "--json"]).await?;
        Ok(serde_json::from_str(answer.trim())?)
    }

    /// Asks how many records wait to be received.
    pub async fn waiting(&self) -> Result<u64> {
        let status = self.status().await?;
        status
            .get("waiting")
            .and_then(Value::as_u64)
            .context("the status tells what waits")
    }
}

/// Reads one step that `kioskctl enrol --json` tells.
async fn told(lines: &mut Lines<BufReader<ChildStdout>>, name: &str) -> Result<String> {
    let line = tokio::time::timeout(PATIENCE, lines.next_line()).await??;
    let step: Value = serde_json::from_str(&line.context("kioskctl enrol ended early")?)?;
    let value = step.get(name).and_then(Value::as_str).map(str::to_owned);
    value.with_context(|| format!("no {name} in {step}"))
}

/// Finds the kiosk with these key characters in the list of those that wait.
async fn waiting_kiosk(centre: &Centre, characters: &str) -> Result<String> {
    let list = centre.command(&["kiosks", "list", "--json"]).await?;
    let kiosks = list
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let field = |kiosk: &Value, name: &str| kiosk.get(name)?.as_str().map(str::to_owned);
    let found = kiosks
        .filter(|kiosk| field(kiosk, "key_characters").as_deref() == Some(characters))
        .find_map(|kiosk| field(&kiosk, "kiosk"));
    found.context("no kiosk with these characters waits at the centre")
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
