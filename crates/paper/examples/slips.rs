//! Draws one slip of every kind into a folder, to look at them: `cargo run -p paper --example slips OUT`.

#[path = "../tests/slips/samples.rs"]
mod samples;

use std::{env, error::Error, fs, path::PathBuf};

use paper::{Fonts, Language, draw, pdf, png};

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::args_os().nth(1).ok_or("name a folder")?);
    fs::create_dir_all(&out)?;
    let fonts = Fonts::find(None)?;
    let faces = fonts.faces()?;
    for (language, name) in [(Language::ZhHans, "zh-Hans"), (Language::En, "en")] {
        for (kind, slip) in samples::all(language) {
            let sheet = draw(&slip, &faces)?;
            let file = out.join(format!("{kind}.{name}.png"));
            fs::write(&file, png(&sheet, &faces))?;
            let page = pdf(std::slice::from_ref(&sheet), &faces)?;
            fs::write(file.with_extension("pdf"), page)?;
        }
    }
    Ok(())
}
