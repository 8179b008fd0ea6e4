"""Runs and their results, each turn kept whole."""

from typing import Any, TypeVar

from sqlalchemy import Connection, delete, insert, select

from daoan.store import serial
from daoan.store.results import TURN_FIELDS, key_of, name_of
from daoan.store.sql.bulk import insert_all, next_seq
from daoan.store.sql.tables import results, runs
from daoan.terms.errors import NotFound
from daoan.terms.records import Run, Turn

R = TypeVar("R")


def save(connection: Connection, turn: Turn) -> None:
    """Keep a turn; an earlier one of the same run id goes, with its results."""
    connection.execute(delete(runs).where(runs.c.run_id == turn.run.run_id))
    seq = next_seq(connection, runs)
    row = {
        "seq": seq,
        "run_id": turn.run.run_id,
        "as_of": serial.to_micros(turn.run.as_of),
        "payload": serial.pack(turn.run),
    }
    connection.execute(insert(runs), row)
    for field in TURN_FIELDS.values():
        found = getattr(turn, field)
        insert_all(connection, results, [_row(seq, field, place, result) for place, result in enumerate(found)])


def _row(run_seq: int, kind: str, place: int, result: object) -> dict[str, Any]:
    return {"run_seq": run_seq, "kind": kind, "place": place, "key": key_of(result), "payload": serial.pack(result)}


def get(connection: Connection, run_id: str | None) -> Run:
    """The run of that id, or the one with the latest ``as_of`` (of several, the one saved last)."""
    query = select(runs.c.payload).order_by(runs.c.as_of.desc(), runs.c.seq.desc()).limit(1)
    payload = connection.scalar(query if run_id is None else query.where(runs.c.run_id == run_id))
    if payload is None:
        raise NotFound("no run is stored yet" if run_id is None else f"no run {run_id!r}")
    return serial.unpack(Run, payload)


def list_all(connection: Connection) -> list[Run]:
    """Every run, latest ``as_of`` first."""
    query = select(runs.c.payload).order_by(runs.c.as_of.desc(), runs.c.seq.desc())
    return serial.unpack_all(Run, connection.scalars(query).all())


def list_results(connection: Connection, kind: type[R], run_id: str) -> tuple[R, ...]:
    """All results of one kind of a run, in order."""
    query = select(results.c.payload).where(
        results.c.run_seq == _seq_of(connection, run_id), results.c.kind == name_of(kind)
    )
    return tuple(serial.unpack_all(kind, connection.scalars(query.order_by(results.c.place)).all()))


def find_result(connection: Connection, kind: type[R], run_id: str, key: str) -> R | None:
    """One result by its own id."""
    query = select(results.c.payload).where(
        results.c.run_seq == _seq_of(connection, run_id), results.c.kind == name_of(kind), results.c.key == key
    )
    payload = connection.scalar(query.order_by(results.c.place).limit(1))
    return None if payload is None else serial.unpack(kind, payload)


def _seq_of(connection: Connection, run_id: str) -> int:
    seq: int | None = connection.scalar(select(runs.c.seq).where(runs.c.run_id == run_id))
    if seq is None:
        raise NotFound(f"no run {run_id!r}")
    return seq
