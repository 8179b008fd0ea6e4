"""Files of crashes read as if they were to be stored, and held against the city's own totals; nothing is written."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from daoan.app.ingest import CRASH_FEEDS, layout_of, read_crashes
from daoan.app.progress import Tell, silent
from daoan.app.workspace import Workspace
from daoan.edge.clock import Stopwatch
from daoan.edge.documents.xlsx import Cell, xlsx_of
from daoan.edge.files import read_bytes, write_bytes
from daoan.sense.feeds.register import FEED
from daoan.sense.feeds.register_layout import Layout
from daoan.sense.totals.left_out import LeftOut, refused_rows, repeated_rows
from daoan.sense.totals.published import MEASURES, read_totals
from daoan.sense.totals.reconcile import TITLES, Line, Reconciled, reconcile
from daoan.terms.codes import label_of
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.spreadsheets import inert

#: Headings of the table that is written, both languages in one.
HEADINGS = (
    "row 行", "year 年", "month 月", "county 县区", "severity 事故类型",
    *(f"{measure} {what}" for measure in ("crashes 起数", "deaths 死亡", "injured 受伤")
      for what in ("theirs 公布", "ours 本系统", "difference 差")),
    "unexplained crashes 未解释起数", "why 原因", "rows 涉及行",
)  # fmt: skip
ENDINGS = (".csv", ".xlsx")


@dataclass(frozen=True, slots=True)
class DryRun:
    """What reading would give. ``refused``: rows by code of the rule; ``totals``: ``None`` where none were given."""

    feed: str
    files: tuple[str, ...]
    rows_read: int
    rows_accepted: int
    rows_refused: int
    counted_once: int
    crashes: int
    placed: int
    in_county: int
    refused: Mapping[str, int]
    notices: tuple[Text, ...]
    seconds: float
    totals: Reconciled | None


def dry_run(
    workspace: Workspace,
    feed: str,
    paths: Sequence[Path],
    totals: Path | None = None,
    tell: Tell = silent,
    layout: Layout | None = None,
) -> DryRun:
    """Read files of crashes and keep nothing. Raises what reading raises, and :class:`InputError` for other feeds."""
    if feed not in CRASH_FEEDS:
        raise InputError(f"a dry run reads crashes: {', '.join(CRASH_FEEDS)} · 试运行仅适用于事故数据")
    watch, files = Stopwatch(), [(path.name, read_bytes(path)) for path in paths]
    tell(Text(f"reading {len(files)} files, nothing is written", f"试读 {len(files)} 个文件，不写入"), 0, 2)
    layout = layout or layout_of(workspace)
    batches = read_crashes(workspace, feed, files, layout)
    refusals = [refusal for batch in batches for refusal in batch.refusals]
    crashes = {crash.crash_id: crash for batch in batches for crash in batch.records}  # a later file replaces
    once: list[LeftOut] = []
    if feed == FEED:
        once = [row for name, data in files for row in repeated_rows(data, name, workspace.city, layout)]
    told = None
    if totals is not None:
        tell(Text("holding it against the totals", "与公布合计逐行核对"), 1, 2)
        published = read_totals(read_bytes(totals), totals.name, workspace.city.areas)
        left_out = [*refused_rows(refusals, workspace.city, layout), *once]
        told = reconcile(published, list(crashes.values()), left_out, workspace.city)
    codes = {area.code for area in workspace.city.areas}
    return DryRun(
        feed=feed,
        files=tuple(name for name, _ in files),
        rows_read=sum(b.rows_read for b in batches),
        rows_accepted=sum(b.rows_accepted for b in batches),
        rows_refused=len(refusals),
        counted_once=len(once),
        crashes=len(crashes),
        placed=sum(c.lon is not None for c in crashes.values()),
        in_county=sum(c.area in codes for c in crashes.values()),
        refused=dict(Counter(r.code for r in refusals).most_common()),
        notices=tuple(n.message for b in batches for n in b.notices),
        seconds=watch.lap_seconds(),
        totals=told,
    )


def write_reconciled(path: Path, found: Reconciled, workspace: Workspace) -> None:
    """Write the table of lines as .csv or .xlsx. Raises :class:`InputError` for another ending."""
    if path.suffix not in ENDINGS:
        raise InputError(f"{path.name}: the table is written as {' or '.join(ENDINGS)} · 请使用 .csv 或 .xlsx")
    rows = table_rows(found, workspace)
    if path.suffix == ".xlsx":
        write_bytes(path, xlsx_of("totals 合计核对", HEADINGS, rows))
        return
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows([inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    write_bytes(path, text.getvalue().encode("utf-8-sig"))


def table_rows(found: Reconciled, workspace: Workspace) -> list[tuple[Cell, ...]]:
    """Every line as cells under :data:`HEADINGS`."""
    names = {area.code: f"{area.name.en} {area.name.zh}" for area in workspace.city.areas}
    return [_cells(line, names) for line in found.lines]


def line_words(line: Line, measures: Sequence[str], workspace: Workspace) -> tuple[str, ...]:
    """A line as it is printed: what it is about, ours against theirs with the difference, why."""
    names = {area.code: area.name.zh for area in workspace.city.areas}
    scope, severity = line.scope, label_of(line.scope.severity).zh if line.scope.severity else ""
    about = (str(line.row), str(scope.year), str(scope.month or ""), names.get(scope.county or "", ""), severity)
    told = (
        f"{getattr(line.ours, m):,} / {line.theirs[m]:,} ({line.differences[m]:+,})" if m in line.theirs else ""
        for m in measures
    )
    left = ", ".join(f"{n:+,} {m}" for m, n in line.unexplained.items() if n)
    return (
        *about,
        *told,
        "; ".join(part for part in (why(line), f"unexplained 未解释 {left}" if left else "") if part),
    )


def why(line: Line) -> str:
    """The reasons of a line in one cell."""
    return "; ".join(
        f"{EFFECTS[r.effect].en} {r.counts.crashes:,} {r.title.en} · {EFFECTS[r.effect].zh} {r.counts.crashes:,} "
        f"{r.title.zh}"
        for r in line.reasons
    )


EFFECTS = {
    "missing": Text("left out:", "未计入："),
    "possible": Text("perhaps:", "可能："),
    "surplus": Text("perhaps twice:", "可能重复："),
}


def _cells(line: Line, names: Mapping[str, str]) -> tuple[Cell, ...]:
    scope, counts = line.scope, []
    for measure in MEASURES:
        told = line.theirs.get(measure)
        counts += [told, getattr(line.ours, measure), line.differences.get(measure)]
    severity = label_of(scope.severity) if scope.severity else None
    return (
        line.row, scope.year, scope.month, names.get(scope.county or "", ""),
        f"{severity.en} {severity.zh}" if severity else "", *counts, line.unexplained.get("crashes"), why(line),
        " ".join(name for r in line.reasons for name in r.rows),
    )  # fmt: skip


def title_of(code: str) -> Text:
    """What a rule is called."""
    return TITLES.get(code, Text(code, code))
