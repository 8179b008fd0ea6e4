"""What advice is worked on with, and which stations are somebody's."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daoan.jobs.at_hand import AtHand
from daoan.jobs.workroom import Workroom, scope_of
from daoan.terms.advice import Catalogue, read_catalogue
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.records.advice import AdviceRecord
from daoan.terms.records.people import Actor
from daoan.terms.rulepacks import RulePack
from daoan.terms.units import UnitTree

STATIONS, WARDENS = "advice_station", "warden"


@dataclass(frozen=True, slots=True)
class Station:
    """An advice station as the register has it. ``unit_id``: that answers for it. Degrees WGS-84."""

    code: str
    name: str
    unit_id: str
    village: str
    area: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class AdviceBook:
    """Everything that work on advice needs besides the actor and the moment. ``key``: of subjects of look-ups;
    ``standing``: the stations of the present."""

    room: Workroom
    pack: RulePack
    catalogue: Catalogue
    key: bytes
    standing: AtHand[Mapping[str, Station]]

    def stations(self, now: datetime) -> Mapping[str, Station]:
        """Every station that stands now, by code."""
        return self.standing.at(self.room, now, self.room.units())

    def number(self, path: str) -> float:
        """A number of the rule pack."""
        return float(self.pack.get(path))

    def is_for_police(self, record: AdviceRecord) -> bool:
        """Whether its outcome says that a record goes to the police."""
        outcome = self.catalogue.outcomes.get(record.current.outcome)
        return outcome is not None and outcome.handed

    def vehicle_of(self, code: str) -> Text:
        """What a kind of vehicle is called; one that the rule pack no longer has, by its code."""
        found = self.catalogue.vehicles.get(code)
        return Text(code, code) if found is None else found.name


def book_over(
    room: Workroom, pack: RulePack, key: bytes, standing: AtHand[Mapping[str, Station]] | None = None
) -> AdviceBook:
    """The book over a workroom."""
    return AdviceBook(room, pack, read_catalogue(pack), key, standing or stations_at_hand())


def stations_at_hand() -> AtHand[Mapping[str, Station]]:
    """The stations that stand now, kept at hand."""
    return AtHand(all_stations, STATIONS)


def all_stations(room: Workroom, as_of: datetime) -> Mapping[str, Station]:
    """Every station that stood at a moment (UTC), by code."""
    units = room.units()
    entries = room.store.list_entries(STATIONS, as_of)
    found = (_station(entry.values, entry.unit_id, units) for entry in entries)
    return {station.code: station for station in found if station.code}


def own_stations(book: AdviceBook, actor: Actor, at: datetime) -> Mapping[str, Station]:
    """The stations of somebody's own unit and below, by code."""
    return within(book.stations(at), scope_of(actor, book.room.units()))


def within(stations: Mapping[str, Station], scope: Collection[str]) -> Mapping[str, Station]:
    """The stations of some units, by code."""
    return {code: s for code, s in stations.items() if s.unit_id in scope}


def own_station(book: AdviceBook, actor: Actor, code: str, at: datetime) -> Station:
    """A station that is somebody's. Raises :class:`NotFound`: the same words as for one that is not there."""
    found = own_stations(book, actor, at).get(code)
    if found is None:
        raise NotFound("there is no such station in your unit or below 本单位及下级没有该劝导站")
    return found


def seen_record(book: AdviceBook, actor: Actor, record_id: str) -> AdviceRecord:
    """A record that somebody may see: of their own unit and below. Raises :class:`NotFound`."""
    record = book.room.store.find_advice(record_id) if record_id.isprintable() else None
    if record is None or record.current.unit_id not in scope_of(actor, book.room.units()):
        raise NotFound("there is no such advice record 没有该劝导记录")
    return record


def standing_of(codes: Collection[str], stations: Mapping[str, Station]) -> Mapping[str, str]:
    """Names of stations by code; of one that is gone, its code."""
    return {code: stations[code].name if code in stations else code for code in codes}


def _station(values: Mapping[str, Any], unit_id: str, units: UnitTree) -> Station:
    told = str(values.get("unit") or "")
    return Station(
        code=str(values.get("code") or ""), name=str(values.get("name") or ""),
        unit_id=told if told in units else unit_id, village=str(values.get("village") or ""),
        area=str(values.get("area") or ""), lon=_degrees(values.get("lon")), lat=_degrees(values.get("lat")),
    )  # fmt: skip


def _degrees(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None
