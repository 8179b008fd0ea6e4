"""The rural desk 农村强基 from the terminal: openings, coverage, the month's examination, texts for loudspeakers."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from daoan.cli.exits import EXIT_INPUT
from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, counted, out
from daoan.cli.workspace import opened

rural = typer.Typer(no_args_is_help=True, help="Rural governance. 农村强基")
AreaOption = Annotated[str, typer.Option("--area", help="County code; all. 县区代码")]
TownshipOption = Annotated[str, typer.Option("--township", help="Its name; all. 乡镇名称")]
MonthOption = Annotated[str, typer.Option(help="As 2026-03; the present one. 月份")]
UnitOption = Annotated[str, typer.Option("--unit", help="For this unit; the city. 按单位")]
DayOption = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As 2026-03-04. 日期")]


@rural.command("plan")
def plan_openings(
    first: DayOption = None,
    days: Annotated[int, typer.Option(help="How many. 天数")] = 7,
    area: AreaOption = "",
    township: TownshipOption = "",
    unit: UnitOption = "",
    confirm: Annotated[bool, typer.Option("--confirm", help="Keep it. 确认入库")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Which advice stations open when, with whom, and why. 劝导站开启计划"""
    from daoan.app.rural import plan_now

    with opened(workspace) as found:
        begin = first.date() if first else None
        made = plan_now(found, begin, days, (area, township), unit, confirm=confirm)
    answer(made.plan, as_json, lambda: _print_plan(made))


@rural.command("coverage")
def show_coverage(
    last: DayOption = None, unit: UnitOption = "", workspace: WorkspaceOption = None, as_json: JsonOption = False
) -> None:
    """Stations opened when asked, silent ones, quiet villages, vans without a file. 覆盖情况"""
    from daoan.app.rural import coverage_now

    with opened(workspace) as found:
        seen, groups = coverage_now(found, last.date() if last else None, unit)
    answer(groups, as_json, lambda: _print_coverage(groups, recorded=seen.recorded))


@rural.command("examination")
def show_examination(
    month: MonthOption = "",
    unit: UnitOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """The month's examination of counties and townships. 月度考核"""
    from daoan.app.rural import examine_now

    with opened(workspace) as found:
        name, rows = examine_now(found, month, unit)
    answer({"month": name, "rows": rows}, as_json, lambda: _print_rows(name, rows))


@rural.command("province")
def show_province(
    month: MonthOption = "",
    unit: UnitOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """The city's month as the province examines it, beside the province's result. 省考市"""
    from daoan.app.rural import province_now

    with opened(workspace) as found:
        name, both, result = province_now(found, month, unit)
    answer({"month": name, "sheet": both, "result": result}, as_json, lambda: _print_province(name, both, result))


@rural.command("take-province")
def take_province(
    file: Annotated[Path, typer.Argument(help=".xlsx or .csv. 省考市结果文件")],
    month: Annotated[str, typer.Option(help="As 2026-03. 月份")],
    source: Annotated[str, typer.Option(help="Document that it stands in. 文件名称及文号")] = "",
    issued: DayOption = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep it where nothing is wrong. 无误即入库")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look at the province's result; with --keep, take it in whole or not at all. 导入省考市结果"""
    from daoan.app.rural import take_result

    with opened(workspace) as found:
        seen, kept = take_result(found, file, month, source, issued.date() if issued else None, keep=keep)
    answer({"preview": seen, "kept": kept}, as_json, lambda: _print_taken(seen, kept))
    if seen.counts:
        raise typer.Exit(EXIT_INPUT)


@rural.command("loudspeaker")
def say_aloud(
    edition: Annotated[str, typer.Option(help="morning (today) or evening (tomorrow). 早播或晚播")] = "morning",
    weather: Annotated[str, typer.Option(help="rain, snow, fog, wind, heat. 天气")] = "",
    area: AreaOption = "",
    township: TownshipOption = "",
    village: Annotated[str, typer.Option(help="Its code. 村代码")] = "",
    unit: UnitOption = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """What loudspeakers say at 9:00 and 18:00. 大喇叭播报稿"""
    from daoan.app.rural import texts_now

    with opened(workspace) as found:
        texts = texts_now(found, edition, weather, (area, township, village), unit)
    answer([{"place": p.name, "area": p.area, "text": t.text} for p, t in texts], as_json, lambda: _print_texts(texts))


def _print_plan(made: Any) -> None:
    rows = [
        (
            f"{o.need.day} {o.need.from_hour:02d}–{o.need.until_hour:02d}", o.need.station.name, o.need.grade,
            f"{len(o.wardens)}/{o.need.wardens}", escape("；".join(r.zh for r in o.need.reasons)[:80]),
        )
        for o in made.plan.openings[:80]
    ]  # fmt: skip
    counted(("when 时间", "station 劝导站", "how needed 要求", "wardens 劝导员", "why 理由"), rows)
    staffed = {grade: f"{s.part:g}/{s.whole:g}" for grade, s in made.plan.staffed.items()}
    out.print(f"{len(made.plan.openings)} openings 次开启; posts taken 到岗安排 {staffed}")


def _print_coverage(groups: Sequence[Any], *, recorded: bool) -> None:
    def words(share: Any) -> str:
        return f"{share.part:g}/{share.whole:g}"

    rows = [
        (
            c.group.township or c.group.area or "city 全市", words(c.opened), str(c.silent), words(c.contact),
            words(c.vans_filed), words(c.visited),
        )
        for c in groups
    ]  # fmt: skip
    heads = ("place 地区", "opened 开启", "silent 静默站", "contact 有劝导的村", "vans filed 建档", "visited 走访")
    counted(heads, rows)
    if not recorded:
        out.print("nobody keeps what stations do 无劝导站工作记录")


def _print_rows(month: str, rows: Sequence[Any]) -> None:
    told = [
        (
            r.cover.group.township or r.cover.group.area, f"{r.total.value:.1f} ({r.total.low:.1f}–{r.total.high:.1f})",
            r.standing, "；".join(f"{x.name.zh} {x.points:.1f}/{x.most:g}" for x in r.lines),
        )
        for r in rows
    ]  # fmt: skip
    counted((f"{month}", "points 得分", "against peers 与同级相比", "lines 分项"), told)


def _print_province(name: str, both: Any, result: Any) -> None:
    def told(points: float | None) -> str:
        return "unknown 不详" if points is None else f"{points:.1f}"

    rows = []
    for line in both.lines:
        ours, theirs, gap = line.ours, line.theirs, line.difference
        counted_as = f"{ours.share.part:g}/{ours.share.whole:g}" if ours and ours.share else ""
        rows.append((
            escape(ours.name.zh if ours else theirs.name), counted_as, told(ours.points if ours else None),
            told(theirs.points if theirs else None), f"{gap.points:+.1f}" if gap else "–",
        ))  # fmt: skip
    counted((name, "counted 计数", "ours 自查", "theirs 省考", "difference 差值"), rows)
    if result is None:
        out.print("no result of the province was taken in 尚未导入省考市结果")
    else:
        out.print(escape(f"{result.head.source}; version 第{result.head.version}版; sha256 {result.head.sha256[:12]}"))


def _print_taken(seen: Any, kept: Any) -> None:
    out.print(f"{escape(seen.file)}: rows 行 {seen.rows:,}, usable 可用 {seen.usable:,}, sha256 {seen.digest[:12]}")
    for words in seen.notices:
        out.print(escape(f"{words.en} {words.zh}"))
    if seen.counts:
        first = [(str(p.row), p.column.zh, p.shown, f"{p.message.en} {p.message.zh}") for p in seen.problems[:20]]
        counted(("row 行", "column 列", "cell 内容", "why 原因"), first)
        out.print("nothing was kept 未入库")
    elif kept is None:
        out.print("nothing is wrong; add --keep to take it in 无误，加 --keep 入库")
    else:
        out.print(f"kept as version 已入库，第{kept.head.version}版")


def _print_texts(texts: Sequence[Any]) -> None:
    for place, text in texts:
        out.print(f"[bold]{escape(place.name)}[/]  {text.day} {text.at_hour:02d}:00  {text.seconds[0]:.0f} s")
        out.print(escape(text.text.zh))
        out.print(escape(text.text.en))
