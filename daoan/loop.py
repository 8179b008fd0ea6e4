"""The loop: sense 感知 → assess 研判 → warn 预警 → act 处置 → learn 反馈, in order, once.

In: what is known at a moment (:class:`Given`). Out: everything concluded from it (:class:`daoan.terms.records.Turn`).
Nothing here reads a file, a store or a clock; the same input gives the same bytes.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec
import numpy as np

from daoan.act.county_drafts import draft_warnings
from daoan.act.county_warning import Terms
from daoan.act.duty.plan import plan_duty
from daoan.act.duty.profile import fit_week_profile
from daoan.act.experiments.draw import draw_experiment
from daoan.act.hazards import draft_tickets
from daoan.act.working_days import calendar_of
from daoan.assess.blackspots.find import find_blackspots
from daoan.assess.blackspots.identity import keep_ids
from daoan.assess.blackspots.risk import RiskArrays, risk_arrays_of
from daoan.assess.breaks.comparable import mark_incomparable
from daoan.assess.breaks.find import find_breaks
from daoan.assess.clusters import find_clusters
from daoan.assess.density import density_of
from daoan.assess.grid import OffNetwork, grid_off_network
from daoan.assess.indicators.assemble import list_indicator_sets
from daoan.assess.indicators.rates import Denominators
from daoan.assess.nowcast.nowcasts import list_nowcasts
from daoan.assess.outlook.model import METHOD
from daoan.assess.outlook.outlook import MadeOutlook, make_outlook
from daoan.assess.outlook.replay import METHODS, outlook_replay
from daoan.assess.outlook.reported import completeness_of
from daoan.assess.risk.estimates import estimates_of
from daoan.assess.risk.forecast import exposure_history, risk_forecaster
from daoan.assess.risk.spf import design_of, fit_spf
from daoan.assess.risk.table import RiskTable, fit_risk
from daoan.assess.risk.tally import crash_weights
from daoan.assess.situation import assess_situation
from daoan.assess.surges.watch import Watch, watch_surges
from daoan.learn.ledger.book import Deeds, keep_ledger
from daoan.learn.ledger.loop_report import report_loop
from daoan.learn.ledger.outcomes import Outcomes
from daoan.learn.outlook.card import Methods, build_outlook_scores
from daoan.learn.scorecard.card import build_scorecard
from daoan.learn.studies.conduct import conduct_studies
from daoan.learn.studies.ground import Ground, Regression
from daoan.learn.studies.people import people_hurt
from daoan.sense.snapping import snap, snaps_of
from daoan.terms.city import Area, City
from daoan.terms.estimates import Text
from daoan.terms.frames import Bools, CrashFrame, Floats, Network, frame_of
from daoan.terms.records import (
    Alert,
    BlackSpot,
    Cluster,
    CountyAssessment,
    CountyWarning,
    Crash,
    DutyPlan,
    Experiment,
    HazardTicket,
    IndicatorSet,
    LedgerEntry,
    LoopReport,
    Measure,
    Nowcast,
    OutlookScores,
    RecordingBreak,
    Run,
    Scorecard,
    SegmentDensity,
    SegmentEstimate,
    Study,
    TrafficCount,
    Turn,
)
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import local_midnight, utc_to_local, years_before
from daoan.warn.findings import Findings
from daoan.warn.raising import raise_alerts

BLACKSPOT_PACKS = "blackspots-"


@dataclass(frozen=True, slots=True)
class Given:
    """What is known at a moment, before anybody has thought about it."""

    city: City
    as_of: datetime
    crashes: Sequence[Crash]
    counts: Sequence[TrafficCount]
    network: Network
    network_id: str
    packs: Mapping[str, RulePack]
    earlier_alerts: Sequence[Alert] = ()
    earlier_blackspots: Sequence[BlackSpot] = ()
    earlier_ledger: Sequence[LedgerEntry] = ()
    earlier_experiments: Sequence[Experiment] = ()
    measures: Sequence[Measure] = ()
    earlier_warnings: Sequence[CountyWarning] = ()


@dataclass(frozen=True, slots=True)
class Assessed:
    """What the records mean."""

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


def run_loop(given: Given, lap: Callable[[str], None]) -> Turn:
    """One turn. ``lap`` hears the name of each stage as it ends."""
    given = as_known(given)
    frame = sense(given)
    lap("sense")
    assessed = assess(given, frame)
    lap("assess")
    alerts = warn(given, frame, assessed)
    lap("warn")
    tickets, plans = act(given, frame, assessed)
    lap("act")
    scorecards, outlook_scores = learn(given, frame), learn_outlook(given, frame)
    experiments, ledger, loop_reports = keep_accounts(given, frame, assessed, alerts, plans)
    studies = study(given, frame)
    lap("learn")
    return Turn(
        run=run_of(given),
        snaps=snaps_of(frame, given.network),
        segments=assessed.estimates,
        blackspots=assessed.blackspots,
        cells=assessed.off_network.cells,
        indicators=assessed.indicators,
        alerts=alerts,
        tickets=tickets,
        plans=plans,
        scorecards=scorecards,
        nowcasts=assessed.nowcasts,
        breaks=assessed.breaks,
        outlooks=(assessed.outlook.outlook,),
        outlook_cells=assessed.outlook.cells,
        outlook_scores=(outlook_scores,),
        watched=assessed.watch.series,
        surges=assessed.watch.surges,
        experiments=experiments,
        ledger=ledger,
        loop_reports=loop_reports,
        studies=studies,
        clusters=assessed.clusters,
        densities=assessed.densities,
        situation=assessed.situation,
        warnings=draft_county_warnings(given, assessed),
    )


def as_known(given: Given) -> Given:
    """The same without what was not known yet: no stage may see it, whoever hands it over."""
    as_of = given.as_of
    return replace(
        given,
        crashes=[c for c in given.crashes if c.known_at <= as_of and c.happened_at <= as_of],
        measures=[m for m in given.measures if m.known_at <= as_of],
    )


def sense(given: Given) -> CrashFrame:
    """感知 Crashes as columns, on the roads where a road is near; the others stay, off the network."""
    return snap(frame_of(given.crashes, given.city.zone), given.network, given.city.snap_within_m)


def assess(given: Given, frame: CrashFrame) -> Assessed:
    """研判 Risk of every stretch, black spots, clusters, what lies off the network, indicators, weeks past and to come."""
    packs, network = given.packs, given.network
    years = int(packs["loop"].get("assess.years"))
    flow_at = exposure_history(network, given.counts, packs["exposure"], zone=given.city.zone)
    flow = flow_at(given.as_of)
    table = fit_risk(network, frame, flow, given.as_of, years, packs["severity"])
    spots, standing = spots_of(given, frame, risk_arrays_of(table))
    areas = [area.code for area in given.city.areas] if len(given.city.areas) > 1 else []
    breaks = find_breaks(frame, given.as_of, given.city.zone, packs["recent"])
    nowcasts = list_nowcasts(given.crashes, given.as_of, given.city.code, areas, packs["recent"])
    estimates = estimates_of(table, network)
    denominators = denominators_of(given.city, network, flow.vehicles_per_day, flow.source == "class")
    return Assessed(
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
                areas,
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
            {area.code: area.name for area in given.city.areas if area.code in areas},
            nowcasts,
            breaks,
            packs["recent"],
        ),
        clusters=find_clusters(
            network, frame, flow_at, spots, given.as_of, given.city.zone, packs["clusters"], packs["severity"]
        ),
        densities=density_of(network, frame, given.as_of, packs["clusters"]),
        situation=assess_situation(
            given.crashes,
            frame,
            network,
            county_names(given.city),
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


def warn(given: Given, frame: CrashFrame, assessed: Assessed) -> tuple[Alert, ...]:
    """预警 What of it needs a person, no more than a person can bear."""
    findings = Findings(
        city=given.city.code,
        zone=given.city.zone,
        frame=frame,
        estimates=assessed.estimates,
        blackspots=assessed.blackspots,
        indicators=assessed.indicators,
        crashes_of=crashes_of(frame, given.network, assessed.table),
        standing=assessed.standing,
        breaks=assessed.breaks,
        surges=assessed.watch.surges,
        clusters=assessed.clusters,
        names={given.city.code: given.city.name, **{area.code: area.name for area in given.city.areas}},
    )
    return raise_alerts(findings, given.earlier_alerts, given.as_of, given.packs["warning"])


def act(given: Given, frame: CrashFrame, assessed: Assessed) -> tuple[tuple[HazardTicket, ...], tuple[DutyPlan, ...]]:
    """处置 A hazard ticket for each place, patrol-hours where most injuries are expected."""
    tickets = draft_tickets(assessed.blackspots, assessed.estimates, given.as_of, given.packs["hazards"])
    pack, zone = given.packs["duty"], given.city.zone
    on_network = frame.where(frame.segment >= 0)
    profile = fit_week_profile(on_network, pack, given.network.road_class[on_network.segment])
    last_year = Counter(given.network.segment_id[on_network.segment[on_network.happened_at > year_before(given.as_of)]])
    plans = (
        plan_duty(assessed.estimates, profile, last_year, starts_at, float(hours), given.as_of, zone, pack, kind)
        for kind, starts_at, hours in (
            ("night", given.as_of, given.packs["loop"].get("duty.night_hours")),
            ("month", next_month(given.as_of, zone), given.packs["loop"].get("duty.month_hours")),
        )
    )
    return tickets, tuple(plans)


def draft_county_warnings(given: Given, assessed: Assessed) -> tuple[CountyWarning, ...]:
    """处置 A draft for each county whose colour asks for one; the steps of earlier ones stay."""
    terms = Terms(given.packs["situation"], given.city.zone, calendar_of(given.city.zone))
    return draft_warnings(assessed.situation, given.earlier_warnings, given.as_of, terms)


def learn(given: Given, frame: CrashFrame) -> tuple[Scorecard, ...]:
    """反馈 How good the forecasts of earlier years were; nothing where the record is too short to look back on."""
    pack = given.packs["loop"]
    origins = judged_years(
        frame,
        given.as_of,
        given.city.zone,
        int(pack.get("scorecard.origins")),
        int(pack.get("scorecard.years_before")),
    )
    if not origins:
        return ()

    exposure_at = exposure_history(given.network, given.counts, given.packs["exposure"], zone=given.city.zone)
    forecaster = risk_forecaster(given.network, exposure_at, given.packs["severity"])

    def flow_at(moment: datetime) -> Floats:
        return exposure_at(moment).vehicles_per_day

    return (build_scorecard(given.network, frame, forecaster, flow_at, given.as_of, origins, given.city.zone),)


def learn_outlook(given: Given, frame: CrashFrame) -> OutlookScores:
    """反馈 How good the outlooks of the past weeks were, each made again from what was known before its week."""
    pack = given.packs["outlook"]
    replay = outlook_replay(given.city, given.network, pack)
    methods = Methods(METHODS, served=METHOD)
    return build_outlook_scores(frame, replay, methods, given.as_of, given.city.zone, pack)


def keep_accounts(
    given: Given, frame: CrashFrame, assessed: Assessed, alerts: Sequence[Alert], plans: Sequence[DutyPlan]
) -> tuple[tuple[Experiment, ...], tuple[LedgerEntry, ...], tuple[LoopReport, ...]]:
    """反馈 What came of earlier plans and alerts, what this turn's plans may teach, where police are sent."""
    pack, duty, city = given.packs["experiments"], given.packs["duty"], given.city
    drawn = [draw_experiment(plan, given.as_of, city.zone, city.code, pack) for plan in plans]
    deeds = Deeds(plans, drawn, alerts, assessed.estimates, given.earlier_ledger, given.earlier_experiments)
    outcomes = Outcomes(frame, given.network, crash_weights(frame, given.packs["severity"]))
    middle = float(duty.get("effect.middle"))
    experiments, entries = keep_ledger(deeds, outcomes, given.as_of, pack, middle)
    months = [plan for plan in plans if plan.kind == "month"]
    reports = [report_loop(plan, assessed.estimates, entries, given.as_of, pack) for plan in months]
    return experiments, entries, tuple(report for report in reports if report is not None)


def study(given: Given, frame: CrashFrame) -> tuple[Study, ...]:
    """反馈 What came of each measure."""
    if not given.measures:
        return ()
    hurt = {c.crash_id: people_hurt(c) for c in given.crashes}
    ground = Ground(
        network=given.network,
        crashes=frame,
        people=np.array([hurt[i] for i in frame.crash_id], dtype=np.float64),
        measures=tuple(given.measures),
        regression=regression_of(given),
        as_of=given.as_of,
        pack=given.packs["studies"],
    )
    return conduct_studies(ground)


def regression_of(given: Given) -> Regression:
    """What the safety performance function alone lets expect of each stretch, from the crashes of some years."""
    exposure_at = exposure_history(given.network, given.counts, given.packs["exposure"], zone=given.city.zone)

    def expected(crashes: Floats, years: float, moment: datetime) -> Floats:
        design = design_of(given.network, exposure_at(moment), crashes, given.packs["severity"])
        return fit_spf(crashes, years, given.network.length_m, design).expected

    return expected


def judged_years(frame: CrashFrame, as_of: datetime, zone: str, origins: int, years_before: int) -> list[int]:
    """The last full local years of the record that have enough years before them to learn from.

    A year is full where it had ended at ``as_of`` and the record goes on at least into its December: a register that
    fell silent in January tells nothing about how good the forecast of that year was.
    """
    if not len(frame):
        return []
    ended = utc_to_local(as_of, zone).year - 1
    months = int(frame.local_at.max().astype("datetime64[M]").astype(int)) + 1  # since 1970, as far as the record goes
    first, last = int(frame.year.min()), min(ended, 1969 + months // 12)
    return [year for year in range(last - origins + 1, last + 1) if year - first >= years_before]


def year_before(as_of: datetime) -> np.datetime64:
    """The moment a year earlier, as the frames tell time."""
    return np.datetime64(years_before(as_of, 1).replace(tzinfo=None), "s")


def next_month(as_of: datetime, zone: str) -> datetime:
    """The first moment of the local month after the one in which the last instant before ``as_of`` lies, in UTC."""
    today = utc_to_local(as_of - timedelta(microseconds=1), zone).date()
    return local_midnight((today.replace(day=1) + timedelta(days=32)).replace(day=1), zone)


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


def crashes_of(frame: CrashFrame, network: Network, table: RiskTable) -> dict[str, tuple[str, ...]]:
    """Ids of the crashes behind each segment's estimate, by segment id."""
    first = np.datetime64(years_before(table.tally.as_of, table.years).replace(tzinfo=None), "s")
    inside = np.flatnonzero((frame.segment >= 0) & (frame.happened_at >= first))
    found: dict[str, list[str]] = {}
    for row in inside:
        found.setdefault(network.segment_id[frame.segment[row]], []).append(frame.crash_id[row])
    return {segment: tuple(ids) for segment, ids in found.items()}


def run_of(given: Given) -> Run:
    """What was computed, from what; the id follows from both, so that the same input is the same run."""
    inputs = {
        "network": given.network_id,
        "crashes": digest([(c.crash_id, c) for c in given.crashes]),
        "counts": digest(list(given.counts)),
        **({"measures": digest(list(given.measures))} if given.measures else {}),
    }
    stamps = {name: pack.version for name, pack in sorted(given.packs.items())}
    name = digest([given.city.code, given.as_of, inputs, stamps])
    return Run(
        run_id=f"{given.as_of:%Y%m%dT%H%MZ}-{name[:10]}",
        city=given.city.code,
        as_of=given.as_of,
        rule_packs=stamps,
        inputs=inputs,
        simulated=given.city.simulated,
    )


def digest(value: object) -> str:
    """Content hash of records, hex."""
    return hashlib.blake2b(msgspec.json.encode(value), digest_size=16).hexdigest()
