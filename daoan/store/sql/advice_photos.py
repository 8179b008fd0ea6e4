"""Photos of advice records over SQLite and PostgreSQL: parts until all are there, then the whole in their place."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update

from daoan.store import serial
from daoan.store.advising import added, photo_id, require_photo
from daoan.store.moving import require_record
from daoan.store.sql import audit as chain
from daoan.store.sql.advice_tables import advice_parts, advice_photos, advice_records, advice_versions
from daoan.store.sql.engine import asking, writing
from daoan.store.sql.work_calls import AuditCalls
from daoan.terms.errors import NotFound
from daoan.terms.records.advice import AdvicePhoto
from daoan.terms.records.audited import AuditNote

_F, _S = advice_photos.c, advice_parts.c


class PhotoCalls(AuditCalls):
    """Photos of advice records."""

    def find_advice_photo(self, record_id: str, sha256: str) -> AdvicePhoto | None:
        """How much of a photo is there."""
        with asking(self.engine) as connection:
            return _find(connection, photo_id(record_id, sha256))

    def keep_advice_part(self, photo: AdvicePhoto, length: int, sealed: bytes) -> AdvicePhoto:
        """Add a part of a photo."""
        require_record(photo)
        name = photo_id(photo.record_id, photo.sha256)
        with writing(self.engine) as connection:
            kept = _find(connection, name)
            after = added(kept, photo, length)
            if after is None:
                return kept or AdvicePhoto(photo.record_id, photo.sha256, photo.total, 0, photo.known_at)
            _put(connection, after, None)
            connection.execute(insert(advice_parts), {"photo_id": name, "until": after.have, "content": sealed})
            return after

    def list_advice_parts(self, record_id: str, sha256: str) -> tuple[bytes, ...]:
        """The parts of a photo."""
        query = select(_S.content).where(_S.photo_id == photo_id(record_id, sha256)).order_by(_S.until)
        with asking(self.engine) as connection:
            return tuple(bytes(content) for content in connection.scalars(query))

    def finish_advice_photo(self, photo: AdvicePhoto, sealed: bytes, audit: AuditNote) -> None:
        """Keep a whole photo in place of its parts."""
        require_record(photo)
        require_photo(photo)
        with writing(self.engine) as connection:
            _put(connection, photo, sealed)
            connection.execute(delete(advice_parts).where(_S.photo_id == photo_id(photo.record_id, photo.sha256)))
            chain.append(connection, self.sealer, audit)

    def drop_advice_parts(self, record_id: str, sha256: str) -> None:
        """Forget the parts of a photo."""
        name = photo_id(record_id, sha256)
        with writing(self.engine) as connection:
            connection.execute(delete(advice_parts).where(_S.photo_id == name))
            connection.execute(delete(advice_photos).where(_F.photo_id == name, _F.content.is_(None)))

    def read_advice_photo(self, record_id: str, sha256: str) -> bytes:
        """A whole photo as it was sealed."""
        with asking(self.engine) as connection:
            content = connection.scalar(select(_F.content).where(_F.photo_id == photo_id(record_id, sha256)))
        if content is None:
            raise NotFound("this photo is not here 照片尚未收到")
        return bytes(content)


def drop_photos(connection: Connection, names: Sequence[str]) -> None:
    """Delete photos with what there is of their parts."""
    connection.execute(delete(advice_parts).where(_S.photo_id.in_(names)))
    connection.execute(delete(advice_photos).where(_F.photo_id.in_(names)))


def drop_records(connection: Connection, names: Sequence[str]) -> None:
    """Delete records with every version and photo."""
    drop_photos(connection, list(connection.scalars(select(_F.photo_id).where(_F.record_id.in_(names)))))
    connection.execute(delete(advice_versions).where(advice_versions.c.record_id.in_(names)))
    connection.execute(delete(advice_records).where(advice_records.c.record_id.in_(names)))


def _find(connection: Connection, name: str) -> AdvicePhoto | None:
    payload = connection.scalar(select(_F.payload).where(_F.photo_id == name))
    return None if payload is None else serial.unpack(AdvicePhoto, payload)


def _put(connection: Connection, photo: AdvicePhoto, content: bytes | None) -> None:
    name = photo_id(photo.record_id, photo.sha256)
    row = {"payload": serial.pack(photo), "content": content}
    if connection.execute(update(advice_photos).where(_F.photo_id == name).values(row)).rowcount == 0:
        first = {"photo_id": name, "record_id": photo.record_id, "known_at": serial.to_micros(photo.known_at)}
        connection.execute(insert(advice_photos), first | row)
