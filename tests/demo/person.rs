//! The demonstration for a person at a display: the kiosk is theirs.

use std::path::Path;

use anyhow::Result;
use tokio::{
    process::Command,
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
};
use town::{binary, tell};

use crate::Ready;

/// Opens the window and tells what can be done; ends when the window is closed.
pub(crate) async fn invite(ready: &mut Ready) -> Result<()> {
    let webcam = Path::new("/dev/video0").exists();
    let camera = format!("auto:{}", ready.stage.folder().display());
    explain(ready, webcam);
    let mut window = Command::new(binary("residence-kiosk")?)
        .args(ready.arguments(&camera))
        .arg("--windowed")
        .kill_on_drop(true)
        .spawn()?;
    let mut keys = keyboard();
    loop {
        tokio::select! {
            ended = window.wait() => break tell(&format!("the window was closed ({})", ended?)),
            stop = tokio::signal::ctrl_c() => break stop?,
            Some(key) = keys.recv() => hold(ready, key.trim())?,
        }
    }
    tell(&ready.centre.command(&["show"]).await?);
    Ok(())
}

/// The lines typed at the terminal; the thread ends with the program.
fn keyboard() -> UnboundedReceiver<String> {
    let (typed, keys) = unbounded_channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if typed.send(line).is_err() {
                return;
            }
        }
    });
    keys
}

/// Holds a code before the picture camera.
fn hold(ready: &mut Ready, key: &str) -> Result<()> {
    let Ready { stage, pockets, .. } = ready;
    match key {
        "h" => stage.show(&pockets.house),
        "r" => stage.show(&pockets.resident),
        "o" => stage.show(&pockets.owner),
        _ => stage.clear(),
    }
}

fn explain(ready: &Ready, webcam: bool) {
    let codes = ready.centre.trust().with_file_name("codes");
    let visit = &ready.cast.visit;
    let picture = |kind: &str, key: &str| codes.join(kind).join(format!("{key}.png"));
    tell("Codes to show:");
    tell(&format!(
        "  the house:    {}",
        picture("houses", &visit.house).display()
    ));
    tell(&format!(
        "  the resident: {}",
        picture("residents", &visit.declarant).display()
    ));
    tell(&format!(
        "  the owner:    {}",
        picture("residents", &visit.owner).display()
    ));
    tell(&format!(
        "Full number of the resident: {}",
        ready.pockets.number
    ));
    tell(&format!(
        "Full number of the owner:    {}",
        ready.pockets.owner_number
    ));
    for person in &visit.cohabitants {
        tell(&format!(
            "Lives there too: {}, {}, {}",
            person.name, person.number, person.phone
        ));
    }
    if webcam {
        tell("Hold the pictures (on a telephone, or printed) before the webcam.");
    } else {
        tell(
            "No webcam: type h (house), r (resident) or o (owner) and Enter here to hold that code",
        );
        tell("before the picture camera; Enter alone takes it away.");
    }
    tell("Ctrl-C ends the demonstration.");
}
