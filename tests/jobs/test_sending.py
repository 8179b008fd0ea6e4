"""News become messages that arrive: none lost and none made twice, wherever the process ends."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.jobs.sending import MOST_VAIN, SendKeeper, make_messages, run_messages
from daoan.terms.records.messaging import Channel, MessageState
from daoan.terms.records.notified import Told
from daoan.terms.records.people import Contact
from daoan.terms.records.shifts import Shift

from .post_given import MINUTE, NOTE, START, Doomed, Killed, Town

LEASE = timedelta(seconds=181)


def run(town: Town, **of):
    return run_messages(town.post(**of), lambda: town.now)


def started() -> Town:
    town = Town()
    run(town)
    return town


def whys(town: Town) -> list[tuple[str, Told]]:
    return sorted((person.person_id, message.why) for message, person in town.mail.seen)


def test_who_is_told_gets_one_mail_and_the_gateway_one_call() -> None:
    town = started()
    town.begin("m")
    ran = run(town)
    assert (ran.made, ran.sent, ran.failed) == (3, 3, 0)
    assert whys(town) == [("north1", Told.NEW), ("north2", Told.NEW)]
    assert [m.people for m, _ in town.gateway.seen] == [("north1", "north2")]
    assert run(town).made == run(town).sent == 0
    town.move("m")
    run(town)
    assert whys(town)[:2] == [("city1", Told.TURN), ("city2", Told.TURN)]
    town.move("m")
    run(town)
    assert ("north1", Told.REJECTED) in whys(town)


def test_what_happened_before_the_first_run_or_while_all_was_off_is_not_told() -> None:
    town = Town()
    town.begin("before", due=-600 * MINUTE)
    run(town)
    town.begin("off")
    run(town, channels=())
    assert run(town).made == 0
    town.begin("after")
    assert run(town).made == 3


def test_deadlines_are_told_once_each() -> None:
    town = started()
    town.begin("m", due=90 * MINUTE, level="normal")
    run(town)
    told_before = len(town.mail.seen)
    for _ in range(400):  # past the deadline, and past the time after which the unit above is told
        town.now += MINUTE
        town.ring()
        run(town)
    assert whys_after(town, told_before) == [
        ("city1", Told.CLIMBED), ("city2", Told.CLIMBED), ("north1", Told.DUE_SOON), ("north1", Told.OVERDUE),
        ("north2", Told.DUE_SOON), ("north2", Told.OVERDUE),
    ]  # fmt: skip
    assert set(town.mail.got.values()) == {1}


def whys_after(town: Town, skip: int) -> list[tuple[str, Told]]:
    return sorted((person.person_id, message.why) for message, person in town.mail.seen[skip:])


def test_an_urgent_deadline_climbs_by_the_step_and_not_again_by_the_clock() -> None:
    town = started()
    town.begin("m", due=10 * MINUTE, level="urgent")
    for _ in range(300):
        town.now += MINUTE
        town.ring()
        run(town)
    assert whys(town).count(("city1", Told.CLIMBED)) == 1
    assert set(town.mail.got.values()) == set(town.gateway.got.values()) == {1}


def test_failures_wait_longer_and_longer_and_end_as_dead_letters() -> None:
    town = started()
    town.gateway.down = True
    town.begin("m")
    tries = []
    for _ in range(3 * 24 * 60 * 2):
        before = town.gateway.tried
        run(town)
        if town.gateway.tried > before:
            tries.append(town.now)
        town.now += timedelta(seconds=30)
        if town.store.count_messages().get((Channel.WEBHOOK, MessageState.DEAD)):
            break
    waits = [(b - a).total_seconds() for a, b in pairwise(tries)]
    webhook = [m for m in town.store.page_messages(MessageState.DEAD).rows if m.number]
    assert webhook
    assert (webhook[0].fault, webhook[0].tries) == ("timeout", 18)
    assert len(town.mail.seen) >= 2, "the other channel goes on"
    assert waits[0] <= 90
    assert max(waits) >= 5_000


def test_a_channel_that_fails_rests_until_the_next_run() -> None:
    town = started()
    for n in range(20):
        town.begin(f"m{n}")
    town.gateway.down = True
    ran = run(town)
    assert ran.sent == 40, "mail goes on"
    assert MOST_VAIN <= town.gateway.tried < 20
    town.gateway.down = False
    town.now += LEASE
    run(town)
    assert len(town.gateway.got) == 20


def test_who_left_or_changed_their_mind_is_not_written_to() -> None:
    town = started()
    town.begin("m")
    make_messages(town.post(), town.now)
    town.store.save_person(replace(town.store.get_person("north1"), active=False), NOTE)
    run(town)
    assert [person.person_id for _, person in town.mail.seen] == ["north2"]
    (dead,) = town.store.page_messages(MessageState.DEAD).rows
    assert (dead.recipient, dead.fault) == ("north1", "recipient-gone")


def test_off_duty_people_are_left_in_peace() -> None:
    town = started()
    town.store.save_shifts([Shift("s", "north1", "north", START, START + 60 * MINUTE)], NOTE)
    town.begin("m")
    run(town)
    assert whys(town) == [("north1", Told.NEW)]
    assert [m.people for m, _ in town.gateway.seen] == [("north1",)]


def test_a_fault_of_ours_is_told_and_does_not_stop_the_next_run() -> None:
    town = started()
    rooms = iter([RuntimeError("a secret"), None])

    def post():
        problem = next(rooms)
        if problem:
            raise problem
        return town.post()

    keeper = SendKeeper(post, lambda: town.now)
    assert keeper.run().fault == "RuntimeError"
    assert keeper.run().fault is None
    assert keeper.state.last is not None


def test_a_sender_that_breaks_is_a_failed_try_of_its_own_message() -> None:
    town = started()
    town.begin("m")

    def broken(*_given):
        raise KeyError("north1@example.org")

    town.mail.send = broken
    ran = run(town)
    assert (ran.sent, ran.failed) == (1, 2)
    town.now += LEASE
    waiting = town.store.take_messages(town.now, town.now, (Channel.MAIL,))
    assert {m.fault for m in waiting} == {"fault-KeyError"}


things = st.lists(
    st.one_of(
        st.tuples(st.just("begin"), st.sampled_from(["north", "south"]), st.sampled_from(["normal", "urgent"])),
        st.tuples(st.just("move"), st.integers(0, 5)),
        st.tuples(st.just("wait"), st.integers(1, 90)),
        st.tuples(st.just("kill"), st.integers(1, 12), st.booleans()),
        st.tuples(st.just("down"), st.booleans()),
    ),
    min_size=1,
    max_size=25,
)


def live(town: Town, happenings, *, deadly: bool) -> None:
    """Let things happen, a run of the job after each; ``deadly``: runs are killed where the happenings say so."""
    names: list[str] = []
    for what, *of in happenings:
        if what == "begin":
            names.append(town.begin(f"m{len(names)}", of[0], of[1], 20 * MINUTE).matter_id)
        elif what == "move" and names:
            town.move(names[of[0] % len(names)])
        elif what == "wait":
            town.now += of[0] * MINUTE
            town.ring()
        elif what == "down":
            town.gateway.down = of[0] and deadly
        if what == "kill" and deadly:
            with suppress(Killed):
                run(town, store=Doomed(town.store, of[0], before=of[1]))
        make_messages(town.post(), town.now)  # by the next process, at once: what the clock says depends on the moment
        if what not in ("begin", "kill"):
            run(town)
    town.gateway.down = False
    for _ in range(40):
        town.now += timedelta(hours=3)
        run(town)


@settings(max_examples=150, deadline=None)
@given(things)
def test_no_message_is_lost_or_made_twice_wherever_the_process_ends(happenings) -> None:
    calm, rough = started(), started()
    live(calm, happenings, deadly=False)
    live(rough, happenings, deadly=True)
    for one, other in ((calm.mail, rough.mail), (calm.gateway, rough.gateway)):
        assert set(one.got.values()) <= {1}
        assert other.got.keys() == one.got.keys(), "what arrives is the same, killed or not"
        kills = sum(what == "kill" for what, *_ in happenings)
        assert sum(other.got.values()) - len(other.got) <= kills, "one is sent again only where a run was killed on it"
    counts = rough.store.count_messages()
    assert {state for _, state in counts} <= {MessageState.SENT}
    assert counts == calm.store.count_messages()


def test_contact_has_no_mail_by_itself() -> None:
    assert Contact() == Contact("", wants_mail=False, language="both")
