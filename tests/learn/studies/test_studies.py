"""Studies: the planted effect is found where the naive figure is fooled, and what cannot be judged says why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from daoan.learn.studies.conduct import conduct_studies
from tests.assess.risk.simulated_roads import AS_OF
from tests.learn.studies.small_world import DAY, STARTS, ground, measure, treated, worst
from tests.learn.studies.small_world import world as make_world


@pytest.fixture(scope="module")
def world():
    return make_world()


def only(given):
    (study,) = conduct_studies(given)
    return study


def test_the_naive_figure_is_fooled_and_ours_is_not(world):
    naive, ours, held = [], [], 0
    for seed in range(8):
        here = make_world(seed)
        rows = worst(here, 60)
        study = only(ground(treated(here, rows, 0.8), measure(here, rows)))
        naive.append(study.naive.value)
        ours.append(study.effect.value)
        held += study.effect.low <= 0.8 <= study.effect.high
    assert np.mean(naive) < 0.72
    assert np.mean(ours) == pytest.approx(0.8, abs=0.05)
    assert held >= 6


def test_without_an_effect_black_spots_fall_by_themselves_and_the_study_says_so(world):
    rows = worst(world, 60)
    study = only(ground(world, measure(world, rows)))
    assert study.naive.high < 1.0 < study.effect.high
    assert study.effect.low < 1.0
    assert "regression to the mean" in study.verdict.en
    assert "均值回归" in study.verdict.zh


def test_the_figures_of_a_study_hang_together(world):
    rows = worst(world, 60)
    study = only(ground(treated(world, rows, 0.5), measure(world, rows)))
    crashes = treated(world, rows, 0.5).crashes
    mine = np.isin(crashes.segment, rows)
    late = crashes.happened_at >= np.datetime64(STARTS.replace(tzinfo=None))
    assert (study.state, study.places, study.method) == ("judged", 60, "empirical_bayes")
    assert study.after.crashes == int((mine & late).sum())
    assert study.before.since == datetime(2012, 1, 1, tzinfo=UTC)
    assert study.before.crashes == int((mine & ~late).sum())
    expected = study.after.crashes + study.crashes_prevented.value
    seen = study.regression_ratio * study.trend_ratio * study.after.crashes / expected
    assert study.naive.value == pytest.approx(seen, rel=0.02)
    assert study.people_prevented.value == pytest.approx(1.5 * study.crashes_prevented.value)
    assert "lowered crashes" in study.verdict.en
    assert {r.method for r in study.readings} == {"naive", "empirical_bayes", "differences", "series"}
    before = [p for p in study.series if p.phase == "before"]
    assert (len(before), len(study.series) - len(before)) == (20, 11)
    assert sum(p.crashes for p in before) == study.before.crashes
    assert sum(p.without.value for p in before) == pytest.approx(study.before.crashes * study.regression_ratio, rel=0.1)


def test_a_measure_looks_at_whole_years_before_its_works(world):
    rows = worst(world, 20)
    study = only(ground(world, measure(world, rows, works_from=STARTS - 200 * DAY)))
    assert study.before.until == STARTS - 200 * DAY
    assert study.before.since == (STARTS - 200 * DAY).replace(
        year=2012
    )  # the record begins in 2012: four years, not five


def test_the_stretches_of_a_road_and_of_an_area_are_found(world):
    network = replace(world.network, area=np.where(world.network.road_name == "R3", "A", "B").astype(object))
    here = replace(world, network=network)
    by_road = only(ground(here, measure(here, np.array([], int), road_name="R3")))
    by_area = only(ground(here, measure(here, np.array([], int), area="A")))
    assert by_road.places == by_area.places == int((network.road_name == "R3").sum())


REFUSED = [
    ({"segment_ids": ("nowhere",)}, "no stretch nowhere"),
    ({"segment_ids": (), "road_name": "R999"}, "called R999"),
    ({"starts": datetime(2012, 6, 1, tzinfo=UTC)}, "no whole year before"),
]


@pytest.mark.parametrize(("fields", "words"), REFUSED)
def test_what_cannot_be_judged_says_why_in_both_languages(world, fields, words):
    study = only(ground(world, measure(world, worst(world, 5), **fields)))
    assert (study.state, study.effect) == ("refused", None)
    assert words in study.verdict.en
    assert study.verdict.zh


def test_two_measures_on_one_stretch_at_one_time_cannot_be_told_apart(world):
    rows = worst(world, 20)
    one = measure(world, rows)
    other = measure(world, rows[:1], measure_id="m2", starts=STARTS + 100 * DAY)
    studies = conduct_studies(ground(world, one, other))
    assert [s.state for s in studies] == ["refused", "refused"]
    assert "cannot be told apart" in studies[0].verdict.en
    apart = measure(world, worst(world, 40)[20:], measure_id="m3")
    studies = conduct_studies(ground(world, one, apart))
    assert [s.state for s in studies] == ["judged", "judged"]
    alone = only(ground(world, one))
    assert studies[0].comparison_places == alone.comparison_places - 20  # the other's stretches are no comparison


def test_stretches_without_a_crash_give_no_effect(world):
    quiet = np.flatnonzero(np.bincount(world.crashes.segment, minlength=len(world.network)) == 0)[:3]
    study = only(ground(world, measure(world, quiet)))
    assert study.state == "refused"
    assert "no crash" in study.verdict.en


def test_a_measure_of_last_month_is_early_and_one_of_next_month_planned(world):
    rows = worst(world, 200)
    early = only(ground(world, measure(world, rows, starts=AS_OF - 30 * DAY)))
    planned = only(ground(world, measure(world, rows, starts=AS_OF + 30 * DAY, planned=True)))
    assert (early.state, early.effect, planned.state, planned.effect) == ("early", None, "planned", None)
    for study in (early, planned):
        assert study.power.months_needed > 0
        assert f"takes {study.power.months_needed} months" in study.verdict.en


def test_nothing_that_happens_later_is_seen(world):
    rows = worst(world, 20)
    given = measure(world, rows)
    early = only(ground(world, given, as_of=AS_OF - 400 * DAY))
    cut = world.crashes.where(world.crashes.happened_at < np.datetime64((AS_OF - 400 * DAY).replace(tzinfo=None)))
    assert early == only(ground(replace(world, crashes=cut), given, as_of=AS_OF - 400 * DAY))
    assert early != only(ground(world, given))


def test_no_crashes_at_all_is_no_traceback(world):
    nothing = replace(world, crashes=world.crashes.where(np.zeros(len(world.crashes), dtype=bool)))
    assert only(ground(nothing, measure(world, worst(world, 3)))).state == "refused"


def test_a_measure_that_ended_is_watched_to_its_end(world):
    study = only(ground(world, measure(world, worst(world, 20), ends=STARTS + timedelta(days=365))))
    assert study.after.until == STARTS + timedelta(days=365)


@pytest.mark.slow
def test_the_worst_stretches_of_the_town_give_back_the_planted_effect():
    from tests.learn.studies.planted import measure as plant

    results = list(plant(300))
    assert any(r.held for r in results)  # two that share their past
    assert np.mean([r.study.naive.value / r.factor for r in results]) < 0.85
    assert np.mean([r.study.effect.value / r.factor for r in results]) == pytest.approx(1.0, abs=0.12)
