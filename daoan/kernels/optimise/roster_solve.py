"""A roster from start to proof: tasks first, climbing, each period settled exactly, a bound, small rosters whole.

All limits are counts (rounds, steps, nodes) or gaps, so that the same input gives the same answer on a busy machine.
"""

from dataclasses import dataclass

from daoan.kernels.optimise.roster import Ints, Roster, Rostered
from daoan.kernels.optimise.roster_bound import bound_of
from daoan.kernels.optimise.roster_climb import climb
from daoan.kernels.optimise.roster_exact import best_small, find_any, settle, size_of


class NoAnswer(Exception):
    """No answer fills all tasks and forced periods; ``proved``: that there is none, else none was found."""

    def __init__(self, proved: bool) -> None:
        super().__init__("no answer fills all tasks and forced periods")
        self.proved = proved


@dataclass(frozen=True, slots=True)
class Effort:
    """How far to go: ``rel_gap`` that is good enough; rounds of climbing at first and after periods are settled; steps
    of the search for prices at each temperature; whether to settle periods; nodes of each search; columns up to which
    the whole is searched."""

    rel_gap: float
    quick_rounds: int
    rounds: int
    steps: int
    settle: bool
    max_nodes: int
    whole_columns: int


def solve_roster(roster: Roster, effort: Effort, *, start: Ints | None = None, seed: int = 0) -> Rostered:
    """The best answer found, with a bound. ``start``: an answer to begin with. Raises :class:`NoAnswer`."""
    taken = climb(roster, _first(roster, start), rounds=effort.quick_rounds, seed=seed)
    if not roster.allows(taken):
        raise NoAnswer(proved=False)
    bound = bound_of(roster, taken, steps=effort.steps, enough=effort.rel_gap)
    found = Rostered(taken, roster.worth(taken), bound)
    if found.gap > effort.rel_gap and effort.settle:
        for h in range(roster.periods):
            taken = settle(roster, taken, h, max_nodes=effort.max_nodes)
        taken = climb(roster, taken, rounds=effort.rounds, seed=seed + 1)
        found = Rostered(taken, roster.worth(taken), max(bound, roster.worth(taken)))
    if found.gap > effort.rel_gap and size_of(roster) <= effort.whole_columns:
        found = best_small(roster, found, rel_gap=effort.rel_gap, max_nodes=effort.max_nodes)
    return found


def _first(roster: Roster, start: Ints | None) -> Ints | None:
    if start is not None:
        mended = climb(roster, start, rounds=0)  # fills the tasks that ``start`` leaves open, if turns can
        if roster.allows(mended):
            return mended
    if not roster.need.any() and not roster.forced.any():
        return None
    found = find_any(roster)
    if found.taken is None:
        raise NoAnswer(found.impossible)
    return found.taken
