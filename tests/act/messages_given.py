"""People, matters and notifications for the tests of messages and shifts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daoan.act.messages.making import Audience
from daoan.act.shifts.duty import NO_SHIFTS
from daoan.terms.estimates import Text
from daoan.terms.records.messaging import Channel
from daoan.terms.records.notified import Notification, Told
from daoan.terms.records.people import Contact, Person
from daoan.terms.records.shifts import Shift
from daoan.terms.records.working import Matter
from daoan.terms.roles import Role
from daoan.terms.rulepacks import read_rule_pack

ROOT = Path(__file__).parents[2]
PACK = read_rule_pack((ROOT / "rulepacks" / "messages.toml").read_text(encoding="utf-8"), "messages")
NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)  # noon in Qingyang
HOUR = timedelta(hours=1)
SECRET_TITLE = "Stop lorry 甘M12345 of Zhang San"


def person(name: str, unit: str = "north", mail: str | None = None, **changes) -> Person:
    """Somebody who wants mail, unless told otherwise."""
    contact = Contact(f"{name}@example.org" if mail is None else mail, wants_mail=True)
    return replace(Person(name, f"Name of {name}", unit, (Role.BRIGADE,), contact=contact), **changes)


def matter(name: str = "m1", level: str = "normal", due_in: timedelta | None = HOUR, **changes) -> Matter:
    """An order's part that the north holds."""
    due_at = None if due_in is None else NOON + due_in
    first = Matter(
        name, "order_node", "to_sign", SECRET_TITLE, "city", "north", NOON, NOON, "p0", root=name, level=level,
        due_at=due_at,
    )  # fmt: skip
    return replace(first, **changes)


def told(number: int = 1, why: Told = Told.NEW, unit: str = "north", about: Matter | None = None, at=NOON):
    """A notification about a matter."""
    about = about or matter()
    return Notification(number, why, unit, about.matter_id, about.title, about.level, at, Text("t", "题"))


def shift(who: str = "a", starts: float = -1, ends: float = 1, unit: str = "north", post: str = "") -> Shift:
    """A shift, hours from noon."""
    return Shift(f"{who}/{starts}/{ends}/{post}", who, unit, NOON + starts * HOUR, NOON + ends * HOUR, post)


def audience(*people: Person, duty=NO_SHIFTS, channels=tuple(Channel), browsers=None) -> Audience:
    """Some people, with every channel on."""
    return Audience(people, duty, channels, browsers or {})
