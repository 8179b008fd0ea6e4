"""Files beside matters: what is told of each, and contents, each kept once."""

from sqlalchemy import Connection, insert, select

from daoan.store import serial
from daoan.store.moving import require_content, require_record
from daoan.store.sql.work import require_matter
from daoan.store.sql.work_tables import attachment_blobs, attachments
from daoan.terms.errors import Conflict, NotFound
from daoan.terms.records.working import Attachment


def keep(connection: Connection, attachment: Attachment, content: bytes) -> None:
    """Keep a file beside a matter."""
    payload = require_record(attachment)
    require_content(attachment, content)
    require_matter(connection, attachment.matter_id)
    table = attachments.c
    if connection.scalar(select(table.sha256).where(table.attachment_id == attachment.attachment_id)) is not None:
        raise Conflict(f"there is an attachment {attachment.attachment_id!r} already")
    blobs = attachment_blobs.c
    if connection.scalar(select(blobs.sha256).where(blobs.sha256 == attachment.sha256)) is None:
        connection.execute(insert(attachment_blobs), {"sha256": attachment.sha256, "content": content})
    row = {
        "attachment_id": attachment.attachment_id,
        "matter_id": attachment.matter_id,
        "sha256": attachment.sha256,
        "added_at": serial.to_micros(attachment.added_at),
        "payload": payload,
    }
    connection.execute(insert(attachments), row)


def get(connection: Connection, attachment_id: str) -> tuple[Attachment, bytes]:
    """A file with its content."""
    query = select(attachments.c.payload, attachment_blobs.c.content).join(attachment_blobs)
    row = connection.execute(query.where(attachments.c.attachment_id == attachment_id)).first()
    if row is None:
        raise NotFound(f"no attachment {attachment_id!r}")
    return serial.unpack(Attachment, row.payload), bytes(row.content)


def list_all(connection: Connection, matter_id: str) -> tuple[Attachment, ...]:
    """Files beside a matter, oldest first."""
    require_matter(connection, matter_id)
    table = attachments.c
    query = select(table.payload).where(table.matter_id == matter_id).order_by(table.added_at, table.attachment_id)
    return tuple(serial.unpack_all(Attachment, connection.scalars(query).all()))
