"""Checks an audit chain line by line: keeps the last line, the gaps and the breaks, never the chain.

Every line that follows its forerunner is sealed anew and compared. After a break the check goes on from what is
stored, so that one bad line is told once. Lines on either side of a gap cannot be sealed anew; the gap is the break.
What no seal can show, a tail cut off or a whole chain replaced, shows against anchors (:class:`Anchor`).
"""

import hmac
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from daoan.terms.audit import GENESIS, ROTATED, seal_of
from daoan.terms.audit_break import Break, BreakKind, break_of
from daoan.terms.records.audited import Anchor, AuditEntry

#: How many separate breaks are listed; further ones are counted.
LISTED = 1000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check of a chain came to. It ``holds`` where there is no break."""

    lines: int  # looked at
    last: int  # highest number seen, 0 in an empty chain
    anchored: int  # highest line that an anchor bears out, 0 where none does: lines behind it could be cut unseen
    breaks: tuple[Break, ...]  # by number
    unlisted: int = 0  # breaks beyond those listed

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.breaks


def verify_chain(entries: Iterable[AuditEntry], keys: Mapping[str, bytes], anchors: Iterable[Anchor]) -> list[Break]:
    """Everything that is wrong with a chain, by line number. ``keys``: by id; ``entries`` are read once, in order."""
    check = ChainCheck(keys, anchors)
    for entry in entries:
        check.look(entry)
    return list(check.finish().breaks)


@dataclass(slots=True)
class _Found:
    kind: BreakKind
    number: int
    last: int
    key: str


class ChainCheck:
    """A check under way: :meth:`look` at each line as the store gives it, then :meth:`finish`."""

    def __init__(self, keys: Mapping[str, bytes], anchors: Iterable[Anchor]) -> None:
        self._keys = keys
        self._anchors: dict[int, list[Anchor]] = defaultdict(list)
        for anchor in anchors:
            self._anchors[anchor.number].append(anchor)
        self._lines = self._last = self._anchored = self._unlisted = 0
        self._before: AuditEntry | None = None
        self._seals: tuple[str, ...] = (GENESIS,)  # that the next line may follow: as stored, and as it should be
        self._key_id = ""  # of the last line that was borne out
        self._gaps: list[tuple[int, int]] = []
        self._retired: set[str] = set()
        self._announced: set[str] = set()
        self._found: list[_Found] = []
        self._borne_out: Counter[str] = Counter()  # lines by key
        self._failed: Counter[str] = Counter()

    def look(self, entry: AuditEntry) -> None:
        """Take the next line."""
        self._lines += 1
        if type(entry.number) is not int:  # a store of loose types may hold anything in its place
            self._add(BreakKind.UNREADABLE, self._last + 1, f"number {entry.number!r:.40}")
            return
        self._compare_with_anchors(entry)
        if entry.number <= self._last:
            self._look_at_straggler(entry)
            return
        follows = entry.number == self._last + 1
        if not follows:
            self._gaps.append((self._last + 1, entry.number - 1))
        self._last = entry.number
        seals = [entry.seal]
        if follows and self._seals:
            seals += self._check_seal(entry)
        self._before, self._seals = entry, tuple(seals)

    def unreadable(self, number: int, why: str) -> None:
        """Take a line that the store holds and cannot read; the lines around it are checked on."""
        self._lines += 1
        self._add(BreakKind.UNREADABLE, number, why)
        if number > self._last:
            if number > self._last + 1:
                self._gaps.append((self._last + 1, number - 1))
            self._last, self._before, self._seals = number, None, ()

    def finish(self) -> Verdict:
        """What it came to."""
        for first, last in self._gaps:
            self._add(BreakKind.MISSING, first, last=last)
        beyond = max((number for number in self._anchors if number > self._last), default=0)
        if beyond:
            self._add(BreakKind.CUT_OFF, self._last + 1, last=beyond)
        for found in self._found:
            # One altered line is altered; where no line at all bears out a key, the key is the wrong one.
            if found.kind is BreakKind.ALTERED and not self._borne_out[found.key] and self._failed[found.key] > 1:
                found.kind = BreakKind.WRONG_KEY
        breaks = sorted(
            (break_of(f.kind, f.number, f.last, f.key) for f in self._found), key=lambda b: (b.number, b.kind)
        )
        return Verdict(self._lines, self._last, self._anchored, tuple(breaks), self._unlisted)

    def _look_at_straggler(self, entry: AuditEntry) -> None:
        gap = next((g for g in self._gaps if g[0] <= entry.number <= g[1]), None)
        if gap is None:
            self._add(BreakKind.DOUBLED if entry.number > 0 else BreakKind.ALTERED, entry.number)
            return
        self._add(BreakKind.REORDERED, entry.number)
        rest = [(gap[0], entry.number - 1), (entry.number + 1, gap[1])]
        self._gaps = [g for g in self._gaps if g != gap] + [g for g in rest if g[0] <= g[1]]

    def _check_seal(self, entry: AuditEntry) -> list[str]:
        """Adds a break where the seal is not borne out; answers the seal as it should be, where that is another."""
        key = self._keys.get(entry.key_id)
        if key is None:
            self._add(BreakKind.UNKNOWN_KEY, entry.number, entry.key_id)
            return []
        if any(_bears_out(key, seal, entry) for seal in self._seals):
            self._borne_out[entry.key_id] += 1
            self._check_change_of_key(entry)
            return []
        self._failed[entry.key_id] += 1
        if any(_bears_out(other, seal, entry) for other in self._keys.values() for seal in self._seals):
            self._add(BreakKind.WRONG_KEY, entry.number, entry.key_id)
            return []
        self._add(BreakKind.ALTERED, entry.number, entry.key_id)
        should_be = _seal(key, self._seals[-1], entry)
        return [] if should_be is None else [should_be]

    def _check_change_of_key(self, entry: AuditEntry) -> None:
        """Keys go forward only, and an earlier line announces each."""
        if entry.key_id in self._retired:
            self._add(BreakKind.RETIRED_KEY, entry.number, entry.key_id)
            return
        if self._key_id and self._key_id != entry.key_id:
            self._retired.add(self._key_id)
            before = self._before  # of another key, unless the change itself lies in a gap
            if before and before.key_id != entry.key_id and entry.key_id not in self._announced:
                self._add(BreakKind.UNANNOUNCED_KEY, entry.number, entry.key_id)
        self._key_id = entry.key_id
        if entry.note.action == ROTATED:
            self._announced.add(entry.note.subject)

    def _compare_with_anchors(self, entry: AuditEntry) -> None:
        for anchor in self._anchors.get(entry.number, ()):
            if (anchor.seal, anchor.key_id) == (entry.seal, entry.key_id):
                self._anchored = max(self._anchored, entry.number)
            else:
                self._add(BreakKind.ROLLED_BACK, entry.number, anchor.key_id)

    def _add(self, kind: BreakKind, number: int, key: str = "", *, last: int | None = None) -> None:
        """A break, or one line more of the break before."""
        for found in self._found[-2:]:
            if (found.kind, found.key) == (kind, key) and found.last in (number - 1, number):
                found.last = number if last is None else last
                return
        if len(self._found) >= LISTED:
            self._unlisted += 1
        else:
            self._found.append(_Found(kind, number, number if last is None else last, key))


def _seal(key: bytes, previous: str, entry: AuditEntry) -> str | None:
    """The seal that the line should have; ``None`` where its content is of a kind that nothing could have sealed."""
    try:
        return seal_of(key, previous, entry.number, entry.note)
    except (AttributeError, TypeError, ValueError):
        return None


def _bears_out(key: bytes, previous: str, entry: AuditEntry) -> bool:
    should_be = _seal(key, previous, entry)
    return should_be is not None and hmac.compare_digest(
        should_be.encode(), str(entry.seal).encode("utf-8", "surrogatepass")
    )
