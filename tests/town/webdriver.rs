//! The real window, driven by WebKitWebDriver; each screen leaves a numbered picture.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use anyhow::{Context as _, Result};
use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{
        InputSource as _, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
    },
    elements::Element,
};
use hyper_util::client::legacy::connect::HttpConnector;
use tokio::process::Command;

use crate::{
    deadline::{wait_for, wait_until},
    processes::{Running, free_port, processes_of, signal},
};

const PATIENCE: Duration = Duration::from_secs(20);

/// Resolves when fonts are loaded, a camera picture is there if one belongs there, and two frames
/// were painted; after two seconds in any case.
const SETTLED: &str = "
    const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const preview = () => document.querySelector('.finder img');
    const seen = async () => {
        while (preview() && !preview().naturalWidth) await painted();
    };
    const all = painted().then(() => document.fonts.ready).then(seen).then(painted);
    const late = new Promise((done) => setTimeout(done, 2000));
    return Promise.race([all, late]).then(() => true);
";

/// So long a finger stays on the glass.
const PRESSED: Duration = Duration::from_millis(80);

/// A finger on the middle of an element: down, a moment, up.
fn tap(element: Element) -> MouseActions {
    let button = MOUSE_BUTTON_LEFT;
    MouseActions::new("finger".to_owned())
        .then(PointerAction::MoveToElement {
            element,
            duration: None,
            x: 0.0,
            y: 0.0,
        })
        .then(PointerAction::Down { button })
        .then(PointerAction::Pause { duration: PRESSED })
        .then(PointerAction::Up { button })
}

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
        Ok(Self {
            folder: folder.to_owned(),
            next: 1,
        })
    }

    /// Lays a picture into the folder, after those that are there.
    pub(crate) fn keep(&mut self, name: &str, picture: &[u8]) -> Result<PathBuf> {
        let file = self.folder.join(format!("{:02}-{name}.png", self.next));
        std::fs::write(&file, picture)?;
        self.next += 1;
        Ok(file)
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
            tokio::net::TcpStream::connect(("127.0.0.1", port))
                .await
                .is_ok()
        })
        .await?;
        Ok(Self {
            url: format!("http://127.0.0.1:{port}"),
            _process: process,
        })
    }

    /// Opens the window; `marker` is an argument that no other process of the program has.
    pub async fn open(&self, program: &Path, arguments: &[String], marker: &str) -> Result<Window> {
        let mut wanted = serde_json::Map::new();
        let mut arguments = arguments.to_vec();
        arguments.extend(["--automation", "--demo"].map(str::to_owned));
        let options = serde_json::json!({ "binary": program, "args": arguments });
        wanted.insert("webkitgtk:browserOptions".to_owned(), options);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let opening = builder.capabilities(wanted).connect(&self.url);
        let opened = tokio::time::timeout(Duration::from_secs(60), opening).await;
        let client = opened.context("the window did not open")??;
        Ok(Window {
            client,
            program: program.to_owned(),
            marker: marker.to_owned(),
            taps: AtomicU32::new(0),
        })
    }
}

/// The window of one running kiosk.
pub struct Window {
    pub(crate) client: Client,
    program: PathBuf,
    marker: String,
    /// How often it was touched.
    taps: AtomicU32,
}

impl Window {
    /// Waits for an element with this `data-test` name.
    pub async fn find(&self, name: &str) -> Result<Element> {
        // What lies hidden under the countdown cannot be meant.
        let selector = format!("[data-test='{name}']");
        wait_for(&format!("`{name}` on the screen"), PATIENCE, || async {
            self.client.find(Locator::Css(&selector)).await.ok()
        })
        .await
    }

    /// Waits for a screen: its kind, and for a scan what is looked for, as `scan:house`.
    pub async fn wait_for_screen(&self, screen: &str, limit: Duration) -> Result<()> {
        let (kind, purpose) = screen.split_once(':').unwrap_or((screen, ""));
        let selector = match purpose {
            "" => format!("main[data-screen='{kind}']"),
            purpose => format!("main[data-screen='{kind}'][data-purpose='{purpose}']"),
        };
        let reached = wait_until(&format!("the screen `{screen}`"), limit, || async {
            self.client.find(Locator::Css(&selector)).await.is_ok()
        })
        .await;
        match reached {
            Ok(()) => Ok(()),
            Err(late) => {
                // The kind only: what the screen shows may be somebody's.
                let shown = self
                    .ask("return document.querySelector('main')?.dataset.screen")
                    .await;
                Err(late.context(format!("the screen is {shown:?}")))
            }
        }
    }

    /// Reads an attribute of an element.
    pub async fn attribute(&self, name: &str, attribute: &str) -> Result<Option<String>> {
        Ok(self.find(name).await?.attr(attribute).await?)
    }

    /// Waits until an attribute of an element has this value.
    pub async fn wait_for_attribute(
        &self,
        name: &str,
        attribute: &str,
        value: &str,
        limit: Duration,
    ) -> Result<()> {
        let selector = format!("[data-test='{name}'][{attribute}='{value}']");
        wait_until(
            &format!("{attribute}={value} of `{name}`"),
            limit,
            || async { self.client.find(Locator::Css(&selector)).await.is_ok() },
        )
        .await
    }

    /// Touches an element, waiting until it can be touched.
    pub async fn touch(&self, name: &str) -> Result<()> {
        self.touch_at(&format!("[data-test='{name}']")).await
    }

    /// Touches an element that lies on a card.
    pub async fn touch_within(&self, card: &str, name: &str) -> Result<()> {
        self.touch_at(&format!("[data-test='{card}'] [data-test='{name}']"))
            .await
    }

    async fn touch_at(&self, selector: &str) -> Result<()> {
        wait_for(&format!("{selector} to be touched"), PATIENCE, || async {
            let element = self.client.find(Locator::Css(selector)).await.ok()?;
            let waits = element.attr("aria-disabled").await.ok()?.as_deref() == Some("true");
            if waits || !element.is_displayed().await.ok()? {
                return None;
            }
            self.client.perform_actions(tap(element)).await.ok()
        })
        .await?;
        self.taps.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// Returns how often the window was touched; typing into a field is no touch.
    pub fn taps(&self) -> u32 {
        self.taps.load(Ordering::Relaxed)
    }

    /// Replaces what stands in a field by typing.
    pub async fn write(&self, name: &str, text: &str) -> Result<()> {
        let field = self.find(name).await?;
        field
            .clear()
            .await
            .with_context(|| format!("`{name}` is cleared"))?;
        field
            .send_keys(text)
            .await
            .with_context(|| format!("`{name}` is written"))
    }

    /// Reads the text of an element as a person sees it.
    pub async fn read(&self, name: &str) -> Result<String> {
        Ok(self.find(name).await?.text().await?)
    }

    /// Reads the headline of the screen on which this element is.
    pub async fn headline(&self, name: &str) -> Result<String> {
        self.find(name).await?;
        let headline = self.client.find(Locator::Css("main h1")).await?;
        Ok(headline.text().await?)
    }

    /// Runs a line of JavaScript in the page and returns what it returns.
    pub async fn ask(&self, script: &str) -> Result<serde_json::Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// Types a text as a hand scanner does: fast, outside any field, with Enter at its end.
    pub async fn scan_by_hand(&self, text: &str) -> Result<()> {
        let mut keys = KeyActions::new("scanner".to_owned());
        for value in text.chars().chain(['\u{e007}']) {
            keys = keys.then(KeyAction::Down { value });
            keys = keys.then(KeyAction::Up { value });
        }
        Ok(self.client.perform_actions(keys).await?)
    }

    /// Goes back in the history, as a key of a keyboard or a mouse would.
    pub async fn go_back(&self) -> Result<()> {
        Ok(self.client.back().await?)
    }

    /// Returns the address that the page has now.
    pub async fn address(&self) -> Result<String> {
        Ok(self.client.current_url().await?.to_string())
    }

    /// Puts a picture of the page into the album, once its letters are there and it is painted.
    pub async fn picture(&self, album: &mut Album, name: &str) -> Result<()> {
        self.ask(SETTLED).await?;
        album.keep(name, &self.client.screenshot().await?)?;
        Ok(())
    }

    /// Takes a picture of a part of an element alone, such as the code on a card.
    pub async fn portrait(
        &self,
        album: &mut Album,
        name: &str,
        (card, part): (&str, &str),
    ) -> Result<PathBuf> {
        self.ask(SETTLED).await?;
        let script = format!(
            "const box = document.querySelector(\"[data-test='{card}'] {part}\").getBoundingClientRect();
             return [box.x, box.y, box.width, box.height].map(Math.round);"
        );
        let place: [u32; 4] = serde_json::from_value(self.ask(&script).await?)?;
        // The driver's own picture of an element ends too early.
        let page = image::load_from_memory(&self.client.screenshot().await?)?.into_luma8();
        let [left, top, width, height] = place;
        let cut = image::imageops::crop_imm(&page, left, top, width, height).to_image();
        let mut picture = std::io::Cursor::new(Vec::new());
        cut.write_to(&mut picture, image::ImageFormat::Png)?;
        album.keep(name, picture.get_ref())
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
        wait_until("the kiosk is dead", PATIENCE, || async {
            self.pids().is_empty()
        })
        .await?;
        // The session lost its window; the driver answers with an error that means nothing here.
        drop(tokio::time::timeout(Duration::from_secs(5), self.client.close()).await);
        Ok(())
    }

    /// Closes the window in good order.
    pub async fn close(self) -> Result<()> {
        self.client.close().await.context("the window closes")
    }
}
