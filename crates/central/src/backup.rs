//! A second copy of the centre, and the way back to it.
//!
//! A copy is made while the centre serves: the front first and then the vault, so that whatever the
//! front's copy lacks is known to the vault's, or is still at a kiosk. Only when both are whole and
//! durable do the marks of the kiosks follow, and only what a mark has passed do kiosks delete.
//!
//! A centre that was put back from its copy gets another epoch. Kiosks notice it, send again what
//! came after the copy, and ask for everything that was decided; numbers that the lost time gave
//! away are not given twice where a kiosk would mind.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use crate::{
    centre::{Config, Error},
    files,
    store::{self, Part, Sqlite, Statement, Store as _, StoreError},
    tables::{
        backups,
        kiosks::{self, Kiosk},
        meta::{self, Fact},
    },
};

const VAULT_FILE: &str = "central.db";
const FRONT_FILE: &str = "front.db";
/// More bundles than are signed between two copies; a kiosk takes none with an older number.
const BUNDLES_BETWEEN_COPIES: u64 = 10_000;

/// What a copy holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// How many kiosks have a mark in it.
    pub kiosks: usize,
}

/// Copies both databases into a new folder and lets the marks of the kiosks follow.
///
/// Only SQLite is copied here; PostgreSQL has its own tools.
pub async fn back_up(config: &Config, to: &Path) -> Result<Copied, Error> {
    let part = to.with_added_extension("part");
    if part.exists() {
        fs::remove_dir_all(&part).map_err(|_| Error::Io)?;
    }
    files::create_private_folder(&part).map_err(|_| Error::Io)?;
    let (live_front, live_vault) = files_of(config);
    // In this order: what the front's copy lacks, the vault's may have, and never the reverse.
    for (from, name) in [(live_front, FRONT_FILE), (live_vault, VAULT_FILE)] {
        store::copy_sqlite(&from, &part.join(name)).await?;
    }
    let heads = {
        let front = Sqlite::open(&part.join(FRONT_FILE), Part::Front).await?;
        kiosks::all(&front).await?
    };
    for name in [FRONT_FILE, VAULT_FILE] {
        durable(&part.join(name))?;
    }
    durable(&part)?;
    fs::rename(&part, to).map_err(|_| Error::Io)?;
    durable(
        to.parent()
            .filter(|at| !at.as_os_str().is_empty())
            .unwrap_or(Path::new(".")),
    )?;
    let front = config.front_store().await?;
    front.commit(marks(&heads, (config.clock)())).await?;
    Ok(Copied {
        kiosks: heads.len(),
    })
}

/// Puts a copy in the place of both databases, under another epoch of the centre.
///
/// What was there is kept beside, in the folder that is returned. Nobody may be at work on it.
pub async fn restore(config: &Config, from: &Path) -> Result<PathBuf, Error> {
    let (live_front, live_vault) = files_of(config);
    for live in [&live_front, &live_vault] {
        if live.exists() && store::is_sqlite_in_use(live).await? {
            return Err(StoreError::Busy.into());
        }
    }
    let staged = [&live_front, &live_vault].map(|live| live.with_added_extension("restored"));
    let [front_file, vault_file] = &staged;
    for (name, to) in [(FRONT_FILE, front_file), (VAULT_FILE, vault_file)] {
        remove_database(to)?;
        store::copy_sqlite(&from.join(name), to).await?;
    }
    begin_again(config, front_file, vault_file).await?;
    let name = format!("replaced-{}", (config.clock)());
    for (live, to) in [(&live_vault, vault_file), (&live_front, front_file)] {
        let folder = live.parent().ok_or(Error::Io)?;
        durable(to)?;
        move_aside(live, &folder.join(&name))?;
        // A power cut between the two leaves no vault or no front, which start refuses; the same
        // command goes on from there.
        fs::rename(to, live).map_err(|_| Error::Io)?;
        durable(folder)?;
    }
    Ok(config.data.join(name))
}

/// Makes of a copy a centre of its own: another epoch, later numbers, and everything that was
/// decided is handed to the front once more.
async fn begin_again(config: &Config, front: &Path, vault: &Path) -> Result<(), Error> {
    let front = Sqlite::open(front, Part::Front).await?;
    let vault = Sqlite::open(vault, Part::Vault).await?;
    let before = meta::number(&vault, Fact::CentreEpoch).await?;
    let before = before.ok_or(Error::Empty)?;
    let mut drawn = [0; 8];
    config.crypto.random(&mut drawn);
    let epoch = u64::from_be_bytes(drawn) >> 1;
    // Zero means to a kiosk that it never spoke with a centre.
    let epoch = if epoch == before || epoch == 0 {
        before / 2 + 1
    } else {
        epoch
    };
    let bundle = meta::number(&vault, Fact::BundleSeq).await?.unwrap_or(0);
    let heads = kiosks::all(&front).await?;
    let mut writes = marks(&heads, (config.clock)());
    writes.push(meta::set_number(Fact::CentreEpoch, epoch));
    front.commit(writes).await?;
    vault
        .commit(vec![
            meta::set_number(Fact::CentreEpoch, epoch),
            meta::set_number(Fact::BundleSeq, bundle + BUNDLES_BETWEEN_COPIES),
            meta::set_number(Fact::BundleSignedAt, 0),
            Statement::new("DELETE FROM published", []),
        ])
        .await?;
    Ok(())
}

/// The marks of a copy: how far it holds the chain of each kiosk.
fn marks(heads: &[Kiosk], now_ms: u64) -> Vec<Statement> {
    let mut writes = vec![meta::set_number(Fact::BackedUpAt, now_ms)];
    let spoke = heads.iter().filter(|kiosk| kiosk.chain.seq > 0);
    writes.extend(spoke.map(|kiosk| backups::mark(&kiosk.id, &kiosk.chain)));
    writes
}

/// The files of the front and of the vault.
fn files_of(config: &Config) -> (PathBuf, PathBuf) {
    (
        config.front_folder().join(FRONT_FILE),
        config.data.join(VAULT_FILE),
    )
}

/// Names that SQLite gives to what belongs to a database.
fn parts_of(database: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|ending| {
        let mut name = database.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    })
}

fn remove_database(database: &Path) -> Result<(), Error> {
    for part in parts_of(database).iter().filter(|part| part.exists()) {
        fs::remove_file(part).map_err(|_| Error::Io)?;
    }
    Ok(())
}

fn move_aside(database: &Path, aside: &Path) -> Result<(), Error> {
    files::create_private_folder(aside).map_err(|_| Error::Io)?;
    for part in parts_of(database).iter().filter(|part| part.exists()) {
        let name = part.file_name().ok_or(Error::Io)?;
        fs::rename(part, aside.join(name)).map_err(|_| Error::Io)?;
    }
    Ok(())
}

fn durable(path: &Path) -> Result<(), Error> {
    let opened = File::open(path).and_then(|file| file.sync_all());
    opened.map_err(|_| Error::Io)
}
