//! A grey picture and the few ways to draw on it.

use scanner::Picture;

use super::chance::Chance;

/// A grey picture.
pub(crate) struct Canvas {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) luma: Vec<u8>,
}

impl Canvas {
    pub(crate) fn new(width: usize, height: usize, level: u8) -> Self {
        let luma = vec![level; width * height];
        Self {
            width,
            height,
            luma,
        }
    }

    pub(crate) fn set(&mut self, x: i32, y: i32, level: u8) {
        let inside = (0..self.width as i32).contains(&x) && (0..self.height as i32).contains(&y);
        if inside {
            self.luma[y as usize * self.width + x as usize] = level;
        }
    }

    /// Brightness that grows across the picture.
    pub(crate) fn slope(&mut self, chance: &mut Chance) {
        let base = chance.between(20.0, 200.0);
        let (right, down) = (chance.between(-90.0, 90.0), chance.between(-90.0, 90.0));
        for y in 0..self.height {
            let start = base + down * y as f32 / self.height as f32;
            for x in 0..self.width {
                let level = start + right * x as f32 / self.width as f32;
                self.luma[y * self.width + x] = level.clamp(0.0, 255.0) as u8;
            }
        }
    }

    pub(crate) fn rectangle(&mut self, at: (i32, i32), size: (i32, i32), level: u8) {
        for y in at.1.max(0)..(at.1 + size.1).min(self.height as i32) {
            for x in at.0.max(0)..(at.0 + size.0).min(self.width as i32) {
                self.set(x, y, level);
            }
        }
    }

    /// A ring, or a disc when `inner` is 0.
    pub(crate) fn ring(&mut self, at: (i32, i32), outer: i32, inner: i32, level: u8) {
        for y in at.1 - outer..=at.1 + outer {
            for x in at.0 - outer..=at.0 + outer {
                let far = (x - at.0).pow(2) + (y - at.1).pow(2);
                if (inner * inner..=outer * outer).contains(&far) {
                    self.set(x, y, level);
                }
            }
        }
    }

    pub(crate) fn line(&mut self, from: (i32, i32), to: (i32, i32), stroke: i32, level: u8) {
        let steps = (to.0 - from.0).abs().max((to.1 - from.1).abs()).max(1);
        for step in 0..=steps {
            let x = from.0 + (to.0 - from.0) * step / steps;
            let y = from.1 + (to.1 - from.1) * step / steps;
            self.rectangle((x, y), (stroke, stroke), level);
        }
    }

    /// Lays square cells on the picture, turned, leaning and as large as chance wants.
    pub(crate) fn cells(&mut self, chance: &mut Chance, cells: &Cells) {
        let side = cells.side as f32;
        let room = self.width.min(self.height) as f32;
        let pixels = chance.between(1.2, (room / side).clamp(1.4, 9.0));
        let angle = chance.between(0.0, std::f32::consts::TAU);
        let lean = chance.between(-0.25, 0.25);
        let (sin, cos) = if chance.percent(60) {
            (0.0, 1.0)
        } else {
            angle.sin_cos()
        };
        let middle_x = chance.between(0.3, 0.7) * self.width as f32;
        let middle_y = chance.between(0.3, 0.7) * self.height as f32;
        for y in 0..self.height {
            for x in 0..self.width {
                let (right, down) = (x as f32 - middle_x, y as f32 - middle_y);
                let across = (right * cos + down * sin) / pixels;
                let column = across + lean * down / pixels + side / 2.0;
                let row = (down * cos - right * sin) / pixels + side / 2.0;
                if let Some(level) = cells.level(column, row) {
                    self.luma[y * self.width + x] = level;
                }
            }
        }
    }

    /// Softens the picture: the mean of three, across and down.
    pub(crate) fn soften(&mut self) {
        for step in [1, self.width] {
            let before = self.luma.clone();
            for at in step..before.len().saturating_sub(step) {
                let sum = u16::from(before[at - step])
                    + u16::from(before[at])
                    + u16::from(before[at + step]);
                self.luma[at] = (sum / 3) as u8;
            }
        }
    }

    pub(crate) fn noise(&mut self, chance: &mut Chance, deviation: f32) {
        for level in &mut self.luma {
            // Twice even makes nearly a bell, and there are many pixels.
            let random = chance.next();
            let sum = (random & 0xFF) as f32 + (random >> 8 & 0xFF) as f32 - 255.0;
            *level = (f32::from(*level) + sum / 104.0 * deviation).clamp(0.0, 255.0) as u8;
        }
    }

    pub(crate) fn into_picture(self) -> Picture {
        Picture {
            width: self.width as u32,
            height: self.height as u32,
            luma: self.luma,
        }
    }
}

/// Square cells, dark or light, with a light margin of four around them.
pub(crate) struct Cells {
    pub(crate) side: usize,
    pub(crate) dark: Vec<bool>,
    pub(crate) levels: (u8, u8),
}

impl Cells {
    pub(crate) fn random(chance: &mut Chance, side: usize) -> Self {
        let dark = (0..side * side).map(|_| chance.next() & 1 == 1).collect();
        let (low, high) = (chance.whole(0, 90) as u8, chance.whole(150, 256) as u8);
        let levels = if chance.percent(85) {
            (low, high)
        } else {
            (high, low)
        };
        Self { side, dark, levels }
    }

    pub(crate) fn set(&mut self, column: usize, row: usize, dark: bool) {
        if column < self.side && row < self.side {
            self.dark[row * self.side + column] = dark;
        }
    }

    /// The level at a place in cells; nothing outside of the margin.
    fn level(&self, column: f32, row: f32) -> Option<u8> {
        let inside = -4.0..self.side as f32 + 4.0;
        if !inside.contains(&column) || !inside.contains(&row) {
            return None;
        }
        let (column, row) = (column.floor() as i32, row.floor() as i32);
        let whole = 0..self.side as i32;
        let dark = whole.contains(&column)
            && whole.contains(&row)
            && self.dark[row as usize * self.side + column as usize];
        Some(if dark { self.levels.0 } else { self.levels.1 })
    }
}
