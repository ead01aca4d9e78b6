"""What light does on its way: a screen's grid, a shadow, a lamp, a veil.

Each knows how strong it is (`strength`, for the truth) and lays itself on a picture. `moved` is
how far the hand has moved since the scene began; in a single picture it has not.
"""
import math
from dataclasses import dataclass

import cv2
import numpy as np

# The grid of a screen and the grid of the sensor beat: a small movement moves the bands far.
BEATING = 2.5
# A degree of tilt moves the picture of a lamp by so many pixels.
LAMP_PX_PER_DEGREE = 14.0


@dataclass(frozen=True)
class Moved:
    """Pixels to the right and down, degrees tilted, frames passed."""

    x: float = 0.0
    y: float = 0.0
    tilt: float = 0.0
    frames: int = 0


STILL = Moved()


class Moire:
    """Two beats between screen and sensor, and the band of the screen's refresh."""

    def __init__(self, chance):
        self.strength = chance.severity("moire")
        self.beats = [self._beat(chance) for _ in range(2)]
        self.band_period, self.band_start = chance.between(120, 400), chance.between(0, 6)

    @staticmethod
    def _beat(chance):
        return chance.between(0, math.pi), chance.between(2.2, 14), chance.between(90, 260)

    def lay_on(self, picture, x, y, moved):
        along, down = x - BEATING * moved.x, y - BEATING * moved.y
        pattern = np.zeros_like(picture)
        for angle, period, bend in self.beats:
            cos, sin = math.cos(angle), math.sin(angle)
            bent = 2.5 * np.sin((along * sin - down * cos) / bend)
            pattern += np.sin((along * cos + down * sin) * 2 * math.pi / period + bent)
        picture *= 1 + self.strength * pattern / 2
        # The band rolls: the screen's and the camera's rates are never quite alike.
        start = self.band_start + 0.9 * moved.frames
        picture += self.strength * 40 * np.sin(y * 2 * math.pi / self.band_period + start)
        return picture


class Shadow:
    """The edge of a shadow across the code. It stays where it is when the hand moves."""

    def __init__(self, chance, corners):
        self.angle = chance.between(0, 2 * math.pi)
        self.strength = chance.severity("uneven")
        self.middle = corners.mean(0)
        self.span = max(np.ptp(corners[:, 0]), np.ptp(corners[:, 1]))
        self.softness = chance.between(0.02, 0.35)

    def lay_on(self, picture, x, y, _moved):
        across = (x - self.middle[0]) * math.cos(self.angle)
        across = (across + (y - self.middle[1]) * math.sin(self.angle)) / self.span
        picture *= 1 - self.strength / (1 + np.exp(-across / self.softness))
        return picture


class Glare:
    """The picture of a lamp in a shiny surface. It moves when the surface tilts."""

    def __init__(self, chance, corners):
        self.strength = chance.severity("glare")
        size = math.sqrt(abs(cv2.contourArea(corners.astype(np.float32))))
        self.x, self.y = corners.mean(0) + chance.generator.uniform(-0.45, 0.45, 2) * size
        self.width = size * chance.between(0.10, 0.35)
        self.height = size * chance.between(0.15, 0.6)
        self.angle = chance.between(0, math.pi)

    def lay_on(self, picture, x, y, moved):
        right = x - (self.x + LAMP_PX_PER_DEGREE * moved.tilt)
        below = y - (self.y + 0.4 * LAMP_PX_PER_DEGREE * moved.tilt)
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        along, across = right * cos + below * sin, -right * sin + below * cos
        bright = np.exp(-((along / self.width) ** 2) / 2 - (across / self.height) ** 2 / 2)
        picture += 255 * self.strength * bright
        return picture


class Veil:
    """Little contrast: fog on the lens, a dim print, a faded screen."""

    def __init__(self, chance):
        self.strength = chance.severity("contrast")
        self.level = chance.between(60, 190)

    def lay_on(self, picture, _x, _y, _moved):
        return self.level + (picture - self.level) * self.strength
