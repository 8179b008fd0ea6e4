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

from daoan.stream.ordering import BUCKET_MS, Ordering
from daoan.terms.detections import DetectionFrame, empty_detections
from daoan.terms.passes import PASS_TYPES, PassFrame
from daoan.warn.passes.engine import Surroundings
from daoan.warn.passes.shards import Shards

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
    """Both lanes, and what was said at once and is not final yet.

    ``said``: ids by the span of time that lets go together (:data:`BUCKET_MS`), each with its moment, so that a batch
    is held against its own spans and not against all that waits. ``shards``: of plates; what is final is what a replay
    with as many says.
    """

    around: Surroundings
    lateness_ms: int
    shards: int = 1
    first: Shards = field(init=False)
    second: Shards = field(init=False)
    ordering: Ordering = field(init=False)
    said: dict[int, dict[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.first, self.second = Shards(self.around, self.shards), Shards(self.around, self.shards)
        self.ordering = Ordering(self.lateness_ms, "happened_ms", "pass_id", "known_ms")
        self.said = {}

    def see(self, passes: PassFrame) -> Told:
        """A batch as it came."""
        at_once = self.first.see(passes)
        fresh = np.zeros(len(at_once), np.bool_)
        moments = at_once.happened_ms.tolist()
        for row, (told, moment) in enumerate(zip(at_once.detection_id.tolist(), moments, strict=True)):
            said = self.said.setdefault(moment // BUCKET_MS, {})
            fresh[row] = told not in said
            said.setdefault(told, moment)
        at_once = at_once.take(fresh)
        return self._settle(at_once, self.ordering.push(_columns_of(passes)))

    def look_around(self, around: Surroundings) -> None:
        """Go on among other surroundings, both lanes."""
        self.around = around
        self.first.look_around(around)
        self.second.look_around(around)

    def kept_said(self) -> Ints:
        """What was said at once and is not final, as rows of (id, moment)."""
        pairs = [pair for bucket in sorted(self.said) for pair in self.said[bucket].items()]
        return np.array(pairs, np.int64).reshape(-1, 2)

    def resume_said(self, rows: Ints) -> None:
        """Go on from :meth:`kept_said`."""
        self.said = {}
        for told, moment in rows.tolist():
            self.said.setdefault(moment // BUCKET_MS, {})[told] = moment

    def flush(self) -> Told:
        """Nothing more is expected: all becomes final."""
        nothing = _columns_of(PassFrame(**{name: np.zeros(0, dtype) for name, dtype in PASS_TYPES.items()}))
        return self._settle(empty_detections(0), self.ordering.flush(nothing))

    def _settle(self, at_once: DetectionFrame, due: dict[str, Any]) -> Told:
        final = self.second.see(PassFrame(**due))
        buckets = (final.happened_ms // BUCKET_MS).tolist()
        ids = final.detection_id.tolist()
        unsaid = [told not in self.said.get(bucket, {}) for bucket, told in zip(buckets, ids, strict=True)]
        over = sorted(bucket for bucket in self.said if bucket * BUCKET_MS <= self.ordering.watermark_ms)
        held = set(ids)
        withdrawn = [told for bucket in over for told in self.said.pop(bucket) if told not in held]
        added = final.take(np.array(unsaid, np.bool_))
        return Told(at_once, final, added, np.array(withdrawn, np.int64))


def _columns_of(passes: PassFrame) -> dict[str, Any]:
    return {name: getattr(passes, name) for name in PASS_TYPES}
