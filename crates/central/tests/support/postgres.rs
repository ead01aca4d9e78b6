//! A PostgreSQL of one's own: fresh folder, private socket, gone with the value.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A running database; it is stopped and removed when dropped.
pub(crate) struct PrivatePostgres {
    programs: PathBuf,
    folder: tempfile::TempDir,
}

/// Starts a private PostgreSQL; a test that needs one fails without it and never skips.
pub(crate) fn private_postgres() -> PrivatePostgres {
    let programs = programs();
    let folder = tempfile::Builder::new()
        .prefix("central-pg-")
        .tempdir()
        .unwrap();
    if is_root() {
        // PostgreSQL refuses to run as root, so its own user gets the folder.
        run(
            Command::new("chown").arg("postgres:").arg(folder.path()),
            "chown",
        );
    }
    let started = PrivatePostgres { programs, folder };
    started.initialise();
    started.start();
    started
}

impl PrivatePostgres {
    /// Returns the URL; the host is the folder of the socket.
    pub(crate) fn url(&self) -> String {
        let host = self.folder.path().display().to_string().replace('/', "%2F");
        format!("postgres://central@{host}/postgres")
    }

    fn initialise(&self) {
        let mut command = self.program("initdb");
        command.args([
            "-U",
            "central",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-D",
        ]);
        run(command.arg(self.data()), "initdb");
    }

    fn start(&self) {
        let mut command = self.program("pg_ctl");
        command
            .args(["start", "-w", "-t", "60", "-s", "-D"])
            .arg(self.data());
        command.arg("-l").arg(self.folder.path().join("log"));
        let socket = self.folder.path().display();
        command.arg("-o").arg(format!(
            "-c listen_addresses='' -c unix_socket_directories={socket}"
        ));
        run(&mut command, "pg_ctl start");
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        if !is_root() {
            return Command::new(path);
        }
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(path);
        command
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        let mut command = self.program("pg_ctl");
        command
            .args(["stop", "-w", "-m", "immediate", "-s", "-D"])
            .arg(self.data());
        drop(
            command
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status(),
        );
    }
}

/// Finds the programs of the newest version; Debian keeps them out of the search path.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let newest = versions
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .max()
        .map(|version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin")))
        .filter(|bin| bin.join("initdb").exists());
    newest.expect(
        "this test needs PostgreSQL: install it (Debian: apt-get install postgresql), `make test` \
         does so by itself",
    )
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(Path::new("/proc/self")).is_ok_and(|own| own.uid() == 0)
}

fn run(command: &mut Command, what: &str) {
    // The server keeps what it inherits open, so nothing is piped.
    let status = command
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{what} failed: {status}");
}
