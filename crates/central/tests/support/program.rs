//! The built program, run as an operator runs it.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What a run said.
pub(crate) struct Said {
    /// Its exit code.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Said {
    /// Expects that it was done, and returns what it said.
    #[track_caller]
    pub(crate) fn done(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.err);
        self.out
    }

    /// Expects a refusal with this exit code and these words.
    #[track_caller]
    pub(crate) fn refused(self, code: i32, words: &str) {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        let said = self.out + &self.err;
        assert!(said.contains(words), "{said}");
    }
}

/// Runs `central` in a folder.
pub(crate) fn central(folder: &Path, arguments: &[&str]) -> Said {
    central_told(folder, arguments, "")
}

/// Runs `central` in a folder and tells it something on standard input.
pub(crate) fn central_told(folder: &Path, arguments: &[&str], told: &str) -> Said {
    let mut child = Command::new(env!("CARGO_BIN_EXE_central"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("the input is a pipe");
    // A program that asks nothing may have ended already.
    drop(input.write_all(told.as_bytes()));
    drop(input);
    let ended = child.wait_with_output().expect("the program ends");
    Said {
        code: ended.status.code(),
        out: String::from_utf8(ended.stdout).expect("answers are text"),
        err: String::from_utf8(ended.stderr).expect("reasons are text"),
    }
}

/// The faces of the tests: only the characters that they print.
pub(crate) fn fonts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fonts")
}
