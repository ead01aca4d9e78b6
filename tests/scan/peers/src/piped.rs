//! Decoders that live in a process of their own, because they are C and C++ behind Python.
//!
//! Each frame goes there as width, height (32 bits, little endian) and brightness; a line of JSON
//! comes back. So they see the very same pixels, and their time is that of their own thread.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use scanner::Picture;
use serde::Deserialize;

use crate::decoders::{Look, Reader};
use crate::truth::unhex;

pub(crate) struct Piped {
    process: Child,
    frames: ChildStdin,
    answers: BufReader<ChildStdout>,
}

#[derive(Deserialize)]
struct Hello {
    /// Why this decoder cannot be measured here.
    skip: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    /// Hexadecimal, since not every decoder tells UTF-8.
    texts: Vec<String>,
    ms: f64,
    failed: bool,
}

impl Piped {
    /// Starts a decoder, or tells why there is none.
    pub(crate) fn start(python: &str, name: &str) -> Result<Self, String> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/peers.py");
        let mut process = Command::new(python)
            .args([script, name])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{python} does not start: {error}"))?;
        let frames = process.stdin.take().expect("it is piped");
        let mut answers = BufReader::new(process.stdout.take().expect("it is piped"));
        let mut line = String::new();
        let hello: Hello = match answers.read_line(&mut line) {
            Ok(1..) => serde_json::from_str(&line).map_err(|error| error.to_string())?,
            Ok(0) | Err(_) => return Err("it ended at once".to_owned()),
        };
        match hello.skip {
            Some(reason) => Err(reason),
            None => Ok(Self {
                process,
                frames,
                answers,
            }),
        }
    }

    fn ask(&mut self, frame: &Picture) -> anyhow::Result<Look> {
        self.frames.write_all(&frame.width.to_le_bytes())?;
        self.frames.write_all(&frame.height.to_le_bytes())?;
        self.frames.write_all(&frame.luma)?;
        self.frames.flush()?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let answer: Answer = serde_json::from_str(&line)?;
        let texts = answer.texts.iter().map(|text| Ok(vec![unhex(text)?]));
        Ok(Look {
            readings: texts.collect::<anyhow::Result<_>>()?,
            ms: answer.ms,
            panicked: answer.failed,
        })
    }
}

impl Reader for Piped {
    fn read(&mut self, frame: &Picture) -> Look {
        self.ask(frame).expect("the other process answers")
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        // It ends when nothing more can come; waiting keeps no corpse.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
