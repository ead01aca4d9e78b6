"""One scene with a code in it: everything that was drawn for it, and how it looks."""
import numpy as np

from camera import Camera
from conditions import BESIDE_INVERTED, COMBINABLE, Chance
from lights import STILL, Glare, Moire, Shadow, Veil
from pose import draw_pose
from surface import Surface
from surroundings import surroundings
from symbols import Symbol

# A code is never larger than this share of the height; one that turns needs room for its corners.
FILLS = 0.93
FILLS_TURNED = 0.75


def draw_troubles(chance, condition):
    """The conditions that hold at once."""
    troubles = {condition}
    if condition == "combo":
        troubles |= {str(one) for one in chance.generator.choice(COMBINABLE, 3, replace=False)}
    if condition == "inverted" and chance.unit() < 0.5:
        troubles.add(str(chance.generator.choice(BESIDE_INVERTED)))
    return troubles


def draw_size(chance, condition, troubles, kind, side, height):
    """Pixels a module."""
    if "small" in troubles:
        module_px = chance.within("small")
    elif condition in ("tilt", "rotate", "inverted"):
        module_px = chance.within("mid")
    else:
        module_px = chance.within("m_card" if kind == "card" else "m_url")
    room = FILLS_TURNED if "rotate" in troubles else 1.0
    return min(module_px, (height * FILLS) / (side + 8) * room)


def draw_turn(chance, troubles):
    """Degrees; a code held by hand is nearly upright, if not always the right way up."""
    if "rotate" in troubles:
        return chance.between(0, 360)
    upright = chance.generator.choice([0, 90, 180, 270], p=[0.7, 0.1, 0.1, 0.1])
    return float(upright + chance.generator.uniform(-12, 12))


class Scene:
    """A code, what carries it, what is behind it, the light and the camera."""

    def __init__(self, generator, condition, kind, width, height):
        chance = Chance(generator, softened=condition in ("combo", "inverted"))
        self.width, self.height = width, height
        self.symbol = Symbol(chance, kind)
        self.troubles = draw_troubles(chance, condition)
        size = draw_size(chance, condition, self.troubles, kind, self.symbol.side, height)
        self.pose = self._draw_pose(chance, size)
        self.module_px, self.module_px_min = self.pose.module_sizes(width, height)
        self.about = {
            "kind": kind,
            "version": self.symbol.version,
            "ec": self.symbol.level,
            "module_px": round(self.module_px, 2),
            "module_px_min": round(self.module_px_min, 2),
            "tilt": round(self.pose.tilt, 1),
            "rot": round(self.pose.turn, 1),
        }
        inverted = "inverted" in self.troubles
        if condition == "clean":
            # The first sets decided here whether a phone shows the code. It changes nothing any
            # more, but without the draw every later one would be another.
            chance.unit()
        self.surface = Surface(chance, self.symbol, self.module_px, inverted)
        if "occlusion" in self.troubles:
            self.about["occluded"] = round(self.surface.cover(chance, self.symbol), 3)
        self.behind = surroundings(chance, width, height, chance.unit() < 0.6)
        self._draw_light(chance)
        self.camera = Camera(chance, self.troubles, self.module_px, (height, width))
        self._tell_camera()
        self.y, self.x = np.mgrid[0:height, 0:width].astype(np.float32)

    def _draw_pose(self, chance, module_px):
        while True:
            name = "tilt" if "tilt" in self.troubles else "base_tilt"
            tilt = chance.severity(name) if name == "tilt" else chance.within(name)
            turn = draw_turn(chance, self.troubles)
            side, size = self.symbol.side, (self.width, self.height)
            pose = draw_pose(chance, side, module_px, tilt, turn, *size)
            if pose is not None:
                return pose
            module_px *= 0.95

    def _draw_light(self, chance):
        corners = self.pose.corners(self.width, self.height)
        self.lights = []
        for trouble, name, digits, make in [
            ("moire", "moire", 3, lambda: Moire(chance)),
            ("uneven", "uneven", 2, lambda: Shadow(chance, corners)),
            ("glare", "glare", 2, lambda: Glare(chance, corners)),
            ("lowcontrast", "contrast", 3, lambda: Veil(chance)),
        ]:
            if trouble in self.troubles:
                light = make()
                self.lights.append(light)
                self.about[name] = round(light.strength, digits)

    def _tell_camera(self):
        camera = self.camera
        if "lowlight" in self.troubles:
            self.about["light"] = round(camera.light, 3)
        if camera.defocus_px is not None:
            self.about["defocus_px"] = round(camera.defocus_px, 2)
        if camera.motion_px is not None:
            self.about["motion_px"] = round(camera.motion_px, 2)
        if "noise" in self.troubles:
            self.about["noise"] = round(camera.noise, 1)
        self.about["jpeg_q"] = camera.quality

    def corners(self, pose=None):
        """The corners of the symbol, to a tenth of a pixel."""
        corners = (pose or self.pose).corners(self.width, self.height)
        return [[round(float(value), 1) for value in corner] for corner in corners]

    def look(self, pose=None, moved=STILL, **exposure):
        """The grey levels of one frame."""
        oversampling = 3 if self.module_px < 3 else 2
        matrix = (pose or self.pose).matrix(self.width, self.height)
        picture = self.surface.lay_on(self.behind, matrix, oversampling)
        for light in self.lights:
            picture = light.lay_on(picture, self.x, self.y, moved)
        return self.camera.take(picture, self.x, self.y, **exposure)
