"""``python -m bench._signals_driven``: max-pressure beside ours, in the same harness, one window a process.

Varaiya 2013, doi:10.1016/j.trc.2013.08.014, as the RESCO benchmark plays it: of the shipped greens the one with the
highest sum over its links of queue before less queue behind. ``max_pressure_all`` counts all vehicles on the lanes.
"""

from collections.abc import Callable, Mapping

from daoan.app.signals_driven import CONTROLLERS, answer_one
from daoan.edge.sumo.driving import Controller, Rhythm
from daoan.terms.rulepacks import RulePack
from daoan.terms.signals import GREEN, SignalJunction, View

Counted = Callable[[View], Mapping[str, int]]


def max_pressure(junction: SignalJunction, _pack: RulePack, rhythm: Rhythm) -> Controller:
    """By standing vehicles."""
    return _Pressure(junction, rhythm, lambda view: view.queued)


def max_pressure_all(junction: SignalJunction, _pack: RulePack, rhythm: Rhythm) -> Controller:
    """By all vehicles."""
    return _Pressure(junction, rhythm, lambda view: view.present)


class _Pressure:
    def __init__(self, junction: SignalJunction, rhythm: Rhythm, counted: Counted) -> None:
        rows = junction.programme.green_rows(rhythm.clearance_most_s)
        states = [junction.programme.phases[row].state for row in rows]
        self.pairs = [
            sorted({(link.lane, link.lane_after) for link in junction.links if state[link.index] in GREEN})
            for state in states
        ]
        self.counted = counted

    def __call__(self, view: View) -> int:
        counts: Mapping[str, int] = self.counted(view)
        pressure = [sum(counts[a] - counts[b] for a, b in pairs) for pairs in self.pairs]
        best = max(pressure)
        return view.phase if pressure[view.phase] == best else pressure.index(best)


if __name__ == "__main__":
    answer_one({**CONTROLLERS, "max_pressure": max_pressure, "max_pressure_all": max_pressure_all})
