"""Long lists of matters: pages are read off an index, in little time."""

import random
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from daoan.store.moving import write_place
from daoan.store.open import open_store
from daoan.store.sql import work
from daoan.store.sql.bulk import insert_all
from daoan.store.sql.engine import writing
from daoan.store.sql.store import SqlStore
from daoan.store.sql.work_tables import matter_records, matters
from daoan.store.work_protocol import MatterFilter
from tests.store.store_given import day
from tests.store.work_given import matter

SINGLE = {
    "nothing": MatterFilter(),
    "kind": MatterFilter(kinds=("order",)),
    "state": MatterFilter(states=("running",)),
    "holder": MatterFilter(holders=("u7",)),
    "level": MatterFilter(levels=("red",)),
    "area": MatterFilter(areas=("a",)),
}


@pytest.fixture
def lists(tmp_path: Path):
    store = open_store(tmp_path, None)
    assert isinstance(store, SqlStore)
    yield store
    store.close()


def plan_of(store: SqlStore, where: MatterFilter, order: str, after: str | None) -> str:
    """How SQLite goes about finding the rows of a page."""
    asked = []
    event.listen(store.engine, "before_cursor_execute", lambda *given: asked.append(given[2:4]))
    store.page_matters(where, order=order, after=after)
    statement, parameters = next(each for each in asked if each[0].startswith("SELECT"))
    with store.engine.connect() as connection:
        rows = connection.connection.driver_connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return "; ".join(row[3] for row in rows)


@pytest.mark.parametrize("order", ["due", "changed"])
@pytest.mark.parametrize("trait", SINGLE)
def test_a_page_by_one_trait_is_read_off_an_index_in_order(lists: SqlStore, trait: str, order: str):
    name = "" if trait == "nothing" else f"{trait}_"
    moment = "due_order" if order == "due" else "changed_at"
    for after in (None, write_place(order, 1_600_000_000_000_000, "m5")):
        plan = plan_of(lists, SINGLE[trait], order, after)
        assert f"USING COVERING INDEX ix_matters_{name}{moment}_matter_id" in plan
        assert "TEMP B-TREE" not in plan, "sorted instead of read in order"


@pytest.mark.parametrize("order", ["due", "changed"])
def test_a_page_without_some_kinds_is_read_off_the_same_index_in_order(lists: SqlStore, order: str):
    moment = "due_order" if order == "due" else "changed_at"
    plan = plan_of(lists, MatterFilter(without_kinds=("secret_watch",)), order, None)
    assert f"INDEX ix_matters_{moment}_matter_id" in plan
    assert "TEMP B-TREE" not in plan, "sorted instead of read in order"
    kind = plan_of(lists, MatterFilter(kinds=("order",), without_kinds=("secret_watch",)), order, None)
    assert f"USING COVERING INDEX ix_matters_kind_{moment}_matter_id" in kind


def fill(store: SqlStore, number: int) -> None:
    """Matters of five years, a tenth of them open, among 1,400 units."""
    chance = random.Random(9)
    made = []
    for n in range(number):
        at = day(chance.uniform(0, 1_800))
        is_open = chance.random() < 0.1
        given = matter(
            f"m{n:06d}", kind=chance.choice(("order", "order_node", "hazard", "alert")),
            state=chance.choice(("to_sign", "running")) if is_open else "done", holder=f"u{chance.randrange(1_400)}",
            issuer=f"u{chance.randrange(20)}", level=chance.choice(("red", "blue")), area=chance.choice("abc"),
            due_at=at + timedelta(hours=2) if is_open else None, closed_at=None if is_open else at,
        )  # fmt: skip
        made.append(given if chance.random() < 0.999 else replace(given, kind="rare"))
    with writing(store.engine) as connection:
        insert_all(connection, matters, [work.row_of(m) for m in made])
        insert_all(connection, matter_records, [work.record_of(m) for m in made])


@pytest.mark.slow
def test_a_hundred_thousand_matters_page_in_well_under_a_tenth_of_a_second(lists: SqlStore):
    fill(lists, 100_000)
    asked = SINGLE | {
        "rare kind": MatterFilter(kinds=("rare",)),
        "without a kind": MatterFilter(without_kinds=("rare",)),
        "no kind": MatterFilter(kinds=("none",)),
        "closed": MatterFilter(states=("done",)),
        "states": MatterFilter(states=("to_sign", "running")),
        "a unit": MatterFilter(units=("u7",)),
        "units": MatterFilter(units=tuple(f"u{n}" for n in range(100, 140))),
        "open": MatterFilter(open_only=True),
    }
    slowest = {}
    for name, where in asked.items():
        for order in ("due", "changed"):
            after, spent = None, []
            for _ in range(6):  # pages one after another; the median, since other work may come between
                begun = time.perf_counter()
                page = lists.page_matters(where, order=order, after=after)
                spent.append(time.perf_counter() - begun)
                after = page.next
            slowest[f"{name}, {order}"] = sorted(spent)[2]
    assert max(slowest.values()) < 0.1, slowest
