"""``daoan passes nightly``: look through a month of passes for what no single pass tells."""

from pathlib import Path
from typing import Annotated, Any

import typer

from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, out, progress
from daoan.cli.workspace import opened


def nightly(
    licensed: Annotated[
        Path | None, typer.Option(help="Plates licensed to carry passengers, one a line. 有营运资质的号牌")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Over past days: shuttles for hire, travel times, speeds of hold-outs. 非法营运研判、行程时间、对照点位车速"""
    from daoan.app.efficiency import reckon_efficiency
    from daoan.app.holdouts import measure_holdouts
    from daoan.app.shuttling import read_licensed, run_night
    from daoan.app.vehicles import registered_vehicles

    plates = () if licensed is None else read_licensed(licensed)
    with opened(workspace) as found, progress() as bar:
        night = run_night(found, registered_vehicles(found), plates, tell=bar)
        travel_days = reckon_efficiency(found, tell=bar)
        measured_pairs = measure_holdouts(found)
    shuttles, alerted = night.shuttles, night.alerted
    told = {
        "as_of": night.as_of.isoformat(),
        "days": len(shuttles.span),
        "days_read": shuttles.read_anew,
        "suspected": len(shuttles.found),
        "expected_false": round(shuttles.expected_false(), 2),
        "raised": alerted.raised,
        "added": alerted.added,
        "known": alerted.known,
        "forestalled": alerted.forestalled,
        "travel_days": travel_days,
        "measured_pairs": measured_pairs,
    }
    answer(told, as_json, lambda: _draw(told))


def _draw(told: dict[str, Any]) -> None:
    out.print(
        f"days 日数 {told['days']}, read anew 重读 {told['days_read']}; suspected 嫌疑 {told['suspected']}, of them "
        f"expected false 预计误报 {told['expected_false']}; alerts raised 新预警 {told['raised']}, added to 补充 "
        f"{told['added']}, known 已有 {told['known']}; days of travel times 行程时间日数 {told['travel_days']}; "
        f"measured pairs of hold-outs 新测对照组 {told['measured_pairs']}"
    )
