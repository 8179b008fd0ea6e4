"""Months of fictional companies of riders, some of them careless: numbers alone, as a register would tell them."""

from dataclasses import dataclass

import numpy as np

from daoan.town.names import fictional_names
from daoan.town.streams import stream


@dataclass(frozen=True, slots=True)
class DrawnRiders:
    """A company's month. ``care``: factor on every rate; 1 is usual, 3 careless."""

    company: str
    month: str
    riders: int
    numbers: dict[str, int]
    care: float


def draw_rider_months(seed: int, months: list[str], companies: int = 14) -> tuple[DrawnRiders, ...]:
    """Every company in every month; two of seven companies are careless."""
    rng = stream(seed, "riders")
    names = fictional_names(companies, frozenset())
    sizes = np.clip(np.exp(rng.normal(4.2, 0.9, companies)), 8, 600).astype(int)
    care = np.where(np.arange(companies) % 7 < 2, 3.0, np.exp(rng.normal(0.0, 0.3, companies)))
    found = []
    for month in months:
        for k in range(companies):
            riders, factor = int(sizes[k]), float(care[k])
            crashes = int(rng.poisson(0.004 * riders * factor))
            to_leave = int(rng.binomial(riders, min(0.5, 0.002 * factor)))
            new = int(rng.poisson(0.06 * riders))
            numbers = {
                "violations": int(rng.poisson(0.05 * riders * factor)),
                "unhandled": int(rng.poisson(0.008 * riders * factor)),
                "repeaters": int(rng.binomial(riders, min(0.5, 0.006 * factor))),
                "to_leave": to_leave,
                "left": to_leave if factor < 2 else int(rng.binomial(to_leave, 0.6)),
                "crashes": crashes,
                "killed": int(rng.binomial(crashes, 0.02)),
                "new_riders": new,
                "new_green": new if factor < 2 else int(rng.binomial(new, 0.9)),
            }
            found.append(DrawnRiders(f"{names[k][0]}配送", month, riders, numbers, factor))
    return tuple(found)
