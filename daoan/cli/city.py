"""A city: its workspace, its roads, a turn of its loop, and the console over it."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.people import draw_demo, say_first
from daoan.cli.printing import answer, done, out, progress
from daoan.cli.workspace import config_of, opened


def demo(
    city: Annotated[str, typer.Option(help="leeds (real) or qingyang (simulated). 城市")] = "leeds",
    workspace: WorkspaceOption = None,
    port: Annotated[int | None, typer.Option(help="Port of the console. 端口")] = None,
    serve_after: Annotated[bool, typer.Option("--serve/--no-serve", help="Open the console. 完成后启动")] = True,
    reset: Annotated[bool, typer.Option("--reset", help="Throw the demo away first; asks. 先清除演示")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask. 不再询问")] = False,
) -> None:
    """The whole loop on a city, then the console. What is done already is not done again. 演示"""
    from daoan.app.demo import prepare
    from daoan.app.demo_advice import play_demo_advice
    from daoan.app.demo_companies import play_demo_companies
    from daoan.app.demo_deployment import play_demo_deployment
    from daoan.app.demo_fleet import play_demo_fleet
    from daoan.app.demo_gatherings import play_demo_gatherings
    from daoan.app.demo_month import play_demo_month
    from daoan.app.demo_operations import play_demo_operations
    from daoan.app.demo_passes import play_demo_passes
    from daoan.app.demo_patrols import play_demo_patrols
    from daoan.app.demo_people import make_demo_people
    from daoan.app.demo_province import play_demo_province
    from daoan.app.demo_publicity import play_demo_publicity
    from daoan.app.demo_registers import play_demo_registers
    from daoan.app.demo_reports import play_demo_reports
    from daoan.app.demo_rural import play_demo_rural
    from daoan.app.demo_signals import play_demo_signals
    from daoan.app.serve import serve as serve_now

    config = config_of(workspace or Path(".daoan") / city, port=port)
    if reset:
        _throw_away(config, yes)
    with progress() as bar:
        ready = prepare(config, city, bar)
    out.print(_summary_of(ready))
    accounts = make_demo_people(ready)
    with progress() as bar:
        play_demo_month(ready, bar)
        play_demo_registers(ready, bar)
        play_demo_gatherings(ready, bar)
        play_demo_operations(ready, bar)
        play_demo_companies(ready, bar)
        play_demo_fleet(ready, bar)
        play_demo_rural(ready, bar)
        play_demo_advice(ready, bar)
        play_demo_province(ready, bar)
        play_demo_reports(ready, bar)
        play_demo_publicity(ready, bar)
        play_demo_passes(ready, bar)
        play_demo_patrols(ready, bar)
        play_demo_deployment(ready, bar)
        play_demo_signals(ready, bar)
    if accounts:
        draw_demo(accounts)
    say_first(ready)
    if serve_after:
        out.print(f"\n  console 控制台  [bold]http://{config.host}:{config.port}[/]   (Ctrl-C stops 退出)\n")
        serve_now(ready)
    ready.close()


def _throw_away(config: Any, yes: bool) -> None:
    """Throw a demo away, once somebody said so. Stop its server first."""
    from daoan.app.demo_reset import require_demo, throw_away

    require_demo(config)
    if not yes:
        typer.confirm(
            f"Throw away {config.workspace} with all that was done in it? 清除该演示及其中全部操作？", abort=True
        )
    throw_away(config)
    done(f"thrown away 已清除: {config.workspace}")


def _summary_of(workspace: Any) -> Table:
    from daoan.app.summary import summary_rows

    table = Table(title=f"{workspace.city.name.en} · {workspace.city.name.zh}", show_header=False, title_justify="left")
    for what, value in summary_rows(workspace):
        table.add_row(escape(f"{what.en} · {what.zh}"), escape(value))
    return table


def roads(
    file: Annotated[Path, typer.Argument(help="Road file: .osm.pbf, .osm, .gpkg or .parquet. 路网文件")],
    datum: Annotated[str | None, typer.Option(help="Reference system where the file states none. 坐标系")] = None,
    borders: Annotated[Path | None, typer.Option(help="GeoJSON of counties, property adcode or code. 县区边界")] = None,
    stretch_m: Annotated[float, typer.Option(help="Length that risk is estimated on, metres. 路段长度")] = 200.0,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import a road network; the loop uses the one imported last. 导入路网"""
    from daoan.app.roads import import_roads

    with opened(workspace) as found, progress() as bar:
        facts = import_roads(found, file, datum, stretch_m, bar, borders)
    answer(
        facts,
        as_json,
        lambda: done(
            f"{facts.segments:,} stretches 路段, {facts.length_km:,.1f} km, {facts.links_read:,} links read, "
            f"{facts.refused:,} refused 退回"
        ),
    )


def loop(
    as_of: Annotated[datetime | None, typer.Option(help="UTC moment; default: the workspace's now. 截至时间")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """One turn: sense, assess, warn, act, learn. 运行一轮"""
    from daoan.app.turn import take_turn

    with opened(workspace) as found, progress() as bar:
        run = take_turn(found, as_of, bar).run
    answer(run, as_json, lambda: out.print({k: f"{v:.1f} s" for k, v in run.seconds.items()}))


def serve(
    workspace: WorkspaceOption = None,
    host: Annotated[str | None, typer.Option(help="Loopback address. 本机地址")] = None,
    port: Annotated[int | None, typer.Option(help="Port. 端口")] = None,
) -> None:
    """The console and the API. 启动控制台"""
    from daoan.app.serve import serve as serve_now
    from daoan.app.workspace import open_workspace

    config = config_of(workspace, host=host, port=port)
    found = open_workspace(config)
    say_first(found)
    out.print(f"console 控制台  [bold]http://{config.host}:{config.port}[/]   (Ctrl-C stops 退出)")
    serve_now(found)
