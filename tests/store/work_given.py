"""Matters, steps and notes for the tests of the work part of a store."""

import hashlib
from dataclasses import replace
from datetime import timedelta

from daoan.store.protocol import Store
from daoan.store.work_protocol import MatterFilter
from daoan.terms.audit import GENESIS, Sealer, seal_of
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Account, Person, Session
from daoan.terms.records.warned import Evidence
from daoan.terms.records.working import Attachment, Matter, Step
from daoan.terms.roles import Role
from daoan.terms.units import Unit, UnitKind
from tests.store.store_given import LATE, day

SEALER = Sealer("key-1", b"a key of thirty-two bytes, fixed")


def note(action: str = "act.sign", at: float = 0) -> AuditNote:
    """What is written down of an act."""
    return AuditNote(day(at), "p1", "north", action, subject="m1", detail="详情")


def matter(name: str = "m1", at: float = 0, **changes) -> Matter:
    """A matter as it begins."""
    first = Matter(
        name, "order", "draft", f"Dangerous bend 急弯 {name}", issuer="city", holder="north", created_at=day(at),
        changed_at=day(at), created_by="p1", root=name, level="urgent", due_at=day(at + 1), due=Text("sign", "签收"),
        evidence=(Evidence("segment", "s1", Text("segment", "路段")),), values={"targets": ["north"], "depth_m": 1.5},
        rule_pack="work@1",
    )  # fmt: skip
    return replace(first, **changes)


def moved(before: Matter, state: str, event: str = "move", note: str = "好", **changes) -> tuple[Matter, Step]:
    """The matter a minute later in another state, with the step that led there."""
    at = before.changed_at + timedelta(minutes=1)
    after = replace(before, **{"state": state, "version": before.version + 1, "changed_at": at} | changes)
    return after, Step(before.matter_id, after.version, event, before.state, state, at, "p2", "north", note, {"n": 1})


def begun(first: Matter) -> tuple[Matter, Step]:
    """The move that a matter begins with."""
    return first, Step(first.matter_id, 1, "create", "", first.state, first.created_at, "p1", "city")


def begin(store: Store, *matters: Matter, key: str | None = None) -> None:
    """Keep new matters in one act."""
    store.keep_moves([begun(m) for m in matters], {m.matter_id: 0 for m in matters}, note("act.create"), key)


def move(store: Store, before: Matter, state: str, key: str | None = None, **changes) -> Matter:
    """Move one matter."""
    return store.keep_moves([moved(before, state, **changes)], {before.matter_id: before.version}, note(), key)[0]


def file(name: str = "f1", content: bytes = b"\x89PNG\0", of: str = "m1", at: float = 0) -> tuple[Attachment, bytes]:
    """A file beside a matter."""
    sha256 = hashlib.sha256(content).hexdigest()
    return Attachment(name, of, "现场.png", "image/png", len(content), sha256, day(at), "p1"), content


def act(store: Store, n: int, part: int) -> None:
    """The n-th person's actions, of two moves each or of a file or a session; the line tells which."""
    order, node = matter(f"m{n}"), matter(f"m{n}.1", parent=f"m{n}", root=f"m{n}")
    line, key = replace(note(), subject=f"{n}/{part}"), f"{n}/{part}"
    if part == 0:
        store.keep_moves([begun(order), begun(node)], {f"m{n}": 0, f"m{n}.1": 0}, line, key)
    elif part == 1:
        moves = [moved(order, "running"), moved(node, "signed")]
        store.keep_moves(moves, {f"m{n}": 1, f"m{n}.1": 1}, line, key)
    elif part == 2:
        store.keep_attachment(*file(f"f{n}", bytes([n % 256]) * 5_000, of=f"m{n}"), line)
    else:
        store.save_session(session(f"s{n}"), line)


def unit(name: str, parent: str | None = None, kind: UnitKind = UnitKind.BRIGADE) -> Unit:
    """A unit of the tree."""
    return Unit(name, kind, Text(name, f"{name}大队"), parent, "620000")


def person(name: str = "p1", **changes) -> Person:
    """Somebody who works here."""
    return replace(Person(name, "王某", "north", (Role.OFFICER, Role.BRIGADE)), **changes)


def account(name: str = "p1", login: str = "Wang.Mou", version: int = 1, **changes) -> Account:
    """How somebody signs in."""
    return replace(Account(name, login, "$argon2id$…", version=version), **changes)


def session(name: str = "s1", at: float = 0, **changes) -> Session:
    """A signed-in browser."""
    given = Session(name, f"hash-{name}", "p1", day(at), day(at), day(at + 1), second_factor=True, client="Firefox")
    return replace(given, **changes)


def work_of(store: Store) -> object:
    """Everything that can be asked about work, for "nothing has changed"."""
    matters = store.page_matters(MatterFilter(), limit=1000).rows
    people = store.list_people()
    return (
        matters,
        store.page_matters(MatterFilter(), order="changed", limit=1000).rows,
        [store.get_matter(m.matter_id) for m in matters],
        [store.list_family(m.matter_id) for m in matters],
        [store.list_steps(m.matter_id) for m in matters],
        [store.list_attachments(m.matter_id) for m in matters],
        [store.get_attachment(a.attachment_id) for m in matters for a in store.list_attachments(m.matter_id)],
        store.count_matters(MatterFilter()),
        store.list_run_out(LATE),
        store.list_news(0),
        store.list_units(),
        people,
        [store.find_account(login) for login in ("wang.mou", "li.mou")],
        [store.list_sessions(p.person_id) for p in people],
        store.list_audit(),
        store.last_audit(),
    )


def require_unbroken(store: Store) -> int:
    """Recompute every seal of the chain; answers how many lines it has."""
    previous, number = GENESIS, 0
    while lines := store.list_audit(number, 1000):
        for line in lines:
            number += 1
            assert line.number == number
            assert line.key_id == SEALER.key_id
            assert line.seal == seal_of(SEALER.key, previous, number, line.note)
            previous = line.seal
    head = store.last_audit()
    assert (head.number, head.seal) == (number, previous) if head is not None else number == 0
    return number
