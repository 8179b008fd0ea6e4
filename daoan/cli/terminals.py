"""``daoan terminals``: the door for vehicle terminals; ``daoan positions …``: what they told."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from daoan.cli import fleet
from daoan.cli.exits import EXIT_INPUT
from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, done, err, out
from daoan.cli.workspace import opened

positions = typer.Typer(
    no_args_is_help=True, help="Positions of vehicles: list, roll, decode, monitor, alarms, rates. 车辆定位"
)
for command in (fleet.register, fleet.monitor, fleet.alarms, fleet.take_up, fleet.track, fleet.rates):
    positions.command()(command)


def terminals(
    port: Annotated[int, typer.Option(help="Port; 0: any that is free. 端口")] = 6808,
    host: Annotated[str, typer.Option(help="Address; others than loopback need --known. 监听地址")] = "127.0.0.1",
    known: Annotated[Path | None, typer.Option(help="File of terminals' numbers, one a line. 终端名单")] = None,
    platforms: Annotated[
        Path | None, typer.Option(help="File of accounts of platforms; then the door speaks JT/T 809. 平台账号")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in positions of vehicle terminals (JT/T 808, or 809 of platforms) until stopped. 车载终端接入"""
    from daoan.app.terminals import DoorPlan, serve_terminals

    def tell(counters: Any, at: int) -> None:
        refused = sum(counters.refused.values())
        err.print(
            f"port 端口 {at}: lines 连接 {counters.lines:,}, kept 已存 {counters.kept:,}, "
            f"waiting 待存 {counters.waiting:,}, refused 拒收 {refused:,}"
            + (" [yellow]held back 暂停读取[/]" if counters.is_holding_back else "")
        )

    with opened(workspace) as found:
        counters = serve_terminals(found, DoorPlan(host, port, known, platforms), tell)
    answer(counters, as_json, lambda: _draw_counters(counters))


@positions.command(name="list")
def list_(
    last: Annotated[int, typer.Option(help="How many, the latest. 最近条数")] = 20,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """The latest positions; terminals by token. 最近定位"""
    from daoan.app.terminals import list_latest

    with opened(workspace) as found:
        rows = list_latest(found, last)
    answer(rows, as_json, lambda: _draw_rows(rows))


@positions.command()
def roll(workspace: WorkspaceOption = None) -> None:
    """Turn what came in into Parquet by day; stop `daoan terminals` first. 归档"""
    from daoan.app.terminals import roll_positions

    with opened(workspace) as found:
        rows = roll_positions(found)
    done(f"{rows:,} positions by day 条定位已按日归档")


@positions.command()
def decode(
    frame: Annotated[str, typer.Argument(help="A frame in hexadecimal: 7e… (JT/T 808) or 5b… (JT/T 809). 十六进制帧")],
    as_json: JsonOption = False,
) -> None:
    """What one frame says, field by field; needs no workspace. 解析报文"""
    from daoan.app.frames import decode_frame

    found = decode_frame(frame)
    answer(found, as_json, lambda: _draw_frame(found))
    if "refused" in found:
        raise typer.Exit(EXIT_INPUT)


def _draw_counters(counters: Any) -> None:
    out.print(f"lines 连接 {counters.lines_opened:,}, positions kept 已存定位 {counters.kept:,}")
    for code, many in sorted(counters.refused.items()):
        out.print(f"  refused 拒收 {escape(str(code))}: {many:,}")


def _draw_rows(rows: Sequence[Mapping[str, Any]]) -> None:
    table = Table()
    for heading in ("terminal 终端", "at 时间", "lon 经度", "lat 纬度", "km/h", "alarms 报警"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        at: datetime = row["happened_at"]
        speed = "—" if row["speed_kmh"] is None else f"{row['speed_kmh']:.1f}"
        cells = (row["terminal"], f"{at:%Y-%m-%d %H:%M:%S} UTC", f"{row['lon']:.6f}", f"{row['lat']:.6f}", speed)
        table.add_row(*map(escape, (*cells, row["alarms"])))
    out.print(table)


def _draw_frame(found: Mapping[str, Any]) -> None:
    table = Table()
    table.add_column("field 字段", overflow="fold")
    table.add_column("value 值", overflow="fold")
    for name, value in _flat(found):
        table.add_row(escape(name), escape(str(value)))
    out.print(table)


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        for n, inner in enumerate(value, 1):
            yield from _flat(inner, f"{name}[{n}]")
    else:
        yield name, value
