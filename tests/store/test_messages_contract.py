"""Laws of messages and shifts, on every store."""

from dataclasses import replace
from datetime import timedelta

import pytest

from daoan.store.protocol import Store
from daoan.terms.errors import Conflict, InputError, NotFound
from daoan.terms.records.messaging import Channel, Message, MessageState, NewsCursor
from daoan.terms.records.notified import Told
from daoan.terms.records.people import Contact
from daoan.terms.records.shifts import Shift
from tests.store.store_given import day
from tests.store.work_given import note, person, require_unbroken

LEASE = timedelta(minutes=3)
BOTH = (Channel.MAIL, Channel.WEBHOOK)


def message(name: str = "a", at: float = 0, **changes) -> Message:
    first = Message(
        name, Channel.MAIL, "p1", "north", ("p1",), Told.NEW, "m1", "order", "urgent", 3,
        made_at=day(at), next_at=day(at),
    )  # fmt: skip
    return replace(first, **changes)


def shift(name: str = "s", who: str = "p1", starts: float = 0, ends: float = 1, unit: str = "north") -> Shift:
    return Shift(name, who, unit, day(starts), day(ends), "值班长")


def keep(store: Store, *messages: Message) -> int:
    seen = store.find_news_cursor()
    return store.keep_messages(messages, NewsCursor(seen.number + 1 if seen else 1, day(0)), seen)


def test_messages_and_cursor_are_kept_together_or_not_at_all(sealed: Store) -> None:
    assert sealed.find_news_cursor() is None
    first = NewsCursor(5, day(0))
    assert sealed.keep_messages([message("a"), message("a", level="red"), message("b")], first, None) == 2
    assert sealed.find_news_cursor() == first
    assert sealed.get_message("a") == message("a")
    with pytest.raises(Conflict):
        sealed.keep_messages([message("c")], NewsCursor(9, day(0)), None)
    assert sealed.find_news_cursor() == first
    with pytest.raises(NotFound):
        sealed.get_message("c")
    assert sealed.keep_messages([message("a", level="red"), message("c")], NewsCursor(9, day(0)), first) == 1
    assert sealed.get_message("a") == message("a"), "a message that was kept is not made anew"
    assert sealed.keep_messages([], NewsCursor(9, day(0)), NewsCursor(9, day(0))) == 0


def test_who_takes_a_message_has_it_until_the_lease_ends(sealed: Store) -> None:
    keep(sealed, message("b", 2), message("a", 1), message("late", 4), message("w", 1, channel=Channel.WEBHOOK))
    assert sealed.take_messages(day(3), day(3) + LEASE, ()) == ()
    taken = sealed.take_messages(day(3), day(3) + LEASE, (Channel.MAIL,), 1)
    assert taken == (message("a", 1, tries=1, next_at=day(3) + LEASE),)
    assert [m.message_id for m in sealed.take_messages(day(3), day(3) + LEASE, BOTH)] == ["w", "b"]
    assert sealed.take_messages(day(3), day(3) + LEASE, BOTH) == ()
    again = sealed.take_messages(day(3) + LEASE, day(4), BOTH)
    assert [(m.message_id, m.tries) for m in again] == [("a", 2), ("b", 2), ("w", 2)]


def test_what_became_of_a_lost_try_counts_only_where_it_was_sent(sealed: Store) -> None:
    keep(sealed, message("a", 1))
    (lost,) = sealed.take_messages(day(1), day(2), BOTH)
    (mine,) = sealed.take_messages(day(2), day(3), BOTH)
    assert not sealed.settle_message(replace(lost, state=MessageState.DEAD, next_at=None))
    assert sealed.settle_message(replace(mine, state=MessageState.DEAD, next_at=None, fault="timeout"))
    sent = replace(lost, state=MessageState.SENT, next_at=None, sent_at=day(2))
    assert sealed.settle_message(sent), "it was sent after all"
    assert not sealed.settle_message(replace(mine, state=MessageState.DEAD, next_at=None))
    assert sealed.get_message("a") == sent
    assert sealed.take_messages(day(9), day(10), BOTH) == ()
    with pytest.raises(NotFound):
        sealed.settle_message(message("unknown"))


def test_pages_follow_one_another_and_keep_to_units(sealed: Store) -> None:
    dead = [
        message(f"m{n}", n // 2, state=MessageState.DEAD, next_at=None, unit_id="south" if n % 3 == 0 else "north")
        for n in range(9)
    ]
    keep(sealed, *dead, message("alive"))
    every, after = [], None
    while True:
        page = sealed.page_messages(MessageState.DEAD, after=after, limit=2)
        every += [m.message_id for m in page.rows]
        after = page.next
        if after is None:
            break
    assert every == [f"m{n}" for n in (8, 7, 6, 5, 4, 3, 2, 1, 0)]
    south = sealed.page_messages(MessageState.DEAD, {"south"}).rows
    assert [m.message_id for m in south] == ["m6", "m3", "m0"]
    assert sealed.page_messages(MessageState.DEAD, ()).rows == ()
    with pytest.raises(InputError):
        sealed.page_messages(MessageState.DEAD, after="nonsense")


def test_counts_and_the_latest_sent(sealed: Store) -> None:
    sent = [message(f"s{n}", n, state=MessageState.SENT, sent_at=day(n), next_at=None) for n in (1, 5, 3)]
    keep(sealed, *sent, message("w", channel=Channel.WEBHOOK))
    assert sealed.count_messages() == {
        (Channel.MAIL, MessageState.SENT): 3,
        (Channel.WEBHOOK, MessageState.WAITING): 1,
    }
    assert sealed.last_sent() == {Channel.MAIL: day(5)}


def test_a_persons_change_is_in_the_log_and_only_of_what_they_saw(sealed: Store) -> None:
    dead = message("a", state=MessageState.DEAD, next_at=None)
    keep(sealed, dead)
    lines = require_unbroken(sealed)
    dropped = replace(dead, state=MessageState.DROPPED)
    with pytest.raises(Conflict):
        sealed.change_message(dropped, replace(dead, tries=4), note("message.drop"))
    assert require_unbroken(sealed) == lines
    sealed.change_message(dropped, dead, note("message.drop"))
    assert sealed.get_message("a") == dropped
    assert sealed.last_audit().note.action == "message.drop"


def test_old_messages_go_unless_somebody_has_to_look(sealed: Store) -> None:
    states = {s.value: message(s.value, 1, state=s) for s in MessageState}
    keep(sealed, *states.values(), message("young", 9, state=MessageState.SENT))
    lines = require_unbroken(sealed)
    assert sealed.forget_messages(day(1), note("message.forget")) == 0
    assert require_unbroken(sealed) == lines, "nothing happened, so nothing is written down"
    assert sealed.forget_messages(day(5), note("message.forget")) == 2
    assert require_unbroken(sealed) == lines + 1
    assert set(sealed.count_messages().values()) == {1}
    for name in ("waiting", "dead", "young"):
        sealed.get_message(name)


def test_shifts_are_listed_by_span_and_unit(sealed: Store) -> None:
    one, two, far = shift("1"), shift("2", starts=1, ends=2), shift("3", "p2", 0.5, 3, unit="south")
    assert sealed.save_shifts([two, one, far], note("shift.add")) == 3
    assert sealed.list_shifts(day(0), day(1)) == (one, far)
    assert sealed.list_shifts(day(1), day(2)) == (far, two)
    assert sealed.list_shifts(day(0), day(9), {"north"}) == (one, two)
    assert sealed.list_shifts(day(3), day(9)) == ()
    assert sealed.get_shift("3") == far


def test_the_same_shift_is_kept_once_and_nobody_has_two_at_once(sealed: Store) -> None:
    assert sealed.save_shifts([shift("1")], note("shift.add")) == 1
    lines = require_unbroken(sealed)
    assert sealed.save_shifts([shift("1")], note("shift.add")) == 0
    assert require_unbroken(sealed) == lines
    for bad in ([shift("2", starts=0.9, ends=2)], [shift("x", "p9"), shift("y", "p9", 0.5)]):
        with pytest.raises(Conflict):
            sealed.save_shifts([shift("fine", "p5"), *bad], note("shift.add"))
    with pytest.raises(InputError):
        sealed.save_shifts([shift("3", "p3", 1, 1)], note("shift.add"))
    assert sealed.list_shifts(day(-9), day(9)) == (shift("1"),)
    assert require_unbroken(sealed) == lines


def test_a_deleted_shift_is_gone_and_its_line_stays(sealed: Store) -> None:
    sealed.save_shifts([shift("1")], note("shift.add"))
    sealed.delete_shift("1", note("shift.delete"))
    assert sealed.list_shifts(day(-9), day(9)) == ()
    assert sealed.last_audit().note.action == "shift.delete"
    for call in (lambda: sealed.get_shift("1"), lambda: sealed.delete_shift("1", note())):
        with pytest.raises(NotFound):
            call()
    assert sealed.save_shifts([shift("1")], note("shift.add")) == 1


def test_people_keep_how_they_want_to_be_told_and_older_ones_have_no_address(sealed: Store) -> None:
    from daoan.store import serial

    wants = person("p1", contact=Contact("wang@example.org", wants_mail=True, language="zh"))
    sealed.save_person(wants, note())
    assert sealed.get_person("p1") == wants
    before = serial.pack(person("p2")).replace(',"contact":{"mail":"","wants_mail":false,"language":"both"}', "")
    assert "contact" not in before
    assert serial.unpack(type(wants), before).contact == Contact()
