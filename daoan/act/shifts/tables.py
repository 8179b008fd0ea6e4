"""Shifts as a CSV table: one row a shift, times as clocks of the city show them (or with an offset of their own).

Columns, by their English or Chinese heading in any order: login 登录名, starts 开始, ends 结束; post 岗位 and unit 单位
where they are wanted. What is written here is read back as it was.
"""

import csv
import io
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from daoan.act.shifts.planning import plan_shift
from daoan.act.workflow.table import Refused
from daoan.terms.errors import LayoutUnknown
from daoan.terms.estimates import Text
from daoan.terms.records.people import Person
from daoan.terms.records.shifts import Shift
from daoan.terms.rulepacks import RulePack
from daoan.terms.spreadsheets import inert, written
from daoan.terms.times import local_to_utc, utc_to_local

HEADINGS = {"login": "登录名", "starts": "开始", "ends": "结束", "post": "岗位", "unit": "单位"}
_NEEDED = ("login", "starts", "ends")
MOST_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that makes no shift. ``line``: its number in the file, the headings being line 1."""

    line: int
    code: str
    message: Text


@dataclass(frozen=True, slots=True)
class ShiftTable:
    """What a file came to: shifts by their line, and rows that were refused."""

    shifts: Mapping[int, Shift]
    refused: tuple[RefusedRow, ...]


def read_shifts(
    text: str, zone: str, find_person: Callable[[str], Person | None], units: Collection[str], pack: RulePack
) -> ShiftTable:
    """Shifts of a file. ``find_person``: by login; ``units``: those that whoever imports may plan for.

    Raises :class:`LayoutUnknown` where a needed column is missing or there are too many rows.
    """
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    columns = _columns(rows[0] if rows else {}, text)
    if len(rows) > MOST_ROWS:
        raise LayoutUnknown(f"a file has at most {MOST_ROWS} shifts; split it · 单个文件不超过 {MOST_ROWS} 行")
    shifts, refused = dict[int, Shift](), list[RefusedRow]()
    for line, row in enumerate(rows, start=2):
        cells = {name: (row.get(column) or "").strip() for name, column in columns.items()}
        if not any(cells.values()):
            continue
        planned = _shift(cells, zone, find_person, units, pack)
        if isinstance(planned, Refused):
            refused.append(RefusedRow(line, planned.code, planned.message))
        else:
            shifts[line] = planned
    return ShiftTable(shifts, tuple(refused))


def keep_apart(table: ShiftTable, kept: Iterable[Shift]) -> ShiftTable:
    """The table without shifts that would have somebody at two places at once; ``kept``: what is planned already."""
    seen, shifts, refused = list(kept), dict[int, Shift](), list(table.refused)
    for line, shift in table.shifts.items():
        if any(shift.clashes(other) for other in seen):
            message = Text("this person has another shift at that time", "该人员同一时段已有班次")
            refused.append(RefusedRow(line, "clash", message))
        else:
            shifts[line] = shift
            seen.append(shift)
    return ShiftTable(shifts, tuple(sorted(refused, key=lambda r: r.line)))


def write_shifts(shifts: Iterable[Shift], zone: str, logins: Mapping[str, str]) -> str:
    """Shifts as such a file. ``logins``: by person id; who has none is named by their id."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([f"{en} {zh}" for en, zh in HEADINGS.items()])
    for s in shifts:
        times = (utc_to_local(s.starts_at, zone), utc_to_local(s.ends_at, zone))
        who = logins.get(s.person_id) or s.person_id
        writer.writerow([who, *(t.isoformat(" ", "minutes") for t in times), inert(s.post), s.unit_id])
    return "\ufeff" + text.getvalue()


def _columns(row: Mapping[str, str], text: str) -> dict[str, str]:
    headings = [h for h in row if h] or next(csv.reader(io.StringIO(text.removeprefix("\ufeff"))), [])
    found = {}
    for heading in headings:
        words = {w.casefold() for w in heading.split()}
        found.update({name: heading for name, zh in HEADINGS.items() if name in words or zh in words})
    lacking = [f"{name} {HEADINGS[name]}" for name in _NEEDED if name not in found]
    if lacking:
        raise LayoutUnknown(f"the file has no column {', '.join(lacking)} · 文件缺少列")
    return found


def _shift(
    cells: Mapping[str, str],
    zone: str,
    find_person: Callable[[str], Person | None],
    units: Collection[str],
    pack: RulePack,
) -> Shift | Refused:
    person = find_person(cells["login"])
    if person is None or person.unit_id not in units:
        return Refused("login", Text("nobody of your unit or below signs in so", "本单位及下级无此登录名"))
    starts, ends = _moment(cells["starts"], zone), _moment(cells["ends"], zone)
    if starts is None or ends is None:
        return Refused("time", Text("a time is written as 2026-03-04 08:00", "时间格式为 2026-03-04 08:00"))
    unit = cells.get("unit", "")
    if unit and unit not in units:
        return Refused("unit", Text("your unit and those below have no such unit", "本单位及下级无此单位"))
    return plan_shift(person, starts, ends, written(cells.get("post", "")), pack, unit)


def _moment(words: str, zone: str) -> datetime | None:
    """A moment as it was written, UTC; ``None`` where it is none."""
    try:
        found = datetime.fromisoformat(words.replace("/", "-"))
        return local_to_utc(found, zone) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
