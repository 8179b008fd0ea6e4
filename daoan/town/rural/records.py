"""What wardens of the model town write down about single contacts, drawn for a station and a day; again is the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zlib import crc32

import numpy as np

from daoan.terms.advice import Catalogue
from daoan.town.parameters import Parameters

_NEEDS_PEOPLE = frozenset({"overfull_van", "carries_people", "overfull"})
_SEATS = {"van": 7, "car": 5, "coach": 30}


@dataclass(frozen=True, slots=True)
class DrawnAdvice:
    """One contact. ``share``: when in the shift, 0 its beginning, 1 its end; ``stays``: nobody does as advised;
    ``handed``: it goes to the police; ``people``: on board, where that matters; ``serial``: of a plate with an O in it,
    which nobody has, ``None`` where none is written down."""

    share: float
    vehicle: str
    behaviours: tuple[str, ...]
    stays: bool
    handed: bool
    people: int | None
    serial: int | None


@dataclass(frozen=True, slots=True)
class DrawnDay:
    """A station's day as it is written down. ``late``: it is sent only the day after."""

    records: tuple[DrawnAdvice, ...]
    late: bool


def draw_day(seed: int, station: str, day: date, contacts: int, catalogue: Catalogue, stated: Parameters) -> DrawnDay:
    """Records of a day with so many contacts, in order of time: so many at the most as the truth says."""
    r = {**stated["records"], "handed_over": stated["zeal"]["handed_over"]}
    rng = np.random.default_rng([seed, 0x41, crc32(station.encode()), day.toordinal()])
    shares = np.sort(rng.uniform(0.05, 0.95, min(contacts, int(r["written"]))))
    records = tuple(_contact(float(share), catalogue, r, rng) for share in shares)
    return DrawnDay(records, bool(rng.uniform() < r["late"]))


def _contact(share: float, catalogue: Catalogue, r: Parameters, rng: np.random.Generator) -> DrawnAdvice:
    vehicle = _choose(list(r["vehicles"]), r["vehicles"], rng)
    fitting = [c for c in r["behaviours"] if not catalogue.behaviours[c].of or vehicle in catalogue.behaviours[c].of]
    told = [_choose(fitting, r["behaviours"], rng)]
    if rng.uniform() < r["second"]:
        told.append(_choose(fitting, r["behaviours"], rng))
    people = _SEATS.get(vehicle, 1) + int(rng.integers(1, 4)) if _NEEDS_PEOPLE & set(told) else None
    serial = int(rng.integers(0, 10_000)) if rng.uniform() < r["plate"] and "no_plate" not in told else None
    stays, handed = bool(rng.uniform() < r["stays"]), bool(rng.uniform() < r["handed_over"])
    return DrawnAdvice(share, vehicle, tuple(dict.fromkeys(told)), stays, handed, people, serial)


def _choose(codes: Sequence[str], weights: Mapping[str, float], rng: np.random.Generator) -> str:
    w = np.array([weights[c] for c in codes])
    return codes[int(rng.choice(len(codes), p=w / w.sum()))]
