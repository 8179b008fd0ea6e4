"""``daoan exchange …``: two networks, one city; what is carried between them by signed files."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from daoan.cli.exits import EXIT_DIFFERS
from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, counted, done, err, out, progress
from daoan.cli.workspace import opened
from daoan.terms.estimates import Text
from daoan.terms.records.exchanged import Side

exchange = typer.Typer(no_args_is_help=True, help="Carry acts and orders between two networks by files. 内外网文件交换")
DoneByOption = Annotated[str, typer.Option("--by", help="Who does this. 操作人")]


@exchange.command()
def keys(
    side: Annotated[Side, typer.Option("--side", help="Which of the two this workspace is. 本侧：内网或外网")],
    by: DoneByOption,
    public: Annotated[Path | None, typer.Option("--public", help="File for the public half. 公钥文件")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make this workspace one side, with keys of its own; prints the fingerprint. 生成密钥"""
    from daoan.app.exchange_keys import make_keys

    with opened(workspace) as found:
        half = make_keys(found, side, by, public)
    told = {"side": half.side, "city": half.city, "fingerprint": half.fingerprint, "public": str(public or "")}
    answer(told, as_json, lambda: _draw_key(half))


@exchange.command()
def trust(
    file: Annotated[Path, typer.Argument(help="Public half of the other side. 对侧公钥文件")],
    fingerprint: Annotated[str, typer.Option("--fingerprint", help="As the other side reads it out. 对侧报读的指纹")],
    by: DoneByOption,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Trust the other side's key, whose fingerprint you compared by telephone. 信任对侧公钥"""
    from daoan.app.exchange_keys import trust as trusted

    with opened(workspace) as found:
        half = trusted(found, file, fingerprint, by)
    told = {"side": half.side, "city": half.city, "fingerprint": half.fingerprint}
    answer(told, as_json, lambda: _draw_key(half))


@exchange.command()
def pack(
    to: Annotated[Path, typer.Argument(help="Folder to put the file into: the carried disk. 移动介质目录")],
    by: DoneByOption,
    since: Annotated[
        int | None, typer.Option("--since", min=0, help="Begin behind this file of ours; 0: all. 从该编号之后重新打包")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a file of all that the other side has not said it has. 打包"""
    from daoan.app.exchange import pack as packed

    with opened(workspace) as found, progress() as bar:
        bar(Text("packing", "打包"))
        made = packed(found, to, by, since=since)

    def draw() -> None:
        done(made.folder)
        out.print(f"  {made.bytes / 1e6:,.2f} MB, {made.parts} parts 分卷, SHA-256 {made.digest[:16]}", highlight=False)
        counted(("in it 内容", "number 数量"), sorted(made.counts.items()))

    answer(made, as_json, draw)


@exchange.command()
def take(
    folder: Annotated[Path, typer.Argument(help="The carried file, which is a folder. 交换文件目录")],
    by: DoneByOption,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a file in; what was stopped goes on where it was. 导入"""
    from daoan.app.exchange import take as taken

    with opened(workspace) as found, progress() as bar:
        told = taken(found, folder, by, lambda n, of: bar(Text("taking", "导入"), n, of))

    def draw() -> None:
        done(f"{told.number} {told.digest[:16]}")
        words = (
            f"  acts accepted 已受理 {told.done}, refused 未受理 {told.refused}; copies placed 已更新 {told.settled}"
        )
        out.print(f"{words}, held 暂缓 {told.held}; acknowledged 已确认 {told.acknowledged}", highlight=False)
        if told.without_password:
            err.print(
                f"! {told.without_password} people cannot sign in here yet: daoan people reset LOGIN · "
                f"{told.without_password} 人尚无外网口令，请逐一重置"
            )

    answer(told, as_json, draw)


@exchange.command()
def status(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """What was sent, acknowledged, taken; what waits, and whether too long (exit code 5). 交换状态"""
    from daoan.app.exchange import status as state_of

    with opened(workspace) as found:
        state = state_of(found)
    answer(state, as_json, lambda: _draw_state(state))
    if state.late or state.silent:
        raise typer.Exit(EXIT_DIFFERS)


def _draw_key(half: Any) -> None:
    done(f"{half.side} {half.city}")
    out.print(f"  fingerprint 指纹  [bold]{escape(half.fingerprint)}[/]", highlight=False, soft_wrap=True)


def _draw_state(state: Any) -> None:
    mark = "[red]✗[/]" if state.late or state.silent else "[green]✓[/]"
    side = "inside 内网" if state.side is Side.INSIDE else "outside 外网"
    out.print(f"{mark} {side}{'' if state.trusted else ' · no key trusted yet 尚未信任对侧公钥'}", highlight=False)
    lines = (
        ("last made 最近打包", state.made),
        ("last acknowledged 对侧已确认", state.acknowledged),
        ("last taken 最近导入", state.taken),
    )
    for words, line in lines:
        told = "–" if line is None else f"{line.number}  {line.at:%Y-%m-%d %H:%M} UTC  {line.digest[:16]}"
        out.print(f"  {words}: {told}", highlight=False)
    since = "" if state.oldest_at is None else f", since 最早 {state.oldest_at:%Y-%m-%d %H:%M} UTC"
    late = f" > {state.late_hours:g} h" if state.late else ""
    if state.silent:
        out.print(f"  [red]no file for longer than {state.late_hours:g} h · 超过 {state.late_hours:g} 小时未交换[/]")
    out.print(
        f"  waiting 待传 {state.waiting}{since}{late}; refused 未受理 {state.refused}; held 暂缓 {state.held}",
        highlight=False,
    )
