//! Ours and its peers behind one trait, each as its own documentation says it is used best.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rustix::time::{ClockId, clock_gettime};
use scanner::Picture;

use crate::piped::Piped;

/// What a decoder says about one code: the forms in which it tells the text, any of which counts.
pub(crate) type Reading = Vec<Vec<u8>>;

/// What a look at one frame gave.
pub(crate) struct Look {
    pub(crate) readings: Vec<Reading>,
    /// Processor time of the thread.
    pub(crate) ms: f64,
    /// The decoder fell over.
    pub(crate) panicked: bool,
}

/// Something that reads codes.
pub(crate) trait Reader {
    /// Looks at one frame.
    fn read(&mut self, frame: &Picture) -> Look;
    /// Begins another scene: what was seen before says nothing about it.
    fn begin(&mut self) {}
    /// Several looks at the same picture can tell more than one.
    fn remembers(&self) -> bool {
        false
    }
}

/// The names of all decoders, ours first.
pub(crate) const NAMES: [&str; 7] = [
    "ours",
    "rqrr",
    "rxing",
    "zxing-cpp",
    "zbar",
    "opencv",
    "wechat",
];

/// Makes a decoder, or tells why it is skipped.
pub(crate) fn make(name: &str, python: &str) -> Result<Box<dyn Reader>, String> {
    match name {
        "ours" => Ok(Box::new(Ours::default())),
        "rqrr" => Ok(Box::new(Timed(by_rqrr))),
        "rxing" => Ok(Box::new(Timed(by_rxing))),
        "zxing-cpp" => Ok(Box::new(Timed(by_zxing_cpp))),
        other => Piped::start(python, other).map(|piped| Box::new(piped) as Box<dyn Reader>),
    }
}

/// Our own as the kiosk uses it: one decoder for each scene, one look at each frame.
#[derive(Default)]
struct Ours(scanner::Decoder);

impl Reader for Ours {
    fn begin(&mut self) {
        self.0 = scanner::Decoder::new();
    }

    fn read(&mut self, frame: &Picture) -> Look {
        timed(|| {
            let decoded = self.0.look_at(&frame.luma, frame.width, frame.height);
            let texts = decoded.codes.into_iter().map(|code| code.text.into_bytes());
            texts.map(|text| vec![text]).collect()
        })
    }

    fn remembers(&self) -> bool {
        true
    }
}

/// A function that reads one picture.
struct Timed(fn(&Picture) -> Vec<Reading>);

impl Reader for Timed {
    fn read(&mut self, frame: &Picture) -> Look {
        timed(|| self.0(frame))
    }
}

/// Measures the processor time of this thread, and survives a panic, of which rqrr has some.
fn timed(work: impl FnOnce() -> Vec<Reading>) -> Look {
    let start = thread_ms();
    let outcome = catch_unwind(AssertUnwindSafe(work));
    Look {
        ms: thread_ms() - start,
        panicked: outcome.is_err(),
        readings: outcome.unwrap_or_default(),
    }
}

fn thread_ms() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

fn by_rqrr(frame: &Picture) -> Vec<Reading> {
    let width = frame.width as usize;
    let mut picture =
        rqrr::PreparedImage::prepare_from_greyscale(width, frame.height as usize, |x, y| {
            frame.luma[y * width + x]
        });
    let mut readings = Vec::new();
    for grid in picture.detect_grids() {
        let mut text = Vec::new();
        if grid.decode_to(&mut text).is_ok() {
            readings.push(vec![text]);
        }
    }
    readings
}

fn by_rxing(frame: &Picture) -> Vec<Reading> {
    let mut hints = rxing::DecodeHints {
        TryHarder: Some(true),
        AlsoInverted: Some(true),
        ..rxing::DecodeHints::default()
    };
    let result = rxing::helpers::detect_in_luma_slice_with_hints(
        &frame.luma,
        frame.width,
        frame.height,
        Some(rxing::BarcodeFormat::QR_CODE),
        &mut hints,
    );
    let forms = |text: rxing::RXingResult| vec![text.getText().as_bytes().to_vec()];
    result.into_iter().map(forms).collect()
}

fn by_zxing_cpp(frame: &Picture) -> Vec<Reading> {
    use zxingcpp::{BarcodeFormat, ImageFormat, ImageView};
    let (width, height) = (frame.width as i32, frame.height as i32);
    let Ok(view) = ImageView::from_slice(&frame.luma, width, height, ImageFormat::Lum) else {
        return Vec::new();
    };
    // Its defaults; as with the others only QR codes are asked for.
    let reader = zxingcpp::read().formats([BarcodeFormat::QRCode]);
    let found = reader.from(view).unwrap_or_default();
    found
        .iter()
        .map(|code| vec![code.text().into_bytes(), code.bytes()])
        .collect()
}
