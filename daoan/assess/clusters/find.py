"""From crashes on the network to clusters in space and time."""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256

import numpy as np

from daoan.assess.clusters.usual import Usual, usual_shares
from daoan.assess.clusters.windows import weeks_ago, zones_of
from daoan.assess.exposure import Exposure
from daoan.kernels.scan import Scan, recurrence_days, relative_risk, scan, shares_model
from daoan.kernels.stats.intervals import gamma_interval
from daoan.terms.estimates import Estimate
from daoan.terms.frames import CrashFrame, Ints, Network
from daoan.terms.records import BlackSpot, Cluster
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import WEEK, moment64, utc_to_local


def find_clusters(
    network: Network,
    crashes: CrashFrame,
    exposure_at: Callable[[datetime], Exposure],
    blackspots: Sequence[BlackSpot],
    as_of: datetime,
    zone: str,
    pack: RulePack,
    severity: RulePack,
) -> tuple[Cluster, ...]:
    """The likeliest clusters of the weeks before ``as_of``, whatever their p; none where nothing can be said.

    ``crashes``: snapped, and known by ``as_of``; ``exposure_at``: flow as known at a moment. Nothing can be said
    without roads, with fewer than ``chance.least_crashes`` crashes in the window, or on too short a record.
    """
    weeks, least = int(pack.get("windows.weeks")), int(pack.get("chance.least_crashes"))
    known = crashes.known_by(moment64(as_of))
    ago = weeks_ago(known, as_of)
    recent = np.flatnonzero((known.segment >= 0) & (ago < weeks))
    if len(network) < 2 or len(recent) < least:
        return ()
    usual = usual_shares(network, known, exposure_at, as_of - weeks * WEEK, pack, severity)
    if usual is None:
        return ()
    counts = np.zeros((len(network), weeks), dtype=np.int64)
    np.add.at(counts, (known.segment[recent], weeks - 1 - ago[recent]), 1)
    found = scan(
        zones_of(network, pack),
        shares_model(counts, usual.share, usual.shape),
        replications=int(pack.get("chance.draws")),
        seed=int(as_of.timestamp()),
        stop_after=int(pack.get("chance.stop_after")),
        least_cases=least,
        most_clusters=int(pack.get("report.most")),
    )
    return _describe(network, known.where(recent), ago[recent], found, usual, blackspots, as_of, zone, pack)


def _describe(
    network: Network,
    recent: CrashFrame,
    ago: Ints,
    found: Scan,
    usual: Usual,
    blackspots: Sequence[BlackSpot],
    as_of: datetime,
    zone: str,
    pack: RulePack,
) -> tuple[Cluster, ...]:
    level, total = float(pack.get("chance.level")), float(len(recent))
    risk = np.stack(relative_risk(found.observed.astype(float), found.expected, total, level=level))
    recurs = recurrence_days(found.p_value, float(pack.get("chance.look_every_days")))
    lon, lat = network.midpoints()
    clusters = []
    for i, members in enumerate(found.members):
        middle, periods = int(found.centre[i]), int(found.periods[i])
        rows = np.flatnonzero(np.isin(recent.segment, members) & (ago < periods))
        ids = tuple(recent.crash_id[rows])
        segment_ids = tuple(network.segment_id[members])
        clusters.append(
            Cluster(
                cluster_id=cluster_id(ids),
                rule_pack=pack.stamp,
                rank=i + 1,
                road_name=network.road_name[middle],
                area=network.area[middle],
                lon=float(lon[middle]),
                lat=float(lat[middle]),
                radius_m=float(found.radius[i]),
                length_m=float(network.length_m[members].sum()),
                segment_ids=segment_ids,
                starts=utc_to_local(as_of - periods * WEEK, zone).date(),
                ends=utc_to_local(as_of, zone).date(),
                crash_ids=ids,
                crashes=len(ids),
                ksi=int(recent.ksi[rows].sum()),
                expected_crashes=_expected(float(found.expected[i]), members, usual, level),
                relative_risk=Estimate(float(risk[0, i]), float(risk[1, i]), float(risk[2, i]), level),
                log_likelihood_ratio=float(found.ratio[i]),
                p_value=float(found.p_value[i]),
                p_by_tail=bool(found.by_tail[i]),
                draws=len(found.draws),
                recurrence_days=float(recurs[i]),
                blackspot_ids=tuple(b.blackspot_id for b in blackspots if set(b.segment_ids) & set(segment_ids)),
            )
        )
    return tuple(clusters)


def _expected(value: float, members: Ints, usual: Usual, level: float) -> Estimate:
    """Usual crashes of the window; the interval is of the gamma with the sum's mean and variance, stretches apart."""
    share = usual.share[members]
    shape = float(share.sum() ** 2 / (share**2 / usual.shape[members]).sum())
    low, high = gamma_interval(np.array([shape]), np.array([shape / value]), level=level)
    return Estimate(value, float(low[0]), float(high[0]), level)


def cluster_id(crash_ids: Sequence[str]) -> str:
    """An id that follows from the crashes: the same ones are the same cluster."""
    return "cluster-" + sha256(chr(31).join(sorted(crash_ids)).encode()).hexdigest()[:16]
