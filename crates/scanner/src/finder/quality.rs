//! How much a place looks like an eye, whichever way the code is turned.

use std::sync::OnceLock;

use super::Finder;
use crate::gray::Gray;
use crate::grid::brightness;
use crate::sight::Point;

/// A place around the centre of an eye, in modules, and the colour to expect: 1 dark, -1 light.
struct Place {
    x: f32,
    y: f32,
    dark: f32,
}

/// Circles through an eye: they cross its rings whichever way it is turned.
fn circles() -> &'static [Place] {
    /// Radius in modules, places, colour; outside it is mostly light.
    const CIRCLES: [(f32, u8, f32); 5] = [
        (0.0, 1, 1.0),
        (0.9, 8, 1.0),
        (2.0, 12, -1.0),
        (2.95, 12, 1.0),
        (4.6, 12, -0.5),
    ];
    static PLACES: OnceLock<Vec<Place>> = OnceLock::new();
    PLACES.get_or_init(|| {
        let circle = |&(radius, places, dark): &(f32, u8, f32)| {
            (0..places).map(move |place| {
                let angle = f32::from(place) / f32::from(places) * std::f32::consts::TAU;
                let (sine, cosine) = angle.sin_cos();
                Place {
                    x: radius * cosine,
                    y: radius * sine,
                    dark,
                }
            })
        };
        CIRCLES.iter().flat_map(circle).collect()
    })
}

/// How much a place looks like an eye, whichever way it is turned.
pub(crate) fn quality(gray: &Gray<'_>, eye: &Finder) -> f32 {
    let rough = correlation(eye, |x, y| {
        let (x, y) = (x.max(0.0) as usize, y.max(0.0) as usize);
        let at = y.min(gray.height - 1) * gray.width + x.min(gray.width - 1);
        f32::from(gray.pixels[at])
    });
    if rough < ROUGH_MIN {
        return rough;
    }
    correlation(eye, |x, y| brightness(gray, Point { x, y }))
}

/// Nearest pixels say no below this; only above it is it worth to look closely.
const ROUGH_MIN: f32 = 0.3;

#[inline]
fn correlation(eye: &Finder, look: impl Fn(f32, f32) -> f32) -> f32 {
    let (mut sum, mut squares, mut shared) = (0.0, 0.0, 0.0);
    let (mut pattern, mut pattern_squares) = (0.0, 0.0);
    let places = circles();
    for place in places {
        let value = look(
            eye.at.x + place.x * eye.module,
            eye.at.y + place.y * eye.module,
        );
        sum += value;
        squares += value * value;
        shared -= place.dark * value;
        pattern -= place.dark;
        pattern_squares += place.dark * place.dark;
    }
    let count = places.len() as f32;
    let covariance = (shared - pattern * sum / count) / count;
    let spread = (squares - sum * sum / count) / count + 4.0;
    let wanted = (pattern_squares - pattern * pattern / count) / count;
    let correlation = covariance / (spread * wanted).sqrt();
    if eye.dark { correlation } else { -correlation }
}
