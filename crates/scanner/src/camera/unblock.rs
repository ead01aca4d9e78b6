//! Ends a call that waits for a silent camera: the one place of this crate with `unsafe`.
//!
//! V4L2 has no time limit for a frame and nokhwa offers none. Switching the stream off from another
//! thread lets the call that waits return with an error, and the thread that owns the camera goes on.
//! nokhwa does not tell its file descriptor, so it is looked up by the device it belongs to.

use std::fs;
use std::os::fd::RawFd;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::Path;

/// `_IOW('V', 19, int)` of linux/videodev2.h.
const VIDIOC_STREAMOFF: u32 = 0x4004_5613;
/// `V4L2_BUF_TYPE_VIDEO_CAPTURE` of linux/videodev2.h.
const CAPTURE: libc::c_int = 1;

/// Returns the device behind a path, as the system numbers devices; `None` when there is none.
pub(super) fn device_at(path: &Path) -> Option<u64> {
    let about = fs::metadata(path).ok()?;
    about.file_type().is_char_device().then(|| about.rdev())
}

/// Switches off every stream that this process has from the device.
pub(super) fn stop_streams(device: u64) {
    for entry in fs::read_dir("/proc/self/fd")
        .into_iter()
        .flatten()
        .flatten()
    {
        // The link leads to the open file, also when its node is gone from /dev.
        if device_at(&entry.path()) == Some(device)
            && let Some(fd) = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok())
        {
            stream_off(fd);
        }
    }
}

#[allow(
    unsafe_code,
    reason = "one request to a driver, which no library of the workspace makes for us"
)]
fn stream_off(fd: RawFd) {
    let kind = CAPTURE;
    // SAFETY: the request reads one int behind the pointer, and `kind` outlives the call. A number
    // that was closed meanwhile, or belongs to another file by now, is refused by the system.
    let _refused = unsafe { libc::ioctl(fd, VIDIOC_STREAMOFF.into(), &raw const kind) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_known_by_its_open_file() {
        use std::os::fd::AsRawFd as _;
        let null = fs::File::open("/dev/null").unwrap();
        let open = format!("/proc/self/fd/{}", null.as_raw_fd());
        let device = device_at(Path::new("/dev/null")).unwrap();
        assert_eq!(device_at(Path::new(&open)), Some(device));
        assert_eq!(device_at(Path::new("/proc/self/status")), None);
        assert_eq!(device_at(Path::new("/nowhere")), None);
    }

    #[test]
    fn a_device_that_is_no_camera_is_left_as_it_is() {
        let null = fs::File::open("/dev/null").unwrap();
        stop_streams(device_at(Path::new("/dev/null")).unwrap());
        stream_off(-1);
        assert_eq!(std::io::read_to_string(null).unwrap(), "");
    }
}
