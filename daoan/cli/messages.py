"""``daoan messages …``: send what is due once; look at dead letters, try them again or drop them."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, done, out
from daoan.cli.workspace import opened
from daoan.terms.records.messaging import CHANNEL_NAMES, Message

messages = typer.Typer(no_args_is_help=True, help="Messages by mail and webhook: run, dead, retry, drop. 消息外发")
IdArgument = Annotated[str, typer.Argument(help="Id of the message. 消息编号")]


@messages.command()
def run(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Make messages of what is new and send what is due, once; serve does so by itself. 发送"""
    from daoan.app.messages import run_once

    with opened(workspace) as found:
        ran = run_once(found)
    answer(
        ran,
        as_json,
        lambda: out.print(f"made 新增 {ran.made:,}, sent 已发送 {ran.sent:,}, failed 失败 {ran.failed:,}"),
    )


@messages.command()
def dead(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Messages that every try failed for. 发送失败"""
    from daoan.app.messages import list_dead

    with opened(workspace) as found:
        rows = list_dead(found)
    answer(rows, as_json, lambda: _draw(rows))


@messages.command()
def retry(message: IdArgument, workspace: WorkspaceOption = None) -> None:
    """Try a dead letter again, from the first try. 重发"""
    from daoan.app.messages import retry as again

    with opened(workspace) as found:
        again(found, message)
    done("it is tried again in the next run 将在下次运行时重发")


@messages.command()
def drop(message: IdArgument, workspace: WorkspaceOption = None) -> None:
    """Do not send a dead letter; that this was decided stays in the audit log. 放弃"""
    from daoan.app.messages import drop as leave

    with opened(workspace) as found:
        leave(found, message)
    done("it is not sent 不再发送")


def _draw(rows: Sequence[Message]) -> None:
    table = Table()
    for heading in ("id 编号", "channel 渠道", "unit 单位", "why 事由", "made 生成", "fault 原因"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        made = f"{row.made_at:%Y-%m-%d %H:%M} UTC"
        cells = (row.message_id, CHANNEL_NAMES[row.channel].zh, row.unit_id, row.why, made, row.fault)
        table.add_row(*map(escape, cells))
    out.print(table)
