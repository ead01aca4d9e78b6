//! A display without a screen: Xvfb and a window manager.

use std::{path::Path, process::Stdio, time::Duration};

use anyhow::{Context as _, Result};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::Command,
};

use crate::processes::Running;

/// As bare as the compositor of a kiosk: one desktop, no menus, no keys but the one that would close.
const WINDOW_MANAGER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <desktops><number>1</number></desktops>
  <keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard>
</openbox_config>
"#;

/// A running Xvfb with openbox on it; a window needs both to fill the screen.
pub struct Display {
    name: String,
    _server: Running,
    _window_manager: Running,
}

impl Display {
    /// Starts a display of this size; the server picks its number itself.
    pub async fn start(width: u32, height: u32, logs: &Path) -> Result<Self> {
        let screen = format!("{width}x{height}x24");
        let mut child = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                &screen,
                "-nolisten",
                "tcp",
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("Xvfb cannot be started")?;
        let output = child.stdout.take().context("Xvfb has an output")?;
        let mut number = String::new();
        let mut lines = BufReader::new(output);
        tokio::time::timeout(Duration::from_secs(20), lines.read_line(&mut number))
            .await
            .context("Xvfb did not answer")??;
        let name = format!(":{}", number.trim());
        std::fs::create_dir_all(logs)?;
        let settings = logs.join("openbox.xml");
        std::fs::write(&settings, WINDOW_MANAGER)?;
        let mut manager = Command::new("openbox");
        manager.arg("--config-file").arg(settings);
        manager.env("DISPLAY", &name);
        let window_manager = Running::start("openbox", manager, logs)?;
        Ok(Self {
            name,
            _server: Running::adopt("Xvfb", child),
            _window_manager: window_manager,
        })
    }

    /// Returns the name for the environment variable DISPLAY.
    pub fn name(&self) -> &str {
        &self.name
    }
}
