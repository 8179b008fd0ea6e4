"""Which site comes next: counts by what is known of a vehicle, each drawn towards the counts of knowing less.

::

    p(j | c) = (n(c, j) + α · p(j | c′)) / (n(c) + α)

======  ==================================================================================
c       what is known: site; site and heading, or site and the site before; and the group
c′      the same with one thing less; above the site alone: the journey ends
n       hops counted, in ``n(c)`` those that ended too
α       hops that the coarser knowledge is worth (``routes.prior_hops``)
======  ==================================================================================

A hierarchical Dirichlet prior, its mean in place of the coarser posterior.
"""

from dataclasses import dataclass

import numpy as np

from daoan.assess.routing.hops import GROUPS, NOWHERE, Hops, group_of
from daoan.terms.frames import Floats, Ints
from daoan.terms.passes import Column, Heading

#: What is known, coarsest first; a context without one of them has a zero in its place.
_HEADINGS = 4  # none, and three


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Hops by context: ``context`` ascending, its next sites in rows ``first[k]`` until ``first[k + 1]``."""

    context: Ints
    first: Ints
    after: Ints
    number: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """Counts of all contexts together, over ``sites`` sites."""

    sites: int
    prior_hops: float
    counts: Counts

    def shares(self, before: int, site: int, heading: int, group: int) -> Floats:
        """Chance of each site being next, shape (sites + 1,); the last is that of the journey's end."""
        share = np.zeros(self.sites + 1)
        share[-1] = 1.0
        via = (
            (_key(before, -1), _key(before, -1, group))
            if before != NOWHERE
            else (_key(NOWHERE, heading), _key(NOWHERE, heading, group))
        )
        for weight, key in ((1.0, 0), *((self.prior_hops, k) for k in via)):
            share = self._drawn(key * self.sites + site, share, weight)
        return share

    def _drawn(self, context: int, coarser: Floats, weight: float) -> Floats:
        c = self.counts
        k = int(np.searchsorted(c.context, context))
        if k == len(c.context) or c.context[k] != context:
            return coarser
        rows = slice(int(c.first[k]), int(c.first[k + 1]))
        share = weight * coarser
        share[c.after[rows]] += c.number[rows]
        return np.asarray(share / (weight + c.number[rows].sum()))


def count_choices(hops: Hops, sites: int, prior_hops: float) -> Choices:
    """Count the hops in every context that they belong to."""
    group, after = group_of(hops.kind), np.where(hops.after == NOWHERE, sites, hops.after)
    via, none = hops.before != NOWHERE, np.full(len(hops), NOWHERE)
    keys = [np.zeros(len(hops), np.int64)]
    keys += [_keys(none, hops.heading), _keys(none, hops.heading, group)]
    rows = [np.arange(len(hops))] * 3
    keys += [_keys(hops.before[via], none[via]), _keys(hops.before[via], none[via], group[via])]
    rows += [np.flatnonzero(via)] * 2
    row = np.concatenate(rows)
    context = np.concatenate(keys) * sites + hops.site[row]
    pair, number = np.unique(context * (sites + 1) + after[row], return_counts=True)
    context, to = np.divmod(pair, sites + 1)
    known, first = np.unique(context, return_index=True)
    return Choices(sites, prior_hops, Counts(known, np.append(first, len(pair)), to, number.astype(np.float64)))


def _key(before: int, heading: int, group: int = -1) -> int:
    """A number for what is known besides the site; 0 for nothing. ``heading`` counts only where no site before does."""
    return int(_keys(np.array([before]), np.array([heading]), np.array([group]))[0])


def _keys(before: Column, heading: Column, group: Column | int = -1) -> Ints:
    known = np.where(before != NOWHERE, _HEADINGS + before, 1 + heading - int(Heading.UNKNOWN))
    return np.asarray(1 + known * (GROUPS + 1) + (np.asarray(group) + 1), dtype=np.int64)
