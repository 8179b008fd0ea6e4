"""The nouns of a deployment 勤务部署: which unit works which shift at which place, under which rules, and why.

What is asked is a :class:`DeploymentRequest`, what is answered a :class:`Deployment`. Times are UTC; ``zone`` says
which local days, nights and weeks the rest rules mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from daoan.terms.estimates import Estimate, Share, Text


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere a unit can be sent; ``segments``: stretches wholly its own, others count by distance."""

    place_id: str
    lon: float
    lat: float
    name: str = ""
    segments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShiftWindow:
    """One shift, UTC; ``night``: whether it counts as a night, None: by the rule pack's hours."""

    key: str
    starts_at: datetime
    ends_at: datetime
    night: bool | None = None


@dataclass(frozen=True, slots=True)
class UnitPast:
    """What a unit did before the first shift: hours on its day and in its week, nights in its week; the row of nights
    that ended with ``last_night`` (a night is named by the local day that it begins on); nights and weekend shifts in
    the weeks that fairness remembers."""

    ended_at: datetime | None = None
    hours_today: float = 0.0
    hours_this_week: float = 0.0
    nights_this_week: int = 0
    nights_in_row: int = 0
    last_night: date | None = None
    nights_remembered: int = 0
    weekends_remembered: int = 0


@dataclass(frozen=True, slots=True)
class DeploymentUnit:
    """A crew with its vehicle, and where it sets out from. Its own hours count where they are below the rule pack's."""

    unit_id: str
    station: str
    lon: float
    lat: float
    name: str = ""
    skills: tuple[str, ...] = ()
    vehicle: str = ""
    hours_a_day: float | None = None
    hours_a_week: float | None = None
    past: UnitPast = field(default_factory=UnitPast)


@dataclass(frozen=True, slots=True)
class StretchDemand:
    """Severity-weighted injuries expected on a stretch in each shift, in the order of the request's shifts.

    ``relative_sd``: standard deviation of the stretch's risk, as a part of it.
    """

    segment_id: str
    lon: float
    lat: float
    expected: tuple[float, ...]
    relative_sd: float = 0.0
    road_name: str | None = None
    crashes_per_injury: float | None = None  # crashes where one weighted injury is expected; None: not known


@dataclass(frozen=True, slots=True)
class MustDo:
    """A duty that must be done: ``number`` units at a place in a shift, each with a skill or vehicle (``ability``).

    ``drawn``: no duty of the city's, but where a hold-out's draw sends a unit; it is patrolled as any other place.
    """

    duty_id: str
    place_id: str
    shift: str
    number: int = 1
    ability: str | None = None
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Pin:
    """A unit that must work a shift; at a place, where one is named."""

    unit_id: str
    shift: str
    place_id: str | None = None


@dataclass(frozen=True, slots=True)
class Forbid:
    """A unit that may not work a shift; only not at a place, where one is named."""

    unit_id: str
    shift: str
    place_id: str | None = None


@dataclass(frozen=True, slots=True)
class HeldPlace:
    """A place where nobody stands in a shift, for the sake of a hold-out. ``why``: "hold-out", "washout" or "ring"."""

    place_id: str
    shift: str
    why: str
    pair_id: str


@dataclass(frozen=True, slots=True)
class DeploymentRequest:
    """Everything a deployment is made from. ``level``: "one", "two" or "three" (一级, 二级, 三级勤务).

    ``travel_minutes``: station → place → minutes, where known; a pair left out is not connected. None: by distance.
    """

    zone: str
    places: tuple[Place, ...]
    shifts: tuple[ShiftWindow, ...]
    units: tuple[DeploymentUnit, ...]
    demands: tuple[StretchDemand, ...]
    duties: tuple[MustDo, ...] = ()
    pins: tuple[Pin, ...] = ()
    forbids: tuple[Forbid, ...] = ()
    held: tuple[HeldPlace, ...] = ()
    level: str = "three"
    travel_minutes: Mapping[str, Mapping[str, float]] | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """One dwell on a stretch."""

    segment_id: str
    arrives_at: datetime
    leaves_at: datetime


@dataclass(frozen=True, slots=True)
class UnitPlacement:
    """A unit at a place in a shift, or in the part of it from ``starts_at`` to ``ends_at``."""

    unit_id: str
    shift: str
    place_id: str
    starts_at: datetime
    ends_at: datetime
    duty_id: str | None = None
    why: Text = field(default_factory=lambda: Text("", ""))
    adds: float = 0.0  # severity-weighted injuries that would no longer be prevented without it
    cost_of_moving: float = 0.0  # of these, lost if it went to the next best place of the shift
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitOff:
    """A unit that does not work a shift, and why; ``standby``: off the road but to be called (一级勤务)."""

    unit_id: str
    shift: str
    standby: bool
    why: Text


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployment plan: placements, who is off, what it may prevent, and how far from the best it can be at most."""

    plan_id: str
    level: str
    starts_at: datetime
    ends_at: datetime
    placements: tuple[UnitPlacement, ...]
    off: tuple[UnitOff, ...]
    prevented: Estimate  # severity-weighted injuries: a scenario, never a promise
    covered: Share  # severity-weighted expected injuries under cover, of all expected
    bound: float  # no plan under the same rules prevents more, charges and changes paid for (middle effect)
    gap_pct: float
    changes: int  # unit-shifts that differ from the plan before; 0 for a first plan
    notes: tuple[Text, ...]
    rule_pack: str


@dataclass(frozen=True, slots=True)
class Away:
    """A unit that is called away at a moment and comes back at another, or not."""

    unit_id: str
    from_at: datetime
    back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MixedDeployment:
    """Near-best plans with the probability of each; exploitability in [0, 1]: docs/models/deployment.md."""

    plans: tuple[Deployment, ...]
    probabilities: tuple[float, ...]
    weeks_seen: int
    exploitability: float
    exploitability_of_best: float
    value_kept: float  # expected value of the mixture as a part of the best plan's
