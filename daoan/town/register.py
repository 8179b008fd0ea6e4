"""From what happened to what the register holds: late, a little off the road, some without a place, some twice."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import numpy as np

from daoan.terms.codes import Form, Light, RoadClass, Role, Severity, Surface, VehicleKind, Weather
from daoan.terms.frames import Bools, Floats, Ints, code_at
from daoan.terms.places import Plane
from daoan.terms.records import Crash, Party
from daoan.town.happenings import Happenings
from daoan.town.outcomes import Outcomes
from daoan.town.parameters import Parameters
from daoan.town.segments import Roads
from daoan.town.streams import stream

FEED = "register"
_LOCAL = timedelta(hours=8)  # Asia/Shanghai has kept UTC+8 since 1991


@dataclass(frozen=True, slots=True)
class Faults:
    """Errors planted in the register, by crash id."""

    no_coordinates: frozenset[str]
    wrong_coordinates: frozenset[str]
    doubled: tuple[tuple[str, str], ...]  # (the second entry, the crash that it repeats)


@dataclass(frozen=True, slots=True)
class Entries:
    """The register: records in order of time, which happening each belongs to, and its planted faults."""

    crashes: tuple[Crash, ...]
    happening: Ints  # row of the happening, by record
    faults: Faults


@dataclass(frozen=True, slots=True)
class Volume:
    """A part of the register, with random streams and running numbers of its own."""

    streams: str = ""  # added to the names of its streams
    first_number: int = 1  # of each county and year
    doubled_digit: str = "9"  # the first digit of the running number of a second entry


def keep_register(
    seed: int,
    roads: Roads,
    what: Happenings,
    came: Outcomes,
    first_day: date,
    plane: Plane,
    parameters: Parameters,
    volume: Volume = Volume(),
) -> Entries:
    """Write every crash into the register, with the stated faults."""
    g = parameters["register"]
    rng = stream(seed, "register" + volume.streams)
    size = len(what)
    x, y = _true_places(roads, what)
    coarse = rng.uniform(size=size) < g["position_coarse_share"]
    spread = np.where(coarse, g["position_coarse_sd_m"], g["position_sd_m"])
    east, north = x + rng.normal(size=size) * spread, y + rng.normal(size=size) * spread
    lost = rng.uniform(size=size) < g["no_coordinates"]
    wrong = ~lost & (rng.uniform(size=size) < g["wrong_coordinates"])
    lon, lat = plane.to_degrees(east, north)
    lon, lat = _misplaced(lon, lat, wrong, rng)
    lag = _lags(came.deaths_30d > 0, parameters, rng)
    people = _People(stream(seed, "people in crashes" + volume.streams))
    numbers = _numbers(roads, what, first_day, volume.first_number)
    start = datetime(first_day.year, first_day.month, first_day.day, tzinfo=UTC) - _LOCAL
    posts = rng.normal(0, g["chainage_sd_m"], size)
    crashes = []
    for i in range(size):
        happened = start + timedelta(days=int(what.day[i]), seconds=int(what.second[i]))
        crashes.append(
            _entry(i, numbers[i], happened, happened + timedelta(minutes=round(lag[i] * 1440.0)),
                   None if lost[i] else (round(float(lon[i]), 6), round(float(lat[i]), 6)), float(posts[i]),
                   roads, what, came, people)
        )  # fmt: skip
    second, origin = _second_entries(crashes, g["doubled"], volume.doubled_digit, rng)
    happening = np.concatenate([np.arange(size), origin]).astype(np.int64)
    faults = Faults(
        no_coordinates=frozenset(crashes[i].crash_id for i in np.flatnonzero(lost)),
        wrong_coordinates=frozenset(crashes[i].crash_id for i in np.flatnonzero(wrong)),
        doubled=tuple((c.crash_id, crashes[o].crash_id) for c, o in zip(second, origin, strict=True)),
    )
    return in_order(Entries(tuple(crashes + second), happening, faults))


def in_order(entries: Entries) -> Entries:
    """The same entries by time, then id."""
    crashes = entries.crashes
    order = sorted(range(len(crashes)), key=lambda k: (crashes[k].happened_at, crashes[k].crash_id))
    return replace(entries, crashes=tuple(crashes[k] for k in order), happening=entries.happening[order])


def _true_places(roads: Roads, what: Happenings) -> tuple[Floats, Floats]:
    """Where on the road each crash was, metres on the plane, by linear interpolation between the vertices."""
    network, xy = roads.network, roads.vertices
    step = np.hypot(*np.diff(xy, axis=0).T)
    first = network.starts[:-1]
    step[first[1:] - 1] = 0.0  # between one segment's last point and the next one's first
    along = np.concatenate([[0.0], np.cumsum(step)])
    at = along[first][what.segment] + np.clip(what.offset_m, 0.0, network.length_m[what.segment] - 0.01)
    k = np.clip(np.searchsorted(along, at, side="right") - 1, 0, len(xy) - 2)
    share = np.divide(at - along[k], step[k], out=np.zeros(len(at)), where=step[k] > 0)[:, None]
    place = xy[k] + np.clip(share, 0.0, 1.0) * (xy[k + 1] - xy[k])
    return place[:, 0], place[:, 1]


def _misplaced(lon: Floats, lat: Floats, wrong: Bools, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Three usual mistakes: degrees swapped, a wrong digit that lands some 10 km off, and zero-zero."""
    kind = rng.integers(0, 3, len(lon))
    swapped, shifted, zero = (wrong & (kind == k) for k in range(3))
    east = np.where(swapped, lat, np.where(shifted, lon + 0.1, np.where(zero, 0.0, lon)))
    north = np.where(swapped, lon, np.where(shifted, lat - 0.1, np.where(zero, 0.0, lat)))
    return east, north


def _lags(fatal: Bools, parameters: Parameters, rng: np.random.Generator) -> Floats:
    """Days from crash to register: lognormal, fatal ones soon; a late share lognormal around four weeks."""
    g = parameters["register"]
    median = np.where(fatal, g["lag_median_days"]["fatal"], g["lag_median_days"]["injured"])
    late = rng.uniform(size=len(fatal)) < np.where(fatal, g["late_share"]["fatal"], g["late_share"]["injured"])
    return np.asarray(
        np.where(late, g["late_median_days"], median) * np.exp(rng.normal(0, g["lag_sd_log"], len(fatal)))
    )


def _numbers(roads: Roads, what: Happenings, first_day: date, first_number: int) -> list[str]:
    """事故编号: county, year, running number of the county in the year."""
    running: dict[tuple[str, int], int] = {}
    numbers = []
    for i in range(len(what)):
        year = (first_day + timedelta(days=int(what.day[i]))).year
        key = (str(roads.network.area[what.segment[i]]), year)
        running[key] = running.get(key, first_number - 1) + 1
        numbers.append(f"{key[0]}{year}{running[key]:05d}")
    return numbers


def _second_entries(
    crashes: list[Crash], share: float, digit: str, rng: np.random.Generator
) -> tuple[list[Crash], Ints]:
    """Crashes entered a second time, under another number, later, a few minutes and metres off."""
    origin = np.flatnonzero(rng.uniform(size=len(crashes)) < share)
    second = []
    for i in origin:
        c = crashes[i]
        shift = timedelta(minutes=int(rng.integers(-6, 7)))
        number = f"{c.source_ref[:10]}{digit}{c.source_ref[11:]}"
        second.append(
            _changed(c, number, c.happened_at + shift, c.known_at + timedelta(days=float(rng.uniform(0.5, 6.0))), rng)
        )
    return second, origin.astype(np.int64)


def _changed(c: Crash, number: str, happened: datetime, known: datetime, rng: np.random.Generator) -> Crash:
    lon = None if c.lon is None else round(c.lon + float(rng.normal(0, 5e-5)), 6)
    lat = None if c.lat is None else round(c.lat + float(rng.normal(0, 5e-5)), 6)
    known = max(known, happened).replace(second=0, microsecond=0) + timedelta(minutes=1)
    return replace(
        c, crash_id=f"{FEED}:{number}", source_ref=number, happened_at=happened, known_at=known, lon=lon, lat=lat
    )


class _People:
    """Sex and age of the people in the crashes, from one stream."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._sex = rng.uniform(size=65_536) < 0.68
        self._age = np.clip(np.rint(np.exp(rng.normal(3.75, 0.42, 65_536))), 4, 92).astype(int)
        self._next = 0

    def one(self, role: Role, severity: Severity, vehicle: VehicleKind) -> Party:
        k = self._next = (self._next + 1) % 65_536
        age = int(self._age[k]) if role is not Role.DRIVER else max(16, int(self._age[k]))
        return Party(role, severity, "male" if self._sex[k] else "female", age, vehicle)


def _parties(i: int, came: Outcomes, people: _People) -> tuple[Party, ...]:
    """The dead first, then the injured. A pedestrian is hit by the first vehicle; else its people are hurt first."""
    first: VehicleKind = code_at(VehicleKind, int(came.first[i]))
    second: VehicleKind = code_at(VehicleKind, int(came.second[i]))
    on_foot = came.form[i] == list(Form).index(Form.PEDESTRIAN)
    parties = []
    for k in range(int(came.deaths_30d[i] + came.injured[i])):
        severity = Severity.FATAL if k < came.deaths_30d[i] else Severity.INJURED
        if on_foot and k == 0:
            parties.append(people.one(Role.PEDESTRIAN, severity, first))
        else:
            inside = first if came.vehicles[i] == 1 or k % 2 == 0 else second
            parties.append(people.one(Role.DRIVER if k < came.vehicles[i] else Role.PASSENGER, severity, inside))
    return tuple(parties)


def _entry(
    i: int,
    number: str,
    happened: datetime,
    known: datetime,
    place: tuple[float, float] | None,
    post_error_m: float,
    roads: Roads,
    what: Happenings,
    came: Outcomes,
    people: _People,
) -> Crash:
    network, s = roads.network, int(what.segment[i])
    road_class: RoadClass = code_at(RoadClass, int(network.road_class[s]))
    posted = not roads.street[s] and road_class not in (RoadClass.TERTIARY, RoadClass.LOCAL)
    deaths = int(came.deaths_30d[i])
    post = round(max(0.0, float(network.chainage_m[s] + what.offset_m[i]) + post_error_m))
    return Crash(
        crash_id=f"{FEED}:{number}",
        feed=FEED,
        source_ref=number,
        happened_at=happened,
        known_at=known,
        severity=Severity.FATAL if deaths else Severity.INJURED,
        lon=place[0] if place else None,
        lat=place[1] if place else None,
        deaths_7d=int(came.deaths_7d[i]),
        deaths_30d=deaths,
        injured=int(came.injured[i]),
        vehicles=int(came.vehicles[i]),
        area=network.area[s],
        road_class=road_class,
        road_name=network.road_name[s],
        route=network.route[s] if posted else None,
        chainage_m=float(post) if posted else None,
        light=code_at(Light, int(what.light[i])),
        weather=code_at(Weather, int(what.weather[i])),
        surface=code_at(Surface, int(what.surface[i])),
        form=code_at(Form, int(came.form[i])),
        cause=came.cause[i],
        loss_yuan=float(came.loss_yuan[i]),
        parties=_parties(i, came, people),
        simulated=True,
    )
