"""Who is on duty; shifts as a table, read as they were written."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoan.act.lookups.unusual import Known, flag_lookups
from daoan.act.shifts.duty import by_person, duty_at, window_of
from daoan.act.shifts.planning import plan_shift
from daoan.act.shifts.tables import keep_apart, read_shifts, write_shifts
from daoan.act.workflow.table import Refused
from daoan.terms.errors import LayoutUnknown
from daoan.terms.records.audited import AuditEntry, AuditNote
from daoan.terms.records.shifts import Shift
from daoan.terms.rulepacks import read_rule_pack

from .messages_given import HOUR, NOON, PACK, ROOT, person, shift

PEOPLE = {"a": person("a"), "b": person("b"), "far": person("far", unit="south"), "gone": person("gone", active=False)}
UNITS = {"north", "north-1"}
LOOKUPS = read_rule_pack((ROOT / "rulepacks" / "lookups.toml").read_text(encoding="utf-8"), "lookups")


def read(text: str, zone: str = "Asia/Shanghai"):
    return read_shifts(text, zone, PEOPLE.get, UNITS, PACK)


def test_a_shift_holds_from_its_start_until_before_its_end() -> None:
    for starts, ends, on in ((0, 1, True), (-1, 0, False), (-1, 1, True), (0.1, 1, False)):
        assert duty_at([shift("a", starts, ends)], NOON).find(PEOPLE["a"]) is on
    duty = duty_at([shift("a")], NOON)
    assert duty.find(PEOPLE["b"]) is False, "their unit keeps shifts, and they have none"
    assert duty.find(PEOPLE["far"]) is None, "their unit keeps none"
    since, until = window_of(NOON, PACK)
    assert since < NOON < until


def test_flags_of_look_ups_take_shifts_as_they_are_given() -> None:
    def line(n: int, hours: float) -> AuditEntry:
        note = AuditNote(NOON + hours * HOUR, "a", "north", "look_up.plate", subject=f"s{n}")
        return AuditEntry(n, note, "", "k")

    shifts = by_person([shift("a", 10, 12), shift("a", -4, 1)])
    assert [begins for begins, _ in shifts["a"]] == [NOON - 4 * HOUR, NOON + 10 * HOUR]
    flags = flag_lookups([line(1, 0), line(2, 5), line(3, 11)], shifts, Known(), LOOKUPS)
    assert [(f.number, f.rule) for f in flags] == [(2, "off_shift")]


def test_rows_become_shifts_or_say_why_not() -> None:
    table = read(
        "岗位,登录名,开始,结束\n"
        "值班长,a,2026-03-04 08:00,2026-03-04 20:00\n"
        ",,,\n"
        "x,nobody,2026-03-04 08:00,2026-03-04 20:00\n"
        "x,far,2026-03-04 08:00,2026-03-04 20:00\n"
        "x,gone,2026-03-04 08:00,2026-03-04 20:00\n"
        "x,b,2026-03-04 20:00,2026-03-04 08:00\n"
        "x,b,yesterday,2026-03-04 08:00\n"
        "x,b,2026-03-01 08:00,2026-03-04 08:00\n"
        "x,b,2026/03/04 08:00,2026-03-04T20:00:00+08:00\n"
    )
    eight = datetime(2026, 3, 4, tzinfo=UTC)
    assert {line: (s.person_id, s.unit_id, s.starts_at, s.ends_at, s.post) for line, s in table.shifts.items()} == {
        2: ("a", "north", eight, eight + 12 * HOUR, "值班长"),
        10: ("b", "north", eight, eight + 12 * HOUR, "x"),
    }
    assert [(r.line, r.code) for r in table.refused] == [
        (4, "login"), (5, "login"), (6, "person"), (7, "empty"), (8, "time"), (9, "long"),
    ]  # fmt: skip


def test_nobody_is_planned_at_two_places_at_once() -> None:
    rows = "login,starts,ends,post\na,2026-03-04 08:00,2026-03-04 20:00,one\na,2026-03-04 19:00,2026-03-04 21:00,two\n"
    table = keep_apart(read(rows), [])
    assert (list(table.shifts), [(r.line, r.code) for r in table.refused]) == ([2], [(3, "clash")])
    again = keep_apart(read(rows), table.shifts.values())
    assert list(again.shifts) == [2], "the same shift does not clash with itself"
    night = "login,starts,ends\na,2026-03-04 20:00,2026-03-05 08:00\n"
    assert len(keep_apart(read(night), table.shifts.values()).shifts) == 1, "one ends as the next begins"


@pytest.mark.parametrize("text", ["", "login,starts\na,2026-03-04 08:00\n", "name,age\n"])
def test_a_file_without_the_columns_is_refused(text: str) -> None:
    with pytest.raises(LayoutUnknown, match="ends"):
        read(text)


moments = st.integers(0, 5_000_000).map(lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


@given(
    starts=moments,
    minutes=st.integers(1, 36 * 60),
    post=st.text(st.characters(exclude_categories=("C", "Z")), max_size=20),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/London"]),
)
def test_what_is_written_is_read_back(starts: datetime, minutes: int, post: str, zone: str) -> None:
    planned = plan_shift(PEOPLE["a"], starts, starts + timedelta(minutes=minutes), post, PACK)
    assert isinstance(planned, Shift)
    table = read(write_shifts([planned], zone, {"a": "a"}), zone)
    assert (table.shifts, table.refused) == ({2: planned}, ())


def test_the_same_shift_gets_the_same_id() -> None:
    one, two, other = (plan_shift(PEOPLE["a"], NOON, NOON + HOUR, post, PACK) for post in ("x", " x ", "y"))
    assert not isinstance(one, Refused)
    assert one == two
    assert one.shift_id != other.shift_id
