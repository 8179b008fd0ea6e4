"""A plan cell by cell: who stands where, what a unit would add anywhere, what lies near, what may never be drawn."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from daoan.act.deployment.building import Built, build, taken_of
from daoan.act.deployment.demand import Z
from daoan.act.deployment.replanning import spots_of
from daoan.act.deployment.travel import km_between
from daoan.kernels.optimise.roster import Floats, Ints
from daoan.terms.frames import Bools
from daoan.terms.records.deploying import Deployment, DeploymentRequest
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Around:
    """What outcomes of a place are counted on: its ``own`` stretches, those of the ``ring`` around it, and how many
    crashes are expected on the ring for one on its own."""

    own: tuple[str, ...]
    ring: tuple[str, ...]
    ring_part: float


@dataclass(frozen=True, slots=True)
class Ground:
    """A plan as numbers: ``taken`` (units, shifts); ``standing`` (places, shifts): units; ``km`` between places;
    ``injuries`` (places, shifts): weighted, expected on the places' own stretches; ``crashes``: the same, NaN where not
    known; ``never`` (places, shifts): ruled out by duties, pins or their time; ``risky``: by the risk floor."""

    request: DeploymentRequest
    plan: Deployment
    built: Built
    taken: Ints
    standing: Ints
    km: Floats
    injuries: Floats
    crashes: Floats
    never: Bools
    risky: Bools

    def place_at(self, unit: int, shift: int) -> int:
        """Number of the place where a unit stands."""
        return int(self.built.place_of[self.built.roster.place[self.taken[unit, shift]]])

    def gains(self, unit: int, shift: int) -> dict[int, tuple[int, float]]:
        """Option, and what it would add (injuries prevented), of every place that a unit could be at, beside others."""
        roster = self.built.roster
        others = self.taken[:, shift : shift + 1].copy()
        others[unit] = -1
        x = np.zeros(roster.weight.shape[0], dtype=np.int64)
        for option in others[others >= 0].tolist():
            x[roster.cells(int(roster.place[option]))] += 1
        steps = np.append(roster.step[shift], 0.0)
        slope = roster.weight[:, shift] * steps[np.minimum(x, roster.step.shape[1])]
        found = {}
        for option in roster.options(int(roster.kind[unit]), shift):
            if roster.task[option] < 0:
                cells = roster.cells(int(roster.place[option]))
                found[int(self.built.place_of[roster.place[option]])] = (
                    option,
                    float(slope[cells].sum()) / self.built.scale,
                )
        return found

    def alone(self, place: int, shift: int, within_km: float) -> bool:
        """Whether nobody stands within some km of a place in a shift, the place itself left aside."""
        near = (self.km[place] < within_km) & (np.arange(len(self.km)) != place)
        return not self.standing[near, shift].any()

    def before(self, shift: int, hours: float) -> list[int]:
        """Shifts that overlap the hours before another."""
        starts_at = self.request.shifts[shift].starts_at
        since = starts_at - timedelta(hours=hours)
        return [h for h, s in enumerate(self.request.shifts) if s.starts_at < starts_at and s.ends_at > since]


def ground_of(request: DeploymentRequest, plan: Deployment, at: datetime, pack: RulePack) -> Ground:
    """The ground under a plan at a moment. The request may hold no hold-outs yet."""
    built = build(request, pack)
    taken = taken_of(request, built, spots_of(plan))
    places = request.places
    standing = np.zeros((len(places), len(request.shifts)), dtype=np.int64)
    for u, h in np.argwhere(taken >= 0).tolist():
        standing[built.place_of[built.roster.place[taken[u, h]]], h] += 1
    spots = [(p.lon, p.lat) for p in places]
    injuries, crashes = _expected(request)
    return Ground(
        request=request, plan=plan, built=built, taken=taken, standing=standing, km=km_between(spots, spots),
        injuries=injuries, crashes=crashes, never=_never(request, at), risky=_risky(request, pack),
    )  # fmt: skip


def _expected(request: DeploymentRequest) -> tuple[Floats, Floats]:
    row = {d.segment_id: k for k, d in enumerate(request.demands)}
    value = np.array([d.expected for d in request.demands]).reshape(-1, len(request.shifts))
    ratio = np.array([np.nan if d.crashes_per_injury is None else d.crashes_per_injury for d in request.demands])
    both = (value, value * ratio[:, None])
    injuries, crashes = (
        np.array([each[[row[s] for s in p.segments]].sum(axis=0) for p in request.places]) for each in both
    )
    return injuries, crashes


def _risky(request: DeploymentRequest, pack: RulePack) -> Bools:
    """Places (places, shifts) that hold a stretch above the risk floor: among the share of stretches with most expected
    in the shift, or with more than the ceiling at the upper end."""
    value = np.array([d.expected for d in request.demands]).reshape(-1, len(request.shifts))
    upper = value * (1.0 + Z * np.array([d.relative_sd for d in request.demands]))[:, None]
    above = upper > float(pack.get("holdout.ceiling_injuries"))
    number = int(np.ceil(float(pack.get("holdout.floor_share")) * len(value)))
    if number:
        np.put_along_axis(above, np.argsort(-value, axis=0, kind="stable")[:number], True, axis=0)
    row = {d.segment_id: k for k, d in enumerate(request.demands)}
    return np.array([above[[row[s] for s in p.segments]].any(axis=0) for p in request.places])


def asked_places(request: DeploymentRequest) -> list[tuple[str | None, str]]:
    """Places and shifts of duties and pins; None: a pin to any place."""
    return [*((d.place_id, d.shift) for d in request.duties), *((p.place_id, p.shift) for p in request.pins)]


def _never(request: DeploymentRequest, at: datetime) -> Bools:
    number = {p.place_id: j for j, p in enumerate(request.places)}
    shift = {s.key: h for h, s in enumerate(request.shifts)}
    found = np.zeros((len(number), len(shift)), dtype=bool)
    found[:, [h for h, s in enumerate(request.shifts) if s.starts_at <= at]] = True
    for place, key in asked_places(request):
        if place is not None:
            found[number[place], shift[key]] = True
    return found
