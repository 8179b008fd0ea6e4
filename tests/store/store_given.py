"""What the tests of the store are given: small records, made plainly."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np

from daoan.terms.codes import Level, Light, RoadClass, Role, Severity, VehicleKind
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.frames import Network
from daoan.terms.records import (
    Alert,
    Assignment,
    Batch,
    BlackSpot,
    Breakdown,
    BreakdownRow,
    Cluster,
    Correction,
    CountyAssessment,
    CountyWarning,
    Crash,
    DutyPlacement,
    DutyPlan,
    Evidence,
    Experiment,
    GridCell,
    HazardTicket,
    Indicator,
    IndicatorSet,
    LedgerEntry,
    LoopConcentration,
    LoopReport,
    LoopShare,
    Measure,
    Notice,
    Nowcast,
    NowcastWeek,
    Outlook,
    OutlookBin,
    OutlookCell,
    OutlookPeriod,
    OutlookReason,
    OutlookScore,
    OutlookScores,
    OutlookSkill,
    OutlookWeek,
    PacePoint,
    Party,
    Pattern,
    RecordingBreak,
    Refusal,
    RiskLens,
    Run,
    RunawayPoint,
    Scorecard,
    SegmentDensity,
    SegmentEstimate,
    SituationDimension,
    SituationIndicator,
    SituationMonth,
    Snap,
    Study,
    Surge,
    TrafficCount,
    Turn,
    WatchedSeries,
    WatchedWeek,
)

DAY = timedelta(days=1)
START = datetime(2019, 1, 1, tzinfo=UTC)
LATE = datetime(2030, 1, 1, tzinfo=UTC)
WORDS = Text("words", "文字")


def day(n: float) -> datetime:
    """The moment ``n`` days after the start of 2019."""
    return START + n * DAY


def crash(ref="1", happened=0.0, known=None, severity=Severity.SLIGHT, **fields) -> Crash:
    """A crash on a day, known when it happened unless said otherwise."""
    given = {"area": "E08000035", "lon": -1.55, "lat": 53.8, "feed": "leeds"} | fields
    return Crash(
        crash_id=f"{given['feed']}:{ref}",
        source_ref=str(ref),
        happened_at=day(happened),
        known_at=day(happened if known is None else known),
        severity=severity,
        **given,
    )


def batch(*records, sha="a", feed="leeds", refusals=(), notices=()) -> Batch:
    """A batch of some records, one row each."""
    return Batch(
        feed=feed,
        file=f"{sha}.csv",
        sha256=sha,
        layout="leeds-2009",
        encoding="utf-8",
        rows_read=len(records) + len(refusals),
        rows_accepted=len(records),
        records=tuple(records),
        refusals=tuple(refusals),
        notices=tuple(notices),
    )


def refusal(ref="r1", feed="leeds", code="date.future", **fields) -> Refusal:
    """A refused row whose raw text nobody would want to read."""
    return Refusal(
        refusal_id=ref,
        feed=feed,
        file="a.csv",
        row=7,
        code=code,
        column="date",
        message=Text("the date lies ahead", "日期晚于当前"),
        raw={"date": "31/12/2099", "note": "a\0b 庆阳 '); DROP TABLE refusals; --"},
        refused_at=START,
        **fields,
    )


def correction(ref="leeds:1", made=10.0, **changes) -> Correction:
    """A correction made on a day."""
    return Correction(ref, changes, by="officer 7", why="hospital record", corrected_at=day(made))


def count(point="p1", year=2019, flow=1000.0) -> TrafficCount:
    """A traffic count."""
    return TrafficCount(f"{point}:{year}", point, year, -1.5, 53.8, flow, "A660", RoadClass.PRIMARY)


def measure(ref="m1", starts=50.0, known=None, **fields) -> Measure:
    """A measure on one stretch, known when it starts unless said otherwise."""
    given = {"segment_ids": ("s1",), "source": "works list"} | fields
    return Measure(ref, "camera", "A camera", day(starts), day(starts if known is None else known), **given)


def network(names=("A660", None), source="test") -> Network:
    """Two segments in a line, with gaps where a source has gaps."""
    return Network(
        segment_id=np.array(["s1", "s2"], dtype=object),
        from_node=np.array([0, 1]),
        to_node=np.array([1, 2]),
        road_class=np.array([2, 255], dtype=np.uint8),
        road_name=np.array([*names, None], dtype=object)[:2],
        structure=np.zeros(2, dtype=np.uint8),
        dual=np.array([True, False]),
        length_m=np.array([120.5, 0.1 + 0.2]),
        route=np.array(["r1", "r1"], dtype=object),
        chainage_m=np.array([0.0, 120.5]),
        forward=np.array([True, False]),
        area=np.array([None, "621002"], dtype=object),
        vehicles_per_day=np.array([np.nan, 1e4]),
        starts=np.array([0, 3, 5]),
        coords=np.array([[-1.5, 53.8], [-1.49, 53.81], [-1.48, 53.8], [-1.48, 53.8], [-1.47, 53.8]]),
        node_lon=np.array([-1.5, -1.48, -1.47]),
        node_lat=np.array([53.8, 53.8, 53.8]),
        source=source,
    )


def estimate(value: float) -> Estimate:
    """A value with some interval."""
    return Estimate(value, value / 2, value * 2)


def segment(name="s1", rank=1) -> SegmentEstimate:
    """An estimate of one stretch."""
    return SegmentEstimate(
        name, "A660", RoadClass.PRIMARY, None, 200.0, -1.5, 53.8, None, "class", 3, 1, 5.0,
        estimate(1.0), estimate(0.2), estimate(3.0), 0.5, estimate(0.4), 0.93, rank, (WORDS,),
    )  # fmt: skip


def alert(name="a1", level=Level.RED) -> Alert:
    """An alert with evidence."""
    return Alert(name, "blackspot", level, WORDS, WORDS, None, START, (Evidence("crash", "leeds:1", WORDS, "1"),))


SEGMENTS = (segment(),)
ALERTS = (alert(),)


def county() -> CountyAssessment:
    """An assessment with every part of one."""
    score = estimate(60.0)
    return CountyAssessment(
        "621023", "area", WORDS, "2019-12", date(2019, 11, 1), date(2020, 1, 1), score, 1, 1, 2, 1, 1, 8,
        Level.ORANGE, Level.RED, (WORDS,), WORDS, None,
        (SituationDimension("company", WORDS, None, 0.15, 0.0, WORDS),),
        (SituationIndicator("injury", "crash", WORDS, 20, score, score, None, score, 0.5, 5.0),),
        (RiskLens("stock", WORDS, None, (), (WORDS,)),),
        (SituationMonth("2019-12", 60.0, Level.RED, Level.ORANGE, veto=True),), (), "situation@1",
    )  # fmt: skip


def county_warning() -> CountyWarning:
    """A warning that asks for a talk."""
    return CountyWarning(
        "w1", "621023", WORDS, "2019-12", Level.ORANGE, WORDS, (WORDS,), START, (WORDS,), ("talk",), "situation@1"
    )


def turn(run_id="run-1", as_of=None, segments=SEGMENTS, alerts=ALERTS) -> Turn:
    """A turn that concluded something of every kind."""
    as_of = as_of or day(100)
    spot = BlackSpot(
        "b1", "mps_2019", "point", "point", "A660", None, None, None, ("s1",), ("leeds:1",), None, -1.5, 53.8, 400.0,
        3, 1, 2, date(2017, 1, 1), date(2020, 1, 1), estimate(1.5), 0.97, True, None,
        (Pattern("dark", WORDS, Share(7, 9), Share(3, 10), 0.01),),
    )  # fmt: skip
    figures = IndicatorSet(
        "E08000035", "2019", date(2019, 1, 1), date(2020, 1, 1),
        (Indicator("deaths", WORDS, WORDS, None),),
        (Breakdown("light", WORDS, True, (BreakdownRow(Light.DAY, WORDS, 3, 1),)),),
        (PacePoint(date(2019, 1, 1), None, 1.0, 0.5, 2.0),), (), ((2019, 3, 1, 0),), Share(1, 3),
    )  # fmt: skip
    ticket = HazardTicket(
        "t1", "b1", "general", WORDS, WORDS, (WORDS,), "A660", None, -1.5, 53.8, START, 30, None, ()
    )  # fmt: skip
    placement = DutyPlacement(
        1, "s1", "A660", -1.5, 53.8, "night", START, day(0.5), 4.0, estimate(0.1), WORDS, 0.01
    )  # fmt: skip
    plan = DutyPlan(
        "p1", "night", WORDS, START, day(1), 4.0, (placement,), Share(1, 4), Share(1, 5), 0.0, (), "duty@1"
    )  # fmt: skip
    assignment = Assignment(
        "s1|night", "s1", "night", START, day(0.5), "hold_out", 0.5, "s1|night|0", True, estimate(0.1)
    )
    trial = Experiment(
        "trial-p1", "p1", "hold_out", "ff", as_of, START, day(1), (assignment,), Share(1, 4), Share(1, 9), 0, None,
        None, None, 0, 0, 400.0, WORDS, (WORDS,), "experiments@1",
    )  # fmt: skip
    entry = LedgerEntry(
        "p1|s1|night", "placement", "p1", "s1", "A660", None, "night", START, day(0.5), estimate(0.1), 0.05, "hold_out",
        0.5, "s1|night|0", True, "ff", 0.0, None, 1, 2.0, False,
    )  # fmt: skip
    half = estimate(0.5)
    report = LoopReport(
        as_of, "p1", "planned", (LoopShare("road_class", "primary", Share(1, 2), Share(1, 3), Share(1, 4)),),
        (LoopConcentration(5.0, Share(1, 2), Share(1, 3)),), half, 9, 2.0, Share(1, 3), (RunawayPoint(0, half, half),),
        (WORDS,), "experiments@1",
    )  # fmt: skip
    cluster = Cluster(
        "cluster-1", "clusters@1", 1, "A660", None, -1.5, 53.8, 400.0, 600.0, ("s1",), date(2018, 12, 1),
        date(2019, 1, 1), ("leeds:1",), 4, 1, estimate(0.5), estimate(8.0), 7.5, 0.004, True, 999, 250.0, ("b1",),
    )  # fmt: skip
    density = SegmentDensity("s1", "A660", None, 100.0, -1.5, 53.8, 1, 2.0, estimate(3.0), 50.0, (3.0, 1.0))
    card = Scorecard(as_of, 10, 2.0, 200.0, {"eb": WORDS}, (), (), (), (), (), ())
    changed = RecordingBreak(
        "leeds/severity/serious/2018", "leeds", "severity", "severity/serious", WORDS, "2018", "year",
        date(2018, 1, 1), date(2018, 1, 1), date(2019, 1, 1), Share(1, 7), Share(3, 10), 1e-5,
    )  # fmt: skip
    surge = Surge(
        "all@2019-04-11", "all", "E08000035", WORDS, day(-7), as_of, 9, estimate(3.0), None, 1e-6, 1e-4, 3.0,
        ("leeds:1",), (WORDS,), "recent@1",
    )  # fmt: skip
    watched = WatchedSeries("all", "E08000035", WORDS, "watched", (WatchedWeek(as_of, 9, 3.0, None),), 1e-6, 1e-4)
    weeks = (NowcastWeek(day(-7), as_of, 7, estimate(0.5), None),)
    return Turn(
        run=Run(run_id, "leeds", as_of, {"severity": "1"}, {"leeds": "abc"}, {"assess": 1.5}),
        snaps=(
            Snap("leeds:1", "s1", 1.0, 2.0, RoadClass.PRIMARY, "A660"),
            Snap("leeds:2", None, None, None, None, None),
        ),
        segments=tuple(segments),
        blackspots=(spot,),
        cells=(GridCell("c1", -1.5, 53.8, 500.0, 3, 1, estimate(0.5), 1),),
        indicators=(figures, replace(figures, period="2019-12")),
        alerts=tuple(alerts),
        tickets=(ticket,),
        plans=(plan,),
        scorecards=(card,),
        nowcasts=(Nowcast("E08000035", Severity.SERIOUS, as_of, "estimated", weeks, 1, 9, 0.4, (WORDS,)),),
        breaks=(changed,),
        **outlook(as_of),
        watched=(watched,),
        surges=(surge,),
        experiments=(trial,),
        ledger=(entry,),
        loop_reports=(report,),
        studies=(Study("m1", measure(), "judged", WORDS, effect=estimate(0.8)),),
        clusters=(cluster,),
        densities=(density,),
        situation=(county(),),
        warnings=(county_warning(),),
    )


def outlook(as_of: datetime) -> dict:
    """The outlook of one period and one cell, and its scores."""
    period = OutlookPeriod(START, day(0.25), date(2019, 1, 1), 0, estimate(1.0), WORDS)
    city = Outlook(
        as_of, "Europe/London", 1000.0, (0, 6, 12, 18), (period,), 1, 0.95, date(2009, 1, 1), date(2018, 12, 31), 7,
        Share(6, 7), Share(1, 6), WORDS, (WORDS,),
    )  # fmt: skip
    cell = OutlookCell(
        "c1000:-1.5:53.8:0:0", 1, -1.5, 53.8, ((-1.51, 53.79), (-1.49, 53.81)), None, ("A660",), 2.5, 6,
        (0.1,), (0.2,), (0.1,), (0.4,), estimate(0.2), 0, (OutlookReason("place", WORDS, 2.0),),
    )  # fmt: skip
    week = OutlookWeek(date(2018, 12, 24), estimate(30.0), 28, 1, {"levels": 0.02}, {"levels": None})
    scores = OutlookScores(
        as_of, (week,), "levels", {"levels": WORDS}, (OutlookScore("levels", "auc", None, estimate(0.8)),),
        (OutlookSkill("frequency", "hit_area", 10.0, estimate(0.01)),), (OutlookBin(0.1, 0.1, 0.05, 0.2, 100),),
        (WORDS,), (WORDS,),
    )  # fmt: skip
    return {"outlooks": (city,), "outlook_cells": (cell,), "outlook_scores": (scores,)}


NOTICE = Notice("repeats", "a.csv", WORDS, 187)
HURT = (Party(Role.PEDESTRIAN, Severity.SERIOUS, "female", 70, VehicleKind.CAR, day(2)),)
