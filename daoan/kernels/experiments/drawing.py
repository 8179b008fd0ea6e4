"""Who is treated and who is held out: drawn from a stored key, so that anybody who has it can draw it again."""

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def keyed_uniforms(key: str, names: Sequence[str]) -> Floats:
    """A number in [0, 1) for each name, the same for the same key and name, whatever else is drawn.

    ``key``: up to 64 bytes in UTF-8; a longer one is hashed first. Source of the keyed hash: BLAKE2b, RFC 7693.
    """
    secret = key.encode()
    if len(secret) > 64:
        secret = hashlib.blake2b(secret).digest()
    digests = [hashlib.blake2b(name.encode(), key=secret, digest_size=8).digest() for name in names]
    return np.array([int.from_bytes(d, "big") >> 11 for d in digests], dtype=np.float64) / 2.0**53


def hold_out(uniforms: Floats, strata: Ints, share: float) -> Bools:
    """True for the units held out: in each stratum ``share`` of them, chosen by their uniforms.

    Where ``share`` of a stratum is no whole number, one more is held out with the probability of the rest, decided by
    the stratum's own uniforms too, so that each unit's chance is exactly ``share``.
    """
    held = np.zeros(len(uniforms), dtype=bool)
    for stratum in np.unique(strata):
        rows = np.flatnonzero(strata == stratum)
        u = uniforms[rows]
        # Systematic sampling along a random order: the order by u, the start from the fractional part of the sum of u,
        # which is uniform and independent of the order of the others given any one of them.
        start = float(u.sum() % 1.0)
        place = np.empty(len(rows))
        place[np.argsort(u, kind="stable")] = np.arange(len(rows))
        held[rows] = np.floor(share * (place + 1) + start) > np.floor(share * place + start)
    return held


def switch_back(uniforms: Floats, pair: Ints, second: Bools) -> Bools:
    """True where held out: of the two blocks of each pair one, which one by the pair's uniform.

    ``uniforms`` of the pairs; ``pair`` and ``second`` of each assignment: its pair, and whether it lies in the later
    block.
    """
    return np.asarray((uniforms[pair] < 0.5) == second)


def washed_out(unit: Ints, starts_day: Ints, held: Bools, days: int) -> Bools:
    """True where an assignment does not count, because its unit was in the other arm less than ``days`` days before."""
    lost = np.zeros(len(unit), dtype=bool)
    for one in np.unique(unit):
        rows = np.flatnonzero(unit == one)
        rows = rows[np.argsort(starts_day[rows], kind="stable")]
        apart = np.diff(starts_day[rows]) < days
        lost[rows[1:]] = apart & (held[rows[1:]] != held[rows[:-1]])
    return lost
