"""The plate of one advice record in the clear: for a purpose and a case, written into the log before it is shown."""

from datetime import datetime

from daoan.act.lookups.grounds import LookUp, note_of, refusal_of
from daoan.act.workflow.table import Refused
from daoan.edge.sealed import TextSealer
from daoan.jobs.advice.book import AdviceBook, seen_record
from daoan.jobs.lookups import no_such_case
from daoan.terms.records.people import Actor
from daoan.terms.rulepacks import RulePack


def show_plate(
    book: AdviceBook, pack: RulePack, actor: Actor, record_id: str, purpose: str, case: str, at: datetime
) -> str | Refused:
    """The plate of a record, or why not. ``pack``: the rule pack ``lookups``. Raises :class:`NotFound`."""
    record = seen_record(book, actor, record_id)
    asked = LookUp("plate", record_id, purpose.strip(), case.strip(), at)
    refused = no_such_case(book.room, actor, asked.case) or refusal_of(asked, actor, pack)
    book.room.store.append_audit(note_of(asked, actor, refused))
    if refused is not None or not record.current.sealed:
        return refused or ""
    return TextSealer(book.key).open(record.current.sealed)
