"""Where so many lights and bumps prevent most injuries, what each adds, and what that leaves out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from daoan.act.improvements.draws import Draws, draw, estimate_of
from daoan.act.improvements.ground import KINDS, Ground, candidates, cells_of, effects_of, problem_of
from daoan.act.improvements.junctions import CLASSES, PARTS
from daoan.act.improvements.told import AreaCoverage, Asked, ImprovementPlan, ImprovementSite, Unrecorded
from daoan.kernels.optimise.covering import Covered, cover
from daoan.terms.codes import label_of
from daoan.terms.estimates import Share, Text
from daoan.terms.frames import Ints

#: So many stretches are told that have much risk and no recorded side road.
WITHOUT = 12


def plan_improvements(ground: Ground, asked: Asked) -> ImprovementPlan:
    """The plan for what is asked. The same input gives the same plan."""
    effects = effects_of(ground.pack)
    rows = candidates(ground, asked.area)
    problem = problem_of(ground, rows, effects, asked)
    found = cover(problem)
    free = cover(problem_of(ground, rows, effects, replace(asked, least_per_area=0)))
    draws = draw(ground, problem, found, effects)
    sites = _sites(ground, found, rows, draws)
    inside, whole = _masses(ground, rows)
    return ImprovementPlan(
        asked=asked,
        effects=effects,
        rows=sites,
        prevented_per_year=estimate_of(found.value, draws.gains.sum(axis=1)),
        exact=problem.additive and asked.least_per_area == 0,
        gap_pct=100.0 * found.gap,
        coverage_cost=max(0.0, free.value - found.value),
        coverage=_coverage(ground, rows, sites),
        junctions=len(rows),
        within_reach=Share(inside, whole),
        off_network=ground.off_network,
        concentration=ground.concentration,
        unrecorded=_unrecorded(ground, asked.area),
        notes=_notes(ground),
        rule_pack=ground.pack.stamp,
    )


def _sites(ground: Ground, found: Covered, rows: Ints, draws: Draws) -> tuple[ImprovementSite, ...]:
    j, network, so_far, told = ground.junctions, ground.network, 0.0, []
    for place, (site, gain) in enumerate(zip(found.sites.tolist(), found.gain.tolist(), strict=True)):
        kind, at = divmod(site, len(rows))
        row = int(rows[at])
        main, side = int(j.main[row]), int(j.side[row])
        estimate = ground.estimates[main]
        so_far += gain
        told.append(
            ImprovementSite(
                rank=place + 1,
                site_id=j.site_id[row],
                kind=KINDS[kind],
                lon=float(network.node_lon[j.node[row]]),
                lat=float(network.node_lat[j.node[row]]),
                area=network.area[main],
                segment_id=str(network.segment_id[main]),
                main_road=network.road_name[main],
                side_road=network.road_name[side],
                main_class=label_of(CLASSES[int(network.road_class[main])]),
                side_class=label_of(CLASSES[int(network.road_class[side])]),
                crashes_near=int(ground.near[row]),
                vehicles_per_day=estimate.vehicles_per_day if estimate else None,
                injuries_per_year=estimate_of(float(draws.values[place]), draws.untreated[:, place]),
                prevented_per_year=estimate_of(gain, draws.gains[:, place]),
                prevented_so_far=so_far,
            )
        )
    return tuple(told)


def _masses(ground: Ground, rows: Ints) -> tuple[float, float]:
    """Severity-weighted injuries a year in reach of some junctions, and on the whole network."""
    _, cells = cells_of(ground, rows)
    used = np.unique(cells)
    weight = np.array([e.injury_weight_per_year.value if e else 0.0 for e in ground.estimates])
    share = ground.reaches.shares(np.array([ground.concentration.value]), used // PARTS, used % PARTS)[0]
    return float((share * weight[used // PARTS]).sum()), float(weight.sum())


def _coverage(ground: Ground, rows: Ints, sites: Sequence[ImprovementSite]) -> tuple[AreaCoverage, ...]:
    there: Mapping[str | None, int] = Counter(ground.network.area[ground.junctions.main[rows]].tolist())
    chosen = Counter((s.area, s.kind) for s in sites)
    return tuple(
        AreaCoverage(area, number, chosen[area, "light"], chosen[area, "bump"])
        for area, number in sorted(there.items(), key=lambda pair: str(pair[0]))
    )


def _unrecorded(ground: Ground, area: str) -> tuple[Unrecorded, ...]:
    """Stretches of main roads that no junction reaches, those with most risk first."""
    lone = ground.reaches.metres.sum(axis=1) == 0
    main = {str(name) for name in ground.pack.get("junctions.main")}
    found = [
        e
        for e, alone in zip(ground.estimates, lone.tolist(), strict=True)
        if e is not None and alone and e.road_class.value in main and (not area or e.area == area)
    ]
    found.sort(key=lambda e: (-e.injury_weight_per_year.value / max(e.length_m, 1.0), e.segment_id))
    return tuple(
        Unrecorded(e.segment_id, e.road_name, e.area, e.lon, e.lat, e.injury_weight_per_year) for e in found[:WITHOUT]
    )


def _notes(ground: Ground) -> tuple[Text, ...]:
    k, reach_m = ground.concentration, ground.pack.get("junctions.reach_m")
    notes = [
        Text(
            "Effects were measured elsewhere, on other roads. What these sites did should be studied afterwards.",
            "效果系数来自其他国家和道路类型，实施后应开展效果评估。",
        )
    ]
    if len(ground.junctions):
        notes.append(
            Text(
                f"Crashes lie {k.value:.2f} times as dense within {reach_m:g} m of these junctions as elsewhere on the "
                f"same stretches ({k.low:.2f} to {k.high:.2f}).",
                f"路口{reach_m:g}米范围内的事故密度为同路段其他位置的{k.value:.2f}倍（{k.low:.2f}—{k.high:.2f}）。",
            )
        )
    else:
        notes.append(
            Text(
                "The network has no side roads of these classes: import one with local roads.",
                "路网中没有此类支路，请导入含支路的路网。",
            )
        )
    notes.append(
        Text(
            "Sight, signs and lights that stand there already, and hamlets are not recorded: look at each site.",
            "视距、现有标志和灯具、村庄位置未记录，须逐点现场核查。",
        )
    )
    return tuple(notes)
