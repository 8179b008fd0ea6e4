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

from daoan.stream.ordering import BUCKET_MS, Ordering, buckets_before, by_bucket
from daoan.terms.detections import DetectionFrame, empty_detections
from daoan.terms.passes import PASS_TYPES, PassFrame
from daoan.warn.passes.engine import Surroundings
from daoan.warn.passes.shards import Shards

Ints = npt.NDArray[np.int64]

NONE_SAID = 2**62  # later than any span


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
    _oldest: int = field(init=False)  # span of what was said

    def __post_init__(self) -> None:
        expected = len(self.around.facts.vehicles)  # room that is not used costs nothing
        self.first, self.second = (Shards(self.around, self.shards, expected) for _ in range(2))
        self.ordering = Ordering(self.lateness_ms, "happened_ms", "pass_id", "known_ms")
        self.said, self._oldest = {}, NONE_SAID

    def see(self, passes: PassFrame) -> Told:
        """A batch as it came."""
        at_once = self.first.see(passes)
        fresh = self._remember(at_once)
        if not fresh.all():
            at_once = at_once.take(fresh)
        return self._settle(at_once, self.ordering.push(_columns_of(passes)))

    def _remember(self, at_once: DetectionFrame) -> npt.NDArray[np.bool_]:
        """Write down what is said; answers which of it was not said before."""
        order, spans = by_bucket(at_once.happened_ms)
        every, moments = at_once.detection_id[order].tolist(), at_once.happened_ms[order].tolist()
        in_order = np.ones(len(at_once), np.bool_)
        for bucket, here in spans:
            ids, said = every[here], self.said.setdefault(bucket, {})
            self._oldest = min(self._oldest, bucket)
            if len(set(ids)) < len(ids) or not said.keys().isdisjoint(ids):
                met = set(said)
                in_order[here] = [not (told in met or met.add(told)) for told in ids]  # type: ignore[func-returns-value]
            said.update(zip(ids, moments[here], strict=True))
        fresh = np.empty(len(at_once), np.bool_)
        fresh[order] = in_order
        return fresh

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
        self._oldest = min(self.said, default=NONE_SAID)

    def flush(self) -> Told:
        """Nothing more is expected: all becomes final."""
        nothing = _columns_of(PassFrame(**{name: np.zeros(0, dtype) for name, dtype in PASS_TYPES.items()}))
        return self._settle(empty_detections(0), self.ordering.flush(nothing))

    def _settle(self, at_once: DetectionFrame, due: dict[str, Any]) -> Told:
        final = self.second.see(PassFrame(**due))
        order, spans = by_bucket(final.happened_ms)
        every, unsaid = final.detection_id[order].tolist(), np.empty(len(final), np.bool_)
        unsaid[order] = [told not in self.said.get(bucket, ()) for bucket, here in spans for told in every[here]]
        withdrawn = self._forget_final(set(every))
        return Told(at_once, final, final.take(unsaid), np.array(withdrawn, np.int64))

    def _forget_final(self, held: set[int]) -> list[int]:
        """Let go of what was said about spans that are final; answers what of it does not hold."""
        if self._oldest * BUCKET_MS > self.ordering.watermark_ms:
            return []
        over = buckets_before((self.ordering.watermark_ms + 1) // BUCKET_MS, self.said, self._oldest)
        withdrawn = [told for bucket in over for told in self.said.pop(bucket) if told not in held]
        self._oldest = min(self.said, default=NONE_SAID)
        return withdrawn


def _columns_of(passes: PassFrame) -> dict[str, Any]:
    return {name: getattr(passes, name) for name in PASS_TYPES}
