"""A conflict ends by a person's word; a record goes to the police as a matter of theirs."""

from dataclasses import replace
from datetime import datetime

from daoan.act.advice.handover import HANDOVER
from daoan.act.workflow.table import Refused
from daoan.edge.tokens import make_id
from daoan.jobs.advice.book import AdviceBook, seen_record
from daoan.jobs.work import Asked, open_matter
from daoan.terms.errors import Conflict, InputError
from daoan.terms.estimates import Text
from daoan.terms.records import Evidence
from daoan.terms.records.advice import AdviceRecord
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.times import utc_to_local
from daoan.terms.units import UnitKind, UnitTree

#: Kinds of unit that a record is handed to, as they are met on the way up from the station.
POLICE = (UnitKind.STATION, UnitKind.RURAL_SQUAD, UnitKind.SQUAD, UnitKind.BRIGADE, UnitKind.CITY)
DESK = "desk"  # the device of whoever decides at the desk


def resolve(
    book: AdviceBook, actor: Actor, record_id: str, heads: tuple[str, ...], chosen: str, at: datetime
) -> AdviceRecord:
    """End a conflict by the version that a person chose; the others stay among the versions.

    ``heads``: the versions that they saw beside one another. Raises :class:`Conflict` where there are others by now.
    """
    record = seen_record(book, actor, record_id)
    if set(heads) != set(record.heads) or not record.conflict:
        raise Conflict("there are other versions by now; look again 版本已有变化，请刷新后重试")
    if chosen not in heads:
        raise InputError("choose one of the versions 请从并存版本中选择")
    versions = {v.version_id: v for v in book.room.store.list_advice_versions(record_id)}
    version_id = make_id("settled")
    settled = replace(
        versions[chosen], version_id=version_id, based_on=tuple(record.heads), person_id=actor.person_id,
        device_id=DESK, seq=1, known_at=at, digest=version_id,
    )  # fmt: skip
    note = AuditNote(at, actor.person_id, actor.unit_id, "advice.resolve", record_id, detail=chosen)
    return book.room.store.keep_advice(settled, note)[1]


def hand_over(book: AdviceBook, actor: Actor, record_id: str, note: str, at: datetime) -> Matter | Refused:
    """Hand a record to the police that stand above its station. Raises :class:`Conflict` where it was before."""
    record = seen_record(book, actor, record_id)
    if record.handed:
        raise Conflict("this record was handed over already 该记录已移交")
    now, room = record.current, book.room
    police = police_above(room.units(), now.unit_id)
    if police is None:
        raise InputError("no police unit stands above this station 该站上级没有公安单位")
    names = [book.catalogue.behaviours[b].name for b in now.behaviours if b in book.catalogue.behaviours]
    what = Text("; ".join(n.en for n in names), "、".join(n.zh for n in names))
    vehicle = book.vehicle_of(now.vehicle)
    when = f"{utc_to_local(record.begun_at, room.zone):%Y-%m-%d %H:%M}"
    asked = Asked(
        HANDOVER.kind,
        f"劝导移交：{vehicle.zh} {what.zh}"[:200],
        holder=police,
        values={
            "record": record_id, "station": now.station, "happened_at": record.begun_at.isoformat(),
            "text": note.strip()[:500],
            "title": {"en": f"Handed over: {vehicle.en}, {what.en}", "zh": f"劝导移交：{vehicle.zh} {what.zh}"},
        },
        lon=now.lon, lat=now.lat,
        evidence=(Evidence("advice", record_id, Text("advice record", "劝导记录"), f"{now.station} {when}"),),
    )  # fmt: skip
    matter = open_matter(room, actor, asked, at, once=f"advice {record_id}")
    if isinstance(matter, Matter):
        audit = AuditNote(at, actor.person_id, actor.unit_id, "advice.hand", record_id, detail=matter.matter_id)
        room.store.hand_advice(record_id, matter.matter_id, audit)
    return matter


def hand_over_as_told(book: AdviceBook, actor: Actor, record_id: str, at: datetime) -> Matter | None:
    """Hand a record over whose outcome says so, with its own note; ``None`` where that was done, or nobody is above."""
    record = book.room.store.find_advice(record_id)
    if record is None or record.handed or not book.is_for_police(record):
        return None
    try:
        matter = hand_over(book, actor, record_id, record.current.note, at)
    except (Conflict, InputError):  # somebody did it meanwhile, or nobody stands above: the record is kept
        return None
    return matter if isinstance(matter, Matter) else None


def police_above(units: UnitTree, unit_id: str) -> str | None:
    """The first police unit at or above a unit."""
    if unit_id not in units:
        return None
    chain = (unit_id, *units.above(unit_id))
    return next((name for name in chain if units.get(name).kind in POLICE), None)
