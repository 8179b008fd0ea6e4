"""``daoan backup``, ``restore`` and ``drill``: a whole copy of a city, back again, and the proof that it works."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from daoan.cli.exits import EXIT_DIFFERS
from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, counted, done, err, out, progress
from daoan.cli.workspace import config_of, opened

PhraseOption = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="File with the passphrase of the keys; else DAOAN_PASSPHRASE. 密钥口令文件"),
]
DoneByOption = Annotated[str, typer.Option("--by", help="Who does this. 操作人")]


def backup(
    to: Annotated[Path, typer.Argument(help="Folder to make, on another disk. 备份目录")],
    by: DoneByOption,
    passphrase_file: PhraseOption = None,
    suite: Annotated[
        str, typer.Option("--suite", help="aes: SHA-256 and AES-256; sm: SM3 and SM4. 密码算法：aes 或 sm（国密）")
    ] = "aes",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Copy the city whole while it is served: store, files, packs, keys by a passphrase. 备份"""
    from daoan.app.backup import back_up

    phrase = _passphrase(passphrase_file)
    with opened(workspace) as found, progress() as bar:
        made = back_up(found, to, by, passphrase=phrase, suite=suite, tell=bar)
    answer(made, as_json, lambda: _draw_backup(made, to))


def restore(
    source: Annotated[Path, typer.Argument(help="Folder of the backup. 备份目录")],
    into: Annotated[Path, typer.Option("--into", help="Folder to make of it. 恢复到的新目录")],
    database: Annotated[
        str | None, typer.Option("--database", help="An empty PostgreSQL database, for a backup of one. 空库地址")
    ] = None,
    passphrase_file: PhraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a city from a backup, checked part by part and line by line of the audit log. 恢复"""
    from daoan.app.restore import restore as restored

    phrase = _passphrase(passphrase_file)
    with progress() as bar:
        found = restored(source, config_of(into, database=database), passphrase=phrase, tell=bar)
    answer(found, as_json, lambda: _draw_restored(found))
    if not found.holds:
        raise typer.Exit(EXIT_DIFFERS)


def drill(
    by: DoneByOption,
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Where there is room for twice the city. 演练所用目录")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Back up, restore beside it, compare audit head and rows, remove both. 恢复演练"""
    from daoan.app.restore import drill as drilled

    with opened(workspace) as found, progress() as bar:
        held = drilled(found, by, folder, bar)

    def draw() -> None:
        _draw_restored(held.restored)
        out.print(f"  backup 备份 {held.backup.seconds:,.1f} s, restore 恢复 {held.restored.seconds:,.1f} s")

    answer(held, as_json, draw)
    if not held.restored.holds:
        raise typer.Exit(EXIT_DIFFERS)


def upgrade(
    folder: Annotated[Path | None, typer.Argument(help="Folder of the city, as -w. 工作区目录")] = None,
    by: Annotated[str, typer.Option("--by", help="Who does this. 操作人")] = "terminal",
    backup_to: Annotated[
        Path | None, typer.Option("--backup", help="Folder to make; else backups beside the workspace. 备份目录")
    ] = None,
    passphrase_file: PhraseOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Back up, bring the store to this version's shape, compare. Stop the server first. 升级"""
    from daoan.app.upgrade import upgrade as upgraded
    from daoan.app.upgrade import way_back

    config, phrase = config_of(folder or workspace), _passphrase(passphrase_file)
    with progress() as bar:
        found = upgraded(config, by, backup_to, passphrase=phrase, tell=bar)

    def draw() -> None:
        if not found.backup:
            done(f"{found.after}: nothing to do, nothing was changed · 已是最新，无需升级")
            return
        mark = "[green]✓[/]" if found.holds else "[red]✗[/]"
        out.print(f"{mark} schema 数据结构 {found.before} → {found.after}", highlight=False)
        out.print(f"  audit head 审计链末条 {found.head} {found.seal[:16]}", highlight=False)
        if found.differing:
            counted(
                ("table 表", "before 升级前", "after 升级后"), [(n, *c) for n, c in sorted(found.differing.items())]
            )
        out.print(escape(f"  backup 备份 {found.backup}"), soft_wrap=True, highlight=False)
        out.print(escape(f"  way back 回退 {way_back(found.backup, config)}"), soft_wrap=True, highlight=False)

    answer(found, as_json, draw)
    if not found.holds:
        raise typer.Exit(EXIT_DIFFERS)


def _passphrase(file: Path | None) -> str:
    if file is None:
        return os.environ.get("DAOAN_PASSPHRASE", "")
    from daoan.config import read_secret

    return read_secret("--passphrase-file", str(file)).strip()


def _draw_backup(made: Any, to: Path) -> None:
    done(to)
    _facts(made.bytes, made.seconds, made.head, made.seal)
    if not made.keys:
        err.print(
            "! the keys are not in it: without them its audit log cannot be checked or continued, nor sealed "
            "text read. Keep the keys folder elsewhere, or give a passphrase · "
            "备份不含密钥，请另行保存密钥目录或提供口令"
        )
    for name in made.moving[:10]:
        err.print(escape(f"! written to while it was copied · 复制期间仍在写入: {name}"), soft_wrap=True)


def _draw_restored(found: Any) -> None:
    mark = "[green]✓[/]" if found.holds else "[red]✗[/]"
    out.print(f"{mark} {escape(found.workspace)}", soft_wrap=True, highlight=False)
    _facts(found.bytes, found.seconds, found.head, found.seal)
    if found.upgraded_from:
        out.print(f"  schema 数据结构 {found.upgraded_from} → {found.schema}", highlight=False)
    if not found.same_head:
        out.print("  [red]another audit head than in the manifest · 审计链末条与清单不符[/]")
    if found.differing:
        counted(("table 表", "manifest 清单", "restored 恢复后"), [(n, *c) for n, c in sorted(found.differing.items())])
    if found.chain_holds is None:
        err.print(
            "! the audit log was not checked: there are no keys here. Put the keys folder back, then: "
            "daoan audit verify · 无密钥，审计日志未核验"
        )
    for broken in found.breaks[:10]:
        out.print(escape(f"  {broken.message.en} · {broken.message.zh}"), soft_wrap=True)


def _facts(size: int, seconds: float, head: int, seal: str) -> None:
    words = f"  {size / 1e6:,.1f} MB, {seconds:,.1f} s, audit head 审计链末条 {head} {seal[:16]}"
    out.print(words, soft_wrap=True, highlight=False)
