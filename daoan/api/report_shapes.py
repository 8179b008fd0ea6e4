"""What is asked and answered about villagers' reports."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from daoan.terms.estimates import Text

Degrees = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Id = Annotated[str, Field(min_length=1, max_length=100)]
Version = Annotated[int, Field(ge=1, le=1_000_000)]


class ReportForm(BaseModel):
    """A report as a phone sends it. ``report_id``: the same UUID each time; ``photo``: base64 of JPEG, PNG or WebP.

    ``outside``: the sender was told that the place lies outside the city; ``waited_s``: since it was written.
    """

    report_id: Annotated[str, Field(min_length=32, max_length=40)]
    kind: Annotated[str, Field(max_length=40)]
    lon: Degrees | None = None
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    accuracy_m: Annotated[float, Field(ge=0, le=1e7, allow_inf_nan=False)] | None = None
    outside: bool = False
    where: Annotated[str, Field(max_length=2_000)] = ""
    text: Annotated[str, Field(max_length=4_000)] = ""
    phone: Annotated[str, Field(max_length=60)] = ""
    photo: str = ""
    waited_s: Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)] = 0.0


@dataclass(frozen=True, slots=True)
class KindOfReport:
    """Something to report."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class ReportLimits:
    """Bounds of a report, so that the phone keeps them before it sends."""

    words: int
    where: int
    photo_bytes: int
    photo_side_px: int
    accuracy_m: float


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What the phone's page needs of a code: whose it is, what can be told. ``full``: not today any more.

    ``bounds``: west, south, east, north of the city, WGS-84 degrees.
    """

    city: Text
    place: str
    township: Text
    kinds: tuple[KindOfReport, ...]
    limits: ReportLimits
    bounds: tuple[float, float, float, float]
    emergency: Text
    full: bool
    simulated: bool


@dataclass(frozen=True, slots=True)
class Received:
    """A report is kept: the number that its sender asks by."""

    receipt: str


@dataclass(frozen=True, slots=True)
class ReceiptAnswer:
    """All that is told for a receipt number; nothing of the report itself."""

    receipt: str
    state: str
    told: Text
    step: str
    hazard: Text | None
    reason: Text | None
    words: str
    changed_on: date


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report as the township sees it: words masked, the telephone number too. ``photo``: id of the attachment."""

    matter_id: str
    receipt: str
    version: int
    state: str
    state_name: Text
    kind: str
    kind_name: Text
    code: str
    place: str
    unit_id: str
    unit: Text | None
    created_at: datetime
    happened_at: datetime | None
    due_at: datetime | None
    late: bool
    lon: float | None
    lat: float | None
    accuracy_m: float | None
    outside: bool
    where: str
    text: str
    contact: str
    photo: str | None
    hazard: str | None
    hazard_state: Text | None
    reason: Text | None
    words: str


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Why a report can be turned down."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class ReportList:
    """A page of reports, and what the desk stands on. ``open``: whether the door without sign-in is open."""

    rows: tuple[ReportLine, ...]
    next: str | None
    total: int
    waiting: int
    late: int
    open: bool
    reasons: tuple[ReasonLine, ...]
    kinds: tuple[KindOfReport, ...]


@dataclass(frozen=True, slots=True)
class NearHazard:
    """An open hazard near a report. ``distance_m``: straight."""

    matter_id: str
    title: str
    state_name: Text
    distance_m: float


@dataclass(frozen=True, slots=True)
class ReportDetail:
    """One report with what can be done with it now, and hazards near by."""

    report: ReportLine
    can: tuple[str, ...]
    near: tuple[NearHazard, ...]


@dataclass(frozen=True, slots=True)
class Became:
    """The hazard that a report became, or was joined to."""

    hazard: str


@dataclass(frozen=True, slots=True)
class ContactShown:
    """The telephone number in the clear."""

    phone: str


class TakeUpForm(BaseModel):
    """Take a report up. ``title``: of the hazard, one made of place and kind where it is empty."""

    version: Version
    title: Annotated[str, Field(max_length=200)] = ""
    note: Annotated[str, Field(max_length=1_000)] = ""


class JoinForm(BaseModel):
    """Join a report to a hazard."""

    version: Version
    hazard: Id


class WhyForm(BaseModel):
    """What a telephone number is needed for."""

    why: Annotated[str, Field(min_length=1, max_length=200)]


class CodeAsked(BaseModel):
    """A place that a code is wanted for: ``kind`` village or notice_place, ``place`` its code in the register."""

    kind: Annotated[str, Field(max_length=40)]
    place: Id


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A code: its address, the QR picture (SVG in a ``data:`` address; none for one that was withdrawn), counts."""

    number: str
    kind: str
    place: str
    name: str
    unit_id: str
    unit: Text | None
    made_at: datetime
    withdrawn_at: datetime | None
    address: str
    qr: str
    reports: int
    waiting: int
    spam: int


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A village or place of publicity that has no code yet."""

    kind: str
    place: str
    name: str


@dataclass(frozen=True, slots=True)
class CodeList:
    """Codes of the own unit and below. ``local``: phones cannot reach the address, for the settings name none.

    ``without``: places that have none, the first of them; ``without_all``: how many they are; ``places``: how
    many places there are, with a code or none.
    """

    rows: tuple[CodeLine, ...]
    without: tuple[PlaceLine, ...]
    without_all: int
    places: int
    may_make: bool
    open: bool
    local: bool
