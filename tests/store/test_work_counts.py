"""What boards and repeated requests ask of every store: counts by holder and log, answers by key, the last number."""

from dataclasses import replace

import pytest

from daoan.store.page import COUNTED
from daoan.store.protocol import Store
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import NotFound
from tests.store.work_given import begin, matter, moved, note, person


def step(store: Store, before, event: str, late: bool = False):
    """One more step of a matter, kept."""
    after, line = moved(before, before.state, event)
    store.keep_moves([(after, replace(line, late=late))], {before.matter_id: before.version}, note())
    return after


def total(store: Store, where: MatterFilter) -> int:
    """How many matters a list says that it has, whatever part of it is asked for."""
    asked = [(order, limit) for order in ("due", "changed") for limit in (1, 9)]
    pages = [store.page_matters(where, order=order, limit=limit, counted=True) for order, limit in asked]
    numbers = {page.total for page in pages}
    assert len(numbers) == 1
    assert not any(page.more for page in pages)
    return numbers.pop() or 0


def test_counts_by_holder_and_by_what_the_log_holds(sealed: Store):
    one = replace(matter("m1", kind="order_node"), holder="a", issuer="c")
    two = replace(matter("m2", kind="order_node"), holder="a", issuer="a")
    three = replace(matter("m3", kind="order"), holder="b", issuer="a")
    begin(sealed, one, two, three)
    assert sealed.count_held(MatterFilter()) == {
        ("a", "order_node", one.state): 2,
        ("b", "order", three.state): 1,
    }
    for where, number in (
        (MatterFilter(), 3),
        (MatterFilter(units=("a",)), 3),  # held or asked for, each once
        (MatterFilter(units=("b",)), 1),
        (MatterFilter(units=("c", "b")), 2),
        (MatterFilter(units=("nobody",)), 0),
        (MatterFilter(units=("a",), kinds=("order_node",)), 2),
    ):
        assert total(sealed, where) == number == sum(sealed.count_matters(where).values()), where
    one = step(sealed, step(sealed, one, "reject"), "reject_final", late=True)
    step(sealed, two, "reject")
    rejections = MatterFilter(logged=("reject", "reject_final"))
    assert total(sealed, rejections) == 2
    assert sealed.count_held(replace(rejections, logged_times=2)) == {("a", "order_node", one.state): 1}
    assert total(sealed, MatterFilter(late_step=True)) == 1
    assert total(sealed, MatterFilter(late_step=True, holders=("b",))) == 0
    assert [m.matter_id for m in sealed.page_matters(MatterFilter(late_step=True)).rows] == ["m1"]


def test_what_a_key_was_answered_can_be_asked(sealed: Store):
    first = matter("m1")
    begin(sealed, first)
    after, line = moved(first, "running")
    assert sealed.find_kept("key") is None
    answer = sealed.keep_moves([(after, line)], {"m1": 1}, note(), "key")
    later, line = moved(after, "closed")
    sealed.keep_moves([(later, line)], {"m1": 2}, note())
    assert sealed.find_kept("key") == answer == (after,)
    assert sealed.find_kept("other") is None


def test_the_last_number_is_that_of_the_last_step(sealed: Store):
    assert sealed.last_news() == 0
    begin(sealed, matter("m1"), matter("m2"))
    step(sealed, matter("m1"), "comment")
    assert sealed.last_news() == 3 == sealed.list_news(0)[-1][0]


def test_a_long_list_is_counted_as_far_as_anybody_turns(sealed: Store):
    many = [matter(f"m{n:04}", issuer="asks", holder="holds") for n in range(COUNTED + 1)]
    begin(sealed, *many)
    for where in (MatterFilter(), MatterFilter(units=("asks",)), MatterFilter(units=("holds", "asks"))):
        page = sealed.page_matters(where, limit=2, counted=True)
        assert (page.total, page.more) == (COUNTED, True)
    last = sealed.page_matters(MatterFilter(), limit=2)
    assert (last.total, last.more) == (None, False)
    exact = sealed.page_matters(MatterFilter(parent="none"), counted=True)
    assert (exact.rows, exact.total, exact.more) == ((), 0, False)
    below = sealed.page_matters(MatterFilter(text="m0001"), counted=True)
    assert (below.total, below.more) == (1, False)


def test_matters_are_read_by_name_in_one_question_and_those_that_are_gone_left_out(sealed: Store):
    one, two = matter("m1"), matter("m2")
    begin(sealed, two, one, matter("m3"))
    assert sealed.list_named({"m2", "m9", "m1"}) == (one, two)
    assert sealed.list_named(()) == ()


def test_a_matter_is_read_whole(sealed: Store):
    sealed.save_person(person("p1"), note())
    one, two = matter("m1"), replace(matter("m2"), parent="m1", root="m1")
    begin(sealed, one, two, matter("m3"))
    one = step(sealed, one, "reject")
    whole = sealed.read_whole("m2")
    assert (whole.matter, whole.kin) == (two, (one, two))
    assert whole.kin == sealed.list_kin("m1") == sealed.list_kin("m2")
    assert whole.steps == sealed.list_steps("m2")
    assert whole.people == (person("p1"),)
    assert sealed.read_whole("m1").attachments == ()
    for read in (sealed.read_whole, sealed.list_kin):
        with pytest.raises(NotFound):
            read("m9")
