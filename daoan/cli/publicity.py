"""Publicity 宣教 from the terminal: segments, groups' risk, campaigns, lights of companies of riders."""

from typing import Annotated, Any

import typer
from rich.markup import escape

from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, counted, out
from daoan.cli.workspace import opened

publicity = typer.Typer(no_args_is_help=True, help="Publicity: segments, campaigns, riders. 宣教")
TraitsArgument = Annotated[list[str] | None, typer.Argument(help="As occupation=freight_driver,coach_driver. 特征")]


@publicity.command()
def segments(
    traits: TraitsArgument = None,
    register: Annotated[str, typer.Option(help="drivers, villages or schools. 登记册")] = "drivers",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """What may be told of a segment; nothing about fewer than ten people. 圈群"""
    from daoan.app.publicity import show_segment, wanted_of

    with opened(workspace) as found:
        told = show_segment(found, register, wanted_of(traits or []))
    answer(told, as_json, lambda: _print_segment(told))


@publicity.command()
def risk(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Each group's own risk, with what is surely more than among others. 群体风险"""
    from daoan.app.publicity import show_risk

    with opened(workspace) as found:
        groups = show_risk(found)
    answer(groups, as_json, lambda: _print_risk(groups))


@publicity.command()
def campaigns(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Campaigns: how far they are, whom they reached, what came of them. 宣教活动"""
    from daoan.app.publicity import show_campaigns

    with opened(workspace) as found:
        told = show_campaigns(found)
    answer(told, as_json, lambda: _print_campaigns(told))


@publicity.command()
def riders(
    month: Annotated[str, typer.Option(help="As 2026-03; the latest one. 月份")] = "",
    scheme: Annotated[str, typer.Option(help="shanghai or nanchang. 评价方案")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lights of companies of riders, red first, with why. 新业态企业"""
    from daoan.app.publicity import show_riders

    with opened(workspace) as found:
        lights = show_riders(found, month, scheme)
    answer(lights, as_json, lambda: _print_riders(lights))


def _print_segment(told: Any) -> None:
    number = f"{told.people:,}" if told.exact else f"{told.people:,} – {told.at_most:,}"
    out.print(f"{told.register} {told.month}: {number} people 人")
    counted(("block 单元", "people 人数"), [(f"{w.en} {w.zh}", n) for w, n in told.blocks])


def _share(share: Any) -> str:
    return "–" if share is None else f"{share.part:g}/{share.whole:g}"


def _print_risk(groups: Any) -> None:
    rows = []
    for g in groups:
        more = "；".join(f"{b.name.en} {b.name.zh}" for f in g.facets for b in f.bins if b.more and b.code != "others")
        rows.append((f"{g.name.en} {g.name.zh}", _share(g.people), _share(g.killed), _share(g.not_recorded), more))
    counted(("group 群体", "hurt 受伤", "killed 死亡", "not recorded 未记录", "more than others 高于他人"), rows)


def _print_campaigns(told: Any) -> None:
    rows = [
        (
            escape(c.title), f"{c.state.en} {c.state.zh}",
            f"{_share(c.reach.coverage_least)} – {_share(c.reach.coverage_most)}" if c.reach else "–", c.verdict or "–",
        )
        for c in told
    ]  # fmt: skip
    counted(("campaign 活动", "step 步骤", "coverage 覆盖", "verdict 结论"), rows)


def _print_riders(lights: Any) -> None:
    rows = [
        (escape(c.company), c.light, c.riders, "；".join(r.name.zh for r in c.reasons if r.asks != "green"))
        for c in lights
    ]
    counted(("company 企业", "light 灯色", "riders 骑手", "why 原因"), rows)
