"""From a plan and a budget to a design: pairs, cheapest first, while the dearest draw stays within the budget."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from daoan.act.holdouts.ground import Around, Ground, ground_of
from daoan.act.holdouts.pairing import WHY, Candidate, candidates_of
from daoan.act.holdouts.power import smallest_effects
from daoan.act.holdouts.wording import design_notes
from daoan.terms.errors import InputError
from daoan.terms.estimates import Share
from daoan.terms.records.deploying import Deployment, DeploymentRequest
from daoan.terms.records.holdouts import GuardedCells, HoldoutCell, HoldoutDesign, HoldoutPair
from daoan.terms.rulepacks import RulePack

DESIGNS = ("hold_out", "switch_back")
#: Draws over which the price of a design is averaged.
DRAWS = 200


def design_of(
    request: DeploymentRequest, plan: Deployment, asked: tuple[str, float | None], at: datetime, pack: RulePack,
    around: Mapping[str, Around] | None = None,
) -> HoldoutDesign:  # fmt: skip
    """What would be drawn, with price and power; nothing is drawn yet.

    ``asked``: "hold_out", "switch_back" or "auto" (the one that sees the smaller effect), and the budget, None for the
    rule pack's. ``around``: stretches to count on, where they are more than the request names, by place.
    Raises :class:`InputError` for a design or budget that is none, and where no pair may be drawn.
    """
    wanted, budget = _asked(asked, pack)
    ground = ground_of(request, plan, at, pack)
    found = [_design(ground, name, budget, at, pack, around) for name in (DESIGNS if wanted == "auto" else (wanted,))]
    best = min(found, key=lambda d: (not d.pairs, _sees(d), d.design))
    if not best.pairs:
        told = "; ".join(f"{g.cells}: {g.why.en}" for g in best.guarded)
        told_zh = "；".join(f"{g.cells}：{g.why.zh}" for g in best.guarded)
        raise InputError(
            f"no two places are worth nearly the same and may be left empty within {budget:.1%} of what is prevented "
            f"({told}) · 在放弃{budget:.1%}以内没有可配对留空的点位（{told_zh}）"
        )
    return best


def _asked(asked: tuple[str, float | None], pack: RulePack) -> tuple[str, float]:
    wanted, most = asked[0], float(pack.get("holdout.most_budget"))
    budget = float(pack.get("holdout.budget")) if asked[1] is None else asked[1]
    if wanted not in ("auto", *DESIGNS):
        raise InputError(f"a design is hold_out, switch_back or auto, not {wanted!r:.40} · 试验方式不存在")
    if not 0.0 < budget <= most:
        raise InputError(f"a budget lies above 0 and is at most {most:.0%} · 预算须大于0且不超过{most:.0%}")
    return wanted, budget


def _sees(design: HoldoutDesign) -> float:
    """The smallest effect that a design sees at last; by its violations where crashes are not known."""
    last = [p.effect for p in design.power if p.outcome != "speeds" and p.effect is not None]
    return min(last, default=float("inf"))


def _design(
    ground: Ground, name: str, budget: float, at: datetime, pack: RulePack, around: Mapping[str, Around] | None
) -> HoldoutDesign:
    found, why = candidates_of(ground, name, pack)
    chosen = _within(ground, _apart(ground, found, pack), budget)
    pairs = tuple(_pair(ground, c, around) for c in chosen)
    mean, most = _prices(ground, chosen)
    prevented = ground.plan.prevented.value
    days = (ground.plan.ends_at - ground.plan.starts_at).total_seconds() / 86_400
    return HoldoutDesign(
        design=name, budget=budget, seed="", drawn_at=at, pairs=pairs, mean_price=Share(mean, prevented),
        most_price=Share(most, prevented), guarded=_guarded(why), power=smallest_effects(pairs, days, pack),
        notes=design_notes(name, len(pairs), mean, most, prevented, pack), rule_pack=pack.stamp,
    )  # fmt: skip


def _guarded(why: Counter[str]) -> tuple[GuardedCells, ...]:
    return tuple(GuardedCells(WHY[name], n) for name, n in sorted(why.items()) if n)


def _apart(ground: Ground, found: Sequence[Candidate], pack: RulePack) -> list[Candidate]:
    """The cheapest candidates whose cells do not touch: apart in a shift, washed out in time, each unit moved once."""
    km, hours = float(pack.get("holdout.apart_km")), float(pack.get("holdout.washout_hours"))
    chosen: list[Candidate] = []
    taken: list[tuple[int, int]] = []
    moved: set[tuple[int, int]] = set()
    for one in found:
        cells, units = (one.first, one.second), {m[:2] for way in one.moves for m in way}
        targets = {(_place(ground, m[2]), m[1]) for way in one.moves for m in way} | set(cells)
        clash = any(
            (h == k and ground.km[p, q] < km)
            or (p == q and (k in ground.before(h, hours) or h in ground.before(k, hours)))
            for p, h in targets
            for q, k in taken
        )
        if not clash and not units & moved:
            chosen.append(one)
            taken += targets
            moved |= units
    return chosen


def _place(ground: Ground, option: int) -> int:
    return int(ground.built.place_of[ground.built.roster.place[option]])


def _within(ground: Ground, found: Sequence[Candidate], budget: float) -> list[Candidate]:
    """As many of the cheapest as the budget allows in the dearest draw: first by their own losses, then as a whole."""
    most = budget * ground.plan.prevented.value
    sums = np.cumsum([c.most for c in found])
    chosen = list(found[: int(np.searchsorted(sums, most * (1 + 1e-12), side="right"))])
    while chosen and _prices(ground, chosen)[1] > most:
        chosen.pop()
    return chosen


def _prices(ground: Ground, chosen: Sequence[Candidate]) -> tuple[float, float]:
    """Injuries no longer prevented on average over draws, and in the dearest (each pair's dearer side, or a draw)."""
    if not chosen:
        return 0.0, 0.0
    rng = np.random.default_rng(0)
    arms = rng.uniform(size=(DRAWS, len(chosen))) < 0.5
    dearest = np.array([[c.losses[0] >= c.losses[1] for c in chosen]])
    lost = [_lost(ground, chosen, row) for row in np.concatenate([dearest, arms])]
    return max(0.0, float(np.mean(lost[1:]))), max(0.0, max(lost))


def _lost(ground: Ground, chosen: Sequence[Candidate], held_first: np.ndarray) -> float:
    roster, taken = ground.built.roster, moved(ground, chosen, held_first)
    return (float(roster.saved(ground.taken)) - float(roster.saved(taken))) / ground.built.scale


def moved(ground: Ground, chosen: Sequence[Candidate], held_first: np.ndarray) -> np.ndarray:
    """The plan's options (units, shifts) with the units of a draw moved."""
    taken = ground.taken.copy()
    for one, first in zip(chosen, held_first.tolist(), strict=True):
        for unit, shift, option in one.moves[0 if first else 1]:
            taken[unit, shift] = option
    return taken


def _pair(ground: Ground, one: Candidate, around: Mapping[str, Around] | None) -> HoldoutPair:
    first, second = (_cell(ground, spot, around) for spot in (one.first, one.second))
    name = f"{first.place_id}@{first.shift}|{second.place_id}@{second.shift}"
    return HoldoutPair(name, first, second, 0.5, False, one.most, sum(one.losses) / 2)


def _cell(ground: Ground, spot: tuple[int, int], around: Mapping[str, Around] | None) -> HoldoutCell:
    place, shift = ground.request.places[spot[0]], ground.request.shifts[spot[1]]
    crashes = float(ground.crashes[spot])
    near = (around or {}).get(place.place_id, Around(place.segments, (), 0.0))
    known = bool(np.isfinite(crashes) and crashes > 0)
    return HoldoutCell(
        place_id=place.place_id, shift=shift.key, starts_at=shift.starts_at, ends_at=shift.ends_at,
        injuries=float(ground.injuries[spot]), crashes=crashes if known else None, stretches=near.own,
        ring=near.ring, ring_crashes=crashes * near.ring_part if known and near.ring else None,
    )  # fmt: skip
