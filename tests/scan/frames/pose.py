"""Where a code is held before the camera."""
import math
from dataclasses import dataclass

import cv2
import numpy as np

# Focal length over picture width: about 51 degrees across, a common webcam.
FOCAL = 1.05
# Pixels that stay free at the edge of the picture, and modules around the symbol that count.
EDGE = 3
AROUND = 1.5


@dataclass(frozen=True)
class Pose:
    """A plane tilted about an axis, turned in itself, with its middle at a pixel.

    Angles in degrees; `module_px` is the size of a module at the middle of the code.
    """

    side: int
    module_px: float
    tilt: float
    axis: float
    turn: float
    x: float
    y: float

    def matrix(self, width, height):
        """Maps module coordinates (0 to side) to pixels."""
        focal = FOCAL * width
        tilt, axis, turn = map(math.radians, (self.tilt, self.axis, self.turn))
        spin = lambda z: np.array([
            [math.cos(z), -math.sin(z), 0], [math.sin(z), math.cos(z), 0], [0, 0, 1]])
        lean = np.array([
            [1, 0, 0], [0, math.cos(tilt), -math.sin(tilt)], [0, math.sin(tilt), math.cos(tilt)]])
        rotation = spin(axis) @ lean @ spin(-axis) @ spin(turn)
        distance = focal / self.module_px
        middle = np.array([
            (self.x - width / 2) / focal * distance,
            (self.y - height / 2) / focal * distance,
            distance,
        ])
        camera = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
        centred = np.array([[1, 0, -self.side / 2], [0, 1, -self.side / 2], [0, 0, 1]])
        return camera @ np.column_stack([rotation[:, 0], rotation[:, 1], middle]) @ centred

    def corners(self, width, height, around=0.0):
        """The corners of the symbol in pixels, with so many modules around it."""
        low, high = -around, self.side + around
        square = np.array([[[low, low], [high, low], [high, high], [low, high]]], np.float64)
        return cv2.perspectiveTransform(square, self.matrix(width, height))[0]

    def in_view(self, width, height):
        corners = self.corners(width, height, AROUND)
        return bool(
            corners[:, 0].min() > EDGE and corners[:, 1].min() > EDGE
            and corners[:, 0].max() < width - EDGE and corners[:, 1].max() < height - EDGE)

    def module_sizes(self, width, height):
        """Pixels a module along the sides: on average, and along the shortest side."""
        corners = self.corners(width, height, AROUND)
        sides = np.linalg.norm(corners - np.roll(corners, -1, 0), axis=1)
        modules = self.side + 2 * AROUND
        return float(sides.mean() / modules), float(sides.min() / modules)


def draw_pose(chance, side, module_px, tilt, turn, width, height):
    """Holds the code somewhere in view; nothing when it does not fit at this size."""
    axis = chance.between(0, 360)
    for _ in range(60):
        x, y = chance.between(0.2, 0.8) * width, chance.between(0.2, 0.8) * height
        pose = Pose(side, module_px, tilt, axis, turn, x, y)
        if pose.in_view(width, height):
            return pose
    return None
