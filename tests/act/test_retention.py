"""What may be purged, and what stays whatever its age."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoan.act.retention import Tally, due_for_purge, note_of, purge_line, read_periods
from daoan.terms.errors import RulePackInvalid
from daoan.terms.records.retained import KeptRow, LegalHold
from daoan.terms.rulepacks import read_rule_pack

TEXT = (Path(__file__).parents[2] / "rulepacks" / "retention.toml").read_text(encoding="utf-8")
PACK = read_rule_pack(TEXT, "retention")
PERIODS = read_periods(PACK)
NOW = datetime(2026, 3, 2, tzinfo=UTC)
HOLD = LegalHold("h1", "zhao", "lawsuit 12", NOW - timedelta(days=400))


def row(name: str, days: float, **given: object) -> KeptRow:
    return replace(KeptRow(name, NOW - timedelta(days=days)), **given)


def due(rows: list[KeptRow], *holds: LegalHold, kind: str = "image", tally: Tally | None = None) -> list[str]:
    return [d.record_id for d in due_for_purge(kind, rows, NOW, holds, PERIODS, tally)]


def test_a_record_goes_on_the_day_its_period_ends() -> None:
    assert due([row("a", 89.99), row("b", 90), row("c", 500)]) == ["b", "c"]
    assert due([row("a", 90)], kind="matter") == []


def test_what_nobody_thought_of_is_never_due() -> None:
    assert due([row("a", 99999)], kind="crash") == []


def test_an_open_case_keeps_its_records() -> None:
    tally = Tally()
    assert due([row("a", 100, in_open_case=True), row("b", 100)], tally=tally) == ["b"]
    assert (tally.held, tally.in_open_cases) == (0, 1)


@pytest.mark.parametrize(
    ("hold", "kept"),
    [
        (HOLD, {"a", "b", "c"}),
        (replace(HOLD, kinds=("image",)), {"a", "b", "c"}),
        (replace(HOLD, kinds=("video",)), set()),
        (replace(HOLD, record_ids=("b",)), {"b"}),
        (replace(HOLD, cases=("OR-1",)), {"c"}),
        (replace(HOLD, cases=("OR-1",), record_ids=("b",)), set()),
        (replace(HOLD, released_at=NOW), set()),
        (replace(HOLD, released_at=NOW + timedelta(seconds=1)), {"a", "b", "c"}),
        (replace(HOLD, since=NOW + timedelta(seconds=1)), set()),
    ],
)
def test_a_legal_hold_keeps_what_it_is_about(hold: LegalHold, kept: set[str]) -> None:
    rows, tally = [row("a", 100), row("b", 100), row("c", 100, cases=("OR-0", "OR-1"))], Tally()
    assert set(due(rows, hold, tally=tally)) == {"a", "b", "c"} - kept
    assert tally.held == len(kept)


@given(st.lists(st.floats(0, 400), max_size=20), st.integers(0, 400))
def test_waiting_never_saves_a_record(ages: list[float], later: int) -> None:
    rows = [row(str(n), age) for n, age in enumerate(ages)]
    now = {d.record_id for d in due_for_purge("image", rows, NOW, (), PERIODS)}
    then = {d.record_id for d in due_for_purge("image", rows, NOW + timedelta(days=later), (), PERIODS)}
    assert now <= then


def test_the_purge_log_counts() -> None:
    tally = Tally(held=2, in_open_cases=1)
    line = purge_line("image", [row("a", 100), row("b", 95)], tally, NOW, "loop", PACK)
    assert (line.purged, line.held, line.in_open_cases, line.keep_days) == (2, 2, 1, 90)
    assert (line.oldest, line.newest) == (NOW - timedelta(days=100), NOW - timedelta(days=95))
    note = note_of(line)
    assert (note.action, note.person_id) == ("purge.image", "loop")
    assert "purged 2, held 2" in note.detail
    assert purge_line("image", [], Tally(), NOW, "loop", PACK).oldest is None


def test_every_period_has_a_source_a_status_and_both_languages() -> None:
    assert {"video", "pass", "image", "alert", "matter", "audit", "session"} <= set(PERIODS)
    for period in PERIODS.values():
        assert period.keep >= period.at_least
        assert re.search(r"[\u4e00-\u9fff]", period.name.zh)
        assert period.source


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("keep_days = 1096\nat_least_days = 184", "keep_days = 100\nat_least_days = 184", "at least 184"),
        ("keep_days = 180", "keep_days = 0", "would be kept 0 days"),
        ('code = "image"', 'code = "pass"', "twice"),
        ('source = "Ours (domain §16)."', 'source = " "', "no source"),
        ('status = "project_default"', 'status = "sure"', "sure"),
        ("keep_days = 180\n", "", "keep_days"),
    ],
)
def test_a_pack_that_cannot_be_right_is_refused(old: str, new: str, says: str) -> None:
    assert old in TEXT
    with pytest.raises(RulePackInvalid, match=says):
        read_periods(read_rule_pack(TEXT.replace(old, new, 1), "retention"))
