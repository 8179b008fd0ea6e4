"""A call that raises has changed nothing: each statement of each call is made to fail once, on every SQL store."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from daoan.store.open import open_store
from daoan.store.protocol import Store
from daoan.store.sql.store import SqlStore
from daoan.terms.codes import Severity
from daoan.terms.errors import InputError
from tests.store.store_given import LATE, batch, correction, count, crash, day, measure, network, refusal, segment, turn
from tests.store.test_contract import all_of


class Broken(Exception):
    """The failure that the test plants."""


CALLS: dict[str, Callable[[Store], object]] = {
    "receive_crashes": lambda s: s.receive_crashes(
        batch(crash(1, severity=Severity.FATAL), crash(3), sha="b", refusals=[refusal("r2")]), day(5)
    ),
    "correct_crash": lambda s: s.correct_crash(correction("leeds:2", severity="fatal")),
    "close_refusal": lambda s: s.close_refusal("r1", "dismissed", "officer 7", "a test row", day(5)),
    "save_network": lambda s: s.save_network(network(names=("A61", None)), day(5)),
    "receive_counts": lambda s: s.receive_counts(batch(count("p9"), sha="c", feed="aadf"), day(5)),
    "receive_measures": lambda s: s.receive_measures(
        batch(measure("m2"), refusals=[refusal("r3")], feed="measures", sha="d"), day(5)
    ),
    "save_turn": lambda s: s.save_turn(turn(segments=[segment("s8"), segment("s9")])),
    "put_setting": lambda s: s.put_setting("city", "other"),
}


def fill(store: Store) -> None:
    store.receive_crashes(batch(crash(1), crash(2), refusals=[refusal("r1")]), day(1))
    store.correct_crash(correction("leeds:1", lon=1.0))
    store.receive_counts(batch(count("p1"), feed="aadf"), day(1))
    store.receive_measures(batch(measure("m1"), feed="measures", sha="c"), day(1))
    store.save_network(network(), day(1))
    store.save_turn(turn())
    store.put_setting("city", "leeds")


def everything(store: Store) -> object:
    return all_of(store), store.get_network().road_name[0]


def fail_at(store: SqlStore, statement: int, call: Callable[[Store], object]) -> bool:
    """Make the n-th statement of a call fail; False where the call has fewer."""
    seen = 0

    def before(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            raise Broken

    event.listen(store.engine, "before_cursor_execute", before)
    try:
        call(store)
    except Broken:
        return True
    finally:
        event.remove(store.engine, "before_cursor_execute", before)
    return False


@pytest.mark.parametrize("name", CALLS)
def test_whichever_statement_fails_nothing_has_changed(lasting_place: str, name: str):
    store = open_store(lasting_place)
    assert isinstance(store, SqlStore)
    fill(store)
    before = everything(store)
    statement = 1
    while fail_at(store, statement, CALLS[name]):
        assert everything(store) == before, f"statement {statement} of {name} left something behind"
        statement += 1
    assert statement > 2, "no statement was made to fail"
    assert everything(store) != before, "the call that was let through did nothing"
    store.close()


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path):
    store = open_store(tmp_path / "daoan.sqlite")
    assert isinstance(store, SqlStore)
    fill(store)
    before = everything(store)

    @event.listens_for(store.engine, "engine_connect")
    def hold_the_file_at_its_size(connection) -> None:
        pages = connection.connection.driver_connection.execute("PRAGMA page_count").fetchone()[0]
        connection.connection.driver_connection.execute(f"PRAGMA max_page_count={pages}")

    many = batch(*(crash(f"n{i}") for i in range(2_000)), sha="z")
    with pytest.raises(InputError, match="no room left"):
        store.receive_crashes(many, day(9))
    assert everything(store) == before
    store.close()
    again = open_store(tmp_path / "daoan.sqlite")
    assert everything(again) == before
    assert again.receive_crashes(many, day(9)).records_added == 2_000
    assert len(again.list_crashes(LATE)) == 2_002
    again.close()
