//! A fake USB webcam: one end of a USB/IP wire goes to the kernel's own virtual host controller, so
//! that the real `uvcvideo` driver binds to it and gives a real /dev/video0. No module is compiled.
//!
//! `fake-camera PORT SERIAL webcam|simple` takes commands on standard input, one a line, and answers
//! each with `done`, or `failed` and why: `code TEXT`, `blank`, `plug`, `unplug`, `freeze`, `stall`,
//! `damage`, `shorten`, `mend`. It ends with its input. Needs root and the module `vhci_hcd`.

#![allow(
    clippy::indexing_slicing,
    reason = "messages and tables of fixed length; a slip ends the rig, loudly"
)]

mod camera;
mod picture;
mod usbip;
mod uvc;

use std::{
    io::{self, Write as _},
    os::unix::net::UnixStream,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread,
    time::Instant,
};

use anyhow::{Context as _, Result, bail};
use camera::{Camera, Fault};
use usbip::Request;

/// What the one thread that owns the camera is told.
enum Event {
    Command(String),
    /// A request on the wire of that number; earlier wires are cut.
    Request(u32, Request),
    /// Standard input has ended.
    End,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [port, serial, model] = arguments.as_slice() else {
        bail!("usage: fake-camera PORT SERIAL webcam|simple");
    };
    let model = match model.as_str() {
        "webcam" => uvc::WEBCAM,
        "simple" => uvc::SIMPLE,
        other => bail!("no such model: {other}"),
    };
    let port = port.parse().context("the port is a number")?;
    let (tell, events) = channel();
    let commands = tell.clone();
    thread::spawn(move || read_commands(&commands));
    play(Camera::new(model, serial.clone()), port, &tell, &events)
}

fn read_commands(tell: &Sender<Event>) {
    for line in io::stdin().lines().map_while(Result::ok) {
        if tell.send(Event::Command(line)).is_err() {
            return;
        }
    }
    // The camera may have ended first.
    let _told = tell.send(Event::End);
}

fn read_wire(mut wire: UnixStream, number: u32, tell: &Sender<Event>) {
    while let Ok(request) = usbip::read(&mut wire) {
        if tell.send(Event::Request(number, request)).is_err() {
            return;
        }
    }
}

fn play(
    mut camera: Camera,
    port: u32,
    tell: &Sender<Event>,
    events: &Receiver<Event>,
) -> Result<()> {
    let mut wires = 0;
    loop {
        match wait(events, camera.due()) {
            None => {}
            Some(Event::End) => return Ok(()),
            Some(Event::Request(wire, request)) if wire == wires => camera.answer(request),
            Some(Event::Request(..)) => {}
            Some(Event::Command(line)) => {
                let done = if line == "plug" {
                    wires += 1;
                    plug(&mut camera, port, wires, tell)
                } else {
                    obey(&mut camera, &line)
                };
                let mut out = io::stdout();
                match done {
                    Ok(()) => writeln!(out, "done")?,
                    Err(error) => writeln!(out, "failed: {error:#}")?,
                }
                out.flush()?;
            }
        }
        camera.pump();
    }
}

/// Waits for the next event, at most until a frame is due.
fn wait(events: &Receiver<Event>, due: Option<Instant>) -> Option<Event> {
    let Some(due) = due else {
        return Some(events.recv().unwrap_or(Event::End));
    };
    match events.recv_timeout(due.saturating_duration_since(Instant::now())) {
        Ok(event) => Some(event),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => Some(Event::End),
    }
}

fn plug(camera: &mut Camera, port: u32, number: u32, tell: &Sender<Event>) -> Result<()> {
    let wire = usbip::attach(port).context("the kernel does not take the device")?;
    let reading = wire.try_clone()?;
    let tell = tell.clone();
    camera.plug(wire);
    thread::spawn(move || read_wire(reading, number, &tell));
    Ok(())
}

fn obey(camera: &mut Camera, line: &str) -> Result<()> {
    match line.split_once(' ').unwrap_or((line, "")) {
        ("code", text) => camera.show(Some(text)),
        ("blank", _) => camera.show(None),
        ("unplug", _) => {
            camera.unplug();
            Ok(())
        }
        ("freeze", _) => camera.fail(Fault::Frozen),
        ("stall", _) => camera.fail(Fault::Stalled),
        ("damage", _) => camera.fail(Fault::Damaged),
        ("shorten", _) => camera.fail(Fault::Short),
        ("mend", _) => camera.fail(Fault::None),
        (other, _) => bail!("no such command: {other}"),
    }
}
