//! A real CUPS of our own: its spool, its queue, and a device behind it that runs out of paper.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::channel,
    time::Duration,
};

use paper::{Cups, NotPrinted, Owner, Printer as _, Slip};

use crate::samples::{day, receipt};

const DAEMON: &str = "/usr/sbin/cupsd";
const PROGRAMS: &str = "/usr/lib/cups";
const QUEUE: &str = "till";
const PATIENCE: Duration = Duration::from_secs(20);
/// A daemon that has not opened its door by then never will.
const LOOKS: u32 = 100;

/// CUPS with one queue; ends when it is dropped.
struct Office {
    folder: tempfile::TempDir,
    daemon: Child,
}

impl Drop for Office {
    fn drop(&mut self) {
        self.daemon.kill().ok();
        self.daemon.wait().ok();
    }
}

impl Office {
    /// Opens one, or tells why there is none.
    fn open() -> Option<Self> {
        if !Path::new(DAEMON).exists() {
            println!("SKIPPED: {DAEMON} is not here; install cups and cups-client to test with it");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        furnish(root);
        let daemon = Command::new(DAEMON)
            .arg("-f")
            .arg("-c")
            .arg(root.join("etc/cupsd.conf"))
            .arg("-s")
            .arg(root.join("etc/cups-files.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let office = Self { folder, daemon };
        let (_never, pause) = channel::<()>();
        let opened = (0..LOOKS).any(|_| {
            pause.recv_timeout(Duration::from_millis(100)).ok();
            office.door().exists()
        });
        let named = opened && office.run("lpadmin", &["-p", QUEUE, "-E", "-v", "till:/device"]);
        if !named {
            println!("SKIPPED: cupsd does not start for this user");
            return None;
        }
        Some(office)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn door(&self) -> PathBuf {
        self.path("run/sock")
    }

    fn run(&self, program: &str, arguments: &[&str]) -> bool {
        let status = Command::new(program)
            .arg("-h")
            .arg(self.door())
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.unwrap().success()
    }

    fn printer(&self, name: Option<&str>, patience: Duration) -> Cups {
        let door = self.door().to_string_lossy().into_owned();
        Cups::new(name.map(str::to_owned), None, patience).at(door)
    }

    /// What lies in the spool: the pages of jobs have names that begin with a d.
    fn spooled(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path("spool")).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "tmp")
            .collect();
        names.sort();
        names
    }

    fn is(&self, sign: &str, on: bool) {
        let file = self.path("device").join(sign);
        if on {
            fs::write(file, "").unwrap();
        } else {
            fs::remove_file(file).unwrap();
        }
    }
}

/// Lays out the folders, the settings and a device that can be empty, slow or broken.
fn furnish(root: &Path) {
    for folder in [
        "etc/ppd",
        "spool/tmp",
        "run",
        "cache",
        "log",
        "bin/backend",
        "device",
    ] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    // CUPS runs a device as a user of its own.
    for open in [root.to_owned(), root.join("device")] {
        fs::set_permissions(open, fs::Permissions::from_mode(0o777)).unwrap();
    }
    for entry in fs::read_dir(PROGRAMS).unwrap().map(Result::unwrap) {
        if entry.file_name() != "backend" {
            symlink(entry.path(), root.join("bin").join(entry.file_name())).unwrap();
        }
    }
    let at = root.display();
    fs::write(
        root.join("etc/cups-files.conf"),
        format!(
            "SystemGroup root\nServerRoot {at}/etc\nRequestRoot {at}/spool\nTempDir {at}/spool/tmp\n\
             StateDir {at}/run\nCacheDir {at}/cache\nDataDir /usr/share/cups\nServerBin {at}/bin\n\
             AccessLog {at}/log/access\nErrorLog {at}/log/error\nPageLog {at}/log/page\n"
        ),
    )
    .unwrap();
    // Kept files are what a machine does that nobody has set up: they have to go all the same.
    fs::write(
        root.join("etc/cupsd.conf"),
        format!(
            "LogLevel debug\nListen {at}/run/sock\nBrowsing Off\nWebInterface No\n\
             PreserveJobFiles Yes\nPreserveJobHistory Yes\n\
             <Location />\nOrder allow,deny\nAllow all\n</Location>\n\
             <Policy default>\n<Limit All>\nOrder allow,deny\nAllow all\n</Limit>\n</Policy>\n"
        ),
    )
    .unwrap();
    let device = root.join("bin/backend/till");
    fs::write(
        &device,
        format!(
            "#!/bin/sh\n[ $# -eq 0 ] && exit 0\n\
             while [ -e {at}/device/empty ]; do echo 'STATE: +media-empty-error' >&2; sleep 0.1; done\n\
             echo 'STATE: -media-empty-error' >&2\n\
             while [ -e {at}/device/slow ]; do sleep 0.1; done\n\
             [ -e {at}/device/broken ] && exit 4\n\
             exec cat \"${{6:--}}\" >> {at}/device/paper\n"
        ),
    )
    .unwrap();
    fs::set_permissions(&device, fs::Permissions::from_mode(0o755)).unwrap();
}

fn slip() -> Slip {
    receipt(
        paper::Language::ZhHans,
        "林*芳",
        Owner::Asked(Some(day(12, 8))),
    )
}

#[test]
fn cups_prints_and_keeps_no_copy() {
    let Some(office) = Office::open() else { return };
    let printer = office.printer(Some(QUEUE), PATIENCE);
    printer.print(&slip()).unwrap();
    let paper = fs::read(office.path("device/paper")).unwrap();
    assert!(paper.starts_with(b"%PDF-"));
    assert_eq!(
        office.spooled(),
        Vec::<String>::new(),
        "the spool is purged"
    );
    for log in ["access", "error", "page"] {
        let told = fs::read(office.path("log").join(log)).unwrap_or_default();
        let told = String::from_utf8_lossy(&told);
        assert!(!told.contains("K7M2") && !told.contains("449*"), "{log}");
    }

    // A device that has no paper is waited for a little, and the slip is taken back.
    office.is("empty", true);
    assert_eq!(printer.print(&slip()), Err(NotPrinted::RanOut));
    assert_eq!(office.spooled(), Vec::<String>::new());
    // Still empty: this time nothing can have come out.
    assert_eq!(printer.print(&slip()), Err(NotPrinted::Empty));
    // Paper is back, and what the printer said of the earlier job is not believed.
    office.is("empty", false);
    printer.print(&slip()).unwrap();

    office.is("slow", true);
    let hasty = office.printer(Some(QUEUE), Duration::from_millis(500));
    assert_eq!(hasty.print(&slip()), Err(NotPrinted::Stuck));
    office.is("slow", false);

    office.is("broken", true);
    assert_eq!(printer.print(&slip()), Err(NotPrinted::Failed));
    assert_eq!(
        printer.print(&slip()),
        Err(NotPrinted::Stopped),
        "the queue is disabled"
    );
    assert_eq!(office.spooled(), Vec::<String>::new());
}

#[test]
fn without_a_printer_it_says_so() {
    let Some(office) = Office::open() else { return };
    let other = office.printer(Some("other"), PATIENCE);
    assert_eq!(other.print(&slip()), Err(NotPrinted::NoPrinter));
    // No queue is the usual one, until one is.
    let usual = office.printer(None, PATIENCE);
    assert_eq!(usual.print(&slip()), Err(NotPrinted::NoPrinter));
    assert!(office.run("lpadmin", &["-d", QUEUE]));
    usual.print(&slip()).unwrap();
    // A CUPS that is not there at all.
    let away =
        Cups::new(None, None, PATIENCE).at(office.path("run/away").to_string_lossy().into_owned());
    assert_eq!(away.print(&slip()), Err(NotPrinted::NoPrinter));
}
