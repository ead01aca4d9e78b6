//! What a webcam says about itself (USB Video Class 1.0), and the terms of a stream.
//!
//! The camera sends over a bulk endpoint: the kernel's virtual controller carries that as any USB
//! controller does. Numbers in brackets are tables of the class document.

use crate::usbip::array;

/// Longest piece of a frame, with its own header; the kernel asks for pieces of this size.
pub(crate) const PIECE: usize = 4 * 1024;
/// Length of the header of a piece.
pub(crate) const PIECE_HEADER: usize = 12;
/// Length of the terms of a stream in version 1.0 [4-47].
const TERMS: usize = 26;

/// Units of 100 nanoseconds in a second, which the class counts frame times in.
const TICKS: u32 = 10_000_000;

/// How pixels are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Mjpeg,
    Yuyv,
}

/// A size with the frames a second it is offered at, the usual one first.
pub(crate) struct Size {
    pub(crate) width: u16,
    pub(crate) height: u16,
    rates: &'static [u32],
}

impl Size {
    const fn new(width: u16, height: u16, rates: &'static [u32]) -> Self {
        Self {
            width,
            height,
            rates,
        }
    }

    /// Room that a frame can need.
    fn bytes(&self) -> u32 {
        u32::from(self.width) * u32::from(self.height) * 2
    }
}

/// What a camera offers.
pub(crate) type Model = &'static [(Packing, &'static [Size])];

/// As many webcams, with large pictures too slow to be of use: a machine without hardware help
/// decodes only small ones often enough.
pub(crate) const WEBCAM: Model = &[
    (
        Packing::Mjpeg,
        &[
            Size::new(320, 240, &[15, 30]),
            Size::new(1280, 720, &[5]),
            Size::new(1920, 1080, &[5]),
        ],
    ),
    (Packing::Yuyv, &[Size::new(320, 240, &[15, 5])]),
];

/// A simple one that cannot compress.
pub(crate) const SIMPLE: Model = &[(Packing::Yuyv, &[Size::new(320, 240, &[10])])];

/// What host and camera agree on for a stream.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Terms {
    /// Place of the format and of the size in the model.
    format: usize,
    size: usize,
    /// Ticks from frame to frame.
    pub(crate) interval: u32,
}

impl Terms {
    /// What the camera proposes.
    pub(crate) fn usual(model: Model) -> Self {
        let (_, sizes) = model[0];
        Self {
            format: 0,
            size: 0,
            interval: TICKS / sizes[0].rates[0],
        }
    }

    /// The nearest to what the host asks that the model can do.
    pub(crate) fn asked(model: Model, bytes: &[u8]) -> Option<Self> {
        if bytes.len() < TERMS {
            return None;
        }
        let format = usize::from(bytes[2]).clamp(1, model.len()) - 1;
        let (_, sizes) = model[format];
        let size = usize::from(bytes[3]).clamp(1, sizes.len()) - 1;
        let wanted = u32::from_le_bytes(array(bytes, 4));
        let mut intervals = sizes[size].rates.iter().map(|rate| TICKS / rate);
        let interval = if wanted == 0 {
            intervals.next()
        } else {
            intervals.min_by_key(|interval| interval.abs_diff(wanted))
        };
        Some(Self {
            format,
            size,
            interval: interval?,
        })
    }

    pub(crate) fn packing(self, model: Model) -> Packing {
        model[self.format].0
    }

    pub(crate) fn size(self, model: Model) -> &'static Size {
        &model[self.format].1[self.size]
    }

    pub(crate) fn bytes(self, model: Model) -> Vec<u8> {
        let mut bytes = vec![0, 0, number(self.format + 1), number(self.size + 1)];
        bytes.extend(self.interval.to_le_bytes());
        bytes.resize(18, 0);
        bytes.extend(self.size(model).bytes().to_le_bytes());
        bytes.extend((PIECE as u32).to_le_bytes());
        bytes
    }
}

/// The device as a whole: version 2.0, "look at the interfaces", a vendor and product for tests.
pub(crate) fn device() -> Vec<u8> {
    vec![
        18, 1, 0x00, 0x02, 0xef, 2, 1, 64, 0x09, 0x12, 0x01, 0x00, 0x00, 0x01, 1, 2, 3, 1,
    ]
}

/// Maker, product, serial number; the first one names the language.
pub(crate) fn text(index: u8, serial: &str) -> Vec<u8> {
    let text = match index {
        0 => return vec![4, 3, 0x09, 0x04],
        1 => "Residence kiosk",
        2 => "Fake webcam",
        _ => serial,
    };
    let mut descriptor = vec![0, 3];
    descriptor.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    descriptor[0] = number(descriptor.len());
    descriptor
}

/// The one configuration: a control interface and a streaming interface, joined to a function.
pub(crate) fn configuration(model: Model) -> Vec<u8> {
    let parts = [
        vec![8, 11, 0, 2, 0x0e, 3, 0, 2],
        vec![9, 4, 0, 0, 0, 0x0e, 1, 0, 2],
        control_interface(),
        vec![9, 4, 1, 0, 1, 0x0e, 2, 0, 0],
        streaming_interface(model),
        // Bulk, to the host, 512 bytes.
        vec![7, 5, 0x81, 2, 0x00, 0x02, 0],
    ]
    .concat();
    let mut whole = vec![9, 2];
    whole.extend(length(9 + parts.len()));
    whole.extend([2, 1, 0, 0x80, 250]);
    whole.extend(parts);
    whole
}

/// A camera terminal that leads to the USB output [3-3, 3-6, 3-5].
fn control_interface() -> Vec<u8> {
    let camera = [
        18, 0x24, 2, 1, 0x01, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0,
    ];
    let output = [9, 0x24, 3, 2, 0x01, 0x01, 0, 1, 0];
    let mut interface = vec![13, 0x24, 1, 0x00, 0x01];
    interface.extend(length(13 + camera.len() + output.len()));
    interface.extend(6_000_000_u32.to_le_bytes());
    interface.extend([1, 1]);
    interface.extend(camera);
    interface.extend(output);
    interface
}

/// The formats with their sizes [3-13].
fn streaming_interface(model: Model) -> Vec<u8> {
    let mut formats = Vec::new();
    for (place, (packing, sizes)) in model.iter().enumerate() {
        formats.extend(format(number(place + 1), *packing, number(sizes.len())));
        for (place, size) in sizes.iter().enumerate() {
            formats.extend(frame(number(place + 1), *packing, size));
        }
        // Colours as television has them.
        formats.extend([6, 0x24, 0x0d, 1, 1, 4]);
    }
    let header = 13 + model.len();
    let mut interface = vec![number(header), 0x24, 1, number(model.len())];
    interface.extend(length(header + formats.len()));
    interface.extend([0x81, 0, 2, 0, 0, 0, 1]);
    interface.resize(header, 0);
    interface.extend(formats);
    interface
}

fn format(place: u8, packing: Packing, sizes: u8) -> Vec<u8> {
    match packing {
        Packing::Mjpeg => vec![11, 0x24, 6, place, sizes, 1, 1, 0, 0, 0, 0],
        Packing::Yuyv => {
            let mut format = vec![27, 0x24, 4, place, sizes];
            format.extend(b"YUY2\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71");
            format.extend([16, 1, 0, 0, 0, 0]);
            format
        }
    }
}

fn frame(place: u8, packing: Packing, size: &Size) -> Vec<u8> {
    let kind = match packing {
        Packing::Mjpeg => 7,
        Packing::Yuyv => 5,
    };
    let mut frame = vec![number(26 + 4 * size.rates.len()), 0x24, kind, place, 0];
    frame.extend(size.width.to_le_bytes());
    frame.extend(size.height.to_le_bytes());
    for bits_a_second in [size.bytes() * 8 * 5, size.bytes() * 8 * 30] {
        frame.extend(bits_a_second.to_le_bytes());
    }
    frame.extend(size.bytes().to_le_bytes());
    frame.extend((TICKS / size.rates[0]).to_le_bytes());
    frame.push(number(size.rates.len()));
    for rate in size.rates {
        frame.extend((TICKS / rate).to_le_bytes());
    }
    frame
}

fn number(value: usize) -> u8 {
    u8::try_from(value).expect("descriptors are short")
}

fn length(value: usize) -> [u8; 2] {
    u16::try_from(value)
        .expect("descriptors are short")
        .to_le_bytes()
}
