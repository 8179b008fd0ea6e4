"""A matter put in place as another workspace has it, log and files, whatever stood here before."""

from sqlalchemy import Connection, delete, insert, select

from daoan.store import serial
from daoan.store.moving import require_record
from daoan.store.sql.bulk import insert_all, next_seq, put, select_by_name
from daoan.store.sql.work import record_of, row_of, step_row, trait_row
from daoan.store.sql.work_tables import (
    attachment_blobs,
    attachments,
    matter_records,
    matter_steps,
    matters,
    step_traits,
)
from daoan.terms.records.exchanged import MatterCopy
from daoan.terms.records.working import Attachment, Step


def put_matter(connection: Connection, copy: MatterCopy) -> None:
    """Put a matter in place. Steps that it has already keep their number, so that open pages hear of new ones only."""
    name = copy.matter.matter_id
    require_record(copy.matter)
    put(connection, matters, row_of(copy.matter))
    put(connection, matter_records, record_of(copy.matter))
    table = matter_steps.c
    query = select(table.seq, table.payload).where(table.matter_id == name)
    there = {row.seq: serial.unpack(Step, row.payload) for row in connection.execute(query)}
    _drop_steps(connection, [seq for seq, step in there.items() if step not in copy.steps])
    known = {step.version for step in there.values() if step in copy.steps}
    fresh = [step for step in copy.steps if step.version not in known]
    steps = list(enumerate(fresh, next_seq(connection, matter_steps)))
    insert_all(connection, matter_steps, [step_row(seq, step) for seq, step in steps])
    insert_all(connection, step_traits, [trait_row(seq, step) for seq, step in steps])
    _put_files(connection, name, copy.attachments)


def forget_matter(connection: Connection, name: str) -> None:
    """Leave nothing of a matter."""
    connection.execute(delete(attachments).where(attachments.c.matter_id == name))
    found = connection.scalars(select(matter_steps.c.seq).where(matter_steps.c.matter_id == name))
    _drop_steps(connection, list(found))
    connection.execute(delete(matter_records).where(matter_records.c.matter_id == name))
    connection.execute(delete(matters).where(matters.c.matter_id == name))


def _drop_steps(connection: Connection, seqs: list[int]) -> None:
    for seq in seqs:
        connection.execute(delete(step_traits).where(step_traits.c.seq == seq))
        connection.execute(delete(matter_steps).where(matter_steps.c.seq == seq))


def _put_files(connection: Connection, name: str, files: tuple[Attachment, ...]) -> None:
    connection.execute(delete(attachments).where(attachments.c.matter_id == name))
    sha = attachment_blobs.c.sha256
    here = {row.sha256 for row in select_by_name(connection, select(sha), sha, [a.sha256 for a in files])}
    rows = [
        {
            "attachment_id": a.attachment_id, "matter_id": name, "sha256": a.sha256,
            "added_at": serial.to_micros(a.added_at), "payload": require_record(a),
        }
        for a in files
        if a.sha256 in here
    ]  # fmt: skip
    if rows:
        connection.execute(insert(attachments), rows)
