"""Measured links near the junctions of a signal proposal, and what it did to those that were named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from daoan.act.signals.document import SignalDocument
from daoan.act.workflow.given import moment_in
from daoan.assess.efficiency.day import DAY
from daoan.jobs.passes.efficiency_days import EfficiencyDays, KeptDay
from daoan.learn.efficiency import LinkVerdict, judge_links
from daoan.store.lake import LakeSite
from daoan.terms.places import plane_of
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import utc_to_local

NEAR_M, MOST_NEAR = 2_000.0, 30


@dataclass(frozen=True, slots=True)
class NearLink:
    """A measured link. ``away_m``: of the proposal's nearest junction from the line between its sites."""

    link: str
    away_m: float


def link_code(first: str, second: str) -> str:
    """How a link is written."""
    return f"{first}>{second}"


def links_near(document: SignalDocument, day: KeptDay, sites: Sequence[LakeSite]) -> tuple[NearLink, ...]:
    """Links of a day that lead past junctions of a proposal, nearest first; none where it has no place on the globe."""
    picture = document.picture
    if picture is None or not picture.geographic or not picture.junctions:
        return ()
    placed = {s.site_id: (s.lon, s.lat) for s in sites if s.lon is not None and s.lat is not None}
    pairs = sorted({(a, b) for a, b in zip(day.first, day.second, strict=True) if a in placed and b in placed})
    if not pairs:
        return ()
    lon, lat = np.array([(j.x, j.y) for j in picture.junctions]).T
    plane = plane_of(lon, lat)
    there = np.column_stack(plane.to_metres(lon, lat))
    a, b = (np.column_stack(plane.to_metres(*np.array([placed[p[k]] for p in pairs]).T)) for k in (0, 1))
    away = np.min([_away(point, a, b) for point in there], axis=0)
    rows = [row for row in np.argsort(away, kind="stable").tolist() if away[row] <= NEAR_M][:MOST_NEAR]
    return tuple(NearLink(link_code(*pairs[row]), float(away[row])) for row in rows)


def _away(point: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Metres of a point from the lines a–b."""
    along = b - a
    share = np.clip(((point - a) * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-9), 0.0, 1.0)
    return np.asarray(np.hypot(*(a + share[:, None] * along - point).T))


def judge_proposal(
    matter: Matter, days: EfficiencyDays, now: datetime, zone: str, pack: RulePack
) -> LinkVerdict | None:
    """What came of a proposal that is on the road or was evaluated; ``None`` for any other."""
    live = moment_in(matter.values.get("live_at"), zone)
    if live is None or matter.state not in ("live", "evaluated"):
        return None
    told = matter.values.get("links") or ()
    changed = [str(link) for link in told] if isinstance(told, (list, tuple)) else []
    tables = {}
    for day in days.days():
        kept = days.find(day)
        if kept is not None:
            tables[day] = _medians(kept)
    return judge_links(tables, changed, utc_to_local(live, zone).date(), utc_to_local(now, zone).date(), pack)


def _medians(kept: KeptDay) -> dict[str, float]:
    whole = np.flatnonzero(kept.rows.hour == DAY).tolist()
    return {link_code(kept.first[row], kept.second[row]): float(kept.rows.median_s[row]) for row in whole}
