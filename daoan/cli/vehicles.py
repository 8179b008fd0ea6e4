"""``daoan passes vehicles``: read the register of vehicles in, or tell what is kept of it. No plate is ever shown."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from daoan.cli.column_names import read_names
from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, counted, out, progress
from daoan.cli.workspace import opened
from daoan.terms.errors import InputError
from daoan.terms.times import local_to_utc

_FIRST = 5  # rows told of each code and column


def vehicles(
    file: Annotated[Path | None, typer.Argument(help=".csv or .parquet; none: what is kept. 机动车登记表")] = None,
    as_of: Annotated[str | None, typer.Option(help="Moment of the extract, local; now. 数据截止时间")] = None,
    unit: Annotated[str | None, typer.Option(help="Unit that proposals are filed for. 布控申请单位")] = None,
    names: Annotated[Path | None, typer.Option(help="JSON: own column name to ours. 列名对照")] = None,
    smaller: Annotated[bool, typer.Option("--smaller", help="It did lose many vehicles. 车辆确已大幅减少")] = False,
    watches: Annotated[bool, typer.Option(help="Tell the watch list. 更新布控")] = True,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read the register of vehicles in, in place of the one before; without a file, tell what is kept. 机动车登记"""
    from daoan.app.vehicles import import_vehicles, kept_vehicles

    with opened(workspace) as found, progress() as bar:
        if file is None:
            kept = kept_vehicles(found)
            answer(kept, as_json, lambda: _draw_kept(kept))
            return
        at = None if as_of is None else _moment(as_of, found.city.zone)
        imported = import_vehicles(
            found, file, as_of=at, unit=unit, names=read_names(names), smaller=smaller, watches=watches, tell=bar
        )
    answer(imported, as_json, lambda: _draw(imported))


def _moment(text: str, zone: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text!r} is no moment; write 2026-03-01T06:00 时间格式应为 2026-03-01T06:00") from None
    return local_to_utc(moment, zone) if moment.tzinfo is None else moment.astimezone(UTC)


def _draw(imported: Any) -> None:
    reading = imported.reading
    out.print(
        f"{escape(reading.file)}: read 读入 {imported.rows_read:,}, kept 保存 {reading.vehicles:,} "
        f"(before 原有 {imported.before:,}), given again 重复 {imported.repeated:,}, "
        f"refused 退回 {sum(imported.refused.values()):,}"
    )
    why = [(code, rows, _rows_of(imported, code, "")) for code, rows in imported.refused.items()]
    if imported.repeated:
        why.append(("plate.repeated", imported.repeated, _rows_of(imported, "plate.repeated", "")))
    why += [
        (f"register.cell_unusable: {column}", rows, _rows_of(imported, "register.cell_unusable", column))
        for column, rows in imported.flagged.items()
    ]
    if why:
        counted(("why 原因", "rows 行数", "first rows 首例行号"), why)
    if imported.watches is not None:
        told = imported.watches
        out.print(f"watch list 布控: ended 撤控 {told.ended:,}, proposed 待审核 {told.proposed:,}")
        if not told.unit:
            out.print("no unit to file proposals for 没有可申请布控的单位")


def _rows_of(imported: Any, code: str, column: str) -> str:
    rows = [str(one.row) for one in imported.shown if (one.code, one.column) == (code, column)]
    return ", ".join(rows[:_FIRST])


def _draw_kept(kept: Any) -> None:
    if kept.reading is None:
        out.print("no register of vehicles was read in yet 尚未导入机动车登记表")
        return
    reading = kept.reading
    out.print(
        f"{escape(reading.file)}: vehicles 车辆 {reading.vehicles:,}, as of 截止 {reading.as_of:%Y-%m-%d %H:%M} UTC, "
        f"read 读入 {reading.read_at:%Y-%m-%d %H:%M} UTC"
    )
    counted(("class 类型", "vehicles 车辆"), kept.by_class.items())
    counted(("state 状态", "vehicles 车辆"), kept.by_state.items())
    out.print(
        f"inspection overdue 逾期未检验 {kept.inspection_overdue:,}, "
        f"scrapping overdue 逾期未报废 {kept.scrapping_overdue:,}, "
        f"violations not counted 违法数未提供 {kept.not_counted:,}"
    )
