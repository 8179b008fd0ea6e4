"""Records: read files, see that nothing was lost, and put right what was refused or wrong."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from daoan.cli.exits import EXIT_UNBALANCED
from daoan.cli.options import ByOption, JsonOption, WhyOption, WorkspaceOption
from daoan.cli.printing import answer, done, out, percent, progress
from daoan.cli.totals import try_out
from daoan.cli.workspace import opened
from daoan.terms.errors import InputError

REFUSAL_STATES = ("open", "replayed", "dismissed")


def ingest(
    feed: Annotated[str, typer.Argument(help="leeds, stats19, register, aadf or measures. 数据源")],
    files: Annotated[list[Path], typer.Argument(help="Files to read. 文件")],
    dry: Annotated[bool, typer.Option("--dry-run", help="Read and say, write nothing. 试运行，不写入")] = False,
    totals: Annotated[
        Path | None,
        typer.Option(help="The city's own totals, CSV or .xlsx: a dry run, row by row. 公布的合计，逐行核对"),
    ] = None,
    to: Annotated[Path | None, typer.Option(help="Write the table of totals, .csv or .xlsx. 核对表导出文件")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read files into the store. Reading one twice changes nothing. 导入"""
    from daoan.app.demo_people import end_demo
    from daoan.app.ingest import ingest as ingest_files

    if dry or totals is not None:
        try_out(feed, files, totals, to, workspace, as_json=as_json)
        return
    with opened(workspace) as found, progress() as bar:
        end_demo(found)
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
