"""What must hold of advice records, whatever the store is made of."""

from collections.abc import Mapping
from dataclasses import replace

from daoan.store import serial
from daoan.store.advice_protocol import AdviceFilter, AdviceKept
from daoan.terms.errors import Conflict, Fault, NotFound
from daoan.terms.records.advice import AdvicePhoto, AdvicePresence, AdviceRecord, AdviceVersion
from daoan.terms.records.retained import KeptRow


def grown(
    record: AdviceRecord | None, kept: Mapping[str, str], version: AdviceVersion, last_place: int
) -> tuple[AdviceKept, AdviceRecord]:
    """A record with a further version. ``kept``: digest by id of its versions; ``last_place``: of any record."""
    if version.version_id in kept:
        if kept[version.version_id] != version.digest or record is None:
            raise Conflict("this id is another version's 版本编号已被占用")
        return AdviceKept.SAME, record
    missing = [name for name in version.based_on if name not in kept]
    if missing:
        raise NotFound("the version that this one was made from is not here yet 尚未收到其所依据的版本")
    place = max(last_place + 1, serial.to_micros(version.known_at))
    if record is None:
        begun = version.person_id, version.happened_at
        return AdviceKept.NEW, AdviceRecord(
            version.record_id,
            version,
            (version.version_id,),
            1,
            place,
            begun_by=begun[0],
            begun_at=begun[1],
            first_known_at=version.known_at,
        )
    heads = (*(h for h in record.heads if h not in version.based_on), version.version_id)
    current = version if record.current.version_id in version.based_on else record.current
    after = replace(record, current=current, heads=heads, versions=record.versions + 1, place=place)
    return (AdviceKept.CONFLICT if after.conflict else AdviceKept.CHANGED), after


def handed(record: AdviceRecord | None, record_id: str, matter_id: str, last_place: int) -> AdviceRecord:
    """A record that was handed over. Raises :class:`NotFound`, :class:`Conflict`."""
    if record is None:
        raise NotFound(f"no advice record {record_id!r:.80}")
    if record.handed:
        raise Conflict("this record was handed over already 该记录已移交")
    return replace(record, handed=matter_id, place=last_place + 1)


def added(kept: AdvicePhoto | None, photo: AdvicePhoto, length: int) -> AdvicePhoto | None:
    """A photo with a further part of so many bytes; ``None`` where the part does not follow what is there."""
    have = 0 if kept is None else kept.have
    if kept is not None and (kept.done or kept.total != photo.total):
        return None
    if photo.have - length != have or photo.have > photo.total or length <= 0:
        return None
    return replace(photo, known_at=photo.known_at if kept is None else kept.known_at, done=False)


def require_same(kept: AdvicePresence, presence: AdvicePresence) -> None:
    """Raises :class:`Conflict` where a presence under the same id told something else."""
    if (kept.station, kept.way, kept.what, kept.phone_at, kept.shift) != (
        presence.station, presence.way, presence.what, presence.phone_at, presence.shift,
    ):  # fmt: skip
        raise Conflict("this id is another presence's 签到编号已被占用")


def require_photo(photo: AdvicePhoto) -> None:
    """Raises :class:`Fault` for a whole photo that is not whole."""
    if not photo.done or photo.have != photo.total:
        raise Fault("a photo is kept when all of it is there")


def photo_id(record_id: str, sha256: str) -> str:
    """What a photo is kept under."""
    return f"{record_id}/{sha256}"


def words_of(behaviours: tuple[str, ...]) -> str:
    """Codes as one word that each is found in."""
    return f" {' '.join(behaviours)} "


def passes(record: AdviceRecord, where: AdviceFilter) -> bool:
    """Whether a record is one of a filter's."""
    now = record.current
    return (
        (not where.units or now.unit_id in where.units)
        and (where.stations is None or now.station in where.stations)
        and (where.since is None or record.begun_at >= where.since)
        and (where.until is None or record.begun_at < where.until)
        and where.vehicle in ("", now.vehicle)
        and (not where.behaviour or where.behaviour in now.behaviours)
        and where.outcome in ("", now.outcome)
        and where.plate in ("", now.plate)
        and (record.conflict or not where.conflict)
    )


def record_row(record: AdviceRecord, named: set[str]) -> KeptRow:
    """A record as the rules of retention see it. ``named``: ids that open matters name."""
    case = (record.handed,) if record.handed else ()
    return KeptRow(record.record_id, record.begun_at, cases=case, in_open_case=record.record_id in named)


def photo_row(photo: AdvicePhoto, named: set[str]) -> KeptRow:
    """A photo as the rules of retention see it: a case about its record keeps it."""
    name = photo_id(photo.record_id, photo.sha256)
    return KeptRow(name, photo.known_at, parts=(photo.record_id,), in_open_case=photo.record_id in named)


def presence_row(presence: AdvicePresence) -> KeptRow:
    """A presence as the rules of retention see it."""
    parts = (presence.person_id,) if presence.person_id else ()
    return KeptRow(presence.presence_id, presence.happened_at, parts=parts)
