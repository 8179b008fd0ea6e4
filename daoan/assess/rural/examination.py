r"""The monthly examination 月度考核 of townships and counties: points line by line, and who is told apart at all.

A share line gives :math:`w_k \hat\theta_k` points: its weight times the share that is to be believed, the group's own
drawn towards its peers' by how little is known of it (:mod:`daoan.kernels.stats.shrinkage`). Counted lines add or take
points for each case up to a most. The total carries an interval from the shares' variances, taken as independent,
which they are not quite: a guide to how little is known. A group is *above* or *below* its peers only where that is
sure enough; all others are not told apart, whatever their order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from daoan.assess.rural.groups import GroupCover
from daoan.kernels.stats.shrinkage import shrink_shares
from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.rulepacks import RulePack

ABOVE, BELOW, LEVEL = "above", "below", "level"
_FLOOR = 1e-3

#: What share lines count; ``approved`` is given from outside, as ledgers are not seen here.
SHARES: Mapping[str, Callable[[GroupCover], Share]] = {
    "opened": lambda g: g.opened,
    "contact": lambda g: g.contact,
    "vans_filed": lambda g: g.vans_filed,
    "pledged": lambda g: g.pledged,
    "visited": lambda g: g.visited,
}
APPROVED = "approved"
COUNTS: Mapping[str, Callable[[GroupCover], int]] = {
    "silent_stations": lambda g: g.silent,
    "handed_over": lambda g: g.handed_over,
}
#: Lines that nothing is known of where nobody keeps what stations do.
OF_ACTIVITY = frozenset({"opened", "contact", "silent_stations", "handed_over"})


@dataclass(frozen=True, slots=True)
class Line:
    """A share line. ``points`` of ``most``; ``own``: the weight in [0, 1] of the group's own share against its peers';
    ``known`` False: nothing to be a share of, so that the peers' counts."""

    code: str
    name: Text
    share: Share
    peers: float
    believed: float
    own: float
    most: float
    points: float
    known: bool


@dataclass(frozen=True, slots=True)
class Each:
    """A counted line: so many cases, so many points (below zero: taken)."""

    code: str
    name: Text
    number: int
    points: float


@dataclass(frozen=True, slots=True)
class Examined:
    """A group's month. ``total``: with its interval; ``chance_above``: probability in [0, 1] that it lies above the
    mean of its peers; ``standing``: above, below, or level where neither is sure."""

    cover: GroupCover
    total: Estimate
    lines: tuple[Line, ...]
    each: tuple[Each, ...]
    chance_above: float
    standing: str


def examine(
    peers: Sequence[GroupCover], approved: Mapping[Any, Share], pack: RulePack, *, recorded: bool
) -> tuple[Examined, ...]:
    """Groups of one level, most points first. ``approved``: of the group's ledger entries, those approved, by group;
    ``recorded`` False: lines about what stations do are left out. Raises :class:`RulePackInvalid` for unknown lines."""
    if not peers:
        return ()
    lines = [row for row in pack.get("examination.line") if recorded or row["code"] not in OF_ACTIVITY]
    each = [row for row in pack.get("examination.each") if recorded or row["code"] not in OF_ACTIVITY]
    tables = [_table(row, peers, approved, pack) for row in lines]
    counted = [tuple(_each(row, g) for row in each) for g in peers]
    share_points = np.sum([t.points for t in tables], axis=0) if tables else np.zeros(len(peers))
    sd = np.sqrt(np.sum([t.variance for t in tables], axis=0)) if tables else np.zeros(len(peers))
    totals = share_points + np.array([sum(e.points for e in rows) for rows in counted])
    z = float(ndtri(0.5 + float(pack.get("examination.interval")) / 2))
    certainty = float(pack.get("examination.certainty"))
    found = []
    for k, group in enumerate(peers):
        rest = np.delete(totals, k)
        mean = float(rest.mean()) if len(rest) else float(totals[k])
        spread = max(float(np.hypot(sd[k], np.sqrt((np.delete(sd, k) ** 2).sum()) / max(len(rest), 1))), 1e-9)
        above = float(ndtr((totals[k] - mean) / spread)) if len(rest) else 0.5
        standing = ABOVE if above >= certainty else BELOW if above <= 1.0 - certainty else LEVEL
        half = z * float(sd[k])
        total = Estimate(
            float(totals[k]), float(totals[k]) - half, float(totals[k]) + half, float(pack.get("examination.interval"))
        )
        told = tuple(t.line(k) for t in tables)
        found.append(Examined(group, total, told, counted[k], above, standing))
    return tuple(sorted(found, key=lambda e: (-e.total.value, e.cover.group)))


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """A share line of all peers."""

    row: Mapping[str, Any]
    shares: tuple[Share, ...]
    peers: float
    believed: Any
    own: Any
    points: Any
    variance: Any

    def line(self, k: int) -> Line:
        share = self.shares[k]
        return Line(
            self.row["code"], Text(self.row["en"], self.row["zh"]), share, self.peers, float(self.believed[k]),
            float(self.own[k]), float(self.row["points"]), float(self.points[k]), share.whole > 0,
        )  # fmt: skip


def _table(
    row: Mapping[str, Any], peers: Sequence[GroupCover], approved: Mapping[Any, Share], pack: RulePack
) -> _Table:
    code, most = row["code"], float(row["points"])
    if code != APPROVED and code not in SHARES:
        raise RulePackInvalid(f"rule pack {pack.name}: nobody knows how to examine {code!r}")
    shares = tuple(approved.get(g.group, Share(0, 0)) if code == APPROVED else SHARES[code](g) for g in peers)
    parts, wholes = (np.array([getattr(s, name) for s in shares], dtype=np.float64) for name in ("part", "whole"))
    shrunk = shrink_shares(parts, wholes, least_cv=float(pack.get("examination.least_cv")), floor=_FLOOR)
    believed, variance = shrunk.mean, shrunk.variance
    if not wholes.any():  # nobody has anything to be a share of: the line is given in full
        believed, variance = np.ones(len(peers)), np.zeros(len(peers))
    return _Table(row, shares, shrunk.prior_mean, believed, shrunk.own, most * believed, most**2 * variance)


def _each(row: Mapping[str, Any], group: GroupCover) -> Each:
    if row["code"] not in COUNTS:
        raise RulePackInvalid(f"nobody knows how to count {row['code']!r}")
    number, per, most = COUNTS[row["code"]](group), float(row["points"]), float(row["most"])
    points = per * number
    return Each(row["code"], Text(row["en"], row["zh"]), number, max(-most, min(most, points)))
