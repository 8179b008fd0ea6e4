"""Speeds in cells that were drawn: a planted fall is recovered, nothing after the draw is usual, what is kept stays."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from daoan.jobs.deployment.cell_speeds import Measured, MeasuredPair, SpeedSite, measure_pairs, speed_sites
from daoan.jobs.deployment.measuring import MeasuredPairs
from daoan.store.lake import PassLake
from daoan.terms.errors import InputError
from daoan.terms.passes import PassFrame
from daoan.terms.records.holdouts import HoldoutCell, HoldoutPair
from daoan.terms.times import to_ms
from tests.act.deployment.deployment_given import pack
from tests.act.improvement_makers import roads
from tests.lake.lake_given import frame_of, row

DRAWN = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
ON = {"a": (SpeedSite(0, 66.0, 55.0),), "b": (SpeedSite(1, 66.0, 55.0),)}
PACK = pack(holdout__usual_passes=20)


def cell(place: str, begins: datetime) -> HoldoutCell:
    return HoldoutCell(place, "day", begins, begins + 8 * HOUR, 1.0, 1.0, (place,))


def pair(day: int = 0, *, held_first: bool = True) -> HoldoutPair:
    begins = DRAWN + timedelta(days=3 + day)
    return HoldoutPair(f"p{day}", cell("a", begins), cell("b", begins), 0.5, held_first, 0.0, 0.0)


def passes(site: int, begins: datetime, speeds: Sequence[float], first: int) -> Iterator[tuple[float, ...]]:
    base = row(0, 0)
    for n, speed in enumerate(speeds):
        at = to_ms(begins + n * timedelta(minutes=2))
        yield (first + n, site, *base[2:4], at, at + 500, *base[6:-1], speed)


def told(found: PassFrame | list[tuple[float, ...]], folder) -> PassLake:
    lake = PassLake(folder)
    lake.append(frame_of(found) if isinstance(found, list) else found)
    return lake


def usual_weeks(of: HoldoutPair, rng: np.random.Generator, mean: tuple[float, float]) -> list[tuple[float, ...]]:
    rows = []
    for week in range(1, 6):
        for site in (0, 1):
            begins = of.first.starts_at - week * WEEK
            rows += passes(site, begins, rng.normal(mean[site], 4.0, 60), 1_000_000 * site + 1000 * week)
    return rows


def test_a_planted_fall_shows_beside_what_is_usual_of_each_place(tmp_path) -> None:
    rng, one = np.random.default_rng(3), pair()
    rows = usual_weeks(one, rng, (60.0, 75.0))
    rows += passes(0, one.held.starts_at, rng.normal(60.0, 4.0, 100), 5_000_000)
    rows += passes(1, one.patrolled.starts_at, rng.normal(69.0, 4.0, 100), 6_000_000)
    found = measure_pairs(told(rows, tmp_path), ON, [one], DRAWN, PACK)["p0"]
    assert found.held.above_usual_kmh == pytest.approx(0.0, abs=1.5)
    assert found.patrolled.above_usual_kmh == pytest.approx(-6.0, abs=1.5)
    assert found.patrolled.over < 100, "69 km/h on average against a limit of 66: not all are over"
    assert found.patrolled.usual_over == pytest.approx(60, abs=2)


def test_what_came_after_the_draw_is_not_usual(tmp_path) -> None:
    later = pair(day=7)  # its hours of the week before lie after the draw
    rng = np.random.default_rng(1)
    rows = usual_weeks(later, rng, (60.0, 60.0))
    for site in (0, 1):
        rows += passes(site, later.first.starts_at, [60.0] * 50, 7_000_000 + 1000 * site)
    plain = measure_pairs(told(rows, tmp_path / "plain"), ON, [later], DRAWN, PACK)
    after = later.first.starts_at - WEEK + 7 * HOUR
    assert after > DRAWN
    odd = told([*rows, *passes(0, after, [200.0] * 25, 8_000_000)], tmp_path / "odd")
    assert measure_pairs(odd, ON, [later], DRAWN, PACK) == plain


def test_a_pair_needs_a_device_that_told_at_both_cells(tmp_path) -> None:
    rng, one = np.random.default_rng(2), pair()
    rows = usual_weeks(one, rng, (60.0, 60.0))
    rows += passes(0, one.held.starts_at, [60.0] * 50, 9_000_000)
    lake = told(rows, tmp_path / "silent")
    assert measure_pairs(lake, ON, [one], DRAWN, PACK) == {}, "the other device was silent in the cell's hours"
    rows += passes(1, one.patrolled.starts_at, [50.0] * 50, 9_500_000)
    lake = told(rows, tmp_path / "told")
    assert set(measure_pairs(lake, ON, [one], DRAWN, PACK)) == {"p0"}
    assert measure_pairs(lake, {"a": ON["a"]}, [one], DRAWN, PACK) == {}, "no device on the other stretch"
    assert measure_pairs(lake, ON, [one], DRAWN, pack(holdout__usual_passes=10_000)) == {}


def test_devices_are_those_on_the_stretch_that_have_a_limit() -> None:
    network = roads([(i, i + 1, "primary", 900.0, "A1") for i in range(3)])
    from daoan.terms.passes import SiteFrame

    columns = {name: np.zeros(4) for name in SiteFrame.__dataclass_fields__}
    columns |= {
        "segment": np.array([0, -1, 2, 2], np.int32), "limit_car_kmh": np.array([60, 60, np.nan, 80], np.float32),
        "limit_large_kmh": np.array([50, 50, 50, np.nan], np.float32),
    }  # fmt: skip
    found = speed_sites(SiteFrame(**columns), network, 0.1)
    assert set(found) == {str(network.segment_id[0]), str(network.segment_id[2])}
    assert found[str(network.segment_id[0])] == (SpeedSite(0, pytest.approx(66.0), pytest.approx(55.0)),)
    assert found[str(network.segment_id[2])] == (SpeedSite(3, pytest.approx(88.0), pytest.approx(88.0)),)


def test_what_was_measured_stays_as_it_was(tmp_path) -> None:
    kept, first = MeasuredPairs(tmp_path / "holdouts"), Measured(-3.0, 4.0, 9.0)
    assert kept.of("deployment-1") == {}
    kept.add("deployment-1", {"p1": MeasuredPair(first, first)})
    kept.add("deployment-1", {"p1": MeasuredPair(replace(first, over=0.0), first), "p2": MeasuredPair(first, first)})
    assert kept.of("deployment-1") == {"p1": MeasuredPair(first, first), "p2": MeasuredPair(first, first)}
    (tmp_path / "holdouts" / "deployment-1.json").write_text("{")
    with pytest.raises(InputError, match="deployment-1"):
        kept.of("deployment-1")
