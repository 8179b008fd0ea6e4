"""What every store keeps to for people at work: laws 6 to 9, lists of matters, files."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from daoan.store.open import open_store
from daoan.store.protocol import Store
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import Conflict, Fault, InputError, NotFound
from tests.store.store_given import day
from tests.store.test_contract import walk
from tests.store.work_given import (
    SEALER,
    account,
    begin,
    begun,
    file,
    matter,
    move,
    moved,
    note,
    person,
    require_unbroken,
    session,
    unit,
    work_of,
)

# --- law 6: whole, and only on the versions that were seen ------------------------------------------------------------


def test_an_act_comes_back_with_all_its_moves(sealed: Store):
    order, node = matter(), matter("m1.1", kind="order_node", state="to_sign", parent="m1", root="m1")
    issued = moved(order, "running", "issue")
    begin(sealed, order)
    answer = sealed.keep_moves([issued, begun(node)], {"m1": 1, "m1.1": 0}, note("act.issue"))
    assert answer == (issued[0], node)
    assert sealed.get_matter("m1") == issued[0]
    assert sealed.list_steps("m1") == (begun(order)[1], issued[1])
    assert sealed.list_steps("m1.1") == (begun(node)[1],)
    assert [line.note.action for line in sealed.list_audit()] == ["act.create", "act.issue"]
    assert require_unbroken(sealed) == 2


def test_an_act_on_a_version_that_has_passed_changes_nothing(sealed: Store):
    one, two = matter("m1"), matter("m2")
    begin(sealed, one, two)
    move(sealed, two, "running")
    before = work_of(sealed)
    with pytest.raises(Conflict, match="m2"):
        sealed.keep_moves([moved(one, "running"), moved(two, "closed")], {"m1": 1, "m2": 1}, note())
    with pytest.raises(Conflict, match="m2"):  # also where it was only looked at
        sealed.keep_moves([moved(one, "running")], {"m1": 1, "m2": 1}, note())
    with pytest.raises(Conflict, match="m1"):
        begin(sealed, matter("m9"), one)
    with pytest.raises(Conflict, match="gone"):
        sealed.keep_moves([moved(matter("gone"), "running")], {"gone": 1}, note())
    assert work_of(sealed) == before


def test_moves_that_do_not_follow_one_another_are_our_own_fault(sealed: Store):
    first = matter()
    begin(sealed, first)
    before = work_of(sealed)
    after, step = moved(first, "running")
    for moves, seen in (
        ([], {}),
        ([(after, step)], {}),
        ([(after, step)], {"m1": 2}),
        ([(replace(after, version=3), replace(step, version=3))], {"m1": 1}),
        ([(after, replace(step, version=3))], {"m1": 1}),
        ([(after, replace(step, target="closed"))], {"m1": 1}),
        ([(after, replace(step, matter_id="m2"))], {"m1": 1}),
        ([(replace(after, changed_at=after.changed_at.replace(tzinfo=None)), step)], {"m1": 1}),
        ([(replace(after, values={"targets": ("a",)}), step)], {"m1": 1}),
        ([(after, replace(step, values={"n": float("nan")}))], {"m1": 1}),
        ([(after, replace(step, note="\0"))], {"m1": 1}),
        ([begun(matter("m2", parent="m1", root=""))], {"m2": 0}),
    ):
        with pytest.raises(Fault):
            sealed.keep_moves(moves, seen, note())
    assert work_of(sealed) == before


# --- law 7: a key answers as it did -----------------------------------------------------------------------------------


def test_a_request_that_comes_again_is_done_once_and_answered_as_then(sealed: Store):
    first = matter()
    begin(sealed, first, key="k0")
    running = move(sealed, first, "running", key="k1")
    move(sealed, running, "closed", key="k2")
    before = work_of(sealed)
    assert move(sealed, first, "running", key="k1") == running
    begin(sealed, first, key="k0")
    assert work_of(sealed) == before
    with pytest.raises(Conflict):
        move(sealed, first, "running", key="k3")
    with pytest.raises(Conflict):
        move(sealed, first, "running")
    with pytest.raises(Conflict):  # what was refused was not answered: its key is free
        move(sealed, first, "running", key="k3")
    assert work_of(sealed) == before


# --- law 8: steps without gap -----------------------------------------------------------------------------------------


def test_the_log_tells_every_version_once_in_order(sealed: Store):
    now = matter()
    begin(sealed, now)
    for n in range(5):
        once = moved(now, f"state-{n}")
        twice = moved(once[0], f"state-{n}-b")
        sealed.keep_moves([once, twice], {"m1": now.version}, note())
        now = twice[0]
    steps = sealed.list_steps("m1")
    assert [step.version for step in steps] == list(range(1, 12))
    assert [step.source for step in steps[1:]] == [step.target for step in steps[:-1]]
    assert sealed.get_matter("m1").version == 11
    with pytest.raises(NotFound):
        sealed.list_steps("none")


# --- law 9: what was answered is there --------------------------------------------------------------------------------


def test_all_of_it_is_there_when_opened_again_and_the_chain_goes_on(lasting_place: str):
    store = open_store(lasting_place, SEALER)
    begin(store, matter("m1"), matter("m2", due_at=None, due=None))
    move(store, matter("m1"), "running", key="k1")
    store.keep_attachment(*file(), note())
    store.save_unit(unit("north"), note())
    store.save_person(person(), note())
    store.save_account(account(), note())
    store.save_session(session(), note())
    before = work_of(store)
    store.close()
    again = open_store(lasting_place, SEALER)
    assert work_of(again) == before
    assert move(again, matter("m1"), "running", key="k1").version == 2
    assert again.append_audit(note("read.matter")).number == 8
    assert require_unbroken(again) == 8
    again.close()


# --- lists ------------------------------------------------------------------------------------------------------------

MATTERS = tuple(
    matter(
        f"m{n}", n % 4, kind=("order", "hazard")[n % 2], state=("draft", "running", "closed")[n % 3],
        issuer=("city", "province")[n % 5 == 0], holder=("north", "south", "west")[n % 3], level=("red", "blue")[n % 2],
        area=(None, "a", "b")[n % 3], due_at=day(n % 6) if n % 4 else None, closed_at=day(9) if n % 3 == 2 else None,
        title=("Straße 50%", "急弯_路段", "STRASSE a/b")[n % 3], parent="m0" if n % 7 == 1 else None,
    )
    for n in range(24)
)  # fmt: skip
FILTERS = {
    "all": (MatterFilter(), lambda m: True),
    "a kind": (MatterFilter(kinds=("order",)), lambda m: m.kind == "order"),
    "kinds": (MatterFilter(kinds=("order", "hazard", "none")), lambda m: True),
    "a state": (MatterFilter(states=("running",)), lambda m: m.state == "running"),
    "a unit": (MatterFilter(units=("province", "west")), lambda m: m.holder == "west" or m.issuer == "province"),
    "many units": (MatterFilter(units=("west", *map(str, range(200)))), lambda m: m.holder == "west"),
    "holders": (MatterFilter(holders=("north", "city")), lambda m: m.holder == "north"),
    "a level": (MatterFilter(levels=("red",)), lambda m: m.level == "red"),
    "areas": (MatterFilter(areas=("a", "b")), lambda m: m.area is not None),
    "open": (MatterFilter(open_only=True), lambda m: m.closed_at is None),
    "overdue": (MatterFilter(overdue_at=day(2)), lambda m: m.due_at is not None and m.due_at <= day(2)),
    "below": (MatterFilter(parent="m0"), lambda m: m.parent == "m0"),
    "words": (MatterFilter(text="strasse"), lambda m: "stra" in m.title.casefold()),
    "signs": (MatterFilter(text="0%"), lambda m: "%" in m.title),
    "a line": (MatterFilter(text="_"), lambda m: "_" in m.title),
    "a stroke": (MatterFilter(text="/"), lambda m: "/" in m.title),
    "several": (
        MatterFilter(kinds=("order",), states=("running", "draft"), units=("city",), open_only=True, text="急"),
        lambda m: m.kind == "order" and m.state == "running" and m.issuer == "city",
    ),
    "nothing": (MatterFilter(holders=("nobody",)), lambda m: False),
}


def by_due(m):
    return (m.due_at is None, m.due_at or day(0), m.matter_id)


@pytest.mark.parametrize("name", FILTERS)
def test_matters_are_listed_and_counted_by_what_is_asked_for(sealed: Store, name: str):
    begin(sealed, *(replace(m, root=m.parent or m.matter_id) for m in MATTERS))
    where, passes = FILTERS[name]
    wanted = [replace(m, root=m.parent or m.matter_id) for m in MATTERS if passes(m)]
    for limit in (1, 5, 100):
        assert walk(partial(sealed.page_matters, where), limit) == sorted(wanted, key=by_due)
        latest_first = sorted(wanted, key=lambda m: (m.changed_at, m.matter_id), reverse=True)
        assert walk(partial(sealed.page_matters, where, order="changed"), limit) == latest_first
    counts = sealed.count_matters(where)
    assert sum(counts.values()) == len(wanted)
    assert all(n == sum((m.kind, m.state) == key for m in wanted) for key, n in counts.items())


def test_pages_go_on_while_matters_are_added_and_changed_behind_the_cursor(sealed: Store):
    begin(sealed, *(matter(f"m{n}", n) for n in range(6)))
    first = sealed.page_matters(MatterFilter(), limit=2)
    latest = sealed.page_matters(MatterFilter(), order="changed", limit=2)
    begin(sealed, matter("early", -1), matter("later", 20))
    move(sealed, matter("m0"), "running", due_at=day(0.5))
    rest = sealed.page_matters(MatterFilter(), after=first.next)
    assert [m.matter_id for m in first.rows + rest.rows] == ["m0", "m1", "m2", "m3", "m4", "m5", "later"]
    rest = sealed.page_matters(MatterFilter(), order="changed", after=latest.next)
    assert [m.matter_id for m in latest.rows + rest.rows] == ["m5", "m4", "m3", "m2", "m1", "m0", "early"]


def test_what_cannot_be_listed_is_said(sealed: Store):
    begin(sealed, matter("m1"), matter("m2"))
    cursor = sealed.page_matters(MatterFilter(), limit=1).next
    for ask in (
        lambda: sealed.page_matters(MatterFilter(), order="title"),
        lambda: sealed.page_matters(MatterFilter(), order="changed", after=cursor),
        lambda: sealed.page_matters(MatterFilter(), after="nonsense"),
        lambda: sealed.page_matters(MatterFilter(), limit=0),
        lambda: sealed.page_matters(MatterFilter(text="x" * 201)),
        lambda: sealed.count_matters(MatterFilter(kinds=("\0",))),
        lambda: sealed.list_news(0, 0),
        lambda: sealed.list_run_out(day(1), 10_001),
        lambda: sealed.list_audit(0, 0),
    ):
        with pytest.raises(InputError):
            ask()
    with pytest.raises(Fault):
        sealed.page_matters(MatterFilter(overdue_at=day(1).replace(tzinfo=None)))


def test_the_clock_finds_what_ran_out_until_the_log_says_so(sealed: Store):
    late, closed, free = matter("late"), matter("closed", closed_at=day(1)), matter("free", due_at=None)
    later = matter("later", 3)
    begin(sealed, later, late, closed, free)
    assert sealed.list_run_out(day(1) - timedelta(microseconds=1)) == ()
    assert sealed.list_run_out(day(1)) == (late,)
    assert sealed.list_run_out(day(9)) == (late, later)
    assert sealed.list_run_out(day(9), limit=1) == (late,)
    told = move(sealed, late, "draft", event="overdue", overdue_at=late.due_at)
    assert sealed.list_run_out(day(9)) == (later,)
    again = move(sealed, told, "running", overdue_at=None, due_at=day(2))
    assert sealed.list_run_out(day(2)) == (again,)


def test_news_are_numbered_in_the_order_in_which_they_were_kept(sealed: Store):
    begin(sealed, matter("m1"), matter("m2"))
    move(sealed, matter("m2"), "running")
    news = sealed.list_news(0)
    assert [(n, s.matter_id, s.event) for n, s in news] == [(1, "m1", "create"), (2, "m2", "create"), (3, "m2", "move")]
    assert sealed.list_news(1, limit=1) == news[1:2]
    assert sealed.list_news(3) == ()


def test_a_family_is_a_matter_and_all_below_it(sealed: Store):
    begin(
        sealed,
        matter("m1", root=""),
        matter("m1.1", parent="m1", root="m1"),
        matter("m1.1.1", parent="m1.1", root="m1"),
        matter("acceptance", parent="m1.1.1", root="m1"),
        matter("m1.2", parent="m1", root="m1"),
        matter("m10"),
    )
    assert [m.matter_id for m in sealed.list_family("m1")] == ["acceptance", "m1", "m1.1", "m1.1.1", "m1.2"]
    assert [m.matter_id for m in sealed.list_family("m1.1")] == ["acceptance", "m1.1", "m1.1.1"]
    assert [m.matter_id for m in sealed.list_family("m10")] == ["m10"]
    for ask in (sealed.list_family, sealed.get_matter, sealed.list_attachments):
        with pytest.raises(NotFound):
            ask("none")


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_file_comes_back_and_the_same_content_serves_two(sealed: Store):
    begin(sealed, matter("m1"), matter("m2"))
    for given in (file("f2", at=2), file("f1", b"", at=3), file("f3", of="m2")):
        sealed.keep_attachment(*given, note("act.attach"))
    assert sealed.get_attachment("f2") == file("f2", at=2)
    assert sealed.get_attachment("f1") == file("f1", b"", at=3)
    assert [a.attachment_id for a in sealed.list_attachments("m1")] == ["f2", "f1"]
    assert sealed.list_attachments("m2") == (file("f3", of="m2")[0],)
    before = work_of(sealed)
    with pytest.raises(Conflict):
        sealed.keep_attachment(*file("f1"), note())
    with pytest.raises(NotFound):
        sealed.keep_attachment(*file("f4", of="none"), note())
    with pytest.raises(Fault):
        sealed.keep_attachment(file("f4")[0], b"other", note())
    with pytest.raises(NotFound):
        sealed.get_attachment("f4")
    assert work_of(sealed) == before
