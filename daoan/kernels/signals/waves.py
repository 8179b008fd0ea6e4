"""Green waves: offsets under which most vehicles that leave one junction find the next one open.

For each pair (a, b) with volume v and t seconds on the way, the share of a's departures that meet green at b is the
cyclic correlation of a's outflow with b's green, shifted by t and by the difference of the offsets. Their sum over
pairs, weighted by volume, is built up along the heaviest streams and then climbed one junction at a time until no
single change helps.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """Vehicles from one junction to the next. ``leaves``, ``open``: by second of its cycle, (cycle,), offset 0."""

    start: int
    end: int
    volume: float
    travel_s: float
    leaves: Floats
    open: Floats


def wave_offsets(junctions: int, cycle_s: int, streams: Sequence[Stream], rounds: int = 20) -> Ints:
    """Whole seconds of offset of each junction; the first that any stream touches stays at 0."""
    offsets = np.zeros(junctions, dtype=np.int64)
    # worth[s][d]: volume that meets green when the end's offset is d seconds after the start's
    worth = [_worth(s, cycle_s) for s in streams]
    touched = sorted({s.start for s in streams} | {s.end for s in streams})
    shifts = np.arange(cycle_s)

    def gains(junction: int, placed: set[int]) -> Floats:
        gain = np.zeros(cycle_s)
        for stream, values in zip(streams, worth, strict=True):
            if stream.end == junction and stream.start in placed:
                gain += values[(shifts - offsets[stream.start]) % cycle_s]
            elif stream.start == junction and stream.end in placed:
                gain += values[(offsets[stream.end] - shifts) % cycle_s]
        return gain

    placed = set(touched[:1])
    while len(placed) < len(touched):
        junction = _heaviest(streams, placed, touched)
        offsets[junction] = int(gains(junction, placed).argmax())
        placed.add(junction)
    for _ in range(rounds):
        changed = False
        for junction in touched[1:]:
            gain = gains(junction, placed - {junction})
            best = int(gain.argmax())
            if gain[best] > gain[offsets[junction]] + 1e-9:
                offsets[junction], changed = best, True
        if not changed:
            break
    return offsets


def _heaviest(streams: Sequence[Stream], placed: set[int], touched: Sequence[int]) -> int:
    """The junction not placed yet that exchanges most with those that are; the first where several do."""
    volume = dict.fromkeys((j for j in touched if j not in placed), 0.0)
    for stream in streams:
        for one, other in ((stream.start, stream.end), (stream.end, stream.start)):
            if one in volume and other in placed:
                volume[one] += stream.volume
    return max(volume, key=lambda j: volume[j])


def _worth(stream: Stream, cycle_s: int) -> Floats:
    arrives = np.roll(stream.leaves, round(stream.travel_s) % cycle_s)
    arrives = arrives / max(float(arrives.sum()), 1e-12)
    # Open at clock second t when the junction starts d later: open[t − d].
    return np.array([stream.volume * float(arrives @ np.roll(stream.open, d)) for d in range(cycle_s)])
