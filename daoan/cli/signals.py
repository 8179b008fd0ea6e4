"""``daoan signals …``: plans for lights, sought in a simulator and judged on seeds that the search never saw."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, out, progress
from daoan.cli.workspace import opened

signals = typer.Typer(no_args_is_help=True, help="Signal plans, phases, networks, what-ifs, proposals. 信号配时")

SeedsOption = Annotated[int, typer.Option(help="Fresh seeds to judge on. 检验种子数", min=1, max=1000)]
FirstOption = Annotated[int, typer.Option(help="The first of them. 首个种子", min=0)]
WorkersOption = Annotated[int, typer.Option(help="Simulations at a time. 并行仿真数", min=1, max=64)]
ToOption = Annotated[Path, typer.Option(help="Folder of the files written. 输出目录")]


@signals.command()
def optimise(
    network_dir: Annotated[Path, typer.Argument(help="Folder with *.net.xml, *.rou.xml, *.sumocfg. 路网目录")],
    seeds: SeedsOption = 10,
    first_seed: FirstOption = 1,
    workers: WorkersOption = 2,
    conflicts: Annotated[bool, typer.Option("--conflicts", help="Compare conflicts, too. 比较冲突")] = False,
    record: Annotated[bool, typer.Option("--record", help="Keep queues of one seed for the page. 记录排队")] = False,
    to: ToOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Seek greens, cycle and offsets that cost least delay; write the programme and what speaks for it. 信号配时优化"""
    from daoan.app.signals import optimise as sought
    from daoan.app.signals import signals_pack, with_picture, write_proposal
    from daoan.cli.signal_tables import draw_proposal
    from daoan.config import read_config

    judged = range(first_seed, first_seed + seeds)
    with progress() as bar:
        pack = signals_pack(read_config().rulepacks)
        found = sought(network_dir, judged, pack, bar, workers, conflicts=conflicts, keep=to)
        files = write_proposal(with_picture(found, network_dir, record, bar), to)

    answer(found, as_json, lambda: draw_proposal(found, files))


@signals.command()
def propose(
    file: Annotated[Path, typer.Argument(help="*.signals.json that optimise wrote. 方案文件")],
    by: Annotated[str, typer.Option(help="Login of the person who proposes it. 提出人登录名")],
    title: Annotated[str, typer.Option(help="Title; default: of the scenario. 标题")] = "",
    unit: Annotated[str, typer.Option(help="Unit that switches it; default: the person's. 承办单位")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring a plan before people: look at it, approve it, tell when it runs, evaluate it. 提交信号配时方案"""
    from daoan.app.signal_proposals import propose_file

    with opened(workspace) as found:
        matter = propose_file(found, file, by, title, unit)
    told = {"matter_id": matter.matter_id, "title": matter.title, "state": matter.state, "holder": matter.holder}
    answer(told, as_json, lambda: out.print(f"{escape(matter.title)}: {matter.matter_id}", highlight=False))


@signals.command()
def phases(
    network_dir: Annotated[Path, typer.Argument(help="Folder with *.net.xml, *.rou.xml, *.sumocfg. 路网目录")],
    seeds: SeedsOption = 10,
    first_seed: FirstOption = 1,
    workers: WorkersOption = 2,
    accept_conflicts: Annotated[
        bool, typer.Option("--accept-conflicts", help="Write those whose conflicts rise, too. 冲突上升也输出")
    ] = False,
    to: ToOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Other phases beside the shipped plan: order, protected or permitted turns; never the plan itself. 相位备选比较"""
    from daoan.app.signals import signals_pack
    from daoan.app.signals_phases import compare_phases, write_alternatives
    from daoan.cli.signal_tables import draw_alternatives
    from daoan.config import read_config

    judged = range(first_seed, first_seed + seeds)
    with progress() as bar:
        found = compare_phases(
            network_dir, judged, signals_pack(read_config().rulepacks), bar, workers, accept_conflicts
        )
        files = write_alternatives(found, to)
    answer(found, as_json, lambda: draw_alternatives(found, files))


@signals.command("what-if")
def what_if(
    network_dir: Annotated[Path, typer.Argument(help="Folder with *.net.xml, *.rou.xml, *.sumocfg. 路网目录")],
    changes: Annotated[Path, typer.Argument(help="TOML or JSON with [[ban]] and [[tidal]]. 变更声明文件")],
    seeds: SeedsOption = 10,
    first_seed: FirstOption = 1,
    workers: WorkersOption = 2,
    to: ToOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Turn bans and tidal lanes beside the unchanged network: delay, who loses, conflicts. 禁转与潮汐车道推演"""
    from daoan.app.signals import signals_pack
    from daoan.app.signals_whatif import read_changes, write_what_if
    from daoan.app.signals_whatif import what_if as tried
    from daoan.cli.signal_tables import draw_what_if
    from daoan.config import read_config

    judged, pack = range(first_seed, first_seed + seeds), signals_pack(read_config().rulepacks)
    with progress() as bar:
        found = tried(network_dir, read_changes(changes), judged, pack, bar, workers)
        file = write_what_if(found, to)
    answer(found, as_json, lambda: draw_what_if(found, file))


@signals.command()
def network(
    to: Annotated[Path, typer.Argument(help="File to write, NAME.net.xml. 输出路网文件")],
    source: Annotated[
        Path | None, typer.Argument(help=".osm.pbf, .osm or .net.xml; none: the city's roads. 路网来源")
    ] = None,
    box: Annotated[str | None, typer.Option(help="west,south,east,north of the city's roads. 范围")] = None,
    lights: Annotated[Path | None, typer.Option(help="CSV lon,lat of junctions with lights. 信号灯位置")] = None,
    lefthand: Annotated[bool, typer.Option("--lefthand", help="One drives on the left. 靠左行驶")] = False,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """A network from the city's roads, an extract of OpenStreetMap or a file; and what it lacks. 建立或导入仿真路网"""
    from daoan.app.signals import signals_pack
    from daoan.app.signals_network import make_network, make_network_of_city, read_box
    from daoan.cli.signal_tables import draw_network
    from daoan.config import read_config

    with progress() as bar:
        if source is not None:
            made = make_network(source, to, bar, lefthand)
        else:
            with opened(workspace) as city:
                pack, within = signals_pack(read_config().rulepacks), read_box(box) if box else None
                made = make_network_of_city(city, pack, to, within, lights, bar, lefthand)
    answer(made, as_json, lambda: draw_network(made))


@signals.command()
def demand(
    network: Annotated[Path, typer.Argument(help="NAME.net.xml. 路网文件")],
    counts: Annotated[Path, typer.Argument(help="CSV with edge and vehicles_h. 断面流量")],
    to: Annotated[Path, typer.Argument(help="File to write, NAME.rou.xml. 输出车流文件")],
    hours: Annotated[float, typer.Option(help="How long it lasts. 时长（小时）", min=0.05, max=24)] = 1.0,
    as_json: JsonOption = False,
) -> None:
    """Routes that carry what was counted on edges: least squares, never negative. 由断面流量推算车流"""
    from daoan.app.signals import signals_pack
    from daoan.app.signals_network import make_demand
    from daoan.cli.signal_tables import draw_demand
    from daoan.config import read_config

    found = make_demand(network, counts, hours, to, signals_pack(read_config().rulepacks))
    answer(found, as_json, lambda: draw_demand(found, to))
