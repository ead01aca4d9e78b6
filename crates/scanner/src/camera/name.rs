//! Which camera is meant: device numbers change with every plug, names stay.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Which of the connected cameras is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The first that works.
    First,
    /// The one with that number of Video4Linux, which is only as stable as the cable.
    Number(u32),
    /// The one of that name, whatever its number is.
    ///
    /// A name is `VENDOR:PRODUCT:SERIAL` of the USB device, or `VENDOR:PRODUCT@PORT` when there are
    /// two alike, or what udev calls it in /dev/v4l/by-id and /dev/v4l/by-path.
    Named(String),
}

/// Lists the device numbers to try, the smallest first; most cameras have a second one, for
/// metadata, which cannot be opened as a camera.
pub(super) fn numbers(which: &Which) -> Vec<u32> {
    numbers_below(Path::new("/"), which)
}

/// Returns the name to write down for the camera of that number; `None` when it is no USB camera.
pub(super) fn stable_name(number: u32) -> Option<String> {
    usb_names(Path::new("/"), number).into_iter().next()
}

fn numbers_below(root: &Path, which: &Which) -> Vec<u32> {
    match which {
        Which::First => connected(root),
        Which::Number(number) => vec![*number],
        Which::Named(name) => {
            // udev's names may be given with the folder they lie in.
            let name = name.rsplit('/').next().unwrap_or(name);
            let mut numbers = connected(root);
            numbers.retain(|&number| {
                usb_names(root, number).iter().any(|own| own == name)
                    || links(root, number).contains(name)
            });
            numbers
        }
    }
}

/// Lists the devices of Video4Linux.
fn connected(root: &Path) -> Vec<u32> {
    let entries = fs::read_dir(root.join("sys/class/video4linux"));
    let mut numbers: Vec<u32> = entries
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| number_of(Path::new(&entry.file_name())))
        .collect();
    numbers.sort_unstable();
    numbers
}

/// Reads the number of a node or of its folder: `video0` is 0.
fn number_of(node: &Path) -> Option<u32> {
    let name = node.file_name()?.to_str()?;
    name.strip_prefix("video")?.parse().ok()
}

/// Makes the names of a USB device: by its serial number if it has one, and by its port.
fn usb_names(root: &Path, number: u32) -> Vec<String> {
    usb_names_of(root, number).unwrap_or_default()
}

fn usb_names_of(root: &Path, number: u32) -> Option<Vec<String>> {
    let node = root.join(format!("sys/class/video4linux/video{number}/device"));
    // The node belongs to an interface; the device around it has the numbers.
    let interface = fs::canonicalize(node).ok()?;
    let device = interface.parent()?;
    let about = |name: &str| {
        let text = fs::read_to_string(device.join(name)).ok()?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    let kind = format!("{}:{}", about("idVendor")?, about("idProduct")?);
    let port = device.file_name()?.to_str()?;
    let by_port = format!("{kind}@{port}");
    Some(match about("serial") {
        Some(serial) => vec![format!("{kind}:{serial}"), by_port],
        None => vec![by_port],
    })
}

/// Lists the links that udev made to a node.
fn links(root: &Path, number: u32) -> BTreeSet<String> {
    let folders = ["dev/v4l/by-id", "dev/v4l/by-path"];
    let entries = folders
        .iter()
        .filter_map(|folder| fs::read_dir(root.join(folder)).ok());
    let leads_here = |path: &PathBuf| {
        let node = fs::canonicalize(path).ok();
        node.and_then(|node| number_of(&node)) == Some(number)
    };
    entries
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(leads_here)
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// Two cameras of one kind, the second without a serial number, and a tuner on the main board.
    fn machine() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let at = |path: &str| root.path().join(path);
        let usb = [("1-1", &[0, 1][..], "AB 12\n"), ("1-4.2", &[2, 10], "")];
        fs::create_dir_all(at("sys/class/video4linux")).unwrap();
        fs::create_dir_all(at("dev/v4l/by-id")).unwrap();
        fs::create_dir_all(at("dev/v4l/by-path")).unwrap();
        for (port, numbers, serial) in usb {
            let device = at(&format!("sys/devices/usb1/{port}"));
            fs::create_dir_all(device.join("interface")).unwrap();
            fs::write(device.join("idVendor"), "046d\n").unwrap();
            fs::write(device.join("idProduct"), "0825\n").unwrap();
            if !serial.is_empty() {
                fs::write(device.join("serial"), serial).unwrap();
            }
            for number in numbers {
                let node = at(&format!("sys/class/video4linux/video{number}"));
                fs::create_dir(&node).unwrap();
                symlink(device.join("interface"), node.join("device")).unwrap();
                fs::write(at(&format!("dev/video{number}")), "").unwrap();
            }
        }
        fs::create_dir(at("sys/class/video4linux/video3")).unwrap();
        fs::create_dir(at("sys/class/video4linux/v4l-subdev0")).unwrap();
        symlink("../../video0", at("dev/v4l/by-id/usb-Door-video-index0")).unwrap();
        symlink("../../video2", at("dev/v4l/by-path/pci-0:1.0-video-index0")).unwrap();
        root
    }

    #[test]
    fn a_camera_is_found_by_each_of_its_names() {
        let root = machine();
        let named = |name: &str| numbers_below(root.path(), &Which::Named(name.to_owned()));
        assert_eq!(named("046d:0825:AB 12"), [0, 1]);
        assert_eq!(named("046d:0825@1-1"), [0, 1]);
        assert_eq!(named("046d:0825@1-4.2"), [2, 10]);
        assert_eq!(named("usb-Door-video-index0"), [0]);
        assert_eq!(named("/dev/v4l/by-path/pci-0:1.0-video-index0"), [2]);
        for other in ["", "046d:0825", "046d:0825:", "046d:0825@1-9", "video0"] {
            assert_eq!(named(other), [] as [u32; 0], "{other}");
        }
    }

    #[test]
    fn without_a_name_every_device_is_tried_in_order() {
        let root = machine();
        assert_eq!(numbers_below(root.path(), &Which::First), [0, 1, 2, 3, 10]);
        assert_eq!(numbers_below(root.path(), &Which::Number(7)), [7]);
        let empty = tempfile::tempdir().unwrap();
        assert_eq!(numbers_below(empty.path(), &Which::First), [] as [u32; 0]);
    }

    #[test]
    fn the_name_to_write_down_has_the_serial_number_if_there_is_one() {
        let root = machine();
        let first = |number| usb_names(root.path(), number).into_iter().next();
        assert_eq!(first(1).as_deref(), Some("046d:0825:AB 12"));
        assert_eq!(first(10).as_deref(), Some("046d:0825@1-4.2"));
        assert_eq!(first(3), None);
    }
}
