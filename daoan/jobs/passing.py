"""Where passes come from, as far as whoever works with them must know: a window of them, and whose sites they name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from daoan.terms.passes import PassFrame


@dataclass(frozen=True, slots=True)
class PassSource:
    """A lake of passes. ``read(from_ms, until_ms)``: what happened in a window, its end left out, by the sites' clocks.

    ``site_ids()``: the code of each row that the column ``site`` of a frame names; ``any()``: whether one ever came.
    """

    read: Callable[[int, int], PassFrame]
    site_ids: Callable[[], Sequence[str]]
    any: Callable[[], bool] = lambda: True


def by_register(passes: PassFrame, site_ids: Sequence[str], codes: Sequence[str]) -> tuple[PassFrame, int]:
    """Passes with the rows of the register's sites instead, and how many were of sites that it does not have."""
    row = {code: k for k, code in enumerate(codes)}
    map_ = np.array([*(row.get(site, -1) for site in site_ids), -1], dtype=np.int32)
    site = np.where((passes.site >= 0) & (passes.site < len(site_ids)), passes.site, len(site_ids))
    found = replace(passes, site=map_[site])
    known = found.site >= 0
    return found.take(known), int((~known).sum())
