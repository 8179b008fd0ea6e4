"""The engine run over a log of passes to its end: ``python -m tests.jobs.passes_given LOG FOLDER EVERY``."""

import sys
from pathlib import Path

import numpy as np

from daoan.jobs.passes.records import find_passes, write_passes
from daoan.jobs.passes.run import PassRun
from daoan.store.framed_log import FramedLog, read_from
from daoan.terms.passes import PassFrame
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
        log.write(*write_passes(part))
    log.sync()
    log.close()


def frame_of(content: bytes) -> PassFrame:
    """A frame of a record."""
    frame = find_passes(content)
    assert frame is not None
    return frame


def main(log: Path, folder: Path, every: int) -> None:
    """Handle what stands in the log; a snapshot every so many frames."""
    registered, watches, at = world(np.random.default_rng(SEED))
    run = PassRun(Lanes(engine(registered, watches, at).around, 70 * MINUTE), folder)
    _say("ready")
    for number, (position, content) in enumerate(read_from(log, run.position)):
        run.handle(position, frame_of(content))
        if number % every == every - 1:
            run.snapshot()
    run.close()
    _say("done")


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
