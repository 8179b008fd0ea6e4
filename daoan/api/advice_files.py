"""Tables of advice: records and figures as CSV or a workbook, headed in Chinese; that one was taken is written down."""

from fastapi import Response

from daoan.api.advice_lines import Lines
from daoan.api.answers import csv_table
from daoan.api.workbooks import marked, note_taken, sheet_of
from daoan.api.workdesk import WorkDesk
from daoan.assess.advice.figures import Figures, Row
from daoan.edge.documents.xlsx import Cell
from daoan.jobs.advice.book import AdviceBook
from daoan.store.advice_protocol import AdviceFilter
from daoan.store.page import rows_of
from daoan.terms.records.advice import AdviceRecord
from daoan.terms.records.people import Actor
from daoan.terms.times import utc_to_local

MOST_ROWS = 20_000
RECORDS = (
    "时间", "劝导站", "站名", "单位", "劝导员", "车型", "号牌（脱敏）", "行为", "乘员", "结果", "移交事项", "照片",
    "版本冲突", "手机时钟偏差", "备注（脱敏）", "编号",
)  # fmt: skip
FIGURES = (
    "分组", "名称", "劝导车辆", "面包车超员", "违法载人", "两违", "现场改正", "移交", "到岗班次（全部）",
)  # fmt: skip


def record_table(work: WorkDesk, lines: Lines, where: AdviceFilter, kind: str) -> Response:
    """Records of a filter, latest first, the first of them where there are very many."""
    rows: list[tuple[Cell, ...]] = []
    for record in rows_of(lambda after: work.room.store.page_advice(where, after=after, limit=1_000)):
        rows.append(_record_row(work, lines, record))
        if len(rows) == MOST_ROWS:
            break
    return _file(work, lines.actor, "advice", RECORDS, rows, kind)


def _record_row(work: WorkDesk, lines: Lines, record: AdviceRecord) -> tuple[Cell, ...]:
    one, now, book = lines.record(record), record.current, lines.book
    behaviours = [b.name.zh for code in now.behaviours if (b := book.catalogue.behaviours.get(code))]
    outcome = book.catalogue.outcomes.get(now.outcome)
    return (
        f"{utc_to_local(record.begun_at, work.room.zone):%Y-%m-%d %H:%M}", now.station, one.current.station_name,
        one.unit.zh if one.unit else one.unit_id, one.current.by or "", book.vehicle_of(now.vehicle).zh, now.shown,
        "、".join(behaviours), now.people, outcome.name.zh if outcome else now.outcome, record.handed,
        len(now.photos), "是" if record.conflict else "", "是" if one.current.clock_off else "", one.current.note,
        record.record_id,
    )  # fmt: skip


def figure_table(
    work: WorkDesk, actor: Actor, book: AdviceBook, figures: Figures, units: dict[str, str], kind: str
) -> Response:
    """Every row of the figures in one table. ``units``: names of townships by id."""
    known = book.catalogue
    names = units | {c: b.name.zh for c, b in (*known.behaviours.items(), *known.vehicles.items())}
    groups: tuple[tuple[str, tuple[Row, ...]], ...] = (
        ("合计", (figures.total,)), ("乡镇", figures.by_township), ("月份", figures.by_month),
        ("行为", figures.by_behaviour), ("车型", figures.by_vehicle),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            by, names.get(row.group, row.group), row.stopped, row.overfull_van, row.unlawful_carrying,
            int(row.two.part), int(row.put_right.part), int(row.handed_over.part), figures.shifts,
        )
        for by, found in groups
        for row in found
    ]  # fmt: skip
    return _file(work, actor, "advice-figures", FIGURES, rows, kind)


def _file(
    work: WorkDesk, actor: Actor, name: str, headings: tuple[str, ...], rows: list[tuple[Cell, ...]], kind: str
) -> Response:
    note_taken(work, actor, "export.advice", f"{name} {len(rows)} rows")
    name, columns, cells = marked(work, name, headings, rows, "模拟")
    if kind == "csv":
        return csv_table(columns, [dict(zip(columns, row, strict=True)) for row in cells], name)
    return sheet_of(name, columns, cells)
