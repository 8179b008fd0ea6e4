"""The same nouns as columns: what bulk analysis reads and writes.

A frame is frozen, its columns have one length, and row *i* of each speaks of the same thing. Codes are stored as the
position of the member in its enumeration (:func:`code_column`), :data:`NONE_CODE` where the source recorded nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from daoan.terms.codes import (
    KSI,
    VULNERABLE,
    Form,
    Light,
    RoadClass,
    Role,
    Severity,
    Structure,
    Surface,
    VehicleKind,
    Weather,
)
from daoan.terms.errors import Fault
from daoan.terms.records import Crash

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint8]
Times = npt.NDArray[np.datetime64]
Objects = npt.NDArray[np.object_]

NONE_CODE = 255


def code_column(kind: type[StrEnum], values: Sequence[StrEnum | None]) -> Codes:
    """Members of an enumeration as their positions, :data:`NONE_CODE` for ``None``."""
    position = {member: i for i, member in enumerate(kind)}
    return np.array([NONE_CODE if v is None else position[kind(v)] for v in values], dtype=np.uint8)


def code_at(kind: type[StrEnum], code: int) -> Any:
    """The member at a position; ``None`` for :data:`NONE_CODE`."""
    return None if code == NONE_CODE else list(kind)[code]


def codes_of(kind: type[StrEnum], members: Sequence[StrEnum]) -> Codes:
    """Positions of some members, for ``np.isin`` on a code column."""
    return code_column(kind, list(members))


def _same_length(frame: object, columns: Sequence[npt.NDArray[Any]]) -> None:
    lengths = {len(c) for c in columns}
    if len(lengths) > 1:
        raise Fault(f"columns of {type(frame).__name__} differ in length: {sorted(lengths)}")


@dataclass(frozen=True, slots=True)
class CrashFrame:
    """Crashes as columns, one row a crash, in order of ``happened_at`` then ``crash_id``.

    ``segment`` is the row of the network's segment (-1: not snapped), ``offset_m`` the distance along that segment from
    its first point, ``snap_m`` the distance from the crash to it (NaN where not snapped).
    """

    crash_id: Objects
    happened_at: Times  # datetime64[s], UTC
    known_at: Times
    local_at: Times  # wall clock of the city, for hours and weekdays
    lon: Floats  # NaN where not recorded
    lat: Floats
    severity: Codes
    ksi: Bools
    deaths: Ints  # 30-day deaths where recorded, else 7-day; 0 where neither is recorded and nobody is marked fatal
    serious: Ints
    slight: Ints
    vulnerable: Bools  # a pedestrian, cyclist or motorcyclist was hurt
    road_class: Codes
    light: Codes
    weather: Codes
    surface: Codes
    form: Codes
    area: Objects
    segment: Ints
    offset_m: Floats
    snap_m: Floats

    def __post_init__(self) -> None:
        _same_length(self, [getattr(self, name) for name in self.__slots__])

    def __len__(self) -> int:
        return len(self.crash_id)

    def where(self, mask: npt.NDArray[Any]) -> "CrashFrame":
        """The rows that a boolean mask or an index array chooses."""
        return CrashFrame(**{name: getattr(self, name)[mask] for name in self.__slots__})

    def known_by(self, as_of: np.datetime64) -> "CrashFrame":
        """What could be known at a moment: both times at or before it."""
        return self.where((self.known_at <= as_of) & (self.happened_at <= as_of))

    def injury_crashes(self) -> "CrashFrame":
        """The crashes in which somebody was hurt."""
        return self.where(~np.isin(self.severity, codes_of(Severity, [Severity.DAMAGE])))

    def snapped(self, segment: Ints, offset_m: Floats, snap_m: Floats) -> "CrashFrame":
        """The same crashes with their places on a network."""
        return replace(self, segment=segment, offset_m=offset_m, snap_m=snap_m)

    @property
    def feed(self) -> Objects:
        """The feed that each crash came by: its id is "<feed>:<reference>"."""
        return np.array([str(name).split(":", 1)[0] for name in self.crash_id], dtype=object)

    @property
    def year(self) -> Ints:
        """Local calendar year of each crash."""
        return self.local_at.astype("datetime64[Y]").astype(np.int64) + 1970


@dataclass(frozen=True, slots=True)
class Network:
    """A road network as columns: one row a segment, nodes apart.

    Geometry is ragged: segment *i* has the points ``coords[starts[i]:starts[i + 1]]`` (WGS-84 lon, lat). ``route``
    names the chain of segments that a driver would call one road; along it ``chainage_m`` grows from the route's first
    point (``forward`` False: the segment's points run against the chainage). ``segment_id`` survives a re-import.
    """

    segment_id: Objects
    from_node: Ints  # rows of the node columns
    to_node: Ints
    road_class: Codes
    road_name: Objects  # str or None: "A660", "G309"
    structure: Codes
    dual: Bools  # dual carriageway, or one of a pair of one-way lines
    length_m: Floats
    route: Objects  # route id
    chainage_m: Floats  # along the route, at the segment's nearer end
    forward: Bools
    area: Objects  # code of the county or district, or None
    vehicles_per_day: Floats  # given with the source; NaN where not
    starts: Ints  # len + 1
    coords: Floats  # (points, 2)
    node_lon: Floats
    node_lat: Floats
    source: str = ""

    def __post_init__(self) -> None:
        per_segment = [n for n in self.__slots__ if n not in ("starts", "coords", "node_lon", "node_lat", "source")]
        _same_length(self, [getattr(self, name) for name in per_segment])
        if len(self.starts) != len(self.segment_id) + 1:
            raise Fault("Network.starts must have one entry more than there are segments")

    def __len__(self) -> int:
        return len(self.segment_id)

    def points_of(self, i: int) -> Floats:
        """The points of one segment, (n, 2), lon and lat."""
        return self.coords[self.starts[i] : self.starts[i + 1]]

    def midpoints(self) -> tuple[Floats, Floats]:
        """A vertex near the middle of each segment, as lon and lat."""
        middle = (self.starts[:-1] + self.starts[1:]) // 2
        return self.coords[middle, 0], self.coords[middle, 1]


def frame_of(crashes: Sequence[Crash], zone: str) -> CrashFrame:
    """Columns of some crashes, unsnapped. ``zone``: IANA name of the city's time zone, for the local clock."""
    rows = sorted(crashes, key=lambda c: (c.happened_at, c.crash_id))
    place = ZoneInfo(zone)

    def floats(name: str) -> Floats:
        return np.array([np.nan if getattr(c, name) is None else getattr(c, name) for c in rows], dtype=np.float64)

    def ints(name: str) -> Ints:
        return np.array([getattr(c, name) or 0 for c in rows], dtype=np.int64)

    def strings(name: str) -> Objects:
        return np.array([getattr(c, name) for c in rows] + [None], dtype=object)[:-1]

    def moments(values: Sequence[Any]) -> Times:
        return np.array([v.replace(tzinfo=None) for v in values], dtype="datetime64[s]")

    return CrashFrame(
        crash_id=strings("crash_id"),
        happened_at=moments([c.happened_at for c in rows]),
        known_at=moments([c.known_at for c in rows]),
        local_at=moments([c.happened_at.astimezone(place) for c in rows]),
        lon=floats("lon"),
        lat=floats("lat"),
        severity=code_column(Severity, [c.severity for c in rows]),
        ksi=np.array([c.severity in KSI for c in rows], dtype=bool),
        deaths=np.array([_deaths(c) for c in rows], dtype=np.int64),
        serious=ints("serious"),
        slight=ints("slight"),
        vulnerable=np.array([_hurts_vulnerable(c) for c in rows], dtype=bool),
        road_class=code_column(RoadClass, [c.road_class for c in rows]),
        light=code_column(Light, [c.light for c in rows]),
        weather=code_column(Weather, [c.weather for c in rows]),
        surface=code_column(Surface, [c.surface for c in rows]),
        form=code_column(Form, [c.form for c in rows]),
        area=strings("area"),
        segment=np.full(len(rows), -1, dtype=np.int64),
        offset_m=np.full(len(rows), np.nan),
        snap_m=np.full(len(rows), np.nan),
    )


def _deaths(crash: Crash) -> int:
    recorded = crash.deaths_30d if crash.deaths_30d is not None else crash.deaths_7d
    return recorded if recorded is not None else int(crash.severity is Severity.FATAL)


def _hurts_vulnerable(crash: Crash) -> bool:
    return any(p.role is Role.PEDESTRIAN or p.vehicle in VULNERABLE for p in crash.parties)


#: Enumerations behind the code columns of the frames, by column name.
CODE_COLUMNS: dict[str, type[StrEnum]] = {
    "severity": Severity,
    "road_class": RoadClass,
    "light": Light,
    "weather": Weather,
    "surface": Surface,
    "form": Form,
    "structure": Structure,
    "vehicle": VehicleKind,
    "role": Role,
}
