#!/usr/bin/env python3
"""Makes pictures of codes whose text is known, as a webcam would take them.

  pip install -r requirements.txt
  make.py --profile dev   --out DIR    604 single frames: 16 conditions x 34, and 60 without a code
  make.py --profile video --out DIR    204 scenes of 8 frames: 16 conditions x 12, and 12 idle ones

Pictures are 8-bit grey JPEG (a webcam sends MJPEG). DIR/truth.json says what is on them; a video
has a folder for every scene. Item i depends on (profile, seed, i) alone, so that sets can be made
by many processes and always come out byte for byte. `--check` compares a finished set with the
sums of `sums.txt`.
"""
import argparse
import hashlib
import json
import multiprocessing
import os
import sys
from pathlib import Path

import cv2
import numpy as np

from conditions import CONDITIONS, Chance
from negatives import EmptyScene
from scene import Scene
from video import held_frames, idle_frames, idle_kind

WIDTH, HEIGHT = 1280, 720
SIZES = {
    # scenes a condition, scenes without a code, frames a scene
    "dev": (34, 60, 1),
    "video": (12, 12, 8),
}


def write(path, grey, quality):
    _, data = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, quality])
    path.write_bytes(data.tobytes())


def texts_of(scene):
    return {"texts": [scene.symbol.text], "alts": [[scene.symbol.text.encode().hex()]]}


def kind_of(number):
    return "card" if number % 2 else "url"


def make_still(out, number, condition, generator):
    """One frame; tells its entry in the truth."""
    name = f"{number:04d}_{condition}.jpg"
    if condition == "negative":
        scene = EmptyScene(generator, WIDTH, HEIGHT)
        write(out / name, scene.look(), scene.quality)
        about = {"texts": [], "alts": [], "quads": []}
    else:
        scene = Scene(generator, condition, kind_of(number), WIDTH, HEIGHT)
        write(out / name, scene.look(), scene.camera.quality)
        about = {**texts_of(scene), "quads": [scene.corners()]}
    return {"file": name, "cond": condition, **about, "params": scene.about}


def make_video(out, number, condition, generator, frames, first_empty):
    """A folder of frames; tells the scene's entry in the truth."""
    name = f"{number:04d}_{condition}"
    folder = out / name
    folder.mkdir(exist_ok=True)
    chance, shots = Chance(generator), []
    if condition == "negative":
        scene = EmptyScene(generator, WIDTH, HEIGHT, idle_kind(number - first_empty))
        about = {"texts": [], "alts": []}
        taken = ((grey, quality, None) for grey, quality in idle_frames(scene, chance, frames))
    else:
        scene = Scene(generator, condition, kind_of(number), WIDTH, HEIGHT)
        about = texts_of(scene)
        taken = held_frames(scene, chance, frames)
    for shot, (grey, quality, corners) in enumerate(taken):
        file = f"{shot:02d}.jpg"
        write(folder / file, grey, quality)
        shots.append({"file": file, "quads": [corners] if corners else []})
    return {"folder": name, "cond": condition, **about, "frames": shots, "params": scene.about}


def make_item(job):
    options, number, condition = job
    cv2.setNumThreads(1)
    generator = np.random.default_rng([options.seed, number, len(options.profile)])
    out = Path(options.out)
    if options.profile == "video":
        first_empty = options.scenes * len(CONDITIONS)
        return make_video(out, number, condition, generator, options.frames, first_empty)
    return make_still(out, number, condition, generator)


def make(options):
    out = Path(options.out)
    out.mkdir(parents=True, exist_ok=True)
    conditions = [one for one in CONDITIONS for _ in range(options.scenes)]
    jobs = [(options, number, one) for number, one in enumerate(conditions)
            if number % options.scenes < options.first]
    jobs += [(options, len(conditions) + number, "negative")
             for number in range(min(options.negatives, options.first))]
    items = []
    with multiprocessing.Pool(options.jobs) as pool:
        for item in pool.imap(make_item, jobs):
            items.append(item)
            if len(items) % 50 == 0 or len(items) == len(jobs):
                print(f"  {options.profile}: {len(items)} of {len(jobs)}", flush=True)
    truth = {
        "name": f"synth-{options.profile}",
        "profile": options.profile,
        "seed": options.seed,
        "items": items,
    }
    # Written last: a set without it is not finished.
    (out / "truth.json").write_text(json.dumps(truth, indent=0))


def sum_of(out):
    """One SHA-256 over the names and contents of all files, in the order of their names."""
    total = hashlib.sha256()
    for path in sorted(path for path in Path(out).rglob("*") if path.is_file()):
        total.update(path.relative_to(out).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def check(options):
    """Compares the set with the committed sum of its profile and seed."""
    found, known = sum_of(options.out), {}
    for line in (Path(__file__).parent / "sums.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            profile, seed, expected = line.split()
            known[profile, int(seed)] = expected
    expected = known.get((options.profile, options.seed))
    print(f"{options.profile} {options.seed} {found}")
    if expected is None:
        sys.exit("no sum is known for this set")
    if expected != found:
        sys.exit(f"expected {expected}: other versions of the libraries draw other pixels")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--profile", choices=SIZES, default="dev")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--scenes", type=int, help="a condition")
    parser.add_argument("--negatives", type=int)
    parser.add_argument("--frames", type=int, help="a scene, of a video")
    parser.add_argument("--first", type=int, default=sys.maxsize,
                        help="makes only so many a condition, numbered as in the whole set")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--check", action="store_true", help="only compares a finished set")
    options = parser.parse_args()
    scenes, negatives, frames = SIZES[options.profile]
    options.scenes = scenes if options.scenes is None else options.scenes
    options.negatives = negatives if options.negatives is None else options.negatives
    options.frames = frames if options.frames is None else options.frames
    if options.check:
        check(options)
    else:
        make(options)


if __name__ == "__main__":
    main()
