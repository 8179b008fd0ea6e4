"""Legal holds: ordered by somebody for a reason, released by somebody, both in the audit chain."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from daoan.act.retention import read_periods
from daoan.jobs.fields import require_note
from daoan.store.hold_protocol import KeepingStore
from daoan.terms.errors import Conflict, InputError, NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.retained import LegalHold
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Ordered:
    """A hold that somebody wants: on all that fits what is given; what is empty leaves a trait free."""

    why: str
    kinds: tuple[str, ...] = ()
    record_ids: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()


def order_hold(store: KeepingStore, pack: RulePack, asked: Ordered, by: str, now: datetime, at: datetime) -> LegalHold:
    """Keep a hold that stands from ``now``, by the clock of the records; ``at``: the real moment, for the audit.

    Raises :class:`InputError` for a kind that the rule pack does not name, or without a reason.
    """
    known = read_periods(pack)
    strange = [kind for kind in asked.kinds if kind not in known]
    if strange:
        raise InputError(f"there are no records of kind {strange[0]!r:.40}; choose from {', '.join(known)}")
    if not asked.why.strip():
        raise InputError("say what the hold is for 请填写留存理由")
    hold = LegalHold(
        hold_id=f"hold-{secrets.token_hex(5)}",
        ordered_by=by,
        why=require_note(asked.why.strip()),
        since=now,
        kinds=_clean(asked.kinds),
        record_ids=_clean(asked.record_ids),
        cases=_clean(asked.cases),
    )
    store.save_hold(hold, AuditNote(at, by, "", "hold.order", hold.hold_id))
    return hold


def release_hold(store: KeepingStore, hold_id: str, by: str, now: datetime, at: datetime) -> LegalHold:
    """Let a hold end. Raises :class:`NotFound` for one that there is not, :class:`Conflict` for one that ended."""
    hold = next((h for h in store.list_holds() if h.hold_id == hold_id), None)
    if hold is None:
        raise NotFound(f"there is no hold {hold_id!r:.80}")
    if hold.released_at is not None:
        raise Conflict(f"the hold {hold_id!r} was released already 已解除")
    released = replace(hold, released_at=max(now, hold.since), released_by=by)
    store.save_hold(released, AuditNote(at, by, "", "hold.release", hold_id))
    return released


def _clean(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(require_note(word.strip()) for word in words if word.strip()))
