"""Where vehicles go, learned from the lake's latest days; and where one of them, just seen, will come by."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from threading import Lock

import numpy as np

from daoan.assess.routing.ahead import look_ahead
from daoan.assess.routing.model import RouteModel, ZoneShift, fit_routes, seen_of
from daoan.terms.arrivals import Arrivals
from daoan.terms.detections import DetectionFrame
from daoan.terms.passes import NO_BRAND, NOT_RECORDED, Distances, Heading, PassFrame, empty_passes, join_passes
from daoan.terms.plates import pack_plate
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import to_ms

DAYS, MOST_PASSES = 7, 4_000_000  # so far back routes are learned from, and from no more passes than that
JOURNEY = timedelta(hours=3)  # what a vehicle did longer ago says nothing of where it is going


@dataclass(slots=True, eq=False)
class Routes:
    """The routes of a city as its passes tell them, learned anew once a day.

    ``read``: passes of a span, ``of_plate``: those of one vehicle, both by rows of the sites; ``ground``: road between
    them, and the zone's clocks.
    """

    read: Callable[[int, int], PassFrame]
    of_plate: Callable[[int, int, int], PassFrame]
    ground: Callable[[datetime], tuple[Distances, ZoneShift]]
    pack: Callable[[], RulePack]
    _lock: Lock = field(default_factory=Lock)
    _kept: tuple[object, RouteModel | None] | None = None

    def model(self, now: datetime) -> RouteModel | None:
        """The routes as they were learned for a day; ``None`` where no passes were kept."""
        distances, zone = self.ground(now)
        key = (now.date(), id(distances), self.pack().stamp)
        with self._lock:
            if self._kept is None or self._kept[0] != key:
                self._kept = key, self._learn(now, distances, zone)
            return self._kept[1]

    def ahead(self, plate: str, now: datetime) -> Arrivals | None:
        """Where a vehicle comes by, by its signs; ``None`` where nothing of it, or of routes, is known."""
        model = self.model(now)
        return None if model is None else self.ahead_by(model, plate, now)

    def ahead_by(self, model: RouteModel, plate: str, now: datetime) -> Arrivals | None:
        """The same by routes in hand, for whoever asks of many vehicles."""
        begin, end = to_ms(now - JOURNEY), to_ms(now) + 1
        # Of two vehicles that bear the same signs, a small and a large one, the one that was seen.
        both = [self.of_plate(pack_plate(plate, large=large), begin, end) for large in (False, True)]
        return self._ahead(model, max(both, key=len), now)

    def ahead_of(
        self, found: DetectionFrame, now: datetime, refresh: Callable[[], object] = lambda: None
    ) -> Callable[[int], Arrivals | None]:
        """The same for the vehicles of detections, by row.

        ``refresh``: brings what was passed lately to where passes are read from; called once, where the read itself is
        not there yet. A read that is not there even then counts with what the detection says of it.
        """
        refreshed = False
        learned = cache(lambda: self.model(now))  # asked for where a vehicle is, and once

        def ahead(row: int) -> Arrivals | None:
            nonlocal refreshed
            model = learned()
            if model is None:
                return None
            span = to_ms(now - JOURNEY), int(found.happened_ms[row]) + 1
            passes = self.of_plate(int(found.plate[row]), *span)
            if found.pass_id[row] not in passes.pass_id and not refreshed:
                refreshed = True
                refresh()
                passes = self.of_plate(int(found.plate[row]), *span)
            if found.pass_id[row] not in passes.pass_id:
                passes = join_passes([passes, _own_pass(found, row)])
            return self._ahead(model, passes, now)

        return ahead

    def _ahead(self, model: RouteModel, passes: PassFrame, now: datetime) -> Arrivals | None:
        there = passes.take((passes.site >= 0) & (passes.site < len(model.times.free_s)))
        seen = seen_of(model, there.take(np.argsort(there.happened_ms, kind="stable")))
        return None if seen is None else look_ahead(model, seen, to_ms(now), self.pack())

    def _learn(self, now: datetime, distances: Distances, zone: ZoneShift) -> RouteModel | None:
        end, parts, number = to_ms(now), list[PassFrame](), 0
        for day in range(DAYS):
            parts.append(self.read(end - (day + 1) * 86_400_000, end - day * 86_400_000))
            number += len(parts[-1])
            if number >= MOST_PASSES:
                break
        return None if not number else fit_routes(join_passes(parts[::-1]), distances, zone, end, self.pack())


def _own_pass(found: DetectionFrame, row: int) -> PassFrame:
    one = empty_passes(1)
    one.heading[0], one.score[0], one.kind[0] = Heading.UNKNOWN, NOT_RECORDED, NOT_RECORDED
    one.colour[0], one.brand[0], one.speed_kmh[0] = NOT_RECORDED, NO_BRAND, np.nan
    told = {name: np.array([getattr(found, name)[row]]) for name in ("pass_id", "site", "happened_ms", "plate")}
    return replace(one, **told, known_ms=told["happened_ms"])
