"""Families of matters, sign-ins and the rest, old enough to go or not, for the tests of retention."""

import sys
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from daoan.jobs.keeping import run_purge
from daoan.store.open import open_store
from daoan.store.protocol import Store
from daoan.store.work_protocol import MatterFilter
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.retained import KeptRow, LegalHold, PurgeLine
from daoan.terms.records.warned import Evidence
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import RulePack, read_rule_pack
from tests.store.store_given import day
from tests.store.work_given import SEALER, begin, file, matter, moved, note

ROOT = Path(__file__).parents[2]
#: Long after the period of everything that ended on the first days.
LATER = day(3) + timedelta(days=1096)
BY = "loop"


@cache
def pack() -> RulePack:
    return read_rule_pack((ROOT / "rulepacks" / "retention.toml").read_text(encoding="utf-8"), "retention")


def keep_family(
    store: Store, root: str, closed: float | None, *, children: int = 1, files: int = 1, names: tuple[str, ...] = ()
) -> None:
    """A matter with others below it and files beside it, closed on that day or still open, naming others."""
    grounds = tuple(Evidence("matter", name, Text(name, name)) for name in names)
    first = matter(root, root=root, evidence=grounds, values={"about": list(names)})
    below = [matter(f"{root}.{n}", parent=root, root=root, evidence=()) for n in range(children)]
    begin(store, first, *below, key=f"key-{root}")
    for n in range(files):
        store.keep_attachment(*file(f"{root}f{n}", f"{root}{n}".encode(), of=root), note())
    if closed is not None:
        moves = [moved(m, "closed", changed_at=day(closed), closed_at=day(closed)) for m in (*below, first)]
        store.keep_moves(moves, {m.matter_id: 1 for m in (*below, first)}, note())


def keep_last(store: Store) -> None:
    """A family whose step is the latest, which stays so that steps go on counting."""
    begin(store, matter("last", at=4, due_at=None))


def hold(name: str = "h1", **changes) -> LegalHold:
    return replace(LegalHold(name, "zhao", "lawsuit 12", day(0)), **changes)


def all_matters(store: Store) -> dict[str, Matter]:
    return {m.matter_id: m for m in store.page_matters(MatterFilter(), limit=10_000).rows}


def all_kept(store: Store, kind: str, until: datetime = LATER, limit: int = 3) -> list[KeptRow]:
    """Every page of a kind, one behind another."""
    rows, after = [], None
    while True:
        page = store.list_kept(kind, until, after, limit)
        rows += page.rows
        if page.next is None:
            return rows
        after = page.next


def line(kind: str, purged: int = 1) -> PurgeLine:
    return PurgeLine(LATER, BY, kind, purged, 0, 0, day(0), day(1), 7, "retention 2026.3")


def purge_note(kind: str = "matter") -> AuditNote:
    return AuditNote(LATER, BY, "", f"purge.{kind}")


def purge_slowly(place: str) -> None:
    """One family a batch, told one by one; for a process that is to be killed."""
    store = open_store(place, SEALER)
    sys.stdout.write("open\n")
    sys.stdout.flush()
    run_purge(store, pack(), LATER, BY, batch=1)
