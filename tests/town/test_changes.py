"""Planted changes: the stated factor shows in the counts, and nothing else moves."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from daoan.terms.codes import Form
from daoan.terms.errors import InputError
from daoan.terms.estimates import both
from daoan.terms.records import Crash
from daoan.town.build import Town, town_of
from daoan.town.changed import change_course
from daoan.town.changes import Change, ChangeKind
from daoan.town.county_months import count_by_month, county_months
from daoan.town.course import Course, known_course
from daoan.town.measures import HEADINGS, list_measures, write_measures
from daoan.town.planned import default_changes, worst_segments

COUNTY = "621002"
OTHER = "621027"
YEAR = Change(ChangeKind.COUNTY, date(2023, 1, 1), date(2024, 1, 1), 2.0, area=COUNTY)
BLANK = Change(ChangeKind.RECORDING, date(2023, 1, 1), None, 0.3, area=OTHER, column="weather")


@pytest.fixture(scope="module")
def course() -> Course:
    return known_course(7, False, 8)


@pytest.fixture(scope="module")
def changed(course: Course) -> Town:
    """One county's risk rises for a year and falls afterwards; then another county forgets the weather."""
    return town_of(course, [replace(YEAR, factor=1.8), replace(YEAR, starts=date(2024, 1, 1), ends=None, factor=0.6),
                            BLANK])  # fmt: skip


def local_day(crash: Crash) -> date:
    return (crash.happened_at + timedelta(hours=8)).date()


def ratio(course: Course, changes: list[Change], chosen: Callable) -> tuple[float, float]:
    """Crashes that a filter chooses with the changes over those without, and its standard error were it Poisson."""
    changed = change_course(course, changes)
    before = int(chosen(course.what, course.came).sum())
    after = int((chosen(course.what, course.came) & changed.stays).sum() + chosen(changed.what, changed.came).sum())
    return after / before, np.sqrt(after) / before


def in_year(course: Course) -> Callable:
    among = course.roads.network.area == COUNTY
    first = (date(2023, 1, 1) - course.first_day).days

    def chosen(what, came):
        return among[what.segment] & (what.day >= first) & (what.day < first + 365)

    return chosen


def test_a_town_without_changes_is_the_one_it_always_was(town: Town) -> None:
    rows = [f"{c.crash_id} {c.happened_at:%FT%R} {c.severity} {c.injured} {c.route}" for c in town.crashes]
    assert hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16] == "251aac6415cff23a"
    assert town.truth.changes == ()
    assert (town.truth.crash_change == -1).all()


@pytest.mark.parametrize("factor", [0.0, 0.4, 1.0, 1.5, 3.0])
def test_the_factor_shows_in_the_counts(course: Course, factor: float) -> None:
    got, error = ratio(course, [replace(YEAR, factor=factor)], in_year(course))
    assert abs(got - factor) <= 4 * error + 1e-12


def test_the_factor_is_recovered_over_seeds() -> None:
    months = slice(12 * 5, 12 * 6)
    after = before = 0
    for seed in (7, 8):
        base, more = county_months(seed), county_months(seed, changes=[YEAR])
        row = base.areas.index(COUNTY)
        before += base.crashes[row, months].sum()
        after += more.crashes[row, months].sum()
        elsewhere = np.ones_like(base.crashes, dtype=bool)
        elsewhere[row, months] = False
        np.testing.assert_array_equal(more.crashes[elsewhere], base.crashes[elsewhere])
    assert abs(after / before - 2.0) < 4 * np.sqrt(after) / before


def test_changes_that_meet_multiply(course: Course) -> None:
    for factors in ([2.0, 3.0], [3.0, 0.5], [0.5, 3.0], [0.5, 0.5]):
        changes = [replace(YEAR, factor=f, name=str(k)) for k, f in enumerate(factors)]
        got, error = ratio(course, changes, in_year(course))
        assert abs(got - np.prod(factors)) < 4 * error, factors


def test_a_change_of_one_form_leaves_the_others(course: Course) -> None:
    change = replace(YEAR, factor=3.0, form=Form.REAR_END)
    rear_end = list(Form).index(Form.REAR_END)
    year = in_year(course)
    got, error = ratio(course, [change], lambda what, came: year(what, came) & (came.form == rear_end))
    assert abs(got - 3.0) < 4 * error
    assert ratio(course, [change], lambda what, came: came.form != rear_end)[0] == 1.0


def test_a_change_of_some_hours_leaves_the_others(course: Course) -> None:
    change = replace(YEAR, factor=4.0, hours=(22, 5))
    year = in_year(course)

    def night(what, came):
        return (what.second >= 22 * 3600) | (what.second < 5 * 3600)

    got, error = ratio(course, [change], lambda what, came: year(what, came) & night(what, came))
    assert abs(got - 4.0) < 4 * error
    assert ratio(course, [change], lambda what, came: ~night(what, came))[0] == 1.0


def test_crashes_besides_follow_the_calendar_and_the_risk(course: Course) -> None:
    """Their months and segments are those of all crashes: a whole-year change by a factor keeps the shares."""
    change = Change(ChangeKind.COUNTY, date(2018, 1, 1), None, 2.0)
    more = change_course(course, [change]).what
    start = np.datetime64(course.first_day)
    shares = [
        np.bincount((start + w.day).astype("datetime64[M]").astype(int) % 12, minlength=12) for w in (course.what, more)
    ]
    expected = shares[0] / shares[0].sum() * shares[1].sum()
    assert ((shares[1] - expected) ** 2 / (2 * expected)).sum() < 35  # chi-square of two samples, 11 degrees: p < 0.001
    risk = course.risk[more.segment].mean() / course.risk[course.what.segment].mean()
    assert abs(risk - 1.0) < 0.05


def test_everything_that_a_change_does_not_touch_is_the_same_record(changed: Town, town: Town) -> None:
    before, after = {c.crash_id: c for c in town.crashes}, {c.crash_id: c for c in changed.crashes}
    added, lost = set(after) - set(before), set(before) - set(after)
    assert added
    assert lost
    kept = [before[name] for name in set(before) & set(after) if before[name].area != OTHER]
    assert all(after[crash.crash_id] == crash for crash in kept)
    doubles = {again for t in (changed, town) for again, _ in t.truth.faults.doubled}
    for crash in [after.get(name) or before[name] for name in (added | lost) - doubles]:
        assert crash.area == COUNTY
        assert local_day(crash).year == 2023 if crash.crash_id in added else local_day(crash).year >= 2024
    named = dict(zip(changed.truth.crash_id, changed.truth.crash_change, strict=True))
    assert {name for name, k in named.items() if k >= 0} == added
    assert [c.crash_id for c in changed.crashes] == list(changed.truth.crash_id)
    assert len(after) == len(changed.crashes)


def test_counting_agrees_with_the_register(course: Course, changed: Town) -> None:
    doubles = {again for again, _ in changed.truth.faults.doubled}
    table = count_by_month(course, changed.truth.changes)
    held = Counter((c.area, f"{local_day(c):%Y-%m}") for c in changed.crashes if c.crash_id not in doubles)
    for row, area in enumerate(table.areas):
        assert [held[area, month] for month in table.months] == table.crashes[row].tolist()


def test_a_column_is_left_blank_and_nothing_else(changed: Town, town: Town) -> None:
    after = {c.crash_id: c for c in changed.crashes}
    other = [c for c in town.crashes if c.area == OTHER]
    about = [c for c in other if after[c.crash_id] != c]
    assert all(after[c.crash_id] == replace(c, weather=None) for c in about)
    assert all(local_day(c) >= date(2023, 1, 1) - timedelta(days=1) for c in about)  # a double may lie a day off
    since = sum(local_day(c) >= date(2023, 1, 1) for c in other)
    assert abs(len(about) / since - 0.7) < 4 * np.sqrt(0.21 / since)


def test_treated_segments_would_have_fallen_by_themselves(course: Course) -> None:
    """Regression to the mean: the worst segments of three years have far fewer crashes in the next three."""
    every = np.ones(len(course.roads.network), dtype=bool)
    rows = worst_segments(course, date(2021, 1, 1), 3, 60, every)
    among = np.isin(course.what.segment, rows)
    cut = (date(2021, 1, 1) - course.first_day).days
    before = int((among & (course.what.day < cut)).sum())
    after = int((among & (course.what.day >= cut) & (course.what.day < 2 * cut)).sum())
    assert after < 0.8 * before


def test_the_shown_town_says_which_measures_and_not_what_they_do(course: Course, town: Town) -> None:
    changes = default_changes(course)
    shown = replace(town, truth=replace(town.truth, changes=changes))
    measures = list_measures(shown)
    assert [m.kind for m in measures] == ["speed_camera", "section_control", "lighting", "warning_signs"]
    treated = [segment for m in measures for segment in m.segment_ids]
    assert len(set(treated)) == len(treated)
    assert set(treated) <= set(shown.network.segment_id)
    lines = write_measures(measures).decode("utf-8-sig").splitlines()
    assert tuple(lines[0].split(",")) == HEADINGS
    assert lines[1].split(",")[0] == "M01"
    titles = [both(line.split(",")[2]) for line in lines[1:]]
    assert all("_" not in t.en and t.zh != t.en for t in titles), "a list of works names its measures in words"
    assert not any(str(change.factor) in line for change in changes for line in lines[1:])
    assert all(change.source for change in changes)


@pytest.mark.parametrize(
    "wrong",
    [
        {"factor": -0.1},
        {"factor": float("nan")},
        {"ends": date(2023, 1, 1)},
        {"hours": (3, 25)},
        {"column": "weather"},
        {"kind": ChangeKind.RECORDING},
        {"kind": ChangeKind.RECORDING, "column": "severity", "factor": 0.5},
        {"kind": ChangeKind.RECORDING, "column": "weather", "factor": 1.5},
    ],
)
def test_a_change_that_means_nothing_is_refused(wrong: dict) -> None:
    with pytest.raises(InputError):
        replace(YEAR, **wrong)


def test_places_that_the_town_does_not_have_are_refused(course: Course) -> None:
    with pytest.raises(InputError, match="has no county 100000"):
        change_course(course, [replace(YEAR, area="100000")])
    with pytest.raises(InputError, match="segments 0 to"):
        change_course(course, [replace(YEAR, segments=(10**6,))])
