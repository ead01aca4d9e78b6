//! `kioskctl scan`: what the kiosk's scanner sees in pictures, or through a camera.

mod live;

use std::path::{Path, PathBuf};

use scanner::{Decoded, Decoder, Hint, Picture, SourceChoice, Symbology};
use serde::Serialize;

use crate::output::{Failure, Outcome, Printer};

/// Folders inside folders that are entered.
const DEPTH_MAX: usize = 8;

#[derive(clap::Args)]
#[command(after_help = "\
One line a picture. With --json: {\"file\":…, \"texts\":[…], \"ms\":…, \"hint\":…}. The hint is null, or
what would help: nearer, farther, glare, dark, blurred, two_codes, foreign:KIND (product, bars, pdf417,
data_matrix, aztec, small_qr: a code of another kind), none_found. A file that is no picture has \"error\":\"unreadable\" as well, and the exit code is 2.
Exit code 1: no picture shows a code.

Through a camera: a line when it is opened (with the format chosen and the name to write down), when it
fails and when other texts are seen, then one with frames a second and decodes. With --json:
{\"opened\":…}, {\"failed\":…}, {\"at\":…, \"texts\":[…], \"ms\":…}, {\"seconds\":…, \"frames\":…,
\"frames_per_second\":…, \"decodes\":…, \"with_text\":…, \"ms_median\":…, \"ms_worst\":…}. Exit code 3: no camera
can be opened; close the kiosk's window first. The source is a number, name:NAME, auto, pictures:FOLDER,
video:FILE (JPEG frames, one after the other) or synthetic (drawn).

Examples:
  kioskctl scan photograph.jpg
  kioskctl scan --json codes/houses codes/residents
  kioskctl scan --json --frames recording/
  kioskctl scan --camera 0 --seconds 20
  kioskctl scan --camera name:046d:0825:3F9A2C10 --json")]
pub(crate) struct Arguments {
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
    /// Treats pictures that follow each other as frames of one scene, as the camera's are: each
    /// gets the time of a frame instead of all the time it needs.
    #[arg(long)]
    frames: bool,
    /// Looks through a camera instead.
    #[arg(long, value_name = "SOURCE", conflicts_with_all = ["paths", "frames"])]
    camera: Option<SourceChoice>,
    /// How long to look through the camera.
    #[arg(long, value_name = "S", default_value_t = 10, requires = "camera")]
    seconds: u32,
    /// Pictures (PNG, JPEG) or folders of pictures.
    #[arg(required_unless_present = "camera", value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// One line of the answer.
#[derive(Serialize)]
struct Line {
    file: String,
    texts: Vec<String>,
    ms: f64,
    hint: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
}

/// Reads every picture and prints a line for each.
pub(crate) fn run(arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    if let Some(choice) = &arguments.camera {
        return live::run(choice, arguments.seconds, arguments.json, printer);
    }
    let (mut found, mut unreadable) = (false, false);
    for scene in scenes(&arguments.paths)? {
        let mut decoder = arguments.frames.then(Decoder::new);
        for file in scene {
            let line = look(&file, decoder.as_mut());
            found |= !line.texts.is_empty();
            unreadable |= line.error.is_some();
            print(&line, arguments.json, printer)?;
        }
    }
    Ok(match (unreadable, found) {
        (true, _) => Outcome::WrongInput,
        (false, true) => Outcome::Done,
        (false, false) => Outcome::No,
    })
}

/// Lists the pictures: the files of the command line are one scene, each folder is another.
fn scenes(paths: &[PathBuf]) -> Result<Vec<Vec<PathBuf>>, Failure> {
    let mut scenes: Vec<Vec<PathBuf>> = vec![Vec::new()];
    for path in paths {
        if path.is_dir() {
            add_folder(path, DEPTH_MAX, &mut scenes)?;
            scenes.push(Vec::new());
        } else if path.exists() {
            scenes
                .last_mut()
                .expect("there is always one")
                .push(path.clone());
        } else {
            return Err(Failure::NoSuchPath(path.clone()));
        }
    }
    Ok(scenes)
}

fn add_folder(folder: &Path, depth: usize, scenes: &mut Vec<Vec<PathBuf>>) -> Result<(), Failure> {
    let unread = |_| Failure::NoSuchPath(folder.to_owned());
    scenes.push(scanner::list_pictures(folder).map_err(unread)?);
    let mut inner: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(unread)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| depth > 0 && path.is_dir() && !path.is_symlink())
        .collect();
    inner.sort();
    inner
        .iter()
        .try_for_each(|folder| add_folder(folder, depth - 1, scenes))
}

fn look(file: &Path, decoder: Option<&mut Decoder>) -> Line {
    let name = file.to_string_lossy().into_owned();
    let Ok(Picture {
        width,
        height,
        luma,
    }) = scanner::read_picture(file)
    else {
        let error = Some("unreadable");
        return Line {
            file: name,
            texts: Vec::new(),
            ms: 0.0,
            hint: None,
            error,
        };
    };
    let Decoded {
        codes, hint, ms, ..
    } = match decoder {
        Some(decoder) => decoder.look_at(&luma, width, height),
        None => scanner::decode(&luma, width, height),
    };
    let texts: Vec<_> = codes.into_iter().map(|code| code.text).collect();
    let hint = match hint {
        Some(hint) => Some(word(hint)),
        None => texts.is_empty().then_some("none_found"),
    };
    Line {
        file: name,
        texts,
        ms: (ms * 10.0).round() / 10.0,
        hint,
        error: None,
    }
}

/// The word of the answer for what would help.
fn word(hint: Hint) -> &'static str {
    match hint {
        Hint::Nearer => "nearer",
        Hint::Farther => "farther",
        Hint::Glare => "glare",
        Hint::Dark => "dark",
        Hint::Blurred => "blurred",
        Hint::TwoCodes => "two_codes",
        Hint::Foreign(Symbology::Product) => "foreign:product",
        Hint::Foreign(Symbology::Bars) => "foreign:bars",
        Hint::Foreign(Symbology::Pdf417) => "foreign:pdf417",
        Hint::Foreign(Symbology::DataMatrix) => "foreign:data_matrix",
        Hint::Foreign(Symbology::Aztec) => "foreign:aztec",
        Hint::Foreign(Symbology::SmallQr) => "foreign:small_qr",
    }
}

fn print(line: &Line, json: bool, printer: &mut Printer) -> Result<(), Failure> {
    if json {
        return printer.json(line);
    }
    let Line {
        file,
        texts,
        ms,
        hint,
        error,
    } = line;
    if error.is_some() {
        return printer.line(&format!("{file}: cannot be read as a PNG or JPEG picture"));
    }
    if texts.is_empty() {
        return match hint {
            None | Some("none_found") => printer.line(&format!("{file}: no code found ({ms} ms)")),
            Some(hint) => printer.line(&format!("{file}: no code read: {hint} ({ms} ms)")),
        };
    }
    texts
        .iter()
        .try_for_each(|text| printer.line(&format!("{file}: {text} ({ms} ms)")))
}
