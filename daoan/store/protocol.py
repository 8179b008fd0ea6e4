"""What a store must do, whatever it is made of.

Laws (held by ``tests/store/test_contract.py`` on every store):

1. Receiving the same batch twice changes nothing the second time.
2. A correction is never overwritten by what is received later, and never seen by an ``as_of`` before it was made.
3. Nothing known after ``as_of`` is in any answer for that ``as_of``.
4. A call that raises has changed nothing.
5. Pages follow one another without gap or repeat, also while rows are added behind the cursor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from daoan.store.advice_protocol import AdviceStore
from daoan.store.browser_protocol import BrowserStore
from daoan.store.company_month_protocol import CompanyMonthStore
from daoan.store.credentials_protocol import CredentialStore
from daoan.store.deployment_protocol import DeploymentStore
from daoan.store.exchange_protocol import ExchangeStore
from daoan.store.hold_protocol import KeepingStore
from daoan.store.message_protocol import MessageStore, ShiftStore
from daoan.store.outside_protocol import OutsideStore
from daoan.store.page import Page as Page
from daoan.store.patrol_protocol import PatrolStore
from daoan.store.register_protocol import RegisterStore
from daoan.store.roster_protocol import RosterStore
from daoan.store.setting_protocol import SettingStore
from daoan.store.work_protocol import AuditStore, PeopleStore, WorkStore
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


@dataclass(frozen=True, slots=True)
class CrashFilter:
    """Which crashes a page is about; ``None`` leaves a trait free. Times are half open: from ≤ happened_at < until."""

    since: datetime | None = None
    until: datetime | None = None
    area: str | None = None
    severities: tuple[str, ...] = ()  # empty: any
    feed: str | None = None
    bounds: tuple[float, float, float, float] | None = None  # west, south, east, north


class Store(
    WorkStore,
    PeopleStore,
    RegisterStore,
    AuditStore,
    CredentialStore,
    MessageStore,
    BrowserStore,
    ShiftStore,
    KeepingStore,
    OutsideStore,
    PatrolStore,
    DeploymentStore,
    RosterStore,
    SettingStore,
    AdviceStore,
    CompanyMonthStore,
    ExchangeStore,
    Protocol,
):
    """Where records rest. Methods raise :class:`daoan.terms.errors.NotFound` for names that nothing is stored under.

    People at work, their matters and the audit chain are in :mod:`daoan.store.work_protocol`, with laws 6 to 9;
    messages and shifts in :mod:`daoan.store.message_protocol`, with laws 10 to 12.
    how records end is in :mod:`daoan.store.hold_protocol`, with laws 10 to 13; units on duty in
    :mod:`daoan.store.patrol_protocol`, with laws 14 to 16; deployments in :mod:`daoan.store.deployment_protocol`, with
    laws 17 and 18; the roster of companies in :mod:`daoan.store.roster_protocol`, with laws 19 and 20; advice records
    in :mod:`daoan.store.advice_protocol`, with laws 21 to 23; months that were closed in
    :mod:`daoan.store.company_month_protocol`, with laws 25 and 26; what is carried between two networks in
    :mod:`daoan.store.exchange_protocol`, with laws 27 to 29.
    """

    # -- crashes: as received, corrected, as read --

    def receive_crashes(self, batch: Batch[Crash], received_at: datetime) -> Receipt:
        """Keep a batch as received (a changed crash becomes a further version), its refusals and its receipt."""

    def correct_crash(self, correction: Correction) -> None:
        """Put a person's correction over a crash. Unknown fields and crashes are refused."""

    def list_crashes(self, as_of: datetime) -> list[Crash]:
        """Every crash as read at ``as_of``, by ``happened_at`` then ``crash_id``."""

    def page_crashes(
        self, as_of: datetime, *, where: CrashFilter = CrashFilter(), after: str | None = None, limit: int = 50
    ) -> Page[Crash]:
        """Crashes as read, latest first."""

    def count_crashes(self, as_of: datetime, where: CrashFilter = CrashFilter()) -> int:
        """How many crashes there are to page through."""

    def get_crash(self, crash_id: str, as_of: datetime) -> CrashLayers:
        """One crash with all its layers, as of a moment."""

    # -- refusals and receipts --

    def page_refusals(
        self, *, state: str | None = "open", feed: str | None = None, after: str | None = None, limit: int = 50
    ) -> Page[Refusal]:
        """Refused rows, latest first."""

    def count_refusals(self) -> Mapping[tuple[str, str, str], int]:
        """Refused rows by (feed, code, state)."""

    def get_refusal(self, refusal_id: str) -> Refusal:
        """One refused row."""

    def close_refusal(self, refusal_id: str, state: str, by: str, why: str, at: datetime) -> None:
        """Mark an open refusal "replayed" or "dismissed", saying who and why; it stays in every count."""

    def list_receipts(self) -> list[Receipt]:
        """What has been received, in order of arrival."""

    # -- roads and traffic --

    def save_network(self, network: Network, known_at: datetime) -> str:
        """Keep a road network; answers its content hash. Earlier networks stay."""

    def get_network(self, network_id: str | None = None) -> Network:
        """The network of that hash, or the one saved last."""

    def receive_counts(self, batch: Batch[TrafficCount], received_at: datetime) -> Receipt:
        """Keep traffic counts, with refusals and receipt as for crashes."""

    def list_counts(self) -> list[TrafficCount]:
        """Every traffic count, by point and year."""

    # -- measures --

    def receive_measures(self, batch: Batch[Measure], received_at: datetime) -> Receipt:
        """Keep measures (a changed one becomes a further version), with refusals and receipt as for crashes."""

    def list_measures(self, as_of: datetime) -> list[Measure]:
        """Every measure as known at ``as_of``, by ``starts`` then ``measure_id``."""

    # -- results --

    def save_turn(self, turn: Turn) -> None:
        """Keep all that one turn concluded, whole or not at all. A run id that exists already is replaced whole."""

    def get_run(self, run_id: str | None = None) -> Run:
        """The run of that id, or the one with the latest ``as_of`` (of several, the one saved last)."""

    def list_runs(self) -> list[Run]:
        """Every run, latest ``as_of`` first."""

    def list_results(self, kind: type[R], run_id: str) -> tuple[R, ...]:
        """All results of one kind (a record type that :class:`Turn` holds) of a run, in the loop's order."""

    def find_result(self, kind: type[R], run_id: str, key: str) -> R | None:
        """One result by its own id (segment_id, blackspot_id, alert_id, ticket_id, plan_id, crash_id, cell_id)."""

    def close(self) -> None:
        """Let go of files and connections."""
