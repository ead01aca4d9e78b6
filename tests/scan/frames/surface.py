"""The thing that carries the code: a card, a plate or a phone, with a quiet zone and some print."""
import math

import cv2
import numpy as np

# Share of a symbol that its error correction can repair, by level.
CORRECTS = {"M": 0.15, "Q": 0.25}
# Not all of it: an aim beyond this would make frames that no decoder can read.
CORRECTS_SAFELY = 0.7


class Surface:
    """A picture of the carrier, `texels` pixels a module, with the symbol `margin` modules inside."""

    def __init__(self, chance, symbol, module_px, inverted):
        side = symbol.side
        quiet = int(chance.generator.choice([4, 4, 4, 3, 2]))
        self.margin = quiet + chance.whole(3, 9)
        self.texels = int(np.clip(round(3 * module_px), 4, 24))
        self.dark, self.light = chance.between(8, 45), chance.between(205, 245)

        full = side + 2 * self.margin
        body = self.light * chance.between(0.35, 0.95) if chance.unit() < 0.5 else self.light
        cells = np.full((full, full), body, np.float32)
        inner = slice(self.margin - quiet, self.margin + side + quiet)
        cells[inner, inner] = self.light
        inner = slice(self.margin, self.margin + side)
        cells[inner, inner] = np.where(symbol.modules > 0, self.dark, self.light)
        if inverted:
            cells = (self.light + self.dark) - cells
        size = (full * self.texels, full * self.texels)
        self.picture = cv2.resize(cells, size, interpolation=cv2.INTER_NEAREST)
        self._print_name((self.margin - quiet) * self.texels)

    def _print_name(self, rows):
        """Prints a line above the symbol, where cards and plates have one."""
        strip = self.picture[:rows].astype(np.uint8).copy()
        height = strip.shape[0]
        if height > 12:
            at, stroke = (self.texels, int(height * 0.7)), max(1, self.texels // 3)
            text = "HOUSE 12b  resident card"
            cv2.putText(strip, text, at, 0, height / 60, int(self.dark), stroke, cv2.LINE_AA)
            self.picture[:rows] = strip

    def cover(self, chance, symbol):
        """Sticks round spots on the symbol; tells which share of it they cover at most."""
        side, texels = symbol.side, self.texels
        share = CORRECTS[symbol.level] * CORRECTS_SAFELY * chance.severity("occ")
        left = share * side * side
        # Finders and format bits stay visible: without them it is no code to any decoder.
        spared = np.zeros((side, side), bool)
        spared[:9, :9] = spared[:9, -9:] = spared[-9:, :9] = True
        row, column = np.mgrid[0:side, 0:side]
        for _ in range(200):
            if left <= 1:
                break
            area = min(left, chance.between(3, max(4, share * side * side)))
            radius = math.sqrt(area / math.pi)
            x, y = chance.generator.uniform(0, side, 2)
            spot = ((column + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2) < radius * radius
            if (spot & spared).any():
                continue
            colour = chance.between(0, 255)
            at = (int((self.margin + x) * texels), int((self.margin + y) * texels))
            cv2.circle(self.picture, at, int(radius * texels), colour, -1, cv2.LINE_AA)
            left -= spot.sum()
        return share

    def lay_on(self, behind, matrix, oversampling):
        """Lays the carrier on a picture; `matrix` maps modules to its pixels."""
        height, width = behind.shape
        size = (width * oversampling, height * oversampling)
        shift = -self.margin + 0.5 / self.texels
        to_modules = np.array([[1 / self.texels, 0, shift], [0, 1 / self.texels, shift], [0, 0, 1]])
        to_large = np.diag([oversampling, oversampling, 1.0]) @ (matrix @ to_modules)
        large = cv2.resize(behind, size, interpolation=cv2.INTER_LINEAR)
        warp = lambda picture: cv2.warpPerspective(picture, to_large, size, flags=cv2.INTER_LINEAR)
        code, opaque = warp(self.picture), warp(np.ones_like(self.picture))
        both = large * (1 - opaque) + code * opaque
        return cv2.resize(both, (width, height), interpolation=cv2.INTER_AREA)
