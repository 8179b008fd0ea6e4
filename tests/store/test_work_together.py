"""Many people at once: of two on one matter exactly one wins, and nothing that was done is lost."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from daoan.store.protocol import Store
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import Conflict
from tests.store.work_given import begin, matter, move, moved, note, require_unbroken


def test_of_two_on_one_matter_exactly_one_wins(sealed: Store):
    now = matter()
    begin(sealed, now)
    gate = threading.Barrier(2, timeout=60)

    def act(state: str, seen) -> str | None:
        gate.wait()
        try:
            return move(sealed, seen, state).state
        except Conflict:
            return None

    with ThreadPoolExecutor(2) as both:
        for _ in range(20):
            answers = list(both.map(act, ("running", "closed"), (now, now)))
            won = [answer for answer in answers if answer is not None]
            assert len(won) == 1
            now = sealed.get_matter("m1")
            assert now.state == won[0]
    assert [s.version for s in sealed.list_steps("m1")] == list(range(1, 22))
    assert require_unbroken(sealed) == 21


def test_of_two_with_one_key_both_get_the_one_answer(sealed: Store):
    begin(sealed, matter())
    gate = threading.Barrier(8, timeout=60)

    def act(_: int):
        gate.wait()
        return move(sealed, matter(), "running", key="k1")

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(act, range(8)))
    assert answers == [sealed.get_matter("m1")] * 8
    assert sealed.get_matter("m1").version == 2
    assert require_unbroken(sealed) == 2


def act_together(store: Store, threads: int, actions: int) -> None:
    """Let a crowd move four matters a head, each on what they just read, until so many actions are done."""
    names = [f"m{n}" for n in range(4 * threads)]
    begin(store, *map(matter, names))
    each = actions // threads

    def work(own: int) -> int:
        refused, chance = 0, random.Random(own)
        for n in range(each):
            name = chance.choice(names)
            while True:
                seen = store.get_matter(name)
                after, step = moved(seen, f"state-{own % 3}", note=f"{own}/{n}")
                try:
                    store.keep_moves([(after, step)], {name: seen.version}, note(f"act.{own}.{n}"), f"{own}/{n}")
                    break
                except Conflict:
                    refused += 1
        return refused

    with ThreadPoolExecutor(threads) as crowd:
        refused = sum(crowd.map(work, range(threads)))
    assert refused > 0, "nobody met anybody: this shows nothing"
    done = Counter(f"{own}/{n}" for own in range(threads) for n in range(each))
    steps = [step for name in names for step in store.list_steps(name)]
    assert Counter(step.note for step in steps if step.event == "move") == done
    for name in names:
        log = store.list_steps(name)
        assert [step.version for step in log] == list(range(1, len(log) + 1))
        assert [step.source for step in log[1:]] == [step.target for step in log[:-1]]
        assert (store.get_matter(name).version, store.get_matter(name).state) == (len(log), log[-1].target)
    assert sum(store.count_matters(MatterFilter()).values()) == len(names)
    assert require_unbroken(store) == 1 + threads * each


def crowd_of(place: str) -> int:
    return 64 if place.startswith("postgresql") else 16


def test_nothing_is_lost_where_many_act_at_once(place: str, sealed: Store):
    act_together(sealed, crowd_of(place), 320)


@pytest.mark.slow
def test_nothing_is_lost_of_ten_thousand_actions(place: str, sealed: Store):
    act_together(sealed, crowd_of(place), 10_048 if place.startswith("postgresql") else 10_000)
