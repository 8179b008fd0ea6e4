"""Advice records of wardens 劝导台账 from the terminal: figures, days, sheets of codes. No plate is shown."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, counted, done, out, percent
from daoan.cli.workspace import opened

if TYPE_CHECKING:
    from daoan.app.advice import Figures

advice = typer.Typer(no_args_is_help=True, help="Advice records of country wardens. 劝导台账")
SinceOption = Annotated[datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="First day. 起始日期")]
UntilOption = Annotated[datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="Last day. 截止日期")]
UnitOption = Annotated[str | None, typer.Option("--unit", help="Whose stations; the city's. 单位")]


@advice.command()
def figures(
    since: SinceOption = None, until: UntilOption = None, unit: UnitOption = None, workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """The two violations 两违 and all others, by township, month, behaviour. 劝导统计"""
    from daoan.app.advice import advice_figures

    with opened(workspace) as found:
        counted_ones = advice_figures(found, since and since.date(), until and until.date(), unit)
    answer(counted_ones, as_json, lambda: _print_figures(counted_ones))


@advice.command()
def days(
    since: SinceOption = None, until: UntilOption = None, unit: UnitOption = None, workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Shifts attended and people spoken to, a station and day a line. 到岗与劝导人次"""
    from daoan.app.advice import advice_days

    with opened(workspace) as found:
        rows = advice_days(found, since and since.date(), until and until.date(), unit)
    headings = ("day 日期", "station 站点", "shifts 班次", "contacts 人次", "police 移交", "wardens 劝导员")
    lines = [
        (str(r.day), r.station, r.shifts_attended, r.contacts, r.handed_over, r.wardens) for r in rows
    ]  # fmt: skip
    answer(rows, as_json, lambda: counted(headings, lines))


@advice.command()
def sheet(
    station: Annotated[str, typer.Argument(help="Code of the station. 站点编号")],
    month: Annotated[str, typer.Argument(help="As 2026-03. 月份")],
    to: Annotated[Path, typer.Argument(help="File to write, .pdf. 输出文件")],
    lang: Annotated[str, typer.Option(help="zh or en. 语言")] = "zh",
    workspace: WorkspaceOption = None,
) -> None:
    """Write a station's sheet of codes for a month. 签到编码表"""
    from daoan.app.advice import write_sheet

    with opened(workspace) as found:
        done(write_sheet(found, station, month, to, lang))


def _print_figures(found: "Figures") -> None:
    total = found.total
    out.print(
        f"stopped 劝导 {total.stopped:,}, two violations 两违 {percent(total.two)}, handed over 移交 "
        f"{percent(total.handed_over)}, shifts 到岗班次 {found.shifts:,}, repeat 重复 {percent(found.repeat)}"
    )
    groups = (("township", found.by_township), ("month", found.by_month), ("behaviour", found.by_behaviour))
    rows = [
        (by, r.group, r.stopped, r.overfull_van, r.unlawful_carrying, int(r.handed_over.part))
        for by, lines in groups
        for r in lines
    ]
    counted(("by 分组", "group 名称", "stopped 劝导", "vans 超员", "carrying 载人", "police 移交"), rows)
