"""What an advice record can say, as the rule pack ``advice`` lists it; and the shifts of a station's day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import local_to_utc, utc_to_local


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to tap: its code, what it is called, and for a behaviour what the phone reads aloud.

    ``of``: vehicles that a behaviour is about, empty for all. ``two``: which of the two violations 两违 it is.
    ``handed``: an outcome that goes to the police.
    """

    code: str
    name: Text
    say: Text | None = None
    of: tuple[str, ...] = ()
    two: str = ""
    handed: bool = False


@dataclass(frozen=True, slots=True)
class StationShift:
    """A shift of every day, in local time."""

    code: str
    name: Text
    begins: time
    ends: time

    def span(self, day: date, zone: str) -> tuple[datetime, datetime]:
        """From when to when it runs on a day, in UTC."""
        return tuple(local_to_utc(datetime.combine(day, t), zone) for t in (self.begins, self.ends))  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that a record can say, by code."""

    vehicles: Mapping[str, Choice]
    behaviours: Mapping[str, Choice]
    outcomes: Mapping[str, Choice]
    shifts: Mapping[str, StationShift]


def read_catalogue(pack: RulePack) -> Catalogue:
    """The catalogue of a rule pack. Raises :class:`RulePackInvalid` for a line that lacks something, or is doubled."""
    try:
        vehicles, behaviours, outcomes = (_choices(pack, kind) for kind in ("vehicle", "behaviour", "outcome"))
        shifts = {
            row["code"]: StationShift(
                row["code"], Text(row["en"], row["zh"]), time.fromisoformat(row["begins"]),
                time.fromisoformat(row["ends"]),
            )
            for row in pack.get("shift")
        }  # fmt: skip
    except (KeyError, ValueError) as problem:
        raise RulePackInvalid(f"rule pack {pack.name}: a line lacks or misstates {problem}") from problem
    strangers = {v for b in behaviours.values() for v in b.of} - set(vehicles)
    if strangers or any(s.begins >= s.ends for s in shifts.values()):
        raise RulePackInvalid(f"rule pack {pack.name}: unknown vehicles {sorted(strangers)}, or a shift over midnight")
    return Catalogue(vehicles, behaviours, outcomes, shifts)


def _choices(pack: RulePack, kind: str) -> Mapping[str, Choice]:
    found = {
        row["code"]: Choice(
            row["code"], Text(row["en"], row["zh"]), Text(row["say_en"], row["say_zh"]) if "say_en" in row else None,
            tuple(row.get("of", ())), str(row.get("two", "")), bool(row.get("handed", False)),
        )
        for row in pack.get(kind)
    }  # fmt: skip
    if len(found) < len(pack.get(kind)):
        raise RulePackInvalid(f"rule pack {pack.name}: a {kind} is there twice")
    return found


def shift_at(catalogue: Catalogue, at: datetime, zone: str, grace: timedelta) -> tuple[date, str]:
    """The local day of a moment, and the shift that runs then, or within ``grace`` of it; empty where none does.

    Of two that are near, the one that runs; else the one whose edge is nearer.
    """
    day = utc_to_local(at, zone).date()
    near: list[tuple[timedelta, str]] = []
    for shift in catalogue.shifts.values():
        begins, ends = shift.span(day, zone)
        off = max(begins - at, at - ends, timedelta(0))
        if off <= grace:
            near.append((off, shift.code))
    return day, min(near)[1] if near else ""
