"""Holds, purges and requests in the reference store: dictionaries, each purge the obvious deletions."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from daoan.store import serial
from daoan.store.keeping import (
    alerts_row,
    emptied,
    family_row,
    hit_row,
    key_row,
    month_row,
    read_roster_name,
    refs_of,
    request_row,
    require_hold,
    require_kind,
    require_purge,
    require_request,
    roster_row,
    session_row,
)
from daoan.store.memory_advice import MemoryAdvice
from daoan.store.memory_patrols import MemoryPatrols
from daoan.store.memory_work import MemoryWork
from daoan.store.moving import require_record, root_of
from daoan.store.page import Page
from daoan.store.pages import read_cursor, require_limit, write_cursor
from daoan.store.roster_protocol import RosterVersion
from daoan.terms.audit import Sealer
from daoan.terms.errors import NotFound
from daoan.terms.records import Refusal, Turn
from daoan.terms.records.audited import AuditEntry, AuditNote
from daoan.terms.records.companies import has_ended
from daoan.terms.records.company_months import ClosedMonth, KeptRating
from daoan.terms.records.looked import LookUpRequest
from daoan.terms.records.outside import OutsideHit
from daoan.terms.records.retained import KeptRow, LegalHold, PurgeLine
from daoan.terms.records.working import Matter
from daoan.terms.times import require_utc
from daoan.terms.villagers import VILLAGER_REPORT

#: Where a row stands in its kind's list.
Place = tuple[int, str]


class MemoryKeeping(MemoryWork, MemoryPatrols, MemoryAdvice):
    """Records that end."""

    _hits: dict[str, OutsideHit]  # of outside lists
    _roster: dict[tuple[str, str], list[RosterVersion]]
    _months: dict[tuple[str, str], ClosedMonth]  # of company ratings
    _ratings: dict[tuple[str, str, str, int], KeptRating]

    def __init__(self, sealer: Sealer | None = None) -> None:
        super().__init__(sealer)
        self._refusals: dict[str, Refusal] = {}
        self._closings: dict[str, datetime] = {}  # when a refusal was dealt with
        self._turns: dict[str, Turn] = {}
        self._holds: dict[str, LegalHold] = {}
        self._purges: list[PurgeLine] = []
        self._requests: dict[str, LookUpRequest] = {}

    def save_hold(self, hold: LegalHold, audit: AuditNote) -> None:
        """Keep a hold, new or released."""
        with self._writers:
            require_hold(hold, self._holds.get(hold.hold_id))
            self._lines.append(self._line(audit))
            self._holds[hold.hold_id] = hold

    def list_holds(self) -> tuple[LegalHold, ...]:
        """Every hold, latest first."""
        return tuple(sorted(self._holds.values(), key=lambda h: (h.since, h.hold_id), reverse=True))

    def list_kept(self, kind: str, until: datetime, after: str | None = None, limit: int = 500) -> Page[KeptRow]:
        """Records of a kind whose period began at or before a moment."""
        require_limit(limit)
        require_utc(until)
        place = read_cursor(after, Place) if after is not None else None
        with self._writers:
            rows = sorted(self._kept(kind), key=lambda pair: pair[0])
        rows = [(p, row) for p, row in rows if row.counted_from <= until and (place is None or p > tuple(place))]
        shown = rows[:limit]
        return Page(tuple(row for _, row in shown), write_cursor(*shown[-1][0]) if len(rows) > limit else None)

    def purge(
        self, kind: str, rows: Sequence[KeptRow], holds: Sequence[LegalHold], line: PurgeLine, audit: AuditNote
    ) -> None:
        """Purge records that were seen."""
        require_record(line)
        with self._writers:
            wanted = {row.record_id for row in rows}
            present = [row for _, row in self._kept(kind) if row.record_id in wanted]
            require_purge(rows, present, holds, self._holds.values())
            entry = self._line(audit)
            drop: dict[str, Callable[[str], None]] = {
                "request_key": self._drop_answer,
                "look_up_request": lambda name: _drop(self._requests, name),
                "session": lambda name: _drop(self._sessions, name),
                "refused_row": self._empty,
                "outside_hit": lambda name: _drop(self._hits, name),
                "alert": self._drop_alerts,
                "matter": self._drop_family,
                "villager_report": self._drop_family,
                "unit_position": self._drop_day,
                "advice_photo": lambda name: _drop(self._photos, name),
                "advice": self._drop_advice,
                "advice_presence": lambda name: _drop(self._presence, name),
                "company_rating": self._drop_month,
                "roster": self._drop_roster,
            }
            for name in sorted(wanted):
                drop[kind](name)
            self._lines.append(entry)
            self._purges.append(line)

    def log_purge(self, holds: Sequence[LegalHold], line: PurgeLine, audit: AuditNote) -> None:
        """Write down a purge of what lies beside the store."""
        require_record(line)
        with self._writers:
            require_purge((), (), holds, self._holds.values())
            self._lines.append(self._line(audit))
            self._purges.append(line)

    def list_purges(self, after: int = 0, limit: int = 500) -> tuple[tuple[int, PurgeLine], ...]:
        """The purge log in order."""
        require_limit(limit)
        return tuple((n, line) for n, line in enumerate(self._purges, start=1) if n > after)[:limit]

    def last_purge(self) -> int:
        """The number of the last line of the purge log."""
        return len(self._purges)

    def save_request(self, request: LookUpRequest, seen: str, audit: AuditNote) -> AuditEntry:
        """Keep a request whose state was seen."""
        with self._writers:
            require_request(request, seen, self._requests.get(request.request_id))
            self._lines.append(self._line(audit))
            self._requests[request.request_id] = request
            return self._lines[-1]

    def get_request(self, request_id: str) -> LookUpRequest:
        """One request."""
        if request_id not in self._requests:
            raise NotFound(f"no request {request_id!r:.80}")
        return self._requests[request_id]

    def list_requests(self, since: datetime, limit: int = 500) -> tuple[LookUpRequest, ...]:
        """Requests asked at or after a moment, latest first."""
        require_limit(limit)
        found = [r for r in self._requests.values() if r.asked_at >= since]
        return tuple(sorted(found, key=lambda r: (r.asked_at, r.request_id), reverse=True)[:limit])

    def find_mentions(self, pieces: Sequence[str], limit: int = 500) -> tuple[str, ...]:
        """Ids of matters that tell of something, latest changed first."""
        require_limit(limit)
        pattern = re.compile(".*".join(map(re.escape, pieces)), re.IGNORECASE | re.DOTALL)
        with self._writers:
            told: dict[str, list[object]] = defaultdict(list)
            for matter in self._matters.values():
                told[matter.matter_id].append(matter)
            for step in self._steps.values():
                told[step.matter_id].append(step)
            for attachment, _ in self._attachments.values():
                told[attachment.matter_id].append(attachment)
            hits = [name for name, things in told.items() if any(pattern.search(serial.pack(t)) for t in things)]
            hits.sort(key=lambda name: (self._matters[name].changed_at, name), reverse=True)
        return tuple(hits[:limit])

    # -- what there is of each kind --

    def _kept(self, kind: str) -> list[tuple[Place, KeptRow]]:
        return {
            "request_key": self._kept_keys,
            "look_up_request": lambda: [(_placed(r.asked_at, r.request_id), request_row(r)) for r in self._asked()],
            "session": lambda: [(_placed(s.created_at, s.session_id), session_row(s)) for s in self._sessions.values()],
            "refused_row": self._kept_refusals,
            "outside_hit": lambda: [(_placed(h.happened_at, h.hit_id), hit_row(h)) for h in self._hits.values()],
            "alert": self._kept_alerts,
            "matter": lambda: self._kept_families(reports=False),
            "villager_report": lambda: self._kept_families(reports=True),
            "unit_position": self._kept_days,
            "advice_photo": lambda: self._kept_photos(self._named()),
            "advice": lambda: self._kept_advice(self._named()),
            "advice_presence": self._kept_presence,
            "company_rating": self._kept_months,
            "roster": self._kept_roster,
        }[require_kind(kind)]()

    def _asked(self) -> list[LookUpRequest]:
        return list(self._requests.values())

    def _kept_keys(self) -> list[tuple[Place, KeptRow]]:
        is_open = {m.matter_id for m in self._matters.values() if m.closed_at is None}
        return [
            (_placed(at, key), key_row(key, at, self._answers[key], is_open)) for key, at in self._answered_at.items()
        ]

    def _kept_refusals(self) -> list[tuple[Place, KeptRow]]:
        return [
            (_placed(at, name), KeptRow(name, at))
            for name, at in self._closings.items()
            if self._refusals[name] != emptied(self._refusals[name])
        ]

    def _kept_alerts(self) -> list[tuple[Place, KeptRow]]:
        named, latest = self._named(), max(((t.run.as_of) for t in self._turns.values()), default=None)
        return [
            (
                _placed(t.run.as_of, t.run.run_id),
                alerts_row(
                    t.run.run_id, t.run.as_of, (a.alert_id for a in t.alerts), named, latest=t.run.as_of == latest
                ),
            )
            for t in self._turns.values()
            if t.alerts
        ]

    def _kept_families(self, *, reports: bool) -> list[tuple[Place, KeptRow]]:
        families: dict[str, list[Matter]] = defaultdict(list)
        for matter in self._matters.values():
            families[root_of(matter)].append(matter)
        named, rows = self._named(), []
        last = self._steps[max(self._steps)].matter_id if self._steps else ""
        for root, family in families.items():
            ids = {m.matter_id for m in family}
            if last in ids or any(m.closed_at is None for m in family):
                continue
            if reports != (family[0].kind == VILLAGER_REPORT):
                continue
            files = [a.attachment_id for a, _ in self._attachments.values() if a.matter_id in ids]
            row = family_row(root, family, files, named)
            rows.append((_placed(row.counted_from, root), row))
        return rows

    def _kept_months(self) -> list[tuple[Place, KeptRow]]:
        named = self._named()
        rows = [month_row(month, named) for month in self._months.values()]
        return [(_placed(row.counted_from, row.record_id), row) for row in rows]

    def _kept_roster(self) -> list[tuple[Place, KeptRow]]:
        named, rows = self._named(), []
        for (kind, item), versions in self._roster.items():
            for one, after in pairwise(versions):
                rows.append(roster_row(kind, item, one.version, after.changed_at, named))
            if has_ended(versions[-1].record):
                rows.append(roster_row(kind, item, None, versions[-1].changed_at, named))
        return [(_placed(row.counted_from, row.record_id), row) for row in rows]

    def _named(self) -> set[str]:
        return {ref for m in self._matters.values() if m.closed_at is None for ref in refs_of(m)}

    # -- how each goes --

    def _drop_answer(self, key: str) -> None:
        del self._answers[key], self._answered_at[key]

    def _empty(self, name: str) -> None:
        self._refusals[name] = emptied(self._refusals[name])

    def _drop_alerts(self, run_id: str) -> None:
        self._turns[run_id] = replace(self._turns[run_id], alerts=())

    def _drop_month(self, name: str) -> None:
        month, _, scheme = name.partition("/")
        del self._months[month, scheme]
        self._ratings = {k: r for k, r in self._ratings.items() if k[:2] != (month, scheme)}

    def _drop_roster(self, name: str) -> None:
        kind, item, version = read_roster_name(name)
        kept = [v for v in self._roster.get((kind, item), ()) if version not in (None, v.version)]
        if kept:
            self._roster[kind, item] = kept
        else:
            self._roster.pop((kind, item), None)

    def _drop_family(self, root: str) -> None:
        ids = {m.matter_id for m in self._matters.values() if root_of(m) == root}
        self._matters = {name: m for name, m in self._matters.items() if name not in ids}
        self._steps = {n: step for n, step in self._steps.items() if step.matter_id not in ids}
        self._attachments = {k: v for k, v in self._attachments.items() if v[0].matter_id not in ids}


def _drop(kept: dict[str, Any], name: str) -> None:
    del kept[name]


def _placed(at: datetime, name: str) -> Place:
    return serial.to_micros(at), name
