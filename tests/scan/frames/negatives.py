"""Scenes without a code, many of them with something that looks like one."""
import cv2
import numpy as np

from conditions import RANGES, Chance
from surroundings import surroundings

KINDS = ["clutter", "text", "faces", "grid", "finders", "bars", "noise"]


def add_text(picture, chance):
    """A printed page."""
    picture[:] = chance.whole(200, 250)
    for y in range(20, picture.shape[0], chance.whole(14, 40)):
        letters = chance.generator.integers(33, 123, 90)
        line = "".join(chr(int(letter)) for letter in letters)
        at, font = (chance.whole(0, 40), y), chance.whole(0, 4)
        size, colour = 0.3 + chance.unit() * 0.5, chance.whole(0, 80)
        cv2.putText(picture, line, at, font, size, colour, 1, cv2.LINE_AA)


def add_faces(picture, chance):
    """Ellipses where a face has them; eyes are bulls-eyes, as finders are."""
    height, width = picture.shape
    for _ in range(chance.whole(1, 4)):
        x, y = chance.whole(200, width - 200), chance.whole(150, height - 150)
        size = chance.between(60, 200)
        head = (int(size * 0.75), int(size))
        cv2.ellipse(picture, (x, y), head, 0, 0, 360, chance.whole(120, 220), -1)
        for side in (-1, 1):
            eye = (int(x + side * size * 0.3), int(y - size * 0.2))
            white = (int(size * 0.14), int(size * 0.08))
            cv2.ellipse(picture, eye, white, 0, 0, 360, 240, -1)
            cv2.circle(picture, eye, int(size * 0.06), 20, -1)
        mouth, open_ = (x, int(y + size * 0.45)), (int(size * 0.3), int(size * 0.1))
        cv2.ellipse(picture, mouth, open_, 0, 0, 180, 60, max(2, int(size * 0.04)))


def put(picture, patch, chance, rows_more=0):
    """Puts a patch anywhere."""
    height, width = picture.shape
    y = chance.whole(0, height - patch.shape[0] + rows_more)
    x = chance.whole(0, width - patch.shape[1])
    picture[y:y + patch.shape[0], x:x + patch.shape[1]] = patch


def random_cells(chance, side):
    return (chance.generator.random((side, side)) < 0.5).astype(np.uint8)


def add_grid(picture, chance):
    """Random cells, as in a Data Matrix or a mosaic."""
    height, width = picture.shape
    side, factor = chance.whole(17, 90), chance.between(2, 8)
    cells = random_cells(chance, side) * 220 + 15
    patch = cv2.resize(cells, None, fx=factor, fy=factor, interpolation=cv2.INTER_NEAREST)
    put(picture, patch[:height - 40, :width - 40], chance)


def add_finders(picture, chance):
    """A symbol with true finders and chance inside: only error correction can refuse it."""
    height, _ = picture.shape
    side = int(chance.generator.choice([25, 29, 37, 57, 89]))
    cells = random_cells(chance, side)
    finder = np.ones((7, 7), np.uint8)
    finder[1:6, 1:6] = 0
    finder[2:5, 2:5] = 1
    for row, column in ((0, 0), (0, side - 8), (side - 8, 0)):
        cells[row:row + 8, column:column + 8] = 0
    cells[0:7, 0:7] = cells[0:7, side - 7:] = cells[side - 7:, 0:7] = finder
    factor = min(7.0, (height - 60) / side) * 0.9
    grey = np.pad(230 - cells * 200, 4, constant_values=230)
    patch = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_NEAREST)
    put(picture, patch[:height - 4], chance, rows_more=1)


def add_bars(picture, chance):
    """A bar code of no kind."""
    height, width = picture.shape
    length = chance.whole(200, 600)
    bars = np.repeat((chance.generator.random(length // 3) < 0.5).astype(np.uint8) * 220 + 15, 3)
    y, x = chance.whole(0, height - 200), chance.whole(0, width - length)
    picture[y:y + 180, x:x + bars.size] = bars


ADD = {"text": add_text, "faces": add_faces, "grid": add_grid, "finders": add_finders, "bars": add_bars}


class EmptyScene:
    """A scene in which nothing may be read."""

    def __init__(self, generator, width, height, kind=None):
        chance = Chance(generator)
        drawn = KINDS[chance.whole(0, len(KINDS))]
        self.kind = kind or drawn
        self.about = {"kind": self.kind}
        picture = surroundings(chance, width, height, True).astype(np.uint8)
        if self.kind in ADD:
            ADD[self.kind](picture, chance)
        self.light = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), chance.between(0.5, 1.5))
        self.noise = chance.between(2, 60 if self.kind == "noise" else 12)
        self.grain = chance.generator.normal(0, self.noise, picture.shape).astype(np.float32)
        low, high = RANGES["q"]
        self.quality = chance.whole(low, high + 1)

    def look(self, light=None, grain=None):
        light = self.light if light is None else light
        noisy = light + (self.grain if grain is None else grain)
        return np.clip(noisy, 0, 255).astype(np.uint8)
