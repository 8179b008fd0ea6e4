"""The reference store: plain lists and dictionaries, the obvious thing at each step, gone when the process ends.

Every other store must answer as this one does. It is for tests and trials; it is slow where slow is plainer.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from daoan.store import serial
from daoan.store.layers import in_order, read_layers, require_correction
from daoan.store.memory_browsers import MemoryBrowsers
from daoan.store.memory_company_months import MemoryCompanyMonths
from daoan.store.memory_credentials import MemoryCredentials
from daoan.store.memory_deployments import MemoryDeployments
from daoan.store.memory_exchange import MemoryExchange
from daoan.store.memory_keeping import MemoryKeeping
from daoan.store.memory_outside import MemoryOutside
from daoan.store.networks import hash_network
from daoan.store.pages import EVERY_CRASH, read_cursor, require_bounds, require_limit, write_cursor
from daoan.store.protocol import CrashFilter, Page
from daoan.store.receipts import receipt_for
from daoan.store.refusing import require_closing
from daoan.store.results import TURN_FIELDS, key_of, name_of
from daoan.terms.audit import Sealer
from daoan.terms.errors import Conflict, NotFound
from daoan.terms.frames import Network
from daoan.terms.records import (
    Batch,
    Correction,
    Crash,
    CrashLayers,
    Measure,
    Receipt,
    Refusal,
    Run,
    TrafficCount,
    Turn,
)
from daoan.terms.times import require_utc

R = TypeVar("R")


class MemoryStore(
    MemoryKeeping,
    MemoryCompanyMonths,
    MemoryCredentials,
    MemoryOutside,
    MemoryDeployments,
    MemoryBrowsers,
    MemoryExchange,
):
    """Where records rest while the process lives. ``sealer``: key of the audit chain, for calls that write a line."""

    def __init__(self, sealer: Sealer | None = None) -> None:
        super().__init__(sealer)
        self._crashes: dict[str, list[Crash]] = {}
        self._corrections: dict[str, list[Correction]] = {}
        self._receipts: list[Receipt] = []
        self._networks: list[tuple[str, Network]] = []
        self._counts: dict[str, list[TrafficCount]] = {}
        self._measures: dict[str, list[Measure]] = {}
        self._settings: dict[str, str] = {}

    # -- crashes --

    def receive_crashes(self, batch: Batch[Crash], received_at: datetime) -> Receipt:
        """Keep a batch of crashes."""
        for crash in batch.records:
            require_utc(crash.happened_at)
            require_utc(crash.known_at)
        return self._receive(batch, received_at, self._crashes, "crash_id")

    def correct_crash(self, correction: Correction) -> None:
        """Put a person's correction over a crash."""
        require_correction(correction)
        if correction.crash_id not in self._crashes:
            raise NotFound(f"no crash {correction.crash_id!r}")
        self._corrections.setdefault(correction.crash_id, []).append(correction)

    def list_crashes(self, as_of: datetime) -> list[Crash]:
        """Every crash as read at ``as_of``."""
        require_utc(as_of)
        read = [self._read(crash_id, as_of) for crash_id in self._crashes]
        return sorted((c for c in read if c is not None), key=_place)

    def page_crashes(
        self, as_of: datetime, *, where: CrashFilter = EVERY_CRASH, after: str | None = None, limit: int = 50
    ) -> Page[Crash]:
        """Crashes as read, latest first."""
        require_limit(limit)
        require_bounds(where)
        rows = [c for c in reversed(self.list_crashes(as_of)) if _passes(c, where)]
        if after is not None:
            micros, crash_id = read_cursor(after, tuple[int, str])
            rows = [c for c in rows if (serial.to_micros(c.happened_at), c.crash_id) < (micros, crash_id)]
        shown = tuple(rows[:limit])
        if len(rows) == len(shown):
            return Page(shown, None)
        return Page(shown, write_cursor(serial.to_micros(shown[-1].happened_at), shown[-1].crash_id))

    def count_crashes(self, as_of: datetime, where: CrashFilter = EVERY_CRASH) -> int:
        """How many crashes there are to page through."""
        require_bounds(where)
        return sum(_passes(crash, where) for crash in self.list_crashes(as_of))

    def get_crash(self, crash_id: str, as_of: datetime) -> CrashLayers:
        """One crash with all its layers."""
        require_utc(as_of)
        crash = self._read(crash_id, as_of)
        if crash is None:
            raise NotFound(f"no crash {crash_id!r} as of {as_of.isoformat()}")
        return CrashLayers(
            received=tuple(v for v in self._crashes[crash_id] if v.known_at <= as_of and v.happened_at <= as_of),
            corrections=tuple(c for c in in_order(self._corrections.get(crash_id, [])) if c.corrected_at <= as_of),
            as_read=crash,
        )

    def _read(self, crash_id: str, as_of: datetime) -> Crash | None:
        return read_layers(self._crashes.get(crash_id, []), self._corrections.get(crash_id, []), as_of)

    # -- batches of either kind --

    def _receive(self, batch: Batch[Any], received_at: datetime, kept: dict[str, list[Any]], key: str) -> Receipt:
        require_utc(received_at)
        for record in (*batch.records, *batch.refusals):
            serial.pack(record)
        added = changed = 0
        for record in batch.records:
            versions = kept.setdefault(getattr(record, key), [])
            if serial.pack(record) in map(serial.pack, versions):
                continue
            added, changed = (added, changed + 1) if versions else (added + 1, changed)
            versions.append(record)
        for refusal in batch.refusals:
            self._refusals.setdefault(refusal.refusal_id, refusal)
        receipt = receipt_for(batch, received_at, added=added, changed=changed)
        if all((r.feed, r.sha256) != (batch.feed, batch.sha256) for r in self._receipts):
            self._receipts.append(receipt)
        return receipt

    # -- refusals and receipts --

    def page_refusals(
        self, *, state: str | None = "open", feed: str | None = None, after: str | None = None, limit: int = 50
    ) -> Page[Refusal]:
        """Refused rows, latest first."""
        require_limit(limit)
        (before,) = (len(self._refusals) + 1,) if after is None else read_cursor(after, tuple[int])
        numbered = [
            (number, refusal)
            for number, refusal in enumerate(self._refusals.values(), start=1)
            if number < before and state in (None, refusal.state) and feed in (None, refusal.feed)
        ]
        rows = numbered[::-1]
        shown = tuple(refusal for _, refusal in rows[:limit])
        return Page(shown, write_cursor(rows[limit - 1][0]) if len(rows) > limit else None)

    def count_refusals(self) -> Mapping[tuple[str, str, str], int]:
        """Refused rows by (feed, code, state)."""
        return dict(Counter((r.feed, r.code, r.state) for r in self._refusals.values()))

    def get_refusal(self, refusal_id: str) -> Refusal:
        """One refused row."""
        if refusal_id not in self._refusals:
            raise NotFound(f"no refusal {refusal_id!r}")
        return self._refusals[refusal_id]

    def close_refusal(self, refusal_id: str, state: str, by: str, why: str, at: datetime) -> None:
        """Mark an open refusal as dealt with."""
        require_closing(state, by, why)
        require_utc(at)
        refusal = self.get_refusal(refusal_id)
        if refusal.state != "open":
            raise Conflict(f"the refusal {refusal_id!r} is {refusal.state} already")
        self._refusals[refusal_id] = replace(refusal, state=state)
        self._closings[refusal_id] = at

    def list_receipts(self) -> list[Receipt]:
        """What has been received, in order of arrival."""
        return list(self._receipts)

    # -- roads and traffic --

    def save_network(self, network: Network, known_at: datetime) -> str:
        """Keep a road network."""
        require_utc(known_at)
        network_id = hash_network(network)
        self._networks.append((network_id, network))
        return network_id

    def get_network(self, network_id: str | None = None) -> Network:
        """The network of that hash, or the one saved last."""
        for saved_id, network in reversed(self._networks):
            if network_id in (None, saved_id):
                return network
        raise NotFound("no road network is stored yet" if network_id is None else f"no road network {network_id!r}")

    def receive_counts(self, batch: Batch[TrafficCount], received_at: datetime) -> Receipt:
        """Keep traffic counts."""
        return self._receive(batch, received_at, self._counts, "count_id")

    def list_counts(self) -> list[TrafficCount]:
        """Every traffic count, by point and year."""
        latest = [versions[-1] for versions in self._counts.values()]
        return sorted(latest, key=lambda c: (c.point_id, c.year, c.count_id))

    # -- measures --

    def receive_measures(self, batch: Batch[Measure], received_at: datetime) -> Receipt:
        """Keep measures."""
        for measure in batch.records:
            require_utc(measure.starts)
            require_utc(measure.known_at)
        return self._receive(batch, received_at, self._measures, "measure_id")

    def list_measures(self, as_of: datetime) -> list[Measure]:
        """Every measure as known at ``as_of``."""
        require_utc(as_of)
        known = [[m for m in versions if m.known_at <= as_of] for versions in self._measures.values()]
        latest = [sorted(versions, key=lambda m: m.known_at)[-1] for versions in known if versions]
        return sorted(latest, key=lambda m: (m.starts, m.measure_id))

    # -- results --

    def save_turn(self, turn: Turn) -> None:
        """Keep all that one turn concluded."""
        require_utc(turn.run.as_of)
        for record in (turn.run, *(result for field in TURN_FIELDS.values() for result in getattr(turn, field))):
            serial.pack(record)
        self._turns.pop(turn.run.run_id, None)
        self._turns[turn.run.run_id] = turn

    def get_run(self, run_id: str | None = None) -> Run:
        """The run of that id, or the latest."""
        if run_id is None and self._turns:
            return self.list_runs()[0]
        return self._turn(run_id).run

    def list_runs(self) -> list[Run]:
        """Every run, latest ``as_of`` first."""
        return sorted((t.run for t in reversed(self._turns.values())), key=lambda r: r.as_of, reverse=True)

    def list_results(self, kind: type[R], run_id: str) -> tuple[R, ...]:
        """All results of one kind of a run."""
        results: tuple[R, ...] = getattr(self._turn(run_id), name_of(kind))
        return results

    def find_result(self, kind: type[R], run_id: str, key: str) -> R | None:
        """One result by its own id."""
        return next((r for r in self.list_results(kind, run_id) if key_of(r) == key), None)

    def _turn(self, run_id: str | None) -> Turn:
        if run_id not in self._turns:
            raise NotFound("no run is stored yet" if run_id is None else f"no run {run_id!r}")
        return self._turns[run_id]

    # -- settings --

    def put_setting(self, name: str, value: object) -> None:
        """Keep a small JSON value under a name."""
        self._settings[name] = serial.pack_value(value)

    def find_setting(self, name: str) -> object | None:
        """The value under a name, or ``None``."""
        return serial.unpack_value(self._settings[name]) if name in self._settings else None

    def close(self) -> None:
        """Nothing to let go of."""


def _place(crash: Crash) -> tuple[datetime, str]:
    return crash.happened_at, crash.crash_id


def _passes(crash: Crash, where: CrashFilter) -> bool:
    if where.bounds is not None:
        west, south, east, north = where.bounds
        if crash.lon is None or crash.lat is None:
            return False
        if not (west <= crash.lon <= east and south <= crash.lat <= north):
            return False
    return (
        (where.since is None or where.since <= crash.happened_at)
        and (where.until is None or crash.happened_at < where.until)
        and where.area in (None, crash.area)
        and (not where.severities or str(crash.severity) in where.severities)
        and where.feed in (None, crash.feed)
    )
