"""``daoan deployments …``: issued deployments of a workspace during the shift; ``deployment`` is for request files."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, counted, done, out
from daoan.cli.workspace import opened

deployments = typer.Typer(no_args_is_help=True, help="Issued deployments during the shift. 勤务实况")
IdArgument = Annotated[str, typer.Argument(help="Id; left out: the latest that is issued. 部署编号")]
AtOption = Annotated[datetime | None, typer.Option(help="UTC moment of the past; left out: now. 时刻")]


class Span(StrEnum):
    """What a score is of."""

    SHIFT = "shift"
    DAY = "day"
    ALL = "all"


@deployments.command()
def board(
    deployment_id: IdArgument = "", at: AtOption = None, workspace: WorkspaceOption = None, as_json: JsonOption = False
) -> None:
    """Units on the road: where the plan wants them, how they stand, dwell confirmed. 勤务实况"""
    from daoan.app.deployments_live import board_of

    with opened(workspace) as found:
        made = board_of(found, deployment_id, at)
    answer(made, as_json, lambda: _draw_board(made))


@deployments.command()
def score(
    deployment_id: IdArgument = "",
    span: Annotated[Span, typer.Option(help="shift, day or all. 统计周期")] = Span.DAY,
    at: AtOption = None,
    to: Annotated[Path | None, typer.Option(help="Workbook to write, .xlsx. 输出文件")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Match of presence and hot spots, planned and confirmed. 勤务匹配度"""
    from daoan.app.deployments_live import score_of, score_to_file

    with opened(workspace) as found:
        made = score_of(found, deployment_id, span.value, at)
        if to is not None:
            done(str(score_to_file(made, found, to)))
    answer(made, as_json, lambda: _draw_score(made))


@deployments.command()
def advise(
    lon: Annotated[float, typer.Option(min=-180, max=180, help="Longitude, WGS-84. 经度")],
    lat: Annotated[float, typer.Option(min=-90, max=90, help="Latitude, WGS-84. 纬度")],
    units: Annotated[int, typer.Option(min=1, help="Units that are needed. 所需警组")] = 1,
    minutes: Annotated[float | None, typer.Option(min=1, help="On the scene. 现场处置分钟")] = None,
    deployment_id: IdArgument = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Whom to send to a crash, what their beats lose, how to cover them. 派警建议"""
    from daoan.app.deployments_live import advice_for

    with opened(workspace) as found:
        made = advice_for(found, deployment_id, (lon, lat), units, minutes)
    answer(made, as_json, lambda: _draw_advice(made))


def _draw_board(made: Any) -> None:
    rows = [
        (
            f"{u.name.zh} {u.name.en}", f"{u.place_id} {u.place}", u.state.value if u.state else "–",
            f"{u.heard.age_s / 60:.0f} min" if u.heard else "–",
            f"{u.dwell.part:.0f}/{u.dwell.whole:.0f} min" if u.dwell else "–",
        )
        for u in made.units
    ]  # fmt: skip
    counted(("unit 警组", "place 地点", "state 状态", "heard 上报", "dwell 驻守核实"), rows)


def _draw_score(made: Any) -> None:
    confirmed = made.confirmed.classes if made.confirmed else (None,) * len(made.planned.classes)
    rows = [
        (f"{p.name.zh} {p.name.en}", f"{p.weight:.2f}", p.spots, _points(p), _points(c))
        for p, c in zip(made.planned.classes, confirmed, strict=True)
    ]
    counted(("class 类别", "weight 权重", "spots 热点", "planned 计划", "confirmed 核实"), rows)
    total = [f"{m.points:.1f}" if m and m.points is not None else "–" for m in (made.planned, made.confirmed)]
    out.print(f"score 总分: planned 计划 {total[0]}, confirmed 核实 {total[1]}")
    for note in made.notes:
        out.print(escape(f"{note.zh} {note.en}"))


def _points(one: Any) -> str:
    return "–" if one is None or one.points is None else f"{one.points:.1f}"


def _draw_advice(made: Any) -> None:
    rows = [
        (
            "→" if u.chosen else "", f"{u.name.zh} {u.name.en}",
            f"{u.arrival_min.value:.0f} ({u.arrival_min.low:.0f}–{u.arrival_min.high:.0f})", f"{u.loss.value:.2g}",
            "!" if u.against else "",
        )
        for u in made.units
    ]  # fmt: skip
    counted(("", "unit 警组", "min 分钟", "loss 损失", "guard 底线"), rows)
    for words in (*made.warnings, *(m.words for m in made.moves), *made.notes):
        out.print(escape(f"{words.zh} {words.en}"))
