"""A watch over a log of passes, run until the log is done: ``python -m tests.jobs.passes_given LOG FOLDER EVERY``."""

import sys
from pathlib import Path

import numpy as np

from daoan.jobs.passes.watch import Watch
from daoan.store.framed_log import FramedLog, read_from
from daoan.terms.passes import PASS_TYPES, PassFrame
from daoan.warn.passes.lanes import Lanes
from tests.warn.passes.road_given import MINUTE, engine
from tests.warn.passes.test_against_plain import stream, world
from tests.warn.passes.test_lanes import disturbed, in_order

SEED, BATCH = 7, 40


def fill(folder: Path, passes: int) -> None:
    """A log of disturbed passes."""
    rng = np.random.default_rng(SEED)
    world(rng)
    frame = stream(rng, passes)
    frame.pass_id[:] = rng.permutation(len(frame)) + 1
    arrived = disturbed(in_order(frame), rng)
    log = FramedLog(folder, segment_bytes=64_000)
    for start in range(0, len(arrived), BATCH):
        part = arrived.take(slice(start, start + BATCH))
        log.write(b"".join(getattr(part, name).tobytes() for name in PASS_TYPES))
    log.sync()
    log.close()


def frame_of(content: bytes) -> PassFrame:
    """A frame of a record."""
    rows = len(content) // sum(np.dtype(t).itemsize for t in PASS_TYPES.values())
    at, columns = 0, {}
    for name, dtype in PASS_TYPES.items():
        columns[name] = np.frombuffer(content, dtype, rows, at)
        at += columns[name].nbytes
    return PassFrame(**columns)


def main(log: Path, folder: Path, every: int) -> None:
    """Handle what stands in the log; a snapshot every so many frames."""
    registered, watches, at = world(np.random.default_rng(SEED))
    watch = Watch(Lanes(engine(registered, watches, at).around, 70 * MINUTE), folder)
    _say("ready")
    for number, (position, content) in enumerate(read_from(log, watch.position)):
        watch.handle(position, frame_of(content))
        if number % every == every - 1:
            watch.snapshot()
    watch.close()
    _say("done")


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
