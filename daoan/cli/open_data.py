"""Open data: look at it, release it, write it onto disk, withdraw it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, counted, done, out
from daoan.cli.workspace import opened

open_data = typer.Typer(help="Open data: draft, release, export, withdraw. 开放数据", no_args_is_help=True)

HEADS = ("Data set 数据集", "Rows 行", "Records 记录", "Suppressed 未公布", "Held 维持原值")


@open_data.command("draft")
def draft(workspace: WorkspaceOption = None) -> None:
    """What would be released now, and how much would be held back. 预览"""
    from daoan.app.open_data import draft_of

    with opened(workspace) as found:
        tables = draft_of(found)
    counted(HEADS, [(n, len(t.rows), t.records, t.suppressed, t.held) for n, t in tables.items()])


@open_data.command("release")
def release(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Release what the latest run tells, as the next version. 发布"""
    from daoan.app.open_data import release_now

    with opened(workspace) as found:
        made = release_now(found)
    answer(made, as_json, lambda: _draw(made))


@open_data.command("list")
def list_all(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Every release. 已发布版本"""
    from daoan.app.open_data import releases_of

    with opened(workspace) as found:
        there = releases_of(found)
    rows = [(r.version, r.released_at.date(), r.as_of.date(), r.until, r.withdrawn.en or "—") for r in there]
    heads = ("Version 版本", "Released 发布", "As of 截至", "Until 数据止于", "Withdrawn 撤回")
    answer(there, as_json, lambda: counted(heads, rows))


@open_data.command("export")
def export(
    folder: Annotated[Path, typer.Argument(help="Folder to write into. 输出目录")],
    version: Annotated[int | None, typer.Option(help="Version; the latest where empty. 版本")] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write a release onto disk: the same bytes that the server hands out. 导出"""
    from daoan.app.open_data import export as export_now

    with opened(workspace) as found:
        for path in export_now(found, folder, version):
            done(path)


@open_data.command("withdraw")
def withdraw(
    version: Annotated[int, typer.Argument(help="Version. 版本")],
    why: Annotated[str, typer.Option("--why", help="Why: English, a middle dot, Chinese. 理由")],
    workspace: WorkspaceOption = None,
) -> None:
    """Hand the files of a release out no more; it stays listed with the reason. 撤回"""
    from daoan.app.open_data import withdraw as withdraw_now
    from daoan.terms.estimates import both

    with opened(workspace) as found:
        withdraw_now(found, version, both(why))
    out.print(f"withdrawn 已撤回: {version}")


def _draw(made: Any) -> None:
    counted(HEADS, [(s.name, s.rows, s.records, s.suppressed, s.held) for s in made.sets])
    done(f"version 版本 {made.version} · {made.scheme} · k = {made.k} · {made.licence.en}")
