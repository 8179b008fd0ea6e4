"""Who did, saw or was refused what: the lines of the audit chain, and heads of it written down elsewhere."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AuditNote:
    """What is to be written down of one act. ``subject`` of a person or plate is its keyed token, never the clear."""

    at: datetime
    person_id: str
    unit_id: str
    action: str  # "act.sign", "read.matter", "look_up.plate", "sign_in", "refused.act" …
    subject: str = ""
    purpose: str = ""
    case: str = ""  # number of the case or order that a look-up is for
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A line in its place: ``seal`` is the keyed hash of the line before and of this line."""

    number: int  # 1, 2, 3 … without gap
    note: AuditNote
    seal: str  # hex
    key_id: str  # which key sealed it


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head of the chain as it was written down outside the store: a cut or replaced chain shows against it."""

    number: int  # of the last line at that moment
    seal: str  # of that line, hex
    key_id: str
    at: datetime  # when it was written down
    how: str = "file"  # "file", "mail", "qr", "typed"
