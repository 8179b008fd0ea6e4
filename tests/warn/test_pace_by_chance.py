"""How often a year without any change is said to run above its pace, and what is not recorded at all."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from daoan.assess.indicators.pace import pace_of
from daoan.terms.estimates import Text
from daoan.terms.records import Indicator
from daoan.terms.rulepacks import read_rule_pack
from tests.warn.findings_makers import PACK, ROOT, findings, pace
from tests.warn.test_warning_rules import alerts_of

INDICATORS = read_rule_pack((ROOT / "rulepacks" / "indicators.toml").read_text(encoding="utf-8"), "indicators")


def highest_score(rng: np.random.Generator, per_year: float) -> float:
    """The highest score of any day of a year that is like the six before."""
    days = np.concatenate(
        [
            np.datetime64(f"{year}-01-01") + rng.integers(0, 365, rng.poisson(per_year)).astype("timedelta64[D]")
            for year in range(2013, 2020)
        ]
    )
    everything = np.ones(len(days), dtype=bool)
    points = pace_of(SimpleNamespace(local_day=days), everything, 2019, date(2020, 1, 1), 2013, INDICATORS)
    least = PACK.get("rules.above_pace.least_above")
    above = ((p.actual - p.expected, p.high - p.expected) for p in points)
    return max((over / room for over, room in above if over >= least), default=0.0)


@pytest.mark.parametrize("per_year", [100.0, 1_000.0])
def test_looked_at_daily_chance_warns_in_one_year_of_ten_at_most(per_year):
    rng = np.random.default_rng(int(per_year))
    highest = np.array([highest_score(rng, per_year) for _ in range(100)])
    assert (highest >= 1.0).mean() > 0.3  # the bound of a single day is passed far oftener
    assert (highest >= PACK.get("rules.above_pace.levels.blue")).sum() <= 17  # more has probability 1 % at 10 %


def test_where_only_deaths_tell_what_is_grave_there_is_no_pace_of_the_grave():
    def figures(ksi, note):
        label = Text("a", "甲")
        return (Indicator("ksi_crashes", label, label, ksi, note=note), Indicator("fatal_crashes", label, label, 12.0))

    grave, note = pace(170, key="ksi"), Text("not recorded for 90 of 100 crashes", "100 起事故中有 90 起未记录")
    assert not alerts_of(findings(indicators=(replace(grave, indicators=figures(12.0, note)),)))
    assert alerts_of(findings(indicators=(replace(grave, indicators=figures(60.0, note)),)))
    assert alerts_of(findings(indicators=(replace(grave, indicators=figures(12.0, None)),)))
