"""The store's calls about matters and the audit chain, each whole inside one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Engine

from daoan.store.page import Page
from daoan.store.sealing import require_sealer
from daoan.store.sql import audit as chain
from daoan.store.sql import files, people, work, work_lists
from daoan.store.sql.engine import asking, reading, writing
from daoan.store.work_protocol import MatterFilter, Whole
from daoan.terms.audit import Sealer
from daoan.terms.records.audited import AuditEntry, AuditNote
from daoan.terms.records.working import Attachment, Matter, Step


class AuditCalls:
    """Lines of the audit chain, over an engine and the key that seals them."""

    def __init__(self, engine: Engine, sealer: Sealer | None = None) -> None:
        self.engine = engine
        self.sealer = sealer

    def append_audit(self, note: AuditNote) -> AuditEntry:
        """Add a line by itself."""
        with writing(self.engine) as connection:
            return chain.append(connection, self.sealer, note)

    def list_audit(self, after: int = 0, limit: int = 1000) -> tuple[AuditEntry, ...]:
        """Lines in order, from the one after a number."""
        with reading(self.engine) as connection:
            return chain.list_lines(connection, after, limit)

    def last_audit(self) -> AuditEntry | None:
        """The head of the chain."""
        with reading(self.engine) as connection:
            return chain.head(connection)


class WorkCalls(AuditCalls):
    """Things with states."""

    def keep_moves(
        self, moves: Sequence[tuple[Matter, Step]], seen: Mapping[str, int], audit: AuditNote, key: str | None = None
    ) -> tuple[Matter, ...]:
        """Keep the moves of one act, in order."""
        require_sealer(self.sealer)
        with writing(self.engine) as connection:
            if key is not None and (answer := work.find_answer(connection, key)) is not None:
                return answer
            after = work.keep(connection, moves, seen)
            if key is not None:
                work.keep_answer(connection, key, after, audit.at)
            chain.append(connection, self.sealer, audit)
            return after

    def find_kept(self, key: str) -> tuple[Matter, ...] | None:
        """What the call with a key answered."""
        with asking(self.engine) as connection:
            return work.find_answer(connection, key)

    def get_matter(self, matter_id: str) -> Matter:
        """One matter."""
        with asking(self.engine) as connection:
            return work.get(connection, matter_id)

    def list_family(self, root: str) -> tuple[Matter, ...]:
        """The matter of that id and everything below it, by id."""
        with reading(self.engine) as connection:
            return work.list_family(connection, root)

    def list_named(self, matter_ids: Collection[str]) -> tuple[Matter, ...]:
        """Those of some matters that are kept, by id."""
        with reading(self.engine) as connection:
            return work.list_named(connection, matter_ids)

    def list_kin(self, matter_id: str) -> tuple[Matter, ...]:
        """The matter of that id and every other of its family, by id."""
        with asking(self.engine) as connection:
            return work.list_kin(connection, matter_id)

    def read_whole(self, matter_id: str) -> Whole:
        """One matter with all that belongs to it."""
        with reading(self.engine) as connection:
            kin = work.list_kin(connection, matter_id)
            steps = work.list_steps(connection, matter_id)
            return Whole(
                next(m for m in kin if m.matter_id == matter_id),
                kin,
                steps,
                files.list_all(connection, matter_id),
                people.list_named(connection, {step.by for step in steps}),
            )

    def list_steps(self, matter_id: str) -> tuple[Step, ...]:
        """A matter's log, first to last."""
        with reading(self.engine) as connection:
            return work.list_steps(connection, matter_id)

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
        with asking(self.engine) as connection:
            return work_lists.page(connection, where, order, after, limit, counted=counted)

    def count_matters(self, where: MatterFilter) -> Mapping[tuple[str, str], int]:
        """How many there are, by (kind, state)."""
        with asking(self.engine) as connection:
            return work_lists.count(connection, where)

    def count_held(self, where: MatterFilter) -> Mapping[tuple[str, str, str], int]:
        """How many there are, by (holder, kind, state)."""
        with asking(self.engine) as connection:
            return work_lists.count_held(connection, where)

    def list_run_out(self, at: datetime, limit: int = 500) -> tuple[Matter, ...]:
        """Open matters whose deadline passed and whose log does not say so yet."""
        with asking(self.engine) as connection:
            return work.list_run_out(connection, at, limit)

    def list_news(self, after: int, limit: int = 500) -> tuple[tuple[int, Step], ...]:
        """Steps kept since a number, each with its number."""
        with asking(self.engine) as connection:
            return work.list_news(connection, after, limit)

    def last_news(self) -> int:
        """The number of the step kept last."""
        with asking(self.engine) as connection:
            return work.last_news(connection)

    def keep_attachment(self, attachment: Attachment, content: bytes, audit: AuditNote) -> None:
        """Keep a file beside a matter."""
        with writing(self.engine) as connection:
            files.keep(connection, attachment, content)
            chain.append(connection, self.sealer, audit)

    def get_attachment(self, attachment_id: str) -> tuple[Attachment, bytes]:
        """A file with its content."""
        with reading(self.engine) as connection:
            return files.get(connection, attachment_id)

    def list_attachments(self, matter_id: str) -> tuple[Attachment, ...]:
        """Files beside a matter, oldest first."""
        with reading(self.engine) as connection:
            return files.list_all(connection, matter_id)
