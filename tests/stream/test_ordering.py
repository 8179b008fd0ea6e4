"""Rows come out in order, once each, whatever order, cut and doubling they came in."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.stream.ordering import Ordering

MINUTE = 60_000
LATE = 10 * MINUTE


def ordering() -> Ordering:
    return Ordering(LATE, "at", "id", "came")


def columns(rows: list[tuple[int, int, int]]) -> dict:
    """Rows of (id, moment, arrival)."""
    table = np.array(rows, np.int64).reshape(-1, 3)
    return {"id": table[:, 0], "at": table[:, 1], "came": table[:, 2]}


def pushed(one: Ordering, batches: list[list[tuple[int, int, int]]]) -> list[int]:
    out = [one.push(columns(batch)) for batch in batches]
    out.append(one.flush(columns([])))
    return [i for part in out for i in part["id"].tolist()]


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_disturbed_stream_comes_out_as_the_undisturbed_one(data) -> None:
    moments = data.draw(st.lists(st.integers(0, 3 * 3_600_000), min_size=1, max_size=80, unique=True))
    rows = [(i, at, at + data.draw(st.integers(0, LATE - MINUTE))) for i, at in enumerate(sorted(moments))]
    doubles = [(i, at, came + data.draw(st.integers(0, MINUTE))) for i, at, came in rows if data.draw(st.booleans())]
    arrived = sorted([*rows, *[d for d in doubles if d[2] - d[1] < LATE]], key=lambda row: row[2])
    cuts = sorted(data.draw(st.lists(st.integers(0, len(arrived)), max_size=5)))
    edges = [0, *cuts, len(arrived)]
    one = ordering()
    batches = [arrived[a:b] for a, b in pairwise(edges)]
    assert pushed(one, batches) == [i for i, _, _ in rows]
    assert one.late == 0
    assert one.doubled == len(arrived) - len(rows)


def test_what_comes_after_its_time_is_counted_and_left_out() -> None:
    one = ordering()
    assert pushed(one, [[(1, 0, 0)], [(2, 30 * MINUTE, 30 * MINUTE)], [(3, 5 * MINUTE, 31 * MINUTE)]]) == [1, 2]
    assert one.late == 1


def test_nothing_is_let_go_before_its_time() -> None:
    one = ordering()
    assert one.push(columns([(1, 0, LATE - 1)]))["id"].tolist() == []
    assert one.push(columns([(2, LATE, LATE + MINUTE)]))["id"].tolist() == [1]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3_600_000), st.integers(0, LATE - MINUTE)), min_size=2, max_size=60), st.data()
)
def test_what_was_kept_goes_on_as_if_nothing_had_happened(rows, data) -> None:
    arrived = sorted(((i, at, at + late) for i, (at, late) in enumerate(rows)), key=lambda row: row[2])
    cut = data.draw(st.integers(0, len(arrived)))
    whole = pushed(ordering(), [arrived[:cut], arrived[cut:]])
    one = ordering()
    head = one.push(columns(arrived[:cut]))["id"].tolist()
    later = ordering()
    later.resume(*one.kept())
    assert head + pushed(later, [arrived[cut:]]) == whole
