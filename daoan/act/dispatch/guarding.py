"""The coverage guard 覆盖底线: which counties fall under their floor when units leave, and the move that heals it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from daoan.act.presence.covering import Cover
from daoan.terms.estimates import Share
from daoan.terms.frames import Floats, Ints
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class AreaLeft:
    """A county under its floor. ``kept``: expected injuries an hour still covered, of those that its plan covers."""

    area: str
    kept: Share
    units: int


@dataclass(frozen=True, slots=True)
class CoverMove:
    """A unit that shifts to another place. ``kept``: of the county that it heals, after the move."""

    unit_id: str
    place: int  # row of the request's places
    area: str
    kept: Share
    heals: bool  # whether the county is above its floor then


@dataclass(frozen=True, eq=False)
class Guard:
    """What counties hold in a shift.

    ``area``: county (S,) of each stretch; ``planned``: injuries an hour (S,) that the plan covers; ``home``: county of
    each unit's place.
    """

    cover: Cover
    shift: int
    area: np.ndarray
    planned: Floats
    home: Mapping[str, str]
    pack: RulePack

    def covered(self, rings: Mapping[str, Ints]) -> Floats:
        """Injuries an hour (S,) that units in these rings cover."""
        expected: Floats = self.cover.expected[:, self.shift]
        return expected * self.cover.covered(list(rings.values()), self.shift)

    def left_by(self, unit_id: str, rings: Mapping[str, Ints]) -> tuple[AreaLeft, ...]:
        """Counties under their floor once a unit has left these; those that it changes nothing in are left aside."""
        rest = {u: r for u, r in rings.items() if u != unit_id}
        before, after = self.covered(rings), self.covered(rest)
        touched = sorted({str(a) for a in self.area[before > after + 1e-12]} | {self.home.get(unit_id, "")})
        return tuple(left for a in touched if a and (left := self.standing(a, after, rest)) is not None)

    def standing(self, area: str, covered: Floats, rings: Collection[str]) -> AreaLeft | None:
        """A county under its floor; ``None`` where it is above, or has nothing in the plan."""
        mine = self.area == area
        share = Share(float(covered[mine].sum()), float(self.planned[mine].sum()))
        units = sum(self.home.get(u) == area for u in rings)
        had = any(home == area for home in self.home.values())
        few = had and units < int(self.pack.get("guard.least_units"))
        low = share.whole > 0 and (share.value or 0.0) < float(self.pack.get("guard.floor"))
        return AreaLeft(area, share, units) if share.whole > 0 and (low or few) else None

    def move_for(self, left: AreaLeft, rings: Mapping[str, Ints], free: Collection[str]) -> CoverMove | None:
        """The unit and place that leave a county best covered and no other one under its floor; ``None``: none does."""
        mine = self.area == left.area
        places = np.flatnonzero(self.cover.places[:, mine].any(axis=1))
        now = float(self.covered(rings)[mine].sum())
        best: tuple[float, float, CoverMove] | None = None
        for unit in sorted(u for u in free if self.home.get(u) != left.area):
            rest = {u: r for u, r in rings.items() if u != unit}
            if any(a.area != left.area for a in self.left_by(unit, rings)):
                continue
            for place in places.tolist():
                covered = self.covered(rest | {unit: self.cover.places[place]})
                here, all_ = float(covered[mine].sum()), float(covered.sum())
                if here > now and (best is None or (here, all_) > best[:2]):
                    share = Share(here, left.kept.whole)
                    heals = (share.value or 0.0) >= float(self.pack.get("guard.floor"))
                    best = here, all_, CoverMove(unit, place, left.area, share, heals)
        return None if best is None else best[2]
