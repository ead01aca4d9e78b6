"""What can go wrong between a code and a camera, and how badly it does.

Ranges are in the unit that decides whether a code is readable, which is mostly the module:
a blur of one module is as bad on a card at arm's length as on a plate across the room.
"""

# Order matters: frame i of a set belongs to condition i // frames_per_condition.
CONDITIONS = [
    "clean", "small", "tilt", "rotate", "defocus", "motion", "noise", "lowlight", "lowcontrast",
    "glare", "moire", "inverted", "jpeg", "occlusion", "uneven", "combo",
]

# What a `combo` draws three of. The others change the symbol itself and do not combine.
COMBINABLE = ["tilt", "defocus", "noise", "lowlight", "glare", "moire", "uneven", "motion", "jpeg"]

# What half of the `inverted` frames suffer besides.
BESIDE_INVERTED = ["defocus", "noise", "moire", "glare"]

# `combo` and `inverted` use only this share of each range, from its mild end.
SOFTENED = 0.45

RANGES = {
    # payloads
    "card_bytes": (165, 265),   # bytes of a resident code before Base45
    "url_len": (30, 62),        # characters of an address on a house plate
    # size on the picture, in pixels a module
    "m_card": (3.0, 6.2),
    "m_url": (3.0, 8.0),
    "small": (1.5, 2.4),
    "mid": (1.9, 3.6),          # tilt, rotate and inverted, so that size is not their only trouble
    # pose, in degrees
    "tilt": (30, 50),
    "base_tilt": (0, 14),       # every other condition
    # blur, in modules
    "defocus": (0.35, 0.95),    # radius of the circle of confusion
    "motion": (0.8, 2.4),       # length of the smear
    # light
    "noise": (18, 60),          # standard deviation, grey levels
    "low": (0.018, 0.10),       # share of the light that is left
    "contrast": (0.03, 0.14),   # share of the contrast that is left
    "glare": (0.6, 1.5),        # peak, in full scales
    "moire": (0.25, 0.85),      # amplitude, share of the brightness
    "uneven": (0.70, 0.975),    # share of the light that a shadow takes
    # the symbol and the wire
    "occ": (0.35, 0.95),        # share of the damage that error correction can repair
    "jpegq": (2, 11),           # quality of a starved webcam
    "q": (60, 80),              # quality of every other webcam
    "read": (0.8, 2.6),         # read noise of every camera, grey levels
}


class Chance:
    """The random numbers of one picture, drawn in one fixed order.

    The order is part of a set: a draw that is added, taken away or moved changes every later
    one, and with it every byte. That is why some draws below look out of place.
    """

    def __init__(self, generator, softened=False):
        self.generator = generator
        self.share = SOFTENED if softened else 1.0

    def within(self, name):
        """A value from the whole range."""
        return float(self.generator.uniform(*RANGES[name]))

    def severity(self, name):
        """A value from the range, or from its milder end where conditions combine."""
        low, high = RANGES[name]
        return low + (high - low) * self.unit() * self.share

    def between(self, low, high):
        return float(self.generator.uniform(low, high))

    def unit(self):
        return float(self.generator.random())

    def whole(self, low, high):
        """A whole number, `high` excluded."""
        return int(self.generator.integers(low, high))

    def one_of(self, values):
        return values[self.whole(0, len(values))]
