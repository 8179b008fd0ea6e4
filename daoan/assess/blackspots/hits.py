"""Where a rule's conditions hold: windows along roads and whole structures."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from daoan.assess.blackspots.lines import Lines, Places
from daoan.assess.blackspots.rules import Rule, equivalents, measure_of
from daoan.kernels.windows.disjoint import owners_of_overlaps
from daoan.kernels.windows.sliding import window_ends, window_sums
from daoan.terms.codes import Structure
from daoan.terms.frames import Bools, CrashFrame, Floats, Ints, Network, code_at


@dataclass(frozen=True, slots=True)
class Hits:
    """Intervals of lines where a rule holds; all columns (k,). ``merit`` orders them within one rule."""

    rule: Ints  # position of the rule in its pack
    group: Ints
    start_m: Floats
    end_m: Floats
    crashes: Floats
    merit: Floats
    kind: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.start_m)

    def where(self, keep: Bools | Ints) -> "Hits":
        """The hits that a mask or an index array chooses."""
        kinds = np.array([*self.kind, None], dtype=object)[:-1][keep]
        return Hits(
            self.rule[keep],
            self.group[keep],
            self.start_m[keep],
            self.end_m[keep],
            self.crashes[keep],
            self.merit[keep],
            tuple(kinds),
        )


def join_hits(parts: list[Hits]) -> Hits:
    """All hits in one table."""
    return Hits(
        np.concatenate([p.rule for p in parts]),
        np.concatenate([p.group for p in parts]),
        np.concatenate([p.start_m for p in parts]),
        np.concatenate([p.end_m for p in parts]),
        np.concatenate([p.crashes for p in parts]),
        np.concatenate([p.merit for p in parts]),
        tuple(k for p in parts for k in p.kind),
    )


def window_hits(
    number: int, rule: Rule, lines: Lines, places: Places, crashes: CrashFrame, weights: Mapping[str, float]
) -> Hits:
    """Windows of ``rule.window_m`` beginning at a crash in which every condition holds.

    ``crashes``: those of the rule's years. Windows end at the end of their route.
    """
    ends = window_ends(places.group, places.chainage_m, rule.window_m)
    holds = np.ones(len(ends), dtype=bool)
    for condition in rule.conditions:
        amount = measure_of(crashes, condition, weights)[places.row]
        holds &= window_sums(amount, ends) >= condition.at_least
    rows = np.flatnonzero(holds)
    return Hits(
        rule=np.full(len(rows), number, dtype=np.int64),
        group=places.group[rows],
        start_m=places.chainage_m[rows],
        end_m=np.minimum(places.chainage_m[rows] + rule.window_m, lines.route_end_m[places.group[rows]]),
        crashes=(ends[rows] - rows).astype(np.float64),
        merit=window_sums(equivalents(crashes, weights)[places.row], ends)[rows],
        kind=(rule.kind,) * len(rows),
    )


def whole_hits(
    number: int,
    rule: Rule,
    network: Network,
    lines: Lines,
    places: Places,
    crashes: CrashFrame,
    weights: Mapping[str, float],
) -> Hits:
    """Whole bridges, tunnels and long slopes in which every condition holds."""
    group, start, end, kind = structures_of(network, lines, rule.structures)
    first, after = rows_between(places, group, start, end)
    holds = np.ones(len(group), dtype=bool)
    for condition in rule.conditions:
        amount = measure_of(crashes, condition, weights)[places.row]
        holds &= sums_between(amount, first, after) >= condition.at_least
    merit = sums_between(equivalents(crashes, weights)[places.row], first, after)
    whole = Hits(
        np.full(len(group), number, dtype=np.int64),
        group,
        start,
        end,
        (after - first).astype(np.float64),
        merit,
        kind,
    )
    return whole.where(holds)


def structures_of(
    network: Network, lines: Lines, wanted: tuple[Structure, ...]
) -> tuple[Ints, Floats, Floats, tuple[str, ...]]:
    """Runs of adjoining segments of one route on one structure: group, first and last chainage, kind."""
    codes = [list(Structure).index(s) for s in wanted]
    rows = [i for i in lines.order if network.structure[i] in codes]
    runs: list[tuple[int, float, float, int]] = []
    for i in rows:
        group, start, end, code = int(lines.group[i]), lines.start_m[i], lines.end_m[i], int(network.structure[i])
        if runs and runs[-1][0] == group and runs[-1][3] == code and start - runs[-1][2] < 1.0:
            runs[-1] = (group, runs[-1][1], max(runs[-1][2], end), code)
        else:
            runs.append((group, start, end, code))
    return (
        np.array([r[0] for r in runs], dtype=np.int64),
        np.array([r[1] for r in runs], dtype=np.float64),
        np.array([r[2] for r in runs], dtype=np.float64),
        tuple(str(code_at(Structure, r[3])) for r in runs),
    )


def rows_between(places: Places, group: Ints, start_m: Floats, end_m: Floats) -> tuple[Ints, Ints]:
    """First row of the places inside each closed interval, and the row after the last."""
    # A hit's end is a sum of two roundings; a crash exactly on it must be found again.
    start_m, end_m = start_m - 1e-6, end_m + 1e-6
    # One number orders places by group and chainage: a stride longer than any line keeps the groups apart.
    top = max(float(np.max(places.chainage_m, initial=0.0)), float(np.max(end_m, initial=0.0)))
    low = min(float(np.min(places.chainage_m, initial=0.0)), float(np.min(start_m, initial=0.0)))
    stride = top - low + 1.0
    key = places.group * stride + (places.chainage_m - low)
    first = np.searchsorted(key, group * stride + (start_m - low), side="left")
    after = np.searchsorted(key, group * stride + (end_m - low), side="right")
    return first, after


def merge_hits(hits: Hits) -> tuple[Ints, Floats, Floats]:
    """Core hits, best first, and from where to where the hits reach that overlap each of them.

    Hits are ordered by rule (a pack lists the gravest first), then merit, crashes and chainage. The best is a core;
    what overlaps it is merged into it; of what remains the best is the next core. Cores are disjoint, so that a long
    busy road yields several places of the rule's length and not one place of many kilometres.
    """
    by_place = np.lexsort((hits.start_m, hits.group))
    sorted_hits = hits.where(by_place)
    keys = (sorted_hits.start_m, sorted_hits.group, -sorted_hits.crashes, -sorted_hits.merit, sorted_hits.rule)
    order = np.lexsort(keys)
    owner = owners_of_overlaps(sorted_hits.group, sorted_hits.start_m, sorted_hits.end_m, order)
    low = np.full(len(hits), np.inf)
    high = np.full(len(hits), -np.inf)
    np.minimum.at(low, owner, sorted_hits.start_m)
    np.maximum.at(high, owner, sorted_hits.end_m)
    cores = order[owner[order] == order]
    return by_place[cores], low[cores], high[cores]


def sums_between(values: Floats, first: Ints, after: Ints) -> Floats:
    """Sum of ``values`` over rows ``first`` up to (without) ``after``, for each pair."""
    running = np.concatenate([np.zeros(1), np.cumsum(values)])
    return np.asarray(running[after] - running[first])
