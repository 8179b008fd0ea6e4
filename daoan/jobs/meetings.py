"""Meetings of the committee 联席会议: who sees which, and how a decision in their minutes becomes a matter.

Minutes are entries of the register ``meeting``. A decision is opened once: its row keeps the id of its matter, and the
matter's evidence leads back to the meeting.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from daoan.act.registers import Wrong, shown_values
from daoan.act.workflow.table import Refused
from daoan.jobs.fields import LONGEST_TITLE
from daoan.jobs.registers import Writing, may_write, own_entry, register_of, write_entry
from daoan.jobs.work import Asked, Wanted, cause, fresh_id, open_matter
from daoan.jobs.workroom import Workroom, scope_of
from daoan.terms.errors import Conflict, NotFound
from daoan.terms.estimates import Text
from daoan.terms.records import Evidence
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter

MEETING, DECISION = "meeting", "decision"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a meeting. ``matter_id``: once it was opened, else ""."""

    text: str
    units: tuple[str, ...]
    finish_by: date
    matter_id: str = ""


def decisions_of(entry: Entry) -> tuple[Decision, ...]:
    """What a meeting decided."""
    return tuple(
        Decision(
            str(row["text"]), tuple(row["units"]), date.fromisoformat(row["finish_by"]), str(row.get("matter", ""))
        )
        for row in entry.values.get("decisions", ())
    )


def meetings_of(room: Workroom, actor: Actor, at: datetime) -> tuple[Entry, ...]:
    """Meetings that somebody sees, latest first: of their units, and those that their units attend or must act on."""
    scope = scope_of(actor, room.units())
    seen = [e for e in room.store.list_entries(MEETING, at) if scope & _concerned(e)]
    return tuple(sorted(seen, key=lambda e: (str(e.values.get("day", "")), e.entry_id), reverse=True))


def meeting_seen(room: Workroom, actor: Actor, entry_id: str) -> Entry:
    """One of them. Raises :class:`NotFound`."""
    entry = room.store.get_entry(entry_id) if entry_id.isprintable() else None
    if entry is None or entry.register != MEETING or not scope_of(actor, room.units()) & _concerned(entry):
        raise NotFound(f"no meeting {entry_id!r:.80}")
    return entry


def shown_meeting(room: Workroom, actor: Actor, entry: Entry) -> Mapping[str, Any]:
    """What somebody sees of a meeting: who chaired it is masked to whoever may not write it."""
    return shown_values(register_of(room, MEETING), entry.values, clear=may_change(room, actor, entry))


def may_change(room: Workroom, actor: Actor, entry: Entry) -> bool:
    """Whether somebody may change the minutes and open their decisions."""
    return may_write(actor, register_of(room, MEETING)) and entry.unit_id in scope_of(actor, room.units())


def open_decision(
    room: Workroom, actor: Actor, entry_id: str, place: int, version: int, at: datetime
) -> Matter | Refused | tuple[Wrong, ...]:
    """Open a decision as a matter and issue it; or why that cannot be.

    What was refused can be tried again once the minutes are mended: the draft takes on what they say then. Raises
    :class:`NotFound`, :class:`Conflict` where the minutes were changed meanwhile.
    """
    register = register_of(room, MEETING)
    entry = own_entry(room, actor, register, entry_id)
    decisions = decisions_of(entry)
    if entry.version != version:
        raise Conflict("the minutes were changed meanwhile; look at them again 纪要已被修改，请刷新后重试")
    if not 0 <= place < len(decisions):
        raise NotFound(f"the meeting has no decision {place}")
    one = decisions[place]
    if not one.matter_id:
        matter_id = fresh_id(room, DECISION, at)
        rows = [dict(row) for row in entry.values["decisions"]]
        rows[place]["matter"] = matter_id
        kept = write_entry(
            room, actor, register,
            Writing({**entry.values, "decisions": rows}, entry.unit_id, entry_id, version, entry.ended_at is not None,
                    f"opened {matter_id} 交办"), at,
        )  # fmt: skip
        if not isinstance(kept, Entry):
            return kept
        entry, one = kept, decisions_of(kept)[place]
    return _issue(room, actor, entry, one, at)


def _issue(room: Workroom, actor: Actor, entry: Entry, one: Decision, at: datetime) -> Matter | Refused:
    subject = str(entry.values.get("subject", ""))
    values = {
        "targets": list(one.units),
        "finish_by": one.finish_by.isoformat(),
        "text": one.text,
        "meeting": f"{entry.values.get('day', '')} {subject}".strip(),
    }
    draft: Matter | Refused
    try:
        draft = room.store.get_matter(one.matter_id)
    except NotFound:
        back = Evidence(MEETING, entry.entry_id, Text("meeting that decided it", "议定会议"), subject)
        asked = Asked(DECISION, one.text[:LONGEST_TITLE], values=values, evidence=(back,), matter_id=one.matter_id)
        draft = open_matter(room, actor, asked, at)
    if isinstance(draft, Refused):
        return draft
    if draft.state != "draft":
        raise Conflict("this decision was opened already 该事项已交办")
    if any(draft.values.get(name) != value for name, value in values.items()):
        edit = Wanted(draft.matter_id, draft.version, "edit", values={**values, "title": one.text[:LONGEST_TITLE]})
        edited = cause(room, actor, edit, at)
        if isinstance(edited, Refused):
            return edited
        draft = edited
    return cause(room, actor, Wanted(draft.matter_id, draft.version, "issue"), at)


def _concerned(entry: Entry) -> set[str]:
    units = {entry.unit_id, *entry.values.get("attendees", ())}
    return units | {unit for row in entry.values.get("decisions", ()) for unit in row.get("units", ())}
