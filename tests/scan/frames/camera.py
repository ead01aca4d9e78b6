"""What a webcam makes of the light: lens, blur, noise, automatic gain, and JPEG."""
import math

import cv2
import numpy as np

from conditions import RANGES

# Blur kernels are drawn so many times larger and made smaller, so that their edges are soft.
FINER = 8


def disk(radius):
    """The blur of a lens that is out of focus."""
    side = int(math.ceil(radius)) * 2 + 3
    y, x = np.mgrid[0:side * FINER, 0:side * FINER]
    middle = (side * FINER - 1) / 2
    inside = ((x - middle) ** 2 + (y - middle) ** 2) <= (radius * FINER) ** 2
    kernel = cv2.resize(inside.astype(np.float32), (side, side), interpolation=cv2.INTER_AREA)
    return kernel / max(kernel.sum(), 1e-6)


def smear(length, angle):
    """The blur of a hand that moves while the shutter is open."""
    side = int(math.ceil(length)) + 3
    side += 1 - side % 2
    kernel = np.zeros((side * FINER, side * FINER), np.float32)
    middle = side * FINER / 2
    right, down = (turn(angle) * length * FINER / 2 for turn in (math.cos, math.sin))
    start, end = (int(middle - right), int(middle - down)), (int(middle + right), int(middle + down))
    cv2.line(kernel, start, end, 1.0, FINER)
    kernel = cv2.resize(kernel, (side, side), interpolation=cv2.INTER_AREA)
    return kernel / kernel.sum()


def blurred(picture, kernel):
    return cv2.filter2D(picture, -1, kernel, borderType=cv2.BORDER_REPLICATE)


class Camera:
    """A camera before one scene: everything that is drawn for it, in the order of the set."""

    def __init__(self, chance, troubles, module_px, shape):
        self.light = chance.severity("low") if "lowlight" in troubles else 1.0
        self.lens = chance.between(0.45, 0.75)
        self.defocus_px = chance.severity("defocus") * module_px if "defocus" in troubles else None
        self.motion_px = self.motion_angle = None
        if "motion" in troubles:
            self.motion_px = chance.severity("motion") * module_px
            self.motion_angle = chance.between(0, math.pi)
        self.vignette = chance.between(0, 0.5)
        self.noise = chance.within("read")
        if "noise" in troubles:
            self.noise = chance.severity("noise")
        self.grain = chance.generator.normal(0, 1, shape).astype(np.float32)
        # Automatic gain lifts the noise with the signal.
        self.lift = None
        if "lowlight" in troubles and chance.unit() < 0.5:
            self.lift = chance.between(0.3, 0.8) / self.light * 0.6
        self.gamma = None
        if self.light == 1.0 and chance.unit() < 0.3:
            self.gamma = chance.between(0.75, 1.3)
        low, high = RANGES["q"]
        self.quality = chance.whole(low, high + 1)
        if "jpeg" in troubles:
            low, high = RANGES["jpegq"]
            self.quality = int(round(high - (high - low) * chance.unit() * chance.share))

    def take(self, picture, x, y, grain=None, defocus_px=None, smears=None):
        """Turns light into grey levels. Without arguments it is the one picture of the set;
        a video brings fresh grain, and blur of its own, for every frame."""
        height, width = picture.shape
        if smears is None:
            smears = [] if self.motion_px is None else [(self.motion_px, self.motion_angle)]
        picture = np.clip(picture, 0, 330)
        picture = cv2.GaussianBlur(picture, (0, 0), self.lens)
        if self.defocus_px is not None:
            picture = blurred(picture, disk(defocus_px or self.defocus_px))
        for length, angle in smears:
            picture = blurred(picture, smear(length, angle))
        from_middle = np.hypot((x - width / 2) / width, (y - height / 2) / height)
        picture *= 1 - self.vignette * from_middle * from_middle
        picture = picture * self.light
        read = self.noise * (math.sqrt(self.light) if self.light < 1 else 1)
        shot = 0.02 * np.clip(picture, 0, 255)
        picture += (self.grain if grain is None else grain) * np.sqrt(read**2 + shot)
        if self.lift is not None:
            picture = picture * self.lift
        if self.gamma is not None:
            picture = 255 * (np.clip(picture, 0, 255) / 255) ** self.gamma
        return np.clip(picture + 0.5, 0, 255).astype(np.uint8)
