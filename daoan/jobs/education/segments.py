"""Registers that segments are built from, and their releases by month: drivers of the roster, villages, schools.

A release is of a month that is over, by what was known when it ended, folded from the first month in which the register
had enough people; so it is the same whenever it is computed, and an answer that was given once stays.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from daoan.assess.audiences.asking import Answer, answer_over
from daoan.assess.audiences.crowds import crowds_of
from daoan.assess.audiences.partition import Block
from daoan.assess.audiences.release import releases_of
from daoan.assess.audiences.traits import CHILD, Cell, Traits, Wanted
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.months import last_full_month, month_name, month_starts
from daoan.terms.records.companies import Company, CompanyKind, KeyDriver, Standing

REGISTERS: Mapping[str, Text] = {
    "drivers": Text("drivers of key companies (roster)", "重点企业驾驶人（名册）"),
    "villages": Text("people of villages (numbers)", "行政村人口（汇总）"),
    "schools": Text("pupils of schools (numbers)", "学校学生（汇总）"),
}
_WORK: Mapping[CompanyKind, tuple[str, str]] = {
    CompanyKind.FREIGHT: ("freight_driver", "heavy_goods"), CompanyKind.CONSTRUCTION: ("freight_driver", "heavy_goods"),
    CompanyKind.HAZMAT: ("hazmat_driver", "heavy_goods"), CompanyKind.COACH: ("coach_driver", "coach"),
    CompanyKind.TOUR: ("coach_driver", "coach"), CompanyKind.SCHOOL: ("school_driver", "school_bus"),
}  # fmt: skip
MOST_MONTHS, KEPT = 240, 8


@dataclass(frozen=True, slots=True)
class Published:
    """What is published of a register in a month: blocks with their people, nothing of single ones."""

    register: str
    month: str
    blocks: tuple[Block, ...]
    counts: Mapping[str, int]

    def answer(self, wanted: Wanted, traits: Traits) -> Answer:
        """What is told of a segment."""
        traits.require(wanted)
        return answer_over(self.month, self.blocks, self.counts, wanted, traits)


class Releases:
    """Releases that were computed, kept at hand as long as the roster and the month stay."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, ...], Published] = OrderedDict()
        self._lock = Lock()

    def of(self, room: Workroom, register: str, traits: Traits, now: datetime) -> Published:
        """The latest release of a register. Raises :class:`NotFound` for a register that is not one."""
        if register not in REGISTERS:
            raise NotFound(f"there is no register {register!r:.40}; there are: {', '.join(REGISTERS)}")
        month = last_full_month(now, room.zone)
        key = (register, month_name(month), room.store.roster_stamp() if register == "drivers" else now.isoformat())
        with self._lock:
            if key in self._kept:
                return self._kept[key]
        found = publish(room, register, traits, month)
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found


def publish(room: Workroom, register: str, traits: Traits, month: int) -> Published:
    """The release of a month. ``month``: whole months since January 1970."""
    months = range(_first_month(room, register, traits, month), month + 1)
    if register == "drivers":
        last = releases_of(((month_name(m), _drivers(room, traits, m)) for m in months), traits)[-1]
        return Published(register, last.month, last.blocks, last.counts)
    crowd = crowds_of(((month_name(m), _crowd(room, register, traits, m)) for m in months), traits)[-1]
    return Published(register, crowd.month, crowd.blocks, crowd.counts)


def _first_month(room: Workroom, register: str, traits: Traits, month: int) -> int:
    """The first month that had enough people, as if their number only grew: found by halving."""
    low, high = month - MOST_MONTHS, month
    while low < high:
        middle = (low + high) // 2
        if _size(room, register, traits, middle) >= traits.fewest:
            high = middle
        else:
            low = middle + 1
    return low


def _size(room: Workroom, register: str, traits: Traits, month: int) -> int:
    if register == "drivers":
        return len(_drivers(room, traits, month))
    return sum(_crowd(room, register, traits, month).values())


def _drivers(room: Workroom, traits: Traits, month: int) -> dict[str, Cell]:
    """What each driver was like at a month's end. Their band of age is that of when they were taken in."""
    as_of, units = month_starts(month + 1, room.zone), room.units()
    kinds = {c.company_id: c.kind for c in room.store.list_roster(Company, as_of)}
    found, bands = {}, traits.traits[traits.place("age_band")].values
    for driver in room.store.list_roster(KeyDriver, as_of):
        if driver.standing is Standing.VALID:
            work, use = _WORK.get(kinds.get(driver.company_id, CompanyKind.OTHER), ("other", "other"))
            county = units.get(driver.unit_id).area or "" if driver.unit_id in units else ""
            found[driver.driver_id] = traits.cell(
                occupation=work, vehicle_use=use, county=county,
                age_band=driver.age_band if driver.age_band in bands else "",
            )  # fmt: skip
    return found


def _crowd(room: Workroom, register: str, traits: Traits, month: int) -> Counter[Cell]:
    """Numbers of people by cell at a month's end."""
    found: Counter[Cell] = Counter()
    for cell, people in _numbers(room, register, traits, month_starts(month + 1, room.zone)):
        found[cell] += people
    return found


def _numbers(room: Workroom, register: str, traits: Traits, as_of: datetime) -> Iterator[tuple[Cell, int]]:
    kind = "village" if register == "villages" else "publicity_place"
    for entry in room.store.list_entries(kind, as_of):
        told = entry.values
        county, township = str(told.get("area") or ""), str(told.get("township") or "")
        people = int(told.get("people") or 0)
        if register == "villages":
            village = str(told.get("code") or "")
            yield traits.cell(occupation="farmer", county=county, township=township, village=village), people
        elif told.get("kind") == "school":
            children = min(int(told.get("children") or 0), people)
            yield traits.cell(occupation="pupil", county=county, township=township, age_band=CHILD), children
            yield traits.cell(occupation="pupil", county=county, township=township, age_band="14_17"), people - children
