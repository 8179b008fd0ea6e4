"""Who may talk at the door for vehicle terminals, and how what they tell is kept: keys, lists, accounts."""

import hmac
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from daoan.edge.talks import Talk
from daoan.edge.tokens import subject_token, terminal_code
from daoan.sense.jt808.conversation import Conversation, Gate
from daoan.sense.jt808.position import FleetFeed
from daoan.sense.jt809.link import NO_SUCH_USER, WELCOME, WRONG_CENTER, WRONG_PASSWORD, Link, LinkGate
from daoan.terms.errors import FileUnreadable, InputError
from daoan.terms.rulepacks import RulePack

#: By user: access code and password.
Accounts = dict[int, tuple[int, str]]


class Lists(Protocol):
    """Where the lists of a door are; see :class:`daoan.app.terminals.DoorPlan`."""

    @property
    def known(self) -> Path | None:
        """File of terminals' numbers."""

    @property
    def platforms(self) -> Path | None:
        """File of accounts of platforms."""


def make_talk(key: bytes, pack: RulePack, lists: Lists) -> Callable[[], Talk]:
    """What a door says on a new line: JT/T 809 where there are accounts of platforms, else JT/T 808."""
    if lists.platforms:
        link_feed, link_gate = make_feed(key, pack, "jt809", "plate"), make_link_gate(read_accounts(lists.platforms))
        return lambda: Link(link_feed, link_gate)
    feed, gate = make_feed(key, pack), make_gate(key, read_known(lists.known) if lists.known else None)
    return lambda: Conversation(feed, gate)


def make_feed(key: bytes, pack: RulePack, name: str = "jt808", kind: str = "terminal") -> FleetFeed:
    """A feed, WGS-84 as the standards have it. ``kind``: of what its tokens are made."""
    ahead = timedelta(minutes=pack.get("clock.most_ahead_min"))
    return FleetFeed(name, lambda text: subject_token(key, kind, text), ahead)


def make_gate(key: bytes, known: frozenset[str] | None) -> Gate:
    """Who gets a code: everybody, or those of a list (numbers without zeros in front)."""
    return Gate(lambda number: terminal_code(key, number), lambda number: known is None or number in known)


def make_link_gate(accounts: Accounts) -> LinkGate:
    """Who may log in on a link."""

    def check(center: int, user: int, password: str) -> int:
        if user not in accounts:
            return NO_SUCH_USER
        right_center, right = accounts[user]
        if not hmac.compare_digest(right.encode(), password.encode("utf-8", "replace")):
            return WRONG_PASSWORD
        return WELCOME if center == right_center else WRONG_CENTER

    return LinkGate(check)


def read_known(path: Path) -> frozenset[str]:
    """Numbers of terminals of a file, one a line."""
    found = set()
    for n, text in _lines(path):
        if not (text.isascii() and text.isdecimal()):
            raise InputError(f"{path}: line {n} is no number of a terminal (digits only) 终端号应为数字")
        found.add(text.lstrip("0") or "0")
    return frozenset(found)


def read_accounts(path: Path) -> Accounts:
    """Accounts of platforms of a file, one a line: access code, user, password, with blanks between."""
    found = {}
    for n, text in _lines(path):
        words = text.split()
        if len(words) != 3 or not all(word.isascii() and word.isdecimal() for word in words[:2]):
            raise InputError(f"{path}: line {n} is not: access code, user, password 每行应为接入码、用户名、密码")
        found[int(words[1])] = (int(words[0]), words[2])
    return found


def _lines(path: Path) -> list[tuple[int, str]]:
    """Lines with their numbers; empty ones, and those that begin with #, are passed over."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise FileUnreadable(f"{path} cannot be read: {type(problem).__name__}") from None
    return [(n, line.strip()) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
