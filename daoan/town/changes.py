"""What changes in the town from a day until a day: its risk, or what its register records."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zlib import crc32

import numpy as np

from daoan.terms.codes import Form, VehicleKind
from daoan.terms.errors import InputError
from daoan.terms.frames import Bools, Ints
from daoan.town.happenings import Happenings
from daoan.town.outcomes import Outcomes
from daoan.town.segments import Roads

#: Columns of the register that a change may leave blank.
BLANK_COLUMNS = frozenset({"light", "weather", "surface", "form", "cause", "loss_yuan"})


class ChangeKind(StrEnum):
    """Why it changes. Only ``recording`` differs in how it works: it touches the register and no crash."""

    SURGE = "surge"  # some weeks, in a county or on some roads
    COUNTY = "county"  # a county from a month on
    MEASURE = "measure"  # something was built or installed on some segments
    PRESENCE = "presence"  # police are there
    RECORDING = "recording"  # a column is filled in less often


@dataclass(frozen=True, slots=True)
class Change:
    """From ``starts`` until the day before ``ends`` (local days; ``None``: for good) the rate of the crashes that the
    filters choose is ``factor`` times what it was. Changes that meet multiply.

    No filter chooses every crash. ``recording``: of the crashes chosen, ``factor`` is the share for which ``column`` is
    still filled in.
    """

    kind: ChangeKind
    starts: date
    ends: date | None
    factor: float
    area: str | None = None  # county code
    segments: tuple[int, ...] = ()  # rows of the network
    form: Form | None = None
    vehicle: VehicleKind | None = None  # the first vehicle in the report
    hours: tuple[int, int] | None = None  # local hours, from the first until before the second; may run over midnight
    column: str | None = None  # of the register, for ``recording``
    name: str = ""  # what it is called where it is reported, as "speed_camera"
    source: str = ""  # of the factor

    def __post_init__(self) -> None:
        if not (np.isfinite(self.factor) and self.factor >= 0.0):
            raise InputError(f"a change's factor must be 0 or more, not {self.factor}")
        if self.ends is not None and self.ends <= self.starts:
            raise InputError(f"a change that starts on {self.starts} cannot end on {self.ends}")
        if self.hours is not None and not all(0 <= hour <= 24 for hour in self.hours):
            raise InputError(f"hours of a change lie between 0 and 24, not {self.hours}")
        if (self.kind is ChangeKind.RECORDING) != (self.column is not None):
            raise InputError("a change of recording, and no other, names the column that it blanks")
        if self.column is not None and (self.column not in BLANK_COLUMNS or self.factor > 1.0):
            raise InputError(
                f"a share of {sorted(BLANK_COLUMNS)} can be left blank, not {self.factor} of {self.column}"
            )

    @property
    def stream_name(self) -> str:
        """The name of its random stream. Factor and end are left out, so that two sizes of one change are paired."""
        rows = crc32(np.array(self.segments, dtype="<i8").tobytes())
        what = (self.kind, self.starts.isoformat(), self.area, rows, self.form, self.vehicle, self.hours, self.column)
        return "change " + "|".join(str(part) for part in what)


def rows_of(change: Change, roads: Roads) -> Ints:
    """Rows of the segments that a change is about."""
    network = roads.network
    chosen = np.ones(len(network), dtype=bool)
    if change.segments:
        if not 0 <= min(change.segments) <= max(change.segments) < len(network):
            raise InputError(f"the town has segments 0 to {len(network) - 1}; a change names others")
        chosen[:] = False
        chosen[list(change.segments)] = True
    if change.area is not None:
        if change.area not in set(network.area):
            raise InputError(f"the town has no county {change.area}; it has {', '.join(sorted(set(network.area)))}")
        chosen &= network.area == change.area
    return np.flatnonzero(chosen)


def days_inside(change: Change, first_day: date, days: int) -> Bools:
    """Which of the days since the first one lie inside a change."""
    day = np.arange(days)
    until = days if change.ends is None else (change.ends - first_day).days
    return np.asarray((day >= (change.starts - first_day).days) & (day < until))


def chooses(change: Change, roads: Roads, what: Happenings, came: Outcomes, inside: Bools) -> Bools:
    """Which crashes a change is about, by place, day (``inside``: :func:`days_inside`), hour, form and vehicle."""
    among = np.zeros(len(roads.network), dtype=bool)
    among[rows_of(change, roads)] = True
    return np.asarray(among[what.segment] & inside[what.day] & shows(change, what, came))


def shows(change: Change, what: Happenings, came: Outcomes) -> Bools:
    """Which crashes pass the filters of hour, form and vehicle."""
    shown = np.ones(len(what), dtype=bool)
    if change.hours is not None:
        start, end = change.hours
        hour = what.second // 3600
        shown &= (hour >= start) & (hour < end) if start < end else (hour >= start) | (hour < end)
    if change.form is not None:
        shown &= came.form == list(Form).index(change.form)
    if change.vehicle is not None:
        shown &= came.first == list(VehicleKind).index(change.vehicle)
    return shown
