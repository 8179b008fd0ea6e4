"""A small prefecture of crashes by county and month, for the tests of the situation assessment."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from daoan.assess.indicators.rates import Denominators
from daoan.assess.situation import assess_situation
from daoan.terms.codes import Form, Light, RoadClass, Role, Severity, Surface, VehicleKind
from daoan.terms.estimates import Text
from daoan.terms.frames import Network, frame_of
from daoan.terms.records import CountyAssessment, Crash, Party
from daoan.terms.rulepacks import RulePack, read_rule_pack

ROOT = Path(__file__).parents[3]
PACK = read_rule_pack((ROOT / "rulepacks" / "situation.toml").read_text(encoding="utf-8"), "situation")
COUNTIES = {code: Text(f"County {code}", f"{code}县") for code in ("A", "B", "C", "D")}
ROADS = Denominators(network_length_km=500.0, vehicle_km_per_year=2e8, population=200_000)
AS_OF = datetime(2024, 1, 6, tzinfo=UTC)  # December 2023 is the last full month


def pack_with(**changed: object) -> RulePack:
    """The shipped pack with some values changed, as ``table__key=value``; few months and draws, to be quick."""
    values: dict = {k: dict(v) if isinstance(v, Mapping) else v for k, v in PACK.values.items()}
    for path, value in {"months__replayed": 4, "ranks__draws": 300, **changed}.items():
        table, key = path.split("__")
        values[table][key] = value
    return replace(PACK, values=values)


TESTED = pack_with()
NOWHERE = Network(
    **{name: np.zeros(0) for name in ("length_m", "chainage_m", "vehicles_per_day", "node_lon", "node_lat")},
    **{name: np.zeros(0, dtype=object) for name in ("segment_id", "road_name", "route", "area")},
    **{name: np.zeros(0, dtype=np.int64) for name in ("from_node", "to_node")},
    **{name: np.zeros(0, dtype=np.uint8) for name in ("road_class", "structure")},
    **{name: np.zeros(0, dtype=bool) for name in ("dual", "forward")},
    starts=np.zeros(1, dtype=np.int64),
    coords=np.zeros((0, 2)),
)


def month_of_crashes(area: str | None, month: str, count: int, rng: np.random.Generator, **more: object) -> list[Crash]:
    """``count`` crashes spread over a month ("2023-12"), at noon UTC, of mixed kinds."""
    first = datetime.fromisoformat(f"{month}-01T12:00:00+00:00")
    made = []
    for i in range(count):
        happened = first + timedelta(days=int(rng.integers(0, 28)))
        rider = rng.uniform() < 0.4
        fields: dict = {
            "crash_id": f"made:{area}-{month}-{i}-{rng.integers(1 << 40)}",
            "feed": "made",
            "source_ref": "-",
            "happened_at": happened,
            "known_at": happened,
            "severity": Severity.FATAL if rng.uniform() < 0.05 else Severity.INJURED,
            "area": area,
            "road_class": RoadClass.PRIMARY if rng.uniform() < 0.5 else RoadClass.LOCAL,
            "lon": 107.0,
            "lat": 36.0,
            "light": Light.DARK_UNLIT if rng.uniform() < 0.25 else Light.DAY,
            "surface": Surface.WET if rng.uniform() < 0.2 else Surface.DRY,
            "form": Form.RUN_OFF if rng.uniform() < 0.15 else Form.SIDE,
            "cause": "超速行驶" if rng.uniform() < 0.3 else "未按规定让行",
            "parties": (
                Party(Role.DRIVER, Severity.INJURED, vehicle=VehicleKind.E_BIKE if rider else VehicleKind.CAR),
            ),
        }
        made.append(Crash(**{**fields, **more}))
    return made


def months(first: str, last: str) -> list[str]:
    """Every month from the first to the last, both included."""
    return [str(m) for m in np.arange(np.datetime64(first, "M"), np.datetime64(last, "M") + 1)]


def steady(
    rng: np.random.Generator, per_month: float = 15.0, first: str = "2019-07", last: str = "2023-12"
) -> list[Crash]:
    """Counties A to D at one and the same rate throughout."""
    return [
        crash
        for area in COUNTIES
        for month in months(first, last)
        for crash in month_of_crashes(area, month, int(rng.poisson(per_month)), rng)
    ]


def assess(crashes: list[Crash], as_of: datetime = AS_OF, **more: object) -> tuple[CountyAssessment, ...]:
    """The assessment of a made prefecture."""
    given: dict = {
        "frame": frame_of(crashes, "UTC"),
        "network": NOWHERE,
        "names": COUNTIES,
        "by": dict.fromkeys(COUNTIES, ROADS),
        "blackspots": (),
        "estimates": (),
        "as_of": as_of,
        "zone": "UTC",
        "pack": TESTED,
    }
    return assess_situation(crashes, **{**given, **more})


def counties(rows: tuple[CountyAssessment, ...]) -> dict[str, CountyAssessment]:
    """The assessments of counties, by code."""
    return {row.unit: row for row in rows if row.kind == "area"}
