"""Files beside matters: the same file beside the same matter once."""

import hashlib
from datetime import datetime

from daoan.edge.uploads import Upload
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import Conflict, InputError
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Attachment

MOST_FILES = 50  # beside one matter


def keep_beside(room: Workroom, actor: Actor, matter_id: str, upload: Upload, at: datetime) -> Attachment:
    """Keep a clean file beside a matter. Raises :class:`InputError` where too many lie there already."""
    digest = hashlib.sha256(upload.content).hexdigest()
    attachment_id = hashlib.sha256(f"{matter_id}\n{digest}".encode()).hexdigest()[:32]
    kept = room.store.list_attachments(matter_id)
    for one in kept:
        if one.attachment_id == attachment_id:
            return one
    if len(kept) >= MOST_FILES:
        raise InputError(f"beside one matter {MOST_FILES} files are kept 附件数量已达上限")
    attachment = Attachment(
        attachment_id, matter_id, upload.name, upload.media_type, len(upload.content), digest, at, actor.person_id
    )
    note = AuditNote(at, actor.person_id, actor.unit_id, "act.attach", matter_id, detail=attachment_id)
    try:
        room.store.keep_attachment(attachment, upload.content, note)
    except Conflict:  # the same file was being kept at the same time
        return room.store.get_attachment(attachment_id)[0]
    return attachment
