"""Ids of segments that a re-import of the same source gives again.

An id is a hash of the source's id of the line and its two rounded end points; without a source id, of the end points
and a point between them. A segment keeps its id when the file is re-ordered, when roads are added elsewhere, and when
its own line is split somewhere else; it changes when one of its own ends moves by more than about 0.1 m.
"""

import hashlib

import numpy as np

from daoan.sense.roads.links import RoadLinks, objects
from daoan.terms.frames import Floats, Ints, Objects

_GRID_DEG = 1e6  # a millionth of a degree is about 0.1 m


def segment_ids(links: RoadLinks, link: Ints, starts: Ints, coords: Floats) -> Objects:
    """An id of 16 hex digits for each piece of link ``link[k]``; pieces that would share one are told apart."""
    grid = np.round(coords * _GRID_DEG).astype(np.int64)
    middle = grid[(starts[:-1] + starts[1:]) // 2]
    ends = np.column_stack([grid[starts[:-1]], grid[starts[1:] - 1]])
    full = np.ascontiguousarray(np.column_stack([ends, middle]))
    short = np.ascontiguousarray(ends)
    names = [b"" if v is None else str(v).encode() for v in links.link_id.tolist()]
    keys = [
        hashlib.blake2b(names[row] + (short[k] if names[row] else full[k]).tobytes(), digest_size=8).digest()
        for k, row in enumerate(link.tolist())
    ]
    return objects([key.hex() for key in _apart(keys, full)])


def _apart(keys: list[bytes], full: "np.ndarray[tuple[int, int], np.dtype[np.int64]]") -> list[bytes]:
    """Tell equal keys apart by their middle point, in order of it, and by number if even that is equal."""
    if len(set(keys)) == len(keys):
        return keys
    seen: dict[bytes, int] = {}
    for k in np.lexsort(full.T[::-1]).tolist():
        key = keys[k]
        nth = seen.get(key, 0)
        seen[key] = nth + 1
        if nth:
            keys[k] = hashlib.blake2b(key + nth.to_bytes(4, "big"), digest_size=8).digest()
    return keys
