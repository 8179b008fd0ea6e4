"""The province's result of the demo's last full month, made up from the city's own sheet and labelled simulated.

It differs as such results do: one measure is counted lower after spot checks, one weighs less, one is judged stricter,
and what only the province can mark is marked. It comes in as a file, by the door that every result comes in by.
"""

from dataclasses import dataclass
from datetime import timedelta

from daoan.app.clocks import workroom_of
from daoan.app.demo_people import is_demo
from daoan.app.organisation import ROOT
from daoan.app.progress import Tell
from daoan.app.rural_days import activity_of
from daoan.app.workspace import Workspace
from daoan.assess.rural.city import SHARE, CityLine, CitySheet
from daoan.edge.documents.xlsx import Cell, xlsx_of
from daoan.jobs.companies.board import moment_of
from daoan.jobs.rural.examination import examine_month
from daoan.jobs.rural.province import RESULT, GivenFile, Origin, keep_result, preview_result
from daoan.jobs.rural.province_tables import WHOLE_CITY
from daoan.sense.roster.province import PROVINCE_RESULT
from daoan.store.register_protocol import EntryFilter
from daoan.terms.city import City
from daoan.terms.errors import Fault
from daoan.terms.estimates import Text
from daoan.terms.records.people import Actor
from daoan.terms.roles import Role
from daoan.terms.times import utc_to_local

SOURCE = "模拟：省道安办月度考核通报 simulated: the province's monthly bulletin"


@dataclass(frozen=True, slots=True)
class _Judged:
    """How the made-up province looks at a line. ``found``: of what the city counted, the share that spot checks
    confirm; ``weight``: of our full marks; ``off``: points taken without a count."""

    found: float = 1.0
    weight: float = 1.0
    off: float = 0.0
    reason: str = ""


_JUDGED = {
    "opened": _Judged(found=0.94, reason="模拟：抽查发现部分开启记录无人在岗 simulated"),
    "contact": _Judged(off=0.5, reason="模拟：部分劝导记录过于简单 simulated"),
    "pledged": _Judged(weight=0.8, reason="模拟：本月权重下调 simulated"),
}
_PROVINCE_ALONE: dict[str, tuple[float, float, str]] = {  # full marks, points, reason
    "on_site": (10, 7.5, "模拟：实地检查4个乡镇 simulated"),
    "adjusted": (5, -1, "模拟：报送逾期 simulated"),
}


def play_demo_province(workspace: Workspace, tell: Tell) -> bool:
    """Take in a result of the last full month, once; answers whether it was. Nothing where this is no demo."""
    store, room = workspace.store, workroom_of(workspace)
    if not (workspace.city.simulated and is_demo(workspace)) or store.count_entries(EntryFilter(RESULT)):
        return False
    tell(Text("examining the city as the province would", "编制省考市结果（模拟）"))
    first = utc_to_local(workspace.now, workspace.city.zone).date().replace(day=1)
    month = (first - timedelta(days=1)).isoformat()[:7]
    moment = moment_of(month, workspace.now, workspace.city.zone)
    pack = workspace.packs["rural"]
    examined = examine_month(room, workspace.city, activity_of(workspace), moment, pack)
    if examined.city is None:
        return False  # no villages yet
    headings = [column.label.zh for column in PROVINCE_RESULT.columns]
    data = xlsx_of(f"模拟 {month}", headings, _rows(examined.sheet, workspace.city, month))
    given, by = GivenFile(f"simulated-province-{month}.xlsx", data), Actor("simulation", ROOT, frozenset({Role.LEADER}))
    seen = preview_result(room, by, workspace.city, pack, examined, given)
    origin = Origin(SOURCE, first)
    _, kept = keep_result(room, by, workspace.city, pack, examined, given, origin, seen.digest, workspace.now)
    if kept is None:
        raise Fault(f"the demo's own result was refused: {seen.counts}")
    return True


def _rows(sheet: CitySheet, city: City, month: str) -> list[list[Cell]]:
    names = {area.code: area.name.zh for area in city.areas}
    rows: list[list[Cell]] = []
    total = 0.0
    for line in sheet.lines:
        judged = _JUDGED.get(line.code, _Judged())
        if line.code in _PROVINCE_ALONE:
            most, points, reason = _PROVINCE_ALONE[line.code]
            rows.append([month, WHOLE_CITY, line.name.zh, None, None, most, points, reason])
            total += points
        elif line.kind == SHARE and line.share is not None and line.share.whole:
            found = _counted(line, judged)
            part, whole = sum(found.values()), int(line.share.whole)
            most = (line.most or 0.0) * judged.weight
            points = round(max(most * part / whole - judged.off, 0.0), 2)
            rows.append([month, WHOLE_CITY, line.name.zh, part, whole, most, points, judged.reason or None])
            rows += [
                [month, names[p.area], line.name.zh, found[p.area], int(p.share.whole), most, None, None]
                for p in line.parts
                if p.area in names and p.share is not None
            ]
            total += points
        elif line.points is not None:
            rows.append([month, WHOLE_CITY, line.name.zh, line.number, None, None, round(line.points, 2), None])
            total += round(line.points, 2)
    return [*rows, [month, WHOLE_CITY, "总分", None, None, None, round(total, 2), None]]


def _counted(line: CityLine, judged: _Judged) -> dict[str, int]:
    return {p.area: int(p.share.part * judged.found) for p in line.parts if p.share is not None}
