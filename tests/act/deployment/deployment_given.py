"""Small deployments for tests."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from daoan.terms.records.deploying import (
    DeploymentRequest,
    DeploymentUnit,
    Place,
    ShiftWindow,
    StretchDemand,
)
from daoan.terms.rulepacks import RulePack, read_rule_pack

ZONE = "Asia/Shanghai"
MONDAY = datetime(2025, 3, 2, 22, tzinfo=UTC)  # Monday 06:00 local


def pack(**changes: Any) -> RulePack:
    """The rule pack as shipped; ``changes`` by dotted path with __ for the dot."""
    text = (Path(__file__).parents[3] / "rulepacks" / "deployment.toml").read_text("utf-8")
    found = read_rule_pack(text, "deployment")
    for path, value in changes.items():
        *way, last = path.split("__")
        here: Any = found.values
        for step in way:
            here = here[step]
        here[last] = value
    return found


def shifts(number: int = 21, hours: int = 8, start: datetime = MONDAY) -> tuple[ShiftWindow, ...]:
    length = timedelta(hours=hours)
    return tuple(ShiftWindow(f"s{i}", start + i * length, start + (i + 1) * length) for i in range(number))


def town(
    seed: int = 0, places: int = 6, units: int = 4, number: int = 21, km: float = 12.0, **more: Any
) -> DeploymentRequest:
    """Places on their own stretches in a square, units at two stations, drawn by a seed."""
    rng = np.random.default_rng(seed)
    degrees = km / 100
    lon, lat = 107.6 + rng.uniform(0, degrees, places), 35.7 + rng.uniform(0, degrees, places)
    risk, when = rng.gamma(0.7, 1.0, places), rng.dirichlet(np.ones(number) * 2)
    stations = [(107.6 + degrees / 3, 35.7 + degrees / 3), (107.6 + degrees / 2, 35.7 + degrees / 2)]
    return DeploymentRequest(
        zone=ZONE,
        places=tuple(Place(f"p{i}", float(lon[i]), float(lat[i]), segments=(f"g{i}",)) for i in range(places)),
        shifts=more.pop("shifts", shifts(number)),
        units=more.pop(
            "units",
            tuple(
                DeploymentUnit(f"u{i}", f"st{i % 2}", *stations[i % 2], skills=("breath",) if i % 3 == 0 else ())
                for i in range(units)
            ),
        ),
        demands=tuple(
            StretchDemand(f"g{i}", float(lon[i]), float(lat[i]), tuple((risk[i] * when * 0.1).tolist()), 0.3)
            for i in range(places)
        ),
        **more,
    )
