//! Slips as pixels: every code on them is read back, every line fits, and nothing is said too much.

#![cfg(test)]

mod cups;
mod samples;

use image::GrayImage;
use paper::*;

use samples::{all, card, code, day, receipt};

/// Everything a thermal printer of 80 mm paper reaches, in dots.
const ROLL: u32 = 576;

fn fonts() -> Fonts {
    Fonts::find(None).expect("the package fonts-noto-cjk (make prepare)")
}

fn picture(sheet: &Sheet, faces: &Faces<'_>) -> GrayImage {
    let file = png(sheet, faces);
    image::load_from_memory(&file).unwrap().into_luma8()
}

fn read_codes(picture: GrayImage) -> Vec<String> {
    rqrr::PreparedImage::prepare(picture)
        .detect_grids()
        .iter()
        .map(|grid| grid.decode().unwrap().1)
        .collect()
}

fn words(sheet: &Sheet) -> String {
    let texts = sheet.marks.iter().filter_map(|mark| match mark {
        Mark::Words(words) => Some(words.text.as_str()),
        Mark::Fill(..) | Mark::Code(..) => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// What a roll cannot print is not drawn: all ink lies inside, and text and codes lie on paper.
fn fits(sheet: &Sheet, faces: &Faces<'_>) {
    for mark in &sheet.marks {
        let (right, bottom) = match mark {
            Mark::Words(words) => {
                let wide = faces.width(&words.text, words.weight, words.spacing) * words.size;
                (words.left + wide, words.base)
            }
            Mark::Fill(area, ..) => (real(area.left + area.width), real(area.top + area.height)),
            Mark::Code(left, top, module, drawing) => {
                let side = module * u32::try_from(drawing.modules).unwrap();
                (real(left + side), real(top + side))
            }
        };
        assert!(right <= real(sheet.width) + 0.5, "{mark:?} ends at {right}");
        assert!(bottom <= real(sheet.height), "{mark:?} ends at {bottom}");
    }
}

#[test]
fn every_slip_is_black_on_white_and_fits_its_paper() {
    let fonts = fonts();
    let faces = fonts.faces().unwrap();
    for language in [Language::ZhHans, Language::En] {
        for (name, slip) in all(language) {
            let sheet = draw(&slip, &faces).unwrap();
            assert!(sheet.is_black_and_white(), "{name}");
            let wide = if name == "calendar-a4" { 1_678 } else { ROLL };
            assert_eq!(sheet.width, wide, "{name}");
            fits(&sheet, &faces);
            assert!(!words(&sheet).contains('{'), "{name}: {}", words(&sheet));
        }
    }
}

#[test]
fn the_code_of_a_receipt_is_its_number_and_nothing_else() {
    let fonts = fonts();
    let faces = fonts.faces().unwrap();
    let until = Owner::Asked(Some(day(12, 8)));
    let slip = receipt(Language::ZhHans, "林*芳", until);
    let sheet = draw(&slip, &faces).unwrap();
    assert_eq!(read_codes(picture(&sheet, &faces)), ["K7M2-QX8R-9T3W-H"]);
    let said = words(&sheet);
    for line in [
        "回执号",
        "K7M2-QX8R-9T3W-H",
        "居住登记 · 林*芳等 3 人",
        "2026 年 11 月 23 日 10:26",
        "449*************27",
        "已保存在本机",
        "公安系统还没收到",
        "屋主还没确认",
        "0660-555 0123",
    ] {
        assert!(said.contains(line), "{line} is missing in {said}");
    }
    // The day is part of a sentence that may break.
    assert!(
        said.replace('\n', "")
            .contains("12 月 8 日前有结果，不用您再来。")
    );
}

#[test]
fn a_code_of_any_length_is_printed_in_whole_dots_and_read_back() {
    let fonts = fonts();
    let faces = fonts.faces().unwrap();
    for provisional in [true, false] {
        let sheet = draw(&card(Language::ZhHans, provisional), &faces).unwrap();
        assert_eq!(read_codes(picture(&sheet, &faces)), [code()]);
        assert_eq!(words(&sheet).contains("临时"), provisional);
    }
}

#[test]
fn a_character_without_a_glyph_is_told_by_its_code_point() {
    let fonts = fonts();
    let faces = fonts.faces().unwrap();
    // 𠮷 is in the faces; U+2FFFF is no character and in none.
    let slip = receipt(Language::ZhHans, "𠮷*\u{2ffff}", Owner::ConfirmedHere);
    let sheet = draw(&slip, &faces).unwrap();
    assert!(words(&sheet).replace('\n', "").contains("𠮷*[U+2FFFF]"));
}

#[test]
fn a_letter_that_begins_before_the_edge_is_drawn_as_any_other() {
    let fonts = fonts();
    let faces = fonts.faces().unwrap();
    let dark = |left: f32| {
        let mut sheet = Sheet::of_dots(203, 60, 60);
        sheet.marks.push(Mark::Words(Words {
            left,
            base: 45.0,
            size: 40.0,
            weight: Weight::Regular,
            ink: Ink::Black,
            spacing: 0.0,
            text: "Y".to_owned(),
        }));
        let dots = picture(&sheet, &faces);
        dots.pixels().filter(|dot| dot.0 == [0]).count()
    };
    assert!(
        dark(0.0).abs_diff(dark(10.0)) < 20,
        "{} {}",
        dark(0.0),
        dark(10.0)
    );
}

#[test]
fn a_folder_prints_as_a_printer_does() {
    let folder = tempfile::tempdir().unwrap();
    let printer = Folder::new(folder.path().to_owned(), None);
    let slip = || receipt(Language::En, "林*芳", Owner::Effective(Some(day(11, 24))));
    printer.print(&slip()).unwrap();
    let page = std::fs::read(folder.path().join("slip-0001.pdf")).unwrap();
    assert!(page.starts_with(b"%PDF-"));
    let drawn = image::open(folder.path().join("slip-0001.png")).unwrap();
    assert_eq!(read_codes(drawn.into_luma8()), ["K7M2-QX8R-9T3W-H"]);
    for (sign, why) in [
        ("empty", NotPrinted::Empty),
        ("stopped", NotPrinted::Stopped),
    ] {
        std::fs::write(folder.path().join(sign), "").unwrap();
        assert_eq!(printer.print(&slip()), Err(why));
        assert!(why.is_clean());
        std::fs::remove_file(folder.path().join(sign)).unwrap();
    }
    printer.print(&slip()).unwrap();
    assert!(folder.path().join("slip-0002.pdf").exists());
    let away = Folder::new(folder.path().join("away"), None);
    assert_eq!(away.print(&slip()), Err(NotPrinted::NoPrinter));
}
