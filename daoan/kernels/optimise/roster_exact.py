"""Parts of a roster, and small rosters whole, as integer programmes for HiGHS.

Columns: flow of each class of equal workers along the arcs of the graph, workers of a class on each option, and
0 ≤ z_{s,h,k} ≤ 1: whether a k-th worker reaches a cell. A class is workers of one kind that begin in one state; they
are told apart only when the flow is taken to pieces. Limits are a gap and a number of nodes, never seconds.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array

from daoan.kernels.optimise.roster import Floats, Ints, Roster, Rostered

#: A value above this is one.
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search told: an answer, or none; a bound on any; whether it is proven that there is none."""

    taken: Ints | None
    bound: float
    impossible: bool


def settle(roster: Roster, taken: Ints, period: int, *, rel_gap: float = 1e-4, max_nodes: int = 20) -> Ints:
    """The workers who work in a period put to their best places there, the others as they are; never worse."""
    working = np.flatnonzero(taken[:, period] >= 0)
    if not len(working):
        return taken
    kinds, count = np.unique(roster.kind[working], return_counts=True)
    rows = _Rows()
    option = np.concatenate([np.array(roster.options(int(k), period), dtype=np.int64) for k in kinds])
    owner = np.repeat(np.arange(len(kinds)), [len(roster.options(int(k), period)) for k in kinds])
    columns = rows.columns(len(option), -roster.bonus[option], np.full(len(option), float(count.max())), whole=True)
    for i, n in enumerate(count.tolist()):
        rows.row(columns[owner == i], 1.0, n, n)
    _tasks(rows, roster, option, columns)
    _cover(rows, roster, option, columns, period, int(count.sum()))
    x = rows.solve(rel_gap, max_nodes)[0]
    if x is None:
        return taken
    settled = taken.copy()
    for i, k in enumerate(kinds.tolist()):
        mine = owner == i
        places = np.repeat(option[mine], np.rint(x[columns[mine]]).astype(np.int64))
        settled[working[roster.kind[working] == k], period] = places
    better = roster.worth(settled) > roster.worth(taken)
    return (
        settled if better and (roster.filled(settled) >= np.minimum(roster.need, roster.filled(taken))).all() else taken
    )


def size_of(roster: Roster) -> int:
    """About how many columns the whole would have."""
    classes = len(np.unique(np.column_stack([roster.kind, roster.root]), axis=0)) if roster.workers else 0
    kinds = max(1, len(np.unique(roster.kind)))
    steps = min(roster.step.shape[1], roster.workers)
    return int(roster.weight.size * steps + classes * (2 * len(roster.graph.level) + len(roster.place) / kinds))


def search(roster: Roster, *, rel_gap: float, max_nodes: int) -> Searched:
    """The whole roster as one programme: the best answer found, a bound, or the proof that there is no answer."""
    if not roster.workers:
        return Searched(None if roster.need.any() else np.full((0, roster.periods), -1), 0.0, bool(roster.need.any()))
    rows = _Rows()
    classes, members = np.unique(np.column_stack([roster.kind, roster.root]), axis=0, return_inverse=True)
    count = np.bincount(members.ravel())
    flows = [_flow(rows, roster, int(kind), int(root), int(n)) for (kind, root), n in zip(classes, count, strict=True)]
    option = np.concatenate([o for *_, o in flows])
    columns = np.concatenate([c for _, _, c, _ in flows])
    period_of = np.repeat(np.arange(len(roster.option_ptr) - 1) % roster.periods, np.diff(roster.option_ptr))
    if not set(np.flatnonzero(roster.need > 0).tolist()) <= set(roster.task[option].tolist()):
        return Searched(None, 0.0, True)  # a task that nobody has an option for
    _tasks(rows, roster, option, columns)
    for h in range(roster.periods):
        mine = period_of[option] == h
        _cover(rows, roster, option[mine], columns[mine], h, roster.workers)
    x, bound, impossible = rows.solve(rel_gap, max_nodes)
    if x is None:
        return Searched(None, bound, impossible)
    taken = np.full((roster.workers, roster.periods), -1, dtype=np.int64)
    for c, flow in enumerate(flows):
        _take_to_pieces(roster, x, flow, int(classes[c, 1]), np.flatnonzero(members.ravel() == c), taken, period_of)
    return Searched(taken, bound, False)


def find_any(roster: Roster, *, max_nodes: int = 10_000) -> Searched:
    """Any answer that fills all tasks and forced periods, or the proof that there is none; what it saves is no matter.

    Only periods that hold tasks or are forced are worked: dropping the others leaves an allowed answer allowed.
    """
    row = np.repeat(np.arange(len(roster.option_ptr) - 1), np.diff(roster.option_ptr))
    kind, period = row // roster.periods, row % roster.periods
    first = np.zeros(len(row), dtype=bool)
    first[np.unique(row, return_index=True)[1]] = True
    keep = np.flatnonzero((roster.task >= 0) | (roster.forced[kind, period] & first))
    sizes = np.bincount(row[keep], minlength=len(roster.option_ptr) - 1)
    few = replace(
        roster, weight=np.zeros_like(roster.weight), option_ptr=np.r_[0, np.cumsum(sizes)], place=roster.place[keep],
        task=roster.task[keep], bonus=np.zeros(len(keep)),
    )  # fmt: skip
    found = search(few, rel_gap=0.0, max_nodes=max_nodes)
    if found.taken is None:
        return found
    return replace(found, taken=np.where(found.taken >= 0, keep[found.taken] if len(keep) else -1, -1))


def best_small(roster: Roster, found: Rostered, *, rel_gap: float, max_nodes: int) -> Rostered:
    """An answer at least as good as ``found``, and the lesser bound, from a search of the whole."""
    searched = search(roster, rel_gap=rel_gap, max_nodes=max_nodes)
    if searched.taken is None or not roster.allows(searched.taken):
        return found
    value = roster.worth(searched.taken)
    best = Rostered(searched.taken, value, found.bound) if value > found.value else found
    return replace(best, bound=max(best.value, min(found.bound, searched.bound)))


Flow = tuple[dict[int, int], dict[int, int], Ints, Ints]


def _flow(rows: "_Rows", roster: Roster, kind: int, root: int, n: int) -> Flow:
    """Columns and rows of one class: skip and work columns by state, option columns, options."""
    graph, H = roster.graph, roster.periods
    reached, skips, works = {root: None}, dict[int, int](), dict[int, int]()
    into: dict[int, list[int]] = {}
    by_period: list[list[int]] = [[] for _ in range(H)]
    has_options = [len(roster.options(kind, h)) > 0 for h in range(H)]
    queue = [root]
    for state in queue:
        h = int(graph.level[state])
        if h == H:
            continue
        for table, follow in ((skips, int(graph.skip[state])), (works, int(graph.work[state]))):
            if follow < 0 or (table is skips and roster.forced[kind, h]) or (table is works and not has_options[h]):
                continue
            column = int(rows.columns(1, np.zeros(1), np.full(1, float(n)), whole=True)[0])
            table[state] = column
            into.setdefault(follow, []).append(column)
            if table is works:
                by_period[h].append(column)
            if follow not in reached:
                reached[follow] = None
                queue.append(follow)
    for state in reached:
        if graph.level[state] < H:
            out = [t[state] for t in (skips, works) if state in t]
            supply = float(n if state == root else 0)
            rows.row(np.array(out + into.get(state, []), dtype=np.int64),
                     np.r_[np.ones(len(out)), -np.ones(len(into.get(state, [])))], supply, supply)  # fmt: skip
    option = np.concatenate([np.array(roster.options(kind, h), dtype=np.int64) for h in range(H)])
    columns = rows.columns(len(option), -roster.bonus[option], np.full(len(option), float(n)), whole=True)
    for h in range(H):
        mine = np.isin(option, np.array(roster.options(kind, h), dtype=np.int64))
        if mine.any():
            both = np.r_[columns[mine], np.array(by_period[h], dtype=np.int64)]
            rows.row(both, np.r_[np.ones(int(mine.sum())), -np.ones(len(by_period[h]))], 0.0, 0.0)
    return skips, works, columns, option


def _take_to_pieces(
    roster: Roster, x: Floats, flow: Flow, root: int, members: Ints, taken: Ints, period_of: Ints
) -> None:
    """Walk each member along what is left of the flow, and hand out the options of each period in their order."""
    skips, works, columns, option = flow
    left = {c: round(float(x[c])) for c in (*skips.values(), *works.values())}
    on = np.rint(x[columns]).astype(np.int64)
    waiting = {h: np.repeat(option[period_of[option] == h], on[period_of[option] == h]).tolist()
               for h in range(roster.periods)}  # fmt: skip
    for worker in members.tolist():
        state = root
        for h in range(roster.periods):
            column = works.get(state)
            if column is not None and left[column] > 0:
                left[column] -= 1
                taken[worker, h] = waiting[h].pop(0)
                state = int(roster.graph.work[state])
            else:
                left[skips[state]] -= 1
                state = int(roster.graph.skip[state])


def _tasks(rows: "_Rows", roster: Roster, option: Ints, columns: Ints) -> None:
    for task in np.unique(roster.task[option[roster.task[option] >= 0]]).tolist():
        rows.row(columns[roster.task[option] == task], 1.0, float(roster.need[task]), np.inf)


def _cover(rows: "_Rows", roster: Roster, option: Ints, columns: Ints, h: int, workers: int) -> None:
    """z columns and rows of one period: Σ_k z_{s,k} ≤ workers who reach s. Cells with the same options are one."""
    if not len(option) or not roster.weight[:, h].any():
        return
    sizes = np.array([len(roster.cells(int(p))) for p in roster.place[option]])
    if not sizes.sum():
        return
    cell = np.concatenate([roster.cells(int(p)) for p in roster.place[option]])
    by = np.repeat(np.arange(len(option)), sizes)
    cover = csr_array((np.ones(len(cell)), (cell, by)), shape=(roster.weight.shape[0], len(option)))
    cover.sort_indices()
    together: dict[bytes, list[int]] = {}
    for s in np.flatnonzero((np.diff(cover.indptr) > 0) & (roster.weight[:, h] > 0)).tolist():
        together.setdefault(cover.indices[cover.indptr[s] : cover.indptr[s + 1]].tobytes(), []).append(s)
    steps = roster.step[h][: min(workers, roster.step.shape[1])]
    for cells in together.values():
        s = cells[0]
        weight = float(roster.weight[cells, h].sum())
        z = rows.columns(len(steps), -weight * steps, np.ones(len(steps)), whole=False)
        reaching = columns[cover.indices[cover.indptr[s] : cover.indptr[s + 1]]]
        rows.row(np.r_[z, reaching], np.r_[np.ones(len(z)), -np.ones(len(reaching))], -np.inf, 0.0)


class _Rows:
    """A programme that grows by columns and rows."""

    def __init__(self) -> None:
        self.cost: list[Floats] = []
        self.upper: list[Floats] = []
        self.whole: list[Ints] = []
        self.n = 0
        self.entries: list[tuple[Ints, Floats]] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def columns(self, n: int, cost: Floats, upper: Floats, *, whole: bool) -> Ints:
        """New columns, numbers answered."""
        self.cost.append(cost)
        self.upper.append(upper)
        self.whole.append(np.full(n, int(whole)))
        self.n += n
        return np.arange(self.n - n, self.n)

    def row(self, columns: Ints, factors: Floats | float, low: float, high: float) -> None:
        """A new row: low ≤ Σ factors · columns ≤ high."""
        self.entries.append((columns, np.broadcast_to(np.asarray(factors, dtype=np.float64), (len(columns),))))
        self.low.append(low)
        self.high.append(high)

    def solve(self, rel_gap: float, max_nodes: int) -> tuple[Floats | None, float, bool]:
        """Columns of the best answer, bound on the worth, whether there is none."""
        if not self.n:
            empty = all(low <= 0.0 <= high for low, high in zip(self.low, self.high, strict=True))
            return (np.zeros(0), 0.0, False) if empty else (None, 0.0, True)
        row = np.repeat(np.arange(len(self.entries)), [len(c) for c, _ in self.entries])
        values = np.concatenate([f for _, f in self.entries] or [np.zeros(0)])
        columns = np.concatenate([c for c, _ in self.entries] or [np.zeros(0, dtype=np.int64)])
        matrix = coo_array((values, (row, columns)), shape=(len(self.entries), self.n)).tocsr()
        answer = milp(
            np.concatenate(self.cost), integrality=np.concatenate(self.whole),
            bounds=Bounds(0.0, np.concatenate(self.upper)),
            constraints=LinearConstraint(matrix, np.array(self.low), np.array(self.high)),
            options={"node_limit": max_nodes, "mip_rel_gap": rel_gap, "disp": False},
        )  # fmt: skip
        bound = np.inf if answer.mip_dual_bound is None else -float(answer.mip_dual_bound)
        return answer.x, bound, answer.status == 2
