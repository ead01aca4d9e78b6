//! What the roots are fetched for, on the command line: making an authority, certifying the key
//! of bundles, handing over to the next root.

use std::{
    fs,
    io::BufRead as _,
    path::{Path, PathBuf},
};

use codes::Algorithm;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use zeroize::Zeroizing;

use super::{Failure, Printer, Rim, announce, keys};
use crate::{
    authority::{
        Authority, AuthorityError, BundleKeyAnswer, BundleKeyRequest, KeyTable, KeyUse, Passphrase,
        RootKeys, front_folder, vault_folder,
    },
    bundle,
    centre::{Config, Error},
    files,
};

/// Where roots lie and how they open.
#[derive(clap::Args)]
pub(super) struct Roots {
    /// The folder of the roots, such as a stick that lies in a safe.
    #[arg(long, value_name = "DIR")]
    pub(super) roots: PathBuf,
    /// A file whose first line is the passphrase of the roots; "-" is standard input.
    #[arg(long, value_name = "FILE")]
    pub(super) passphrase_file: Option<PathBuf>,
}

impl Roots {
    fn passphrase(&self) -> Result<Passphrase, Failure> {
        let Some(file) = &self.passphrase_file else {
            return Ok(None);
        };
        let mut line = Zeroizing::new(String::new());
        let read = if file.as_os_str() == "-" {
            std::io::stdin().lock().read_line(&mut line)
        } else {
            let bytes = files::read_private(file).map_err(AuthorityError::from);
            let text = Zeroizing::new(bytes.map_err(Error::from)?);
            text.as_slice().read_line(&mut line)
        };
        read.map_err(|_| Failure::Usage("the passphrase cannot be read"))?;
        let kept = line.trim_end_matches(['\r', '\n']).to_owned();
        Ok(Some(Zeroizing::new(kept)))
    }

    fn load(&self, crypto: &dyn codes::Crypto) -> Result<RootKeys, Failure> {
        let loaded = RootKeys::load(&self.roots, &self.passphrase()?, crypto);
        Ok(loaded.map_err(Error::from)?)
    }
}

pub(super) fn init(
    roots: &Roots,
    data: &Path,
    algorithm: Algorithm,
    demo: bool,
    rim: &Rim,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let taken = roots.roots.exists() && fs::read_dir(&roots.roots)?.next().is_some();
    if taken || front_folder(data).exists() || vault_folder(data).exists() {
        return Err(Error::from(AuthorityError::Exists).into());
    }
    let (crypto, now_s) = (rim.crypto.as_ref(), (rim.clock)() / 1_000);
    let passphrase = roots.passphrase()?;
    let keys = RootKeys::draw(algorithm, demo, now_s, crypto);
    let authority = keys.found(algorithm, now_s, crypto).map_err(Error::from)?;
    keys.save(&roots.roots, &passphrase, crypto)
        .map_err(Error::from)?;
    authority.save(data).map_err(Error::from)?;
    let sentence = format!(
        "Made an authority{}
  roots    {}: two files; put each into a safe of its own, and take the folder off this machine
  centre   {data}/vault (opens and issues), {data}/keys (answers kiosks): nobody else may read them
  public   {data}/trust (keys.json, roots.txt): into installers
Next: central init --data {data} --name NAME --community CODE",
        if demo { " for a demonstration" } else { "" },
        roots.roots.display(),
        data = data.display(),
    );
    let object = json!({ "roots": roots.roots, "data": data, "demo": demo });
    printer.line(&sentence, &object)
}

pub(super) async fn renew_bundle_key(
    config: &Config,
    roots: &Roots,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let mut authority = config.authority().map_err(Error::from)?;
    let (crypto, now_s) = (config.crypto.as_ref(), (config.clock)() / 1_000);
    let keys = roots.load(crypto)?;
    let algorithm = authority.front.sync_key().algorithm();
    authority
        .renew_bundle_key(&keys, algorithm, now_s, crypto)
        .map_err(Error::from)?;
    take_new_bundle_key(config, &authority, printer).await
}

async fn take_new_bundle_key(
    config: &Config,
    authority: &Authority,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    authority.save(&config.data).map_err(Error::from)?;
    announce(config, &config.halves().await?, authority).await?;
    let newest = authority.table.of(KeyUse::Bundle).next();
    let newest = newest.ok_or(Error::from(AuthorityError::Damaged))?;
    keys::print(newest, &authority.table, (config.clock)() / 1_000, printer)
}

pub(super) async fn rotate_root(
    config: &Config,
    roots: &Roots,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let mut authority = config.authority().map_err(Error::from)?;
    let (crypto, now_ms) = (config.crypto.as_ref(), (config.clock)());
    let halves = config.halves().await?;
    let passphrase = roots.passphrase()?;
    let mut keys = RootKeys::load(&roots.roots, &passphrase, crypto).map_err(Error::from)?;
    let facts = bundle::facts(halves.vault.as_ref(), now_ms).await?;
    let seq = facts.seq;
    let text = authority
        .rotate_root(&mut keys, facts, crypto)
        .map_err(Error::from)?;
    // The new root is durable before anything names it.
    keys.save(&roots.roots, &passphrase, crypto)
        .map_err(Error::from)?;
    authority.save(&config.data).map_err(Error::from)?;
    keys.set_aside(&roots.roots, &authority.table)
        .map_err(Error::from)?;
    let store = halves.vault.as_ref();
    bundle::keep_rooted(store, &authority, seq, &text, now_ms).await?;
    announce(config, &halves, &authority).await?;
    keys::list(config, printer)
}

pub(super) fn request(
    config: &Config,
    out: &Path,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let authority = config.authority().map_err(Error::from)?;
    let (crypto, now_s) = (config.crypto.as_ref(), (config.clock)() / 1_000);
    let algorithm = authority.front.sync_key().algorithm();
    let asked = BundleKeyRequest::draw(&config.data, algorithm, now_s, crypto);
    write_json(out, &asked.map_err(Error::from)?)?;
    let line = format!("wrote {}: carry it to the roots", out.display());
    printer.line(&line, &json!({ "request": out }))
}

pub(super) fn certify(
    request: &Path,
    roots: &Roots,
    data: &Path,
    out: &Path,
    rim: &Rim,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let asked: BundleKeyRequest = read_json(request)?;
    let table = KeyTable::load(data).map_err(Error::from)?;
    let crypto = rim.crypto.as_ref();
    let answer = asked.answer(&roots.load(crypto)?, &table, crypto);
    write_json(out, &answer.map_err(Error::from)?)?;
    let line = format!("wrote {}: carry it to the centre", out.display());
    printer.line(&line, &json!({ "answer": out }))
}

pub(super) async fn accept(
    config: &Config,
    answer: &Path,
    printer: &mut Printer<'_>,
) -> Result<(), Failure> {
    let answer: BundleKeyAnswer = read_json(answer)?;
    let mut authority = config.authority().map_err(Error::from)?;
    authority
        .take_answer(&config.data, &answer, config.crypto.as_ref())
        .map_err(Error::from)?;
    take_new_bundle_key(config, &authority, printer).await
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let bytes = fs::read(path).map_err(|_| Failure::Usage("the file cannot be read"))?;
    serde_json::from_slice(&bytes).map_err(|_| Failure::Usage("this is no file of this kind"))
}

fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<(), Failure> {
    let text = serde_json::to_vec_pretty(value).expect("strings are always JSON");
    Ok(files::write_public(path, &text).map_err(|_| Error::Io)?)
}
