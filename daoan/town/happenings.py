"""Draw the crashes: where, when, in what weather and light. Columns only; words come later."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from daoan.terms.codes import Light, RoadClass, Structure, Weather
from daoan.terms.frames import Bools, Codes, Floats, Ints, codes_of
from daoan.town.parameters import Parameters
from daoan.town.risk import year_factors
from daoan.town.seasons import HOURS, day_weights, days_of, draw_rows, harvest_days, market_days, sun_hours
from daoan.town.segments import Roads
from daoan.town.spots import PlantedSpot
from daoan.town.streams import stream
from daoan.town.weather import draw_weather, surface_of


@dataclass(frozen=True, slots=True)
class Happenings:
    """Crashes as they truly happened, in order of time; one row a crash."""

    segment: Ints
    offset_m: Floats
    spot: Ints  # row of the planted spot that *added* this crash; -1: would have happened anyway
    patterned: Bools  # added by a spot, and showing its pattern
    day: Ints  # days since the first day of the first year
    second: Ints  # of the local day
    weather: Codes
    surface: Codes
    light: Codes

    def __len__(self) -> int:
        return len(self.segment)

    def where(self, mask: Bools) -> "Happenings":
        """The crashes that a mask chooses."""
        return Happenings(**{name: getattr(self, name)[mask] for name in self.__slots__})


def draw_happenings(
    seed: int, roads: Roads, risk: Floats, spots: tuple[PlantedSpot, ...], years: range, parameters: Parameters
) -> Happenings:
    """Poisson crashes at the ordinary risk, uniform along each segment, and Poisson crashes that the spots add."""
    segment, offset, year = _ordinary(seed, roads, risk, years, parameters)
    more, more_offset, more_year, spot = _added(seed, roads, risk, spots, years, parameters)
    spot = np.concatenate([np.full(len(segment), -1, dtype=np.int64), spot])
    segment, offset = np.concatenate([segment, more]), np.concatenate([offset, more_offset])
    year = np.concatenate([year, more_year])
    rng = stream(seed, "patterns")
    patterned = (spot >= 0) & (rng.uniform(size=len(spot)) < parameters["spots"]["pattern_share"])
    pattern = np.array([s.pattern for s in spots] + [""])[spot] if len(spot) else np.array([], dtype=str)
    wet, dark = patterned & (pattern == "wet"), patterned & (pattern == "dark")
    day, weather = _days(seed, roads, segment, year, wet, years, parameters)
    second = seconds_of(stream(seed, "hours"), roads, segment, day, dark, years)
    light = light_of(roads, segment, day, second, years)
    surface = surface_of(weather, stream(seed, "surface"))
    order = np.lexsort((segment, second, day))
    return Happenings(
        segment=segment[order],
        offset_m=offset[order],
        spot=spot[order],
        patterned=patterned[order],
        day=day[order],
        second=second[order],
        weather=weather[order],
        surface=surface[order],
        light=light[order],
    )


def _ordinary(seed: int, roads: Roads, risk: Floats, years: range, parameters: Parameters) -> tuple[Ints, Floats, Ints]:
    rng = stream(seed, "crashes")
    number = rng.poisson(risk[:, None] * year_factors(years, parameters)[None, :])
    row, year = np.nonzero(number)
    times = number[row, year]
    segment, year = np.repeat(row, times), np.repeat(year, times)
    offset = rng.uniform(size=len(segment)) * roads.network.length_m[segment]
    return segment.astype(np.int64), offset, year.astype(np.int64)


def _added(
    seed: int,
    roads: Roads,
    risk: Floats,
    spots: tuple[PlantedSpot, ...],
    years: range,
    parameters: Parameters,
) -> tuple[Ints, Floats, Ints, Ints]:
    """Crashes beyond the ordinary on the stretches of the spots, uniform along the covered part of each segment."""
    rng, factors, network = stream(seed, "added crashes"), year_factors(years, parameters), roads.network
    segments: list[Ints] = []
    offsets: list[Floats] = []
    when: list[Ints] = []
    which: list[Ints] = []
    for k, spot in enumerate(spots):
        for row, metres in zip(spot.segments, spot.covered_m, strict=True):
            rate = (spot.factor - 1.0) * risk[row] * metres / network.length_m[row]
            number = rng.poisson(rate * factors)
            begins = max(spot.from_m - network.chainage_m[row], 0.0)
            size = int(number.sum())
            segments.append(np.full(size, row, dtype=np.int64))
            offsets.append(begins + rng.uniform(size=size) * metres)
            when.append(np.repeat(np.arange(len(years)), number))
            which.append(np.full(size, k, dtype=np.int64))
    if not segments:
        none = np.zeros(0, dtype=np.int64)
        return none, np.zeros(0), none, none
    return np.concatenate(segments), np.concatenate(offsets), np.concatenate(when), np.concatenate(which)


def _days(
    seed: int, roads: Roads, segment: Ints, year: Ints, wet: Bools, years: range, parameters: Parameters
) -> tuple[Ints, Codes]:
    """The day of each crash inside its year, and that day's weather in its county; ``wet``: only wet days will do."""
    rng, days = stream(seed, "days"), days_of(years)
    year_of_day = np.array([d.year - years[0] for d in days])
    weights, group = group_weights(days, parameters), day_group(roads)[segment]
    weather, county = county_weather(seed, roads, years)
    damp = np.isin(weather, codes_of(Weather, [Weather.RAIN, Weather.SNOW, Weather.FOG]))
    day = np.zeros(len(segment), dtype=np.int64)
    for g in range(4):
        for y in range(len(years)):
            inside = weights[g] * (year_of_day == y)
            dry_rows = np.flatnonzero((group == g) & (year == y) & ~wet)
            day[dry_rows] = draw_rows(np.cumsum(inside), len(dry_rows), rng)
            for k in np.flatnonzero((group == g) & (year == y) & wet):
                day[k] = draw_rows(np.cumsum(inside * damp[county[segment[k]]]), 1, rng)[0]
    return day, weather[county[segment], day]


def day_group(roads: Roads) -> Ints:
    """Whose days each segment keeps: 0 to 2, small roads by the market days of their township; 3, all others."""
    small = ~roads.street & np.isin(
        roads.network.road_class, codes_of(RoadClass, [RoadClass.SECONDARY, RoadClass.TERTIARY, RoadClass.LOCAL])
    )
    return np.where(small, roads.township % 3, 3)


def group_weights(days: list[date], parameters: Parameters) -> Floats:
    """Relative number of crashes of each day in each group of :func:`day_group`, (4, days)."""
    t, base = parameters["time"], day_weights(days, parameters)
    market, harvest = market_days(days), harvest_days(days)
    small = [
        base * (np.where(market[:, g], t["market_day"], 1.0) * np.where(harvest, t["wheat_harvest"], 1.0))
        for g in range(3)
    ]
    return np.array([*small, base])


def county_weather(seed: int, roads: Roads, years: range) -> tuple[Codes, Ints]:
    """Weather of each county and day, (counties, days), and each segment's row in it."""
    counties, row = np.unique(roads.network.area.astype(str), return_inverse=True)
    return draw_weather(days_of(years), len(counties), stream(seed, "weather")), row.astype(np.int64)


def seconds_of(rng: np.random.Generator, roads: Roads, segment: Ints, day: Ints, dark: Bools, years: range) -> Ints:
    """Second of the local day: by the hours of the kind of road; ``dark``: only between sunset and sunrise."""
    motorway = roads.network.road_class[segment] == list(RoadClass).index(RoadClass.MOTORWAY)
    kind = np.where(roads.street[segment], 2, np.where(motorway, 0, 1))
    rise, set_ = sun_hours(days_of(years))
    hour = np.zeros(len(segment))
    for k, name in enumerate(("motorway", "rural", "street")):
        rows = np.flatnonzero(kind == k)
        cumulative = np.cumsum(HOURS[name])
        hour[rows] = draw_rows(cumulative, len(rows), rng) + rng.uniform(size=len(rows))
    night = rise[day] + 24.0 - set_[day] - 2.0
    late = (set_[day] + 1.0 + rng.uniform(size=len(day)) * night) % 24.0
    return (np.where(dark, late, hour) * 3600.0).astype(np.int64) // 60 * 60


def light_of(roads: Roads, segment: Ints, day: Ints, second: Ints, years: range) -> Codes:
    """Light on each crash: by the sun, and by whether the road is lit."""
    rise, set_ = (s[day] for s in sun_hours(days_of(years)))
    hour = second / 3600.0
    dusk = (np.abs(hour - rise) <= 0.4) | (np.abs(hour - set_) <= 0.4)
    day_light = (hour > rise) & (hour < set_)
    tunnel = np.isin(roads.network.structure[segment], codes_of(Structure, [Structure.TUNNEL]))
    code = {kind: list(Light).index(kind) for kind in Light}
    night = np.where(roads.street[segment] | tunnel, code[Light.DARK_LIT], code[Light.DARK_UNLIT])
    return np.where(dusk, code[Light.DAWN_DUSK], np.where(day_light, code[Light.DAY], night)).astype(np.uint8)
