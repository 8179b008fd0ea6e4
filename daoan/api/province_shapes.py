"""What the routes of the province's examination of the city answer."""

from dataclasses import dataclass
from datetime import date

from daoan.assess.rural.beside import BesideLine
from daoan.jobs.rural.province import ResultHead, ResultPreview


@dataclass(frozen=True, slots=True)
class ProvinceTotals:
    """Points of both sides. ``total_told``: the result says its total, else its lines are added up; ``compared``:
    lines that both know, with the points of each side in them."""

    theirs: float
    total_told: bool
    ours_compared: float
    theirs_compared: float
    compared: int


@dataclass(frozen=True, slots=True)
class ProvinceAnswer:
    """The city's month as the province examines it. ``points`` of ``most``: lines that are known; ``open``: how many
    are not; ``months``: that have a result, latest first; ``whole``: the reader answers for the city, and sees every
    county and what the province says."""

    month: str
    day: date
    closed: bool
    recorded: bool
    points: float
    most: float
    open: int
    lines: tuple[BesideLine, ...]
    result: ResultHead | None
    totals: ProvinceTotals | None
    versions: tuple[ResultHead, ...]
    months: tuple[str, ...]
    whole: bool
    may_take_in: bool
    stamp: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class ResultTakenIn:
    """What came of a file. ``kept``: ``None`` where it was only looked at, or something is wrong."""

    preview: ResultPreview
    kept: ResultHead | None
