"""Laws 27 to 29 of a store: acts once and in order, bundles whole, a settled matter is its copy and nothing else."""

from dataclasses import replace

import pytest

from daoan.store.protocol import Store
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import Conflict, NotFound
from daoan.terms.estimates import Text
from daoan.terms.records.exchanged import ActState, CarriedAct, CarriedBundle, CarriedCopy, MatterCopy
from tests.store.store_given import day
from tests.store.work_given import begin, file, matter, move, moved, note, require_unbroken


def act(name: str, **changes) -> CarriedAct:
    made = CarriedAct(
        0, name, day(1), "p1", "POST", "/api/v1/work", "", "application/json", "key-0001", "a" * 64, 4, subject="m1"
    )  # fmt: skip
    return replace(made, **changes)


def bundle(number: int = 1, way: str = "made", **changes) -> CarriedBundle:
    return replace(CarriedBundle(way, number, f"d{number}", day(2), 0, "", 3, 0, "", 100, {"act": 1}), **changes)


def test_an_act_has_one_row_and_its_number(sealed: Store):
    first = sealed.begin_carried(act("a"), b"body")
    assert (first.number, sealed.begin_carried(act("a", key="key-0002"), b"other")) == (1, first)
    second = sealed.begin_carried(act("b", person_id="p2"), b"")
    assert second.number == 2
    sealed.drop_carried("a")
    sealed.drop_carried("a")
    third = sealed.begin_carried(act("c"), b"third")
    assert third.number == 3
    kept = replace(third, state=ActState.KEPT)
    sealed.put_carried(kept)
    assert sealed.find_carried("c") == kept
    assert sealed.find_carried("a") is None
    assert sealed.list_carried() == (second, kept)
    assert sealed.list_carried((ActState.KEPT,)) == sealed.list_carried(after=2) == (kept,)
    assert sealed.list_carried(person_id="p2") == sealed.list_carried(limit=1) == (second,)
    with pytest.raises(NotFound):
        sealed.put_carried(first)


def test_bodies_are_let_go_once_they_were_answered(sealed: Store):
    for name, state, at in (("a", "done", 3), ("b", "refused", 5), ("c", "kept", None)):
        begun = sealed.begin_carried(act(name), name.encode())
        answered = None if at is None else day(at)
        sealed.put_carried(replace(begun, state=ActState(state), answered_at=answered, message=Text("no", "否")))
    assert sealed.drop_carried_bodies(day(3)) == 1
    assert sealed.drop_carried_bodies(day(4)) == 0
    assert [sealed.read_carried_body(name) for name in "bc"] == [b"b", b"c"]
    for gone in ("a", "never"):
        with pytest.raises(NotFound):
            sealed.read_carried_body(gone)


def test_a_bundle_is_kept_once_with_all_that_it_brought(sealed: Store):
    copies = (CarriedCopy("unit:u", "1", 1), CarriedCopy("matter:m", "2", 1))
    sealed.keep_made(bundle(), copies, note("exchange.pack"))
    begun = sealed.begin_carried(act("a"), b"x")
    done = replace(begun, state=ActState.DONE, answered_at=day(3))
    fresh = (replace(copies[1], digest="3", payload="{}", settled=False), CarriedCopy("entry:e", "4", 1, gone=True))
    heard = bundle(acknowledged_at=day(3))
    sealed.keep_taken(bundle(2, "taken"), heard, (done,), fresh, {}, note("exchange.take"))
    before = sealed.list_copies()
    stray = (CarriedCopy("unit:v", "9", 9),)
    with pytest.raises(Conflict):
        sealed.keep_made(bundle(), stray, note())
    with pytest.raises(Conflict):
        sealed.keep_taken(bundle(2, "taken"), bundle(), (begun,), stray, {}, note())
    assert sealed.list_bundles("made") == (heard,)
    assert sealed.list_bundles("taken") == (bundle(2, "taken"),)
    assert sealed.list_copies() == before == (fresh[1], fresh[0], copies[0])
    assert sealed.list_copies(unsettled=True) == (fresh[0],)
    assert sealed.list_copies(kind="unit") == (copies[0],)
    assert sealed.list_copies(kind="matter", unsettled=True) == (fresh[0],)
    assert sealed.list_copies(kind="mat") == ()
    assert sealed.find_carried("a") == done
    assert sealed.read_carried_body("a") == b"x"  # word of an act leaves its body
    require_unbroken(sealed)
    assert len(sealed.list_audit()) == 2


def test_a_settled_matter_is_its_copy_and_nothing_else(sealed: Store):
    begin(sealed, matter())
    first = sealed.list_news(0)[0]
    move(sealed, matter(), "signed", note="mine")
    own, content = file("f0", b"%PDF own")
    sealed.keep_attachment(own, content, note())
    theirs, step = moved(matter(), "revoked", note="theirs")
    told, blob = file("f1", b"\x89PNG told")
    missing, _ = file("f2", b"never came")
    copy = CarriedCopy("matter:m1", "d", 1, payload="{}", settled=False)
    sealed.keep_taken(bundle(1, "taken"), None, (), (copy,), {told.sha256: blob}, note())
    steps = (*sealed.list_steps("m1")[:1], step)
    for _ in range(2):
        sealed.settle_copy(copy, MatterCopy(theirs, steps, (told, missing)))
        assert sealed.get_matter("m1") == theirs
        assert sealed.list_steps("m1") == steps
        assert sealed.list_attachments("m1") == (told,)
    assert sealed.get_attachment("f1") == (told, blob)
    assert sealed.list_copies(unsettled=True) == ()
    assert sealed.list_news(0)[0] == first  # what did not change is no news
    assert sealed.count_matters(MatterFilter(logged=(step.event,))) == {("order", "revoked"): 1}
    again = move(sealed, theirs, "closed")
    assert sealed.list_steps("m1")[-1].version == again.version == 3
    sealed.settle_copy(copy, gone="m1")
    with pytest.raises(NotFound):
        sealed.get_matter("m1")
    assert sealed.page_matters(MatterFilter()).rows == ()
    begin(sealed, matter())
    assert [s.version for s in sealed.list_steps("m1")] == [1]
