"""Close a month of company ratings, compute it again, and revise what the register had wrong.

A month is closed once: every rating is kept whole with the terms that it was judged by, and computed again from the
roster's versions to the same bytes for as long as those are kept. What is known later changes nothing by itself: a
person names the records that were wrong then, and a revised rating stands beside the first.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from daoan.assess.companies.grounds import Facts
from daoan.assess.companies.rating import Rating, rate_companies
from daoan.assess.companies.schemes import Scheme
from daoan.jobs.companies.board import Moment, facts_at, moment_of
from daoan.jobs.companies.carrying import carry_over
from daoan.jobs.workroom import Workroom, scope_of
from daoan.store import serial
from daoan.store.roster_protocol import KINDS
from daoan.terms.errors import Conflict, InputError, NotAllowed, NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.companies import (
    Company,
    CompanyEvent,
    KeyDriver,
    KeyVehicle,
    RosterRecord,
    roster_id,
)
from daoan.terms.records.company_months import ClosedMonth, KeptRating, RatingCorrection, run_name
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission

T = TypeVar("T", Company, KeyVehicle, KeyDriver, CompanyEvent)
MOST_CORRECTIONS = 200
NOTHING_CARRIED = ',"carried":null}'
_KIND_OF: Mapping[str, type[RosterRecord]] = {name: kind for kind, name in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Again:
    """A closed month computed again. ``differs``: companies whose rating came out otherwise; ``missing``: companies
    that came out on one side only. With none of both, every byte is the same."""

    month: str
    scheme: str
    ratings: int
    same: bool
    digest: str
    differs: tuple[str, ...]
    missing: tuple[str, ...]


def may_close(room: Workroom, actor: Actor) -> bool:
    """Whether somebody answers for every company that is rated."""
    units = room.units()
    top = actor.unit_id in units and units.get(actor.unit_id).parent is None
    return top and Permission.KEEP_ROSTER in actor.permissions


def close_month(room: Workroom, actor: Actor, scheme: Scheme, month: str, now: datetime) -> ClosedMonth:
    """Rate every company of a month that is over, and keep it.

    Raises :class:`NotAllowed`, :class:`InputError` for a month that is not over or lies before one that is closed, and
    :class:`Conflict` for one that is closed already.
    """
    if not may_close(room, actor):
        raise NotAllowed("a month is closed by the unit that stands above all companies 由支队关账")
    moment = moment_of(month, now, room.zone)
    if not moment.closed:
        raise InputError(f"{moment.month} is not over yet 该月尚未结束")
    later = [m.month for m in room.store.list_company_months() if m.scheme == scheme.name and m.month > moment.month]
    if later:
        raise InputError(f"{later[0]} is closed; an earlier month is not closed any more 后续月份已关账，不能补关")
    kept = [
        KeptRating(
            moment.month, scheme.name, r.company.company_id, 0, r.company.unit_id, r.level, now, actor.person_id,
            body_of(r),
        )
        for r in carry_over(room, rate_companies(facts_at(room, moment), scheme), scheme, moment)
    ]  # fmt: skip
    if not kept:
        raise InputError("no company was rated in that month 该月无可评价企业")
    closed = ClosedMonth(
        moment.month, scheme.name, scheme.stamp, moment.day, moment.as_of, now, actor.person_id, len(kept),
        digest_of(kept), serial.pack(scheme),
    )  # fmt: skip
    note = AuditNote(now, actor.person_id, actor.unit_id, "companies.close", run_name(closed.month, closed.scheme))
    room.store.close_company_month(closed, kept, note)
    return closed


def digest_of(ratings: Iterable[KeptRating]) -> str:
    """SHA-256 over ratings by company."""
    told = hashlib.sha256()
    for rating in sorted(ratings, key=lambda r: r.company_id):
        told.update(f"{rating.company_id}\n{rating.body}\n".encode())
    return told.hexdigest()


def month_named(room: Workroom, month: str, scheme: str) -> ClosedMonth:
    """A closed month. Raises :class:`NotFound`."""
    found = room.store.find_company_month(month, scheme) if month.isprintable() and scheme.isprintable() else None
    if found is None:
        raise NotFound(f"{month!r:.20} is not closed by {scheme!r:.40} 该月未关账")
    return found


def compute_again(room: Workroom, closed: ClosedMonth) -> Again:
    """Rate a closed month once more, by the terms and the knowledge that it was closed with."""
    there = {
        r.company_id: r.body
        for r in room.store.list_company_ratings(month=closed.month, scheme=closed.scheme)
        if r.revision == 0
    }
    anew = {r.company.company_id: body_of(r) for r in _rated(room, closed, ())}
    differs = tuple(sorted(name for name in there.keys() & anew.keys() if there[name] != anew[name]))
    missing = tuple(sorted(there.keys() ^ anew.keys()))
    blank = KeptRating(closed.month, closed.scheme, "", 0, "", "", closed.closed_at, closed.closed_by, "")
    digest = digest_of(replace(blank, company_id=name, body=body) for name, body in anew.items())
    return Again(closed.month, closed.scheme, len(there), digest == closed.digest, digest, differs, missing)


def ratings_of(
    room: Workroom, actor: Actor, closed: ClosedMonth, company_id: str = ""
) -> dict[str, tuple[KeptRating, ...]]:
    """Ratings of a closed month in somebody's scope by company, each first to last."""
    scope = scope_of(actor, room.units())
    found: dict[str, list[KeptRating]] = {}
    for one in room.store.list_company_ratings(month=closed.month, scheme=closed.scheme, company_id=company_id):
        if one.unit_id in scope:
            found.setdefault(one.company_id, []).append(one)
    return {name: tuple(rows) for name, rows in found.items()}


def body_of(rating: Rating) -> str:
    """A rating as it is kept. One that nothing is carried into is written as before anything was carried over, so that
    months closed then come out to the same bytes."""
    text = serial.pack(rating)
    return text if rating.carried is not None else f"{text.removesuffix(NOTHING_CARRIED)}}}"


def rating_in(kept: KeptRating) -> Rating:
    """The rating that was kept."""
    return serial.unpack(Rating, kept.body)


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """A record of a company that says something else now than when the month was closed. ``fields``: which do."""

    kind: str
    item_id: str
    before: RosterRecord | None
    now: RosterRecord
    fields: tuple[str, ...]


def changed_since(room: Workroom, closed: ClosedMonth, company_id: str, now: datetime) -> tuple[ChangedRecord, ...]:
    """What of a company's records was told otherwise after a month was closed: corrected, or merely changed since."""
    found = []
    for name, kind in _KIND_OF.items():
        then = {roster_id(r): r for r in room.store.list_roster(kind, closed.as_of, company_id)}  # type: ignore[type-var]
        here = {roster_id(r): r for r in room.store.list_roster(kind, now, company_id)}  # type: ignore[type-var]
        for item in sorted(then.keys() | here.keys()):
            before = then.get(item) or room.store.find_roster(kind, item, closed.as_of)  # type: ignore[type-var]
            after = here.get(item) or room.store.find_roster(kind, item, now)  # type: ignore[type-var]
            if after is not None and before != after:
                found.append(ChangedRecord(name, item, before, after, _differing(before, after)))
    return tuple(found)


def revise_rating(
    room: Workroom,
    actor: Actor,
    closed: ClosedMonth,
    company_id: str,
    wrong: Sequence[tuple[str, str]],
    reason: str,
    now: datetime,
) -> KeptRating:
    """Rate a company of a closed month with records that were wrong then (kind, id) as they are known now.

    Raises :class:`NotAllowed`, :class:`NotFound`, :class:`InputError` where nothing or something unchanged is named.
    """
    if Permission.AUDIT_WORK not in actor.permissions:
        raise NotAllowed("your role may not revise a rating 您的角色无权更正评价")
    kept = ratings_of(room, actor, closed, company_id).get(company_id)
    if not kept:
        raise NotFound(f"no company {company_id!r:.40} was rated in {closed.month}")
    if not reason.strip() or not wrong:
        raise InputError("say what was wrong in the register, and why 请选择有误的登记并说明理由")
    if len(wrong) > MOST_CORRECTIONS:
        raise InputError(f"at most {MOST_CORRECTIONS} records 最多{MOST_CORRECTIONS}条")
    known = {(c.kind, c.item_id) for c in changed_since(room, closed, company_id, now)}
    if not set(wrong) <= known:
        raise InputError("only what the register tells otherwise now can be corrected 仅可选择台账已更正的登记")
    before = {(c.kind, c.item_id): c for c in kept[-1].corrections}
    corrections = tuple({**before, **{key: RatingCorrection(*key, now) for key in sorted(set(wrong))}}.values())
    rating = next((r for r in _rated(room, closed, corrections) if r.company.company_id == company_id), None)
    if rating is None:
        raise InputError("corrected like this the company would not be rated at all 更正后该企业不在评价范围")
    revised = KeptRating(
        closed.month, closed.scheme, company_id, kept[-1].revision + 1, kept[0].unit_id, rating.level, now,
        actor.person_id, body_of(rating), reason.strip(), corrections,
    )  # fmt: skip
    run = run_name(closed.month, closed.scheme)
    note = AuditNote(now, actor.person_id, actor.unit_id, "companies.revise", f"{run}/{company_id}")
    room.store.keep_revised_rating(revised, note)
    return revised


def _rated(room: Workroom, closed: ClosedMonth, corrections: Sequence[RatingCorrection]) -> tuple[Rating, ...]:
    moment = Moment(closed.month, closed.day, closed.as_of, closed=True)
    facts = facts_at(room, moment) if not corrections else _facts_with(room, moment, corrections)
    scheme = serial.unpack(Scheme, closed.terms)
    return carry_over(room, rate_companies(facts, scheme), scheme, moment)


def _facts_with(room: Workroom, moment: Moment, corrections: Sequence[RatingCorrection]) -> list[Facts]:
    """Facts of a moment with some records as they were known later; who owns one then follows from that."""
    right: dict[type[RosterRecord], dict[str, RosterRecord]] = {}
    for one in corrections:
        kind = _KIND_OF[one.kind]
        record = room.store.find_roster(kind, one.item_id, one.known_at)  # type: ignore[type-var]
        if record is None:
            raise Conflict("a version that a revision stands on is not kept any more 更正所依据的版本已到期清除")
        right.setdefault(kind, {})[one.item_id] = record
    return facts_at(room, moment, right)


def _differing(before: RosterRecord | None, now: RosterRecord) -> tuple[str, ...]:
    apart = ("sealed", "shown", "shown_number", "age_band")  # no rating stands on them
    names = [name for name in type(now).__dataclass_fields__ if name not in apart]
    return tuple(name for name in names if before is None or getattr(before, name) != getattr(now, name))
