"""What is carried between two networks, in the reference store: dictionaries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from daoan.store.exchange_protocol import ALREADY_CARRIED
from daoan.store.memory_work import MemoryWork
from daoan.store.moving import require_record
from daoan.terms.audit import Sealer
from daoan.terms.errors import Conflict, NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.exchanged import ActState, CarriedAct, CarriedBundle, CarriedCopy, MatterCopy, Way


class MemoryExchange(MemoryWork):
    """Acts, bundles and copies of an exchange."""

    def __init__(self, sealer: Sealer | None = None) -> None:
        super().__init__(sealer)
        self._carried: dict[str, CarriedAct] = {}
        self._bodies: dict[str, bytes] = {}
        self._bundles: dict[tuple[str, int], CarriedBundle] = {}
        self._copies: dict[str, CarriedCopy] = {}
        self._blobs: dict[str, bytes] = {}

    def begin_carried(self, act: CarriedAct, body: bytes) -> CarriedAct:
        """Write an act down."""
        require_record(act)
        with self._writers:
            if act.act_id in self._carried:
                return self._carried[act.act_id]
            last = max((one.number for one in self._carried.values()), default=0)
            kept = replace(act, number=act.number or last + 1)
            self._carried[act.act_id] = kept
            if body:
                self._bodies[act.act_id] = body
            return kept

    def put_carried(self, act: CarriedAct) -> None:
        """Say how far an act has come."""
        require_record(act)
        with self._writers:
            if act.act_id not in self._carried:
                raise NotFound(f"no act {act.act_id!r:.40}")
            self._carried[act.act_id] = act

    def drop_carried(self, act_id: str) -> None:
        """Forget an act."""
        with self._writers:
            self._carried.pop(act_id, None)
            self._bodies.pop(act_id, None)

    def find_carried(self, act_id: str) -> CarriedAct | None:
        """An act by its id."""
        return self._carried.get(act_id)

    def list_carried(
        self, states: Collection[ActState] = (), *, after: int = 0, person_id: str = "", limit: int = 500
    ) -> tuple[CarriedAct, ...]:
        """Acts behind a number, in order."""
        with self._writers:
            found = sorted(self._carried.values(), key=lambda act: act.number)
        passing = (a for a in found if a.number > after and (not states or a.state in states))
        return tuple(a for a in passing if person_id in ("", a.person_id))[:limit]

    def read_carried_body(self, act_id: str) -> bytes:
        """The body of an act."""
        if act_id not in self._bodies:
            raise NotFound(f"no body of act {act_id!r:.40}")
        return self._bodies[act_id]

    def drop_carried_bodies(self, until: datetime) -> int:
        """Let go of bodies of acts that were answered by a moment."""
        with self._writers:
            over = [
                a.act_id
                for a in self._carried.values()
                if a.answered and a.answered_at is not None and a.answered_at <= until and a.act_id in self._bodies
            ]
            for name in over:
                del self._bodies[name]
        return len(over)

    def keep_made(self, bundle: CarriedBundle, copies: Sequence[CarriedCopy], audit: AuditNote) -> None:
        """Keep that a bundle was made."""
        require_record(bundle)
        with self._writers:
            self._require_new(bundle)
            self._lines.append(self._line(audit))
            self._bundles[bundle.way, bundle.number] = bundle
            self._copies |= {copy.name: copy for copy in copies}

    def keep_taken(
        self,
        bundle: CarriedBundle,
        acknowledged: CarriedBundle | None,
        acts: Sequence[CarriedAct],
        copies: Sequence[CarriedCopy],
        blobs: Mapping[str, bytes],
        audit: AuditNote,
    ) -> None:
        """Keep that a bundle was taken."""
        require_record(bundle)
        with self._writers:
            self._require_new(bundle)
            self._lines.append(self._line(audit))
            self._bundles[bundle.way, bundle.number] = bundle
            if acknowledged is not None:
                self._bundles[acknowledged.way, acknowledged.number] = acknowledged
            self._carried |= {act.act_id: act for act in acts}
            self._copies |= {copy.name: copy for copy in copies}
            self._blobs |= blobs

    def list_bundles(self, way: Way) -> tuple[CarriedBundle, ...]:
        """Bundles by number."""
        with self._writers:
            return tuple(bundle for (kind, _), bundle in sorted(self._bundles.items()) if kind == way)

    def list_copies(self, *, unsettled: bool = False, kind: str = "") -> tuple[CarriedCopy, ...]:
        """Copies by name."""
        with self._writers:
            found = sorted(self._copies.values(), key=lambda copy: copy.name)
        begins = f"{kind}:" if kind else ""
        return tuple(copy for copy in found if copy.name.startswith(begins) and not (unsettled and copy.settled))

    def settle_copy(self, copy: CarriedCopy, matter: MatterCopy | None = None, gone: str = "") -> None:
        """Say that a copy is settled, and put a matter in place."""
        with self._writers:
            if copy.name in self._copies:
                self._copies[copy.name] = replace(copy, settled=True)
            if gone:
                self._forget(gone)
            if matter is not None:
                self._put(matter)

    def _put(self, copy: MatterCopy) -> None:
        name, last = copy.matter.matter_id, self.last_news()
        contents = {a.sha256: content for a, content in self._attachments.values()} | self._blobs
        kept = {step.version: n for n, step in self._steps.items() if step.matter_id == name and step in copy.steps}
        self._steps = {n: s for n, s in self._steps.items() if s.matter_id != name or kept.get(s.version) == n}
        self._steps |= enumerate((step for step in copy.steps if step.version not in kept), last + 1)
        self._matters[name] = copy.matter
        self._attachments = {k: pair for k, pair in self._attachments.items() if pair[0].matter_id != name}
        told = (a for a in copy.attachments if a.sha256 in contents)
        self._attachments |= {a.attachment_id: (a, contents[a.sha256]) for a in told}

    def _forget(self, name: str) -> None:
        self._matters.pop(name, None)
        self._steps = {n: step for n, step in self._steps.items() if step.matter_id != name}
        self._attachments = {k: pair for k, pair in self._attachments.items() if pair[0].matter_id != name}

    def _require_new(self, bundle: CarriedBundle) -> None:
        if (bundle.way, bundle.number) in self._bundles:
            raise Conflict(ALREADY_CARRIED)
