"""Near-best plans with probabilities, so that watching does not tell where nobody will be.

Double oracle: at the present mixture, what watched people would do becomes the demand, and the plan that covers most of
it joins, as long as it prevents at least (1 − budget) of what the best plan does by the true demand. Then the mixture
is found anew. Every plan passes the independent checker. Which plan a week uses is drawn with a seed of the caller.
"""

from dataclasses import dataclass, replace

import numpy as np

from daoan.act.deployment.building import Built
from daoan.act.deployment.planning import Draft, draft_of, handed_out
from daoan.act.deployment.travel import km_between
from daoan.kernels.optimise.mixing import Watched, exploitability, mixture
from daoan.kernels.optimise.roster import Floats, Ints, Rostered
from daoan.kernels.optimise.roster_climb import climb
from daoan.terms.records.deploying import Deployment, DeploymentRequest, MixedDeployment
from daoan.terms.rulepacks import RulePack

#: How much of the true demand is kept in the demand that the next plan is made for, tried in turn.
BLENDS = (0.0, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True, slots=True)
class _Pool:
    """Answers so far, with cover (answers, stretches x shifts)."""

    taken: tuple[Ints, ...]
    covers: Floats


def plan_mixed(request: DeploymentRequest, pack: RulePack, seed: int) -> MixedDeployment:
    """A mixture of near-best plans. ``seed`` rules the search for plans and the histories that exploitability is meant
    over. Raises as :func:`daoan.act.deployment.planning.plan_deployment` does."""
    best = draft_of(request, pack, seed=seed)
    watched = watched_of(request, pack)
    pool = _Pool((best.found.taken,), _cover(request, best.built, best.found.taken)[None])
    least = (1 - float(pack.get("mixed.budget"))) * best.built.roster.saved(best.found.taken)
    for number in range(1, int(pack.get("mixed.plans"))):
        p = mixture(pool.covers, watched, int(pack.get("mixed.steps")))
        found = _against(best, pool, p, watched, least, pack, seed + number)
        if found is None:
            break
        pool = _Pool((*pool.taken, found), np.vstack([pool.covers, _cover(request, best.built, found)[None]]))
    p = mixture(pool.covers, watched, int(pack.get("mixed.steps")))
    weeks, draws = int(pack.get("mixed.weeks_seen")), int(pack.get("mixed.draws"))
    values = np.array([best.built.roster.saved(t) for t in pool.taken])
    used = np.flatnonzero(p > 1e-6)
    return MixedDeployment(
        plans=tuple(_plan(best, pool.taken[i], pack) for i in used.tolist()),
        probabilities=tuple((p[used] / p[used].sum()).tolist()),
        weeks_seen=weeks,
        exploitability=exploitability(pool.covers[used], p[used] / p[used].sum(), watched, weeks, draws, seed),
        exploitability_of_best=exploitability(pool.covers[:1], np.ones(1), watched, weeks, 1, seed),
        value_kept=float(p @ values / values[0]) if values[0] > 0 else 1.0,
    )


def drawn(mixed: MixedDeployment, seed: int) -> Deployment:
    """The plan of one week, drawn by the probabilities."""
    return mixed.plans[int(np.random.default_rng(seed).choice(len(mixed.plans), p=np.array(mixed.probabilities)))]


def watched_of(request: DeploymentRequest, pack: RulePack) -> Watched:
    """Who watches: in each shift, traffic of a stretch may move to any stretch within ``mixed.avoid_km``."""
    points = [(d.lon, d.lat) for d in request.demands]
    near = km_between(points, points) <= float(pack.get("mixed.avoid_km"))
    n, H = len(points), len(request.shifts)
    rows = [np.flatnonzero(near[s])[None, :] + n * h for h in range(H) for s in range(n)]
    expected = np.array([d.expected for d in request.demands], dtype=np.float64).reshape(n, H)
    sizes = np.array([r.size for r in rows], dtype=np.int64)
    choice = np.concatenate([r.ravel() for r in rows]) if rows else np.zeros(0)
    return Watched(expected.T.ravel(), np.r_[0, np.cumsum(sizes)], choice.astype(np.int64))


def _cover(request: DeploymentRequest, built: Built, taken: Ints) -> Floats:
    """Cover of each stretch in each shift, (shifts · stretches,)."""
    n, H = len(request.demands), len(request.shifts)
    covered = built.roster.covered(built.roster.presence(taken)).reshape(n, -1, H).mean(axis=1)
    return np.asarray(covered.T.ravel(), dtype=np.float64)


def _against(
    best: Draft, pool: _Pool, p: Floats, watched: Watched, least: float, pack: RulePack, seed: int
) -> Ints | None:
    """A plan worth at least ``least`` for the demand as watched people would move it; None where none is new."""
    roster, n = best.built.roster, len(best.request.demands)
    moved = np.zeros(len(watched.weight))
    np.add.at(moved, watched.moved_to(p @ pool.covers), watched.weight)
    H = len(best.request.shifts)
    moved_weight = np.repeat(moved.reshape(H, n).T, roster.weight.shape[0] // max(1, n), axis=0)
    total = moved_weight.sum()
    if total <= 0:
        return None
    moved_weight *= roster.weight.sum() / total
    for blend in BLENDS:
        other = replace(roster, weight=blend * roster.weight + (1 - blend) * moved_weight)
        taken = climb(other, pool.taken[0], rounds=int(pack.get("mixed.rounds")), seed=seed)
        fresh = all((taken != t).any() for t in pool.taken)
        if fresh and roster.allows(taken) and roster.saved(taken) >= least:
            return taken
    return None


def _plan(best: Draft, taken: Ints, pack: RulePack) -> Deployment:
    value = best.built.roster.saved(taken)
    return handed_out(replace(best, found=Rostered(taken, value, best.found.bound)), pack)
