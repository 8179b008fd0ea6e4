"""What the pass engine suspects in the model town, against what was planted there (simulated)."""

from pathlib import Path
from typing import Any

import numpy as np

from bench import ROOT
from daoan.assess.device_health.clocks import tell_clocks
from daoan.assess.device_health.rules import HealthRules
from daoan.edge.files import read_rule_packs
from daoan.terms.detections import DetectionFrame, Suspicion
from daoan.terms.passes import PassFrame
from daoan.town.build import build_town
from daoan.town.parameters import Parameters
from daoan.town.traffic.build import Traffic, build_traffic
from daoan.town.traffic.stated import read_stated
from daoan.warn.passes.engine import Engine, Surroundings
from daoan.warn.passes.ground import facts_of, ground_of
from daoan.warn.passes.rules import read_rules
from daoan.warn.passes.watching import WatchColumns, watched_of

SEEDS = tuple(range(11, 19))  # of traffic; thresholds were looked at on seeds 1 to 5
SMALL_SEEDS = (11,)
FULL_SEEDS = (11, 12)  # of the part where the standard is built in full
EAST_8 = (np.array([0]), np.array([8 * 3_600_000]))
FULL_CLASSES = ("motorway", "trunk", "primary")
BANDS = (0.0, 0.5, 0.8, 0.9, 0.97, 0.99, 1.0001)


def run(small: bool = False) -> dict[str, Any]:
    """Recall and precision over traffic seeds that nothing was set on, numerator and denominator each.

    ``clones``: plates borne by two vehicles that no single one could have driven (faster than free flow by more than
    nothing: ``impossible``; by half: ``plain``), found by place; ``told``: by place or look. ``fatigue``: vehicles that
    drove too long; ``inferable`` are those of which a chain of reads without a gap of twenty minutes is longer than the
    limit: the others drove out of sight. ``watched``: the said chance against how often the plate was right, by bands.
    Clocks are those told from the passes. ``standard_built_in_full``: the same town and detectors, where every
    checkpoint and camera that the standard asks for is there (each 10 km, and each 5 or 2) and watches both directions:
    what detection owes to equipment.
    """
    packs = read_rule_packs(Path(ROOT / "rulepacks"))
    town = build_town(1)
    seeds = SMALL_SEEDS if small else SEEDS
    full_seeds = SMALL_SEEDS if small else FULL_SEEDS
    return {
        "seeds": list(seeds),
        "simulated": True,
        **judged([judge(build_traffic(town, seed=seed), packs) for seed in seeds]),
        "standard_built_in_full": {
            "seeds": list(full_seeds),
            **judged([judge(build_traffic(town, seed=seed, stated=built_in_full()), packs) for seed in full_seeds]),
        },
        "peers": {},
        "data": [],
    }


def built_in_full() -> Parameters:
    """What the town states, but for its equipment: the standard's on motorways, trunk and primary roads, all of it."""
    stated = read_stated()
    sites = stated["sites"]
    full = {
        name: {kind: 1.0 if kind in FULL_CLASSES else share for kind, share in sites[name].items()}
        for name in ("checkpoint_built", "camera_built")
    }
    return {**stated, "sites": {**sites, **full, "one_way_share": 0.0}}


def judged(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Seeds together: sums, their shares, and the bands of watched plates."""
    bands = np.sum([part["bands"] for part in parts], axis=0)
    return {
        "sites": [part["sites"] for part in parts],
        **{name: _sum([part[name] for part in parts]) for name in parts[0] if name not in ("bands", "sites")},
        "watched": [
            {"from": BANDS[k], "reads": int(n), "said": round(said / n, 4), "right": round(right / n, 4)}
            for k, (n, said, right) in enumerate(bands.tolist())
            if n
        ],
    }


def judge(traffic: Traffic, packs: Any) -> dict[str, Any]:
    """One town's traffic: pairs of (numerator, denominator), and the bands of watched plates."""
    passes, rows = in_order(traffic.passes)
    engine = Engine(around_of(traffic, passes, packs), 200_000)
    found = engine.see(passes)
    truth, fleet = traffic.truth.passes, traffic.truth.fleet
    at = dict(zip(passes.pass_id.tolist(), rows.tolist(), strict=True))
    row = np.array([at[p] for p in found.pass_id.tolist()], np.int64)
    clones = traffic.truth.clones
    plates = fleet.plate[clones.copy]
    told = set(found.plate[np.isin(found.kind, (Suspicion.CLONE, Suspicion.LOOKS))].tolist())
    by_place = set(found.plate[found.kind == Suspicion.CLONE].tolist())
    impossible, plain = plates[clones.tightest > 1], plates[clones.tightest > 1.5]
    tired = set(np.unique(traffic.truth.spells.vehicle).tolist())
    seen = inferable(traffic, passes)
    said = set(truth.vehicle[row[found.kind == Suspicion.FATIGUE]].tolist())
    night = set(truth.vehicle[row[found.kind == Suspicion.NIGHT_COACH]].tolist())
    unlawful = set(traffic.truth.night_unlawful.tolist())
    fake = truth.fake[row[found.kind == Suspicion.UNREGISTERED]]
    return {
        "clones_impossible_recall": (len(by_place & set(impossible.tolist())), len(impossible)),
        "clones_told_recall": (len(told & set(impossible.tolist())), len(impossible)),
        "clones_plain_recall": (len(by_place & set(plain.tolist())), len(plain)),
        "clones_precision": (len(by_place & set(plates.tolist())), len(by_place)),
        "clones_or_looks_precision": (len(told & set(plates.tolist())), len(told)),
        "fatigue_recall": (len(said & tired), len(tired)),
        "fatigue_inferable_recall": (len(said & seen), len(seen)),
        "fatigue_precision": (len(said & tired), len(said)),
        "night_coach_recall": (len(night & unlawful), len(unlawful)),
        "night_coach_precision": (len(night & unlawful), len(night)),
        "unregistered_precision": (int(fake.sum()), len(fake)),
        "bands": watched_bands(found, row, traffic),
        "sites": len(traffic.sites),
    }


def around_of(traffic: Traffic, passes: PassFrame, packs: Any) -> Surroundings:
    """Everything beside the passes; clocks as they are told from the passes."""
    clocks = tell_clocks(passes, traffic.sites, HealthRules.of(packs["device_health"]))
    ahead = np.array([c.offset_s.value if c.offset_s else np.nan for c in clocks])
    sd = np.array([(c.offset_s.high - c.offset_s.low) / 3.92 if c.offset_s else np.nan for c in clocks])
    facts, pack = facts_of(traffic.vehicles), packs["passes"]
    watches = WatchColumns(
        np.array([w.plate for w in traffic.watches], np.int64),
        np.array([w.from_ms for w in traffic.watches], np.int64),
        np.array([w.until_ms for w in traffic.watches], np.int64),
        np.ones(len(traffic.watches), np.float32),
        np.arange(len(traffic.watches), dtype=np.int32),
    )
    ground = ground_of(traffic.sites, traffic.distances, EAST_8, ahead, sd)
    return Surroundings(ground, facts, watched_of(watches, facts, pack), read_rules(pack))


def in_order(passes: PassFrame) -> tuple[PassFrame, np.ndarray]:
    """Passes in the order in which they happened by their clocks, each once; and their rows."""
    order = np.lexsort((passes.pass_id, passes.happened_ms))
    _, first = np.unique(passes.pass_id[order], return_index=True)
    rows = order[np.sort(first)]
    return passes.take(rows), rows


def inferable(traffic: Traffic, passes: PassFrame) -> set[int]:
    """Tired vehicles of which an observer with right clocks could have known it."""
    spells, fleet, free = traffic.truth.spells, traffic.truth.fleet, traffic.distances.free_s
    clock = np.asarray(traffic.truth.devices.clock_s)
    found = set()
    for k, vehicle in enumerate(spells.vehicle.tolist()):
        rows = np.flatnonzero(passes.plate == fleet.plate[vehicle])
        at = (passes.happened_ms[rows] - traffic.truth.first_ms) / 1000 - clock[passes.site[rows]]
        kept = (at >= spells.begin_s[k] - 60) & (at <= spells.end_s[k] + 60)
        order = np.argsort(at[kept])
        rows, at = rows[kept][order], at[kept][order]
        rest = np.diff(at) - 1.3 * free[passes.site[rows[:-1]], passes.site[rows[1:]]] >= 1200
        chains = np.split(at, np.flatnonzero(rest) + 1)
        limit = 7200 if fleet.kind[vehicle] == 2 and spells.night_s[k] > 7200 else 14_400
        if any(len(chain) and chain[-1] - chain[0] > limit for chain in chains):
            found.add(vehicle)
    return found


def watched_bands(found: DetectionFrame, row: np.ndarray, traffic: Traffic) -> np.ndarray:
    """By band of the said chance: reads, sum of chances, how many were truly of the watched plate."""
    hits = np.isin(found.kind, (Suspicion.WATCHED, Suspicion.WATCHED_MISREAD))
    said, entry = found.p_right[hits], found.entry[hits]
    plates = np.array([w.plate for w in traffic.watches], np.int64)
    right = traffic.truth.passes.plate[row[hits]] == plates[entry]
    band = np.searchsorted(BANDS, said, side="right") - 1
    return np.array([[(band == k).sum(), said[band == k].sum(), right[band == k].sum()] for k in range(len(BANDS) - 1)])


def _sum(pairs: list[tuple[int, int]]) -> dict[str, Any]:
    numerator, denominator = (int(n) for n in np.sum(pairs, axis=0))
    share = round(numerator / denominator, 4) if denominator else None
    return {"numerator": numerator, "denominator": denominator, "share": share}
