"""Findings made for the tests of warnings."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from daoan.assess.breaks.find import find_breaks
from daoan.terms.codes import RoadClass, Severity, Weather
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.frames import frame_of
from daoan.terms.records import BlackSpot, Crash, IndicatorSet, PacePoint, Pattern, SegmentEstimate
from daoan.terms.rulepacks import read_rule_pack
from daoan.warn import Findings

ROOT = Path(__file__).parents[2]
PACK = read_rule_pack((ROOT / "rulepacks" / "warning.toml").read_text(encoding="utf-8"), "warning")
RECENT = read_rule_pack((ROOT / "rulepacks" / "recent.toml").read_text(encoding="utf-8"), "recent")
AS_OF = datetime(2020, 1, 1, tzinfo=UTC)
NAMES = {"city": Text("Leeds", "利兹市")}


def about(value: float) -> Estimate:
    """An estimate give or take a tenth."""
    return Estimate(value, value * 0.9, value * 1.1)


def stretch(name: str, excess: float, prob: float = 0.999, crashes: int = 20) -> SegmentEstimate:
    """A stretch whose crashes weigh one injury each."""
    return SegmentEstimate(
        segment_id=name,
        road_name="A660",
        road_class=RoadClass.PRIMARY,
        area="city",
        length_m=200.0,
        lon=-1.5,
        lat=53.8,
        vehicles_per_day=None,
        exposure_source="class",
        crashes=crashes,
        ksi=2,
        years=5.0,
        crashes_per_year=about(excess + 1),
        ksi_per_year=about(0.3),
        injury_weight_per_year=about(excess + 1),
        model_crashes_per_year=1.0,
        excess_crashes_per_year=about(excess),
        prob_excess=prob,
        rank=1,
    )


def spot(name: str, crashes: list[str], fatal: int = 1, ksi: int = 3, agrees: bool | None = True, pack: str = "p1"):
    """A black spot of 300 m over three years."""
    return BlackSpot(
        blackspot_id=name,
        rule_pack=pack,
        rule_title=Text(f"rule of {pack}", f"规则{pack}"),
        rule="r",
        kind="point",
        road_name="A660",
        route_id="r1",
        from_m=1_200.0,
        to_m=1_500.0,
        segment_ids=("s1",),
        crash_ids=tuple(crashes),
        area="city",
        lon=-1.5,
        lat=53.8,
        length_m=300.0,
        crashes=len(crashes),
        fatal=fatal,
        ksi=ksi,
        window_starts=date(2017, 1, 1),
        window_ends=date(2020, 1, 1),
        expected_crashes=about(6.0),
        prob_excess=0.99,
        eb_agrees=agrees,
        q_value=None,
        patterns=(Pattern("dark", Text("in the dark", "夜间"), Share(4, 5), Share(30, 100), 0.01),),
    )


def pace(actual: int, expected: float = 100.0, high: float = 115.0, key: str = "crashes") -> IndicatorSet:
    """A year to date of the city, of which only the pace matters."""
    point = PacePoint(date(2019, 9, 30), actual, expected, 2 * expected - high, high)
    later = PacePoint(date(2019, 10, 1), None, expected, 2 * expected - high, high)
    series = (point, later)
    return IndicatorSet(
        area="city",
        period="2019-YTD",
        starts=date(2019, 1, 1),
        ends=date(2019, 10, 1),
        indicators=(),
        breakdowns=(),
        pace_crashes=series if key == "crashes" else (),
        pace_ksi=series if key == "ksi" else (),
        by_year=(),
        off_network=Share(0, 0),
    )


def crash(
    name: str, at: datetime, severity: Severity = Severity.SLIGHT, weather: Weather | None = Weather.FINE
) -> Crash:
    """A crash of the feed before the colon."""
    return Crash(name, name.split(":")[0], name, at, at, severity, weather=weather)


def recorded(seed: int, years: range, *, per_month: int = 120, grave: float = 0.2, unknown: float = 0.02, change=None):
    """Crashes whose months vary as months do. ``change``: {"from_year", "grave", "unknown"}."""
    rng = np.random.default_rng(seed)
    made = []
    for year in years:
        now = change if change and year >= change["from_year"] else {}
        g, u = now.get("grave", grave), now.get("unknown", unknown)
        for month in range(1, 13):
            g_month = rng.beta(g * 200, (1 - g) * 200)
            for i in range(rng.poisson(per_month)):
                at = datetime(year, month, 1, tzinfo=UTC) + timedelta(hours=float(rng.uniform(0, 24 * 28)))
                made.append(
                    crash(
                        f"f:{year}-{month}-{i}",
                        at,
                        Severity.SERIOUS if rng.random() < g_month else Severity.SLIGHT,
                        Weather.UNKNOWN if rng.random() < u else Weather.FINE,
                    )
                )
    return made


def findings(crashes=(), **more) -> Findings:
    """Findings of the city."""
    frame = frame_of(list(crashes), "Europe/London") if crashes else None
    breaks = find_breaks(frame, AS_OF, "Europe/London", RECENT) if frame is not None else ()
    return Findings(city="city", zone="Europe/London", frame=frame, names=NAMES, breaks=breaks, **more)
