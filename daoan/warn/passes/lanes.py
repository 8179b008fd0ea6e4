"""Two lanes over one stream: what is said at once, and what is final.

The first lane sees passes as they come and tells at once; it may be wrong about what came out of order. The second sees
the same passes in the order in which they happened, each once, when nothing earlier can come any more; what it tells is
final, and the same as of a stream that was never disturbed. Where the two differ, the difference is told: what was
said and does not hold is withdrawn, what was not said is added. A detection has one id in both, since it follows from
its evidence.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from daoan.stream.ordering import Ordering
from daoan.terms.detections import DetectionFrame, empty_detections
from daoan.terms.passes import PASS_TYPES, PassFrame
from daoan.warn.passes.engine import Engine, Surroundings

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What a batch leads to. ``at_once`` is provisional; ``final`` is what became final, ``added`` what of it was never
    said at once; ``withdrawn``: ids that were said and do not hold."""

    at_once: DetectionFrame
    final: DetectionFrame
    added: DetectionFrame
    withdrawn: Ints


@dataclass(slots=True, eq=False)
class Lanes:
    """Both lanes, and what was said at once and is not final yet (``said_ids`` at ``said_ms``)."""

    around: Surroundings
    lateness_ms: int
    first: Engine = field(init=False)
    second: Engine = field(init=False)
    ordering: Ordering = field(init=False)
    said_ids: Ints = field(init=False)
    said_ms: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.first, self.second = Engine(self.around), Engine(self.around)
        self.ordering = Ordering(self.lateness_ms, "happened_ms", "pass_id", "known_ms")
        self.said_ids, self.said_ms = np.zeros(0, np.int64), np.zeros(0, np.int64)

    def see(self, passes: PassFrame) -> Told:
        """A batch as it came."""
        at_once = self.first.see(passes)
        fresh = ~np.isin(at_once.detection_id, self.said_ids)
        at_once = at_once.take(fresh)
        ids, first = np.unique(at_once.detection_id, return_index=True)
        at_once = at_once.take(np.sort(first)) if len(ids) < len(at_once) else at_once
        self.said_ids = np.concatenate([self.said_ids, at_once.detection_id])
        self.said_ms = np.concatenate([self.said_ms, at_once.happened_ms])
        return self._settle(at_once, self.ordering.push(_columns_of(passes)))

    def flush(self) -> Told:
        """Nothing more is expected: all becomes final."""
        nothing = _columns_of(PassFrame(**{name: np.zeros(0, dtype) for name, dtype in PASS_TYPES.items()}))
        return self._settle(empty_detections(0), self.ordering.flush(nothing))

    def _settle(self, at_once: DetectionFrame, due: dict[str, Any]) -> Told:
        final = self.second.see(PassFrame(**due))
        over = self.said_ms <= self.ordering.watermark_ms
        held = np.isin(self.said_ids, final.detection_id)
        added = final.take(~np.isin(final.detection_id, self.said_ids))
        withdrawn = self.said_ids[over & ~held]
        self.said_ids, self.said_ms = self.said_ids[~over], self.said_ms[~over]
        return Told(at_once, final, added, withdrawn)


def _columns_of(passes: PassFrame) -> dict[str, Any]:
    return {name: getattr(passes, name) for name in PASS_TYPES}
