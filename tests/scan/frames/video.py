"""A scene as a camera sees it: a few frames one after another, of a hand that is not still.

The hand's position, turn, distance and tilt wander a little from frame to frame and are pulled
back to where it wants to be. Noise is fresh in every frame, a smear follows the hand's speed, and
the beats of a screen and the picture of a lamp move with it. What is behind stays where it is.
"""
import math
from dataclasses import replace

import cv2
import numpy as np

from conditions import Chance
from lights import Moved
from negatives import KINDS

# How far the hand wanders between two frames at 15 a second (standard deviation): less than a
# module, as of somebody who tries to hold the code still. It would be easy to make this harder or
# easier; it was set before anything was measured on it.
STEP_PX = 1.6
STEP_TURN = 0.35        # degrees
STEP_TILT = 0.7         # degrees
STEP_DISTANCE = 0.005   # share
# How much of the way it comes back by itself.
PULL = 0.12
# The shutter is open for this share of the time between two frames.
SHUTTER = (0.15, 0.5)
# A smear shorter than this changes no pixel.
SMEAR_MIN_PX = 0.35


class Hand:
    """A small random walk about the place where the code is held."""

    def __init__(self, chance):
        self.chance = chance
        self.at = np.zeros(5)
        self.steps = np.array([STEP_PX, STEP_PX, STEP_TURN, STEP_TILT, STEP_DISTANCE])

    def move(self):
        """Moves on and tells by how many pixels."""
        before = self.at.copy()
        self.at = self.at * (1 - PULL) + self.chance.generator.normal(0, 1, 5) * self.steps
        return self.at[:2] - before[:2]

    def pose(self, pose):
        right, down, turn, tilt, distance = (float(value) for value in self.at)
        return replace(
            pose,
            x=pose.x + right,
            y=pose.y + down,
            turn=pose.turn + turn,
            tilt=max(0.0, pose.tilt + tilt),
            module_px=pose.module_px * (1 + distance),
        )


def held_frames(scene, chance, count):
    """Yields (grey levels, JPEG quality, corners) for every frame of a scene with a code."""
    hand, camera = Hand(chance), scene.camera
    shutter, pose = chance.between(*SHUTTER), scene.pose
    for number in range(count):
        speed = hand.move() if number else np.zeros(2)
        wanted = hand.pose(scene.pose)
        if wanted.in_view(scene.width, scene.height):
            pose = wanted
        moved = Moved(pose.x - scene.pose.x, pose.y - scene.pose.y,
                      pose.tilt - scene.pose.tilt, number)
        exposure = {
            "grain": fresh_grain(chance, camera.grain.shape),
            "smears": draw_smears(chance, camera, speed * shutter),
        }
        if camera.defocus_px is not None:
            # The lens hunts, but does not find.
            exposure["defocus_px"] = camera.defocus_px * chance.between(0.93, 1.07)
        quality = max(1, camera.quality + chance.whole(-1, 2))
        yield scene.look(pose, moved, **exposure), quality, scene.corners(pose)


def fresh_grain(chance, shape):
    return chance.generator.standard_normal(shape, dtype=np.float32)


def draw_smears(chance, camera, travelled):
    """The tremor's own smear, and under `motion` the scene's, which changes as a swing does."""
    smears = []
    if camera.motion_px is not None:
        length = camera.motion_px * chance.between(0.55, 1.15)
        smears.append((length, camera.motion_angle + chance.between(-0.35, 0.35)))
    length = float(np.hypot(*travelled))
    if length >= SMEAR_MIN_PX:
        smears.append((length, math.atan2(travelled[1], travelled[0])))
    return smears


def idle_kind(number):
    """Every kind in turn: a dozen scenes are too few to leave it to chance."""
    return KINDS[number % len(KINDS)]


def idle_frames(scene, chance, count):
    """Yields (grey levels, JPEG quality) of a scene without a code.

    What looks most like a code is held by a hand too; the lamp flickers with the mains.
    """
    hand = Hand(Chance(chance.generator))
    height, width = scene.light.shape
    for number in range(count):
        if number:
            hand.move()
        light = scene.light
        if scene.kind in ("finders", "grid", "text", "bars"):
            right, down, turn, _, distance = (float(value) for value in hand.at)
            matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1 + distance)
            matrix[:, 2] += (right, down)
            light = cv2.warpAffine(light, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
        light = light * chance.between(0.97, 1.03)
        yield scene.look(light, fresh_grain(chance, light.shape) * scene.noise), scene.quality
