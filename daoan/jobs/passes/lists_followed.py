"""Who holds the log of passes against outside lists, and tells each list's keeper, and nobody else, of hits.

:func:`follow` is pure: from a state and what stands in the log behind it follow the same hits, whenever it is asked.
What was told is on disk before the position is kept; killed in between, the last part is done again, and each hit of it
is known already, since its id follows from list, keeper and pass.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import numpy as np

from daoan.jobs.outside_lists import outside_lists, reference_of
from daoan.jobs.passes.lists_kept import KeptLists, ListRef, ListsRef, ListState
from daoan.jobs.passes.records import find_lists, find_passes
from daoan.jobs.settings import AuditedSettings
from daoan.store.framed_log import read_from
from daoan.store.outside_protocol import OutsideStore, ToldHit
from daoan.terms.passes import PassFrame, SiteFrame, join_passes
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.messaging import Channel, Message
from daoan.terms.records.notified import Told
from daoan.terms.records.outside import OUTSIDE_HIT, OutsideHit
from daoan.terms.records.people import LOOP
from daoan.terms.times import from_ms
from daoan.terms.watches import OutsideList
from daoan.warn.passes.listed import ListTable, PlateKey, find_listed

MOST_AT_ONCE = 100_000
HITS_AT_ONCE = 500  # in one transaction


class HitStore(AuditedSettings, OutsideStore, Protocol):
    """Where lists and hits are kept."""


@dataclass(frozen=True, slots=True)
class Found:
    """A pass of a listed vehicle, before anybody was told. ``site``: row."""

    ref: ListRef
    entry: str
    pass_id: int
    site: int
    happened_ms: int
    known_ms: int


@dataclass(frozen=True, slots=True)
class Matched:
    """What came of following: passes read, hits that were new."""

    passes: int = 0
    hits: int = 0


@dataclass(frozen=True, slots=True)
class Telling:
    """What hits are told with. ``fresh``: of older ones no call is made; they are kept all the same."""

    store: HitStore
    sites: Callable[[], SiteFrame]
    now: datetime
    fresh: timedelta


def follow(
    state: ListState,
    records: Iterable[tuple[int, bytes]],
    table_of: Callable[[ListsRef], ListTable],
    key: PlateKey,
    at_once: int = MOST_AT_ONCE,
) -> Iterator[tuple[ListState, int, tuple[Found, ...]]]:
    """States on the way through some records, each with how many passes led to it and what was found among them."""
    position, at, matched = state.position, state.at, state.matched
    waiting, number, table = list[PassFrame](), 0, None

    def done() -> tuple[ListState, int, tuple[Found, ...]]:
        nonlocal table, matched, waiting, number
        found = tuple[Found, ...]()
        if number and at.lists:
            table = table_of(at) if table is None else table
            found = tuple(_found(join_passes(waiting), at, table, key))
            matched = {name: n + number for name, n in matched.items()}
        read, waiting, number = number, [], 0
        return ListState(position, at, matched), read, found

    for behind, record in records:
        lists = find_lists(record)
        if lists is not None:
            if waiting:
                yield done()
            at, table = lists, None
            matched = {one.list_id: matched.get(one.list_id, 0) for one in at.lists}
        passes = find_passes(record) if at.lists else None
        position = behind
        if passes is not None and len(passes):
            waiting.append(passes)
            number += len(passes)
            if number >= at_once:
                yield done()
    if position != state.position:
        yield done()


def tell_keepers(log: Path, until: int, kept: KeptLists, key: PlateKey, telling: Telling) -> Matched:
    """Hold what stands in a log, up to a position, against the lists, and keep hits for their keepers."""
    passes, hits, state = 0, 0, kept.state()
    records = read_from(log, state.position, until)
    for after, read, found in follow(state, records, kept.table, key):
        told = _told(found, telling)
        for k in range(0, len(told), HITS_AT_ONCE):
            hits += telling.store.keep_outside_hits(told[k : k + HITS_AT_ONCE])
        kept.put_state(after)
        passes += read
    return Matched(passes, hits)


def _found(passes: PassFrame, at: ListsRef, table: ListTable, key: PlateKey) -> Iterator[Found]:
    rows, lists, tokens = find_listed(passes.plate, key, table)
    content = tokens.astype(">u8")
    for k, row in enumerate(rows.tolist()):
        ref = at.lists[int(lists[k])]
        yield Found(
            ref, reference_of(ref.list_id, content[k].tobytes()), int(passes.pass_id[row]), int(passes.site[row]),
            int(passes.happened_ms[row]), int(passes.known_ms[row]),
        )  # fmt: skip


def _told(found: Iterable[Found], telling: Telling) -> list[ToldHit]:
    """Hits of lists that are still kept by whoever kept them then: of any other there is nobody to tell."""
    lists = outside_lists(telling.store) if found else {}
    sites = telling.sites().site_id if found else np.empty(0, object)
    told = []
    for one in found:
        ref, now = one.ref, telling.now
        kept = lists.get(ref.list_id)
        if kept is None or kept.keeper != ref.keeper:
            continue
        hit = OutsideHit(
            hit_id=id_of(ref, one.pass_id), list_id=ref.list_id, keeper=ref.keeper, entry=one.entry,
            pass_id=str(one.pass_id), site=str(sites[one.site]), happened_at=from_ms(one.happened_ms),
            known_at=from_ms(one.known_ms), told_at=now,
        )  # fmt: skip
        note = AuditNote(
            now, LOOP.person_id, LOOP.unit_id, "tell.outside_hit", ref.list_id, detail=f"{ref.keeper}: {hit.hit_id}"
        )
        told.append(ToldHit(hit, note, _message(hit, kept) if hit.happened_at >= now - telling.fresh else None))
    return told


def id_of(ref: ListRef, pass_id: int) -> str:
    """The id of a hit."""
    return hashlib.sha256(f"daoan hit\n{ref.list_id}\n{ref.keeper}\n{pass_id}".encode()).hexdigest()[:32]


def _message(hit: OutsideHit, kept: OutsideList) -> Message | None:
    if not kept.webhook:
        return None
    return Message(
        message_id=hit.hit_id, channel=Channel.KEEPER, recipient=hit.list_id, unit_id=hit.keeper, people=(),
        why=Told.SEEN, matter_id=hit.hit_id, kind=OUTSIDE_HIT, level="", number=0, made_at=hit.told_at,
        next_at=hit.told_at,
    )  # fmt: skip
