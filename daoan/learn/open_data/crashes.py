"""Crashes and casualties as groups of at least ``k`` crashes."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from daoan.learn.open_data.anonymity import Counts, Group, Key, Subject, Value, group_subjects, hold_small_changes
from daoan.learn.open_data.grid import Box, box_of, cell_of
from daoan.learn.open_data.tables import SIMULATED, Cell, OpenField, OpenTable
from daoan.terms.codes import Precision
from daoan.terms.estimates import Text
from daoan.terms.records import Crash, Snap
from daoan.terms.times import utc_to_local

CELL = "cell_"


@dataclass(frozen=True, slots=True)
class Ground:
    """What coarsening needs besides the crashes. ``rules``: values of the rule pack ``open-data``."""

    rules: Mapping[str, Any]
    zone: str
    as_of: datetime
    simulated: bool
    snaps: Mapping[str, Snap] = field(default_factory=dict)

    @property
    def k(self) -> int:
        """The fewest crashes of a row."""
        return int(self.rules["anonymity"]["k"])

    @property
    def ends(self) -> datetime:
        """Local beginning of the first month that is not released yet."""
        last = utc_to_local(self.as_of - timedelta(days=self.rules["anonymity"]["lag_days"]), self.zone)
        return last.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def crash_table(crashes: Iterable[Crash], ground: Ground, earlier: Sequence[Mapping[Key, Counts]] = ()) -> OpenTable:
    """Crashes by place, time, road and severity. ``earlier``: counts of every earlier release, oldest first."""
    subjects = [Subject(c.crash_id, _traits(c, ground)) for c in _told(crashes, ground)]
    return _table("crashes", subjects, ground, earlier)


def casualty_table(crashes: Iterable[Crash], ground: Ground, earlier: Sequence[Mapping[Key, Counts]] = ()) -> OpenTable:
    """People hurt, by age band, role and severity; a row is of at least ``k`` different crashes."""
    subjects = []
    for crash in _told(crashes, ground):
        whole = _traits(crash, ground)
        shared: dict[str, Value] = {name: whole[name] for name in ("area", "year") if name in whole}
        for party in crash.parties:
            told: dict[str, Value] = {**shared, "role": party.role.value, "severity": party.severity.value}
            if party.age_years is not None:
                told["age_band"] = age_band(party.age_years, ground.rules["anonymity"]["age_bands"])
            subjects.append(Subject(crash.crash_id, told))
    return _table("casualties", subjects, ground, earlier)


def age_band(years: int, lower_ends: Sequence[int]) -> str:
    """ "25-39", "75+"."""
    place = bisect_right(lower_ends, years)
    low = lower_ends[max(place - 1, 0)]
    return f"{low}-{lower_ends[place] - 1}" if place < len(lower_ends) else f"{low}+"


def counts_of(table: OpenTable, tables: Sequence[Mapping[str, Any]]) -> dict[Key, Counts]:
    """Counts by key of a table that was released, for :func:`hold_small_changes`."""
    names = [f.name for f in table.fields]
    found = {}
    for row in table.rows:
        cells = dict(zip(names, row, strict=True))
        number = int(str(cells["detail"]))
        found[number, tuple(_back(cells, name) for name in tables[number]["fields"])] = (
            int(str(cells["count"])),
            int(str(cells.get("crashes", cells["count"]))),
        )
    return found


def _back(cells: Mapping[str, Cell], name: str) -> Value:
    value = cells["cell"] if name.startswith(CELL) else cells[name]
    return value if isinstance(value, int) else str(value)


def _told(crashes: Iterable[Crash], ground: Ground) -> list[Crash]:
    return [c for c in crashes if utc_to_local(c.happened_at, ground.zone) < ground.ends]


def _traits(crash: Crash, ground: Ground) -> dict[str, Value]:
    """What may be told of a crash; what was not recorded is left out."""
    rules, local = ground.rules["anonymity"], utc_to_local(crash.happened_at, ground.zone)
    snap = ground.snaps.get(crash.crash_id)
    road = (snap.road_class if snap else None) or crash.road_class
    told: dict[str, Value] = {"year": local.year, "month": local.month, "severity": crash.severity.value}
    if crash.precision in (Precision.MINUTE, Precision.HOUR):
        band = local.hour // rules["hour_band"] * rules["hour_band"]
        told["hour_band"] = f"{band:02d}-{band + rules['hour_band']:02d}"
    if crash.area:
        told["area"] = crash.area
    if road:
        told["road_class"] = road.value
    if crash.lon is not None and crash.lat is not None:
        told |= {f"{CELL}{side}": cell_of(crash.lon, crash.lat, side) for side in rules["cells_m"]}
    return told


def _table(name: str, subjects: list[Subject], ground: Ground, earlier: Sequence[Mapping[Key, Counts]]) -> OpenTable:
    tables = [level["fields"] for level in ground.rules[name]]
    found = group_subjects(subjects, tables, ground.k)
    groups, held = hold_small_changes(found.groups, earlier, ground.k)
    fields = FIELDS[name]
    rows = tuple(_row(g, tables[g.table], fields, ground) for g in groups)
    places = tuple(_place(g, tables[g.table]) for g in groups)
    return OpenTable(name, *WORDS[name], fields, rows, places, found.records, found.suppressed, held)


def _row(group: Group, names: Sequence[str], fields: Sequence[OpenField], ground: Ground) -> tuple[Cell, ...]:
    told: dict[str, Cell] = {
        "detail": group.table,
        "count": group.count,
        "crashes": group.units,
        "simulated": ground.simulated,
    }
    for name, value in zip(names, group.values, strict=True):
        if name.startswith(CELL):
            told |= {"cell": value, "cell_m": int(name.removeprefix(CELL))}
        else:
            told[name] = value
    return tuple(told.get(f.name) for f in fields)


def _place(group: Group, names: Sequence[str]) -> Box | None:
    for name, value in zip(names, group.values, strict=True):
        if name.startswith(CELL):
            return box_of(str(value), int(name.removeprefix(CELL)))
    return None


_DETAIL = OpenField(
    "detail",
    "whole",
    Text(
        "Table of the scheme that the row stands in; 0 is the finest. Empty fields are not told there.",
        "该行所在的分级表，0 最详细；空白字段在该级不公布。",
    ),
)
_AREA = OpenField("area", "text", Text("Code of the county or district.", "县区代码。"))
_YEAR = OpenField("year", "whole", Text("Year, local time.", "年份（当地时间）。"))
_COUNT = "Never fewer than k."

FIELDS: Mapping[str, tuple[OpenField, ...]] = {
    "crashes": (
        _DETAIL,
        _AREA,
        OpenField("cell", "text", Text("Cell of the grid, row:column.", "网格编号，行:列。")),
        OpenField("cell_m", "whole", Text("Side of the cell.", "网格边长。"), Text("m", "米")),
        _YEAR,
        OpenField("month", "whole", Text("Month, 1 to 12, local time.", "月份，1 至 12（当地时间）。")),
        OpenField("hour_band", "text", Text("Quarter of the day, local time.", "时段（当地时间）。"), Text("h", "时")),
        OpenField("road_class", "text", Text("Class of the road.", "道路等级。")),
        OpenField("severity", "text", Text("Worst injury of the crash.", "事故最严重后果。")),
        OpenField("count", "whole", Text(f"Crashes. {_COUNT}", "事故起数，不少于 k。"), Text("crashes", "起")),
        SIMULATED,
    ),
    "casualties": (
        _DETAIL,
        _AREA,
        _YEAR,
        OpenField("role", "text", Text("Driver, passenger, pedestrian …", "驾驶人、乘客、行人等。")),
        OpenField("age_band", "text", Text("Band of age.", "年龄段。"), Text("years", "岁")),
        OpenField("severity", "text", Text("Injury of the person.", "伤亡程度。")),
        OpenField("count", "whole", Text("People.", "人数。"), Text("people", "人")),
        OpenField(
            "crashes",
            "whole",
            Text(f"Crashes that they were hurt in. {_COUNT}", "所涉事故起数，不少于 k。"),
            Text("crashes", "起"),
        ),
        SIMULATED,
    ),
}

WORDS: Mapping[str, tuple[Text, Text]] = {
    "crashes": (
        Text("Crashes, in groups", "交通事故（分组）"),
        Text("The city's crash register, as read at the moment of the run.", "本市事故登记，以计算时刻的读数为准。"),
    ),
    "casualties": (
        Text("People hurt, in groups", "伤亡人员（分组）"),
        Text("The parties of the city's crash register.", "本市事故登记中的当事人。"),
    ),
}
