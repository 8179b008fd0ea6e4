"""Which cells may be drawn together: nearly indifferent, matched, apart, alone, and never where risk is highest."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from daoan.act.deployment.windows import windows_of
from daoan.act.holdouts.ground import Ground
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack

#: A place by number in a shift by number.
Spot = tuple[int, int]

WHY = {
    "duty": Text("a duty, a pin, or a shift that has begun", "有必须执行的任务、指定上勤或班次已开始"),
    "risk": Text(
        "at or above the risk floor: nothing is withheld where risk is highest", "风险达到或超过底线：高风险处不留空"
    ),
    "near": Text("another unit near, or at the place in the hours before", "附近或此前数小时内另有警组"),
    "worth": Text("no place or day that is worth nearly the same", "没有价值相近的地点或日期可配对"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two cells that may be drawn together. ``moves``: (unit, shift, option) by which the plan as it is becomes the one
    with the first held, and the second; ``losses``: injuries no longer prevented then, alone."""

    first: Spot
    second: Spot
    moves: tuple[tuple[tuple[int, int, int], ...], tuple[tuple[int, int, int], ...]]
    losses: tuple[float, float]

    @property
    def most(self) -> float:
        """Loss in the dearer draw."""
        return max(self.losses)


def candidates_of(ground: Ground, design: str, pack: RulePack) -> tuple[list[Candidate], Counter[str]]:
    """All candidates of a design, cheapest first, and free placements that have none, by why."""
    why: Counter[str] = Counter()
    open_cells = []
    for u, h in zip(*(ground.taken >= 0).nonzero(), strict=True):
        unit, shift = int(u), int(h)
        reason = _ruled_out(ground, unit, shift, pack)
        if reason:
            why[reason] += 1
        else:
            open_cells.append((unit, shift))
    make = _beside if design == "hold_out" else _days
    found = list(make(ground, open_cells, pack))
    with_pair = {spot for c in found for spot in (c.first, c.second)}
    why["worth"] += sum((ground.place_at(u, h), h) not in with_pair for u, h in open_cells)
    return sorted(found, key=lambda c: (c.most, c.first, c.second)), why


def _ruled_out(ground: Ground, unit: int, shift: int, pack: RulePack) -> str:
    """Why a placement may not be drawn; empty where it may."""
    place, roster = ground.place_at(unit, shift), ground.built.roster
    pinned = (ground.request.units[unit].unit_id, ground.request.shifts[shift].key)
    if roster.task[ground.taken[unit, shift]] >= 0 or ground.never[place, shift]:
        return "duty"
    if any((p.unit_id, p.shift) == pinned for p in ground.request.pins):
        return "duty"
    if ground.risky[place, shift]:
        return "risk"
    apart, hours = float(pack.get("holdout.apart_km")), float(pack.get("holdout.washout_hours"))
    if (
        ground.standing[place, shift] != 1
        or not ground.alone(place, shift, apart)
        or not _rested(ground, place, shift, hours)
    ):
        return "near"
    return ""


def _rested(ground: Ground, place: int, shift: int, hours: float) -> bool:
    return not any(ground.standing[place, h] for h in ground.before(shift, hours))


def _matched(ground: Ground, a: Spot, b: Spot, ratio: float) -> bool:
    x, y = float(ground.injuries[a]), float(ground.injuries[b])
    return min(x, y) > 0 and max(x, y) <= ratio * min(x, y)


def _beside(ground: Ground, cells: Sequence[tuple[int, int]], pack: RulePack) -> Iterator[Candidate]:
    """Hold-outs: the place of a unit, and another that it could be sent to in the same shift."""
    apart, hours = float(pack.get("holdout.apart_km")), float(pack.get("holdout.washout_hours"))
    ratio, part = float(pack.get("holdout.match_ratio")), float(pack.get("holdout.indifferent"))
    for unit, shift in cells:
        here, gains = ground.place_at(unit, shift), ground.gains(unit, shift)
        if here not in gains:
            continue
        adds = gains[here][1]
        for there, (option, gain) in gains.items():
            loss = adds - gain
            if there == here or loss > part * adds or ground.never[there, shift] or ground.risky[there, shift]:
                continue
            free = not ground.standing[there, shift] and _rested(ground, there, shift, hours)
            others = (ground.km[there] < apart) & (ground.standing[:, shift] > 0)
            if free and not others.any() and _matched(ground, (here, shift), (there, shift), ratio):
                yield Candidate((here, shift), (there, shift), (((unit, shift, option),), ()), (max(0.0, loss), 0.0))


def _days(ground: Ground, cells: Sequence[tuple[int, int]], pack: RulePack) -> Iterator[Candidate]:
    """Switch-backs: one place on two days, in the shift of the same hours, with a wash-out before each."""
    apart = float(pack.get("holdout.apart_km"))
    ratio, part = float(pack.get("holdout.match_ratio")), float(pack.get("holdout.indifferent"))
    windows = windows_of(ground.request.shifts, ground.request.zone, pack)
    hour = [(w.shift.starts_at.time(), w.minutes) for w in windows]
    leaving = {}
    for unit, shift in cells:
        here, gains = ground.place_at(unit, shift), ground.gains(unit, shift)
        far = {p: g for p, g in gains.items() if ground.km[here, p] >= apart and not ground.standing[p, shift]}
        if here in gains and far:
            best = max(far, key=lambda p: (far[p][1], -p))
            loss = gains[here][1] - far[best][1]
            if loss <= part * gains[here][1]:
                leaving[here, shift] = (unit, shift, far[best][0]), max(0.0, loss)
    for (here, h), (move, loss) in leaving.items():
        for (there, k), (other, other_loss) in leaving.items():
            apart_in_time = here == there and h < k and hour[h] == hour[k] and windows[h].day != windows[k].day
            if apart_in_time and _matched(ground, (here, h), (there, k), ratio):
                yield Candidate((here, h), (there, k), ((move,), (other,)), (loss, other_loss))
