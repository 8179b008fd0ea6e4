"""What is said at once may be wrong; what is final is what an undisturbed stream says, and every change is told."""

import numpy as np
import pytest

from daoan.terms.detections import DETECTION_TYPES, DetectionFrame, join_detections
from daoan.terms.passes import PassFrame, join_passes
from daoan.warn.passes.lanes import Lanes, Told
from tests.warn.passes.road_given import MINUTE, engine
from tests.warn.passes.test_against_plain import stream, world

WAIT = 70 * MINUTE


def in_order(frame: PassFrame) -> PassFrame:
    return frame.take(np.lexsort((frame.pass_id, frame.happened_ms)))


def disturbed(frame: PassFrame, rng: np.random.Generator) -> PassFrame:
    """Shuffled within ten minutes, two of a hundred doubled, one of a hundred an hour late."""
    late = np.where(rng.random(len(frame)) < 0.01, 60 * MINUTE, rng.integers(0, 10 * MINUTE, len(frame)))
    came = frame.take(np.arange(len(frame)))
    came.known_ms[:] = came.happened_ms + late
    again = came.take(rng.random(len(frame)) < 0.02)
    again.known_ms[:] += rng.integers(0, 5 * MINUTE, len(again))
    both = join_passes([came, again])
    return both.take(np.argsort(both.known_ms, kind="stable"))


def played(lanes: Lanes, frame: PassFrame, batch: int = 70) -> list[Told]:
    return [*(lanes.see(frame.take(slice(a, a + batch))) for a in range(0, len(frame), batch)), lanes.flush()]


def same(one: DetectionFrame, other: DetectionFrame) -> None:
    for name in DETECTION_TYPES:
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name


@pytest.mark.parametrize("seed", range(12))
def test_the_final_set_is_that_of_the_ordered_run_and_every_change_is_told(seed) -> None:
    rng = np.random.default_rng(seed)
    registered, watches, at = world(rng)
    frame = stream(rng, 1200)
    frame.pass_id[:] = rng.permutation(len(frame)) + 1
    frame = in_order(frame)
    undisturbed = engine(registered, watches, at).see(frame)
    told = played(Lanes(engine(registered, watches, at).around, WAIT), disturbed(frame, rng))
    same(join_detections([t.final for t in told]), undisturbed)
    # Whoever follows only what is told ends with the same set.
    held: set[int] = set()
    for one in told:
        assert not held & set(one.at_once.detection_id.tolist())
        held |= set(one.at_once.detection_id.tolist())
        assert set(one.withdrawn.tolist()) <= held
        held -= set(one.withdrawn.tolist())
        assert not held & set(one.added.detection_id.tolist())
        held |= set(one.added.detection_id.tolist())
    assert held == set(undisturbed.detection_id.tolist())
    assert sum(len(t.withdrawn) + len(t.added) for t in told) > 0  # else this test would show nothing
    assert sum(len(t.at_once) for t in told) > len(undisturbed) / 2


def test_an_ordered_stream_is_never_corrected() -> None:
    rng = np.random.default_rng(3)
    registered, watches, at = world(rng)
    frame = stream(rng, 600)
    frame.pass_id[:] = np.arange(1, len(frame) + 1)
    frame = in_order(frame)
    frame.known_ms[:] = frame.happened_ms
    told = played(Lanes(engine(registered, watches, at).around, WAIT), frame)
    assert sum(len(t.withdrawn) + len(t.added) for t in told) == 0
