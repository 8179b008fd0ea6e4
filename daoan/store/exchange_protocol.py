"""What a store must do for what is carried between two networks.

Laws (held by the contract suite on every store):

27. An act has one row, whatever is asked how often; numbers of acts are 1, 2, 3 … in the order they were begun in.
28. A bundle is kept once with everything that it brought, or not at all; one of the same number is a conflict.
29. A matter that is settled is its copy, log and all, from then on; nothing of what stood there before is left.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from daoan.terms.records.audited import AuditNote
from daoan.terms.records.exchanged import ActState, CarriedAct, CarriedBundle, CarriedCopy, MatterCopy, Way

ALREADY_CARRIED = "there is a file of this number already 该编号的交换文件已登记"


class ExchangeStore(Protocol):
    """Acts, bundles and copies of an exchange."""

    def begin_carried(self, act: CarriedAct, body: bytes) -> CarriedAct:
        """Write an act down with its (sealed) body; the kept one where it was before. Number 0: the next one."""

    def put_carried(self, act: CarriedAct) -> None:
        """Say how far an act has come. Raises :class:`~daoan.terms.errors.NotFound` for one that is not kept."""

    def drop_carried(self, act_id: str) -> None:
        """Forget an act that was asked for and refused at once; nothing for one that is not kept."""

    def find_carried(self, act_id: str) -> CarriedAct | None:
        """An act by its id."""

    def list_carried(
        self, states: Collection[ActState] = (), *, after: int = 0, person_id: str = "", limit: int = 500
    ) -> tuple[CarriedAct, ...]:
        """Acts behind a number, in order; of some states or of one person where they are named."""

    def read_carried_body(self, act_id: str) -> bytes:
        """The body of an act as it was sealed. Raises :class:`~daoan.terms.errors.NotFound` where it was let go."""

    def drop_carried_bodies(self, until: datetime) -> int:
        """Let go of bodies of acts that were answered by a moment; how many."""

    def keep_made(self, bundle: CarriedBundle, copies: Sequence[CarriedCopy], audit: AuditNote) -> None:
        """Keep that a bundle was made, and which copies it was the first to carry."""

    def keep_taken(
        self,
        bundle: CarriedBundle,
        acknowledged: CarriedBundle | None,
        acts: Sequence[CarriedAct],
        copies: Sequence[CarriedCopy],
        blobs: Mapping[str, bytes],
        audit: AuditNote,
    ) -> None:
        """Keep that a bundle was taken, with all it brought: word of one of ours, of acts; copies; files by SHA-256."""

    def list_bundles(self, way: Way) -> tuple[CarriedBundle, ...]:
        """Bundles that were made or taken, by number."""

    def list_copies(self, *, unsettled: bool = False, kind: str = "") -> tuple[CarriedCopy, ...]:
        """Copies by name; ``unsettled``: only those that the own tables do not follow yet; ``kind``: only of one."""

    def settle_copy(self, copy: CarriedCopy, matter: MatterCopy | None = None, gone: str = "") -> None:
        """Say that a copy is settled; with a matter, or the id of one that is gone, put that in place as well.

        Files whose content is not here are left out. A copy of that name need not be kept.
        """
