"""``daoan people …``: who may sign in. Whoever may write to the workspace's files may do all of this."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, done, out
from daoan.cli.workspace import opened
from daoan.terms.roles import ROLE_NAMES, Role
from daoan.terms.units import Unit, UnitKind

people = typer.Typer(no_args_is_help=True, help="Who may sign in: add, list, reset, disable; units. 人员与单位")
LoginArgument = Annotated[str, typer.Argument(help="Login name. 登录名")]


@people.command()
def add(
    login: LoginArgument,
    name: Annotated[str, typer.Option(help="Full name. 姓名")],
    role: Annotated[list[Role], typer.Option(help="Role; may be given again. 角色")],
    unit: Annotated[str, typer.Option(help="Id of the unit. 单位编号")],
    workspace: WorkspaceOption = None,
) -> None:
    """Add a person; prints a password once, which they must change. 新增人员"""
    from daoan.app.people import add_person

    with opened(workspace) as found:
        draw_given(add_person(found, name, login, unit, role))


@people.command(name="list")
def list_people(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Everybody, with the state of their account. 人员列表"""
    from daoan.app.people import list_people as lines_of

    with opened(workspace) as found:
        lines = lines_of(found)
    answer(lines, as_json, lambda: _draw_people(lines))


def _draw_people(lines: Sequence[Any]) -> None:
    table = Table()
    for heading in ("login 登录名", "name 姓名", "roles 角色", "unit 单位", "state 状态"):
        table.add_column(heading, overflow="fold")
    for line in lines:
        roles = ", ".join(ROLE_NAMES[r].zh for r in line.person.roles)
        table.add_row(*map(escape, (line.login, line.person.name, roles, line.person.unit_id, _state(line))))
    out.print(table)


def _state(line: Any) -> str:
    told = (
        (not line.person.active, "disabled 已停用"),
        (line.locked, "resting 暂停"),
        (line.must_change, "must change password 待改口令"),
        (line.second_factor_due, "second factor due 待设双因子"),
        (line.second_factor, "second factor 双因子"),
        (line.passkeys, "passkey 通行密钥"),
        (line.directory, "directory 统一认证"),
        (line.person.demo, "demo 演示"),
    )
    return "; ".join(words for holds, words in told if holds)


@people.command()
def reset(
    login: LoginArgument,
    second_factor: Annotated[bool, typer.Option("--second-factor", help="Take it away too. 同时解除双因子")] = False,
    workspace: WorkspaceOption = None,
) -> None:
    """A new password, printed once; all sessions end. 重置口令"""
    from daoan.app.people import reset as reset_now

    with opened(workspace) as found:
        draw_given(reset_now(found, login, second_factor=second_factor))


@people.command()
def disable(login: LoginArgument, workspace: WorkspaceOption = None) -> None:
    """Nobody signs in under this login any more. 停用账号"""
    from daoan.app.people import disable as disable_now

    with opened(workspace) as found:
        disable_now(found, login)
    done(login)


@people.command()
def plate(
    login: LoginArgument,
    own: Annotated[str, typer.Argument(help="Plate of their own car or family. 本人或家属号牌")],
    workspace: WorkspaceOption = None,
) -> None:
    """Register an own plate, kept as a token: looking it up is flagged for review. 登记本人车辆"""
    from daoan.app.reviews import register_plate

    with opened(workspace) as found:
        register_plate(found, login, own)
    done(login)


@people.command()
def units(
    add_id: Annotated[str | None, typer.Option("--add", help="Id of a new unit. 新单位编号")] = None,
    parent: Annotated[str, typer.Option(help="Unit that it stands under. 上级单位")] = "city",
    kind: Annotated[UnitKind, typer.Option(help="Kind of unit. 单位类别")] = UnitKind.BRIGADE,
    name_en: Annotated[str, typer.Option(help="English name. 英文名称")] = "",
    name_zh: Annotated[str, typer.Option(help="Chinese name. 中文名称")] = "",
    area: Annotated[str | None, typer.Option(help="Code of its county. 县区代码")] = None,
    company: Annotated[str, typer.Option(help="Of a company: its credit code. 统一社会信用代码")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """The organisation tree; with --add one more unit. 组织机构"""
    from daoan.app.people import add_unit
    from daoan.terms.estimates import Text

    with opened(workspace) as found:
        if add_id is not None:
            name = Text(name_en or name_zh or add_id, name_zh or name_en or add_id)
            add_unit(found, Unit(add_id, kind, name, parent, area, company))
        rows = found.store.list_units()
    answer(rows, as_json, lambda: _draw_units(rows))


def _draw_units(rows: Sequence[Unit]) -> None:
    table = Table()
    for heading in ("id 编号", "unit 单位", "kind 类别", "under 上级"):
        table.add_column(heading, overflow="fold")
    for u in rows:
        table.add_row(escape(u.unit_id), escape(f"{u.name.en} {u.name.zh}"), u.kind.value, escape(u.parent or ""))
    out.print(table)


def say_first(workspace: Any) -> None:
    """How to sign in, where nobody could so far."""
    from daoan.app.people import ensure_administrator

    first = ensure_administrator(workspace)
    if first is not None:
        draw_given(first)


def draw_given(given: Any) -> None:
    """How to sign in, once."""
    out.print(
        f"login 登录名  [bold]{escape(given.login)}[/]\npassword 口令  [bold]{escape(given.password)}[/]\n"
        "shown once; it must be changed at the first sign-in 仅显示一次，首次登录须修改",
        soft_wrap=True,
        highlight=False,
    )


def draw_demo(accounts: Sequence[Any]) -> None:
    """The table of demo accounts, once."""
    table = Table(title="Demo accounts, shown once · 演示账号（仅显示一次）", title_justify="left")
    for heading in ("role 角色", "unit 单位"):
        table.add_column(heading, overflow="fold")
    for heading in ("login 登录名", "password 口令"):
        table.add_column(heading, no_wrap=True)  # to be copied in one piece
    for a in accounts:
        table.add_row(
            escape(f"{a.role.en} {a.role.zh}"), escape(f"{a.unit.en} {a.unit.zh}"), escape(a.login), escape(a.password)
        )
    out.print(table)
    out.print(
        "They work on this machine only, and end when own data is ingested. 仅限本机使用，导入自有数据后失效。\n"
        "Lost one? daoan people reset LOGIN 遗失口令可重置",
        soft_wrap=True,
        highlight=False,
    )
