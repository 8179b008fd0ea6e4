"""Where each kind of unit may be in a shift: places in reach, duties, pins, forbids, and what a re-plan holds fixed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from daoan.act.deployment.windows import Window
from daoan.kernels.optimise.patterns import NONE
from daoan.kernels.optimise.roster import Floats, Ints
from daoan.terms.records.deploying import DeploymentRequest, DeploymentUnit
from daoan.terms.rulepacks import RulePack

#: Where a unit is in a shift: place and duty, or off.
Spot = tuple[str, str | None] | None


@dataclass(frozen=True, slots=True)
class Locks:
    """What a re-plan holds fixed: ``fixed`` (unit, shift) → spot; ``only_place_free``: on duty, place open; ``before``:
    the earlier plan with the cost of changing a placement; ``parts``: share of a shift that is still to come."""

    fixed: Mapping[tuple[str, str], Spot] = field(default_factory=dict)
    on_duty: frozenset[tuple[str, str]] = frozenset()
    before: Mapping[tuple[str, str], Spot] | None = None
    change_cost: float = 0.0
    parts: Mapping[str, float] = field(default_factory=dict)


class Places:
    """Places as the roster knows them: a place together with the tenths of the shift that a unit has there."""

    def __init__(self, reach: Floats, rings: int) -> None:
        self._reach, self._rings = reach, rings
        self.number: dict[tuple[int, int], int] = {}

    def of(self, place: int, tenths: int) -> int:
        """The roster's number of a place with so many tenths of the shift left there."""
        return self.number.setdefault((place, tenths), len(self.number))

    def cells(self) -> tuple[Ints, Ints]:
        """Cells of each place, as pointers and cells."""
        rows = []
        for place, tenths in self.number:
            c = self._reach[place] * tenths / 10
            for stretch in np.flatnonzero(c).tolist():
                count = int(c[stretch] * self._rings + 0.5)
                rows.append(stretch * self._rings + np.arange(count))
            rows.append(np.array([NONE]))
        if not rows:
            return np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64)
        flat = np.concatenate(rows)
        ends = np.flatnonzero(flat == NONE)
        return np.r_[0, ends - np.arange(len(ends))].astype(np.int64), flat[flat != NONE].astype(np.int64)


class Options:
    """Options row by row."""

    def __init__(self) -> None:
        self.pointer, self.forced = [0], list[bool]()
        self.place, self.task, self.bonus = list[Ints](), list[Ints](), list[Floats]()
        self._periods = 1

    def row(self, place: Ints, task: Ints, bonus: Floats, forced: bool) -> None:
        """The options of the next kind and period."""
        self.place.append(place)
        self.task.append(task)
        self.bonus.append(bonus)
        self.forced.append(forced)
        self.pointer.append(self.pointer[-1] + len(place))

    def arrays(self) -> dict[str, np.ndarray]:
        """As the roster takes them."""
        return {
            "option_ptr": np.array(self.pointer, dtype=np.int64),
            "place": np.concatenate(self.place).astype(np.int64),
            "task": np.concatenate(self.task).astype(np.int64),
            "bonus": np.concatenate(self.bonus).astype(np.float64),
            "forced": np.array(self.forced, dtype=np.bool_).reshape(-1, self._periods),
        }

    def of_periods(self, periods: int) -> "Options":
        """Rows come in blocks of so many periods."""
        self._periods = periods
        return self


def options_of(
    request: DeploymentRequest, windows: list[Window], minutes: Floats, places: Places, pack: RulePack, locks: Locks,
    scale: float,
) -> tuple[Ints, Options]:  # fmt: skip
    """Kind of each unit, and the options of the kinds. Units that nothing tells apart are of one kind."""
    number: dict[object, int] = {}
    kinds: list[int] = []
    options = Options().of_periods(len(windows))
    asked = _asked(request, locks)
    for i, unit in enumerate(request.units):
        own = asked.get(unit.unit_id)
        key = (unit.unit_id,) if own else (minutes[i].tobytes(), frozenset(_abilities(unit)))
        if key not in number:
            number[key] = len(number)
            base = _base(unit, request, windows, minutes[i], places, pack)
            for h, window in enumerate(windows):
                options.row(*_narrowed(request, unit, window.shift.key, base[h], places, locks, scale))
        kinds.append(number[key])
    return np.array(kinds, dtype=np.int64), options


def _asked(request: DeploymentRequest, locks: Locks) -> dict[str, bool]:
    """Units with requirements of their own."""
    named = (
        [r.unit_id for r in request.pins]
        + [r.unit_id for r in request.forbids]
        + [u for u, _ in (*locks.fixed, *locks.on_duty)]
    )
    return dict.fromkeys(named + ([u.unit_id for u in request.units] if locks.before is not None else []), True)


def _abilities(unit: DeploymentUnit) -> set[str]:
    return {*unit.skills, unit.vehicle} - {""}


def _base(
    unit: DeploymentUnit, request: DeploymentRequest, windows: list[Window], minutes: Floats, places: Places,
    pack: RulePack,
) -> list[tuple[Ints, Ints]]:  # fmt: skip
    """Roster place and task of every option of a unit in each shift, free ones first."""
    index = {p.place_id: j for j, p in enumerate(request.places)}
    held = {(index[c.place_id], c.shift) for c in request.held}
    most = float(pack.get("reach.most_minutes"))
    found = []
    for window in windows:
        near = np.flatnonzero(minutes < min(most, window.minutes / 2))
        reached = np.array([p for p in near.tolist() if (p, window.shift.key) not in held], dtype=np.int64)
        tenths = np.rint(10 * (1 - 2 * minutes[reached] / window.minutes)).astype(np.int64)
        mine = {int(p): places.of(int(p), int(t)) for p, t in zip(reached, tenths, strict=True)}
        duties = [
            (mine[index[d.place_id]], t)
            for t, d in enumerate(request.duties)
            if d.shift == window.shift.key and index[d.place_id] in mine
            and (d.ability is None or d.ability in _abilities(unit))
        ]  # fmt: skip
        place = np.array([*mine.values(), *(p for p, _ in duties)], dtype=np.int64)
        found.append((place, np.array([NONE] * len(mine) + [t for _, t in duties], dtype=np.int64)))
    return found


def _narrowed(
    request: DeploymentRequest, unit: DeploymentUnit, shift: str, base: tuple[Ints, Ints], places: Places,
    locks: Locks, scale: float,
) -> tuple[Ints, Ints, Floats, bool]:  # fmt: skip
    """The options of a unit in a shift after pins, forbids and locks; what a change costs; whether it must work."""
    place, task = base
    real = list(places.number)
    spots = np.array([real[p][0] for p in place.tolist()], dtype=np.int64)
    index = {p.place_id: j for j, p in enumerate(request.places)}
    keep = np.ones(len(place), dtype=bool)
    forced = (unit.unit_id, shift) in locks.on_duty
    for pin in request.pins:
        if (pin.unit_id, pin.shift) == (unit.unit_id, shift):
            forced = True
            keep &= np.ones(len(place), dtype=bool) if pin.place_id is None else spots == index[pin.place_id]
    for ban in request.forbids:
        if (ban.unit_id, ban.shift) == (unit.unit_id, shift):
            keep &= np.zeros(len(place), dtype=bool) if ban.place_id is None else spots != index[ban.place_id]
    tasks = {d.duty_id: t for t, d in enumerate(request.duties)}
    if (unit.unit_id, shift) in locks.fixed:
        spot = locks.fixed[unit.unit_id, shift]
        forced = spot is not None
        keep &= _is(spot, spots, task, index, tasks)
    bonus = np.zeros(len(place))
    if locks.before is not None and (unit.unit_id, shift) not in locks.fixed:
        spot = locks.before.get((unit.unit_id, shift))
        cost = locks.change_cost * scale
        bonus = np.where(_is(spot, spots, task, index, tasks), cost, 0.0) if spot else np.full(len(place), -cost)
    return place[keep], task[keep], bonus[keep], forced


def _is(spot: Spot, spots: Ints, task: Ints, index: dict[str, int], tasks: dict[str, int]) -> np.ndarray:
    if spot is None:
        return np.zeros(len(spots), dtype=bool)
    return np.asarray((spots == index[spot[0]]) & (task == (NONE if spot[1] is None else tasks[spot[1]])))
