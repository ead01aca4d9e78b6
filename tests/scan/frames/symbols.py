"""Payloads as the kiosk meets them, and the symbols that carry them."""
import numpy as np
import segno

from conditions import RANGES

BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
# All hosts are reserved names: no code of these sets leads anywhere.
ADDRESSES = ["haus.example/p/", "plate.example/", "go.example.org/k?id=", "kiosk.example.net/"]
ADDRESS_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-_"


def base45(data):
    """RFC 9285, written out so that the sets depend on nothing but numpy, OpenCV and segno."""
    out = []
    for at in range(0, len(data) - 1, 2):
        value = data[at] * 256 + data[at + 1]
        out += [value % 45, value // 45 % 45, value // 2025]
    if len(data) % 2:
        out += [data[-1] % 45, data[-1] // 45]
    return "".join(BASE45[digit] for digit in out)


def card_text(chance):
    """A signed card: random bytes, because a signature looks like nothing else."""
    low, high = RANGES["card_bytes"]
    return "HC1:" + base45(chance.generator.bytes(chance.whole(low, high + 1)))


def address_text(chance):
    """A web address, as it stands on a house plate."""
    low, high = RANGES["url_len"]
    length = chance.whole(low, high + 1)
    start = "https://" + chance.one_of(ADDRESSES)
    rest = max(4, length - len(start))
    letters = chance.generator.integers(0, len(ADDRESS_LETTERS), rest)
    return start + "".join(ADDRESS_LETTERS[int(at)] for at in letters)


class Symbol:
    """A QR symbol: its text and its modules (1 is dark)."""

    def __init__(self, chance, kind):
        self.text = card_text(chance) if kind == "card" else address_text(chance)
        level = chance.one_of("mq")
        code = segno.make(
            self.text,
            error=level,
            micro=False,
            boost_error=False,
            mask=chance.whole(0, 8),
            mode="alphanumeric" if kind == "card" else None,
        )
        self.level = level.upper()
        self.version = code.version
        self.modules = np.array([[int(cell) for cell in row] for row in code.matrix], np.uint8)
        self.side = self.modules.shape[0]
