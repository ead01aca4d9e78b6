"""What a kiosk's camera sees behind a code: a gradient, blurred shapes, some writing, texture."""
import math

import cv2
import numpy as np


def write(picture, chance, lines):
    """Writes strings of random letters; their strokes are what finders are mistaken for."""
    height, width = picture.shape
    scale = width / 1280
    for _ in range(lines):
        letters = chance.generator.integers(33, 123, chance.whole(4, 28))
        text = "".join(chr(int(letter)) for letter in letters)
        at = (chance.whole(-50, width), chance.whole(0, height))
        font, size = chance.whole(0, 8), chance.between(0.4, 1.6) * scale
        colour, stroke = chance.whole(0, 255), max(1, int(chance.whole(1, 4) * scale))
        cv2.putText(picture, text, at, font, size, colour, stroke, cv2.LINE_AA)


def add_shape(picture, chance):
    height, width = picture.shape
    colour, kind = chance.whole(15, 240), chance.whole(0, 3)
    if kind == 0:
        from_x, from_y = chance.whole(-200, width), chance.whole(-200, height)
        to_x, to_y = chance.whole(0, width + 200), chance.whole(0, height + 200)
        stroke = -1 if chance.unit() < 0.6 else chance.whole(2, 30)
        cv2.rectangle(picture, (from_x, from_y), (to_x, to_y), colour, stroke)
    elif kind == 1:
        middle = (chance.whole(0, width), chance.whole(0, height))
        axes = (chance.whole(20, width // 4), chance.whole(20, height // 3))
        cv2.ellipse(picture, middle, axes, chance.between(0, 180), 0, 360, colour, -1)
    else:
        start = (chance.whole(0, width), chance.whole(0, height))
        end = (chance.whole(0, width), chance.whole(0, height))
        cv2.line(picture, start, end, colour, chance.whole(1, 24))


def surroundings(chance, width, height, busy):
    """A room out of focus, as brightness from 0 to 255."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    angle, base = chance.between(0, 2 * math.pi), chance.between(60, 190)
    slope = math.cos(angle) * x / width + math.sin(angle) * y / height
    picture = np.clip(base + chance.between(10, 60) * slope, 0, 255).astype(np.uint8)
    for _ in range(chance.whole(4, 14 if busy else 7)):
        add_shape(picture, chance)
    picture = cv2.GaussianBlur(picture, (0, 0), chance.between(1.5, 5))
    if busy:
        write(picture, chance, chance.whole(0, 8))
    coarse = chance.generator.normal(0, 1, (height // 8 + 1, width // 8 + 1)).astype(np.float32)
    texture = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(picture + texture * chance.between(1, 6), 0, 255).astype(np.float32)
