"""The draw, and what it does to a request: a place held out, its pair sent a unit, nobody near or shortly before."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from daoan.act.deployment.building import taken_of
from daoan.act.deployment.conflicts import DRAWN
from daoan.act.deployment.fairness import share_out
from daoan.act.deployment.horizon import build_charged
from daoan.act.deployment.planning import Draft, effort_of, handed_out
from daoan.act.deployment.replanning import spots_of
from daoan.act.deployment.travel import km_between
from daoan.act.holdouts.ground import asked_places
from daoan.kernels.experiments.drawing import keyed_uniforms
from daoan.kernels.optimise.roster import Rostered
from daoan.kernels.optimise.roster_solve import NoAnswer, solve_roster
from daoan.terms.errors import InputError
from daoan.terms.records.deploying import Deployment, DeploymentRequest, HeldPlace, MustDo, ShiftWindow
from daoan.terms.records.holdouts import HoldoutCell, HoldoutDesign
from daoan.terms.rulepacks import RulePack


def seed_of(city: str, deployment_id: str, key: str) -> str:
    """The seed of one deployment, 32 hexadecimal digits: asking again draws the same, so that nobody can draw until it
    suits; whoever lacks the key cannot foretell it."""
    secret = hashlib.blake2b(key.encode()).digest()
    return hashlib.blake2b(f"{city}|{deployment_id}|hold-out".encode(), key=secret, digest_size=16).hexdigest()


def drawn(design: HoldoutDesign, seed: str) -> HoldoutDesign:
    """The design with its arms, each pair by a coin of the seed and its own name."""
    coins = keyed_uniforms(seed, [p.pair_id for p in design.pairs])
    pairs = tuple(replace(p, held_first=bool(u < p.chance)) for p, u in zip(design.pairs, coins, strict=True))
    return replace(design, seed=seed, pairs=pairs)


def kept_to(request: DeploymentRequest, design: HoldoutDesign, pack: RulePack) -> DeploymentRequest:
    """The request whose plans keep to a draw."""
    held = dict[tuple[str, str], HeldPlace]()
    duties = []
    for pair in design.pairs:
        sent = pair.patrolled
        duties.append(MustDo(f"{DRAWN}{pair.pair_id}", sent.place_id, sent.shift, drawn=True))
        closed = [HeldPlace(pair.held.place_id, pair.held.shift, "hold-out", pair.pair_id)]
        for cell in (pair.first, pair.second):
            closed += _beside(request, cell, pair.pair_id, pack)
        for one in closed:
            held.setdefault((one.place_id, one.shift), one)
    return replace(request, held=(*request.held, *held.values()), duties=(*request.duties, *duties))


def _beside(request: DeploymentRequest, cell: HoldoutCell, pair_id: str, pack: RulePack) -> Iterator[HeldPlace]:
    """In either draw nobody stands near a cell in its shift, or at it in the hours before; what must be there stays."""
    asked = set(asked_places(request))
    here = next(p for p in request.places if p.place_id == cell.place_id)
    km = km_between([(here.lon, here.lat)], [(p.lon, p.lat) for p in request.places])[0]
    for place, far in zip(request.places, km.tolist(), strict=True):
        near = place is not here and far < float(pack.get("holdout.apart_km"))
        if near and (place.place_id, cell.shift) not in asked:
            yield HeldPlace(place.place_id, cell.shift, "ring", pair_id)
    for shift in _before(request, cell, float(pack.get("holdout.washout_hours"))):
        if (cell.place_id, shift.key) not in asked:
            yield HeldPlace(cell.place_id, shift.key, "washout", pair_id)


def _before(request: DeploymentRequest, cell: HoldoutCell, hours: float) -> Iterator[ShiftWindow]:
    for shift in request.shifts:
        gone = (cell.starts_at - shift.ends_at).total_seconds() / 3600
        if shift.starts_at < cell.starts_at and gone < hours:
            yield shift


def plan_drawn(
    before: DeploymentRequest, plan: Deployment, design: HoldoutDesign, pack: RulePack
) -> tuple[DeploymentRequest, Deployment]:
    """The request and the plan that keep to a draw, solved from the plan before with the drawn units moved.

    Raises :class:`InputError` where no plan keeps to it.
    """
    request = kept_to(before, design, pack)
    built = build_charged(request, pack)
    start = taken_of(request, built, _moved(plan, request, design))
    try:
        found = solve_roster(built.roster, effort_of(pack, settle=False), start=start)
    except NoAnswer:
        raise InputError(
            "no plan keeps to this draw: plan anew and ask again · 无法按抽取结果排班，请重新求解后再试"
        ) from None
    taken = share_out(request, built, found.taken, pack)
    return request, handed_out(Draft(request, built, Rostered(taken, found.value, found.bound)), pack)


def _moved(
    plan: Deployment, request: DeploymentRequest, design: HoldoutDesign
) -> dict[tuple[str, str], tuple[str, str | None] | None]:
    """Where units stand in the plan before, those at held places sent to the pair's other place in that shift, if it
    lies in the same shift, else off."""
    spots: dict[tuple[str, str], tuple[str, str | None] | None] = dict(spots_of(plan))
    duty_at = {(d.place_id, d.shift): d.duty_id for d in request.duties if d.drawn}
    other = {(p.held.place_id, p.held.shift): p.patrolled for p in design.pairs}
    held = {(c.place_id, c.shift) for c in request.held}
    for (unit, shift), spot in list(spots.items()):
        if spot is None or spot[1] is not None:
            continue
        place = spot[0]
        if (place, shift) in other and other[place, shift].shift == shift:
            place = other[place, shift].place_id
        spots[unit, shift] = None if (place, shift) in held else (place, duty_at.get((place, shift)))
    return spots
