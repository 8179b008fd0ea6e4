"""Where a vehicle that was just seen comes by: as if its read had been kept already."""

from datetime import UTC, datetime

import numpy as np

from daoan.edge.files import read_rule_packs
from daoan.jobs.passes.routes import Routes
from daoan.terms.arrivals import Arrivals
from daoan.terms.detections import empty_detections
from daoan.terms.passes import PassClass, PassFrame, empty_passes, join_passes
from daoan.terms.plates import pack_plate, signs_of
from tests.conftest import ROOT
from tests.warn.passes.road_given import CAR, MIDNIGHT, MINUTE, ZONE, along, passes, roads

PACK = read_rule_packs(ROOT / "rulepacks")["interception"]
NOW = datetime.fromtimestamp((MIDNIGHT + 650 * MINUTE) / 1000, UTC)
OTHERS = [pack_plate(f"甘MI{n:04d}") for n in range(100, 160)]


class Lake:
    """Passes in memory."""

    def __init__(self, frame: PassFrame) -> None:
        self.frame = frame

    def read(self, from_ms: int, until_ms: int) -> PassFrame:
        return self.frame.take((self.frame.happened_ms >= from_ms) & (self.frame.happened_ms < until_ms))

    def of_plate(self, plate: int, from_ms: int, until_ms: int) -> PassFrame:
        there = self.read(from_ms, until_ms)
        return there.take(there.plate == plate)


def town() -> Lake:
    """Sixty cars drove the road up from its beginning, sixty down from its middle."""
    up = [row for k, plate in enumerate(OTHERS[:30]) for row in along(plate, 300 + k, range(12))]
    down = [row for k, plate in enumerate(OTHERS[30:]) for row in along(plate, 300 + k, range(12, 0, -1))]
    return Lake(join_passes([passes(up, heading=0, kind=PassClass.CAR), passes(down, heading=1, kind=PassClass.CAR)]))


def routes(lake: Lake) -> Routes:
    return Routes(lake.read, lake.of_plate, lambda _now: (roads(), ZONE), lambda: PACK)


def same(one: Arrivals | None, other: Arrivals | None) -> bool:
    assert one is not None
    assert other is not None
    return one.site.tolist() == other.site.tolist() and np.allclose(one.chance, other.chance)


def test_the_read_is_brought_in_before_anybody_says_where_it_goes() -> None:
    lake = town()
    own = passes([(CAR, 6, 649)], heading=0, kind=PassClass.CAR)
    found = empty_detections(2)
    for name in ("pass_id", "plate", "site", "happened_ms"):
        getattr(found, name)[:] = getattr(own, name)[0]
    calls = []

    def bring() -> None:
        calls.append(1)
        lake.frame = join_passes([lake.frame, own])

    learned = routes(lake)
    ahead = learned.ahead_of(found, NOW, bring)
    assert same(ahead(0), ahead(1))
    assert same(ahead(0), learned.ahead(signs_of(CAR), NOW))
    assert calls == [1]
    first = ahead(0)
    assert first is not None
    assert int(first.site[np.argmax(first.chance)]) == 7  # it goes up, as its read says


def test_a_read_that_is_nowhere_counts_with_what_is_known_of_it() -> None:
    own = passes([(CAR, 6, 649)])
    found = empty_detections(1)
    for name in ("pass_id", "plate", "site", "happened_ms"):
        getattr(found, name)[:] = getattr(own, name)[0]
    ahead = routes(town()).ahead_of(found, NOW)(0)
    assert ahead is not None
    assert {5, 7} <= set(ahead.site.tolist())  # nobody told which way


def test_without_any_pass_nothing_is_known() -> None:
    nothing = routes(Lake(empty_passes(0)))
    assert nothing.ahead(signs_of(CAR), NOW) is None
    assert nothing.ahead_of(empty_detections(1), NOW)(0) is None
