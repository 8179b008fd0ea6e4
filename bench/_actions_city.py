"""A city at work for the benchmark of actions: units, people who are signed in, a hundred thousand matters."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from daoan.act.orders.node import NODE
from daoan.act.orders.order import ORDER, node_for
from daoan.act.workflow.engine import Moved, advance, begin
from daoan.act.workflow.family import act
from daoan.act.workflow.table import Event, Refused, Terms
from daoan.act.working_days import weekdays_only
from daoan.api.gate import Client, Gate
from daoan.edge.clock import WallClock
from daoan.store.protocol import Store
from daoan.terms.city import City
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Account, Actor, Person
from daoan.terms.records.working import Matter
from daoan.terms.roles import Role
from daoan.terms.rulepacks import RulePack
from daoan.terms.units import Unit, UnitKind, UnitTree

CITY = City("bench", Text("Bench", "测试市"), "Asia/Shanghai", (), (), (107.0, 35.0, 108.0, 36.0), simulated=True)
BRIGADES, SQUADS = 8, 5
BATCH = 2_000
OWN_NODES = 40  # nodes that only one user signs
TABLES = {ORDER.kind: ORDER, NODE.kind: NODE}
LEAD = Actor("lead", "city", frozenset({Role.COMMANDER}))


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with a browser. ``own``: nodes to sign that nobody else touches."""

    person_id: str
    unit_id: str
    token: str
    csrf: str
    own: tuple[str, ...]


def units() -> tuple[Unit, ...]:
    """One detachment, eight brigades, forty squads."""
    found = [Unit("city", UnitKind.CITY, Text("detachment", "支队"), None)]
    for b in range(BRIGADES):
        found.append(Unit(f"b{b}", UnitKind.BRIGADE, Text(f"brigade {b}", f"{b}大队"), "city", f"A{b}"))
        found += [
            Unit(f"b{b}-{s}", UnitKind.SQUAD, Text(f"squad {b}-{s}", f"{b}-{s}中队"), f"b{b}", f"A{b}")
            for s in range(SQUADS)
        ]
    return tuple(found)


def fill(store: Store, packs: dict[str, RulePack], users: int, matters: int) -> tuple[User, ...]:
    """Put organisation, people and matters into an empty store; answers the users, signed in."""
    note = AuditNote(datetime.now(UTC), "bench", "city", "bench.fill")
    for unit in units():
        store.save_unit(unit, note)
    tree = UnitTree(units())
    terms = Terms(packs["work"], CITY.zone, weekdays_only, tree)
    batch: list[Moved] = []
    for family in some_families(terms, matters, users):
        batch += family
        if len(batch) >= BATCH:
            _keep(store, batch, note)
            batch = []
    _keep(store, batch, note)
    gate = Gate(store, packs, WallClock(), b"bench" * 8)
    return tuple(_user(store, gate, note, i, tree) for i in range(users))


def some_families(terms: Terms, number: int, users: int) -> Iterator[list[Moved]]:
    """Orders with their nodes, to be signed or signed, until there are so many; then those that the users will sign."""
    chance, now = random.Random(0), datetime.now(UTC)
    squads = [u for u in terms.units.units if "-" in u]
    made = 0
    while made < number:
        at = now - timedelta(minutes=chance.randrange(60 * 24 * 30))
        level, targets = chance.choice(("urgent", "pressing", "normal")), chance.sample(squads, 9)
        order = _order(f"order-{made}", f"Order {made} 核查 {chance.choice(squads)}", level, targets, at)
        first = begin(ORDER, order, LEAD, terms)
        issued = act(TABLES, {order.matter_id: first.matter}, order.matter_id, Event("issue", LEAD), at, terms)
        assert not isinstance(issued, Refused)
        signed = [_signed(m, at, terms) for m in issued.moves if m.matter.kind == NODE.kind and chance.random() < 0.6]
        yield [first, *issued.moves, *signed]
        made += 1 + len(targets)
    for i in range(users):
        unit = unit_of(i, terms.units)
        order = _order(f"own-{i}", f"For user {i}", "normal", [unit], now)
        first = begin(ORDER, order, LEAD, terms)
        node = replace(node_for(first.matter, unit), parent=order.matter_id, root=order.matter_id, created_at=now)
        nodes = (replace(node, matter_id=f"own-{i}.{n + 1}") for n in range(OWN_NODES))
        yield [first, *(begin(NODE, one, LEAD, terms) for one in nodes)]


def _signed(node: Moved, at: datetime, terms: Terms) -> Moved:
    holder = Actor("officer", node.matter.holder, frozenset({Role.OFFICER}))
    signed = advance(NODE, node.matter, Event("sign", holder), at + timedelta(minutes=5), terms)
    assert not isinstance(signed, Refused)
    return signed


def _keep(store: Store, batch: list[Moved], note: AuditNote) -> None:
    moves = [(m.matter, m.step) for m in batch]
    store.keep_moves(moves, {m.matter_id: 0 for m, _ in moves}, note)


def unit_of(user: int, tree: UnitTree) -> str:
    """Where a user works: one in ten at the detachment, two at a brigade, the rest in squads."""
    if user % 10 == 0:
        return "city"
    if user % 10 < 3:
        return f"b{user % BRIGADES}"
    return next(islice((u for u in tree.units if "-" in u), user % (BRIGADES * SQUADS), None))


def _order(matter_id: str, title: str, level: str, targets: list[str], at: datetime) -> Matter:
    values = {"targets": targets, "rule": "all", "text": "Check every lorry 逐车核查"}
    return Matter(matter_id, "order", "", title, "city", "city", at, at, "lead", matter_id, level=level, values=values)


def _user(store: Store, gate: Gate, note: AuditNote, number: int, tree: UnitTree) -> User:
    unit = unit_of(number, tree)
    role = {"city": Role.COMMANDER}.get(unit, Role.OFFICER if "-" in unit else Role.BRIGADE)
    person = Person(f"p{number}", f"User {number}", unit, (role,))
    account = Account(person.person_id, person.person_id, None)
    store.save_person(person, note)
    store.save_account(account, note)
    signed = gate.open(person, account, Client(True, "bench"), second_factor=True)
    own = tuple(f"own-{number}.{n + 1}" for n in range(OWN_NODES))
    return User(person.person_id, unit, signed.token, signed.csrf, own)
