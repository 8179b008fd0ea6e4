"""The audit chain: every line is sealed with a key and with the seal of the line before.

::

    seal_n = HMAC-SHA256(key, seal_{n-1} ‖ n ‖ note_n)

Whoever changes, drops or reorders a line without the key breaks every seal behind it; a cut tail shows against an
anchor, a head that was written down elsewhere. What is sealed is canonical JSON: keys sorted, no blanks, UTF-8.
"""

import hmac
import json
from dataclasses import dataclass, field, fields

from daoan.terms.records.audited import AuditEntry, AuditNote

#: What stands before the first line.
GENESIS = "0" * 64

#: The act that tells of a change of keys: sealed with the old key, its subject is the id of the new one.
ROTATED = "audit.rotate"

_FIELDS = tuple(f.name for f in fields(AuditNote))
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Sealer:
    """A key that lines are sealed with; ``key_id`` names it, so that keys can be changed."""

    key_id: str
    key: bytes = field(repr=False)  # a printed sealer shows no secret

    def seal(self, previous: str, number: int, note: AuditNote) -> AuditEntry:
        """The line behind one whose seal is ``previous``."""
        return AuditEntry(number, note, seal_of(self.key, previous, number, note), self.key_id)


def seal_of(key: bytes, previous: str, number: int, note: AuditNote) -> str:
    """The seal of a line, in hexadecimal."""
    told = {name: getattr(note, name) for name in _FIELDS}
    told["at"] = note.at.isoformat()
    return hmac.digest(key, _CANONICAL.encode([previous, number, told]).encode(), "sha256").hex()
