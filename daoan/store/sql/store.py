"""The calls of the store, each whole inside one transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from sqlalchemy import delete, insert, select

from daoan.store import serial
from daoan.store.pages import EVERY_CRASH
from daoan.store.protocol import CrashFilter, Page
from daoan.store.refusing import require_closing
from daoan.store.sql import batches, counts, crashes, measures, refusing, roads, turns
from daoan.store.sql.advice import AdviceCalls
from daoan.store.sql.advice_photos import PhotoCalls
from daoan.store.sql.browsers import BrowserCalls
from daoan.store.sql.company_months import CompanyMonthCalls
from daoan.store.sql.credentials import CredentialCalls
from daoan.store.sql.deployments import DeploymentCalls
from daoan.store.sql.engine import reading, writing
from daoan.store.sql.exchange import ExchangeCalls
from daoan.store.sql.keeping_calls import KeepingCalls
from daoan.store.sql.message_calls import MessageCalls
from daoan.store.sql.outside import OutsideCalls
from daoan.store.sql.patrols import PatrolCalls
from daoan.store.sql.registers import RegisterCalls
from daoan.store.sql.roster import RosterCalls
from daoan.store.sql.tables import settings
from daoan.store.sql.work_calls import WorkCalls
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

R = TypeVar("R")


class SqlStore(
    WorkCalls,
    RegisterCalls,
    CredentialCalls,
    MessageCalls,
    BrowserCalls,
    KeepingCalls,
    OutsideCalls,
    PatrolCalls,
    DeploymentCalls,
    RosterCalls,
    AdviceCalls,
    PhotoCalls,
    CompanyMonthCalls,
    ExchangeCalls,
):
    """Where records rest: SQLite or PostgreSQL, whichever the engine speaks. Safe to share between threads.

    Made of an engine and, for calls that write a line of the audit chain, a sealer.
    """

    # -- crashes --

    def receive_crashes(self, batch: Batch[Crash], received_at: datetime) -> Receipt:
        """Keep a batch of crashes."""
        with writing(self.engine) as connection:
            added, changed = crashes.receive(connection, batch, received_at)
            batches.keep_refusals(connection, batch.refusals)
            return batches.keep_receipt(connection, batch, received_at, added, changed)

    def correct_crash(self, correction: Correction) -> None:
        """Put a person's correction over a crash."""
        with writing(self.engine) as connection:
            crashes.correct(connection, correction)

    def list_crashes(self, as_of: datetime) -> list[Crash]:
        """Every crash as read at ``as_of``."""
        with reading(self.engine) as connection:
            return crashes.list_all(connection, as_of)

    def page_crashes(
        self, as_of: datetime, *, where: CrashFilter = EVERY_CRASH, after: str | None = None, limit: int = 50
    ) -> Page[Crash]:
        """Crashes as read, latest first."""
        with reading(self.engine) as connection:
            return crashes.page(connection, as_of, where, after, limit)

    def count_crashes(self, as_of: datetime, where: CrashFilter = EVERY_CRASH) -> int:
        """How many crashes there are to page through."""
        with reading(self.engine) as connection:
            return crashes.count(connection, as_of, where)

    def get_crash(self, crash_id: str, as_of: datetime) -> CrashLayers:
        """One crash with all its layers."""
        with reading(self.engine) as connection:
            return crashes.get(connection, crash_id, as_of)

    # -- refusals and receipts --

    def page_refusals(
        self, *, state: str | None = "open", feed: str | None = None, after: str | None = None, limit: int = 50
    ) -> Page[Refusal]:
        """Refused rows, latest first."""
        with reading(self.engine) as connection:
            return refusing.page(connection, state, feed, after, limit)

    def count_refusals(self) -> Mapping[tuple[str, str, str], int]:
        """Refused rows by (feed, code, state)."""
        with reading(self.engine) as connection:
            return refusing.count(connection)

    def get_refusal(self, refusal_id: str) -> Refusal:
        """One refused row."""
        with reading(self.engine) as connection:
            return refusing.get(connection, refusal_id)

    def close_refusal(self, refusal_id: str, state: str, by: str, why: str, at: datetime) -> None:
        """Mark an open refusal as dealt with."""
        require_closing(state, by, why)
        with writing(self.engine) as connection:
            refusing.close(connection, refusal_id, state, by, why, at)

    def list_receipts(self) -> list[Receipt]:
        """What has been received, in order of arrival."""
        with reading(self.engine) as connection:
            return batches.list_receipts(connection)

    # -- roads and traffic --

    def save_network(self, network: Network, known_at: datetime) -> str:
        """Keep a road network."""
        with writing(self.engine) as connection:
            return roads.save(connection, network, known_at)

    def get_network(self, network_id: str | None = None) -> Network:
        """The network of that hash, or the one saved last."""
        with reading(self.engine) as connection:
            return roads.get(connection, network_id)

    def receive_counts(self, batch: Batch[TrafficCount], received_at: datetime) -> Receipt:
        """Keep traffic counts."""
        with writing(self.engine) as connection:
            added, changed = counts.receive(connection, batch, received_at)
            batches.keep_refusals(connection, batch.refusals)
            return batches.keep_receipt(connection, batch, received_at, added, changed)

    def list_counts(self) -> list[TrafficCount]:
        """Every traffic count, by point and year."""
        with reading(self.engine) as connection:
            return counts.list_all(connection)

    # -- measures --

    def receive_measures(self, batch: Batch[Measure], received_at: datetime) -> Receipt:
        """Keep measures."""
        with writing(self.engine) as connection:
            added, changed = measures.receive(connection, batch, received_at)
            batches.keep_refusals(connection, batch.refusals)
            return batches.keep_receipt(connection, batch, received_at, added, changed)

    def list_measures(self, as_of: datetime) -> list[Measure]:
        """Every measure as known at ``as_of``."""
        with reading(self.engine) as connection:
            return measures.list_all(connection, as_of)

    # -- results --

    def save_turn(self, turn: Turn) -> None:
        """Keep all that one turn concluded."""
        with writing(self.engine) as connection:
            turns.save(connection, turn)

    def get_run(self, run_id: str | None = None) -> Run:
        """The run of that id, or the latest."""
        with reading(self.engine) as connection:
            return turns.get(connection, run_id)

    def list_runs(self) -> list[Run]:
        """Every run, latest ``as_of`` first."""
        with reading(self.engine) as connection:
            return turns.list_all(connection)

    def list_results(self, kind: type[R], run_id: str) -> tuple[R, ...]:
        """All results of one kind of a run."""
        with reading(self.engine) as connection:
            return turns.list_results(connection, kind, run_id)

    def find_result(self, kind: type[R], run_id: str, key: str) -> R | None:
        """One result by its own id."""
        with reading(self.engine) as connection:
            return turns.find_result(connection, kind, run_id, key)

    # -- settings --

    def put_setting(self, name: str, value: object) -> None:
        """Keep a small JSON value under a name."""
        payload = serial.pack_value(value)
        with writing(self.engine) as connection:
            connection.execute(delete(settings).where(settings.c.name == name))
            connection.execute(insert(settings), {"name": name, "payload": payload})

    def find_setting(self, name: str) -> object | None:
        """The value under a name, or ``None``."""
        with reading(self.engine) as connection:
            payload = connection.scalar(select(settings.c.payload).where(settings.c.name == name))
        return None if payload is None else serial.unpack_value(payload)

    def close(self) -> None:
        """Let go of files and connections."""
        self.engine.dispose()
