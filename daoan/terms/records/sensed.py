"""What came in 感知: crashes in three layers, refusals, what a reading gave, traffic counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from daoan.terms.codes import Form, Light, Precision, RoadClass, Role, Severity, Surface, VehicleKind, Weather
from daoan.terms.estimates import Text


@dataclass(frozen=True, slots=True)
class Party:
    """A person hurt in a crash, without a name."""

    role: Role
    severity: Severity
    sex: str | None = None  # "male", "female"
    age_years: int | None = None
    vehicle: VehicleKind | None = None  # the vehicle the person was in, or was hit by
    died_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Crash:
    """One crash 事故, as one layer of truth tells it.

    ``deaths_7d`` is the official Chinese count, ``deaths_30d`` the international one; a source that keeps only one
    leaves the other ``None``. ``route`` and ``chainage_m`` are the linear reference (路号, 绝对位置) of sources
    that have one.
    """

    crash_id: str  # "<feed>:<source_ref>", unique in the store
    feed: str
    source_ref: str
    happened_at: datetime
    known_at: datetime
    severity: Severity
    known_at_assumed: bool = False
    precision: Precision = Precision.MINUTE
    lon: float | None = None
    lat: float | None = None
    deaths_7d: int | None = None
    deaths_30d: int | None = None
    serious: int | None = None
    slight: int | None = None
    injured: int | None = None  # all injured, of whatever degree
    vehicles: int | None = None
    area: str | None = None  # code of the county or district 行政区划
    road_class: RoadClass | None = None  # as the source recorded it, not as snapped
    road_name: str | None = None
    route: str | None = None
    chainage_m: float | None = None
    light: Light | None = None
    weather: Weather | None = None
    surface: Surface | None = None
    form: Form | None = None
    cause: str | None = None
    loss_yuan: float | None = None
    parties: tuple[Party, ...] = ()
    flags: tuple[str, ...] = ()  # codes of quality rules that noticed something and let it pass
    simulated: bool = False

    @property
    def is_ksi(self) -> bool:
        """Somebody was killed or seriously injured."""
        return self.severity in (Severity.FATAL, Severity.SERIOUS)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person changed on a crash: the second layer of truth. An upstream update never overwrites it."""

    crash_id: str
    changes: Mapping[str, object]  # field of Crash -> new value, as plain JSON values
    by: str
    why: str
    corrected_at: datetime


@dataclass(frozen=True, slots=True)
class CrashLayers:
    """All three layers of one crash: every version received, every correction, and the crash as read today."""

    received: tuple[Crash, ...]
    corrections: tuple[Correction, ...]
    as_read: Crash


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that could not be used: counted, kept with its raw text, shown, and replayable once corrected."""

    refusal_id: str  # follows from feed, file, row and content, so that a second reading does not double it
    feed: str
    file: str
    row: int | None  # 1-based line of the table, heading not counted; None where the whole file is meant
    code: str  # code of the quality rule
    column: str | None
    message: Text
    raw: Mapping[str, str]
    refused_at: datetime
    state: str = "open"  # open, replayed, dismissed


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a rule saw in a whole file or series (a changed recording practice, repeats), refused nothing."""

    code: str
    file: str
    message: Text
    rows: int = 0


R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Batch(Generic[R]):
    """What one reading of one file gave. ``rows_read == rows_accepted + rows_refused``, always."""

    feed: str
    file: str
    sha256: str
    layout: str
    encoding: str
    rows_read: int
    rows_accepted: int
    records: tuple[R, ...]
    refusals: tuple[Refusal, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def rows_refused(self) -> int:
        """Rows of the file that no record was made from."""
        return self.rows_read - self.rows_accepted


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the store answers to a batch: how much of it was new."""

    feed: str
    file: str
    sha256: str
    layout: str
    encoding: str
    received_at: datetime
    rows_read: int
    rows_accepted: int
    rows_refused: int
    records: int
    records_added: int
    records_changed: int
    records_unchanged: int
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class TrafficCount:
    """Annual average daily traffic at a point (AADT in the US, AADF in GB)."""

    count_id: str
    point_id: str
    year: int
    lon: float
    lat: float
    vehicles_per_day: float
    road_name: str | None = None
    road_class: RoadClass | None = None
    estimated: bool = False  # True where the source itself estimated instead of counting
    heavy_per_day: float | None = None
    cycles_per_day: float | None = None
