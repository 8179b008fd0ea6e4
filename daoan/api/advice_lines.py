"""Advice records as readers see them: plates and notes masked, names of colleagues, words for codes."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from daoan.api.advice_shapes import PresenceLine, RecordLine, Reference, ShiftLine, StationLine, VersionLine
from daoan.api.workdesk import WorkDesk
from daoan.jobs.advice.book import AdviceBook, Station, own_stations, within
from daoan.jobs.advice.presence import WHY
from daoan.jobs.workroom import scope_of
from daoan.terms.masking import mask_text
from daoan.terms.records.advice import AdvicePresence, AdviceRecord, AdviceVersion
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission
from daoan.terms.units import UnitTree

#: Both of them: enter codes of stations from paper, and print their sheets. Wardens do neither.
ABOVE = (Permission.WORK, Permission.SEE_RISK)


@dataclass(frozen=True, slots=True)
class Lines:
    """What lines of one answer are made with."""

    book: AdviceBook
    actor: Actor
    stations: Mapping[str, Station]
    units: UnitTree
    person: Callable[[str], str | None]  # a colleague's name; few people made many records
    replays: bool = False  # the past is replayed here: whose clock is off nobody can say

    def record(self, record: AdviceRecord) -> RecordLine:
        """A record as it stands, with its other versions where they conflict."""
        heads: tuple[AdviceVersion, ...] = ()
        if record.conflict:
            versions = {v.version_id: v for v in self.book.room.store.list_advice_versions(record.record_id)}
            heads = tuple(versions[name] for name in record.heads)
        now = record.current
        return RecordLine(
            record_id=record.record_id, place=record.place, unit_id=now.unit_id, unit=self.units.name_of(now.unit_id),
            conflict=record.conflict, versions=record.versions, begun_at=record.begun_at, handed=record.handed,
            current=self.version(now), heads=tuple(map(self.version, heads)),
        )  # fmt: skip

    def version(self, one: AdviceVersion) -> VersionLine:
        """One version."""
        store, doubt = self.book.room.store, self.book.number("clock.doubt_s")
        clock_off = abs(one.offset_s) > doubt and not self.replays
        photos = [store.find_advice_photo(one.record_id, sha) for sha in one.photos]
        return VersionLine(
            version_id=one.version_id, based_on=one.based_on, station=one.station, station_name=self.name(one.station),
            by=self.person(one.person_id), mine=one.person_id == self.actor.person_id,
            device=one.device_id[-6:], seq=one.seq, phone_at=one.phone_at, offset_s=one.offset_s,
            happened_at=one.happened_at, known_at=one.known_at, clock_off=clock_off,
            vehicle=one.vehicle, behaviours=one.behaviours, outcome=one.outcome, lon=one.lon, lat=one.lat,
            accuracy_m=one.accuracy_m, people=one.people, shown=one.shown, photos=one.photos,
            photos_here=sum(p is not None and p.done for p in photos), note=mask_text(one.note),
        )  # fmt: skip

    def presence(self, one: AdvicePresence) -> PresenceLine:
        """One presence."""
        return PresenceLine(
            presence_id=one.presence_id, station=one.station, station_name=self.name(one.station), way=one.way,
            what=one.what, day=one.day, shift=one.shift, happened_at=one.happened_at, known_at=one.known_at,
            by=self.person(one.person_id) if one.person_id else None, sender_known=one.sender_known,
            distance_m=one.distance_m, contacts=one.contacts, proved=one.proved, why=one.why,
            why_text=WHY.get(one.why),
        )  # fmt: skip

    def own(self) -> Mapping[str, Station]:
        """The stations of the reader's own unit and below, by code."""
        return within(self.stations, scope_of(self.actor, self.units))

    def name(self, station: str) -> str:
        """A station's name; of one that is gone, its code."""
        return mask_text(self.stations[station].name) if station in self.stations else station

    def names(self, stations: Iterable[str]) -> dict[str, str]:
        """Names of stations by code."""
        return {code: self.name(code) for code in stations}


def lines_for(work: WorkDesk, actor: Actor) -> Lines:
    """Lines as somebody reads them now."""
    book, room = work.advice, work.room
    stations = book.stations(work.clock.now())
    return Lines(book, actor, stations, room.units(), cache(room.name_of), work.clock.replays)


def may_enter(permissions: Collection[Permission]) -> bool:
    """Whether somebody enters codes and prints sheets."""
    return all(permission in permissions for permission in ABOVE)


def reference_for(work: WorkDesk, actor: Actor) -> Reference:
    """All that somebody's page needs to work without a network."""
    book = work.advice
    stations = own_stations(book, actor, work.clock.now()).values()
    catalogue, number = book.catalogue, book.number
    shifts = catalogue.shifts.values()
    return Reference(
        person_id=actor.person_id, vehicles=tuple(catalogue.vehicles.values()),
        behaviours=tuple(catalogue.behaviours.values()), outcomes=tuple(catalogue.outcomes.values()),
        shifts=tuple(ShiftLine(s.code, s.name, f"{s.begins:%H:%M}", f"{s.ends:%H:%M}") for s in shifts),
        stations=tuple(
            StationLine(s.code, mask_text(s.name), s.unit_id, s.lon, s.lat)
            for s in sorted(stations, key=lambda s: s.code)
        ),
        photos=int(number("limits.photos")), photo_bytes=int(number("limits.photo_bytes")),
        photo_side_px=int(number("limits.photo_side_px")), chunk_bytes=int(number("limits.chunk_bytes")),
        batch=int(number("limits.batch")), doubt_s=number("clock.doubt_s"),
        may_take=Permission.REPORT in actor.permissions, may_enter=may_enter(actor.permissions),
        rule_pack=book.pack.stamp,
    )  # fmt: skip
