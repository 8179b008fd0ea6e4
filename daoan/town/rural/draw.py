"""Who is there: stations, wardens and vans of the model town's villages, with the truth of how they serve."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files

import numpy as np

from daoan.terms.frames import Bools, Floats
from daoan.terms.places import plane_of
from daoan.terms.rural import AdviceStation, VanFile, Village, Warden
from daoan.town.gazetteer import TownArea
from daoan.town.markets import Market
from daoan.town.parameters import Parameters

#: The unit that answers for a village, by county and township code.
UnitOf = Callable[[str, str], str]


@dataclass(frozen=True, slots=True, eq=False)
class RuralTruth:
    """How the stations serve, by row. ``digits``: last digits of the lunar days of the market that they are to watch,
    nothing where none is within reach; ``other``, ``market``: chance that somebody is there."""

    digits: tuple[tuple[int, ...], ...]
    market: Floats
    other: Floats
    contacts: Floats  # expected in a shift
    silent: Bools  # planted: absent on market days
    idle: Bools  # planted: nobody ever comes


@dataclass(frozen=True, slots=True, eq=False)
class DrawnRural:
    """A prefecture's villages and what stands in them. ``bad_townships``: codes where files of vans are missing."""

    seed: int
    villages: tuple[Village, ...]
    stations: tuple[AdviceStation, ...]
    wardens: tuple[Warden, ...]
    vans: tuple[VanFile, ...]
    bad_townships: frozenset[str]
    truth: RuralTruth


@lru_cache(maxsize=1)
def read_rural_truth() -> Parameters:
    """``rural.toml`` as nested mappings."""
    return tomllib.loads((files("daoan.town.rural") / "rural.toml").read_text("utf-8"))


def draw_rural(
    seed: int, areas: Sequence[TownArea], markets: Sequence[Market], unit_of: UnitOf, today: date, stated: Parameters
) -> DrawnRural:
    """Everything that stands on a day, under fictional names."""
    rng = np.random.default_rng([seed, 0x52])
    townships = {a.code: a for a in areas if a.level == "township"}
    found = [a for a in areas if a.level == "village"]
    bad = frozenset(c for c in sorted(townships) if rng.uniform() < stated["vans"]["bad_townships"])
    villages = [_village(a, townships[str(a.parent)], unit_of, stated, rng) for a in found]
    with_station = rng.uniform(size=len(found)) < stated["stations"]["share_of_villages"]
    homes = [villages[row] for row in np.flatnonzero(with_station)]
    stations = _stations(homes, stated, rng)
    wardens = _wardens(stations, today, stated, rng)
    of_township = [str(found[row].parent) for row in np.flatnonzero(with_station)]
    truth = _truth(stations, of_township, markets, stated, rng)
    vans = [
        van
        for area, village in zip(found, villages, strict=True)
        for van in _vans(village, today, stated, rng, bad=str(area.parent) in bad)
    ]
    return DrawnRural(seed, tuple(villages), tuple(stations), wardens, tuple(vans), bad, truth)


def _village(
    area: TownArea, township: TownArea, unit_of: UnitOf, stated: Parameters, rng: np.random.Generator
) -> Village:
    v = stated["vans"]
    return Village(
        code=area.code,
        name=area.name_shown.zh,
        township=township.name_shown.zh,
        area=str(township.parent),
        unit_id=unit_of(str(township.parent), township.code),
        lon=round(area.lon, 5),
        lat=round(area.lat, 5),
        people=area.population,
        vans=min(int(rng.poisson(v["per_thousand_people"] * area.population / 1000.0)), int(v["most"])),
    )


def _stations(homes: Sequence[Village], stated: Parameters, rng: np.random.Generator) -> list[AdviceStation]:
    lon, lat = np.array([(v.lon, v.lat) for v in homes], dtype=np.float64).T
    plane = plane_of(lon, lat)
    x, y = plane.to_metres(lon, lat)
    turn, far = rng.uniform(0, 2 * np.pi, len(homes)), stated["stations"]["from_village_m"]
    away = far * np.exp(rng.normal(0.0, 0.4, len(homes)))
    lon, lat = plane.to_degrees(x + away * np.cos(turn), y + away * np.sin(turn))
    return [
        AdviceStation(
            code=f"SIM-{v.code}", name=f"{v.name}劝导站", village=v.code, township=v.township, area=v.area,
            unit_id=v.unit_id, in_use=True, lon=round(float(lon[k]), 5), lat=round(float(lat[k]), 5),
        )
        for k, v in enumerate(homes)
    ]  # fmt: skip


def _wardens(
    stations: Sequence[AdviceStation], today: date, stated: Parameters, rng: np.random.Generator
) -> tuple[Warden, ...]:
    two = rng.uniform(size=len(stations)) < stated["stations"]["second_warden"]
    return tuple(
        Warden(f"{s.code}-{k + 1}", s.code, s.unit_id, since=today - timedelta(days=int(rng.integers(200, 2000))))
        for s, more in zip(stations, two, strict=True)
        for k in range(1 + int(more))
    )


def _truth(
    stations: Sequence[AdviceStation],
    of_township: Sequence[str],
    markets: Sequence[Market],
    stated: Parameters,
    rng: np.random.Generator,
) -> RuralTruth:
    z, n = stated["zeal"], len(stations)
    market_of = {m.township.code: m for m in markets}
    digits = _digits(stations, [market_of.get(code) for code in of_township], z["reach_km"])
    shift = {code: rng.normal(0.0, z["township_sd_logit"]) for code in sorted(set(of_township))}
    own = np.array([shift[c] for c in of_township]) + rng.normal(0.0, z["sd_logit"], n)
    near = np.array([bool(d) for d in digits])
    silent = near & (rng.uniform(size=n) < stated["silent"]["share"])
    idle = ~silent & (rng.uniform(size=n) < stated["idle"]["share"])
    market, other = _lifted(z["market"], own), _lifted(z["other"], own)
    market[silent] = stated["silent"]["market"]
    market[idle] = other[idle] = 0.0
    contacts = z["contacts_a_shift"] * np.exp(rng.normal(0.0, z["contacts_sd_log"], n))
    return RuralTruth(digits, market, other, contacts, silent, idle)


def _lifted(share: float, by: Floats) -> Floats:
    """A share, moved on the logit scale."""
    return np.asarray(1.0 / (1.0 + (1.0 / share - 1.0) * np.exp(-by)))


def _digits(
    stations: Sequence[AdviceStation], markets: Sequence[Market | None], reach_km: float
) -> tuple[tuple[int, ...], ...]:
    """The days of each station's market, nothing where it lies out of reach."""
    lon, lat = np.array([(s.lon, s.lat) for s in stations], dtype=np.float64).T
    towns = np.array([(m.township.lon, m.township.lat) if m else (np.nan, np.nan) for m in markets])
    plane = plane_of(lon, lat)
    (x, y), (u, v) = plane.to_metres(lon, lat), plane.to_metres(*towns.T)
    near = np.hypot(x - u, y - v) <= 1000.0 * reach_km
    return tuple(m.digits if m is not None and close else () for m, close in zip(markets, near, strict=True))


def _vans(village: Village, today: date, stated: Parameters, rng: np.random.Generator, *, bad: bool) -> list[VanFile]:
    v = stated["vans"]
    filed = int(rng.binomial(village.vans or 0, v["bad_filed"] if bad else v["filed"]))
    return [
        VanFile(
            number=f"SIM-{village.code}-{k + 1:02d}",
            village=village.code,
            unit_id=village.unit_id,
            pledged_on=today - timedelta(days=_ago(v["pledged_within_year"], 365, rng)),
            visited_on=today - timedelta(days=_ago(v["visited_within_quarter"], 90, rng)),
        )
        for k in range(filed)
    ]


def _ago(within: float, days: int, rng: np.random.Generator) -> int:
    """Days since something, within so many days with a chance, else within as many again."""
    return int(rng.integers(1, days)) + (0 if rng.uniform() < within else days)
