//! Light to text: a camera, pictures or a recording become frames, a frame becomes texts.
//!
//! Invariant: this crate knows neither what a code means nor whose it is; it stores nothing, logs
//! nothing and opens no connection. A damaged picture or a panic of a decoder costs one frame,
//! never the thread, and a camera that hangs is closed and opened again.

mod attempt;
mod calm;
mod camera;
mod candidate;
mod choice;
mod debounce;
mod decode;
mod desk;
mod eyes;
mod finder;
mod format;
mod frame;
mod gray;
mod grid;
mod guard;
mod hints;
mod jpeg;
mod judge;
mod locate;
mod outline;
mod picture;
mod picture_source;
mod seen;
mod sight;
mod symbol;
mod synthetic;
mod track;
mod video;
mod watcher;

pub use camera::{CameraSource, Which};
pub use choice::{NoSuchSource, SourceChoice};
pub use decode::{Decoder, decode};
pub use desk::SourceState;
pub use frame::{Frame, FrameSource, SourceError};
pub use guard::is_guarded;
pub use outline::{Mark, MarkKind, Sight};
pub use picture::{Picture, list_pictures, read_picture};
pub use picture_source::PictureSource;
pub use sight::{Code, Corners, Decoded, Foreign, Hint, Point, Symbology};
pub use synthetic::SyntheticSource;
pub use video::VideoSource;
pub use watcher::{Found, OnSight, Opener, Watcher};

#[cfg(test)]
mod drawn;
