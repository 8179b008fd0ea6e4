"""Surges of a city: the tree of series, planted surges found once with their crashes, few where there are none."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from daoan.assess.surges.series import series_id, series_tree
from daoan.assess.surges.traits import label_of_traits, traits_of, users_of
from daoan.assess.surges.watch import recurrence_years, watch_surges
from daoan.terms.codes import Form, Level, RoadClass, Role, Severity, VehicleKind
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.records import Nowcast, NowcastWeek, Party, RecordingBreak
from daoan.warn import Findings, raise_alerts
from tests.assess.surges.surge_makers import AS_OF, DETECTOR, NAMES, PACK, crash, register
from tests.warn.findings_makers import PACK as WARNING


def watch(crashes, nowcasts=(), breaks=(), as_of=AS_OF, pack=PACK):
    return watch_surges(crashes, as_of, "city", NAMES, nowcasts, breaks, pack, DETECTOR)


@pytest.fixture(scope="module")
def steady():
    return register(1)


@pytest.fixture(scope="module")
def surging():
    return register(2, surge=3.5)


# --- the tree ---------------------------------------------------------------------------------------------------------


def test_series_count_what_an_obvious_loop_counts(steady):
    tree = series_tree(steady, AS_OF, list(NAMES), PACK)
    weeks = tree.counts.shape[1]
    for s in (0, 3, len(tree) - 1):
        mine = [c for c in steady if set(tree.traits[s]) <= traits_of(c, frozenset(NAMES))]
        for k in (0, 1, 200):
            ends = AS_OF - timedelta(days=7 * k)
            expected = [c for c in mine if ends - timedelta(days=7) <= c.happened_at < ends]
            assert tree.counts[s, weeks - 1 - k] == len(expected)
            assert set(tree.crashes_of(s, weeks - 1 - k, weeks - 1 - k)) == set(expected)


def test_totals_come_first_and_parts_are_no_larger(steady):
    tree = series_tree(steady, AS_OF, list(NAMES), PACK)
    assert series_id(tree.traits[0]) == "all"
    at = {traits: tree.counts[s] for s, traits in enumerate(tree.traits)}
    assert "area=N;road_class=secondary" in {series_id(t) for t in tree.traits}
    for traits, counts in at.items():
        for one in traits:
            assert (counts <= at[(one,)]).all()


def test_one_area_alone_is_no_dimension_and_rare_series_are_left_out(steady):
    tree = series_tree(steady, AS_OF, ["N"], PACK)
    assert not any("area=" in series_id(t) for t in tree.traits)
    rare = [replace(c, form=Form.ROLLOVER) if i % 200 == 0 else c for i, c in enumerate(steady)]
    assert "form=rollover" not in {series_id(t) for t in series_tree(rare, AS_OF, list(NAMES), PACK).traits}


def test_what_is_not_recorded_counts_nowhere():
    one = crash(1, AS_OF, "N", RoadClass.LOCAL, Form.SIDE, VehicleKind.CAR)
    bare = replace(one, area=None, road_class=None, form=None, parties=())
    assert traits_of(bare, frozenset(NAMES)) == set()
    two = replace(one, parties=(Party(Role.PEDESTRIAN, Severity.SERIOUS), Party(Role.DRIVER, Severity.SLIGHT)))
    assert users_of(two) == {"pedestrian"}


def test_a_series_is_called_by_its_traits():
    label = label_of_traits((("area", "N"), ("road_class", "secondary"), ("user", "cyclist")), NAMES)
    assert label == Text("North · secondary road · cyclists and e-bikes", "北县·县道（次干路）·自行车与电动自行车")


# --- surges -----------------------------------------------------------------------------------------------------------


def test_a_planted_surge_is_told_once_with_its_crashes(surging):
    found = watch(surging).surges
    lead = found[0]
    assert "area=N" in lead.series_id
    assert lead.expected.high < lead.known
    assert lead.recurrence_years > 10
    assert lead.q_value <= 0.05
    ids = {c.crash_id: c for c in surging}
    assert len(lead.crash_ids) == lead.known
    assert all(lead.starts <= ids[i].happened_at < lead.ends and ids[i].area == "N" for i in lead.crash_ids)
    assert not any("area=S" in s.series_id for s in found)
    for k, one in enumerate(found):
        for other in found[k + 1 :]:
            common = set(one.crash_ids) & set(other.crash_ids)
            assert len(common) < 0.5 * min(len(one.crash_ids), len(other.crash_ids))


def test_a_steady_city_is_left_alone():
    """Four listed surges a year at four looks a week promise one in 52 looks; 6 towns looked at once."""
    told = [len(watch(register(seed, per_week=12.0)).surges) for seed in range(100, 106)]
    assert sum(n > 0 for n in told) <= 1  # promised 6 × 4 / 208 = 0.12; more than 1 has probability 0.6 %


def test_the_recurrence_is_that_of_all_series_together():
    assert recurrence_years(1e-4, 100, 4.0) == pytest.approx(1 / (100 * 1e-4 * 52.18 * 4))


def test_nothing_that_becomes_known_later_is_seen(surging):
    late = [
        replace(c, known_at=AS_OF + timedelta(days=3)) if c.happened_at > AS_OF - timedelta(days=28) else c
        for c in surging
    ]
    assert watch(late).surges == ()
    assert watch(late).series[0].weeks[0].known == 0


def nowcast_of(share: float | None) -> Nowcast:
    part = None if share is None else Estimate(share, share, share)
    weeks = [
        NowcastWeek(AS_OF - timedelta(days=7 * (k + 1)), AS_OF - timedelta(days=7 * k), 0, part, part) for k in range(4)
    ]
    return Nowcast("city", None, AS_OF, "estimated", tuple(weeks))


def test_late_reports_lower_what_is_expected_and_let_a_surge_be_seen(surging):
    half = [c for i, c in enumerate(surging) if i % 2 or c.happened_at < AS_OF - timedelta(days=28)]
    blind, aware = watch(half), watch(half, (nowcast_of(0.5),))
    assert aware.series[0].weeks[0].expected == pytest.approx(0.5 * blind.series[0].weeks[0].expected, rel=0.02)
    assert min(s.p_value for s in aware.series) < 0.01 * min(s.p_value for s in blind.series)
    assert aware.surges[0].completeness == pytest.approx(0.5)


def test_unknown_completeness_is_said(surging):
    lead = watch(surging, (nowcast_of(None),)).surges[0]
    assert lead.completeness is None
    assert "may still rise" in lead.notes[0].en


def broken(settled: date, trait: str = "road_class/secondary", column: str = "road_class") -> RecordingBreak:
    label, share = Text("x", "x"), Share(1, 9)
    return RecordingBreak("b", "r", column, trait, label, "2024", "year", settled, settled, settled, share, share, 0.0)


def test_a_series_across_a_break_is_compared_with_what_came_after_only(steady):
    rows = {s.series_id: s for s in watch(steady, breaks=(broken(date(2025, 1, 1)),)).series}
    told = rows["road_class=secondary"]
    assert told.state == "recording_changed"
    assert told.p_value is None
    assert "2025-01-01" in told.note.en
    assert "2025年1月1日" in told.note.zh
    assert rows["road_class=local"].state == rows["all"].state == "watched"


def test_a_short_record_says_so_and_an_empty_one_has_nothing():
    short = watch(register(3, weeks=40))
    assert {s.state for s in short.series} == {"too_short"}
    assert all(s.p_value is None and s.note.zh for s in short.series)
    assert watch([]).surges == ()
    assert watch(register(3, weeks=40), as_of=AS_OF + timedelta(days=4000)).surges == ()


# --- the warning ------------------------------------------------------------------------------------------------------


def test_a_surge_warns_with_figures_and_its_crashes_in_both_wordings(surging):
    surge = watch(surging, (nowcast_of(None),)).surges[0]
    (alert,) = raise_alerts(Findings(city="city", zone="Asia/Shanghai", surges=(surge,)), (), AS_OF, WARNING)
    assert alert.rule == "surge"
    assert alert.level is Level.RED
    assert str(surge.known) in alert.body.en
    assert f"已登记{surge.known}起" in alert.body.zh
    assert {e.ref for e in alert.evidence if e.kind == "crash"} == set(surge.crash_ids)


@pytest.mark.parametrize(("years", "level"), [(0.4, None), (0.6, "blue"), (3, "yellow"), (20, "orange"), (1e9, "red")])
def test_how_rare_makes_the_level(surging, years, level):
    surge = replace(watch(surging).surges[0], recurrence_years=years)
    found = raise_alerts(Findings(city="city", zone="Asia/Shanghai", surges=(surge,)), (), AS_OF, WARNING)
    assert [a.level.value for a in found] == ([level] if level else [])


def test_expected_weeks_follow_the_season(steady):
    weeks = watch(steady).series[0].weeks
    season = [1 + 0.3 * np.sin(2 * np.pi * k / 52.18) for k in range(len(weeks))]
    assert np.corrcoef(season, [w.expected for w in weeks])[0, 1] > 0.8
