"""Key companies 重点企业 from the terminal: files in, the month's risk, templates. No plate or name is ever shown."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from daoan.cli.exits import EXIT_INPUT, EXIT_UNBALANCED
from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, counted, done, out
from daoan.cli.workspace import opened

if TYPE_CHECKING:
    from daoan.app.companies import Again, FileTaken

companies = typer.Typer(no_args_is_help=True, help="Key companies, vehicles, drivers. 重点企业、车辆、驾驶人")
KindArgument = Annotated[str, typer.Argument(help="companies, vehicles, drivers or events. 文件种类")]


@companies.command()
def take(
    kind: KindArgument,
    file: Annotated[Path, typer.Argument(help=".xlsx or .csv. 名册文件")],
    keep: Annotated[bool, typer.Option("--keep", help="Keep it where nothing is wrong. 无误即入库")] = False,
    exchange: Annotated[bool, typer.Option("--exchange", help="Read columns as what they hold. 按内容对调列")] = False,
    whole: Annotated[str, typer.Option(help="The whole list: of all, or of the companies named. 整表 all/named")] = "",
    end: Annotated[bool, typer.Option("--end", help="End what the whole list lacks. 整表中没有的标为转出离职")] = False,
    unit: Annotated[str | None, typer.Option(help="Unit that takes it in; the city. 维护单位")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look at a file; with --keep, take it in whole or not at all. 导入名册"""
    from daoan.app.companies import take_file

    with opened(workspace) as found:
        taken = take_file(found, kind, file, keep=keep, exchange=exchange, unit=unit, whole=whole, end=end)
    answer(taken, as_json, lambda: _print_taken(taken))
    if taken.preview.wrong:
        raise typer.Exit(EXIT_INPUT)


@companies.command()
def risk(
    month: Annotated[str, typer.Option(help="As 2026-03; the present one. 月份")] = "",
    scheme: Annotated[str, typer.Option(help="Name of the rule pack. 评价方案")] = "companies-mps",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Companies of a month by risk, gravest first, with why. 月度风险"""
    from daoan.app.companies import rate_month

    with opened(workspace) as found:
        ratings = rate_month(found, month, scheme)
    answer(ratings, as_json, lambda: _print_ratings(ratings))


MonthArgument = Annotated[str, typer.Argument(help="As 2026-03. 月份")]


@companies.command()
def close(month: MonthArgument, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Close a month that is over: keep every rating, open what follows. 月度关账"""
    from daoan.app.companies import close_and_open

    with opened(workspace) as found:
        again = close_and_open(found, month)
    answer(again, as_json, lambda: _print_again(again))


@companies.command()
def check(month: MonthArgument, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Compute a closed month again, byte by byte; exit code 5 where anything differs. 复算已关账月份"""
    from daoan.app.companies import check_month

    with opened(workspace) as found:
        again = check_month(found, month)
    answer(again, as_json, lambda: _print_again(again))
    if not again.same:
        raise typer.Exit(EXIT_UNBALANCED)


@companies.command("template")
def make_template(
    kind: KindArgument, to: Annotated[Path, typer.Argument(help="File to write, .xlsx or .csv. 输出文件")]
) -> None:
    """Write a template to fill in. 模板"""
    from daoan.app.companies import write_template

    done(write_template(kind, to))


def _print_again(again: "Again") -> None:
    out.print(f"{again.month}: ratings 评价 {again.ratings:,}; {escape(again.digest)}")
    if again.same:
        out.print("computed again to the same bytes 复算一致")
    for name in (*again.differs, *again.missing):
        out.print(f"differs 不一致: {escape(name)}")


def _print_taken(taken: "FileTaken") -> None:
    seen = taken.preview
    out.print(
        f"{escape(seen.file)}: rows 行 {seen.rows:,}, new 新增 {seen.new:,}, changed 变更 {seen.changed:,}, "
        f"same 未变 {seen.same:,}"
    )
    for words in (*seen.exchanged, *seen.notices):
        out.print(escape(f"{words.en} {words.zh}"))
    if seen.missing:
        out.print(f"not in the list 整表中没有 {seen.missing:,}{': ends 将标为转出、离职' if seen.ends else ''}")
    if seen.wrong:
        rows = [(c.column.zh, c.rows, f"{c.message.en} {c.message.zh}") for c in seen.counts]
        counted(("column 列", "rows 行数", "why 原因"), rows)
        first = [(str(p.row), p.column.zh, p.shown, f"{p.message.en} {p.message.zh}") for p in seen.problems[:20]]
        counted(("row 行", "column 列", "cell 内容", "why 原因"), first)
        out.print("nothing was kept 未入库")
    elif taken.kept is None:
        out.print("nothing is wrong; add --keep to take it in 无误，加 --keep 入库")
    else:
        out.print(f"kept 已入库; clearing tasks ended 清零任务办结 {taken.cleared:,}")


def _print_ratings(ratings: Sequence[Any]) -> None:
    rows = [
        (
            r.company.name, f"{r.level_name.en} {r.level_name.zh}",
            f"{r.score.value:.1f} ({r.score.low:.1f}–{r.score.high:.1f})", f"{r.vehicles} / {r.drivers}",
            "；".join(g.name.zh for g in r.grounds),
        )
        for r in ratings[:60]
    ]  # fmt: skip
    counted(("company 企业", "level 等级", "score 得分", "vehicles / drivers 车/人", "grounds 直接判高"), rows)
