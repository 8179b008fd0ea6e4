"""A request as a roster: the words become cells, places, options, kinds of workers and their limits.

A cell is a stretch within a ring. With n rings, a unit that reaches a stretch by c in [0, 1] (distance, and the part of
the shift that the way leaves) stands in the rings up to c·n, rounded; each ring weighs 1/n of what is expected there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from daoan.act.deployment.options import Locks, Places, Spot, options_of
from daoan.act.deployment.travel import minutes_between, reach_of
from daoan.act.deployment.windows import Window, windows_of
from daoan.kernels.optimise.patterns import LONG_AGO, NONE, Limits, Past, Periods, allowed_patterns
from daoan.kernels.optimise.roster import Floats, Ints, Roster
from daoan.terms.records.deploying import DeploymentRequest, DeploymentUnit
from daoan.terms.rulepacks import RulePack

#: Total weight of the roster: expected are thousandths of an injury, and a solver's tolerances are absolute.
TOTAL = 1000.0

#: Rest rules by name, as the rule pack and the conflicts call them.
RULES = ("hours_a_day", "hours_a_week", "hours_between", "nights_in_row", "nights_a_week")


@dataclass(frozen=True, slots=True)
class Built:
    """A roster with what its numbers mean: ``place_of``: place by number in the roster; ``scale``: its worth of
    one prevented injury; ``minutes``: one way (units, places); ``unfinished``: periods of a last week that goes on
    after the plan (:mod:`daoan.act.deployment.horizon`)."""

    roster: Roster
    windows: list[Window]
    place_of: Ints
    scale: float
    minutes: Floats
    unfinished: frozenset[int] = frozenset()

    def spot(self, request: DeploymentRequest, option: int) -> tuple[str, str | None]:
        """Place and duty of an option."""
        task = int(self.roster.task[option])
        place = request.places[int(self.place_of[self.roster.place[option]])].place_id
        return place, request.duties[task].duty_id if task >= 0 else None


def build(
    request: DeploymentRequest,
    pack: RulePack,
    locks: Locks | None = None,
    relaxed: frozenset[tuple[str, str]] = frozenset(),
) -> Built:
    """The roster of a vetted request. ``relaxed``: (unit, rest rule) left out, to find what is in the way."""
    locks = locks or Locks()
    windows = windows_of(request.shifts, request.zone, pack)
    minutes = minutes_between(request, pack)
    workers = [(_limits(unit, request.level, pack, relaxed), _past(unit, windows)) for unit in request.units]
    graph, roots = allowed_patterns(_periods(windows), workers)
    weight, scale = _weights(request, windows, pack, locks)
    rings = int(pack.get("reach.rings"))
    places = Places(reach_of(request, pack), rings)
    kinds, options = options_of(request, windows, minutes, places, pack, locks, scale)
    place_ptr, cell = places.cells()
    return Built(
        roster=Roster(
            weight=np.repeat(weight / rings, rings, axis=0),
            step=steps_of(windows, pack),
            place_ptr=place_ptr,
            cell=cell,
            kind=kinds,
            root=roots,
            need=np.array([d.number for d in request.duties], dtype=np.int64),
            graph=graph,
            **options.arrays(),
        ),
        windows=windows,
        place_of=np.array([place for place, _ in places.number], dtype=np.int64),
        scale=scale,
        minutes=minutes,
    )


def taken_of(request: DeploymentRequest, built: Built, spots: Mapping[tuple[str, str], Spot]) -> Ints:
    """Option (units, shifts) of each unit where it stands; -1 where it is off, or its option no longer exists."""
    roster = built.roster
    taken = np.full((len(request.units), len(request.shifts)), -1, dtype=np.int64)
    place = {p.place_id: j for j, p in enumerate(request.places)}
    task = {d.duty_id: t for t, d in enumerate(request.duties)}
    for u, unit in enumerate(request.units):
        for h, shift in enumerate(request.shifts):
            spot = spots.get((unit.unit_id, shift.key))
            if spot is None:
                continue
            options = np.array(roster.options(int(roster.kind[u]), h), dtype=np.int64)
            there = built.place_of[roster.place[options]] == place[spot[0]]
            same = options[there & (roster.task[options] == (NONE if spot[1] is None else task[spot[1]]))]
            taken[u, h] = same[0] if len(same) else -1
    return taken


def number_of(moment: date | None) -> int:
    """Days by number; long ago where there is none."""
    return LONG_AGO if moment is None else moment.toordinal()


def _periods(windows: list[Window]) -> Periods:
    return Periods(
        start=np.array([round(w.shift.starts_at.timestamp() / 60) for w in windows], dtype=np.int64),
        end=np.array([round(w.shift.ends_at.timestamp() / 60) for w in windows], dtype=np.int64),
        day=np.array([w.day.toordinal() for w in windows], dtype=np.int64),
        week=np.array([w.monday.toordinal() for w in windows], dtype=np.int64),
        night=np.array([NONE if w.night is None else w.night.toordinal() for w in windows], dtype=np.int64),
    )


def limits_of(unit: DeploymentUnit, level: str, pack: RulePack) -> dict[str, float]:
    """The rest rules of a unit by name: the rule pack's, or its own hours where they are lower."""
    found = {rule: float(pack.get(f"level.{level}.{rule}")) for rule in RULES}
    own = {"hours_a_day": unit.hours_a_day, "hours_a_week": unit.hours_a_week}
    return found | {rule: min(found[rule], hours) for rule, hours in own.items() if hours is not None}


def _limits(unit: DeploymentUnit, level: str, pack: RulePack, relaxed: frozenset[tuple[str, str]]) -> Limits:
    found = limits_of(unit, level, pack)
    day, week, between, row, nights = (
        None if (unit.unit_id, rule) in relaxed else found[rule] * (60 if rule.startswith("hours") else 1)
        for rule in RULES
    )
    day, week, row, nights = (None if n is None else int(n) for n in (day, week, row, nights))
    return Limits(day, week, None if between is None else int(np.ceil(between)), row, nights)


def _past(unit: DeploymentUnit, windows: list[Window]) -> Past:
    past, first = unit.past, windows[0]
    return Past(
        end=LONG_AGO if past.ended_at is None else int(np.ceil(past.ended_at.timestamp() / 60)),
        day=first.day.toordinal(),
        day_minutes=int(np.ceil(past.hours_today * 60)),
        week=first.monday.toordinal(),
        week_minutes=int(np.ceil(past.hours_this_week * 60)),
        week_nights=past.nights_this_week,
        night=number_of(past.last_night),
        row=past.nights_in_row,
    )


def _weights(request: DeploymentRequest, windows: list[Window], pack: RulePack, locks: Locks) -> tuple[Floats, float]:
    """What may be prevented on each stretch in each shift, scaled to :data:`TOTAL`, and the scale."""
    expected = np.array([d.expected for d in request.demands], dtype=np.float64).reshape(-1, len(windows))
    parts = np.array([locks.parts.get(w.shift.key, 1.0) for w in windows])
    may = expected * parts * float(pack.get("effect.middle"))
    total = float(may.sum())
    scale = TOTAL / total if total > 0 else 1.0
    return may * scale, scale


def steps_of(windows: list[Window], pack: RulePack) -> Floats:
    """What the k-th nearest unit adds to the cover of a stretch (shifts, k): (1 - q) q^(k-1)."""
    q = np.array([float(pack.get("busy.day" if w.night is None else "busy.night")) for w in windows])
    k = np.arange(int(pack.get("busy.most_units")))
    return np.asarray((1 - q[:, None]) * q[:, None] ** k, dtype=np.float64)
