"""Activity of advice stations 劝导站, a station and a local day at a time."""

from dataclasses import dataclass
from datetime import date

from daoan.terms.estimates import Share


@dataclass(frozen=True, slots=True)
class StationDay:
    """What one advice station did on one local day. A station without a row on a day did nothing that anybody knows of.

    ``station``: its code in the register ``advice_station``. ``shifts_due`` and ``shifts_attended``: shifts planned
    there that day, and those whose attendance is proved (by position, by SMS, by a paper code); a shift attended that
    nobody planned counts in ``shifts_attended`` only. ``contacts``: advice records 劝导记录 taken; ``handed_over``:
    those of them that were handed to the police. ``wardens``: different people who attended.
    """

    station: str
    day: date
    shifts_due: int = 0
    shifts_attended: int = 0
    contacts: int = 0
    handed_over: int = 0
    wardens: int = 0

    @property
    def silent(self) -> bool:
        """Nobody was proved to be there and nobody was spoken to."""
        return self.shifts_attended == 0 and self.contacts == 0

    @property
    def attended(self) -> Share:
        """Of the shifts planned that day, those attended; at most all of them."""
        return Share(min(self.shifts_attended, self.shifts_due), self.shifts_due)


@dataclass(frozen=True, slots=True)
class Village:
    """A village or community, as the register ``village`` tells of it. Places are WGS-84 degrees."""

    code: str
    name: str
    township: str  # its name; "": not recorded
    area: str  # county code
    unit_id: str  # who answers for it
    lon: float | None = None
    lat: float | None = None
    people: int | None = None  # None: not recorded
    vans: int | None = None  # vans that are said to be there; None: not recorded


@dataclass(frozen=True, slots=True)
class AdviceStation:
    """An advice station 劝导站. ``township`` and place are its village's where it has none of its own."""

    code: str
    name: str
    village: str  # code
    township: str
    area: str
    unit_id: str
    in_use: bool
    lon: float | None = None
    lat: float | None = None
    road: str = ""


@dataclass(frozen=True, slots=True)
class Warden:
    """Somebody who serves at a station. No name: the code stands for the person."""

    code: str
    station: str  # code; "": at none
    unit_id: str
    since: date | None = None
    until: date | None = None

    def serves_on(self, day: date) -> bool:
        """Whether the post is held on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class VanFile:
    """One file of a van 一车一档. No plate and no owner."""

    number: str
    village: str  # code
    unit_id: str
    pledged_on: date | None = None
    visited_on: date | None = None


@dataclass(frozen=True, slots=True)
class KeptOpening:
    """An opening that was confirmed: at this station, on this day, so many wardens from hour to hour (local, 0–24)."""

    station: str
    day: date
    from_hour: int
    until_hour: int
    wardens: int  # that the plan asked for
    grade: str = ""  # must, should, may


@dataclass(frozen=True, slots=True)
class ProvinceMark:
    """A line of the province's examination of the city 省考市, as its result says. ``area``: county code, "" for the
    city; ``code``: of the line, ``own:`` and its name for one that only the province has; ``part`` of ``whole``: what
    it counted; ``most``: its full marks. ``None``: it does not say."""

    area: str
    code: str
    name: str  # as the result writes it
    part: float | None = None
    whole: float | None = None
    most: float | None = None
    points: float | None = None
    reason: str = ""
