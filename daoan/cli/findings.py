"""What the latest turn found: surges, clusters, the coming days, and the situation of counties."""

from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, out
from daoan.cli.workspace import opened
from daoan.terms.errors import NotFound


def surges(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Weekly series that run above what they should, in the latest turn. 事故突增"""
    from daoan.terms.records import Surge

    with opened(workspace) as found:
        rows = found.store.list_results(Surge, found.store.get_run().run_id)

    def draw() -> None:
        if not rows:
            out.print("no surge among the series watched 监测序列中无突增")
        for s in rows:
            out.print(
                f"[bold]{escape(s.label.en)} {escape(s.label.zh)}[/]  {s.starts:%Y-%m-%d}–{s.ends:%Y-%m-%d}  "
                f"{s.known} known 已登记, {s.expected.value:.1f} expected 应登记  "
                f"once in {min(s.recurrence_years, 1000.0):.1f} years by chance 偶然重现年数",
                soft_wrap=True,
                highlight=False,
            )

    answer(rows, as_json, draw)


def clusters(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Where crashes gather lately beyond chance. 时空聚集"""
    from daoan.terms.records import Cluster

    with opened(workspace) as found:
        rows = found.store.list_results(Cluster, found.store.get_run().run_id)

    def draw() -> None:
        if not rows:
            out.print("nothing gathers, or the record is too short to tell 无聚集或记录过短")
            return
        table = Table()
        for heading in ("around 地点", "since 起", "crashes 事故", "usual 通常", "p", "one night in 重现期"):
            table.add_column(heading, justify="left" if heading[:6] == "around" else "right")
        for c in rows:
            often = f"{c.recurrence_days:,.0f} d"
            usual = f"{c.expected_crashes.value:.1f}"
            table.add_row(escape(c.road_name or "—"), f"{c.starts}", str(c.crashes), usual, f"{c.p_value:.2g}", often)
        out.print(table)

    answer(rows, as_json, draw)


def outlook(
    cells: Annotated[int, typer.Option(min=1, max=500, help="Cells to list, the highest first. 列出的网格数")] = 10,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """The coming days by cell and shift, and how good earlier outlooks were. 短期预报"""
    from daoan.terms.records import Outlook, OutlookCell, OutlookScores

    with opened(workspace) as found:
        run = found.store.get_run().run_id
        made = found.store.list_results(Outlook, run)
        highest = found.store.list_results(OutlookCell, run)[:cells]
        scores = found.store.list_results(OutlookScores, run)
    if not made:
        raise NotFound("the latest run has no outlook; run: daoan loop")
    whole = {"outlook": made[0], "cells": highest, "scores": scores[0] if scores else None}

    def draw() -> None:
        if made[0].refusal:
            out.print(escape(f"{made[0].refusal.en}\n{made[0].refusal.zh}"), highlight=False)
            return
        table = Table(title=f"{made[0].periods[0].day} – {made[0].periods[-1].day}, {made[0].cells:,} cells 网格")
        for heading in ("rank", "cell", "roads", "P(≥ 1 crash) at its peak", "when", "injury weight (95 %)"):
            table.add_column(heading)
        for c in highest:
            peak = made[0].periods[c.peak]
            when = f"{peak.day:%a %d} {made[0].shift_hours[peak.shift]:02d} h"
            week = f"{c.week.value:.2f} ({c.week.low:.2f} … {c.week.high:.2f})"
            table.add_row(str(c.rank), c.cell_id, ", ".join(c.roads), f"{max(c.probability):.1%}", when, week)
        out.print(table)
        for verdict in scores[0].verdicts if scores else ():
            out.print(escape(f"• {verdict.en}\n  {verdict.zh}"), highlight=False)

    answer(whole, as_json, draw)


def counties(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """The situation of counties and road classes in the last full month, and why. 县域态势"""
    from daoan.app.counties import list_situation

    with opened(workspace) as found:
        situation = list_situation(found)
    answer(situation, as_json, lambda: _draw_situation(situation))


def _draw_situation(situation: Any) -> None:
    if not situation.assessments:
        out.print(escape(f"{situation.empty.en} · {situation.empty.zh}"))
        return
    table = Table(title=f"{situation.assessments[0].month} · not an official standard 非官方标准", title_justify="left")
    for heading in ("level 等级", "unit 单位", "points 得分", "rank 位次", "first reason 首要原因"):
        table.add_column(heading, overflow="fold")
    for a in situation.assessments:
        points = f"{a.score.value:.1f} ({a.score.low:.0f}–{a.score.high:.0f})"
        rank = f"{a.rank} ({a.rank_low}–{a.rank_high} of {a.units})"
        table.add_row(a.level.value, escape(a.name.en), points, rank, escape(a.reasons[0].en))
    out.print(table)
