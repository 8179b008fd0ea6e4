"""The command line: ``daoan …``.

Every command takes ``--workspace``; those that answer with data take ``--json`` and then print one JSON document on
standard output and nothing else. Exit codes: 0 done, 1 a fault of ours, 2 wrong use, 3 input that cannot be used,
4 nothing there under that name, 5 the balance of ``check`` does not hold.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from daoan.config import Config, read_config
from daoan.terms.errors import DaoanError, Fault, InputError, NotFound
from daoan.terms.estimates import Share, Text

EXIT_FAULT, EXIT_INPUT, EXIT_NOT_FOUND, EXIT_UNBALANCED = 1, 3, 4, 5

REFUSAL_STATES = ("open", "replayed", "dismissed")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="道安 Daoan: road-safety operations for a city and its counties.",
    rich_markup_mode="rich",
)
out, err = Console(), Console(stderr=True)

WorkspaceOption = Annotated[Path | None, typer.Option("--workspace", "-w", help="Folder of the city. 工作区目录")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output. 输出 JSON")]
ByOption = Annotated[str, typer.Option("--by", help="Who decides this. 操作人")]
WhyOption = Annotated[str, typer.Option("--why", help="Why. 理由")]


class Bar:
    """Draws progress on standard error; quiet where nobody watches."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None)
        self._what = ""

    def __call__(self, what: Text, done: int = 0, of: int = 0) -> None:
        words = escape(f"{what.en} · {what.zh}")
        if not self._progress.console.is_terminal and words != self._what:
            self._progress.console.print(f"→ {words}")
        self._what = words
        self._progress.update(self._task, description=words, completed=done, total=of or None)


@contextmanager
def progress() -> Iterator[Bar]:
    """A bar for as long as the work takes."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        yield Bar(bar)


def config_of(workspace: Path | None, **given: object) -> Config:
    """The settings, with what the command line gave on top."""
    return read_config({"workspace": workspace, **{k: v for k, v in given.items() if v is not None}})


@contextmanager
def opened(workspace: Path | None) -> Iterator[Any]:
    """The workspace of a command, closed afterwards."""
    from daoan.app.workspace import open_workspace

    found = open_workspace(config_of(workspace))
    try:
        yield found
    finally:
        found.close()


def answer(value: object, as_json: bool, draw: Callable[[], None]) -> None:
    """Print a result for a machine or for a person."""
    if as_json:
        sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
    else:
        draw()


def percent(share: Share) -> str:
    """ "40.6 % (8,260 of 20,346)"."""
    return "—" if share.value is None else f"{share.value * 100:.1f} % ({share.part:,.0f} of {share.whole:,.0f})"


def done(what: object) -> None:
    """One line that says what was made; never broken, so that it can be copied."""
    out.print(f"[green]✓[/] {escape(str(what))}", soft_wrap=True, highlight=False)


@app.command()
def init(
    city: Annotated[str, typer.Option(help="leeds, qingyang, or a TOML file that describes a city. 城市")] = "leeds",
    workspace: WorkspaceOption = None,
) -> None:
    """Make a workspace for a city. 新建工作区"""
    from daoan.app.cities import find_city_plan
    from daoan.app.workspace import create_workspace

    made = create_workspace(config_of(workspace), find_city_plan(city).city)
    done(f"{made.city.name.en} {made.city.name.zh}: {made.config.workspace}")
    made.close()


@app.command()
def demo(
    city: Annotated[str, typer.Option(help="leeds (real) or qingyang (simulated). 城市")] = "leeds",
    workspace: WorkspaceOption = None,
    port: Annotated[int | None, typer.Option(help="Port of the console. 端口")] = None,
    serve_after: Annotated[bool, typer.Option("--serve/--no-serve", help="Open the console. 完成后启动")] = True,
) -> None:
    """The whole loop on a city, then the console. What is done already is not done again. 演示"""
    from daoan.app.demo import prepare
    from daoan.app.serve import serve as serve_now

    config = config_of(workspace or Path(".daoan") / city, port=port)
    with progress() as bar:
        ready = prepare(config, city, bar)
    summary = _summary_of(ready)
    out.print(summary)
    if serve_after:
        out.print(f"\n  console 控制台  [bold]http://{config.host}:{config.port}[/]   (Ctrl-C stops 退出)\n")
        serve_now(ready)
    ready.close()


def _summary_of(workspace: Any) -> Table:
    from daoan.app.summary import summary_rows

    table = Table(title=f"{workspace.city.name.en} · {workspace.city.name.zh}", show_header=False, title_justify="left")
    for what, value in summary_rows(workspace):
        table.add_row(escape(f"{what.en} · {what.zh}"), escape(value))
    return table


@app.command()
def ingest(
    feed: Annotated[str, typer.Argument(help="leeds, stats19, register, aadf or measures. 数据源")],
    files: Annotated[list[Path], typer.Argument(help="Files to read. 文件")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read files into the store. Reading one twice changes nothing. 导入"""
    from daoan.app.ingest import ingest as ingest_files

    with opened(workspace) as found, progress() as bar:
        receipts = ingest_files(found, feed, files, bar)
    answer(receipts, as_json, lambda: _draw_receipts(receipts))


def _draw_receipts(receipts: Any) -> None:
    table = Table()
    for heading in (
        "file 文件",
        "layout 版式",
        "read 读入",
        "accepted 采用",
        "refused 退回",
        "records 记录",
        "new 新增",
    ):
        table.add_column(heading, justify="left" if heading[:4] in ("file", "layo") else "right", overflow="fold")
    for r in receipts:
        row = (r.file, r.layout, r.rows_read, r.rows_accepted, r.rows_refused, r.records, r.records_added)
        table.add_row(*(f"{v:,}" if isinstance(v, int) else escape(v) for v in row))
    out.print(table)


@app.command()
def roads(
    file: Annotated[Path, typer.Argument(help="Road file: .osm.pbf, .osm, .gpkg or .parquet. 路网文件")],
    datum: Annotated[str | None, typer.Option(help="Reference system where the file states none. 坐标系")] = None,
    borders: Annotated[Path | None, typer.Option(help="GeoJSON of counties, property adcode or code. 县区边界")] = None,
    stretch_m: Annotated[float, typer.Option(help="Length that risk is estimated on, metres. 路段长度")] = 200.0,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import a road network; the loop uses the one imported last. 导入路网"""
    from daoan.app.roads import import_roads

    with opened(workspace) as found, progress() as bar:
        facts = import_roads(found, file, datum, stretch_m, bar, borders)
    answer(
        facts,
        as_json,
        lambda: done(
            f"{facts.segments:,} stretches 路段, {facts.length_km:,.1f} km, {facts.links_read:,} links read, "
            f"{facts.refused:,} refused 退回"
        ),
    )


@app.command()
def loop(
    as_of: Annotated[datetime | None, typer.Option(help="UTC moment; default: the workspace's now. 截至时间")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """One turn: sense, assess, warn, act, learn. 运行一轮"""
    from daoan.app.turn import take_turn

    with opened(workspace) as found, progress() as bar:
        run = take_turn(found, as_of, bar).run
    answer(run, as_json, lambda: out.print({k: f"{v:.1f} s" for k, v in run.seconds.items()}))


@app.command()
def serve(
    workspace: WorkspaceOption = None,
    host: Annotated[str | None, typer.Option(help="Loopback address. 本机地址")] = None,
    port: Annotated[int | None, typer.Option(help="Port. 端口")] = None,
) -> None:
    """The console and the API. 启动控制台"""
    from daoan.app.serve import serve as serve_now
    from daoan.app.workspace import open_workspace

    config = config_of(workspace, host=host, port=port)
    found = open_workspace(config)
    out.print(f"console 控制台  [bold]http://{config.host}:{config.port}[/]   (Ctrl-C stops 退出)")
    serve_now(found)


@app.command()
def check(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Whether anything was lost: accepted + refused = read. 核对"""
    from daoan.app.check import balance_of

    with opened(workspace) as found:
        balance = balance_of(found)

    def draw() -> None:
        _draw_receipts(balance.receipts)
        sign = "[green]✓ holds 平衡[/]" if balance.holds else "[red]✗ does not hold 不平衡[/]"
        out.print(
            f"read 读入 {balance.rows_read:,} = accepted 采用 {balance.rows_accepted:,} + refused 退回 "
            f"{balance.rows_refused:,}  {sign}\n"
            f"crashes 事故 {balance.crashes:,}, casualties 伤亡 {balance.casualties:,}, "
            f"with a place 有坐标 {percent(balance.placed)}"
        )

    answer(balance, as_json, draw)
    if not balance.holds:
        raise typer.Exit(EXIT_UNBALANCED)


@app.command()
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


@app.command()
def refusals(
    state: Annotated[str, typer.Option(help="open, replayed or dismissed. 状态")] = "open",
    limit: Annotated[int, typer.Option(help="Rows at most. 条数")] = 20,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Refused rows with their reasons. 退回记录"""
    if state not in REFUSAL_STATES:
        raise InputError(f"a refusal is never {state!r}; choose from {', '.join(REFUSAL_STATES)}")
    with opened(workspace) as found:
        rows = found.store.page_refusals(state=state, limit=limit).rows

    def draw() -> None:
        if not rows:
            out.print("[green]✓[/] nothing refused 无退回记录")
        for r in rows:
            out.print(
                f"[bold]{r.refusal_id}[/]  {escape(r.file)}:{r.row}  [yellow]{r.code}[/]\n"
                f"  {escape(f'{r.message.en} {r.message.zh}')}",
                soft_wrap=True,
                highlight=False,
            )

    answer(rows, as_json, draw)


@app.command()
def replay(
    refusal_id: Annotated[str, typer.Argument(help="Id of the refused row. 退回记录编号")],
    cells: Annotated[list[str], typer.Argument(help="COLUMN=VALUE corrections. 列=值")],
    by: ByOption,
    why: WhyOption,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Correct a refused row and read it again. 更正并重放"""
    from daoan.app.ingest import replay_refusal

    with opened(workspace) as found:
        receipt = replay_refusal(found, refusal_id, _pairs(cells), by, why)
    answer(receipt, as_json, lambda: _draw_receipts([receipt]))


@app.command()
def correct(
    crash_id: Annotated[str, typer.Argument(help="Id of the crash. 事故编号")],
    fields: Annotated[list[str], typer.Argument(help="FIELD=VALUE, the value as JSON or plain text. 字段=值")],
    by: ByOption,
    why: WhyOption,
    workspace: WorkspaceOption = None,
) -> None:
    """Put a person's correction over a crash; what was received stays beneath. 更正事故"""
    from daoan.app.correct import correct_crash

    with opened(workspace) as found:
        correct_crash(found, crash_id, {k: _plain(v) for k, v in _pairs(fields).items()}, by, why)
    done(crash_id)


def _pairs(words: list[str]) -> dict[str, str]:
    for word in words:
        if "=" not in word:
            raise InputError(f"{word!r} is not NAME=VALUE")
    return dict(word.split("=", 1) for word in words)


def _plain(value: str) -> object:
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
def bulletin(
    period: Annotated[str, typer.Argument(help="Month, as 2019-12. 月份")],
    lang: Annotated[str, typer.Option(help="zh or en. 语言")] = "zh",
    to: Annotated[Path | None, typer.Option(help="File to write, .docx or .pdf. 输出文件")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """The monthly bulletin as docx or PDF. 月度通报"""
    from daoan.app.documents import write_bulletin

    with opened(workspace) as found:
        written = write_bulletin(found, period, lang, to)
    done(written)


@app.command()
def template(
    to: Annotated[Path, typer.Argument(help="File to write, .xlsx. 输出文件")] = Path("register.xlsx"),
) -> None:
    """An empty crash register with Chinese headings, to be filled and ingested. 事故登记表模板"""
    from daoan.app.ingest import write_template

    write_template(to)
    done(to)


@app.command()
def docs(
    check_only: Annotated[bool, typer.Option("--check", help="Only say whether they are stale. 只检查")] = False,
) -> None:
    """Write the generated references of docs/reference anew. 生成参考文档"""
    from daoan.app.references import write_references

    stale = write_references(app, check_only=check_only)
    for path in stale:
        out.print(f"{'stale' if check_only else 'written'}: {path}")
    if check_only and stale:
        raise typer.Exit(EXIT_FAULT)


def main() -> None:
    """Run the command line; errors that a person can act on are one line, not a traceback."""
    try:
        sys.exit(app(standalone_mode=False))  # a command that left with typer.Exit comes back as its code
    except typer.Abort:
        err.print("stopped 已停止")
        sys.exit(130)
    except NotFound as problem:
        _complain(problem, EXIT_NOT_FOUND)
    except Fault as problem:
        _complain(problem, EXIT_FAULT)
    except DaoanError as problem:
        _complain(problem, EXIT_INPUT)
    except Exception as problem:
        if hasattr(problem, "show") and hasattr(problem, "exit_code"):  # wrong use, as the parser of arguments says it
            problem.show()
            sys.exit(problem.exit_code)
        raise


def _complain(problem: Exception, code: int) -> None:
    err.print(f"[red]✗[/] {escape(str(problem))}", soft_wrap=True, highlight=False)
    sys.exit(code)


if __name__ == "__main__":
    main()
