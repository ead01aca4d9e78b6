//! The camera as a device: answers the host, sends frames, and fails in the ways it is told to.

use std::{
    collections::VecDeque,
    io::Write as _,
    net::Shutdown,
    os::unix::net::UnixStream,
    time::{Duration, Instant},
};

use anyhow::Result;

use crate::{
    picture,
    usbip::{self, Request, STALLED, Setup},
    uvc::{self, Model, PIECE, PIECE_HEADER, Terms},
};

/// What is wrong with the camera.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// It is on the bus and sends no more data.
    Frozen,
    /// The endpoint fails.
    Stalled,
    /// Bytes inside each frame are wrong.
    Damaged,
    /// The second half of each frame is missing.
    Short,
}

pub(crate) struct Camera {
    model: Model,
    serial: String,
    wire: Option<UnixStream>,
    proposed: Terms,
    agreed: Terms,
    is_streaming: bool,
    /// Room that the host has offered and not got filled: number and bytes.
    room: VecDeque<(u32, usize)>,
    text: Option<String>,
    fault: Fault,
    /// What was drawn last, and the terms it was drawn for.
    drawn: Vec<u8>,
    drawn_for: Option<Terms>,
    frame: Vec<u8>,
    /// How much of the frame under way was sent; `None` between frames.
    sent: Option<usize>,
    /// Changes with every frame, so that the host sees where one begins.
    frame_mark: u8,
    next_frame_at: Instant,
}

impl Camera {
    pub(crate) fn new(model: Model, serial: String) -> Self {
        Self {
            model,
            serial,
            wire: None,
            proposed: Terms::usual(model),
            agreed: Terms::usual(model),
            is_streaming: false,
            room: VecDeque::new(),
            text: None,
            fault: Fault::None,
            drawn: Vec::new(),
            drawn_for: None,
            frame: Vec::new(),
            sent: None,
            frame_mark: 0,
            next_frame_at: Instant::now(),
        }
    }

    pub(crate) fn plug(&mut self, wire: UnixStream) {
        self.unplug();
        self.wire = Some(wire);
    }

    /// Cuts the wire: the kernel sees the device go.
    pub(crate) fn unplug(&mut self) {
        if let Some(wire) = self.wire.take() {
            // The kernel may have cut it first.
            let _cut = wire.shutdown(Shutdown::Both);
        }
        self.room.clear();
        self.is_streaming = false;
        self.sent = None;
    }

    pub(crate) fn show(&mut self, text: Option<&str>) -> Result<()> {
        self.text = text.map(str::to_owned);
        self.drawn_for = None;
        self.make_frame()
    }

    pub(crate) fn fail(&mut self, fault: Fault) -> Result<()> {
        self.fault = fault;
        self.make_frame()
    }

    /// Draws only what is new: drawing takes long in a slow machine, and a host that starts a
    /// stream waits meanwhile.
    fn make_frame(&mut self) -> Result<()> {
        if self.drawn_for != Some(self.agreed) {
            let size = self.agreed.size(self.model);
            let packing = self.agreed.packing(self.model);
            self.drawn = picture::frame(self.text.as_deref(), size.width, size.height, packing)?;
            self.drawn_for = Some(self.agreed);
        }
        self.frame = self.drawn.clone();
        match self.fault {
            Fault::Damaged => {
                for byte in self.frame.iter_mut().skip(1000).step_by(97) {
                    *byte ^= 0x5a;
                }
            }
            Fault::Short => self.frame.truncate(self.frame.len() / 2),
            Fault::None | Fault::Frozen | Fault::Stalled => {}
        }
        // What is under way of the old frame is not continued with the new one.
        if self.sent.is_some() {
            self.sent = Some(0);
        }
        Ok(())
    }

    /// Says when the next frame is due; `None` while only the host can bring something new.
    pub(crate) fn due(&self) -> Option<Instant> {
        let waits = self.is_streaming && self.fault != Fault::Frozen && self.sent.is_none();
        waits.then_some(self.next_frame_at)
    }

    pub(crate) fn answer(&mut self, request: Request) {
        match request {
            Request::Bulk { number, room } => self.room.push_back((number, room)),
            Request::Unlink { number, victim } => {
                let before = self.room.len();
                self.room.retain(|(waiting, _)| *waiting != victim);
                let was_waiting = self.room.len() < before;
                self.send(&usbip::unlinked(number, was_waiting));
            }
            Request::Control {
                number,
                setup,
                data,
            } => {
                let message = match self.control(&setup, &data) {
                    None => usbip::answer(number, STALLED, 0, &[]),
                    Some(_) if !setup.is_to_host() => usbip::answer(number, 0, data.len(), &[]),
                    Some(mut told) => {
                        told.truncate(setup.length);
                        usbip::answer(number, 0, told.len(), &told)
                    }
                };
                self.send(&message);
            }
        }
    }

    /// Answers a control transfer; `None` for what a camera need not understand.
    fn control(&mut self, setup: &Setup, data: &[u8]) -> Option<Vec<u8>> {
        let [selector, part] = setup.value.to_be_bytes();
        let is_streaming_part = setup.index & 0xff == 1;
        match (setup.kind, setup.request) {
            // A descriptor.
            (0x80, 6) => match selector {
                1 => Some(uvc::device()),
                2 => Some(uvc::configuration(self.model)),
                3 => Some(uvc::text(part, &self.serial)),
                _ => None,
            },
            // Choice of the configuration, or of a setting of an interface.
            (0x00, 9) | (0x01, 11) => {
                if setup.request == 11 && setup.index == 1 {
                    self.is_streaming = false;
                }
                Some(Vec::new())
            }
            // States: all well.
            (0x80..=0x82, 0) => Some(vec![0, 0]),
            (0x81, 10) => Some(vec![0]),
            // The host stops a bulk stream by clearing the endpoint.
            (0x02, 1) => {
                self.is_streaming = false;
                Some(Vec::new())
            }
            (0x00..=0x02, 1 | 3) => Some(Vec::new()),
            // Terms of the stream: set, then asked for.
            (0x21, 1) if is_streaming_part => {
                let terms = Terms::asked(self.model, data)?;
                self.proposed = terms;
                if selector != 1 {
                    self.start(terms).ok()?;
                }
                Some(Vec::new())
            }
            (0xa1, 0x81..=0x87) if is_streaming_part => {
                let current = if selector == 1 {
                    self.proposed
                } else {
                    self.agreed
                };
                match setup.request {
                    0x85 => Some(length_of(&current.bytes(self.model))),
                    // Can be read and set.
                    0x86 => Some(vec![3]),
                    0x81 => Some(current.bytes(self.model)),
                    _ => Some(Terms::usual(self.model).bytes(self.model)),
                }
            }
            _ => None,
        }
    }

    fn start(&mut self, terms: Terms) -> Result<()> {
        self.agreed = terms;
        self.sent = None;
        self.make_frame()?;
        self.is_streaming = true;
        self.next_frame_at = Instant::now();
        Ok(())
    }

    /// Sends what is due as far as the host has room for it.
    pub(crate) fn pump(&mut self) {
        if !self.is_streaming || self.fault == Fault::Frozen {
            return;
        }
        if self.fault == Fault::Stalled {
            while let Some((number, _)) = self.room.pop_front() {
                self.send(&usbip::answer(number, STALLED, 0, &[]));
            }
            return;
        }
        let now = Instant::now();
        if self.sent.is_none() && now >= self.next_frame_at {
            self.sent = Some(0);
            self.frame_mark ^= 1;
            let interval = Duration::from_nanos(u64::from(self.agreed.interval) * 100);
            // A camera that was held up does not catch up.
            self.next_frame_at = (self.next_frame_at + interval).max(now);
        }
        while let Some(sent) = self.sent {
            let Some((number, room)) = self.room.pop_front() else {
                return;
            };
            let (piece, is_last) = self.piece(sent, room);
            self.send(&usbip::answer(number, 0, piece.len(), &piece));
            self.sent = (!is_last).then_some(sent + piece.len() - PIECE_HEADER);
        }
    }

    /// Cuts the next piece of the frame, with its header, and says whether it is the last.
    fn piece(&self, sent: usize, room: usize) -> (Vec<u8>, bool) {
        let length = (room.min(PIECE) - PIECE_HEADER).min(self.frame.len() - sent);
        let is_last = sent + length == self.frame.len();
        let end_of_header = 0x80;
        let end_of_frame = if is_last { 2 } else { 0 };
        let mut piece = vec![0; PIECE_HEADER];
        piece[0] = PIECE_HEADER as u8;
        piece[1] = end_of_header | end_of_frame | self.frame_mark;
        piece.extend_from_slice(&self.frame[sent..sent + length]);
        (piece, is_last)
    }

    fn send(&mut self, message: &[u8]) {
        let sent = self.wire.as_mut().map(|wire| wire.write_all(message));
        if matches!(sent, Some(Err(_))) {
            self.unplug();
        }
    }
}

fn length_of(terms: &[u8]) -> Vec<u8> {
    vec![u8::try_from(terms.len()).expect("terms are short"), 0]
}
