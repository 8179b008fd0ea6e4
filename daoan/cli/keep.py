"""``daoan keep …``: what would be purged, purge it, the log of what went, legal holds."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from daoan.cli.options import ByOption, JsonOption, WhyOption, WorkspaceOption
from daoan.cli.printing import answer, done, out
from daoan.cli.workspace import opened

keep = typer.Typer(no_args_is_help=True, help="How long records are kept: plan, run, log, holds. 数据留存")
hold = typer.Typer(no_args_is_help=True, help="Orders that something be kept: add, list, release. 留存令")
keep.add_typer(hold, name="hold")


@keep.command()
def plan(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """What a run would purge now, and what stays and why; nothing is changed. 清除预览"""
    from daoan.app.keeping import plan_of

    with opened(workspace) as found:
        plans = plan_of(found)
    answer(plans, as_json, lambda: _draw_plans(plans))


def _draw_plans(plans: Sequence[Any]) -> None:
    table = _table("kind 类别", "kept 保留", "would go 待清除", "since 最早", "held 留存令", "in open cases 未结案件")
    for p in plans:
        where = f"{p.due:,}" if p.purged_here else ("never 不清除" if p.kind == "audit" else "none here 无此类")
        held = ", ".join(f"{name} {number:,}" for name, number in p.held.items())
        since = f"{p.oldest:%Y-%m-%d}" if p.oldest else ""
        days = f"{p.keep_days:,} days 天"
        table.add_row(escape(f"{p.name.en} {p.name.zh}"), days, where, since, escape(held), f"{p.in_open_cases:,}")
    out.print(table)


@keep.command()
def run(
    by: ByOption,
    dry: Annotated[bool, typer.Option("--dry-run", help="Only say what would go. 仅预览")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Purge what is due; serve does so once a day. 执行清除"""
    from daoan.app.keeping import plan_of, purge_now

    with opened(workspace) as found:
        if dry:
            plans = plan_of(found)
            answer(plans, as_json, lambda: _draw_plans(plans))
            return
        ran = purge_now(found, by)
    answer(ran, as_json, lambda: _draw_run(ran))


def _draw_run(ran: Any) -> None:
    if ran.lines:
        _draw_lines(ran.lines)
    out.print(f"purged 清除 {ran.purged:,}, put off 推迟 {ran.put_off:,}")


@keep.command("log")
def log_of(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many lines. 条数")] = 50,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """The last lines of the purge log. 清除日志"""
    from daoan.app.keeping import read_purges

    with opened(workspace) as found:
        lines = read_purges(found, limit)
    answer(lines, as_json, lambda: _draw_lines(lines))


def _draw_lines(lines: Sequence[Any]) -> None:
    table = _table("at 时间 (UTC)", "by 操作人", "kind 类别", "purged 清除", "of 起", "to 止", "rules 规则")
    for x in lines:
        days = [f"{moment:%Y-%m-%d}" if moment else "" for moment in (x.oldest, x.newest)]
        table.add_row(f"{x.at:%Y-%m-%d %H:%M}", escape(x.by), x.kind, f"{x.purged:,}", *days, escape(x.rule_pack))
    out.print(table)


@hold.command()
def add(
    by: ByOption,
    why: WhyOption,
    kinds: Annotated[list[str] | None, typer.Option("--kind", help="Kind of record; again for more. 类别")] = None,
    records: Annotated[list[str] | None, typer.Option("--record", help="Id of a record; again. 记录编号")] = None,
    cases: Annotated[list[str] | None, typer.Option("--case", help="Number of a case; again. 案号")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Order that whatever fits all that is given be kept; nothing given holds everything. 新增留存令"""
    from daoan.app.keeping import Ordered, add_hold

    with opened(workspace) as found:
        made = add_hold(found, Ordered(why, tuple(kinds or ()), tuple(records or ()), tuple(cases or ())), by)
    answer(made, as_json, lambda: done(made.hold_id))


@hold.command("list")
def list_all(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Every hold, released ones too. 留存令列表"""
    with opened(workspace) as found:
        holds = found.store.list_holds()
    answer(holds, as_json, lambda: _draw_holds(holds))


def _draw_holds(holds: Sequence[Any]) -> None:
    table = Table()
    table.add_column("hold 编号", no_wrap=True)  # to be copied in one piece
    for heading in ("since 起", "by 签发", "why 理由", "of what 范围", "released 解除"):
        table.add_column(heading, overflow="fold")
    for h in holds:
        what = "; ".join((*h.kinds, *h.record_ids, *h.cases)) or "everything 全部"
        ended = f"{h.released_at:%Y-%m-%d} {h.released_by}" if h.released_at else ""
        table.add_row(h.hold_id, f"{h.since:%Y-%m-%d}", *(escape(x) for x in (h.ordered_by, h.why, what, ended)))
    out.print(table)


@hold.command()
def release(
    hold_id: Annotated[str, typer.Argument(help="Id of the hold. 留存令编号")],
    by: ByOption,
    workspace: WorkspaceOption = None,
) -> None:
    """Let a hold end; what it held goes with the next run if it is due. 解除留存令"""
    from daoan.app.keeping import end_hold

    with opened(workspace) as found:
        end_hold(found, hold_id, by)
    done(hold_id)


def _table(*headings: str) -> Table:
    table = Table()
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
