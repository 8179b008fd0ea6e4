"""Crashes that may be one crash under two numbers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from daoan.sense.feeds.leeds import read_leeds
from daoan.sense.quality.crash_repeated import find_repeats, flag_repeats
from daoan.terms.codes import Precision, Severity
from daoan.terms.records import Batch, Crash
from daoan.terms.rulepacks import read_rule_pack

ROOT = Path(__file__).parents[3]
RULES = read_rule_pack((ROOT / "rulepacks" / "feeds.toml").read_text(), "feeds")
AT = datetime(2024, 3, 5, 6, 20, tzinfo=UTC)
ONE = Crash("f:1", "f", "1", AT, AT, Severity.SLIGHT, lon=107.6, lat=35.7, injured=1)
OTHER = replace(ONE, crash_id="f:2", source_ref="2")


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"lon": 107.6004}, True),  # 36 m
        ({"lon": 107.6010}, False),  # 90 m
        ({"happened_at": AT + timedelta(minutes=1)}, False),
        ({"severity": Severity.SERIOUS}, False),
        ({"injured": 2}, False),
        ({"lon": None, "lat": None}, False),
        ({"precision": Precision.DAY}, False),
        ({"crash_id": "f:1"}, False),  # a second version of one crash
    ],
)
def test_when_two_crashes_may_be_one(changes, same):
    assert find_repeats([ONE, replace(OTHER, **changes)], 50.0) == ({"f:1", "f:2"} if same else frozenset())


def batch(*crashes: Crash) -> Batch[Crash]:
    return Batch("f", "x.csv", "", "x", "utf-8", len(crashes), len(crashes), crashes)


def test_repeats_between_files_are_flagged_in_both_and_refused_in_none():
    first, second, third = flag_repeats(
        [batch(ONE), batch(OTHER), batch(replace(ONE, crash_id="f:3", lat=35.8))], RULES
    )
    assert first.records[0].flags == second.records[0].flags == ("crash.repeated",)
    assert third.records[0].flags == ()
    assert [n.rows for n in first.notices] == [1]
    assert not third.notices


def test_repeats_of_what_is_stored_already_are_flagged():
    (flagged,) = flag_repeats([batch(OTHER)], RULES, known=[ONE])
    assert flagged.records[0].flags == ("crash.repeated",)
    (same,) = flag_repeats([batch(ONE)], RULES, known=[ONE])
    assert same.records[0].flags == ()


def test_leeds_has_two_such_pairs():
    folder = ROOT / "examples" / "leeds" / "collisions_raw"
    as_of = datetime(2020, 1, 1, tzinfo=UTC)
    batches = [read_leeds((folder / f"leeds_{y}.csv").read_bytes(), f"leeds_{y}.csv", as_of) for y in (2012, 2015)]
    found = [c.crash_id for b in flag_repeats(batches, RULES) for c in b.records if "crash.repeated" in c.flags]
    assert found == ["leeds:2012-120542052", "leeds:2012-120542062", "leeds:2015-2190930", "leeds:2015-2191539"]
