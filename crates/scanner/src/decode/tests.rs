use image::{GrayImage, Luma};

use super::*;
use crate::drawn;
use crate::sight::{Hint, Point, Symbology};

/// What a house code looks like: base45, about the length of a signed code.
fn long_text() -> String {
    "YJ1H:".to_owned() + &"6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV0W23NTDE".repeat(7)
}

fn check(what: &str, scene: &GrayImage, wanted: &str) {
    let decoded = decode(scene, scene.width(), scene.height());
    assert_eq!(decoded.texts(), [wanted], "{what}");
}

fn scene(text: &str, module: u32) -> GrayImage {
    image::DynamicImage::from(drawn::scene(text, module)).into_luma8()
}

/// Redraws a scene: each pixel is fetched from where the map says, smoothly.
fn mapped(scene: &GrayImage, map: impl Fn(f32, f32) -> (f32, f32)) -> GrayImage {
    let (width, height) = scene.dimensions();
    GrayImage::from_fn(width, height, |x, y| {
        let (u, v) = map(x as f32 - 640.0, y as f32 - 360.0);
        let pixel = image::imageops::interpolate_bilinear(scene, u + 640.0, v + 360.0);
        pixel.unwrap_or(Luma([120]))
    })
}

fn shaded(scene: &GrayImage, mut shade: impl FnMut(u32, u32, f32) -> f32) -> GrayImage {
    GrayImage::from_fn(scene.width(), scene.height(), |x, y| {
        Luma([shade(x, y, f32::from(scene.get_pixel(x, y).0[0])) as u8])
    })
}

#[test]
fn drawn_codes_are_read_at_every_size() {
    for module in 4..=10 {
        check(
            &format!("short at {module}"),
            &scene("YJ1H:SHORT", module),
            "YJ1H:SHORT",
        );
        let text = long_text();
        let fits = drawn::code(&text, module).height() <= 720;
        if fits {
            check(&format!("long at {module}"), &scene(&text, module), &text);
        }
    }
}

#[test]
fn turned_codes_are_read() {
    for degrees in [3_u16, 10, 30, 45, 90, 135, 180, 222, 270] {
        let (sin, cos) = f32::from(degrees).to_radians().sin_cos();
        let turned = mapped(&scene("YJ1H:TURNED", 8), |x, y| {
            (x * cos - y * sin, x * sin + y * cos)
        });
        check(&format!("{degrees} degrees"), &turned, "YJ1H:TURNED");
    }
}

#[test]
fn tilted_codes_are_read() {
    for tilt in [-0.0008_f32, -0.0004, 0.0004, 0.0008] {
        let tilted = mapped(&scene("YJ1H:TILTED", 9), |x, y| {
            let depth = 1.0 + x * tilt + y * tilt / 2.0;
            (x / depth, y / depth)
        });
        check(&format!("tilt {tilt}"), &tilted, "YJ1H:TILTED");
    }
}

#[test]
fn badly_lit_codes_are_read() {
    let drawn = scene("YJ1H:LIGHT", 8);
    let faint = shaded(&drawn, |_, _, value| 118.0 + value * 0.05);
    check("faint", &faint, "YJ1H:LIGHT");
    let dark = shaded(&drawn, |_, _, value| 4.0 + value * 0.06);
    check("dark", &dark, "YJ1H:LIGHT");
    let sloped = shaded(&drawn, |x, _, value| {
        value * (0.15 + 0.85 * x as f32 / 1280.0)
    });
    check("light from the side", &sloped, "YJ1H:LIGHT");
    let noisy = shaded(&drawn, |x, y, value| {
        let noise = (x.wrapping_mul(7919) ^ y.wrapping_mul(104_729)) % 61;
        60.0 + value * 0.4 + noise as f32
    });
    check("noise", &noisy, "YJ1H:LIGHT");
    let inverted = shaded(&drawn, |_, _, value| 255.0 - value);
    check("dark mode", &inverted, "YJ1H:LIGHT");
}

#[test]
fn several_codes_are_read_at_once() {
    let mut both = scene("left", 5);
    image::imageops::overlay(&mut both, &drawn::code("right", 5), 900, 200);
    let decoded = decode(&both, 1280, 720);
    let mut texts = decoded.texts();
    texts.sort();
    assert_eq!(texts, ["left", "right"]);
}

#[test]
fn pictures_without_a_code_show_none() {
    let sizes = [
        (0, 0),
        (1, 1),
        (7, 3),
        (1, 720),
        (1280, 1),
        (64, 64),
        (1280, 720),
    ];
    for (width, height) in sizes {
        for step in [0_u32, 1, 37] {
            let luma: Vec<u8> = (0..width * height)
                .map(|i| (i * step % 251) as u8)
                .collect();
            assert_eq!(
                decode(&luma, width, height).texts(),
                [] as [&str; 0],
                "{width}x{height}"
            );
        }
    }
    assert_eq!(
        decode(&[0; 10], 1280, 720).texts(),
        [] as [&str; 0],
        "a size that does not fit"
    );
}

#[test]
fn two_codes_of_any_brightness_are_both_told_before_one_is_believed() {
    let dark_mode = |text: &str| {
        let mut code = drawn::code(text, 5);
        image::imageops::invert(&mut code);
        code
    };
    let mut mixed = scene("left", 5);
    image::imageops::overlay(&mut mixed, &dark_mode("right"), 900, 200);
    let mut both_dark = GrayImage::from_pixel(1280, 720, Luma([90]));
    image::imageops::overlay(&mut both_dark, &dark_mode("left"), 200, 200);
    image::imageops::overlay(&mut both_dark, &dark_mode("right"), 800, 300);
    for scene in [mixed, both_dark] {
        let mut decoder = Decoder::new();
        let mut before = 0;
        for _ in 0..3 {
            let decoded = decoder.look_at(&scene, 1280, 720);
            let believed = decoded.codes.len() == 1
                && (before == 1 || decoded.codes.iter().any(|code| code.sure));
            assert!(!believed, "one of two codes would be believed");
            before = decoded.codes.len();
        }
        assert_eq!(before, 2);
    }
}

#[test]
fn what_was_read_is_not_told_as_unread() {
    let drawn = scene("YJ1H:ONCE", 6);
    let blurred = image::imageops::fast_blur(&drawn, 3.0);
    for scene in [drawn, blurred] {
        let decoded = decode(&scene, 1280, 720);
        assert_eq!(decoded.texts(), ["YJ1H:ONCE"]);
        assert!(decoded.located.is_empty());
    }
}

#[test]
fn codes_of_other_kinds_are_named_where_they_are() {
    use zxingcpp::BarcodeFormat as F;
    let cases = [
        (F::EAN13, "4006381333931", Symbology::Product),
        (F::Code128, "PARCEL 4711", Symbology::Bars),
        (F::PDF417, "BOARDING PASS OF NOBODY", Symbology::Pdf417),
        (F::DataMatrix, "0104049999", Symbology::DataMatrix),
        (F::Aztec, "TICKET OF NOBODY", Symbology::Aztec),
    ];
    for (format, text, symbology) in cases {
        let code = zxingcpp::create(format).from_str(text).unwrap();
        let drawing = zxingcpp::write().scale(6);
        let code = code.to_image_with(&drawing).unwrap();
        let (width, height) = (code.width() as u32, code.height() as u32);
        let code = GrayImage::from_raw(width, height, code.data()).unwrap();
        let mut scene = GrayImage::from_pixel(1280, 720, Luma([200]));
        let (left, top) = ((1280 - width) / 2, (720 - height) / 2);
        image::imageops::overlay(&mut scene, &code, left.into(), top.into());
        let decoded = decode(&scene, 1280, 720);
        assert_eq!(decoded.hint, Some(Hint::Foreign(symbology)), "{text}");
        assert_eq!(decoded.texts(), [] as [&str; 0]);
        let places = decoded.foreign.iter().flat_map(|foreign| foreign.corners);
        for at in places {
            let beside = (at.x - 640.0).abs() > width as f32 / 2.0 + 5.0
                || (at.y - 360.0).abs() > height as f32 / 2.0 + 5.0;
            assert!(!beside, "{text} at {at:?}");
        }
    }
}

#[test]
fn control_characters_stay_what_they_are() {
    check("escape", &scene("a\u{1b}b\n", 8), "a\u{1b}b\n");
}

#[test]
fn a_code_under_a_reflection_is_read_with_two_eyes() {
    let drawn = scene(&long_text(), 8);
    let code = drawn::code(&long_text(), 8);
    let (left, top) = ((1280 - code.width()) / 2, (720 - code.height()) / 2);
    let lit = shaded(&drawn, |x, y, value| {
        let (dx, dy) = (x as f32 - left as f32 - 60.0, y as f32 - top as f32 - 60.0);
        value + 400.0 * (-(dx * dx + dy * dy) / 5_000.0).exp()
    });
    check("reflection", &lit, &long_text());
}

#[test]
fn every_version_and_level_is_read_from_soft_modules() {
    use qrcode::{EcLevel, QrCode, Version};
    for version in 1..=40 {
        for level in [EcLevel::L, EcLevel::M, EcLevel::Q, EcLevel::H] {
            let text = format!("V{version}");
            let code = QrCode::with_version(&text, Version::Normal(version), level).unwrap();
            let size = code.width();
            let colours = code.to_colors();
            let values = colours
                .iter()
                .enumerate()
                // A module here and there is wrong, and says so quietly.
                .map(|(at, colour)| match (colour, at % 211 == 13) {
                    (qrcode::Color::Dark, false) => 1.0,
                    (qrcode::Color::Light, false) => -1.0,
                    (qrcode::Color::Dark, true) => -0.1,
                    (qrcode::Color::Light, true) => 0.1,
                })
                .collect();
            let soft = crate::symbol::Soft { size, values };
            let reading = crate::symbol::read(&soft);
            assert_eq!(reading.map(|reading| reading.text), Some(text));
        }
    }
}

#[test]
fn noise_in_the_place_of_modules_is_never_read() {
    let mut state = 99_u32;
    for size in [21, 25, 29, 57] {
        for _ in 0..200 {
            let values = (0..size * size)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 8) as f32 / 8_388_608.0 - 1.0
                })
                .collect();
            let soft = crate::symbol::Soft { size, values };
            assert!(crate::symbol::read(&soft).is_none());
        }
    }
}

#[test]
fn hints_say_what_is_wrong() {
    let drawn = scene("YJ1H:HINT", 8);
    let hint = |scene: &GrayImage| decode(scene, scene.width(), scene.height()).hint;
    assert_eq!(hint(&drawn), None);
    let dark = shaded(&drawn, |_, _, value| value * 0.004);
    assert_eq!(hint(&dark), Some(Hint::Dark));
    let mut two = scene("left", 5);
    image::imageops::overlay(&mut two, &drawn::code("right", 5), 900, 200);
    assert_eq!(hint(&two), Some(Hint::TwoCodes));
    let blurred = image::imageops::fast_blur(&scene(&long_text(), 6), 6.0);
    assert_eq!(hint(&blurred), Some(Hint::Blurred));
}

#[test]
fn a_code_too_near_or_too_far_is_told_to_move() {
    let laid = |module: u32, aside: i64, blur: f32| {
        let code = drawn::code(&long_text(), module);
        let mut scene = GrayImage::from_pixel(1280, 720, Luma([200]));
        let [left, top] = [1280, 720].map(|side| (side - i64::from(code.width())) / 2);
        image::imageops::overlay(&mut scene, &code, left + aside, top + aside);
        image::imageops::fast_blur(&scene, blur)
    };
    for (module, aside, blur) in [
        (14, 0, 0.5),
        (14, 0, 3.0),
        (18, 0, 1.0),
        (18, 600, 2.0),
        (24, 0, 2.0),
        (32, 0, 3.0),
        (32, 1100, 3.0),
    ] {
        let hint = decode(&laid(module, aside, blur), 1280, 720).hint;
        assert_eq!(hint, Some(Hint::Farther), "{module} pixels a module");
    }
    for blur in [0.7, 1.2] {
        let hint = decode(&laid(1, 100, blur), 1280, 720).hint;
        assert_eq!(hint, Some(Hint::Nearer), "blurred by {blur}");
    }
}

fn seen(text: &str) -> Code {
    Code {
        text: text.to_owned(),
        corners: [Point { x: 0.0, y: 0.0 }; 4],
        sure: true,
    }
}

#[test]
fn debug_shows_no_text() {
    let decoded = Decoded {
        codes: vec![seen("YJ1S:SECRET")],
        ms: 1.25,
        ..Decoded::default()
    };
    assert!(!format!("{decoded:?}").contains("SECRET"));
}
