//! True codes to be damaged: drawn ones, and the photographs.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;
use qrcode::{Color, EcLevel, QrCode};
use scanner::Picture;

use super::canvas::Cells;
use super::chance::Chance;
use crate::truth::read_scenes;

/// A drawn code and its text.
pub(crate) struct Drawn {
    pub(crate) text: String,
    pub(crate) side: usize,
    pub(crate) dark: Vec<bool>,
}

/// A photograph, and every form in which its text may be told.
pub(crate) struct Photograph {
    pub(crate) picture: Picture,
    pub(crate) accepted: BTreeSet<Vec<u8>>,
    pub(crate) file: Vec<u8>,
}

/// Larger photographs would take the time of a hundred small ones.
const PHOTOGRAPH_MAX: usize = 200_000;

/// Draws codes of many sizes and levels.
pub(crate) fn drawn() -> Vec<Drawn> {
    let mut drawn = Vec::new();
    for (number, length) in [1, 8, 20, 40, 70, 120, 200, 330, 420]
        .into_iter()
        .enumerate()
    {
        for level in [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H] {
            let mut chance = Chance::new(number as u64, level as u64);
            let letters = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
            let text: String = (0..length)
                .map(|_| char::from(*chance.one_of(letters)))
                .collect();
            let code = QrCode::with_error_correction_level(&text, level).expect("it fits");
            let dark = code
                .to_colors()
                .into_iter()
                .map(|color| color == Color::Dark)
                .collect();
            drawn.push(Drawn {
                text,
                side: code.width(),
                dark,
            });
        }
    }
    drawn
}

/// Reads the photographs that are not too large.
pub(crate) fn photographs(folder: &Path) -> Result<Vec<Photograph>> {
    let mut photographs = Vec::new();
    for scene in read_scenes(folder)? {
        for path in scene.pictures {
            let picture = scanner::read_picture(&path)?;
            if picture.luma.len() <= PHOTOGRAPH_MAX {
                photographs.push(Photograph {
                    picture,
                    accepted: scene.accepted.clone(),
                    file: std::fs::read(path)?,
                });
            }
        }
    }
    Ok(photographs)
}

/// A true code of which more is wrong than any error correction repairs; its finders are whole.
pub(crate) fn ruined(chance: &mut Chance, symbols: &[Drawn]) -> Cells {
    let symbol = chance.one_of(symbols);
    let mut cells = Cells::random(chance, symbol.side);
    cells.dark.clone_from(&symbol.dark);
    let share = chance.whole(35, 50);
    let side = symbol.side;
    for row in 0..side {
        for column in 0..side {
            let finder =
                row < 9 && !(9..side - 8).contains(&column) || row >= side - 8 && column < 9;
            if !finder && chance.percent(share) {
                cells.dark[row * side + column] ^= true;
            }
        }
    }
    cells
}
