"""An act that fails at any statement has changed nothing, on every SQL store; nor has its line of the chain."""

from collections.abc import Callable

import pytest

from daoan.store.open import open_store
from daoan.store.protocol import Store
from daoan.store.sql.store import SqlStore
from tests.store.test_faults import fail_at
from tests.store.work_given import (
    SEALER,
    account,
    begin,
    begun,
    file,
    matter,
    moved,
    note,
    person,
    require_unbroken,
    session,
    unit,
    work_of,
)

NODE = matter("m1.1", parent="m1", root="m1")
CALLS: dict[str, Callable[[Store], object]] = {
    "keep_moves": lambda s: s.keep_moves(
        [moved(matter(), "running"), begun(NODE)], {"m1": 1, "m1.1": 0}, note(), "key"
    ),
    "keep_attachment": lambda s: s.keep_attachment(*file("f2", b"other"), note()),
    "save_unit": lambda s: s.save_unit(unit("south", "north"), note()),
    "save_person": lambda s: s.save_person(person(active=False), note()),
    "save_account": lambda s: s.save_account(account(version=2, login="wang"), note()),
    "save_session": lambda s: s.save_session(session(second_factor=False), note()),
    "append_audit": lambda s: s.append_audit(note("read.matter")),
}


@pytest.mark.parametrize("name", CALLS)
def test_whichever_statement_fails_nothing_has_changed(lasting_place: str, name: str):
    store = open_store(lasting_place, SEALER)
    assert isinstance(store, SqlStore)
    begin(store, matter(), key="first")
    store.keep_attachment(*file(), note())
    store.save_unit(unit("north"), note())
    store.save_person(person(), note())
    store.save_account(account(), note())
    store.save_session(session(), note())
    before = work_of(store)
    statement = 1
    while fail_at(store, statement, CALLS[name]):
        assert work_of(store) == before, f"statement {statement} of {name} left something behind"
        statement += 1
    assert statement > 2, "no statement was made to fail"
    assert work_of(store) != before, "the call that was let through did nothing"
    assert require_unbroken(store) == 7
    store.close()
