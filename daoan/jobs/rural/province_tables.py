"""The city's sheet beside the province's result as rows of a workbook, and the template of a result; in Chinese."""

from collections.abc import Mapping

from daoan.assess.rural.beside import Beside, BesideLine
from daoan.assess.rural.city import COUNT, CityLine, CitySheet
from daoan.edge.documents.xlsx import Cell
from daoan.jobs.rural.tables import Table
from daoan.sense.roster.province import PROVINCE_RESULT
from daoan.terms.city import City
from daoan.terms.rural import ProvinceMark

WHOLE_CITY, NO_COUNTY = "全市", "未登记县区"
UNKNOWN = "不详"
_HEADINGS = [
    "月份", "范围", "考核项目", "自查完成数", "自查应完成数", "满分", "自查得分", "失分", "省考完成数", "省考应完成数",
    "省考满分", "省考得分", "差值（省考减自查）", "其中计数差异", "其中满分差异", "其中评判差异", "说明", "规则包",
]  # fmt: skip


def province_rows(both: Beside, city: City, month: str, stamp: str) -> Table:
    """A row for each line of the city, below it a row for each county; what is not known is said, never nought."""
    names = {area.code: area.name.zh for area in city.areas}
    rows: list[list[Cell]] = []
    for line in both.lines:
        rows.append([month, *_city_row(line), stamp])
        rows += [[month, *row, stamp] for row in _county_rows(line, names)]
    return _HEADINGS, rows


def _city_row(line: BesideLine) -> list[Cell]:
    ours, theirs, gap = line.ours, line.theirs, line.difference
    own: list[Cell] = [None, None, None, None, None]
    if ours is not None:
        points: Cell = UNKNOWN if ours.points is None else round(ours.points, 2)
        most = ours.most if ours.most else ours.least
        lost = None if ours.points is None or ours.kind == COUNT or most is None else round(most - ours.points, 2)
        own = [*_counted(ours), most, points, lost]
    split = (None, None, None) if gap is None else (gap.counted, gap.weighed, gap.judged)
    why = "；".join(w for w in (ours.why.zh if ours and ours.why else "", theirs.reason if theirs else "") if w)
    name = ours.name.zh if ours is not None else theirs.name if theirs is not None else ""
    return [
        WHOLE_CITY, name, *own, *_marked(theirs), None if gap is None else round(gap.points, 2),
        *(None if part is None else round(part, 2) for part in split), why or None,
    ]  # fmt: skip


def _county_rows(line: BesideLine, names: Mapping[str, str]) -> list[list[Cell]]:
    theirs = {mark.area: mark for mark in line.counties}
    rows: list[list[Cell]] = []
    parts = line.ours.parts if line.ours is not None else ()
    title = line.ours.name.zh if line.ours is not None else line.counties[0].name if line.counties else ""
    for part in parts:
        counted = [part.share.part, part.share.whole] if part.share is not None else [part.number, None]
        lost = None if part.lost is None else round(part.lost, 2)
        mark = theirs.pop(part.area, None)
        rows.append([names.get(part.area, part.area or NO_COUNTY), title, *counted, None, None, lost, *_county(mark)])
    for area, mark in theirs.items():
        rows.append([names.get(area, area), title, None, None, None, None, None, *_county(mark)])
    return rows


def _county(mark: ProvinceMark | None) -> list[Cell]:
    return [*_marked(mark), None, None, None, None, (mark.reason or None) if mark is not None else None]


def _counted(line: CityLine) -> list[Cell]:
    if line.share is not None:
        return [line.share.part, line.share.whole]
    return [line.number, None]


def _marked(mark: ProvinceMark | None) -> list[Cell]:
    return [None] * 4 if mark is None else [mark.part, mark.whole, mark.most, mark.points]


def template_rows(sheet: CitySheet, month: str) -> Table:
    """A template of a month's result: a row for each line, full marks as ours are, the rest to be filled in."""
    headings = [column.label.zh for column in PROVINCE_RESULT.columns]
    rows: list[list[Cell]] = [
        [month, WHOLE_CITY, line.name.zh, None, None, line.most or None, None, None] for line in sheet.lines
    ]
    return headings, [*rows, [month, WHOLE_CITY, "总分", None, None, None, None, None]]
