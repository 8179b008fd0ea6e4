"""Sites of an operation, drawn by chance with more chance where the risk is greater, so that nobody can foretell them.

The seed is made when the draw is asked for and is kept with it: whoever has it and the list of candidates draws the
same sites again. Every candidate's chance is kept too, so that what is found at the sites drawn can be weighed.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from daoan.kernels.experiments.drawing import keyed_uniforms
from daoan.kernels.experiments.unequal import chances, draw
from daoan.terms.errors import InputError

FEWEST_SEED, MOST_CANDIDATES = 8, 5_000  # letters of a seed; places


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where tests could be held. ``weight``: its risk, in whatever unit, 0 or more."""

    name: str
    weight: float
    lon: float | None = None  # WGS-84 degrees
    lat: float | None = None
    area: str | None = None
    segment_id: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A place that was drawn. ``chance``: that it had to be."""

    candidate: Candidate
    chance: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw that anybody can repeat. ``fingerprint``: of the candidates in their order."""

    sites: tuple[Site, ...]
    seed: str
    candidates: int
    fingerprint: str
    source: str  # what the candidates came from


def draw_sites(candidates: Sequence[Candidate], n: int, seed: str, source: str) -> Drawn:
    """Draw ``n`` of the candidates. Raises :class:`InputError` for what cannot be drawn from."""
    names = [c.name for c in candidates]
    if not candidates or len(candidates) > MOST_CANDIDATES or len(set(names)) < len(names):
        raise InputError(f"give 1 to {MOST_CANDIDATES} candidates, each once 候选点位须不重复")
    weight = np.array([c.weight for c in candidates], dtype=np.float64)
    if not np.isfinite(weight).all() or (weight < 0).any():
        raise InputError("weights are numbers, 0 or more 权重须为不小于 0 的数字")
    able = int((weight > 0).sum())
    if not 1 <= n <= able:
        raise InputError(f"draw 1 to {able} sites: so many candidates have a weight 可抽取 1 至 {able} 个点位")
    if len(seed) < FEWEST_SEED:
        raise InputError(f"a seed has {FEWEST_SEED} letters or more 随机种子至少 {FEWEST_SEED} 位")
    pi = chances(weight, n)
    start = float(keyed_uniforms(seed, ["the start of the draw"])[0])
    rows = draw(weight, n, keyed_uniforms(seed, [f"place {name}" for name in names]), start)
    sites = tuple(Site(candidates[k], float(pi[k])) for k in rows.tolist())
    return Drawn(sites, seed, len(candidates), fingerprint_of(candidates), source)


def fingerprint_of(candidates: Sequence[Candidate]) -> str:
    """What tells whether two lists of candidates are the same, 32 hexadecimal digits."""
    told = "\n".join(f"{c.name}\t{c.weight!r}" for c in candidates)
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def as_values(drawn: Drawn) -> dict[str, Any]:
    """A draw as an event of an operation brings it."""
    return {
        "sites": [
            {
                "name": s.candidate.name, "weight": s.candidate.weight, "chance": round(s.chance, 6),
                "lon": s.candidate.lon, "lat": s.candidate.lat, "area": s.candidate.area,
                "segment_id": s.candidate.segment_id,
            }
            for s in drawn.sites
        ],
        "draw": {
            "seed": drawn.seed, "candidates": drawn.candidates, "fingerprint": drawn.fingerprint,
            "source": drawn.source,
        },
    }  # fmt: skip
