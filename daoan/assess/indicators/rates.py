"""Rates: crashes by length of road, by distance driven, by people who live there.

Rates by length and distance count only crashes that lie on the network; the share off it is stated beside them. All are
brought to a year.
"""

from dataclasses import dataclass

import numpy as np

from daoan.assess.indicators.periods import Period
from daoan.assess.indicators.register import Register, ksi_amounts
from daoan.terms.estimates import Share, Text
from daoan.terms.frames import Bools, Floats
from daoan.terms.records import Indicator


@dataclass(frozen=True, slots=True)
class Denominators:
    """What an area's figures are divided by; ``None``: not known. Flow is that of the network alone."""

    network_length_km: float | None = None
    vehicle_km_per_year: float | None = None
    population: float | None = None
    population_year: int | None = None
    population_source: Text | None = None


PER_100_KM = Text("per 100 km and year", "起/百公里·年")
PER_100M_VKM = Text("per 100 million vehicle-km", "起/亿车公里")
PER_100K = Text("per 100,000 people and year", "每十万人·年")
_UNSTATED = Text("source not stated", "来源未注明")


def off_network_share(register: Register, period: Period) -> Share:
    """Crashes of the period that lie near no road of the network, of all."""
    rows = register.days(period.starts, period.ends)
    return Share(float((register.frame.segment[rows] < 0).sum()), float(rows.sum()))


def list_rates(register: Register, period: Period, by: Denominators) -> list[Indicator]:
    """Every rate, with value ``None`` where what it is divided by is not known."""
    on = register.frame.segment >= 0
    ksi = np.where(on, ksi_amounts(register), 0.0)
    length = by.network_length_km / 100 if by.network_length_km else None
    distance = by.vehicle_km_per_year / 1e8 if by.vehicle_km_per_year else None
    people = by.population / 1e5 if by.population else None
    beside = _share_note(off_network_share(register, period))
    source = _population_note(by)
    rows: list[tuple[str, Text, Text, Floats | Bools, float | None, Text]] = [
        ("crashes_per_100km", Text("crashes per 100 km", "百公里事故起数"), PER_100_KM, _ones(on), length, beside),
        (
            "ksi_per_100km",
            Text("KSI crashes per 100 km", "百公里死亡重伤事故起数"),
            PER_100_KM,
            ksi,
            length,
            beside,
        ),
        (
            "crashes_per_100m_vkm",
            Text("crashes per 100 million vehicle-km", "亿车公里事故起数"),
            PER_100M_VKM,
            _ones(on),
            distance,
            beside,
        ),
        (
            "ksi_per_100m_vkm",
            Text("KSI crashes per 100 million vehicle-km", "亿车公里死亡重伤事故起数"),
            PER_100M_VKM,
            ksi,
            distance,
            beside,
        ),
        (
            "crashes_per_100k",
            Text("crashes per 100,000 people", "十万人口事故起数"),
            PER_100K,
            np.ones(len(register)),
            people,
            source,
        ),
        (
            "deaths_per_100k",
            Text("deaths per 100,000 people", "十万人口死亡率"),
            PER_100K,
            register.deaths,
            people,
            source,
        ),
        (
            "injured_per_100k",
            Text("injured per 100,000 people", "十万人口受伤率"),
            PER_100K,
            register.injured,
            people,
            source,
        ),
    ]
    return [_rate(register, period, *row) for row in rows]


def _rate(
    register: Register,
    period: Period,
    key: str,
    label: Text,
    unit: Text,
    amounts: Floats | Bools,
    by: float | None,
    note: Text,
) -> Indicator:
    amounts = np.asarray(amounts, dtype=np.float64)
    if by is None or (len(amounts) and np.isnan(amounts).all()):
        return Indicator(key, label, unit, None, note=note)
    counted = amounts[register.days(period.starts, period.ends)]
    return Indicator(key, label, unit, float(np.nansum(counted)) / period.share_of_year / by, note=note)


def _ones(rows: Bools) -> Floats:
    return rows.astype(np.float64)


def _share_note(off: Share) -> Text:
    if off.value is None:
        return Text("no crashes in the period", "本期无事故")
    pct = 100 * off.value
    return Text(
        f"crashes on the network only; {off.part:.0f} of {off.whole:.0f} ({pct:.1f} %) lie off it",
        f"仅计路网上的事故；{off.whole:.0f} 起中有 {off.part:.0f} 起（{pct:.1f}%）不在路网上",
    )


def _population_note(by: Denominators) -> Text:
    if not by.population:
        return Text("population not recorded", "人口未记录")
    source = by.population_source if by.population_source and by.population_source.en else _UNSTATED
    year = Text(f"{by.population_year}, ", f"{by.population_year} 年，") if by.population_year else Text("", "")
    return Text(
        f"population {by.population:,.0f} ({year.en}{source.en})",
        f"人口 {by.population:,.0f} 人（{year.zh}{source.zh}）",
    )
