"""The next line of the audit chain, whatever the store is made of."""

from daoan.store.moving import require_record
from daoan.terms.audit import GENESIS, Sealer
from daoan.terms.errors import Fault
from daoan.terms.records.audited import AuditEntry, AuditNote


def require_sealer(sealer: Sealer | None) -> Sealer:
    """The key of the chain. Raises :class:`Fault` where the store was opened without one."""
    if sealer is None:
        raise Fault("this store was opened without a key for the audit chain; open it with open_store(place, sealer)")
    return sealer


def next_line(sealer: Sealer | None, head: AuditEntry | None, note: AuditNote) -> AuditEntry:
    """The line behind the head of the chain; nothing is kept yet."""
    require_record(note)
    if head is None:
        return require_sealer(sealer).seal(GENESIS, 1, note)
    return require_sealer(sealer).seal(head.seal, head.number + 1, note)
