"""What is carried between two networks, over SQLite and PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from daoan.store import serial
from daoan.store.exchange_protocol import ALREADY_CARRIED
from daoan.store.moving import require_record
from daoan.store.sql import audit as chain
from daoan.store.sql.bulk import insert_all, put, select_by_name
from daoan.store.sql.engine import asking, writing
from daoan.store.sql.exchange_tables import exchange_acts, exchange_bundles, exchange_copies
from daoan.store.sql.replacing import forget_matter, put_matter
from daoan.store.sql.work_calls import AuditCalls
from daoan.store.sql.work_tables import attachment_blobs
from daoan.terms.errors import Conflict, NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.exchanged import ActState, CarriedAct, CarriedBundle, CarriedCopy, MatterCopy, Way

_A, _B, _C = exchange_acts.c, exchange_bundles.c, exchange_copies.c


class ExchangeCalls(AuditCalls):
    """Acts, bundles and copies of an exchange."""

    def begin_carried(self, act: CarriedAct, body: bytes) -> CarriedAct:
        """Write an act down."""
        require_record(act)
        with writing(self.engine) as connection:
            payload = connection.scalar(select(_A.payload).where(_A.act_id == act.act_id))
            if payload is not None:
                return serial.unpack(CarriedAct, payload)
            number = act.number or int(connection.scalar(select(func.max(_A.number))) or 0) + 1
            kept = replace(act, number=number)
            connection.execute(insert(exchange_acts), _act_row(kept) | {"body": body or None})
            return kept

    def put_carried(self, act: CarriedAct) -> None:
        """Say how far an act has come."""
        require_record(act)
        with writing(self.engine) as connection:
            changed = connection.execute(update(exchange_acts).where(_A.act_id == act.act_id).values(_act_row(act)))
            if changed.rowcount == 0:
                raise NotFound(f"no act {act.act_id!r:.40}")

    def drop_carried(self, act_id: str) -> None:
        """Forget an act."""
        with writing(self.engine) as connection:
            connection.execute(delete(exchange_acts).where(_A.act_id == act_id))

    def find_carried(self, act_id: str) -> CarriedAct | None:
        """An act by its id."""
        with asking(self.engine) as connection:
            payload = connection.scalar(select(_A.payload).where(_A.act_id == act_id))
        return None if payload is None else serial.unpack(CarriedAct, payload)

    def list_carried(
        self, states: Collection[ActState] = (), *, after: int = 0, person_id: str = "", limit: int = 500
    ) -> tuple[CarriedAct, ...]:
        """Acts behind a number, in order."""
        query = select(_A.payload).where(_A.number > after)
        query = query.where(_A.state.in_(sorted(states))) if states else query
        query = query.where(_A.person_id == person_id) if person_id else query
        with asking(self.engine) as connection:
            rows = connection.scalars(query.order_by(_A.number).limit(limit)).all()
        return tuple(serial.unpack_all(CarriedAct, rows))

    def read_carried_body(self, act_id: str) -> bytes:
        """The body of an act."""
        with asking(self.engine) as connection:
            body = connection.scalar(select(_A.body).where(_A.act_id == act_id))
        if body is None:
            raise NotFound(f"no body of act {act_id!r:.40}")
        return bytes(body)

    def drop_carried_bodies(self, until: datetime) -> int:
        """Let go of bodies of acts that were answered by a moment."""
        query = select(_A.payload).where(_A.state.in_((ActState.DONE, ActState.REFUSED)), _A.body.is_not(None))
        with writing(self.engine) as connection:
            acts = serial.unpack_all(CarriedAct, connection.scalars(query).all())
            over = [a.act_id for a in acts if a.answered_at is not None and a.answered_at <= until]
            for name in over:
                connection.execute(update(exchange_acts).where(_A.act_id == name).values(body=None))
        return len(over)

    def keep_made(self, bundle: CarriedBundle, copies: Sequence[CarriedCopy], audit: AuditNote) -> None:
        """Keep that a bundle was made."""
        with writing(self.engine) as connection:
            _keep_bundle(connection, bundle)
            _put_copies(connection, copies)
            chain.append(connection, self.sealer, audit)

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
        with writing(self.engine) as connection:
            _keep_bundle(connection, bundle)
            if acknowledged is not None:
                own = (_B.way == acknowledged.way, _B.number == acknowledged.number)
                payload = require_record(acknowledged)
                connection.execute(update(exchange_bundles).where(*own).values(payload=payload))
            for act in acts:
                put(connection, exchange_acts, _act_row(act))
            _put_copies(connection, copies)
            name = attachment_blobs.c.sha256
            there = {row.sha256 for row in select_by_name(connection, select(name), name, blobs)}
            fresh = [{"sha256": sha, "content": content} for sha, content in blobs.items() if sha not in there]
            insert_all(connection, attachment_blobs, fresh)
            chain.append(connection, self.sealer, audit)

    def list_bundles(self, way: Way) -> tuple[CarriedBundle, ...]:
        """Bundles by number."""
        with asking(self.engine) as connection:
            rows = connection.scalars(select(_B.payload).where(_B.way == way).order_by(_B.number)).all()
        return tuple(serial.unpack_all(CarriedBundle, rows))

    def list_copies(self, *, unsettled: bool = False, kind: str = "") -> tuple[CarriedCopy, ...]:
        """Copies by name."""
        query = select(_C.payload).order_by(_C.name)
        if unsettled:
            query = query.where(_C.settled == 0)
        if kind:
            query = query.where(_C.name.startswith(f"{kind}:", autoescape=True))
        with asking(self.engine) as connection:
            rows = connection.scalars(query).all()
        return tuple(serial.unpack_all(CarriedCopy, rows))

    def settle_copy(self, copy: CarriedCopy, matter: MatterCopy | None = None, gone: str = "") -> None:
        """Say that a copy is settled, and put a matter in place."""
        row = _copy_row(replace(copy, settled=True))
        with writing(self.engine) as connection:
            connection.execute(update(exchange_copies).where(_C.name == copy.name).values(row))
            if gone:
                forget_matter(connection, gone)
            if matter is not None:
                put_matter(connection, matter)


def _act_row(act: CarriedAct) -> dict[str, object]:
    return {
        "act_id": act.act_id, "number": act.number, "person_id": act.person_id, "state": act.state.value,
        "payload": serial.pack(act),
    }  # fmt: skip


def _copy_row(copy: CarriedCopy) -> dict[str, object]:
    return {"name": copy.name, "settled": int(copy.settled), "payload": require_record(copy)}


def _put_copies(connection: Connection, copies: Sequence[CarriedCopy]) -> None:
    for copy in copies:
        put(connection, exchange_copies, _copy_row(copy))


def _keep_bundle(connection: Connection, bundle: CarriedBundle) -> None:
    payload = require_record(bundle)
    kept = select(_B.number).where(_B.way == bundle.way, _B.number == bundle.number)
    if connection.scalar(kept) is not None:
        raise Conflict(ALREADY_CARRIED)
    connection.execute(insert(exchange_bundles), {"way": bundle.way, "number": bundle.number, "payload": payload})
