"""``daoan passes shares|share|ask|peer``: what other platforms ask for, what a person lets go, our logins there."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, done, out
from daoan.cli.workspace import opened
from daoan.terms.errors import InputError

STATES = {
    "waiting": "waits 待审批", "refused": "refused 已拒绝", "not_begun": "not begun 未到时间",
    "running": "running 推送中", "stopped": "given up 已停止",
    "expired": "over 已到期", "cancelled": "cancelled 已取消",
}  # fmt: skip


def shares(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Subscriptions of other platforms: who asks for what, what was decided, how far it was sent. 过车订阅列表"""
    from daoan.app.pass_sharing import list_shares

    with opened(workspace) as found:
        lines = list_shares(found)
    answer(lines, as_json, lambda: _draw(lines))


def share(
    key: Annotated[str, typer.Argument(help="Key of the subscription, from shares. 订阅编号")],
    by: Annotated[str, typer.Option("--by", help="Login of whoever decides this. 审批人登录名")],
    purpose: Annotated[str, typer.Option(help="For what. 用途")] = "",
    site: Annotated[list[str] | None, typer.Option("--site", help="Code of a site that may go; again. 点位")] = None,
    all_sites: Annotated[bool, typer.Option("--all-sites", help="Every site asked for. 所请求的全部点位")] = False,
    until: Annotated[
        datetime | None, typer.Option(help="Until when, on the city's clock; else as asked. 有效期至")
    ] = None,
    refuse: Annotated[bool, typer.Option("--refuse", help="Refuse it, or end what was approved. 拒绝或终止")] = False,
    again: Annotated[bool, typer.Option("--resume", help="Let one go on that was given up. 恢复推送")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Approve or refuse that passes are handed to another platform. 审批过车订阅"""
    from daoan.app.pass_sharing import decide, resume
    from daoan.terms.records.sharing import ALL_SITES
    from daoan.terms.times import local_to_utc

    sites = [*(site or ()), *([ALL_SITES] if all_sites else ())]
    if sum((bool(sites), refuse, again)) != 1:
        raise InputError("say --site or --all-sites, or --refuse, or --resume 请选择点位、拒绝或恢复")
    with opened(workspace) as found:
        if again:
            resume(found, key, by)
            done(f"{key}: goes on 已恢复")
            return
        end = None if until is None else local_to_utc(until, found.city.zone)
        line = decide(found, key, by, purpose, sites, end)
    done(f"{key}: {STATES[line.state]}")


def ask(
    account: Annotated[str, typer.Argument(help="Account that the platform has here. 平台账号")],
    by: Annotated[str, typer.Option("--by", help="Login of whoever decides this. 审批人登录名")],
    base: Annotated[str, typer.Option("--at", help="Its address: http(s)://host:port. 平台地址")] = "",
    receive: Annotated[str, typer.Option(help="Our address there: …/VIID/SubscribeNotifications. 接收地址")] = "",
    purpose: Annotated[str, typer.Option(help="For what. 用途")] = "",
    resource: Annotated[list[str] | None, typer.Option(help="Code of a tollgate …; again. 资源编号")] = None,
    kind: Annotated[str, typer.Option(help="ResourceClass: 0, 1, 4, 5. 资源类别")] = "0",
    until: Annotated[datetime | None, typer.Option(help="Until when, on the city's clock. 有效期至")] = None,
    end: Annotated[str, typer.Option(help="Id of a subscription of ours to end. 终止订阅")] = "",
    workspace: WorkspaceOption = None,
) -> None:
    """Subscribe to passes at another platform; the server of passes does it, and keeps it alive. 向其他平台订阅过车"""
    from daoan.app.pass_sharing import ask as ask_for
    from daoan.app.pass_sharing import end_ask
    from daoan.terms.records.sharing import Ours
    from daoan.terms.times import local_to_utc

    with opened(workspace) as found:
        if end:
            end_ask(found, by, end)
            done(f"{end}: ends 终止")
            return
        if until is None or not resource:
            raise InputError("say --resource and --until 请指定资源和有效期")
        at, span = local_to_utc(until, found.city.zone), found.now
        wanted = Ours(account, base, "", purpose, kind, tuple(resource), span, at, receive, purpose)
        made = ask_for(found, by, wanted)
    done(f"{made.subscribe_id}: asked for by the server of passes 由过车服务发起订阅")


def peer(
    account: Annotated[str, typer.Argument(help="Account that the platform has here. 平台账号")],
    login: Annotated[str, typer.Option(help="Our login there. 我方账号")] = "",
    password_file: Annotated[Path | None, typer.Option(help="File with the password; else asked. 口令文件")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Forget it. 删除")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """Our login at another platform, for notifications. 上级平台口令"""
    from daoan.app.pass_sharing import end_peer, keep_peer

    with opened(workspace) as found:
        if remove:
            end_peer(found, account)
            done(f"{account}: removed 已删除")
            return
        keep_peer(found, account, login, _password(password_file))
    done(f"{account}: kept 已保存")


def _password(path: Path | None) -> str:
    if path is not None:
        try:
            return path.read_text(encoding="utf-8").strip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise InputError(f"{path} cannot be read 口令文件无法读取") from None
    if not sys.stdin.isatty():
        raise InputError("give --password-file 请指定 --password-file")
    return str(typer.prompt("password 口令", hide_input=True))


def _draw(lines: Sequence[Any]) -> None:
    if not lines:
        out.print("no platform asks for passes 暂无订阅")
        return
    table = Table()
    for heading in (
        "key 编号",
        "platform 平台",
        "asked for 请求",
        "to 接收地址",
        "state 状态",
        "sent 已推送",
        "fault 故障",
    ):
        table.add_column(heading, overflow="fold")
    for line in lines:
        asked, sent = line.share.asked, line.share.sent
        what = f"{asked.title} {asked.resource_class} {','.join(asked.resources)[:80]} → {asked.end:%Y-%m-%d}"
        fault = f"{sent.fault} ({sent.failures})" if sent and sent.fault else ""
        number = f"{sent.objects:,}" if sent else "0"
        cells = (line.share.key, asked.account, what, asked.address, STATES[line.state], number, fault)
        table.add_row(*map(escape, cells))
    out.print(table)
