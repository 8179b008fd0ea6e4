"""How answers of ``daoan signals …`` are drawn for a person."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.markup import escape

from daoan.cli.printing import counted, done, out, percent


def draw_proposal(found: Any, files: Sequence[Path]) -> None:
    """Before and after by seed, the difference with its interval, what a reader must know, what was written."""
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


def draw_alternatives(found: Any, files: Sequence[Path]) -> None:
    """Each alternative beside the shipped phases retimed as well: delay saved, conflicts, verdict."""
    out.print(f"[yellow]{escape(found.label.en)}\n{escape(found.label.zh)}[/]", highlight=False)
    rows = []
    for one in (found.kept_phases, *found.alternatives):
        conflicts = f"{one.conflicts_before:.1f} → {one.conflicts_after:.1f}"
        saved = f"{one.less.value:.2f} ({one.less.low:.2f} … {one.less.high:.2f})"
        rows.append((one.kind, saved, conflicts, one.verdict))
    counted(("phases 相位", "delay saved 减少延误 s", "conflicts per 1,000 每千车次冲突", "verdict 结论"), rows)
    for one in (found.kept_phases, *found.alternatives):
        for text in (*one.what, one.reason):
            out.print(escape(f"• {one.kind}: {text.en}\n  {text.zh}"), highlight=False)
    for note in found.notes:
        out.print(escape(f"• {note.en}\n  {note.zh}"), highlight=False)
    for file in files:
        done(file)


MOST_MOVEMENTS = 10
VERDICTS = {"quicker": "quicker 更快", "slower": "slower 更慢", "not_proven": "no difference proven 差异不显著"}


def draw_what_if(found: Any, file: Path) -> None:
    """Journeys and conflicts beside the unchanged network, then who loses and who gains most."""
    for text in found.told:
        out.print(escape(f"{text.en} · {text.zh}"), highlight=False)
    rows = [
        ("whole journey 全程时间 s", found.before_s.value, found.after_s.value, found.more),
        ("delay 车均延误 s", None, None, found.delay_more),
        ("conflicts per 1,000 每千车次冲突", found.conflicts_before, found.conflicts_after, found.conflicts_more),
    ]
    counted(
        ("", "before 现状", "after 变更后", "difference 变化"),
        [(n, *("" if v is None else f"{v:.1f}" for v in (b, a)), _interval(more)) for n, b, a, more in rows],
    )
    around = f"{found.rerouted:,} of {found.trips:,} trips drive around 绕行"
    out.print(f"{VERDICTS[found.verdict]}; {around}", highlight=False)
    shown = [*found.movements[:MOST_MOVEMENTS]]
    counted(
        ("from 起", "to 讫", "trips 车次", "drive around 绕行", "more s/trip 增加", ""),
        [
            (m.from_edge, m.to_edge, m.trips, m.rerouted, _interval(m.more), "loses 受损" if m.loses else "")
            for m in shown
        ],
    )
    out.print(f"{found.losers:,} movements with {found.losing_trips:,} trips lose 受损流向", highlight=False)
    for note in found.notes:
        out.print(escape(f"• {note.en}\n  {note.zh}"), highlight=False)
    done(file)


def _interval(of: Any) -> str:
    return f"{of.value:+.2f} ({of.low:+.2f} … {of.high:+.2f})"


def draw_network(made: Any) -> None:
    """What the network holds, what was assumed, what is missing."""
    of = made.overview
    lanes = ", ".join(f"{count:,} × {lanes}" for lanes, count in of.lanes.items())
    rows = [
        ("edges 路段", f"{of.edges:,}, {of.length_km:,.1f} km"),
        ("edges by lanes 车道数", lanes),
        ("junctions, with lights 路口／信号灯", f"{of.junctions:,}, {of.lights:,}"),
        ("crossings 人行横道", f"{of.crossings:,}"),
        ("entries, exits 入口／出口", f"{of.entries:,}, {of.exits:,}"),
        ("ways between them 可通达", percent(of.ways)),
        ("parts 连通部分", f"{len(of.parts):,}"),
        ("warnings of netconvert 警告", f"{made.warnings:,}"),
    ]
    counted(("", ""), rows)
    for text in made.assumed:
        out.print(escape(f"• {text.en}\n  {text.zh}"), highlight=False)
    for text in of.missing:
        out.print(f"[yellow]! {escape(text.en)}\n  {escape(text.zh)}[/]", highlight=False)
    done(made.file)


def draw_demand(found: Any, file: Path) -> None:
    """Counted and modelled flow of each edge."""
    rows = [(c.edge, f"{c.counted_h:,.0f}", f"{c.modelled_h:,.0f}", f"{c.geh:.1f}") for c in found.counts]
    counted(("edge 路段", "counted 实测 veh/h", "modelled 推算 veh/h", "GEH"), rows)
    out.print(f"GEH < 5: {percent(found.met)}; {len(found.flows):,} ways 路径", highlight=False)
    for note in found.notes:
        out.print(escape(f"• {note.en}\n  {note.zh}"), highlight=False)
    done(file)
