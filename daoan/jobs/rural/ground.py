"""Villages, stations, wardens, vans and confirmed openings, read from the registers as they stood at a moment."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from daoan.jobs.at_hand import AtHand
from daoan.jobs.workroom import Workroom
from daoan.terms.records.registered import Entry
from daoan.terms.rural import AdviceStation, KeptOpening, StationDay, VanFile, Village, Warden

VILLAGE, STATION, WARDEN, VAN, OPENING = "village", "advice_station", "warden", "rural_van", "station_opening"

#: What stations did, as known at a moment (UTC), from a local day to a local day, both included. A station without a
#: row on a day did nothing that anybody knows of.
Activity = Callable[[datetime, date, date], Sequence[StationDay]]


@dataclass(frozen=True, slots=True, eq=False)
class RuralGround:
    """What stands in the registers, by code. ``openings``: confirmed, by day and station; ``served``: their wardens."""

    villages: tuple[Village, ...]
    stations: tuple[AdviceStation, ...]
    wardens: tuple[Warden, ...]
    vans: tuple[VanFile, ...]
    openings: tuple[KeptOpening, ...]
    served: tuple[tuple[str, ...], ...]

    def within(self, units: frozenset[str]) -> "RuralGround":
        """What some units answer for. Wardens follow their station, as openings do."""
        stations = tuple(s for s in self.stations if s.unit_id in units)
        codes = {s.code for s in stations}
        kept = [k for k, one in enumerate(self.openings) if one.station in codes]
        return RuralGround(
            villages=tuple(v for v in self.villages if v.unit_id in units),
            stations=stations,
            wardens=tuple(w for w in self.wardens if w.station in codes),
            vans=tuple(v for v in self.vans if v.unit_id in units),
            openings=tuple(self.openings[k] for k in kept),
            served=tuple(self.served[k] for k in kept),
        )


def ground_of(room: Workroom, as_of: datetime) -> RuralGround:
    """The whole city's, as known at a moment."""

    def entries(kind: str) -> tuple[Entry, ...]:
        return room.store.list_entries(kind, as_of)

    villages = tuple(sorted(map(_village, entries(VILLAGE)), key=lambda v: v.code))
    by_code = {v.code: v for v in villages}
    openings = _opened(room, as_of)
    return RuralGround(
        villages=villages,
        stations=tuple(sorted((_station(e, by_code) for e in entries(STATION)), key=lambda s: s.code)),
        wardens=tuple(sorted(map(_warden, entries(WARDEN)), key=lambda w: w.code)),
        vans=tuple(sorted(map(_van, entries(VAN)), key=lambda f: f.number)),
        openings=tuple(map(_opening, openings)),
        served=tuple(tuple(str(e.values.get("wardens", "")).replace(",", " ").split()) for e in openings),
    )


def ground_at_hand() -> AtHand[RuralGround]:
    """The whole city's as it is now, kept at hand."""
    return AtHand(ground_of, VILLAGE, STATION, WARDEN, VAN, OPENING)


class Heard:
    """Whether anything is known of what stations did lately; what was known holds for the day."""

    def __init__(self) -> None:
        self._on: date | None = None

    def lately(self, activity: Activity, now: datetime, today: date, days: int) -> bool:
        """Whether any did anything in the last days; the very last mostly tell."""
        if self._on != today:
            back = (1, days)
            found = any(not row.silent for n in back for row in activity(now, today - timedelta(days=n), today))
            self._on = today if found else None
        return self._on == today


def openings_of(room: Workroom, as_of: datetime) -> tuple[KeptOpening, ...]:
    """Confirmed openings alone, by day and station, as known at a moment."""
    return tuple(map(_opening, _opened(room, as_of)))


def _opened(room: Workroom, as_of: datetime) -> list[Entry]:
    entries = [e for e in room.store.list_entries(OPENING, as_of) if _day(e.values, "day")]
    return sorted(
        entries, key=lambda e: (str(e.values["day"]), str(e.values.get("station")), int(e.values.get("from_hour", 0)))
    )


def _village(entry: Entry) -> Village:
    v = entry.values
    return Village(
        code=_text(v, "code"), name=_text(v, "name"), township=_text(v, "township"), area=_text(v, "area"),
        unit_id=_unit(entry), lon=v.get("lon"), lat=v.get("lat"), people=v.get("people"),
        vans=v.get("vans"),
    )  # fmt: skip


def _station(entry: Entry, villages: Mapping[str, Village]) -> AdviceStation:
    v = entry.values
    home = villages.get(_text(v, "village"))
    lon, lat = v.get("lon"), v.get("lat")
    if lon is None and home is not None:
        lon, lat = home.lon, home.lat
    return AdviceStation(
        code=_text(v, "code"), name=_text(v, "name"), village=_text(v, "village"),
        township=home.township if home else "", area=_text(v, "area") or (home.area if home else ""),
        unit_id=_unit(entry), in_use=v.get("state") == "open", lon=lon, lat=lat, road=_text(v, "road"),
    )  # fmt: skip


def _warden(entry: Entry) -> Warden:
    v = entry.values
    return Warden(_text(v, "code"), _text(v, "station"), _unit(entry), _day(v, "since"), _day(v, "until"))


def _van(entry: Entry) -> VanFile:
    v = entry.values
    pledged, visited = _day(v, "pledged_on"), _day(v, "visited_on")
    return VanFile(_text(v, "number"), _text(v, "village"), _unit(entry), pledged, visited)


def _opening(entry: Entry) -> KeptOpening:
    v = entry.values
    return KeptOpening(
        _text(v, "station"), date.fromisoformat(str(v["day"])), int(v.get("from_hour", 0)),
        int(v.get("until_hour", 24)), int(v.get("needed", 1)), _text(v, "grade"),
    )  # fmt: skip


def _unit(entry: Entry) -> str:
    """Who answers for it: the unit that the entry names, else the one that keeps it."""
    return _text(entry.values, "unit") or entry.unit_id


def _text(values: Mapping[str, Any], name: str) -> str:
    return str(values.get(name) or "")


def _day(values: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(str(values[name])) if values.get(name) else None
