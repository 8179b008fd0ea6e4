"""Expected injuries under cover, as planned and as confirmed, by the formula of the plan (docs/models/deployment.md).

A unit at its place covers what the plan reckons for the place; one heard elsewhere covers by distance from where it is.
Over short steps of time, with e the injuries expected in a step:

    covered = Σ_{step, stretch} e · (1/R) Σ_{ring r} Φ(units whose reach, times R and rounded, is at least r)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from daoan.act.deployment.building import steps_of
from daoan.act.deployment.travel import reach_of
from daoan.act.deployment.windows import windows_of
from daoan.terms.estimates import Estimate, Share
from daoan.terms.frames import Floats, Ints
from daoan.terms.places import Plane, plane_of
from daoan.terms.records.deploying import DeploymentRequest
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True)
class Cover:
    """The cover of a request. ``pack``: the rule pack ``deployment``."""

    request: DeploymentRequest
    pack: RulePack

    @cached_property
    def plane(self) -> Plane:
        """The plane that distances are told on."""
        lon = np.array([*(d.lon for d in self.request.demands), *(p.lon for p in self.request.places)])
        lat = np.array([*(d.lat for d in self.request.demands), *(p.lat for p in self.request.places)])
        return plane_of(lon, lat)

    @cached_property
    def stretches(self) -> Floats:
        """Metres of each stretch (S, 2)."""
        return self.metres([(d.lon, d.lat) for d in self.request.demands])

    @cached_property
    def places(self) -> Ints:
        """Rings (P, S) in which a unit at each place stands for each stretch."""
        return self._rings(reach_of(self.request, self.pack))

    @cached_property
    def expected(self) -> Floats:
        """Injuries an hour (S, H) in each shift."""
        hours = np.array([(s.ends_at - s.starts_at).total_seconds() / 3600 for s in self.request.shifts])
        weight = np.array([d.expected for d in self.request.demands], dtype=np.float64).reshape(-1, len(hours))
        return np.asarray(weight / hours, dtype=np.float64)

    @cached_property
    def spread(self) -> Floats:
        """Standard deviation (S,) of each stretch's risk as a part of it."""
        return np.array([d.relative_sd for d in self.request.demands], dtype=np.float64)

    @cached_property
    def _phi(self) -> Floats:
        steps = steps_of(windows_of(self.request.shifts, self.request.zone, self.pack), self.pack)
        return np.concatenate([np.zeros((len(steps), 1)), np.cumsum(steps, axis=1)], axis=1)

    def metres(self, points: Sequence[tuple[float, float]]) -> Floats:
        """Points (lon, lat) as metres (n, 2) on the plane."""
        lon, lat = np.array(points, dtype=np.float64).reshape(-1, 2).T
        return np.column_stack(self.plane.to_metres(lon, lat))

    def at(self, xy: tuple[float, float] | Floats) -> Ints:
        """Rings (S,) in which a unit at a point stands for each stretch."""
        km = np.hypot(*(self.stretches - np.asarray(xy)).T) / 1000
        near = km <= float(self.pack.get("reach.most_km"))
        return self._rings(np.where(near, np.exp(-km / float(self.pack.get("reach.decay_km"))), 0.0))

    def covered(self, rings: Sequence[Ints], shift: int) -> Floats:
        """Part of what each stretch (S,) expects that units in these rings cover in a shift."""
        if not len(rings):
            return np.zeros(len(self.request.demands))
        n, phi = int(self.pack.get("reach.rings")), self._phi[shift]
        table = np.array(rings)
        there = [np.minimum((table >= r).sum(axis=0), len(phi) - 1) for r in range(1, n + 1)]
        return np.asarray(phi[np.array(there)].mean(axis=0), dtype=np.float64)

    def _rings(self, reach: Floats) -> Ints:
        return np.asarray(reach * int(self.pack.get("reach.rings")) + 0.5, dtype=np.int64)

    def told(self, by_stretch: Floats) -> Estimate:
        """A sum of injuries by stretch (S,) with the interval of the stretches' risk, independent between them."""
        value = float(by_stretch.sum())
        half = 1.96 * float(np.sqrt(((by_stretch * self.spread) ** 2).sum()))
        return Estimate(value, max(0.0, value - half), value + half)


@dataclass(frozen=True, slots=True)
class Covered:
    """Injuries covered over a period. ``share``: of all expected on the plan's stretches in it."""

    injuries: Estimate
    share: Share


@dataclass(frozen=True, slots=True)
class Step:
    """A step of time in a shift (by number): hours, and the rings of units as planned and as confirmed."""

    shift: int
    hours: float
    planned: Sequence[Ints]
    confirmed: Sequence[Ints]


def covered_over(cover: Cover, steps: Sequence[Step]) -> tuple[Covered, Covered, Estimate]:
    """What the plan covers, what presence covers, and what of the plan's cover was missing when it was wanted."""
    planned, confirmed, missed = np.zeros((3, len(cover.request.demands)))
    whole = 0.0
    for step in steps:
        expected = cover.expected[:, step.shift] * step.hours
        wanted, had = (expected * cover.covered(rings, step.shift) for rings in (step.planned, step.confirmed))
        planned, confirmed, missed = planned + wanted, confirmed + had, missed + np.maximum(wanted - had, 0.0)
        whole += float(expected.sum())
    by_plan, by_presence = (Covered(cover.told(by), Share(float(by.sum()), whole)) for by in (planned, confirmed))
    return by_plan, by_presence, cover.told(missed)
