"""Laws 14 and 15 of a store: a hit is kept once with all that belongs to it, and is its own keeper's."""

from dataclasses import replace

import pytest

from daoan.store.outside_protocol import ToldHit
from daoan.terms.errors import NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.messaging import Channel, Message
from daoan.terms.records.notified import Told
from daoan.terms.records.outside import HitCount, OutsideHit
from tests.store.work_given import day


def told(name: str, number: int, list_id: str = "a", keeper: str = "north", *, call: bool = True) -> ToldHit:
    hit = OutsideHit(name, list_id, keeper, "0123", str(number), "K1", day(number), day(number), day(number))
    note = AuditNote(day(number), "loop", "", "tell.outside_hit", list_id, detail=name)
    message = Message(
        name, Channel.KEEPER, list_id, keeper, (), Told.SEEN, name, "outside_hit", "", 0, day(number),
        next_at=day(number),
    )  # fmt: skip
    return ToldHit(hit, note, message if call else None)


def lines(store) -> list[str]:
    return [line.note.detail for line in store.list_audit()]


def test_a_hit_told_again_changes_nothing(sealed):
    one, two, three = told("h1", 1), told("h2", 2, call=False), told("h3", 3)
    assert sealed.keep_outside_hits([one, two]) == 2
    assert sealed.keep_outside_hits([replace(two, hit=replace(two.hit, site="K9")), three, three]) == 1
    assert sealed.keep_outside_hits([]) == 0
    assert lines(sealed) == ["h1", "h2", "h3"]
    assert sealed.get_outside_hit("h2").site == "K1"
    waiting = sealed.take_messages(day(9), day(10), (Channel.KEEPER,))
    assert [m.message_id for m in waiting] == ["h1", "h3"]
    with pytest.raises(NotFound):
        sealed.get_outside_hit("h4")


def test_pages_follow_one_another_and_are_of_one_keeper(sealed):
    sealed.keep_outside_hits([told(f"h{n}", n) for n in range(1, 6)])
    sealed.keep_outside_hits([told("b1", 7, "b"), told("s1", 8, "a", "south")])
    one = sealed.page_outside_hits("a", "north", limit=2)
    two = sealed.page_outside_hits("a", "north", limit=2, after=one.next)
    three = sealed.page_outside_hits("a", "north", limit=2, after=two.next)
    assert [[h.hit_id for h in p.rows] for p in (one, two, three)] == [["h5", "h4"], ["h3", "h2"], ["h1"]]
    assert three.next is None
    assert [h.hit_id for h in sealed.page_outside_hits("a", "south").rows] == ["s1"]
    assert sealed.count_outside_hits() == {
        ("a", "north"): HitCount(5, 5, day(5)), ("b", "north"): HitCount(1, 1, day(7)),
        ("a", "south"): HitCount(1, 1, day(8)),
    }  # fmt: skip


def test_what_was_seen_is_marked_once_and_by_its_keeper_only(sealed):
    sealed.keep_outside_hits([told("h1", 1), told("h2", 2), told("s1", 3, keeper="south")])
    note = AuditNote(day(4), "ann", "north", "act.see_outside_hits", "a", detail="seen")
    assert sealed.see_outside_hits("a", "north", ["h1", "s1", "gone"], "ann", day(4), note) == 1
    assert sealed.see_outside_hits("a", "north", ["h1"], "bob", day(5), note) == 0
    assert lines(sealed)[-2:] == ["s1", "seen"]
    assert (sealed.get_outside_hit("h1").seen_by, sealed.get_outside_hit("s1").seen_at) == ("ann", None)
    assert [h.hit_id for h in sealed.page_outside_hits("a", "north", unseen=True).rows] == ["h2"]
    assert sealed.count_outside_hits()[("a", "north")] == HitCount(2, 1, day(2))


def test_hits_end_by_the_pass_that_they_tell_of(sealed):
    late = told("h1", 5)
    sealed.keep_outside_hits([replace(late, hit=replace(late.hit, happened_at=day(1))), told("h2", 2)])
    page = sealed.list_kept("outside_hit", day(1))
    assert [(row.record_id, row.counted_from, row.parts) for row in page.rows] == [("h1", day(1), ("a", "5"))]
