"""What a store must do for advice records 劝导台账, their photos, and proofs of presence.

Laws (held by ``tests/store/test_advice_contract.py`` on every store):

21. A version is kept once: told again it changes nothing, told otherwise under the same id it is refused. No version is
    ever changed or dropped by another; two that were made from the same one both stand, as a conflict, until one made
    from both ends it.
22. Places grow with every change of any record, so whoever reads on behind the last place that they saw misses nothing.
23. A photo is there once all of it is; parts are joined in order, and one told again adds nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from daoan.store.page import Page
from daoan.terms.records.advice import AdvicePhoto, AdvicePresence, AdviceRecord, AdviceVersion
from daoan.terms.records.audited import AuditNote


class AdviceKept(StrEnum):
    """What became of a version."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"  # it was there already
    CONFLICT = "conflict"  # kept; another stands beside it


@dataclass(frozen=True, slots=True)
class AdviceFilter:
    """Which records a list is about; empty or ``None`` leaves a trait free. Times are half open, of when it happened.

    ``stations``: of these only, where it is not ``None``.
    """

    units: tuple[str, ...] = ()
    stations: tuple[str, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None
    vehicle: str = ""
    behaviour: str = ""
    outcome: str = ""
    plate: str = ""  # token
    conflict: bool = False  # only those with one


class AdviceStore(Protocol):
    """Advice records, photos, presences."""

    def keep_advice(self, version: AdviceVersion, audit: AuditNote) -> tuple[AdviceKept, AdviceRecord]:
        """Keep a version. The line of the audit chain is written unless it was there already.

        Raises :class:`~daoan.terms.errors.NotFound` where one that it was made from is not there, and
        :class:`~daoan.terms.errors.Conflict` where its id is another version's.
        """

    def find_advice(self, record_id: str) -> AdviceRecord | None:
        """One record as it stands."""

    def list_advice_versions(self, record_id: str) -> tuple[AdviceVersion, ...]:
        """Every version of a record in the order they were kept."""

    def page_advice(
        self, where: AdviceFilter = AdviceFilter(), *, after: str | None = None, limit: int = 50
    ) -> Page[AdviceRecord]:
        """Records as they stand, what happened last first."""

    def count_advice(self, where: AdviceFilter = AdviceFilter()) -> int:
        """How many there are."""

    def list_advice_changes(self, stations: Collection[str], after: int, limit: int = 200) -> tuple[AdviceRecord, ...]:
        """Records of stations that changed behind a place, in order of places."""

    def hand_advice(self, record_id: str, matter_id: str, audit: AuditNote) -> AdviceRecord:
        """Write down what a record was handed over as, once. Raises ``NotFound``; ``Conflict`` where it was before."""

    def find_advice_photo(self, record_id: str, sha256: str) -> AdvicePhoto | None:
        """How much of a photo is there."""

    def keep_advice_part(self, photo: AdvicePhoto, length: int, sealed: bytes) -> AdvicePhoto:
        """Add a part of so many bytes; answers how much is there then.

        ``photo``: as it would be with the part. One that does not follow what is there adds nothing, nor any of a photo
        that is done. ``sealed``: what is kept of it.
        """

    def list_advice_parts(self, record_id: str, sha256: str) -> tuple[bytes, ...]:
        """The parts of a photo, in order, as they were sealed."""

    def finish_advice_photo(self, photo: AdvicePhoto, sealed: bytes, audit: AuditNote) -> None:
        """Keep a whole photo in place of its parts."""

    def drop_advice_parts(self, record_id: str, sha256: str) -> None:
        """Forget the parts of a photo that came to something else."""

    def read_advice_photo(self, record_id: str, sha256: str) -> bytes:
        """A whole photo as it was sealed. Raises ``NotFound``."""

    def keep_presence(self, presence: AdvicePresence, audit: AuditNote) -> bool:
        """Keep a presence; whether it was new. Raises ``Conflict`` where its id is another one's."""

    def list_presence(
        self, stations: Collection[str] | None, since: datetime, until: datetime
    ) -> tuple[AdvicePresence, ...]:
        """Presences of stations (``None``: of all) that happened in a span, in order; those that prove nothing, too."""
