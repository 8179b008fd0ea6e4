"""``daoan signals …``: plans for lights, sought in a simulator and judged on seeds that the search never saw."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from daoan.cli.options import JsonOption, WorkspaceOption
from daoan.cli.printing import answer, counted, done, out, progress
from daoan.cli.workspace import opened

signals = typer.Typer(no_args_is_help=True, help="Signal plans: optimise (needs SUMO), propose. 信号配时")


@signals.command()
def optimise(
    network_dir: Annotated[Path, typer.Argument(help="Folder with *.net.xml, *.rou.xml, *.sumocfg. 路网目录")],
    seeds: Annotated[int, typer.Option(help="Fresh seeds to judge on. 检验种子数", min=1, max=1000)] = 10,
    first_seed: Annotated[int, typer.Option(help="The first of them. 首个种子", min=0)] = 1,
    workers: Annotated[int, typer.Option(help="Simulations at a time. 并行仿真数", min=1, max=64)] = 2,
    conflicts: Annotated[bool, typer.Option("--conflicts", help="Compare conflicts, too. 比较冲突")] = False,
    record: Annotated[bool, typer.Option("--record", help="Keep queues of one seed for the page. 记录排队")] = False,
    to: Annotated[Path, typer.Option(help="Folder of the files written. 输出目录")] = Path(),
    as_json: JsonOption = False,
) -> None:
    """Seek greens, cycle and offsets that cost least delay; write the programme and what speaks for it. 信号配时优化"""
    from daoan.app.signals import optimise as sought
    from daoan.app.signals import signals_pack, with_picture, write_proposal
    from daoan.config import read_config

    judged = range(first_seed, first_seed + seeds)
    with progress() as bar:
        found = sought(network_dir, judged, signals_pack(read_config().rulepacks), bar, workers, conflicts=conflicts)
        files = write_proposal(with_picture(found, network_dir, record, bar), to)

    answer(found, as_json, lambda: _draw(found, files))


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


def _draw(found: Any, files: tuple[Path, Path]) -> None:
    rows = [(str(p.seed), f"{p.before_s:.2f}", f"{p.after_s:.2f}") for p in found.pairs]
    counted(("seed 种子", "before 现状 s", "after 方案 s"), rows)
    less = found.less
    out.print(
        f"delay 车均延误 {found.before.value:.1f} → {found.after.value:.1f} s, less 减少 {less.value:.1f} "
        f"({less.low:.1f} … {less.high:.1f}), {found.simulations:,} simulations 次仿真",
        highlight=False,
    )
    if not found.better:
        out.print("[yellow]not proven better: keep what is there 未证明更优，建议维持现状[/]")
    if found.conflicts_before is not None:
        out.print(f"conflicts per 1,000 trips 每千车次冲突 {found.conflicts_before:.1f} → {found.conflicts_after:.1f}")
    for note in found.notes:
        out.print(escape(f"• {note.en}\n  {note.zh}"), highlight=False)
    for file in files:
        done(file)
