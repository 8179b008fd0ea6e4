"""One day of passes reduced: trips there and back, journeys, ends; whatever is missing, doubled or misread."""

from dataclasses import replace

import numpy as np
import pytest

from daoan.terms.passes import NOT_RECORDED, Heading, PassFrame, join_passes
from daoan.terms.plates import NO_PLATE, pack_plate
from daoan.warn.shuttling.day import RUN_TYPES, DayRuns
from daoan.warn.shuttling.ends import group_sites
from tests.warn.shuttling.shuttling_given import (
    ENDS,
    MINUTE,
    OTHER,
    RULES,
    SITES,
    VAN,
    leg,
    passes,
    reduced,
    single,
    to_and_fro,
)  # fmt: skip


def same(one: DayRuns, other: DayRuns) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in RUN_TYPES)


def at_site(runs: DayRuns, site: int) -> tuple[int, int]:
    """Trips and crossings."""
    (row,) = np.flatnonzero(runs.site == site)
    return int(runs.trips[row]), int(runs.crossings[row])


def test_four_runs_there_and_four_back_are_four_trips_in_eight_journeys_between_two_ends() -> None:
    runs = reduced(passes(VAN, to_and_fro(8)))
    assert runs.site.tolist() == [1, 2, 3]
    assert set(runs.trips.tolist()) == {4}
    assert set(runs.journeys.tolist()) == {8}
    assert set(zip(runs.end_a.tolist(), runs.end_b.tolist(), strict=True)) == {(1, 3)}
    assert set(runs.last_site.tolist()) == {1}
    assert set(runs.other_site.tolist()) == {3}


def test_reads_that_are_missing_take_a_trip_from_their_own_site_only() -> None:
    reads = to_and_fro(8)
    del reads[13], reads[2]  # of the second site on the fifth run, of the third on the first
    runs = reduced(passes(VAN, reads))
    assert [at_site(runs, site) for site in (1, 2, 3)] == [(4, 8), (4, 7), (4, 7)]
    assert (runs.end_a[0], runs.end_b[0]) == (1, 3)


@pytest.mark.parametrize("heading", [Heading.UP, Heading.UNKNOWN])
def test_a_site_that_sees_one_direction_or_tells_none(heading: Heading) -> None:
    turns = [(minute, site, heading, more) for minute, site, _, more in single(8, 2)]
    one_way = turns[::2] if heading == Heading.UP else turns
    runs = reduced(passes(VAN, one_way))
    assert at_site(runs, 2)[0] == 4
    assert (int(runs.end_a[0]), int(runs.end_b[0])) == (2, 2)


def test_the_same_site_again_at_once_is_one_crossing_and_later_it_is_a_turn() -> None:
    twice = [(400, 2, Heading.UP, {}), (400 + (RULES.crossing_ms - 1) / MINUTE, 2, Heading.UP, {})]
    assert at_site(reduced(passes(VAN, twice)), 2) == (1, 1)
    later = [(400, 2, Heading.UP, {}), (400 + RULES.crossing_ms / MINUTE, 2, Heading.DOWN, {})]
    runs = reduced(passes(VAN, later))
    assert (at_site(runs, 2), int(runs.journeys[0])) == ((1, 2), 2)


def test_a_rest_ends_a_journey_and_a_long_drive_does_not() -> None:
    drive = 8_000 * RULES.winding / RULES.drive_m_per_ms / MINUTE  # from site to site
    rest = RULES.rest_ms / MINUTE
    for gap, journeys in ((drive + rest - 1, 1), (drive + rest + 1, 2)):
        runs = reduced(passes(VAN, [(400, 1, Heading.UP, {}), (400 + gap, 2, Heading.UP, {})]))
        assert runs.journeys.tolist() == [journeys]


def test_there_and_back_without_a_rest_is_a_turn() -> None:
    assert reduced(passes(VAN, leg(400, 1, 3) + leg(431, 2, 1))).journeys[0] == 2


@pytest.mark.parametrize(
    "more",
    [{"score": RULES.least_score - 1}, {"plate": NO_PLATE}, {"plate": pack_plate("甘M1?345")}, {"site": 5}],
)
def test_reads_that_nobody_can_trust_are_not_counted(more: dict[str, float]) -> None:
    reads = [(minute, site, heading, more) for minute, site, heading, _ in to_and_fro(8)]
    assert len(reduced(passes(VAN, reads))) == 0


def test_a_camera_that_gives_no_score_is_counted() -> None:
    reads = [(minute, site, heading, {"score": NOT_RECORDED}) for minute, site, heading, _ in to_and_fro(8)]
    assert at_site(reduced(passes(VAN, reads)), 2) == (4, 8)


def test_who_is_read_once_has_one_row_and_no_other_end() -> None:
    runs = reduced(passes(VAN, leg(400, 2, 2)))
    assert (len(runs), int(runs.other_site[0]), int(runs.other_ms[0]), int(runs.trips[0])) == (1, -1, 0, 1)


def test_nobody_drove() -> None:
    assert len(reduced(passes(VAN, []))) == 0


def test_the_order_of_passes_does_not_matter() -> None:
    frame = join_passes([passes(VAN, to_and_fro(8)), passes(OTHER, leg(500, 0, 4) + leg(900, 4, 0))])
    mixed = frame.take(np.random.default_rng(1).permutation(len(frame)))
    assert same(reduced(mixed), reduced(frame))
    assert reduced(frame).plate.tolist() == sorted(reduced(frame).plate.tolist())


def test_against_a_slow_count_of_every_plate() -> None:
    rng = np.random.default_rng(5)
    for _ in range(30):
        frame = wandering(rng)
        runs = reduced(frame)
        for row in range(len(runs)):
            own = [k for k in np.argsort(frame.happened_ms) if frame.plate[k] == runs.plate[row]]
            trips, crossings, journeys = slow(frame, own, int(runs.site[row]))
            assert (runs.trips[row], runs.crossings[row], runs.journeys[row]) == (trips, crossings, journeys)
        assert set(runs.plate.tolist()) == set(frame.plate.tolist())


def wandering(rng: np.random.Generator) -> PassFrame:
    """Three plates anywhere at any time, the headings at random."""
    plates = (VAN, OTHER, pack_plate("甘M00001"))
    parts = []
    for plate in plates:
        minutes = np.sort(rng.choice(1440, int(rng.integers(1, 30)), replace=False))
        reads = [(float(m), int(rng.integers(0, 5)), int(rng.integers(-1, 2)), {}) for m in minutes]
        parts.append(passes(plate, reads))
    return join_passes(parts)


def slow(frame: PassFrame, own: list[int], site: int) -> tuple[int, int, int]:
    """Trips and crossings at a site, and journeys, read by read."""
    reads: list[tuple[int, int, int]] = []
    before = None
    for k in own:
        now = (int(frame.happened_ms[k]), int(frame.site[k]), int(frame.heading[k]))
        if before is None or before[1] != now[1] or now[0] - before[0] >= RULES.crossing_ms:
            reads.append(now)
        before = now
    here = [heading for _, where, heading in reads if where == site]
    journeys = 0
    for k, (at, where, _) in enumerate(reads):
        apart = 0.0 if k == 0 else abs(where - reads[k - 1][1]) * 0.0888 * 111_195 * np.cos(np.radians(36))
        rested = k and at - reads[k - 1][0] > RULES.rest_ms + apart * RULES.winding / RULES.drive_m_per_ms
        journeys += not k or rested or where in {reads[j][1] for j in range(max(k - 2, 0), k)}
    return max(here.count(0), here.count(1), len(here) // 2), len(here), journeys


def test_sites_near_one_another_are_one_end() -> None:
    near = replace(SITES, lon=np.array([107.0, 107.01, 107.02, 107.2, np.nan]))  # 900 m apart, and one nowhere
    assert group_sites(near, 1_000.0).tolist() == [0, 0, 2, 3, 4]
    assert group_sites(near, 2_000.0).tolist() == [0, 0, 0, 3, 4]
    assert ENDS.tolist() == [0, 1, 2, 3, 4]
