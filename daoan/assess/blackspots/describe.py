"""From a core hit to the record that a person reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from daoan.assess.blackspots.agreement import Agreement, agreement_on
from daoan.assess.blackspots.clusters import Cluster
from daoan.assess.blackspots.hits import Hits, rows_between
from daoan.assess.blackspots.identity import spot_id
from daoan.assess.blackspots.patterns import list_patterns
from daoan.assess.blackspots.period import Period
from daoan.assess.blackspots.rules import Rule
from daoan.kernels.windows.profile import first_piece
from daoan.terms.codes import Severity
from daoan.terms.estimates import Estimate, Text
from daoan.terms.frames import Floats, Ints, Network, codes_of
from daoan.terms.records import BlackSpot, Pattern
from daoan.terms.rulepacks import RulePack

DEATHS_NOTE = Text(
    "Deaths are those within 30 days where the source keeps them; the rule as published counts deaths within 7 days.",
    "死亡人数按来源记录的30日内死亡统计；规则原文按7日内死亡统计。",
)


@dataclass(frozen=True, slots=True)
class Found:
    """Core hits of one rule with the reach of what was merged into each, and their q-values (NaN where unknown)."""

    hits: Hits
    merged_from_m: Floats
    merged_to_m: Floats
    q_value: Floats


def describe_found(pack: RulePack, rule: Rule, network: Network, period: Period, found: Found) -> list[BlackSpot]:
    """Black spots on roads, in the order of ``found``."""
    hits = found.hits
    first, after = rows_between(period.places, hits.group, hits.start_m, hits.end_m)
    members = [np.sort(period.places.row[a:b]) for a, b in zip(first, after, strict=True)]
    agreement = agreement_on(period, hits.group, hits.start_m, hits.end_m)
    patterns = _patterns(pack, period, members)
    return [
        _on_road(pack, rule, network, period, found, agreement, i, members[i], (first[i], after[i]), patterns[i])
        for i in range(len(hits))
    ]


def _on_road(
    pack: RulePack,
    rule: Rule,
    network: Network,
    period: Period,
    found: Found,
    agreement: Agreement,
    i: int,
    rows: Ints,
    span: tuple[int, int],
    patterns: tuple[Pattern, ...],
) -> BlackSpot:
    hits, lines = found.hits, period.lines
    start, end = float(hits.start_m[i]), float(hits.end_m[i])
    segments = _segments_between(period, int(hits.group[i]), start, end)
    chainages = period.places.chainage_m[span[0] : span[1]]
    median = float(np.median(chainages))
    middle, lon, lat = _point_at(network, period, segments, median)
    route = str(lines.routes[hits.group[i]])
    known = bool(agreement.known[i])
    cell = int(median // max(end - start if rule.kind == "whole" else rule.window_m, 1.0))
    return BlackSpot(
        blackspot_id=spot_id(pack.name, route, [cell]),
        rule_pack=pack.stamp,
        rule=rule.key,
        rule_title=rule.title,
        kind=hits.kind[i],
        road_name=network.road_name[middle],
        route_id=route,
        from_m=start,
        to_m=end,
        segment_ids=tuple(network.segment_id[s] for s in segments),
        area=network.area[middle],
        lon=lon,
        lat=lat,
        length_m=end - start,
        **_counts(period, rows),
        expected_crashes=_estimate(agreement, i) if known else None,
        prob_excess=float(agreement.prob_excess[i]) if known else None,
        eb_agrees=bool(agreement.prob_excess[i] >= pack.get("statistics.prob_excess_min")) if known else None,
        q_value=float(found.q_value[i]) if np.isfinite(found.q_value[i]) else None,
        patterns=patterns,
        merged_from_m=float(found.merged_from_m[i]),
        merged_to_m=float(found.merged_to_m[i]),
        notes=notes_of(rule),
    )


def describe_clusters(pack: RulePack, rule: Rule, period: Period, clusters: Sequence[Cluster]) -> list[BlackSpot]:
    """Black spots off the network, in the given order. No model speaks of them."""
    patterns = _patterns(pack, period, [c.rows for c in clusters])
    return [_off_road(pack, rule, period, c, p) for c, p in zip(clusters, patterns, strict=True)]


def _off_road(pack: RulePack, rule: Rule, period: Period, cluster: Cluster, patterns: tuple[Pattern, ...]) -> BlackSpot:
    crashes, rows = period.crashes, cluster.rows
    lon, lat = float(np.median(crashes.lon[rows])), float(np.median(crashes.lat[rows]))
    # Cells of about the disc's width, in degrees: they do not move when the extent of the data does.
    step = 2.0 * rule.radius_m / 111_320.0
    areas = [a for a in crashes.area[rows] if a is not None]
    return BlackSpot(
        blackspot_id=spot_id(pack.name, "plane", [int(lon * np.cos(np.radians(round(lat))) // step), int(lat // step)]),
        rule_pack=pack.stamp,
        rule=rule.key,
        rule_title=rule.title,
        kind="cluster",
        road_name=None,
        route_id=None,
        from_m=None,
        to_m=None,
        segment_ids=(),
        area=max(sorted(set(areas)), key=areas.count) if areas else None,
        lon=lon,
        lat=lat,
        length_m=2.0 * rule.radius_m,
        **_counts(period, rows),
        expected_crashes=None,
        prob_excess=None,
        eb_agrees=None,
        q_value=None,
        patterns=patterns,
        notes=notes_of(rule),
    )


def notes_of(rule: Rule) -> tuple[Text, ...]:
    """What a reader must know of a rule's answer: its own caveat, and which deaths were counted."""
    counts_deaths = any(c.min_deaths or c.count in ("deaths", "fatal") for c in rule.conditions)
    return ((rule.note,) if rule.note else ()) + ((DEATHS_NOTE,) if counts_deaths else ())


def _counts(period: Period, rows: Ints) -> dict[str, Any]:
    crashes = period.crashes
    fatal = np.isin(crashes.severity[rows], codes_of(Severity, [Severity.FATAL]))
    return {
        "crash_ids": tuple(crashes.crash_id[rows]),
        "crashes": len(rows),
        "fatal": int(fatal.sum()),
        "ksi": int(crashes.ksi[rows].sum()),
        "window_starts": period.starts,
        "window_ends": period.ends,
    }


def _patterns(pack: RulePack, period: Period, members: list[Ints]) -> list[tuple[Pattern, ...]]:
    return list_patterns(
        period.crashes, members, float(pack.get("patterns.fdr")), int(pack.get("patterns.least_cases"))
    )


def _estimate(agreement: Agreement, i: int) -> Estimate:
    return Estimate(float(agreement.expected[i]), float(agreement.low[i]), float(agreement.high[i]))


def _segments_between(period: Period, group: int, start_m: float, end_m: float) -> list[int]:
    lines = period.lines
    ordered, ends = period.piece_group, period.piece_end
    at = first_piece(ordered, ends, group, start_m)
    rows = []
    while at < len(ordered) and ordered[at] == group and lines.start_m[lines.order[at]] < end_m:
        rows.append(int(lines.order[at]))
        at += 1
    # A crash on the very end of a route has no road behind it: it lies on the last piece.
    return rows or [int(lines.order[at - 1])]


def _point_at(network: Network, period: Period, segments: list[int], chainage_m: float) -> tuple[int, float, float]:
    """The segment under a chainage and the point there, by the share of the segment's drawn length."""
    lines = period.lines
    inside = [s for s in segments if lines.start_m[s] <= chainage_m <= lines.end_m[s]]
    segment = inside[0] if inside else segments[len(segments) // 2]
    share = (chainage_m - lines.start_m[segment]) / (lines.end_m[segment] - lines.start_m[segment])
    share = float(np.clip(share if network.forward[segment] else 1.0 - share, 0.0, 1.0))
    points = network.points_of(segment)
    east = np.cos(np.radians(points[0, 1]))
    steps = np.hypot(np.diff(points[:, 0]) * east, np.diff(points[:, 1]))
    along = np.concatenate([np.zeros(1), np.cumsum(steps)])
    wanted = share * along[-1]
    return segment, float(np.interp(wanted, along, points[:, 0])), float(np.interp(wanted, along, points[:, 1]))
