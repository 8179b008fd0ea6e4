"""A prefecture drawn by a seed: towns, stretches with risk and hours, stations, units with pasts, duties and pins."""

from datetime import UTC, date, datetime, timedelta

import numpy as np

from daoan.terms.records.deploying import (
    DeploymentRequest,
    DeploymentUnit,
    Forbid,
    MustDo,
    Pin,
    Place,
    ShiftWindow,
    StretchDemand,
    UnitPast,
)

#: Monday 06:00 in Shanghai.
START = datetime(2025, 3, 2, 22, tzinfo=UTC)
SHIFTS = 21


def prefecture(stretches: int, units: int, seed: int) -> DeploymentRequest:
    """About 120 km across, twelve stations in towns, a week of three shifts a day; every tenth place has a duty."""
    rng = np.random.default_rng(seed)
    towns = rng.uniform(0.25, 1.0, (min(12, units), 2))
    in_town = rng.random(stretches) < 0.7
    home = rng.integers(0, len(towns), stretches)
    spread = np.where(in_town[:, None], 0.06, 0.12)
    lon, lat = (np.array([107.0, 35.5]) + towns[home] + spread * rng.normal(size=(stretches, 2)).clip(-2, 2)).T
    risk = rng.gamma(0.5, 1.0, stretches) * 0.4
    when = rng.dirichlet(np.full(SHIFTS, 5.0), 3)[rng.integers(0, 3, stretches)]
    shifts = tuple(
        ShiftWindow(
            f"{i // 3 + 1}-{'ABC'[i % 3]}", START + i * timedelta(hours=8), START + (i + 1) * timedelta(hours=8)
        )
        for i in range(SHIFTS)
    )
    of = [_unit(i, towns, rng) for i in range(units)]
    return DeploymentRequest(
        zone="Asia/Shanghai",
        places=tuple(Place(f"p{i}", float(lon[i]), float(lat[i]), segments=(f"s{i}",)) for i in range(stretches)),
        shifts=shifts,
        units=tuple(of),
        demands=tuple(
            StretchDemand(f"s{i}", float(lon[i]), float(lat[i]), tuple((risk[i] * when[i] / 52).tolist()), 0.4)
            for i in range(stretches)
        ),
        duties=tuple(
            MustDo(f"d{j}", f"p{10 * j}", shifts[int(rng.integers(0, SHIFTS))].key, 1, "alcohol" if j % 2 else None)
            for j in range(stretches // 50)
        ),
        pins=tuple(Pin(f"u{i}", shifts[3 + 3 * (i % 6)].key) for i in range(0, units, 10)),
        forbids=tuple(Forbid(f"u{i}", shifts[int(rng.integers(0, SHIFTS))].key) for i in range(5, units, 10)),
    )


def _unit(i: int, towns: np.ndarray, rng: np.random.Generator) -> DeploymentUnit:
    station = i % len(towns)
    ended = START - timedelta(hours=int(rng.integers(1, 40)))
    nights = int(rng.integers(0, 3))
    past = UnitPast(
        ended_at=ended,
        nights_in_row=nights,
        last_night=date(2025, 3, 1) if nights else None,
        nights_remembered=int(rng.integers(0, 9)),
        weekends_remembered=int(rng.integers(0, 5)),
    )
    lon, lat = (np.array([107.0, 35.5]) + towns[station]).tolist()
    skills = ("alcohol",) if i % 3 == 0 else ()
    return DeploymentUnit(f"u{i}", f"station{station}", lon, lat, f"Unit {i}", skills, "car", past=past)
