"""Photos of advice records: part by part, held against their hash when all is there, then sealed.

A photo is kept byte for byte as the phone made it, so that its hash stays what the record says; so one that tells more
than pixels (place, camera, comments) is refused, and the phone's page makes none such.
"""

import hashlib
import io
from dataclasses import replace
from datetime import datetime

from PIL import Image, UnidentifiedImageError

from daoan.edge.sealed import TextSealer
from daoan.jobs.advice.book import AdviceBook, seen_record
from daoan.jobs.advice.taking import require_named
from daoan.terms.errors import InputError
from daoan.terms.records.advice import AdvicePhoto
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor

_TELLS = ("exif", "xmp", "comment", "photoshop")


def add_part(
    book: AdviceBook, actor: Actor, record_id: str, sha256: str, start: int, total: int, part: bytes, at: datetime
) -> AdvicePhoto:
    """Add a part of a photo that begins at a byte; answers how much is there then.

    Raises :class:`NotFound` for a record or photo that is not the actor's to send, :class:`InputError` for one that is
    too large, and where the whole is not what the hash says or no plain picture: its parts are then forgotten.
    """
    record = seen_record(book, actor, record_id)
    require_named(book, record, sha256)
    if not 0 < total <= book.number("limits.photo_bytes") or len(part) > book.number("limits.chunk_bytes"):
        raise InputError("this photo, or this part of it, is too large 照片过大")
    store, sealer = book.room.store, TextSealer(book.key)
    told = AdvicePhoto(record_id, sha256, total, start + len(part), at)
    kept = store.keep_advice_part(told, len(part), sealer.seal_bytes(part))
    if kept.done or kept.have < kept.total:
        return kept
    content = b"".join(map(sealer.open_bytes, store.list_advice_parts(record_id, sha256)))
    try:
        _require_plain_picture(book, content, sha256)
    except InputError:
        store.drop_advice_parts(record_id, sha256)
        raise
    whole = replace(kept, done=True)
    note = AuditNote(at, actor.person_id, actor.unit_id, "advice.photo", record_id, detail=sha256[:16])
    store.finish_advice_photo(whole, sealer.seal_bytes(content), note)
    return whole


def read_photo(book: AdviceBook, actor: Actor, record_id: str, sha256: str, at: datetime) -> bytes:
    """A photo of a record that somebody may see; that they looked is written down. Raises :class:`NotFound`."""
    seen_record(book, actor, record_id)
    content = TextSealer(book.key).open_bytes(book.room.store.read_advice_photo(record_id, sha256))
    note = AuditNote(at, actor.person_id, actor.unit_id, "read.advice_photo", record_id, detail=sha256[:16])
    book.room.store.append_audit(note)
    return content


def _require_plain_picture(book: AdviceBook, content: bytes, sha256: str) -> None:
    if hashlib.sha256(content).hexdigest() != sha256:
        raise InputError("what came is not the photo that the record names; it is sent anew 照片校验不符，将重新上传")
    side = book.number("limits.photo_side_px")
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG",)) as image:
            tells = any(name in image.info for name in _TELLS) or bool(image.getexif())
            fits = max(image.size) <= side
            image.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise InputError("this is no JPEG picture 仅支持 JPEG 照片") from None
    if tells or not fits:
        raise InputError("a photo has no more pixels than that, and tells nothing besides 照片尺寸或附带信息不符")
