"""Presence against a plan: what is near and joined counts, what is not heard does not; how a unit stands; the score."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from daoan.act.patrols import standings_of
from daoan.act.presence.board import PostState, stand_of
from daoan.act.presence.covering import Cover, Step, covered_over
from daoan.act.presence.hotspots import HotSpot, SpotClass, active_spans, fullest_hours, hours_of_days
from daoan.act.presence.matching import match_of, points_of
from daoan.act.presence.tracks import Track, common, joined, minutes_in, place_at, planned_track, spans_near
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.terms.estimates import Share
from daoan.terms.records.deploying import Stop, UnitPlacement
from daoan.terms.records.patrols import DutyState, PositionSource, UnitNow, UnitPosition
from tests.act.deployment.deployment_given import town

PACKS = read_rule_packs(ROOT / "rulepacks")
T0 = datetime(2026, 3, 5, tzinfo=UTC)
HERE, FAR = (0.0, 0.0), (5000.0, 0.0)


def minute(n: float) -> datetime:
    return T0 + timedelta(minutes=n)


def track(*rows: tuple[float, tuple[float, float]]) -> Track:
    return Track("car", np.array([minute(m).timestamp() for m, _ in rows]), np.array([xy for _, xy in rows], float))


@pytest.mark.parametrize(
    ("rows", "minutes"),
    [
        ([(0, HERE), (4, HERE), (8, HERE)], 8),
        ([(0, HERE), (6, HERE)], 0),  # a gap of more than five minutes is not bridged
        ([(0, HERE)], 0),  # one report is no presence
        ([(0, HERE), (2, FAR), (4, HERE), (6, HERE)], 2),
    ],
    ids=["joined", "gap", "lone", "left"],
)
def test_time_that_is_not_heard_is_not_presence(rows, minutes) -> None:
    assert minutes_in(spans_near([track(*rows)], np.array([HERE]), 800.0, 300.0)) == minutes


def test_driving_from_one_stretch_to_another_is_presence_at_neither() -> None:
    spans = spans_near([track((0, HERE), (4, FAR), (6, FAR))], np.array([HERE, FAR]), 800.0, 300.0)
    assert minutes_in(spans) == 2


def test_two_crews_at_once_count_once() -> None:
    a, b = track((0, HERE), (4, HERE)), track((2, HERE), (6, HERE))
    assert minutes_in(spans_near([a, b], np.array([HERE]), 800.0, 300.0)) == 6


def test_where_a_unit_was_is_told_only_between_near_reports() -> None:
    found = track((0, HERE), (4, (400.0, 0.0)), (20, FAR))
    assert place_at([found], minute(1).timestamp(), 300.0) == pytest.approx((100.0, 0.0))
    assert place_at([found], minute(10).timestamp(), 300.0) is None


def test_spans_are_joined_and_cut() -> None:
    assert joined([(5, 7), (0, 2), (2, 3)]) == ((0, 3), (5, 7))
    assert common(((0, 3), (5, 7)), ((2, 6),)) == ((2, 3), (5, 6))


PLACED = UnitPlacement(
    "u1", "s", "P01", T0, minute(240), stops=(Stop("g1", minute(10), minute(25)), Stop("g2", minute(30), minute(45)))
)
POINTS = {"P01": np.array(HERE), "g1": np.array(HERE), "g2": np.array((3000.0, 0.0))}


def crew(age_min: float, state: DutyState = DutyState.PATROLLING):
    at = minute(40 - age_min)
    one = UnitPosition("u1", "car", at, at, PositionSource.PHONE, 107.0, 35.0, 10.0, state=state)
    return standings_of([UnitNow("u1", "car", one, one)], minute(40), PACKS["patrols"])


def stand(crews, xy=HERE, tracks=(), **more):
    return stand_of(
        PLACED, POINTS, tracks, crews, minute(40), PACKS["presence"], xy=np.array([xy] * len(crews)), **more
    )


@pytest.mark.parametrize(
    ("age", "state", "xy", "away", "expected"),
    [
        (1, DutyState.PATROLLING, HERE, False, PostState.ON_POST),
        (1, DutyState.PATROLLING, (3000.0, 100.0), False, PostState.ON_POST),  # on its round
        (1, DutyState.PATROLLING, FAR, False, PostState.UNDER_WAY),
        (30, DutyState.PATROLLING, HERE, False, PostState.SILENT),
        (1, DutyState.BUSY, HERE, False, PostState.AWAY),
        (30, DutyState.PATROLLING, HERE, True, PostState.AWAY),
    ],
)
def test_how_a_unit_stands(age, state, xy, away, expected) -> None:
    assert stand(crew(age, state), xy, is_away=away).state is expected


def test_nobody_heard_is_silent() -> None:
    assert stand(()).state is PostState.SILENT


def test_dwell_is_what_was_heard_of_what_was_wanted_so_far() -> None:
    found = stand((), tracks=[track((12, HERE), (16, HERE), (20, HERE), (32, (3000.0, 0.0)), (36, (3000.0, 0.0)))])
    assert found.dwell == Share(12.0, 25.0), "two of three spans; 15 minutes of the first stop and 10 of the second"
    assert [round(s.confirmed_min) for s in found.stops] == [8, 4]
    assert found.on_post == ((minute(12), minute(20)), (minute(32), minute(36)))


def test_reports_outside_the_placement_do_not_count() -> None:
    assert stand((), tracks=[track((-6, HERE), (-3, HERE))]).dwell.part == 0


def spot(of: SpotClass) -> HotSpot:
    return HotSpot(of.value, of, of.value, 107.0, 35.0, frozenset(range(168)))


def test_the_score_renormalises_what_is_not_there_and_says_so() -> None:
    hour = ((0.0, 3600.0),)
    spots = [spot(SpotClass.BLACK_SPOT), spot(SpotClass.DISORDER)]
    found = match_of(spots, [hour, hour], [((0.0, 1440.0),), hour], PACKS["match"])
    black, disorder, *rest = found.classes
    assert (black.points, disorder.points) == (pytest.approx(50.0), 100.0), "0.4 of 0.8; all there"
    assert (black.weight, disorder.weight) == (pytest.approx(5 / 7), pytest.approx(2 / 7))
    assert found.points == pytest.approx((5 * 50 + 2 * 100) / 7)
    assert all(c.points is None and c.weight == 0 for c in rest)
    assert "常发堵点" in found.notes[0].zh


@pytest.mark.parametrize(("coverage", "points"), [(0.8, 100), (0.9, 100), (0.79, 98.75), (0.0, 0)])
def test_points_of_a_coverage(coverage, points) -> None:
    assert points_of(Share(coverage, 1.0), PACKS["match"]) == pytest.approx(points)


def test_no_spot_at_all_is_no_score() -> None:
    assert match_of([], [], [], PACKS["match"]).points is None


def test_active_hours_lie_on_the_local_clock() -> None:
    school = hours_of_days([(7, 9)], range(5))
    monday = datetime(2026, 3, 1, 16, tzinfo=UTC)  # Monday 00:00 in Shanghai
    spans = active_spans(school, monday, monday + timedelta(days=7), "Asia/Shanghai")
    assert len(spans) == 5
    assert datetime.fromtimestamp(spans[0][0], UTC) == datetime(2026, 3, 1, 23, tzinfo=UTC)
    assert (
        minutes_in(active_spans(school, monday + timedelta(hours=8), monday + timedelta(days=1), "Asia/Shanghai")) == 60
    )
    assert hours_of_days([(22, 2)], [6]) == {166, 167, 0, 1}, "over midnight, into Monday"


def test_the_fullest_hours_hold_the_share() -> None:
    shares = np.zeros(168)
    shares[[3, 50, 7]] = 0.4, 0.35, 0.25
    assert fullest_hours(shares, 0.5) == {3, 50}
    assert fullest_hours(np.zeros(168), 0.5) == frozenset()


def test_cover_is_the_plans_formula_and_missing_cover_is_not_made_up_elsewhere() -> None:
    request = town(places=2, units=2, number=1, km=60.0)
    cover = Cover(request, PACKS["deployment"])
    first, second = cover.places[0], cover.places[1]
    expected = sum(d.expected[0] for d in request.demands)
    planned, confirmed, missed = covered_over(cover, [Step(0, 8.0, [first], [second])])
    assert planned.share.whole == pytest.approx(expected)
    assert planned.injuries.value == pytest.approx(0.6 * request.demands[0].expected[0], rel=1e-6), "1 − q by day"
    assert confirmed.injuries.value == pytest.approx(0.6 * request.demands[1].expected[0], rel=1e-6)
    assert missed.value == pytest.approx(planned.injuries.value)
    assert planned.injuries.low < planned.injuries.value < planned.injuries.high
    assert (cover.at(cover.stretches[0]) == first).all(), "standing on the stretch is as good as the place"


def test_a_planned_track_stands_at_its_dwells() -> None:
    a, b = (0.0, 900.0), (1200.0, 2100.0)
    found = planned_track([(a, np.array(HERE)), (b, np.array(FAR))])
    assert minutes_in(spans_near([found], np.array([HERE]), 100.0, np.inf)) == 15
    assert minutes_in(spans_near([found], np.array([FAR]), 100.0, np.inf)) == 15
