"""Operations 专项行动 from the terminal: how they stand, one of them, its daily tables as a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, done, out
from daoan.cli.workspace import opened

if TYPE_CHECKING:
    from daoan.app.operations import Board, Shown

operations = typer.Typer(no_args_is_help=True, help="Operations, measure packs, disorder points. 专项行动")
IdArgument = Annotated[str, typer.Argument(help="Id of the operation. 行动编号")]


@operations.command()
def board(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """How operations, measure packs and disorder points stand. 总览"""
    from daoan.app.operations import board_of

    with opened(workspace) as found:
        told = board_of(found)
    answer(told, as_json, lambda: _print_board(told))


@operations.command()
def show(matter_id: IdArgument, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """One operation with its daily tables added up. 单项行动"""
    from daoan.app.operations import show_operation

    with opened(workspace) as found:
        told = show_operation(found, matter_id)
    answer(told, as_json, lambda: _print_one(told))


@operations.command()
def table(
    matter_id: IdArgument,
    to: Annotated[Path | None, typer.Option(help="File to write, .csv or .xlsx. 输出文件")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """The daily tables of an operation as CSV or Excel. 导出日报"""
    from daoan.app.operations import tables_to_file

    with opened(workspace) as found:
        written = tables_to_file(found, matter_id, to)
    done(written)


def _rate(rate: Any) -> str:
    if rate.share is None or rate.estimate is None:
        return "not recorded 未统计"
    e = rate.estimate
    return f"{rate.share.part:g}/{rate.share.whole:g} = {e.value:.2f} % ({e.low:.2f}–{e.high:.2f})"


def _print_board(told: "Board") -> None:
    lines = Table("id", "operation 行动", "state", "days 日期", "tables 日报", "positive 阳性率", title_justify="left")
    for o in told.operations:
        lines.add_row(
            o.matter_id, escape(o.title), o.state, f"{o.begins_on} – {o.finish_by}", str(o.tables), _rate(o.rate)
        )
    packs = Table("id", "pack 措施包", "state", "items 清单", "accepted 通过", "overdue 逾期")
    for p in told.packs:
        items, units = (f"{s.part:g}/{s.whole:g}" for s in (p.items, p.units))
        packs.add_row(p.matter_id, escape(p.title), p.state, items, units, str(p.overdue))
    points = Table("unit 单位", "points 乱点", "nobody asked 未交办", "overdue 逾期", "came back 反弹")
    for s in told.disorder:
        points.add_row(s.of, str(s.points), str(s.untaken), str(s.overdue), str(s.reopened))
    out.print(lines, packs, points)


def _print_one(told: "Shown") -> None:
    rates = Table("part of the day 时段", "positive 阳性率", title=escape(told.operation.title), title_justify="left")
    for r in told.rates:
        rates.add_row(f"{r.name.en} {r.name.zh}", _rate(r))
    ratios = Table("ratio 比值", "part 分子", "whole 分母", "tables 日报")
    for one in told.ratios:
        part, whole = ("–", "–") if one.share is None else (f"{one.share.part:g}", f"{one.share.whole:g}")
        ratios.add_row(f"{one.name.en} {one.name.zh}", part, whole, str(one.tables))
    out.print(rates, ratios)
