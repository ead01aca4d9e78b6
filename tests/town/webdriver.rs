//! The real window, driven by WebKitWebDriver; each screen leaves a numbered picture.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element};
use hyper_util::client::legacy::connect::HttpConnector;
use tokio::process::Command;

use crate::{
    deadline::{wait_for, wait_until},
    processes::{Running, free_port, processes_of, signal},
};

const PATIENCE: Duration = Duration::from_secs(20);

/// Where the pictures go.
pub struct Album {
    folder: PathBuf,
    next: u32,
}

impl Album {
    /// Empties the folder and starts at 1.
    pub fn open(folder: &Path) -> Result<Self> {
        if folder.exists() {
            std::fs::remove_dir_all(folder)?;
        }
        std::fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned(), next: 1 })
    }

    fn keep(&mut self, name: &str, picture: &[u8]) -> Result<()> {
        std::fs::write(self.folder.join(format!("{:02}-{name}.png", self.next)), picture)?;
        self.next += 1;
        Ok(())
    }
}

/// A running WebKitWebDriver on a display.
pub struct Driver {
    url: String,
    _process: Running,
}

impl Driver {
    /// Starts the driver; windows that it opens appear on this display.
    pub async fn start(display: &str, logs: &Path) -> Result<Self> {
        let port = free_port()?;
        let mut command = Command::new("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            .env("DISPLAY", display)
            .env_remove("WAYLAND_DISPLAY")
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            // Without these two the window opens, and the session waits for ever.
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true");
        let process = Running::start("webdriver", command, logs)?;
        wait_until("WebKitWebDriver listens", PATIENCE, || async {
            tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok()
        })
        .await?;
        Ok(Self { url: format!("http://127.0.0.1:{port}"), _process: process })
    }

    /// Opens the window; `marker` is an argument that no other process of the program has.
    pub async fn open(&self, program: &Path, arguments: &[String], marker: &str) -> Result<Window> {
        let mut wanted = serde_json::Map::new();
        let options = serde_json::json!({ "binary": program, "args": arguments });
        wanted.insert("webkitgtk:browserOptions".to_owned(), options);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(wanted);
        let opening = tokio::time::timeout(Duration::from_secs(60), builder.connect(&self.url));
        let client = opening.await.context("the window did not open")??;
        Ok(Window { client, program: program.to_owned(), marker: marker.to_owned() })
    }
}

/// The window of one running kiosk.
pub struct Window {
    client: Client,
    program: PathBuf,
    marker: String,
}

impl Window {
    /// Waits for an element with this `data-test` name.
    pub async fn find(&self, name: &str) -> Result<Element> {
        let selector = format!("[data-test='{name}']");
        wait_for(&format!("`{name}` on the screen"), PATIENCE, || async {
            self.client.find(Locator::Css(&selector)).await.ok()
        })
        .await
    }

    /// Tells whether an element with this name is on the screen now.
    pub async fn shows(&self, name: &str) -> bool {
        self.client.find(Locator::Css(&format!("[data-test='{name}']"))).await.is_ok()
    }

    /// Waits for one of these elements and returns its name.
    pub async fn find_any<'a>(&self, names: &[&'a str]) -> Result<&'a str> {
        wait_for(&format!("one of {names:?} on the screen"), PATIENCE, || async {
            for name in names {
                if self.shows(name).await {
                    return Some(*name);
                }
            }
            None
        })
        .await
    }

    /// Touches an element, waiting until it can be touched.
    pub async fn touch(&self, name: &str) -> Result<()> {
        wait_for(&format!("`{name}` to be touched"), PATIENCE, || async {
            let element = self.find(name).await.ok()?;
            let ready = element.is_enabled().await.ok()? && element.is_displayed().await.ok()?;
            if !ready {
                return None;
            }
            element.click().await.ok()
        })
        .await
    }

    /// Replaces what stands in a field by typing.
    pub async fn write(&self, name: &str, text: &str) -> Result<()> {
        let field = self.find(name).await?;
        field.clear().await.with_context(|| format!("`{name}` is cleared"))?;
        field.send_keys(text).await.with_context(|| format!("`{name}` is written"))
    }

    /// Reads the text of an element as a person sees it.
    pub async fn read(&self, name: &str) -> Result<String> {
        Ok(self.find(name).await?.text().await?)
    }

    /// Waits until the text of an element holds these words, and returns it.
    pub async fn read_until(&self, name: &str, words: &str, limit: Duration) -> Result<String> {
        wait_for(&format!("`{words}` in `{name}`"), limit, || async {
            let text = self.read(name).await.ok()?;
            text.contains(words).then_some(text)
        })
        .await
    }

    /// Runs a line of JavaScript in the page and returns what it returns.
    pub async fn ask(&self, script: &str) -> Result<serde_json::Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// Puts a picture of the page into the album.
    pub async fn picture(&self, album: &mut Album, name: &str) -> Result<()> {
        album.keep(name, &self.client.screenshot().await?)
    }

    /// Returns the process ids of the kiosk behind this window.
    pub fn pids(&self) -> Vec<u32> {
        processes_of(&self.program, &self.marker)
    }

    /// Cuts the power of the kiosk: SIGKILL to its process, at once.
    pub async fn cut_power(self) -> Result<()> {
        let pids = self.pids();
        anyhow::ensure!(!pids.is_empty(), "no kiosk runs whose power could be cut");
        for pid in pids {
            signal("KILL", pid).await?;
        }
        // The session lost its window; the driver answers with an error that means nothing here.
        drop(tokio::time::timeout(Duration::from_secs(5), self.client.close()).await);
        Ok(())
    }

    /// Closes the window in good order.
    pub async fn close(self) -> Result<()> {
        self.client.close().await.context("the window closes")
    }
}
