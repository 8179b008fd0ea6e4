"""A postroom over a memory store: matters that move by the real tables, people, receivers that write down what came."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from daoan.act.workflow.engine import run_out
from daoan.edge.files import read_rule_packs
from daoan.jobs.sending import Postroom
from daoan.jobs.workroom import workroom_over
from daoan.store.memory import MemoryStore
from daoan.terms.audit import Sealer
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.messaging import Channel, Delivery, Message
from daoan.terms.records.people import Contact, Person
from daoan.terms.records.working import Matter, Step
from daoan.terms.roles import Role
from daoan.terms.units import Unit, UnitKind

PACKS = read_rule_packs(Path(__file__).parents[2] / "rulepacks")
START = datetime(2026, 3, 4, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NOTE = AuditNote(START, "t", "city", "test")


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Receiver:
    """The other side of a channel. ``down``: it fails; ``kill_in``: the process ends at so many calls from now."""

    needs_one: bool
    got: Counter[str] = field(default_factory=Counter)
    seen: list[tuple[Message, Person | None]] = field(default_factory=list)
    down: bool = False
    tried: int = 0

    def send(self, message: Message, person: Person | None, now: datetime) -> Delivery:
        self.tried += 1
        if self.down:
            return Delivery("timeout")
        self.got[message.message_id] += 1
        self.seen.append((message, person))
        return Delivery()


class Doomed:
    """A store whose process ends before or after one of its writes, counted from now on."""

    WRITES = ("keep_messages", "take_messages", "settle_message", "forget_messages")

    def __init__(self, store: MemoryStore, at: int, *, before: bool) -> None:
        self._store, self._left, self._before = store, at, before

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._store, name)
        if name not in self.WRITES:
            return call

        def counted(*given: Any, **named: Any) -> Any:
            self._left -= 1
            if self._left == 0 and self._before:
                raise Killed
            answer = call(*given, **named)
            if self._left == 0:
                raise Killed
            return answer

        return counted


class Town:
    """City, north and south below it, two people each; a clock that the test moves."""

    def __init__(self, store: Any = None, *, fresh: bool = False) -> None:
        self.store = store or MemoryStore(Sealer("k", b"k" * 32))
        self.now = START
        self.mail, self.gateway = Receiver(needs_one=True), Receiver(needs_one=False)
        self.browsers = Receiver(needs_one=True)
        if store is None or fresh:
            self._settle()

    def _settle(self) -> None:
        for unit_id, kind, parent in (
            ("city", UnitKind.CITY, None), ("north", UnitKind.BRIGADE, "city"), ("south", UnitKind.BRIGADE, "city"),
        ):  # fmt: skip
            self.store.save_unit(Unit(unit_id, kind, Text(unit_id, unit_id), parent), NOTE)
            for n in (1, 2):
                contact = Contact(f"{unit_id}{n}@example.org", wants_mail=True)
                self.store.save_person(
                    Person(f"{unit_id}{n}", f"{unit_id} {n}", unit_id, (Role.BRIGADE,), contact=contact), NOTE
                )

    def post(self, store: Any = None, channels: tuple[Channel, ...] | None = None) -> Postroom:
        """``channels``: by itself all that matters are told by, which a keeper of an outside list is not."""
        senders = {Channel.MAIL: self.mail, Channel.WEBHOOK: self.gateway, Channel.PUSH: self.browsers}
        room = workroom_over(store or self.store, PACKS, "Asia/Shanghai")
        return Postroom(room, PACKS["messages"], {c: senders[c] for c in (senders if channels is None else channels)})

    def begin(self, name: str, holder: str = "north", level: str = "normal", due: timedelta = 480 * MINUTE) -> Matter:
        """A part of an order that somebody is to sign."""
        first = Matter(
            name, "order_node", "to_sign", "T", "city", holder, self.now, self.now, "city1", root=name, level=level,
            due_at=self.now + due, values={"whose": holder},
        )  # fmt: skip
        step = Step(name, 1, "create", "", "to_sign", self.now, "city1", "city")
        return self.store.keep_moves([(first, step)], {name: 0}, NOTE)[0]

    def move(self, name: str) -> Matter:
        """The holder does something that makes it the issuer's turn, or the issuer's that makes it the holder's."""
        before = self.store.get_matter(name)
        own = before.state != "fed_back"
        holder, state, unit = ("city", "fed_back", before.holder) if own else (before.values["whose"], "signed", "city")
        after = replace(
            before, state=state, holder=holder, version=before.version + 1, changed_at=self.now, overdue_at=None,
            due_at=self.now + 480 * MINUTE,
        )  # fmt: skip
        step = Step(name, after.version, "feed_back" if own else "reject", before.state, state, self.now, "x", unit)
        return self.store.keep_moves([(after, step)], {name: before.version}, NOTE)[0]

    def ring(self) -> None:
        """The clocks write down what has run out."""
        for matter in self.store.list_run_out(self.now):
            moved = run_out(matter, self.now)
            self.store.keep_moves([(moved.matter, moved.step)], {matter.matter_id: matter.version}, NOTE)
