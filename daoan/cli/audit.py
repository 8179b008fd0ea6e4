"""``daoan audit …``: check the audit log, anchor it outside, read it, change its key.

Exit codes as in :mod:`daoan.cli`; ``verify`` leaves with 1 where anything is wrong with the log.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, err, out
from daoan.cli.workspace import opened

EXIT_BROKEN = 1

audit = typer.Typer(no_args_is_help=True, help="The audit log: check, anchor, read, change its key. 审计日志")

ByOption = Annotated[str, typer.Option("--by", help="Who does this. 操作人")]
WhyOption = Annotated[str, typer.Option("--why", help="What for. 事由")]


@audit.command()
def verify(
    files: Annotated[
        list[Path] | None, typer.Option("--anchors", help="Further file of anchors; may be given again. 锚点文件")
    ] = None,
    typed: Annotated[
        list[str] | None, typer.Option("--anchor", help="Anchor line from paper or mail; may be given again. 锚点")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find altered, missing, reordered, doubled, cut-off or wrongly sealed lines. 核验审计日志"""
    from daoan.app.audit import check_log, read_every_anchor
    from daoan.app.audit_keys import keys_for_check
    from daoan.terms.audit_anchor import parse_anchor

    with opened(workspace, to_check=True) as found:
        anchors, bad = read_every_anchor(found.config, files or (), [parse_anchor(text) for text in typed or ()])
        report = check_log(found.store, keys_for_check(found.config), anchors, bad)
    answer(report, as_json, lambda: _draw(report))
    if not report.holds:
        raise typer.Exit(EXIT_BROKEN)


def _draw(report: Any) -> None:
    from daoan.terms.audit_break import BREAK_NAMES

    if report.breaks:
        table = Table()
        for heading in ("line 序号", "what 问题", "in words 说明"):
            table.add_column(heading, overflow="fold")
        for b in report.breaks:
            where = f"{b.number}" if b.last == b.number else f"{b.number}–{b.last}"
            name = BREAK_NAMES[b.kind]
            table.add_row(where, f"{name.en} {name.zh}", escape(f"{b.message.en}\n{b.message.zh}"))
        out.print(table)
        if report.unlisted:
            out.print(f"and {report.unlisted} more 另有 {report.unlisted} 处")
    mark, words = ("[green]✓[/]", "nothing wrong 未见异常") if report.holds else ("[red]✗[/]", "broken 不完整")
    out.print(f"{mark} {report.lines:,} lines 条, {report.anchors} anchors 锚点: {words}", highlight=False)
    if report.unanchored:
        out.print(
            f"  no anchor covers the last {report.unanchored:,} lines; if they were cut off, nothing would show "
            f"最后 {report.unanchored:,} 条尚无锚点，若被截断将无从发现",
            highlight=False,
        )


@audit.command()
def anchor(
    by: ByOption,
    to: Annotated[Path | None, typer.Option("--to", help="File to add the anchor to. 锚点文件")] = None,
    qr: Annotated[Path | None, typer.Option("--qr", help="Picture to write, .png or .svg. 二维码图片")] = None,
    mail: Annotated[bool, typer.Option("--mail", help="Print a letter to send or print. 输出邮件正文")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the head of the log down outside the store: file, letter, QR picture. 存证锚点"""
    from daoan.app.audit import anchor_log
    from daoan.terms.audit_anchor import anchor_letter, anchor_line

    how = "+".join(["file", *(["qr"] if qr else []), *(["mail"] if mail else [])])
    with opened(workspace) as found:
        taken, kept = anchor_log(found, by, how, to, qr)
        letter = anchor_letter(taken, found.city.name)

    def draw() -> None:
        sys.stdout.write(f"{letter.zh}\n{letter.en}" if mail else anchor_line(taken) + "\n")
        err.print(f"[green]✓[/] {escape(str(kept))}", soft_wrap=True, highlight=False)

    answer(taken, as_json, draw)


@audit.command()
def show(
    by: ByOption,
    why: WhyOption,
    after: Annotated[int | None, typer.Option(min=0, help="From the line behind this number. 起始序号")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many lines. 条数")] = 50,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read the log; that it was read is written into it. 查阅审计日志"""
    from daoan.app.audit import read_log

    with opened(workspace) as found:
        lines = read_log(found.store, by, why, after=after, limit=limit)
    answer(lines, as_json, lambda: _draw_lines(lines))


def _draw_lines(lines: Sequence[Any]) -> None:
    table = Table()
    for heading in (
        "line 序号",
        "at 时间 (UTC)",
        "who 人员",
        "unit 单位",
        "act 操作",
        "of what 对象",
        "for 目的",
        "case 案号",
    ):
        table.add_column(heading, overflow="fold")
    for line in lines:
        n = line.note
        cells = (n.person_id, n.unit_id, n.action, n.subject, n.purpose, n.case)
        table.add_row(str(line.number), f"{n.at:%Y-%m-%d %H:%M:%S}", *(escape(cell) for cell in cells))
    out.print(table)


@audit.command()
def review(
    month: Annotated[str, typer.Option("--month", help="Local month, as 2026-03. 月份")],
    by: ByOption,
    seed: Annotated[
        str, typer.Option("--seed", help="Named by somebody outside once the month has ended; empty: no lots. 随机种子")
    ] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look-ups of a month to ask about: flagged ones, and some by lot; that it was read is logged. 月度抽查"""
    from daoan.app.reviews import read_review

    with opened(workspace) as found:
        sheet = read_review(found, month, seed, by)
    answer(sheet, as_json, lambda: _draw_sheet(sheet))


def _draw_sheet(sheet: Any) -> None:
    table = Table()
    for heading in (
        "line 序号",
        "at 时间 (UTC)",
        "who 人员",
        "kind 类别",
        "for 目的",
        "case 案号",
        "why asked 抽查原因",
    ):
        table.add_column(heading, overflow="fold")
    for row in sheet.rows:
        why = [f"{f.message.en} {f.message.zh}" for f in row.flags] or ["by lot 随机抽取"]
        who = f"{row.name or ''} {row.person_id}".strip()
        cells = (who, row.kind, f"{row.purpose.en} {row.purpose.zh}", row.case, "\n".join(why))
        table.add_row(str(row.line), f"{row.at:%Y-%m-%d %H:%M}", *map(escape, cells))
    out.print(table)
    r = sheet.review
    out.print(
        f"look-ups 查询 {r.look_ups:,}, flagged 异常 {len(r.flagged):,}, by lot 抽取 {len(r.drawn):,}, "
        f"refused 被拒 {sheet.refused:,}",
        highlight=False,
    )


@audit.command()
def rotate(by: ByOption, why: WhyOption, workspace: WorkspaceOption = None) -> None:
    """Seal with a new key from now on; stop the server before and start it after. 更换审计密钥"""
    from daoan.app.audit import change_key

    with opened(workspace) as found:
        key_id = change_key(found, by, why)
    out.print(f"[green]✓[/] {key_id}", soft_wrap=True, highlight=False)
