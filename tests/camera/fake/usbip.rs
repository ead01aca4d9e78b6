//! The wire between a USB device in user space and the kernel's virtual host controller (USB/IP).

use std::{
    fs,
    io::{self, Read as _},
    os::{fd::AsRawFd as _, unix::net::UnixStream},
    thread,
    time::Duration,
};

/// Every message begins with so many bytes.
const HEADER: usize = 48;
/// Where the kernel takes devices.
const ATTACH: &str = "/sys/devices/platform/vhci_hcd.0/attach";
/// The code for a high-speed device there.
const HIGH_SPEED: u32 = 3;
/// A port is free again some time after its device went.
const ATTACH_TRIES: u32 = 60;
const ATTACH_PAUSE: Duration = Duration::from_millis(50);

/// The host's word for "this endpoint has stalled" (EPIPE).
pub(crate) const STALLED: i32 = -32;
/// The host's word for "taken back before it was done" (ECONNRESET).
const TAKEN_BACK: i32 = -104;

/// What the host asks.
pub(crate) enum Request {
    Control {
        number: u32,
        setup: Setup,
        data: Vec<u8>,
    },
    /// Room for data of the bulk endpoint.
    Bulk { number: u32, room: usize },
    /// Takes an earlier request back.
    Unlink { number: u32, victim: u32 },
}

/// The eight bytes that open a control transfer.
pub(crate) struct Setup {
    pub(crate) kind: u8,
    pub(crate) request: u8,
    pub(crate) value: u16,
    pub(crate) index: u16,
    pub(crate) length: usize,
}

impl Setup {
    pub(crate) fn is_to_host(&self) -> bool {
        self.kind & 0x80 != 0
    }
}

/// Hands a new device to the kernel and returns our end of the wire.
pub(crate) fn attach(port: u32) -> io::Result<UnixStream> {
    let (ours, kernels) = UnixStream::pair()?;
    // Bus 1, and a device number of its own for each port.
    let device = (1 << 16) | (2 + port);
    let words = format!("{port} {} {device} {HIGH_SPEED}", kernels.as_raw_fd());
    let mut attached = fs::write(ATTACH, &words);
    for _ in 1..ATTACH_TRIES {
        if attached.is_ok() {
            break;
        }
        thread::park_timeout(ATTACH_PAUSE);
        attached = fs::write(ATTACH, &words);
    }
    attached.map(|()| ours)
}

/// Reads the next request; an error when the wire is cut.
pub(crate) fn read(wire: &mut UnixStream) -> io::Result<Request> {
    let mut header = [0; HEADER];
    wire.read_exact(&mut header)?;
    let word = |at: usize| u32::from_be_bytes(array(&header, at));
    let number = word(4);
    if word(0) == 2 {
        let victim = word(20);
        return Ok(Request::Unlink { number, victim });
    }
    let (is_from_host, endpoint, room) = (word(12) == 0, word(16), word(24) as usize);
    let mut data = vec![0; if is_from_host { room } else { 0 }];
    wire.read_exact(&mut data)?;
    if endpoint != 0 {
        return Ok(Request::Bulk { number, room });
    }
    let half = |at: usize| u16::from_le_bytes(array(&header, at));
    let setup = Setup {
        kind: header[40],
        request: header[41],
        value: half(42),
        index: half(44),
        length: half(46).into(),
    };
    Ok(Request::Control {
        number,
        setup,
        data,
    })
}

/// Makes the answer to a control or bulk request; `sent` counts what went either way.
pub(crate) fn answer(number: u32, status: i32, sent: usize, data: &[u8]) -> Vec<u8> {
    let mut message = header(3, number, status);
    let sent = u32::try_from(sent).expect("a transfer is short");
    message[24..28].copy_from_slice(&sent.to_be_bytes());
    message.extend_from_slice(data);
    message
}

/// Makes the answer to a request to take another one back.
pub(crate) fn unlinked(number: u32, was_waiting: bool) -> Vec<u8> {
    header(4, number, if was_waiting { TAKEN_BACK } else { 0 })
}

fn header(command: u32, number: u32, status: i32) -> Vec<u8> {
    let mut message = vec![0; HEADER];
    message[0..4].copy_from_slice(&command.to_be_bytes());
    message[4..8].copy_from_slice(&number.to_be_bytes());
    message[20..24].copy_from_slice(&status.to_be_bytes());
    message
}

/// Copies as many bytes as the number needs.
pub(crate) fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes[at..at + N]
        .try_into()
        .expect("the length is the same")
}
