"""Matters, their log and their files in the reference store: dictionaries and a list of steps."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from daoan.store import serial
from daoan.store.memory_people import MemoryPeople
from daoan.store.moving import (
    due_order,
    family_below,
    fold,
    fold_title,
    read_place,
    require_content,
    require_filter,
    require_moves,
    require_record,
    require_seen,
    root_of,
    runs_out_at,
    write_place,
)
from daoan.store.page import COUNTED, Page
from daoan.store.pages import require_limit
from daoan.store.work_protocol import MatterFilter, Whole
from daoan.terms.audit import Sealer
from daoan.terms.errors import Conflict, NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.working import Attachment, Matter, Step


class MemoryWork(MemoryPeople):
    """Things with states."""

    def __init__(self, sealer: Sealer | None = None) -> None:
        super().__init__(sealer)
        self._matters: dict[str, Matter] = {}
        self._steps: dict[int, Step] = {}  # by the store's own count, in its order
        self._answers: dict[str, tuple[Matter, ...]] = {}
        self._answered_at: dict[str, datetime] = {}
        self._attachments: dict[str, tuple[Attachment, bytes]] = {}

    def keep_moves(
        self, moves: Sequence[tuple[Matter, Step]], seen: Mapping[str, int], audit: AuditNote, key: str | None = None
    ) -> tuple[Matter, ...]:
        """Keep the moves of one act, in order."""
        after = require_moves(moves, seen)
        for matter, step in moves:
            require_record(matter)
            require_record(step)
        with self._writers:
            line = self._line(audit)
            if key is not None and key in self._answers:
                return self._answers[key]
            require_seen({name: m.version for name, m in self._matters.items()}, seen)
            self._matters.update((m.matter_id, m) for m in after)
            self._steps |= enumerate((step for _, step in moves), self.last_news() + 1)
            self._lines.append(line)
            if key is not None:
                self._answers[key], self._answered_at[key] = after, audit.at
            return after

    def find_kept(self, key: str) -> tuple[Matter, ...] | None:
        """What the call with a key answered."""
        return self._answers.get(key)

    def get_matter(self, matter_id: str) -> Matter:
        """One matter."""
        if matter_id not in self._matters:
            raise NotFound(f"no matter {matter_id!r}")
        return self._matters[matter_id]

    def list_family(self, root: str) -> tuple[Matter, ...]:
        """The matter of that id and everything below it, by id."""
        with self._writers:
            top = root_of(self.get_matter(root))
            return family_below(root, [m for m in self._matters.values() if root_of(m) == top])

    def list_named(self, matter_ids: Collection[str]) -> tuple[Matter, ...]:
        """Those of some matters that are kept, by id."""
        with self._writers:
            return tuple(self._matters[name] for name in sorted(set(matter_ids)) if name in self._matters)

    def list_kin(self, matter_id: str) -> tuple[Matter, ...]:
        """The matter of that id and every other of its family, by id."""
        with self._writers:
            top = root_of(self.get_matter(matter_id))
            return tuple(sorted((m for m in self._matters.values() if root_of(m) == top), key=lambda m: m.matter_id))

    def read_whole(self, matter_id: str) -> Whole:
        """One matter with all that belongs to it."""
        with self._writers:
            steps = self.list_steps(matter_id)
            return Whole(
                self.get_matter(matter_id),
                self.list_kin(matter_id),
                steps,
                self.list_attachments(matter_id),
                tuple(self._people[name] for name in sorted({step.by for step in steps} & self._people.keys())),
            )

    def list_steps(self, matter_id: str) -> tuple[Step, ...]:
        """A matter's log, first to last."""
        with self._writers:
            self.get_matter(matter_id)
            return tuple(step for step in self._steps.values() if step.matter_id == matter_id)

    def page_matters(
        self,
        where: MatterFilter,
        *,
        order: str = "due",
        after: str | None = None,
        limit: int = 50,
        counted: bool = False,
    ) -> Page[Matter]:
        """Matters by deadline or by last change."""
        require_limit(limit)
        require_filter(where, order)
        with self._writers:
            passing = [(_place(m, order), m) for m in self._passing(where)]
        total = min(len(passing), COUNTED) if counted else None
        placed = sorted(passing, key=lambda pair: pair[0], reverse=order == "changed")
        if after is not None:
            place = read_place(after, order)
            placed = [(p, m) for p, m in placed if (p < place if order == "changed" else p > place)]
        shown = placed[:limit]
        following = write_place(order, *shown[-1][0]) if len(placed) > len(shown) else None
        return Page(tuple(m for _, m in shown), following, total, counted and len(passing) > COUNTED)

    def count_matters(self, where: MatterFilter) -> Mapping[tuple[str, str], int]:
        """How many there are, by (kind, state)."""
        require_filter(where, "due")
        with self._writers:
            return dict(Counter((m.kind, m.state) for m in self._passing(where)))

    def count_held(self, where: MatterFilter) -> Mapping[tuple[str, str, str], int]:
        """How many there are, by (holder, kind, state)."""
        require_filter(where, "due")
        with self._writers:
            return dict(Counter((m.holder, m.kind, m.state) for m in self._passing(where)))

    def list_run_out(self, at: datetime, limit: int = 500) -> tuple[Matter, ...]:
        """Open matters whose deadline passed and whose log does not say so yet."""
        require_limit(limit)
        moment = serial.to_micros(at)
        with self._writers:
            out = [m for m in self._matters.values() if (due := runs_out_at(m)) is not None and due <= moment]
        return tuple(sorted(out, key=lambda m: _place(m, "due"))[:limit])

    def list_news(self, after: int, limit: int = 500) -> tuple[tuple[int, Step], ...]:
        """Steps kept since a number, each with its number."""
        require_limit(limit)
        with self._writers:
            return tuple((n, step) for n, step in self._steps.items() if n > after)[:limit]

    def last_news(self) -> int:
        """The number of the step kept last."""
        return max(self._steps, default=0)

    def keep_attachment(self, attachment: Attachment, content: bytes, audit: AuditNote) -> None:
        """Keep a file beside a matter."""
        require_record(attachment)
        require_content(attachment, content)
        with self._writers:
            self.get_matter(attachment.matter_id)
            if attachment.attachment_id in self._attachments:
                raise Conflict(f"there is an attachment {attachment.attachment_id!r} already")
            self._lines.append(self._line(audit))
            self._attachments[attachment.attachment_id] = (attachment, content)

    def get_attachment(self, attachment_id: str) -> tuple[Attachment, bytes]:
        """A file with its content."""
        if attachment_id not in self._attachments:
            raise NotFound(f"no attachment {attachment_id!r}")
        return self._attachments[attachment_id]

    def list_attachments(self, matter_id: str) -> tuple[Attachment, ...]:
        """Files beside a matter, oldest first."""
        with self._writers:
            self.get_matter(matter_id)
            own = [a for a, _ in self._attachments.values() if a.matter_id == matter_id]
        return tuple(sorted(own, key=lambda a: (a.added_at, a.attachment_id)))

    def _passing(self, where: MatterFilter) -> list[Matter]:
        """Matters that a filter lets through."""
        passing = [m for m in self._matters.values() if _passes(m, where)]
        if where.logged:
            times = Counter(s.matter_id for s in self._steps.values() if s.event in where.logged)
            passing = [m for m in passing if times[m.matter_id] >= where.logged_times]
        if where.late_step:
            late = {s.matter_id for s in self._steps.values() if s.late}
            passing = [m for m in passing if m.matter_id in late]
        return passing


def _place(matter: Matter, order: str) -> tuple[int, str]:
    moment = due_order(matter) if order == "due" else serial.to_micros(matter.changed_at)
    return moment, matter.matter_id


def _passes(matter: Matter, where: MatterFilter) -> bool:
    return (
        (not where.kinds or matter.kind in where.kinds)
        and matter.kind not in where.without_kinds
        and (not where.states or matter.state in where.states)
        and (not where.units or matter.holder in where.units or matter.issuer in where.units)
        and (not where.holders or matter.holder in where.holders)
        and (not where.levels or matter.level in where.levels)
        and (not where.areas or matter.area in where.areas)
        and not (where.open_only and matter.closed_at is not None)
        and (where.overdue_at is None or (matter.due_at is not None and matter.due_at <= where.overdue_at))
        and where.parent in (None, matter.parent)
        and fold(where.text) in fold_title(matter.title)
    )
