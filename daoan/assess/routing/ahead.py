"""From a last read to what lies ahead: a Markov chain over links, with the time since the read carried along.

A state is the link that the vehicle came by, and the sites behind it: coming by a second time counts no more. Each step
spreads a state's chance over the next sites, moves it on in time by the link's own time, and leaves behind what ends
there. Chances fade step by step; a state below ``routes.least_mass`` is dropped, and no more than ``routes.most_steps``
links are followed. The pace of the driver stretches all of it alike, so it is mixed in at the end (five points of a
Gauss–Hermite rule).
"""

import numpy as np

from daoan.assess.routing.model import RouteModel
from daoan.terms.arrivals import Arrivals, Seen
from daoan.terms.frames import Floats
from daoan.terms.rulepacks import RulePack

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()

#: The site before, the site, all sites come by since the read, and whether it is the first time at this one.
State = tuple[int, int, frozenset[int], bool]


def look_ahead(model: RouteModel, seen: Seen, now_ms: int, pack: RulePack) -> Arrivals:
    """Where the vehicle comes by from its last read on, given that nobody has read it since.

    Until ``now_ms`` a read would have come in, but for the cameras' share of misses (``routes.missed``) and for
    ``routes.late_s`` that reads are late.
    """
    least, steps = float(pack.get("routes.least_mass")), int(pack.get("routes.most_steps"))
    elapsed_s = (now_ms - seen.at_ms) / 1000.0 - float(pack.get("routes.late_s"))
    unseen = np.ones(model.bins)
    past = np.arange(model.bins) * model.step_s * np.exp(seen.pace_log) < elapsed_s
    unseen[past] = float(pack.get("routes.missed"))
    start = np.zeros(model.bins)
    start[0] = 1.0
    states: dict[State, Floats] = {(seen.before, seen.site, frozenset(), True): start}
    visits: dict[int, Floats] = {}
    band, ended = model.band_of(seen.at_ms), 1.0
    for step in range(steps):
        onward: dict[State, Floats] = {}
        for (before, site, passed, _), mass in states.items():
            for after, share in zip(*model.onward(before, site, seen.heading, seen.kind, least), strict=True):
                if mass.sum() * share < least:
                    continue
                moved = np.convolve(mass * share, model.kernel(site, int(after), seen.kind, band))[: model.bins]
                key = (site, int(after), passed | {int(after)}, int(after) not in passed)
                onward[key] = onward[key] + moved if key in onward else moved
        if step == 0:
            ended = max(0.0, 1.0 - sum(float(m.sum()) for m in onward.values()))
        onward = {key: mass * unseen for key, mass in onward.items()}
        if step == 0:  # what has not been seen so far has ended, or is still on its way
            still = ended + sum(float(m.sum()) for m in onward.values())
            onward = {key: mass / max(still, 1e-9) for key, mass in onward.items()}
        for (_, site, _, first), mass in onward.items():
            if first:
                visits[site] = visits[site] + mass if site in visits else mass
        states = {key: mass for key, mass in onward.items() if float(mass.sum()) >= least}
        if not states:
            break
    shown = sorted(s for s, mass in visits.items() if float(mass.sum()) >= float(pack.get("routes.least_shown")))
    mass = np.array([visits[s] for s in shown]).reshape(len(shown), model.bins)
    return Arrivals(np.array(shown, np.int32), _stretched(mass, seen, model.step_s), seen.at_ms, model.step_s, seen)


def _stretched(mass: Floats, seen: Seen, step_s: float) -> Floats:
    """The same chances at all paces that the driver may have. What falls behind the horizon is lost."""
    edges = np.arange(mass.shape[1] + 1) * step_s - 0.5 * step_s
    total = np.concatenate([np.zeros((len(mass), 1)), np.cumsum(mass, axis=1)], axis=1)
    mixed = np.zeros_like(total)
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        at = edges * np.exp(-(seen.pace_log + seen.pace_sd_log * node))
        mixed += weight * np.array([np.interp(at, edges, row) for row in total]).reshape(total.shape)
    return np.asarray(np.diff(mixed, axis=1))
