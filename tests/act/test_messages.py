"""What is told outside the page, whom, once, in which words, and when it is tried again."""

import json
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoan.act.messages.making import is_told, messages_of
from daoan.act.messages.trying import after_try, dropped, revived, wait_after
from daoan.act.messages.wording import LEVELS, Place, letter_of, notice_of, path_of, payload_of
from daoan.act.shifts.duty import duty_at
from daoan.act.workflow.registry import WORKFLOWS
from daoan.terms.errors import Conflict
from daoan.terms.records.messaging import Channel, Delivery, MessageState
from daoan.terms.records.notified import Told
from daoan.terms.records.people import Contact
from daoan.terms.roles import Role

from .messages_given import HOUR, NOON, PACK, SECRET_TITLE, audience, matter, person, shift, told

PLACE = Place("https://daoan.example", "Asia/Shanghai")


def made(notifications, to, about=None, now=NOON):
    about = about or matter()
    return messages_of(notifications, {about.matter_id: about}, to, now, PACK)


def test_one_for_each_person_by_mail_and_one_for_the_gateway() -> None:
    found = made([told()], audience(person("a"), person("b"), person("c", unit="south")))
    assert [(m.channel, m.recipient, m.people) for m in found] == [
        (Channel.MAIL, "a", ("a",)),
        (Channel.MAIL, "b", ("b",)),
        (Channel.WEBHOOK, "gateway", ("a", "b")),
    ]
    assert len({m.message_id for m in found}) == 3
    assert all((m.state, m.tries, m.next_at) == (MessageState.WAITING, 0, NOON) for m in found)


def test_a_message_a_browser_for_whom_it_reaches_and_nobody_else() -> None:
    browsers = {"a": ["a-desk", "a-telephone"], "b": [], "c": ["c-desk"], "left": ["old"]}
    people = (person("a", mail=""), person("b", mail=""), person("c", unit="south"), person("left", active=False))
    duty = duty_at([shift("a")], NOON)
    found = made([told()], audience(*people, browsers=browsers, duty=duty))
    pushed = [(m.recipient, m.people) for m in found if m.channel is Channel.PUSH]
    assert pushed == [("a-desk", ("a",)), ("a-telephone", ("a",))]
    assert len({m.message_id for m in found}) == len(found) == 3
    off = duty_at([shift("b")], NOON)
    assert [m.channel for m in made([told()], audience(*people, browsers=browsers, duty=off))] == [Channel.WEBHOOK]
    silent = audience(*people, browsers=browsers, channels=(Channel.MAIL, Channel.WEBHOOK))
    assert [m.channel for m in made([told()], silent)] == [Channel.WEBHOOK]


def test_nobody_is_mailed_who_left_or_may_not_see_work_or_does_not_want_it() -> None:
    to = audience(
        person("left", active=False), person("demo", demo=True), person("reader", roles=(Role.VISITOR,)),
        person("silent", contact=Contact("silent@example.org")), person("nowhere", mail=""),
    )  # fmt: skip
    (gateway,) = made([told()], to)
    assert (gateway.channel, gateway.people) == (Channel.WEBHOOK, ("nowhere", "silent"))
    assert made([told(unit="empty")], to) == ()
    assert made([told()], audience(person("a"), channels=())) == ()


def test_the_same_cause_is_one_message_whenever_it_is_made() -> None:
    to = audience(person("a"))
    (first, _), (again, _) = made([told()], to), made([told()], to, now=NOON + HOUR)
    assert first.message_id == again.message_id
    (twice, _) = made([told(), told()], to)
    assert twice == first
    for other in (told(number=2), told(why=Told.TURN)):
        assert made([other], to)[0].message_id != first.message_id


def test_a_deadline_is_told_once_by_step_or_by_clock_and_anew_when_it_changes() -> None:
    late = matter(due_in=-HOUR, overdue_at=NOON - HOUR)
    by_step, by_clock = (made([told(n, Told.CLIMBED, about=late)], audience(person("a")), late) for n in (7, 0))
    assert [m.message_id for m in by_step] == [m.message_id for m in by_clock]
    later = replace(late, due_at=NOON, overdue_at=None)
    assert {m.message_id for m in made([told(0, Told.CLIMBED, about=later)], audience(person("a")), later)}.isdisjoint(
        m.message_id for m in by_step
    )


def test_off_duty_is_not_disturbed_except_by_what_climbs_or_when_nobody_else_would_hear() -> None:
    duty = duty_at([shift("a")], NOON)
    people = (person("a"), person("b"))

    def names(duty=duty, **of):
        about = matter(level=of.pop("level", "normal"))
        mails = made([told(about=about, **of)], audience(*people, duty=duty), about)
        return [m.recipient for m in mails if m.channel is Channel.MAIL]

    assert names() == ["a"]
    assert names(why=Told.CLIMBED) == ["a", "b"]
    gap = duty_at([shift("a", -30, -20)], NOON)
    assert names(duty=gap) == []
    assert names(duty=gap, level="urgent") == ["a", "b"], "a gap in the plan must not silence an urgent order"
    assert names(duty=duty_at([], NOON)) == ["a", "b"], "no shifts: everybody is on duty"


def test_what_the_clock_says_of_before_the_channel_is_not_told() -> None:
    assert is_told(told(at=NOON), NOON, NOON + HOUR, PACK)
    assert not is_told(told(at=NOON), NOON + HOUR, NOON + HOUR, PACK)
    assert not is_told(told(at=NOON), NOON, NOON + timedelta(days=91), PACK)


@pytest.mark.parametrize("language", ["both", "en", "zh"])
def test_words_name_kind_level_deadline_and_link_and_nothing_of_the_title(language) -> None:
    for kind in WORKFLOWS:
        for level in ("", "x y", *LEVELS):
            about = matter("or/1?x", level=level, kind=kind)
            message = made([told(about=about)], audience(person("a")), about)[0]
            letter = letter_of(message, PLACE, language)
            whole = f"{letter.subject}\n{letter.body}\n{payload_of(message, PLACE)}"
            assert SECRET_TITLE not in whole
            assert "Name of a" not in whole
            assert "example.org" not in whole
            assert "https://daoan.example/work/or%2F1%3Fx" in letter.body
            assert "2026-03-04 13:00" in letter.body
            assert "\n" not in letter.subject
            assert ("Deadline" in letter.body) is (language != "zh")
            assert ("时限" in letter.body) is (language != "en")


@pytest.mark.parametrize("language", ["both", "en", "zh"])
def test_what_a_browser_shows_names_kind_level_and_deadline_and_nothing_of_the_title(language) -> None:
    for kind in WORKFLOWS:
        for level in ("", "x y", *LEVELS):
            for why in Told:
                about = matter("or/1?x" * 10, level=level, kind=kind)
                message = made([told(about=about, why=why)], audience(person("a")), about)[0]
                notice = notice_of(message, PLACE, language, urgent=True)
                whole = json.dumps(asdict(notice), ensure_ascii=False)
                for hidden in (SECRET_TITLE, "M12345", "Zhang", "Name of a", "example", "p0"):
                    assert hidden not in whole
                assert len(whole.encode()) < 3_000
                assert notice.path == path_of(message)
                assert notice.path.startswith("/work/or%2F1%3Fx")
                assert notice.title == letter_of(message, PLACE, language).subject
                assert "2026-03-04 13:00" in notice.body
                assert notice.tag == message.message_id


@given(tries=st.integers(1, 10_000), name=st.text(max_size=5))
def test_waits_grow_to_the_longest_and_spread_by_chance(tries: int, name: str) -> None:
    message = replace(made([told()], audience(person("a")))[0], tries=tries, message_id=name)
    wait_s, plain_s = wait_after(message, PACK).total_seconds(), min(30.0 * 2.0 ** min(tries - 1, 60), 7200.0)
    assert 0.8 * plain_s <= wait_s <= 1.2 * plain_s
    assert wait_after(message, PACK).total_seconds() == wait_s


def test_waits_of_many_messages_do_not_come_back_at_once() -> None:
    one = replace(made([told()], audience(person("a")))[0], tries=1)
    waits = sorted(wait_after(replace(one, message_id=str(n)), PACK).total_seconds() for n in range(200))
    assert waits[0] < 25 < 35 < waits[-1]
    assert abs(sum(waits) / 200 - 30) < 1


@given(faults=st.lists(st.booleans(), min_size=1, max_size=40))
def test_a_message_is_sent_or_dead_after_the_last_try_and_never_tried_more(faults: list[bool]) -> None:
    message, most = made([told()], audience(person("a")))[0], PACK.get("retry.most_tries")
    for failed in faults:
        if message.state is not MessageState.WAITING:
            break
        now = message.next_at
        message = after_try(replace(message, tries=message.tries + 1), Delivery("timeout" if failed else ""), now, PACK)
        assert message.next_at is None or message.next_at > now
    failed_first = faults.index(False) if False in faults else len(faults)
    if failed_first >= most:
        assert (message.state, message.tries, message.fault) == (MessageState.DEAD, most, "timeout")
    elif False in faults:
        assert (message.state, message.tries, message.fault) == (MessageState.SENT, failed_first + 1, "")
    else:
        assert (message.state, message.tries) == (MessageState.WAITING, len(faults))


def test_dead_letters_are_revived_or_dropped_and_nothing_else_is() -> None:
    waiting = made([told()], audience(person("a")))[0]
    dead = after_try(replace(waiting, tries=1), Delivery("recipient-gone", final=True), NOON, PACK)
    assert dead.state is MessageState.DEAD
    again = revived(dead, NOON + HOUR)
    assert (again.state, again.tries, again.next_at, again.fault) == (MessageState.WAITING, 0, NOON + HOUR, "")
    assert dropped(dead).state is MessageState.DROPPED
    for make in (lambda m: revived(m, NOON), dropped):
        for message in (waiting, dropped(dead), after_try(waiting, Delivery(), NOON, PACK)):
            with pytest.raises(Conflict):
                make(message)
