//! The scenes, in their order: each leaves the camera as a new visitor needs it.

use std::{fs::File, time::Instant};

use anyhow::{Context as _, Result, ensure};
use scanner::{SourceChoice, SourceState, Which};

use crate::{
    PATIENCE, Tally,
    device::{Device, Holder, nodes},
    kioskctl, say, wait_until,
    witness::Witness,
};

/// What the first camera is called, wherever it is plugged in.
const FIRST: &str = "1209:0001:0001";
const SECOND: &str = "1209:0001:0002";

pub(crate) fn play(tally: &mut Tally) -> Result<()> {
    let mut camera = Device::new(0, "0001", "webcam")?;
    let witness = Witness::new(named(FIRST));
    plugging(&mut camera, &witness, tally)?;
    silence(&mut camera, &witness, tally)?;
    damage(&mut camera, &witness, tally)?;
    in_other_hands(&mut camera, &witness, tally)?;
    technician(&mut camera, &witness)?;
    let second = second_camera(&mut camera, &witness, tally)?;
    drop(witness);
    take_over(camera, second, tally)
}

fn named(name: &str) -> SourceChoice {
    SourceChoice::Camera(Which::Named(name.to_owned()))
}

/// Shows a text after a fault and measures until it is read.
fn read(camera: &mut Device, witness: &Witness, text: &str) -> Result<std::time::Duration> {
    camera.tell(&format!("code {text}"))?;
    witness.wait_for_text(text, PATIENCE)
}

fn plugging(camera: &mut Device, witness: &Witness, tally: &mut Tally) -> Result<()> {
    witness.wait_for_state(SourceState::Missing, PATIENCE)?;
    camera.tell("code FIRST")?;
    camera.tell("plug")?;
    let took = witness.wait_for_text("FIRST", PATIENCE)?;
    tally.note("plugged in for the first time", None, took);
    tally.same_threads()?;

    let took = read(camera, witness, "ANOTHER")?;
    tally.note("another code", None, took);

    camera.tell("unplug")?;
    let noticed = witness.wait_for_state(SourceState::Missing, PATIENCE)?;
    camera.tell("code PLUGGED AGAIN")?;
    camera.tell("plug")?;
    let took = witness.wait_for_text("PLUGGED AGAIN", PATIENCE)?;
    tally.note("unplugged, plugged in again", Some(noticed), took);
    tally.same_threads()?;

    // As long as somebody keeps the old node open, its number is taken.
    let kept = File::open("/dev/video0").context("the first node")?;
    camera.tell("unplug")?;
    let noticed = witness.wait_for_state(SourceState::Missing, PATIENCE)?;
    camera.tell("code OTHER NODE")?;
    camera.tell("plug")?;
    let took = witness.wait_for_text("OTHER NODE", PATIENCE)?;
    let nodes = nodes();
    ensure!(!nodes.contains(&"video0".to_owned()), "nodes: {nodes:?}");
    tally.note(
        &format!("plugged in as {}", nodes.join(" ")),
        Some(noticed),
        took,
    );
    drop(kept);
    tally.same_threads()
}

/// Faults in which nokhwa waits for a frame for ever.
fn silence(camera: &mut Device, witness: &Witness, tally: &mut Tally) -> Result<()> {
    for (fault, scene) in [
        ("freeze", "frozen"),
        ("stall", "endpoint fails"),
        // Long enough for the supervisor to switch several streams off.
        ("freeze", "frozen for 8 seconds"),
    ] {
        camera.tell(fault)?;
        let noticed = witness.wait_for_state(SourceState::Missing, PATIENCE)?;
        if scene.contains("seconds") {
            let until = Instant::now() + std::time::Duration::from_secs(6);
            wait_until("the time goes by", || Instant::now() > until)?;
        }
        let text = format!("AFTER {scene}").to_uppercase();
        camera.tell(&format!("code {text}"))?;
        camera.tell("mend")?;
        let took = witness.wait_for_text(&text, PATIENCE)?;
        tally.note(scene, Some(noticed), took);
        tally.same_threads()?;
    }
    Ok(())
}

/// Frames that cannot be decoded, or only in part; some make the decoder panic.
fn damage(camera: &mut Device, witness: &Witness, tally: &mut Tally) -> Result<()> {
    for (fault, scene) in [("damage", "damaged frames"), ("shorten", "half frames")] {
        camera.tell(fault)?;
        let until = Instant::now() + std::time::Duration::from_secs(3);
        wait_until("the time goes by", || Instant::now() > until)?;
        witness.other_texts();
        let text = format!("AFTER {scene}").to_uppercase();
        camera.tell(&format!("code {text}"))?;
        camera.tell("mend")?;
        let took = witness.wait_for_text(&text, PATIENCE)?;
        tally.note(scene, None, took);
        tally.same_threads()?;
    }
    Ok(())
}

/// Another process has the camera; only one can.
fn in_other_hands(camera: &mut Device, witness: &Witness, tally: &mut Tally) -> Result<()> {
    witness.set_wanted(false);
    let holder = Holder::new(&format!("name:{FIRST}"))?;
    camera.tell("code RETURNED")?;
    let wanted_at = Instant::now();
    witness.set_wanted(true);
    witness.wait_for_state(SourceState::Missing, PATIENCE)?;
    let noticed = wanted_at.elapsed();
    drop(holder);
    let took = witness.wait_for_text("RETURNED", PATIENCE)?;
    tally.note("held by another process", Some(noticed), took);
    tally.same_threads()
}

/// What `kioskctl scan` tells of the same camera while the kiosk does not want it.
fn technician(camera: &mut Device, witness: &Witness) -> Result<()> {
    witness.set_wanted(false);
    camera.tell("code TECHNICIAN")?;
    let source = format!("name:{FIRST}");
    let lines = kioskctl(&["scan", "--json", "--camera", &source, "--seconds", "4"])?;
    let told = |key: &str| lines.iter().find_map(|line| line.get(key));
    let opened = told("opened").and_then(|text| text.as_str()).unwrap_or("");
    ensure!(
        opened.contains("MJPEG 320x240 at 15 a second") && opened.ends_with(&source),
        "opened: {opened}"
    );
    let texts = told("texts").context("a text")?;
    ensure!(*texts == serde_json::json!(["TECHNICIAN"]), "{texts}");
    let rate = told("frames_per_second").context("a rate")?;
    let ms = told("ms_median").context("a time")?;
    say(&format!(
        "kioskctl: {opened}; {rate} frames a second, {ms} ms a look"
    ));
    camera.tell("blank")?;
    witness.set_wanted(true);
    Ok(())
}

/// A second camera of the same kind, without compression, is plugged in beside the first.
fn second_camera(camera: &mut Device, witness: &Witness, tally: &mut Tally) -> Result<Device> {
    let mut second = Device::new(1, "0002", "simple")?;
    let before = nodes().len();
    second.tell("code SECOND")?;
    second.tell("plug")?;
    wait_until("the second camera has its nodes", || nodes().len() > before)?;
    let took = read(camera, witness, "STILL THE FIRST")?;
    tally.note("a second camera beside it", None, took);
    let others = witness.other_texts();
    ensure!(!others.contains(&"SECOND".to_owned()), "{others:?}");

    let of_second = Witness::new(named(SECOND));
    let took = of_second.wait_for_text("SECOND", PATIENCE)?;
    tally.note("the second one too (YUYV)", None, took);
    drop(of_second);
    tally.same_threads()?;
    Ok(second)
}

/// Where any camera will do, one takes over from the other.
fn take_over(mut camera: Device, mut second: Device, tally: &mut Tally) -> Result<()> {
    camera.tell("code EITHER")?;
    second.tell("code OR")?;
    let witness = Witness::new(SourceChoice::Camera(Which::First));
    let (text, took) = witness.wait_for_one_of(&["EITHER", "OR"], PATIENCE)?;
    tally.note("any camera", None, took);
    // Which is the first depends on the numbers that were free.
    let other = if text == "EITHER" {
        camera.tell("unplug")?;
        "OR"
    } else {
        second.tell("unplug")?;
        "EITHER"
    };
    let took = witness.wait_for_text(other, PATIENCE)?;
    tally.note("unplugged, the other goes on", None, took);
    Ok(())
}
