"""Shapes of ``/advice``: what phones send and are answered, and what lists show."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from daoan.assess.advice.figures import Figures
from daoan.terms.advice import Choice
from daoan.terms.estimates import Text
from daoan.terms.records.advice import PresenceWay, PresenceWhat
from daoan.terms.rural import StationDay

Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
VersionId = Annotated[str, Field(pattern=r"^[0-9a-z-]{1,60}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Code = Annotated[str, Field(max_length=40)]
Lon = Annotated[float | None, Field(ge=-180, le=180, allow_inf_nan=False)]
Lat = Annotated[float | None, Field(ge=-90, le=90, allow_inf_nan=False)]
Metres = Annotated[float | None, Field(ge=0, le=1e6, allow_inf_nan=False)]
Plain = Annotated[str | None, Field(max_length=2000, pattern=r"^[^\x00]*$")]


class VersionForm(BaseModel):
    """One version of a record as a phone made it. ``plate``, ``note``: ``null`` leaves what the base has."""

    model_config = ConfigDict(extra="forbid")

    record_id: Uuid
    version_id: Uuid
    based_on: Annotated[list[VersionId], Field(max_length=8)] = []
    station: Code
    seq: Annotated[int, Field(ge=1, le=2**31 - 1)]
    phone_at: AwareDatetime
    vehicle: Code
    behaviours: Annotated[list[Code], Field(min_length=1, max_length=10)]
    outcome: Code
    lon: Lon = None
    lat: Lat = None
    accuracy_m: Metres = None
    people: Annotated[int | None, Field(ge=0, le=1000)] = None
    plate: Annotated[str | None, Field(max_length=40)] = None
    photos: Annotated[list[Sha256], Field(max_length=20)] = []
    note: Plain = None


class CheckInForm(BaseModel):
    """One check-in as a phone made it. ``contacts``: people spoken to, on leaving."""

    model_config = ConfigDict(extra="forbid")

    presence_id: Uuid
    station: Code
    what: Annotated[PresenceWhat, Field(description="in or out")]
    phone_at: AwareDatetime
    lon: Lon = None
    lat: Lat = None
    accuracy_m: Metres = None
    contacts: Annotated[int | None, Field(ge=0, le=500)] = None


class BatchForm(BaseModel):
    """What a phone sends at once. ``person_id``: whose work it is; ``sent_at``: the phone's clock as it sends.

    ``records`` are versions, ``presence`` check-ins, oldest first; each is looked at by itself.
    """

    person_id: Annotated[str, Field(max_length=80)]
    device_id: Uuid
    sent_at: AwareDatetime
    records: Annotated[list[dict[str, Any]], Field(max_length=500)] = []
    presence: Annotated[list[dict[str, Any]], Field(max_length=500)] = []


class ResolveForm(BaseModel):
    """Which of the versions that stand beside one another holds. ``heads``: all that were seen."""

    heads: Annotated[list[VersionId], Field(min_length=2, max_length=50)]
    chosen: VersionId


class NoteForm(BaseModel):
    """Words for whoever takes a record over."""

    note: Annotated[str, Field(max_length=500)] = ""


class CodeForm(BaseModel):
    """A code from paper. ``contacts``: people spoken to in the shift, where that was written down."""

    station: Code
    day: date
    code: Annotated[str, Field(max_length=40)]
    contacts: Annotated[int | None, Field(ge=0, le=500)] = None


class MessageForm(BaseModel):
    """A text message that the gateway received. ``id``: the gateway's own, the same for the same message."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    sender: Annotated[str, Field(max_length=40)] = ""
    text: Annotated[str, Field(max_length=500)]


@dataclass(frozen=True, slots=True)
class StationLine:
    """A station of the reader's."""

    code: str
    name: str
    unit_id: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """A shift of every day, local time."""

    code: str
    name: Text
    begins: str
    ends: str


@dataclass(frozen=True, slots=True)
class Reference:
    """All that the page needs to work without a network. ``person_id``: whose it is."""

    person_id: str
    vehicles: tuple[Choice, ...]
    behaviours: tuple[Choice, ...]
    outcomes: tuple[Choice, ...]
    shifts: tuple[ShiftLine, ...]
    stations: tuple[StationLine, ...]
    photos: int
    photo_bytes: int
    photo_side_px: int
    chunk_bytes: int
    batch: int
    doubt_s: float
    may_take: bool
    may_enter: bool
    rule_pack: str


@dataclass(frozen=True, slots=True)
class MissingPhoto:
    """A photo that is not whole here yet. ``have``: bytes of it that are."""

    sha256: str
    have: int


@dataclass(frozen=True, slots=True)
class BatchLine:
    """What became of one version or check-in. ``result``: new, changed, same, conflict, refused, or wait (send again).

    ``code``, ``message``: why it was refused, or why a check-in proves nothing.
    """

    record_id: str
    version_id: str
    result: str
    code: str
    message: Text | None
    heads: int
    photos: tuple[MissingPhoto, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """The answer to a batch. ``offset_s``: by how much the phone's clock is behind; ``clock_off``: tell its owner."""

    at: datetime
    offset_s: float
    clock_off: bool
    records: tuple[BatchLine, ...]
    presence: tuple[BatchLine, ...]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version as readers see it: plate and note masked."""

    version_id: str
    based_on: tuple[str, ...]
    station: str
    station_name: str
    by: str | None  # name of who made it
    mine: bool
    device: str  # end of its id
    seq: int
    phone_at: datetime
    offset_s: float
    happened_at: datetime
    known_at: datetime
    clock_off: bool
    vehicle: str
    behaviours: tuple[str, ...]
    outcome: str
    lon: float | None
    lat: float | None
    accuracy_m: float | None
    people: int | None
    shown: str
    photos: tuple[str, ...]
    photos_here: int
    note: str


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record as it stands. ``heads``: the versions that stand; more than one are a conflict."""

    record_id: str
    place: int
    unit_id: str
    unit: Text | None
    conflict: bool
    versions: int
    begun_at: datetime
    handed: str
    current: VersionLine
    heads: tuple[VersionLine, ...]


@dataclass(frozen=True, slots=True)
class RecordDetail:
    """A record with every version, first to last."""

    record: RecordLine
    versions: tuple[VersionLine, ...]
    may_resolve: bool
    may_hand: bool
    may_clear: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """Records that changed behind a place. ``next``: where to read on; ``more``: there are more already."""

    rows: tuple[RecordLine, ...]
    next: int
    more: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of records, latest first."""

    rows: tuple[RecordLine, ...]
    next: str | None
    total: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class PhotoState:
    """How much of a photo is here, in bytes."""

    sha256: str
    have: int
    total: int
    done: bool


@dataclass(frozen=True, slots=True)
class PresenceLine:
    """A presence as readers see it."""

    presence_id: str
    station: str
    station_name: str
    way: PresenceWay
    what: PresenceWhat
    day: date
    shift: str
    happened_at: datetime
    known_at: datetime
    by: str | None
    sender_known: bool
    distance_m: float | None
    contacts: int | None
    proved: bool
    why: str
    why_text: Text | None


@dataclass(frozen=True, slots=True)
class Days:
    """Days of stations with what was told of presence, both of the span that was asked."""

    days: tuple[StationDay, ...]
    names: dict[str, str]
    presence: tuple[PresenceLine, ...]


@dataclass(frozen=True, slots=True)
class FigurePage:
    """The figures of a span, with names of the groups that no catalogue has."""

    since: date
    until: date
    figures: Figures
    units: dict[str, Text]
    rule_pack: str


@dataclass(frozen=True, slots=True)
class PlateShown:
    """A plate in the clear; empty where none was written down."""

    plate: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The matter that a record became."""

    matter_id: str


@dataclass(frozen=True, slots=True)
class SheetsRenewed:
    """The number of a station's sheets from now on."""

    station: str
    number: int
