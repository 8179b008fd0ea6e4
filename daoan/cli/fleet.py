"""``daoan positions register``, ``monitor``, ``alarms`` …: what the tracks of a fleet give reason to suspect."""

import csv
import math
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from daoan.cli.exits import EXIT_INPUT
from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, done, err, out
from daoan.cli.workspace import opened
from daoan.terms.errors import InputError

_FIRST = 20  # wrong rows that are told one by one
DayOption = Annotated[str | None, typer.Option(help="Local day, 2026-03-01; all. 日期")]


def register(
    file: Annotated[Path, typer.Argument(help="CSV: terminal or plate, kind, company … 车辆终端台账")],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read in which vehicle each terminal rides with, in place of the list before; all or nothing. 导入车辆终端台账"""
    from daoan.app.fleet import import_fleet

    with opened(workspace) as found:
        told = import_fleet(found, file)
    answer(told, as_json, lambda: _draw_imported(told))
    if told.wrong:
        raise typer.Exit(EXIT_INPUT)


def monitor(
    live: Annotated[bool, typer.Option("--live", help="The log that is not rolled yet, too. 含未归档数据")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Map matching and alarms over the days that are not done yet; again where positions came late. 动态监控"""
    from daoan.app.fleet import monitor_positions

    with opened(workspace) as found:
        told = monitor_positions(found, live, lambda day: err.print(f"day 日期 {day} …"))
    said = f"{len(told.days)} days 天, {told.positions:,} positions 条定位, {told.alarms:,} alarms 条疑似报警，待核实"
    answer(told, as_json, lambda: done(said))


def alarms(
    day: DayOption = None,
    kind: Annotated[str | None, typer.Option(help="Kind of alarm, e.g. speeding. 报警类型")] = None,
    company: Annotated[str | None, typer.Option(help="Company. 企业")] = None,
    last: Annotated[int, typer.Option(help="How many, the latest; 0: all. 最近条数")] = 50,
    as_csv: Annotated[bool, typer.Option("--csv", help="As CSV. 输出CSV")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Alarms by token of the terminal: suspicions until a person confirms them. 报警清单"""
    from daoan.app.fleet import list_alarms

    with opened(workspace) as found:
        rows = list_alarms(found, day=_day(day), kind=kind, company=company)
    rows = rows[:last] if last else rows
    if as_csv:
        _write_csv(rows)
    else:
        answer(rows, as_json, lambda: _draw_alarms(rows))


def take_up(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Make matters of the alarms that the rule pack names, to be checked and, if need be, disputed. 报警转办"""
    from daoan.app.fleet import take_up_alarms

    with opened(workspace) as found:
        told = take_up_alarms(found)
    said = f"{told.raised:,} new matters 条转办, {told.waiting:,} wait behind an open one 条同类事项办理中"
    answer(told, as_json, lambda: done(said))


def track(
    alarm_id: Annotated[str, typer.Argument(help="As `positions alarms` shows it. 报警编号")],
    workspace: WorkspaceOption = None,
) -> None:
    """The track that an alarm stands on, as GeoJSON: a line, and a point for each position. 报警轨迹"""
    from daoan.app.fleet import alarm_track

    with opened(workspace) as found:
        alarm, frame = alarm_track(found, alarm_id)
    places = [[lon, lat] for lon, lat in zip(frame.lon.tolist(), frame.lat.tolist(), strict=True)]
    features = [_feature("LineString", places, alarm)]
    for ms, speed, place in zip(frame.happened_ms.tolist(), frame.speed_kmh.tolist(), places, strict=True):
        told = {"happened_ms": ms, "speed_kmh": None if math.isnan(speed) else speed}
        features.append(_feature("Point", place, told))
    answer({"type": "FeatureCollection", "features": features}, True, lambda: None)


def rates(
    first: Annotated[str, typer.Argument(help="First local day. 起始日期")],
    last: Annotated[str | None, typer.Argument(help="Last local day; the same. 截止日期")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Online, valid, complete and drift rates of each company, with what they are shares of. 企业动态监控考核指标"""
    from daoan.app.fleet import rates as rates_of

    begin = _day(first)
    end = _day(last) or begin
    if begin is None or end is None or end < begin:
        raise InputError("the last day lies before the first 截止日期早于起始日期")
    with opened(workspace) as found:
        rows = rates_of(found, begin, end)
    answer(rows, as_json, lambda: _draw_rates(rows))


def _feature(kind: str, coordinates: Any, properties: Mapping[str, Any]) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{text!r:.40} is no day such as 2026-03-01 日期格式应为2026-03-01") from None


def _draw_imported(told: Any) -> None:
    if not told.wrong:
        done(f"{told.vehicles:,} vehicles 辆, {told.companies:,} companies 家企业")
        return
    out.print(f"[red]nothing kept 未导入[/]: {len(told.wrong):,} wrong rows 行有误")
    for one in told.wrong[:_FIRST]:
        out.print(f"  row 第{one.row}行: {escape(one.why.en)} {escape(one.why.zh)}")


def _draw_alarms(rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        out.print("no alarms 无报警")
        return
    table = Table()
    for heading in ("id 编号", "what 类型", "terminal 终端", "company 企业", "from 起 (UTC)", "value 值", "limit 限值"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        terminal = row["terminal"] or "not registered 未登记"
        what, begin = f"{row['name'].en} {row['name'].zh}", f"{row['from']:%Y-%m-%d %H:%M}"
        value = f"{row['value']:g} {row['unit']}"
        cells = (row["alarm_id"], what, terminal, row["company"], begin, value, f"{row['limit']:g}")
        table.add_row(*map(escape, cells))
    out.print(table)


def _draw_rates(rows: Sequence[Any]) -> None:
    table = Table()
    named = (
        "company 企业",
        "vehicles 车辆",
        "online 上线率",
        "valid 数据合格率",
        "complete 轨迹完整率",
        "drift 漂移率",
    )
    for heading in (*named, "alarms 报警"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        shares = [_share(one) for one in (row.online, row.valid, row.complete, row.drift)]
        name = row.company or "not registered 未登记"
        table.add_row(escape(name), str(row.vehicles), *shares, str(sum(row.alarms)))
    out.print(table)


def _share(share: Any) -> str:
    return "—" if share.value is None else f"{100 * share.value:.1f} % ({share.part:,.0f}/{share.whole:,.0f})"


def _write_csv(rows: Sequence[Mapping[str, Any]]) -> None:
    named = [name for name in (rows[0] if rows else {}) if name != "name"]
    writer = csv.writer(sys.stdout)
    writer.writerow(named)
    for row in rows:
        writer.writerow([" ".join(row[name]) if name == "notes" else row[name] for name in named])
