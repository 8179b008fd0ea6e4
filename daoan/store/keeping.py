"""What must hold of holds and purges, whatever the store is made of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from daoan.store.hold_protocol import PURGED_KINDS
from daoan.store.moving import require_record, root_of
from daoan.terms.errors import Conflict, Fault, InputError
from daoan.terms.estimates import Text
from daoan.terms.records import Refusal
from daoan.terms.records.company_months import ClosedMonth, run_name
from daoan.terms.records.looked import LookUpRequest
from daoan.terms.records.outside import OutsideHit
from daoan.terms.records.people import Session
from daoan.terms.records.retained import KeptRow, LegalHold
from daoan.terms.records.working import Matter

#: What stands in the place of a refused row's cells and of the sentence that quoted them.
GONE = Text("purged after its period", "已到期清除")
_LONGEST_REF = 200


def require_kind(kind: str) -> str:
    """The kind, if it is one that can be purged. Raises :class:`InputError`."""
    if kind not in PURGED_KINDS:
        raise InputError(f"no records of kind {kind!r:.40} are kept here; choose from {', '.join(PURGED_KINDS)}")
    return kind


def require_hold(hold: LegalHold, kept: LegalHold | None) -> str:
    """A hold as JSON. Raises :class:`Conflict` where it changes the kept one in any other way than releasing it."""
    if not hold.hold_id or not hold.why.strip():
        raise InputError("a hold has an id and a reason 留存令须有编号和理由")
    if kept is not None:
        released = replace(kept, released_at=hold.released_at, released_by=hold.released_by)
        if kept.released_at is not None or hold.released_at is None or released != hold:
            raise Conflict(f"the hold {hold.hold_id!r} can be released, once, and not changed otherwise")
    return require_record(hold)


def require_purge(
    rows: Sequence[KeptRow], present: Iterable[KeptRow], holds: Sequence[LegalHold], kept: Iterable[LegalHold]
) -> None:
    """Raises :class:`Conflict` unless rows and holds are what was seen, :class:`Fault` for a row of an open case."""
    if {h.hold_id: h for h in holds} != {h.hold_id: h for h in kept}:
        raise Conflict("a hold was ordered or released meanwhile; look again at what may go")
    if {r.record_id: r for r in rows} != {r.record_id: r for r in present}:
        raise Conflict("records have changed meanwhile; look again at what may go")
    open_ones = [row.record_id for row in rows if row.in_open_case]
    if open_ones:
        raise Fault(f"{open_ones[0]!r} is in an open case and stays")


def require_request(request: LookUpRequest, seen: str, kept: LookUpRequest | None) -> str:
    """A request as JSON. Raises :class:`Conflict` where its state is not the one that was seen."""
    if (kept.state if kept else "") != seen:
        raise Conflict("somebody decided on this request meanwhile; read it again")
    return require_record(request)


def refs_of(matter: Matter) -> Iterator[str]:
    """Every id that a matter may name: of its evidence, and every short word of its values."""
    for evidence in matter.evidence:
        yield evidence.ref
    yield from _words(matter.values)


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if len(value) <= _LONGEST_REF:
            yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _words(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _words(inner)


def _cases_of(matter: Matter) -> Iterator[str]:
    """Numbers of cases outside that a matter gives under a name that says so."""
    for name, value in matter.values.items():
        if "case" in name:
            yield from _words(value)


def family_row(root: str, family: Sequence[Matter], files: Iterable[str], named: set[str]) -> KeptRow:
    """A closed family as the rules of retention see it. ``named``: what open matters of other families name."""
    ids = tuple(sorted(m.matter_id for m in family))
    parts = (*ids, *sorted(files))
    closed = [m.closed_at for m in family if m.closed_at is not None]
    return KeptRow(
        root,
        max(closed) if closed else max(m.changed_at for m in family),
        cases=tuple(sorted({*ids, *(word for m in family for word in _cases_of(m))})),
        parts=parts,
        in_open_case=len(closed) < len(family) or not named.isdisjoint(parts),
    )


def key_row(key: str, kept_at: Any, answer: Sequence[Matter], is_open: set[str]) -> KeptRow:
    """The answer to a request as the rules of retention see it. ``is_open``: ids of open matters."""
    ids = tuple(sorted({m.matter_id for m in answer} | {root_of(m) for m in answer}))
    return KeptRow(key, kept_at, cases=ids, in_open_case=not is_open.isdisjoint(ids))


def session_row(session: Session) -> KeptRow:
    """A sign-in, counted from its end."""
    ended = session.expires_at if session.revoked_at is None else min(session.revoked_at, session.expires_at)
    return KeptRow(session.session_id, ended, parts=(session.person_id,))


def request_row(request: LookUpRequest) -> KeptRow:
    """A request for approval, counted from when it could no longer be used."""
    return KeptRow(request.request_id, request.until, cases=(request.case,), parts=(request.asked_by,))


def hit_row(hit: OutsideHit) -> KeptRow:
    """A hit of an outside list, counted from the pass that it tells of."""
    return KeptRow(hit.hit_id, hit.happened_at, parts=(hit.list_id, hit.pass_id))


def month_row(month: ClosedMonth, named: set[str]) -> KeptRow:
    """A closed month with its ratings, counted from its end. One that an open matter names is at work."""
    name = run_name(month.month, month.scheme)
    return KeptRow(name, month.as_of, parts=(month.month,), in_open_case=name in named)


def roster_row(kind: str, item_id: str, version: int | None, at: datetime, named: set[str]) -> KeptRow:
    """A version of the roster that was replaced at a moment; ``version`` ``None``: what has ended, since a moment."""
    name = f"{kind}/{item_id}" if version is None else f"{kind}@{version}/{item_id}"
    return KeptRow(name, at, parts=(item_id,), in_open_case=item_id in named)


def read_roster_name(name: str) -> tuple[str, str, int | None]:
    """Kind, item and version that a row of the roster is named by."""
    head, _, item = name.partition("/")
    kind, _, version = head.partition("@")
    return kind, item, int(version) if version.isdigit() else None


def alerts_row(run_id: str, as_of: Any, alert_ids: Iterable[str], named: set[str], *, latest: bool) -> KeptRow:
    """The alerts of a run. Those of the latest run are at work, as those that an open matter names."""
    parts = tuple(sorted(alert_ids))
    return KeptRow(run_id, as_of, parts=parts, in_open_case=latest or not named.isdisjoint(parts))


def emptied(refusal: Refusal) -> Refusal:
    """A refused row without what it said."""
    return replace(refusal, raw={}, message=GONE)
