"""Find black spots: every rule of every pack over its years, merged within a pack, described and judged."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np

from daoan.assess.blackspots.agreement import agreement_on
from daoan.assess.blackspots.clusters import list_clusters
from daoan.assess.blackspots.describe import Found, describe_clusters, describe_found
from daoan.assess.blackspots.hits import (
    Hits,
    join_hits,
    merge_hits,
    rows_between,
    structures_of,
    sums_between,
    whole_hits,
    window_hits,
)
from daoan.assess.blackspots.identity import tell_apart
from daoan.assess.blackspots.lines import lines_of
from daoan.assess.blackspots.period import Period
from daoan.assess.blackspots.risk import RiskArrays
from daoan.assess.blackspots.rules import Rule, measure_of, rules_of, weights_of
from daoan.terms.errors import RulePackInvalid
from daoan.terms.frames import CrashFrame, Floats, Network
from daoan.terms.records import BlackSpot
from daoan.terms.rulepacks import RulePack


def find_blackspots(
    network: Network,
    crashes: CrashFrame,
    risk: RiskArrays | None,
    as_of: datetime,
    packs: Sequence[RulePack],
    zone: str,
) -> tuple[BlackSpot, ...]:
    """Black spots as of a moment, by pack in the given order, within a pack roads first, gravest first.

    ``crashes``: snapped to ``network``; what was known after ``as_of`` is left out. ``risk``: one row a segment, or
    ``None`` where nothing was estimated: rules that ask for an excess then find nothing, and nothing is said of
    agreement. ``packs``: disabled ones are passed over. ``zone``: IANA name, for the dates of a window. Raises
    :class:`RulePackInvalid`.
    """
    years = _Years(network, crashes, risk, as_of, zone)
    found: list[BlackSpot] = []
    for pack in packs:
        if pack.enabled:
            found += tell_apart(_spots_of(pack, network, years))
    return tuple(found)


def rank_excess(
    network: Network,
    crashes: CrashFrame,
    risk: RiskArrays,
    as_of: datetime,
    pack: RulePack,
    zone: str,
    limit: int = 100,
) -> tuple[BlackSpot, ...]:
    """The disjoint windows most in excess of the model, best evidence first, whether or not chance could explain them.

    The first rule of ``pack`` with ``max_q`` says window, years and conditions; each spot carries its q-value. What
    :func:`find_blackspots` reports of this rule is those with a q-value of at most ``max_q``.
    """
    rule = next((r for r in rules_of(pack) if r.max_q is not None), None)
    if rule is None:
        raise RulePackInvalid(f"rule pack {pack.name} has no rule with max_q to rank by")
    period = _Years(network, crashes, risk, as_of, zone).of(rule.years)
    hits, q_value = _excess(0, rule, pack, period, weights_of(pack), max_q=1.0)
    first = np.arange(min(limit, len(hits)))
    found = Found(hits.where(first), hits.start_m[first], hits.end_m[first], q_value[first])
    return tell_apart(describe_found(pack, rule, network, period, found))


class _Years:
    """Periods by their number of years, each made once."""

    def __init__(
        self, network: Network, crashes: CrashFrame, risk: RiskArrays | None, as_of: datetime, zone: str
    ) -> None:
        self._made_of = (network, lines_of(network), risk, crashes, as_of)
        self._zone = zone
        self._periods: dict[int, Period] = {}

    def of(self, years: int) -> Period:
        if years not in self._periods:
            self._periods[years] = Period(*self._made_of, years, self._zone)
        return self._periods[years]


def _spots_of(pack: RulePack, network: Network, years: _Years) -> list[BlackSpot]:
    rules = rules_of(pack)
    weights = weights_of(pack)
    hits = join_hits([_hits_of(n, rule, pack, network, years.of(rule.years), weights) for n, rule in enumerate(rules)])
    cores, low, high = merge_hits(hits)
    spots: list[BlackSpot] = []
    for number, rule in enumerate(rules):
        period = years.of(rule.years)
        if rule.kind == "cluster":
            spots += describe_clusters(pack, rule, period, list_clusters(rule, period.crashes, weights))
            continue
        mine = hits.rule[cores] == number
        chosen = hits.where(cores[mine])
        q_value = _q_values(rule, pack, network, period, chosen)
        spots += describe_found(pack, rule, network, period, Found(chosen, low[mine], high[mine], q_value))
    return sorted(spots, key=lambda s: s.kind == "cluster")


def _hits_of(
    number: int, rule: Rule, pack: RulePack, network: Network, period: Period, weights: Mapping[str, float]
) -> Hits:
    if rule.max_q is not None:
        return _excess(number, rule, pack, period, weights, rule.max_q)[0]
    if rule.kind == "whole":
        hits = whole_hits(number, rule, network, period.lines, period.places, period.crashes, weights)
    elif rule.kind == "cluster":
        return _no_hits()
    else:
        hits = window_hits(number, rule, period.lines, period.places, period.crashes, weights)
    if rule.min_prob_excess is None:
        return hits
    # NaN, where there is no model, is not at least anything.
    prob_excess = agreement_on(period, hits.group, hits.start_m, hits.end_m).prob_excess
    return hits.where(prob_excess >= rule.min_prob_excess)


def _excess(
    number: int, rule: Rule, pack: RulePack, period: Period, weights: Mapping[str, float], max_q: float
) -> tuple[Hits, Floats]:
    """Scan windows with a q-value of at most ``max_q`` in which every condition holds, best score first."""
    if period.risk is None:
        return _no_hits(), np.empty(0)
    chance = period.chance_of(rule.window_m, int(pack.get("statistics.simulations")))
    scan = chance.found
    first, after = rows_between(period.places, scan.group, scan.start, scan.end)
    holds = chance.q_values <= max_q
    for condition in rule.conditions:
        amount = measure_of(period.crashes, condition, weights)[period.places.row]
        holds &= sums_between(amount, first, after) >= condition.at_least
    n = int(holds.sum())
    hits = Hits(
        rule=np.full(n, number, dtype=np.int64),
        group=scan.group[holds],
        start_m=scan.start[holds],
        end_m=scan.end[holds],
        crashes=scan.count[holds],
        merit=scan.score[holds],
        kind=(rule.kind,) * n,
    )
    return hits, chance.q_values[holds]


def _q_values(rule: Rule, pack: RulePack, network: Network, period: Period, hits: Hits) -> Floats:
    blank = np.full(len(hits), np.nan)
    if period.risk is None or len(hits) == 0:
        return blank
    if rule.kind == "whole":
        group, start, end, _ = structures_of(network, period.lines, rule.structures)
        first, after = rows_between(period.places, group, start, end)
        every = period.whole_q(group, start, end, (after - first).astype(np.float64))
        at = {(g, s): q for g, s, q in zip(group, start, every, strict=True)}
        q_value = np.array([at[g, s] for g, s in zip(hits.group, hits.start_m, strict=True)])
    else:
        draws = int(pack.get("statistics.simulations"))
        q_value = period.window_q(rule.window_m, draws, hits.group, hits.start_m, hits.crashes)
    return np.where(period.is_modelled(hits.group, hits.start_m, hits.end_m), q_value, np.nan)


def _no_hits() -> Hits:
    none, nothing = np.empty(0, dtype=np.int64), np.empty(0)
    return Hits(none, none, nothing, nothing, nothing, nothing, ())
