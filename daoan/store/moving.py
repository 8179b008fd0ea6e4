"""What must hold of moves, lists and files of matters, whatever the store is made of."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from daoan.store import serial
from daoan.store.pages import read_cursor, write_cursor
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import Conflict, Fault, InputError
from daoan.terms.masking import mask_text
from daoan.terms.records.working import Attachment, Matter, Step
from daoan.terms.times import require_utc

ORDERS = ("due", "changed")
NEVER = 2**62  # microseconds since 1970: where a matter without deadline stands among those with one
_LONGEST_TEXT = 200


def require_record(record: Any) -> str:
    """A record as JSON. Raises :class:`Fault` where it would not come back as it is, or a moment of it is not UTC."""
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, datetime):
            require_utc(value)
    return serial.pack(record)


def require_moves(moves: Sequence[tuple[Matter, Step]], seen: Mapping[str, int]) -> tuple[Matter, ...]:
    """The matters as they are after some moves, in order of first mention.

    Raises :class:`Fault` where the moves do not follow one another, or a matter's version before them is not told.
    """
    if not moves:
        raise Fault("an act has at least one move")
    after: dict[str, Matter] = {}
    for matter, step in moves:
        name = matter.matter_id
        if name not in after and name not in seen:
            raise Fault(f"the version of {name!r} before this act is not told (0 for a new matter)")
        version = after[name].version if name in after else seen[name]
        if (step.matter_id, step.version, step.target) != (name, matter.version, matter.state):
            raise Fault(f"step {step.version} of {step.matter_id!r} does not lead to {name!r} as it is handed in")
        if matter.version != version + 1:
            raise Fault(f"version {matter.version} of {name!r} does not follow version {version}")
        if not name or (matter.parent is not None and not matter.root):
            raise Fault("a matter has an id, and one below another names the root of its family")
        after[name] = matter
    return tuple(after.values())


def require_seen(present: Mapping[str, int], seen: Mapping[str, int]) -> None:
    """Raises :class:`Conflict` where a matter has another version than was seen. ``present``: none for a new one."""
    changed = sorted(name for name, version in seen.items() if present.get(name, 0) != version)
    if changed:
        raise Conflict(f"somebody was first on {', '.join(changed[:3])}; read again and decide anew")


def require_filter(where: MatterFilter, order: str) -> None:
    """Raises :class:`InputError` for an order that there is not, or a word that cannot be looked for."""
    if order not in ORDERS:
        raise InputError(f"matters are listed by {' or '.join(ORDERS)}, not {order!r}")
    if len(where.text) > _LONGEST_TEXT:
        raise InputError(f"look for at most {_LONGEST_TEXT} characters at once")
    traits = (
        where.kinds, where.without_kinds, where.states, where.units, where.holders, where.levels, where.areas,
    )  # fmt: skip
    if "\0" in where.text or "\0" in (where.parent or "") or any("\0" in word for words in traits for word in words):
        raise InputError("a NUL character cannot be looked for")
    if where.overdue_at is not None:
        require_utc(where.overdue_at)


def require_content(attachment: Attachment, content: bytes) -> None:
    """Raises :class:`Fault` where a file is not what its record says."""
    if (attachment.bytes, attachment.sha256) != (len(content), hashlib.sha256(content).hexdigest()):
        raise Fault(f"attachment {attachment.attachment_id!r} is not the file that its record tells of")


def root_of(matter: Matter) -> str:
    """The topmost matter's id; a matter without parent need not name itself."""
    return matter.root or matter.matter_id


def family_below(matter_id: str, family: Sequence[Matter]) -> tuple[Matter, ...]:
    """A matter and everything below it, by id, out of all matters of its root."""
    inside = {matter_id}
    while more := {m.matter_id for m in family if m.parent in inside} - inside:
        inside |= more
    return tuple(sorted((m for m in family if m.matter_id in inside), key=lambda m: m.matter_id))


def due_order(matter: Matter) -> int:
    """Where a matter stands by deadline, in microseconds since 1970."""
    return NEVER if matter.due_at is None else serial.to_micros(matter.due_at)


def runs_out_at(matter: Matter) -> int | None:
    """When the clock will have something to write about a matter; ``None`` where nothing, or it has written."""
    if matter.closed_at is not None or matter.overdue_at is not None or matter.due_at is None:
        return None
    return serial.to_micros(matter.due_at)


def fold(text: str) -> str:
    """Text as it is compared where capitals do not matter."""
    return text.casefold()


def fold_title(title: str) -> str:
    """A title as it is searched: masked, for whoever may search for a number until it fits would read it that way."""
    return fold(mask_text(title))


def write_place(order: str, moment: int, matter_id: str) -> str:
    """A matter's place in a list as a cursor."""
    return write_cursor(order, moment, matter_id)


def read_place(cursor: str, order: str) -> tuple[int, str]:
    """The place that a cursor of a list names. Raises :class:`InputError` where it is another list's."""
    kind, moment, matter_id = read_cursor(cursor, tuple[str, int, str])
    if kind != order:
        raise InputError(f"this cursor is of the list by {kind}, not by {order}; begin again without one")
    return moment, matter_id
