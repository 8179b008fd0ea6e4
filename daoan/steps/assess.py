"""研判 What the records mean: roads, weeks, days to come, counties; each room of ``assess`` asked once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from daoan.assess.blackspots.find import find_blackspots
from daoan.assess.blackspots.identity import keep_ids
from daoan.assess.blackspots.risk import RiskArrays, risk_arrays_of
from daoan.assess.breaks.comparable import mark_incomparable
from daoan.assess.breaks.find import find_breaks
from daoan.assess.clusters import find_clusters
from daoan.assess.density import density_of
from daoan.assess.exposure import Exposure
from daoan.assess.grid import OffNetwork, grid_off_network
from daoan.assess.indicators.assemble import list_indicator_sets
from daoan.assess.indicators.rates import Denominators
from daoan.assess.nowcast.nowcasts import list_nowcasts
from daoan.assess.outlook.outlook import MadeOutlook, make_outlook
from daoan.assess.outlook.reported import completeness_of
from daoan.assess.risk.estimates import estimates_of
from daoan.assess.risk.forecast import exposure_history
from daoan.assess.risk.table import RiskTable, fit_risk
from daoan.assess.situation import assess_situation
from daoan.assess.surges.watch import Watch, watch_surges
from daoan.steps.given import Given
from daoan.terms.city import Area, City
from daoan.terms.estimates import Text
from daoan.terms.frames import Bools, CrashFrame, Floats, Network
from daoan.terms.records import (
    BlackSpot,
    Cluster,
    CountyAssessment,
    IndicatorSet,
    Nowcast,
    RecordingBreak,
    SegmentDensity,
    SegmentEstimate,
)

BLACKSPOT_PACKS = "blackspots-"


@dataclass(frozen=True, slots=True)
class Assessed:
    """What the records mean. ``exposure_at``: traffic on every stretch as known at a moment, for whoever looks back."""

    exposure_at: Callable[[datetime], Exposure]
    table: RiskTable
    estimates: tuple[SegmentEstimate, ...]
    blackspots: tuple[BlackSpot, ...]
    off_network: OffNetwork
    standing: frozenset[str]  # ids of the black spots whose place met a rule before the fresh days
    indicators: tuple[IndicatorSet, ...]
    nowcasts: tuple[Nowcast, ...]  # how complete the latest weeks are
    breaks: tuple[RecordingBreak, ...]  # where recording changed
    outlook: MadeOutlook
    watch: Watch  # weekly series, and those that surge
    clusters: tuple[Cluster, ...]
    densities: tuple[SegmentDensity, ...]
    situation: tuple[CountyAssessment, ...]  # of counties and road classes, the last full month


def assess(given: Given, frame: CrashFrame) -> Assessed:
    """研判 Roads and what is off them, indicators, clusters, the weeks past and to come, the situation of counties."""
    packs, network = given.packs, given.network
    years = int(packs["loop"].get("assess.years"))
    exposure_at = exposure_history(network, given.counts, packs["exposure"], zone=given.city.zone)
    flow = exposure_at(given.as_of)
    table = fit_risk(network, frame, flow, given.as_of, years, packs["severity"])
    spots, standing = spots_of(given, frame, risk_arrays_of(table))
    counties = county_names(given.city)
    breaks = find_breaks(frame, given.as_of, given.city.zone, packs["recent"])
    nowcasts = list_nowcasts(given.crashes, given.as_of, given.city.code, list(counties), packs["recent"])
    estimates = estimates_of(table, network)
    denominators = denominators_of(given.city, network, flow.vehicles_per_day, flow.source == "class")
    return Assessed(
        exposure_at=exposure_at,
        table=table,
        estimates=estimates,
        blackspots=spots,
        standing=standing,
        off_network=grid_off_network(frame, given.as_of, years),
        indicators=mark_incomparable(
            list_indicator_sets(
                given.crashes,
                frame,
                given.as_of,
                given.city.zone,
                given.city.code,
                list(counties),
                denominators,
                packs["indicators"],
            ),
            breaks,
            int(packs["indicators"].get("chance.years")),
        ),
        nowcasts=nowcasts,
        breaks=breaks,
        outlook=make_outlook(
            given.city,
            network,
            frame,
            given.as_of,
            packs["outlook"],
            packs["severity"],
            completeness_of(nowcasts, given.city.code, given.city.zone),
        ),
        watch=watch_surges(
            given.crashes,
            given.as_of,
            given.city.code,
            counties,
            nowcasts,
            breaks,
            packs["recent"],
            packs["surge"],
        ),
        clusters=find_clusters(
            network, frame, exposure_at, spots, given.as_of, given.city.zone, packs["clusters"], packs["severity"]
        ),
        densities=density_of(network, frame, given.as_of, packs["clusters"]),
        situation=assess_situation(
            given.crashes,
            frame,
            network,
            counties,
            denominators,
            spots,
            estimates,
            given.as_of,
            given.city.zone,
            packs["situation"],
        ),
    )


def county_names(city: City) -> dict[str, Text]:
    """Counties that can be compared, by code; the city alone where it has no more than one."""
    return {area.code: area.name for area in city.areas} if len(city.areas) > 1 else {city.code: city.name}


def spots_of(given: Given, frame: CrashFrame, risk: RiskArrays) -> tuple[tuple[BlackSpot, ...], frozenset[str]]:
    """Black spots, under the ids of the run before, and which of them stood before the days that count as fresh."""
    packs = [pack for name, pack in given.packs.items() if name.startswith(BLACKSPOT_PACKS)]
    fresh = timedelta(days=int(given.packs["warning"].get("rules.new_black_spot.fresh_days")))
    found, before = (
        find_blackspots(given.network, frame, risk, moment, packs, given.city.zone)
        for moment in (given.as_of, given.as_of - fresh)
    )
    names = {spot.blackspot_id for spot in before}
    stood = [spot.blackspot_id in names for spot in keep_ids(found, before)]
    spots = keep_ids(found, given.earlier_blackspots)
    return spots, frozenset(spot.blackspot_id for spot, old in zip(spots, stood, strict=True) if old)


def denominators_of(city: City, network: Network, vehicles_per_day: Floats, guessed: Bools) -> dict[str, Denominators]:
    """Length, vehicle-kilometres and residents by area; distance driven only where flow is more than a guess."""

    def of(rows: Bools, area: Area | None, population: int | None) -> Denominators:
        km = network.length_m[rows] / 1000.0
        known = rows.any() and float(guessed[rows].mean()) < 0.5
        return Denominators(
            network_length_km=float(km.sum()) if rows.any() else None,
            vehicle_km_per_year=float((km * vehicles_per_day[rows]).sum() * 365.25) if known else None,
            population=population,
            population_year=area.population_year if area else None,
            population_source=area.population_source if area else None,
        )

    everything = np.ones(len(network), dtype=bool)
    only = city.areas[0] if city.areas else None
    return {city.code: of(everything, only, city.population)} | {
        area.code: of(network.area == area.code, area, area.population) for area in city.areas
    }
