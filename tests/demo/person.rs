//! The demonstration for a person at a display: the kiosk is theirs.

use std::path::Path;

use anyhow::Result;
use tokio::process::Command;
use town::{binary, tell};

use crate::Ready;

/// Opens the window and tells what can be done; ends when the window is closed.
pub(crate) async fn invite(ready: &Ready) -> Result<()> {
    let webcam = Path::new("/dev/video0").exists();
    let camera = format!("auto:{}", ready.stage.folder().display());
    explain(ready, webcam);
    let mut window = Command::new(binary("residence-kiosk")?)
        .args(ready.arguments(&camera))
        .kill_on_drop(true)
        .spawn()?;
    tokio::select! {
        ended = window.wait() => tell(&format!("the window was closed ({})", ended?)),
        stop = tokio::signal::ctrl_c() => stop?,
    }
    tell(&ready.centre.command(&["show"]).await?);
    Ok(())
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
        let folder = ready.stage.folder().display();
        tell(&format!(
            "No webcam: copy one picture at a time into {folder}"
        ));
    }
    tell("Ctrl-C ends the demonstration.");
}
