"""A dry run of an import, and the city's own totals held against it, printed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from daoan.cli.exits import EXIT_UNBALANCED
from daoan.cli.printing import answer, counted, done, err, out, progress
from daoan.cli.workspace import opened

MOST_LINES = 60  # of the table that is printed; the file that is written has all
HEADINGS = ("row 行", "year 年", "month 月", "county 县区", "severity 类型")


def try_out(
    feed: str, files: Sequence[Path], totals: Path | None, to: Path | None, workspace: Path | None, *, as_json: bool
) -> None:
    """Read files, write nothing, say what would come of it; leaves with 5 where totals do not agree."""
    from daoan.app.dry_run import dry_run, write_reconciled

    with opened(workspace) as found, progress() as bar:
        tried = dry_run(found, feed, files, totals, bar)
        if to is not None and tried.totals is not None:
            write_reconciled(to, tried.totals, found)
        answer(tried, as_json, lambda: draw_dry_run(tried, found))
    if to is not None and tried.totals is not None and not as_json:
        done(to)
    if tried.totals is not None and not tried.totals.agrees:
        raise typer.Exit(EXIT_UNBALANCED)


def draw_dry_run(tried: Any, workspace: Any) -> None:
    """What reading would give, and the totals line by line, those that differ first."""
    from daoan.app.dry_run import title_of

    out.print(
        f"dry run, nothing is written 试运行，未写入: {tried.rows_read:,} rows read 读入, "
        f"{tried.crashes:,} crashes 事故, {tried.rows_refused:,} refused 退回, "
        f"{tried.counted_once:,} same row again 重复行\n"
        f"with a place 有坐标 {tried.placed:,}, in a county 落入县区 {tried.in_county:,}",
        highlight=False,
    )
    if tried.refused:
        told = [(title_of(code), rows) for code, rows in tried.refused.items()]
        counted(("refused because 退回原因", "rows 行数"), [(f"{t.en} {t.zh}", n) for t, n in told])
    if tried.totals is not None:
        draw_totals(tried.totals, workspace)


def draw_totals(found: Any, workspace: Any) -> None:
    """The lines that differ; how many agree; what no line is about."""
    from daoan.app.dry_run import line_words

    differing = [line for line in found.lines if not line.agrees]
    if differing:
        measures = [m for m in ("crashes", "deaths", "injured") if any(m in line.theirs for line in differing)]
        names = {"crashes": "crashes 起数", "deaths": "deaths 死亡", "injured": "injured 受伤"}
        columns = (*HEADINGS, *(f"{names[m]} ours/theirs 本系统/公布" for m in measures), "why 原因")
        counted(columns, [line_words(line, measures, workspace) for line in differing[:MOST_LINES]])
    if len(differing) > MOST_LINES:
        err.print(f"! {len(differing) - MOST_LINES:,} more lines: --to totals.xlsx 其余见导出表")
    mark = "[green]✓[/]" if found.agrees else "[red]✗[/]"
    agreeing = len(found.lines) - len(differing)
    out.print(f"{mark} totals agree 合计一致: {agreeing:,} of {len(found.lines):,}", highlight=False)
    if found.deaths_within_days:
        out.print(
            f"  deaths within {found.deaths_within_days} days 死亡按{found.deaths_within_days}日口径", highlight=False
        )
    if found.uncovered:
        years = ", ".join(f"{year}: {number:,}" for year, number in found.uncovered.items())
        out.print(f"  crashes that no row of the totals is about 合计表未涉及的事故: {years}", highlight=False)
