"""Nowcasts over crash records: planted lags, what cannot be told, what is not yet known, bad input."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.assess.nowcast.nowcasts import list_nowcasts
from daoan.terms.codes import Severity
from daoan.terms.errors import InputError
from daoan.terms.records import Crash
from daoan.terms.rulepacks import read_rule_pack

AS_OF = datetime(2025, 6, 2, 16, tzinfo=UTC)
PACK = read_rule_pack((Path(__file__).parents[3] / "rulepacks" / "recent.toml").read_text("utf-8"), "recent")
MEDIAN_DAYS = {Severity.FATAL: 0.3, Severity.INJURED: 4.0}


def crash(i: int, happened_at: datetime, known_at: datetime, severity: Severity = Severity.INJURED, **more) -> Crash:
    ref = f"{i:06d}"
    return Crash(f"register:{ref}", "register", ref, happened_at, known_at, severity, **{"area": "A", **more})


def register(seed: int, days: int = 500, per_week: float = 30.0) -> list[Crash]:
    """Crashes of ``days`` up to AS_OF with planted lags, those known only later included."""
    rng = np.random.default_rng(seed)
    made = []
    for i in range(rng.poisson(per_week * days / 7)):
        happened = AS_OF - timedelta(days=float(rng.uniform(0, days)))
        severity = Severity.FATAL if rng.uniform() < 0.1 else Severity.INJURED
        lag = timedelta(days=float(MEDIAN_DAYS[severity] * np.exp(rng.normal(0, 0.8))))
        made.append(crash(i, happened, happened + lag, severity, area="A" if rng.uniform() < 0.7 else "B"))
    return made


def total(found, area="city", severity=None):
    return next(n for n in found if n.area == area and n.severity == severity)


def test_intervals_hold_the_final_count_and_the_count_as_it_stands_does_not():
    inside, naive, off = [], [], []
    for seed in range(20):
        crashes = register(seed)
        for week in total(list_nowcasts(crashes, AS_OF, "city", [], PACK)).weeks[:3]:
            truth = sum(week.starts <= c.happened_at < week.ends for c in crashes)
            inside.append(week.crashes.low <= truth <= week.crashes.high)
            naive.append(week.known == truth)
            off.append((week.crashes.value - truth) / truth)
    assert 0.86 <= np.mean(inside) <= 1.0  # 60 weeks; 93–97 % over more is measured in `bench nowcast`
    assert np.mean(naive) < 0.3
    assert abs(np.mean(off)) < 0.06


def test_what_becomes_known_later_changes_nothing():
    crashes = register(1)
    known = [c for c in crashes if c.known_at <= AS_OF]
    assert len(known) < len(crashes)
    assert list_nowcasts(crashes, AS_OF, "city", ["A"], PACK) == list_nowcasts(known, AS_OF, "city", ["A"], PACK)


def test_the_delay_of_each_severity_is_its_own():
    found = list_nowcasts(register(2, per_week=80), AS_OF, "city", [], PACK)
    fatal, injured = total(found, severity=Severity.FATAL), total(found, severity=Severity.INJURED)
    assert fatal.delay_median_days <= 1
    assert injured.delay_median_days == 4
    assert fatal.weeks[0].completeness.value > injured.weeks[0].completeness.value + 0.2


def test_weeks_are_counted_back_and_every_crash_is_in_one():
    crashes = register(3)
    weeks = total(list_nowcasts(crashes, AS_OF, "city", [], PACK)).weeks
    assert weeks[0].ends == AS_OF
    assert all(later.starts == earlier.ends for later, earlier in pairwise(weeks))
    for week in weeks:
        assert week.known == sum(c.known_at <= AS_OF and week.starts <= c.happened_at < week.ends for c in crashes)


def test_the_edges_of_a_week_belong_to_it_as_its_fields_say():
    edges = [AS_OF, AS_OF - timedelta(days=7), AS_OF - timedelta(days=14)]
    crashes = register(4) + [crash(900_000 + i, at, at) for i, at in enumerate(edges)]
    weeks = total(list_nowcasts(crashes, AS_OF, "city", [], PACK)).weeks
    for week in weeks[:2]:
        assert week.known == sum(c.known_at <= AS_OF and week.starts <= c.happened_at < week.ends for c in crashes)


def test_without_a_moment_of_record_completeness_is_unknown():
    crashes = [replace(c, known_at=c.happened_at, known_at_assumed=True) for c in register(5)]
    found = total(list_nowcasts(crashes, AS_OF, "city", [], PACK))
    assert found.state == "delay_not_recorded"
    assert "not recorded" in found.notes[0].en
    assert all(week.completeness is None and week.crashes is None for week in found.weeks)
    assert found.weeks[0].known > 0


def test_one_feed_that_does_not_tell_makes_the_sum_of_feeds_unknown():
    other = [replace(c, crash_id=f"x:{c.source_ref}", feed="x", known_at_assumed=True) for c in register(6)[:200]]
    assert total(list_nowcasts(register(5) + other, AS_OF, "city", [], PACK)).state == "delay_not_recorded"


def test_a_changed_delay_is_said_and_followed():
    turn = AS_OF - timedelta(days=70)
    crashes = [
        c if c.happened_at < turn else replace(c, known_at=c.happened_at + 3 * (c.known_at - c.happened_at))
        for c in register(7, per_week=60)
    ]
    found = total(list_nowcasts(crashes, AS_OF, "city", [], PACK), severity=Severity.INJURED)
    assert "later than before" in found.notes[0].en
    assert found.delay_median_days >= 9  # planted: 12, before 4


@pytest.mark.parametrize("crashes", [[], register(8)[:5], [crash(1, AS_OF - timedelta(days=3), AS_OF)]])
def test_too_little_to_learn_from_is_said(crashes):
    found = total(list_nowcasts(crashes, AS_OF, "city", ["A", "none such"], PACK))
    assert found.state == "too_few_reports"
    assert all(week.crashes is None for week in found.weeks)


def test_a_future_moment_finds_a_silent_feed_and_claims_nothing():
    found = total(list_nowcasts(register(9), AS_OF + timedelta(days=700), "city", [], PACK))
    assert found.state == "too_few_reports"
    assert [week.known for week in found.weeks] == [0] * len(found.weeks)


def test_a_pack_without_weeks_is_refused():
    broken = replace(PACK, values={"nowcast": {**PACK.values["nowcast"], "weeks": 0}})
    with pytest.raises(InputError, match="at least 1"):
        list_nowcasts([], AS_OF, "city", [], broken)


moments = st.integers(-100, 60_000).map(lambda minutes: AS_OF - timedelta(minutes=minutes))


@given(st.lists(st.tuples(moments, st.integers(-300, 90_000), st.sampled_from(list(Severity))), max_size=80))
@settings(max_examples=25, deadline=None)
def test_any_register_gives_ordered_intervals_that_hold_what_is_known(rows):
    crashes = [crash(i, at, at + timedelta(minutes=lag), severity) for i, (at, lag, severity) in enumerate(rows)]
    for found in list_nowcasts(crashes, AS_OF, "city", ["A"], PACK):
        for week in found.weeks:
            if week.crashes is not None:
                assert week.known <= week.crashes.low <= week.crashes.high
                assert 0 < week.completeness.low <= week.completeness.value <= week.completeness.high <= 1
