"""How good it was: forecasts looked back on, what orders and measures did, and what could be seen at all."""

from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, out, percent
from daoan.cli.workspace import opened
from daoan.terms.errors import NotFound


def scorecard(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """How good earlier forecasts turned out to be. 预报成绩单"""
    from daoan.terms.records import Scorecard

    with opened(workspace) as found:
        cards = found.store.list_results(Scorecard, found.store.get_run().run_id)
    if not cards:
        raise NotFound("the latest run has no scorecard: there are too few years of crashes to look back on")
    card = cards[0]

    def draw() -> None:
        table = Table(title=f"{card.stretches:,} stretches 路段, {card.length_km:,.0f} km")
        for heading in ("outcome", "top % of length", "method", "against", "points gained (95 %)"):
            table.add_column(heading)
        for g in card.gains:
            colour = "green" if g.points.low > 0 else "red" if g.points.high < 0 else "yellow"
            gain = f"[{colour}]{g.points.value:+.1f}[/] ({g.points.low:+.1f} … {g.points.high:+.1f})"
            table.add_row(g.outcome, f"{g.top_pct:g}", g.method, g.against, gain)
        out.print(table)
        for verdict in card.verdicts:
            out.print(escape(f"• {verdict.en}\n  {verdict.zh}"), highlight=False)

    answer(card, as_json, draw)


def ledger(
    limit: Annotated[int, typer.Option(help="Rows at most. 条数")] = 20,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """What was ordered, who was there, what happened; experiments and the loop report. 成效台账"""
    from daoan.app.ledger import read_ledger

    with opened(workspace) as found:
        book = read_ledger(found.store, limit)

    def draw() -> None:
        table = Table(title=f"{book.rows:,} rows 条, {book.with_outcome:,} with an outcome 已有结果")
        for heading in ("starts 开始", "road 道路", "shift 班次", "arm 分组", "crashes 事故"):
            table.add_column(heading)
        for e in book.entries:
            what = "—" if e.crashes is None else str(e.crashes)
            table.add_row(f"{e.starts_at:%Y-%m-%d %H:%M}", escape(e.road_name or e.segment_id), e.shift, e.arm, what)
        out.print(table)
        for trial in book.experiments:
            words = [trial.power, *trial.notes]
            out.print(
                f"[bold]{escape(trial.experiment_id)}[/] ({trial.design}): held out 对照 {percent(trial.held_hours)}"
            )
            out.print("\n".join(escape(f"  {w.en}\n  {w.zh}") for w in words), highlight=False)
        for report in book.loop_reports:
            out.print("\n".join(escape(f"• {v.en}\n  {v.zh}") for v in report.verdicts), highlight=False)

    answer(book, as_json, draw)


def studies(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """What came of each measure, the naive figure beside ours. 措施评估"""
    from daoan.terms.records import Study

    with opened(workspace) as found:
        rows = found.store.list_results(Study, found.store.get_run().run_id)
    if not rows:
        raise NotFound("the latest run has no study; run: daoan ingest measures FILE, then daoan loop")
    answer(rows, as_json, lambda: _draw_studies(rows))


def _draw_studies(rows: Any) -> None:
    for study in rows:
        out.print(f"[bold]{escape(study.study_id)}[/]  {escape(study.measure.title)}  [yellow]{study.state}[/]")
        for reading in study.readings:
            r = reading.ratio
            figures = f"{100 * (r.value - 1):+6.1f} %  ({100 * (r.low - 1):+.1f} … {100 * (r.high - 1):+.1f})"
            out.print(f"  {figures}  {reading.name.en} {reading.name.zh}", highlight=False)
        out.print(escape(f"  {study.verdict.en}\n  {study.verdict.zh}"), highlight=False)


def power(
    effect: Annotated[float, typer.Option(help="Ratio that is hoped for: 0.8 is a fifth fewer. 预期效果（比值）")],
    sites: Annotated[int, typer.Option(help="Places of the measure. 地点数")],
    crashes_per_year: Annotated[float, typer.Option(help="Crashes a year at each place. 每处年事故数")] = 1.0,
    years_before: Annotated[float, typer.Option(help="Years of record before. 实施前年数")] = 5.0,
    dispersion: Annotated[float, typer.Option(help="Variance over mean; 1 is chance alone. 离散系数")] = 1.0,
    chance: Annotated[float, typer.Option("--power", help="Chance to see it. 把握度")] = 0.8,
    as_json: JsonOption = False,
) -> None:
    """How long one must watch to see an effect, before anything is done. 需观察多久"""
    from daoan.app.plan import plan

    found = plan(effect, sites, crashes_per_year, years_before, dispersion, chance)

    def draw() -> None:
        out.print(escape(f"{found.words.en}\n{found.words.zh}"), highlight=False)
        table = Table()
        for heading in ("months 月", "chance to see it 把握度", "weakest effect seen 可识别的最小效果"):
            table.add_column(heading, justify="right")
        for m in found.milestones:
            least = "—" if m.detectable_ratio is None else f"−{100 * (1 - m.detectable_ratio):.0f} %"
            table.add_row(str(m.months), f"{100 * m.power:.0f} %", least)
        out.print(table)

    answer(found, as_json, draw)
