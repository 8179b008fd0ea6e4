"""A shard as one value: everything that an engine remembers as bytes, and one step from value to value.

This is the form in which another engine of streams keeps it: ``(bytes, passes) → (bytes, detections)``. Layout: eight
bytes that say what it is, four int64 (plates, sites, bytes of a plate, last moment), then whose row each row is, the
rows, the sites.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from daoan.terms.detections import DetectionFrame
from daoan.terms.errors import Fault, FileUnreadable
from daoan.terms.passes import PassFrame
from daoan.warn.passes.engine import Engine, Surroundings
from daoan.warn.passes.state import PLATE, SITE, PassState

MAGIC = b"DAOANPS2"
_HEAD = np.dtype([("plates", "<i8"), ("sites", "<i8"), ("width", "<i8"), ("seen_ms", "<i8")])
BEGINNING = -(2**62)


@dataclass(slots=True, eq=False)
class KeptShard:
    """An engine that sees passes in order only, and how far it is. ``seen_ms``: moment of the last pass it has seen."""

    engine: Engine
    seen_ms: int = BEGINNING

    @classmethod
    def of(cls, value: bytes | None, around: Surroundings) -> Self:
        """Go on from a value, or begin (``None``). The register and the watch list are asked anew for every plate.

        Raises :class:`FileUnreadable` for bytes of another version.
        """
        engine = Engine(around)
        if value is None:
            return cls(engine)
        engine.state, seen_ms = _read(value)
        engine.look_around(around)
        return cls(engine, seen_ms)

    def see(self, passes: PassFrame) -> DetectionFrame:
        """See passes of any order, none of which happened before one that was seen. Raises :class:`Fault`."""
        passes = in_order(passes)
        if len(passes):
            if int(passes.happened_ms[0]) < self.seen_ms:
                raise Fault("passes came to a shard after later ones; what it would tell could not be computed again")
            self.seen_ms = int(passes.happened_ms[-1])
        return self.engine.see(passes)

    def value(self) -> bytes:
        """Everything, as bytes."""
        state = self.engine.state
        plates = state.plates[: state.number]
        head = np.array([(state.number, len(state.sites), PLATE.itemsize, self.seen_ms)], _HEAD)
        parts = (head, state.plate_of().astype("<i8"), plates, state.sites)
        return b"".join([MAGIC, *(part.tobytes() for part in parts)])


def in_order(passes: PassFrame) -> PassFrame:
    """Passes in the order in which they happened, by id where they happened at once; each once."""
    order = np.lexsort((passes.known_ms, passes.pass_id, passes.happened_ms))
    ids = passes.pass_id[order]
    first = np.ones(len(order), np.bool_)
    first[1:] = ids[1:] != ids[:-1]
    return passes.take(order[first])


def _read(value: bytes) -> tuple[PassState, int]:
    try:
        if value[: len(MAGIC)] != MAGIC:
            raise ValueError("other first bytes")
        at = len(MAGIC) + _HEAD.itemsize
        number, sites, width, seen_ms = (int(n) for n in np.frombuffer(value, _HEAD, 1, len(MAGIC))[0])
        if width != PLATE.itemsize or len(value) != at + number * (8 + width) + sites * SITE.itemsize:
            raise ValueError("another length")
        plate_of = np.frombuffer(value, "<i8", number, at)
        plates = np.frombuffer(value, PLATE, number, at + 8 * number).copy()
        kept = np.frombuffer(value, SITE, sites, at + (8 + width) * number).copy()
        return PassState.of(plate_of, plates, kept), seen_ms
    except ValueError as problem:
        raise FileUnreadable(f"this is no shard of this version ({problem})") from problem
