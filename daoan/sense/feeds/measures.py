"""The list of measures 整治措施清单: bytes of a CSV with Chinese or English headings to measures.

One row a measure. Needed are a number, what was done, when it began to work, and a place: stretches, a road, or an
area. Dates are local and count from midnight. A day on which it became known may be given; a measure in place without
one is taken to have been known when its works began, and is marked. What goes wrong: ``docs/sources/measures.md``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from daoan.sense.feeds.collision_rows import broken_rows, file_notices
from daoan.sense.feeds.moments import find_moment
from daoan.sense.feeds.numbers import find_float
from daoan.sense.feeds.table import Row, Table, headings_of, read_table
from daoan.sense.quality import measure_unusable, reference_repeated
from daoan.sense.quality.rule import Finding, Origin
from daoan.terms.errors import LayoutUnknown
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records import Batch, Measure, Refusal

FEED = "measures"

#: Headings of each field, whatever their case.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "measure_id": ("措施编号", "编号", "measure_id", "id"),
    "kind": ("措施类型", "类型", "kind"),
    "title": ("措施名称", "名称", "内容", "title"),
    "starts": ("启用日期", "实施日期", "完工日期", "starts"),
    "works_from": ("开工日期", "施工日期", "works_from"),
    "ends": ("结束日期", "停用日期", "ends"),
    "known_at": ("登记日期", "known_at"),
    "segment_ids": ("路段编号", "路段", "segment_ids", "segments"),
    "road_name": ("道路名称", "路名", "路号", "road_name", "road"),
    "area": ("行政区划", "行政区划代码", "area"),
    "cost_yuan": ("费用", "费用（元）", "费用(元)", "cost_yuan", "cost"),
    "state": ("状态", "state"),
    "source": ("来源", "依据", "source"),
}
_NEEDED = ("measure_id", "kind", "starts")
_PLANNED = frozenset({"计划", "拟实施", "planned"})
_IN_PLACE = frozenset({"", "已实施", "已完工", "实施", "implemented", "done"})


class _Unusable(Exception):
    """A cell that makes the row no measure. Never leaves this file."""

    def __init__(self, field: str, reason: Text) -> None:
        super().__init__(reason.en)
        self.field, self.reason = field, reason


def read_measures(data: bytes, file: str, as_of: datetime, zone: str = "UTC") -> Batch[Measure]:
    """Measures of one file. ``zone``: the city's time zone.

    A row without number, kind, place or usable dates is refused; so is a second, different row under one number. Raises
    :class:`daoan.terms.errors.FileUnreadable` or :class:`daoan.terms.errors.LayoutUnknown` for what is no such file.
    """
    table = read_table(data, file)
    columns = headings_of(table, HEADINGS)
    missing = [HEADINGS[field] for field in _NEEDED if field not in columns]
    if missing:
        wanted = ", ".join(f'"{names[0]}" ({names[-1]})' for names in missing)
        raise LayoutUnknown(f"{file} is no list of measures: it has no column {wanted}")
    origin = Origin(FEED, file, as_of)
    kept, refused = _unique([_read(row, columns, origin, zone) for row in table.rows], origin, columns)
    refusals = (*broken_rows(table, origin), *refused)
    return Batch(
        feed=FEED,
        file=file,
        sha256=sha256(data).hexdigest(),
        layout=_layout(table, columns),
        encoding=table.encoding,
        rows_read=table.rows_read,
        rows_accepted=table.rows_read - len(refusals),
        records=tuple(kept),
        refusals=tuple(sorted(refusals, key=lambda r: r.row or 0)),
        notices=file_notices(table, origin),
    )


def _layout(table: Table, columns: Mapping[str, str]) -> str:
    return "measures-en" if columns["measure_id"].isascii() and table.headings else "measures-zh"


@dataclass(frozen=True, slots=True)
class _Read:
    row: Row
    measure: Measure | None
    refusal: Refusal | None


def _unique(read: Sequence[_Read], origin: Origin, columns: Mapping[str, str]) -> tuple[list[Measure], list[Refusal]]:
    """Measures with a number of their own; an equal row under one number counts once, a different one is refused."""
    first: dict[str, _Read] = {}
    refused = [one.refusal for one in read if one.refusal is not None]
    for one in read:
        if one.measure is None:
            continue
        before = first.setdefault(one.measure.measure_id, one)
        if before.measure != one.measure:
            rule = reference_repeated.RULE
            words = rule.say(value=one.measure.measure_id, first=before.row.number)
            refused.append(origin.refuse(one.row.number, Finding(rule, columns["measure_id"], words), one.row.cells))
    return [one.measure for one in first.values() if one.measure is not None], refused


def _read(row: Row, columns: Mapping[str, str], origin: Origin, zone: str) -> _Read:
    cells = {field: row.cells.get(heading, "").strip() for field, heading in columns.items()}
    try:
        return _Read(row, _measure(cells, origin, zone), None)
    except _Unusable as problem:
        column = columns.get(problem.field, HEADINGS[problem.field][0])
        words = measure_unusable.RULE.say(
            value=cells.get(problem.field, ""),
            column=column,
            reason_en=problem.reason.en,
            reason_zh=problem.reason.zh,
        )
        return _Read(row, None, origin.refuse(row.number, Finding(measure_unusable.RULE, column, words), row.cells))


def _measure(cells: Mapping[str, str], origin: Origin, zone: str) -> Measure:
    def cell(field: str) -> str:
        return cells.get(field, "")

    for field in ("measure_id", "kind"):
        if not cell(field):
            raise _Unusable(field, Text("it is empty", "为空"))
    if not (cell("segment_ids") or cell("road_name") or cell("area")):
        raise _Unusable("segment_ids", Text("no stretch, road or area is named", "未写明路段、道路或行政区划"))
    planned = _planned(cell("state"))
    starts, works_from, ends = (_moment(cells, field, zone) for field in ("starts", "works_from", "ends"))
    if starts is None:
        raise _Unusable("starts", Text("it is no date", "不是日期"))
    if not planned and starts > origin.as_of:
        raise _Unusable(
            "starts", Text("it lies ahead; mark the measure as planned", "日期尚未到来，请将状态写为“计划”")
        )
    if works_from is not None and works_from > starts:
        raise _Unusable("works_from", Text("works began after the measure did", "开工晚于启用"))
    if ends is not None and ends <= starts:
        raise _Unusable("ends", Text("it ended before it began", "结束早于启用"))
    known = _moment(cells, "known_at", zone)
    if known is None and planned:
        raise _Unusable("known_at", Text("a plan needs the day on which it was made known", "计划须写明登记日期"))
    return Measure(
        measure_id=cell("measure_id"),
        kind=cell("kind"),
        title=mask_text(cell("title") or cell("kind")),  # shown to everybody
        starts=starts,
        known_at=known or min(starts, works_from or starts),
        known_at_assumed=known is None,
        source=cell("source") or origin.file,
        works_from=works_from,
        ends=ends,
        segment_ids=tuple(dict.fromkeys(s for s in cell("segment_ids").replace("；", ";").split(";") if s.strip())),
        road_name=cell("road_name") or None,
        area=cell("area") or None,
        cost_yuan=_cost(cell("cost_yuan")),
        planned=planned,
    )


def _planned(state: str) -> bool:
    if state.casefold() in _PLANNED:
        return True
    if state.casefold() in _IN_PLACE:
        return False
    raise _Unusable("state", Text("write planned or implemented", "请写“计划”或“已实施”"))


def _moment(cells: Mapping[str, str], field: str, zone: str) -> datetime | None:
    written = cells.get(field, "")
    if not written:
        return None
    found = find_moment(written, zone)
    if found is None:
        raise _Unusable(field, Text("it is no date", "不是日期"))
    return found[0]


def _cost(written: str) -> float | None:
    if not written:
        return None
    cost = find_float(written.replace(",", ""))
    if cost is None or cost < 0:
        raise _Unusable("cost_yuan", Text("it is no sum of money", "不是金额"))
    return cost
