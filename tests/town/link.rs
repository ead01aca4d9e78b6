//! A long and lossy way between two network namespaces, in user space: each packet that a TUN
//! device hands over is dropped by chance or handed to the other one later.

use std::{
    fs::File,
    io::{Read as _, Write as _},
    os::fd::AsRawFd as _,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use codes::{Crypto as _, SeededCrypto};

const TUN: &str = "/dev/net/tun";
/// `TUNSETIFF` with `IFF_TUN | IFF_NO_PI`: packets as they are, nothing before them.
const SET_INTERFACE: libc::c_ulong = 0x4004_54ca;
const TUN_WITHOUT_HEADER: i16 = 0x1001;
/// Larger than any packet of such a device.
const PACKET_BYTES_MAX: usize = 2_048;
const CONTROL: &str = "net.ipv4.tcp_congestion_control";
const MTU: &str = "1400";
const NEAR: &str = "10.99.77.1";
const FAR: &str = "10.99.77.2";

/// What the way does to packets.
#[derive(Debug, Clone)]
pub struct Weather {
    /// How long a packet takes, each way.
    pub delay: Duration,
    /// How many of a thousand packets are lost, each way.
    pub lost_of_1000: u64,
    /// The seed of the losses.
    pub seed: u64,
    /// Name of the congestion control; without one that of the machine. Not every kernel lets a
    /// namespace choose.
    pub control: Option<String>,
}

/// Two namespaces with a way between them; all is taken down with this value.
pub struct Link {
    near: String,
    far: String,
    passed: Arc<AtomicU64>,
    lost: Arc<AtomicU64>,
}

impl Link {
    /// The address of the centre.
    pub const ADDRESS: &str = FAR;

    /// Lays the way, or says why this machine or this user cannot have one.
    pub fn lay(weather: &Weather) -> Result<Self> {
        static LAID: AtomicU64 = AtomicU64::new(0);
        let place = format!(
            "{}-{}",
            std::process::id(),
            LAID.fetch_add(1, Ordering::Relaxed)
        );
        let link = Self {
            near: format!("near-{place}"),
            far: format!("far-{place}"),
            passed: Arc::default(),
            lost: Arc::default(),
        };
        let near = link.end(&link.near, NEAR, weather.control.as_deref())?;
        let far = link.end(&link.far, FAR, weather.control.as_deref())?;
        link.carry(near.try_clone()?, far.try_clone()?, weather, 0);
        link.carry(far, near, weather, 1);
        Ok(link)
    }

    /// The namespace of the kiosk.
    pub fn near(&self) -> &str {
        &self.near
    }

    /// The namespace of the centre.
    pub fn far(&self) -> &str {
        &self.far
    }

    /// The congestion control that both ends use.
    pub fn control(&self) -> Result<String> {
        let words = ["netns", "exec", &self.near, "sysctl", "-n", CONTROL];
        let told = Command::new("ip").args(words).output()?;
        Ok(String::from_utf8(told.stdout)?.trim().to_owned())
    }

    /// Packets that passed and that were lost, until now.
    pub fn packets(&self) -> (u64, u64) {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        (read(&self.passed), read(&self.lost))
    }

    /// Makes one end: a namespace with a TUN device in it.
    fn end(&self, namespace: &str, address: &str, control: Option<&str>) -> Result<File> {
        let device = namespace
            .replace('-', "")
            .chars()
            .take(15)
            .collect::<String>();
        let open = attach(&device).context("a TUN device")?;
        ip(&["netns", "add", namespace])?;
        ip(&["link", "set", &device, "netns", namespace])?;
        let inside = |words: &[&str]| ip(&[&["-n", namespace], words].concat());
        inside(&["link", "set", "lo", "up"])?;
        inside(&["address", "add", &format!("{address}/24"), "dev", &device])?;
        inside(&["link", "set", &device, "mtu", MTU, "up"])?;
        if let Some(control) = control {
            let setting = format!("{CONTROL}={control}");
            ip(&["netns", "exec", namespace, "sysctl", "-qw", &setting])?;
        }
        Ok(open)
    }

    /// Carries packets one way, on two threads that end with the devices.
    fn carry(&self, mut from: File, mut to: File, weather: &Weather, way: u64) {
        let (sender, waiting) = channel::<(Instant, Vec<u8>)>();
        let (passed, lost) = (Arc::clone(&self.passed), Arc::clone(&self.lost));
        let dice = SeededCrypto::new(weather.seed * 2 + way);
        let (delay, lost_of_1000) = (weather.delay, weather.lost_of_1000);
        thread::spawn(move || {
            let mut buffer = [0; PACKET_BYTES_MAX];
            while let Ok(read) = from.read(&mut buffer) {
                let Some(packet) = buffer.get(..read).filter(|packet| !packet.is_empty()) else {
                    break;
                };
                if drawn(&dice) % 1_000 < lost_of_1000 {
                    lost.fetch_add(1, Ordering::Relaxed);
                    continue;
                }
                passed.fetch_add(1, Ordering::Relaxed);
                let due = Instant::now() + delay;
                if sender.send((due, packet.to_vec())).is_err() {
                    break;
                }
            }
        });
        thread::spawn(move || {
            // Nobody rings: this is only a pause with an end.
            let (_never_rings, bell): (Sender<()>, Receiver<()>) = channel();
            for (due, packet) in waiting {
                let left = due.saturating_duration_since(Instant::now());
                if !left.is_zero() && bell.recv_timeout(left) != Err(RecvTimeoutError::Timeout) {
                    break;
                }
                // A device that is going down takes nothing; the reader notices the end.
                to.write_all(&packet).ok();
            }
        });
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        for namespace in [&self.near, &self.far] {
            ip(&["netns", "delete", namespace]).ok();
        }
    }
}

fn drawn(dice: &SeededCrypto) -> u64 {
    let mut bytes = [0; 8];
    dice.random(&mut bytes);
    u64::from_be_bytes(bytes)
}

fn ip(words: &[&str]) -> Result<()> {
    let done = Command::new("ip").args(words).output()?;
    let why = String::from_utf8_lossy(&done.stderr);
    ensure!(
        done.status.success(),
        "ip {}: {}",
        words.join(" "),
        why.trim()
    );
    Ok(())
}

/// Opens a TUN device of this name; it lives as long as the file is open.
fn attach(name: &str) -> Result<File> {
    #[repr(C)]
    struct Request {
        name: [u8; 16],
        flags: i16,
        rest: [u8; 22],
    }
    let file = File::options().read(true).write(true).open(TUN)?;
    let mut request = Request {
        name: [0; 16],
        flags: TUN_WITHOUT_HEADER,
        rest: [0; 22],
    };
    for (to, from) in request.name.iter_mut().take(15).zip(name.bytes()) {
        *to = from;
    }
    #[expect(
        unsafe_code,
        reason = "the kernel has no other way to make a device of an open file"
    )]
    // The request has the size of `struct ifreq` and outlives the call.
    let refused = unsafe { libc::ioctl(file.as_raw_fd(), SET_INTERFACE, &raw const request) };
    if refused != 0 {
        return Err(std::io::Error::last_os_error().into());
    }
    Ok(file)
}
