"""What a unit does within its shift: a round of dwells on the stretches of its place, over and over, back in time.

The stretches that are worth most in the shift, in the order of the nearest next, a dwell on each and the way between;
the way from and to the station belongs to the shift. How long and how often is Koper's (rule pack), not optimised.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from daoan.act.deployment.travel import km_between, reach_of
from daoan.kernels.optimise.roster import Floats
from daoan.terms.records.deploying import DeploymentRequest, Stop
from daoan.terms.rulepacks import RulePack

#: Stretches on one round.
MOST = 6


@dataclass(frozen=True, slots=True)
class Tours:
    """What the rounds of all placements need: distances between stretches, km, and what each place reaches."""

    request: DeploymentRequest
    reach: Floats
    km: Floats
    dwell: timedelta
    minutes_a_km: float

    def round_of(
        self, place: int, shift: int, starts_at: datetime, ends_at: datetime, way_min: float
    ) -> tuple[Stop, ...]:
        """Stops between two moments at a place, ``way_min`` from the station."""
        reach = self.reach[place]
        expected = np.array([d.expected[shift] for d in self.request.demands]) * reach
        chosen = [int(i) for i in np.argsort(-expected, kind="stable")[:MOST] if expected[i] > 0]
        if not chosen:
            return ()
        order = self._nearest_next(chosen)
        at, last = starts_at + timedelta(minutes=way_min), ends_at - timedelta(minutes=way_min)
        stops: list[Stop] = []
        while True:
            stretch = order[len(stops) % len(order)]
            if stops:
                before = order[(len(stops) - 1) % len(order)]
                at += timedelta(minutes=float(self.km[before, stretch]) * self.minutes_a_km)
            if at + self.dwell > last:
                return tuple(stops)
            stops.append(Stop(self.request.demands[stretch].segment_id, at, at + self.dwell))
            at += self.dwell

    def _nearest_next(self, chosen: list[int]) -> list[int]:
        order, left = [chosen[0]], chosen[1:]
        while left:
            order.append(min(left, key=lambda s: (self.km[order[-1], s], s)))
            left.remove(order[-1])
        return order


def tours_of(request: DeploymentRequest, pack: RulePack) -> Tours:
    """The tours of a request."""
    points = [(d.lon, d.lat) for d in request.demands]
    return Tours(
        request=request,
        reach=reach_of(request, pack),
        km=km_between(points, points) if points else np.zeros((0, 0)),
        dwell=timedelta(minutes=float(pack.get("visit.dwell_minutes"))),
        minutes_a_km=float(pack.get("reach.detour")) / float(pack.get("visit.speed_kmh")) * 60,
    )
