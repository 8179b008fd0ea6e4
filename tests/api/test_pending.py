"""Questions that wait for an answer: once, of their kind, in time, and not without end."""

from datetime import timedelta

from daoan.api.pending import Pending

from .gate_given import START

SOON = START + timedelta(minutes=5)


def test_a_question_is_taken_once_by_its_kind_and_in_time() -> None:
    pending = Pending()
    token = pending.keep("question", SOON)
    assert pending.take(str, token, START) == "question"
    assert pending.take(str, token, START) is None
    assert pending.take(str, "made up", START) is None
    assert pending.take(int, pending.keep("question", SOON), START) is None
    assert pending.take(str, pending.keep("question", SOON), SOON) is None


def test_strangers_cannot_fill_the_memory() -> None:
    pending = Pending(most=3)
    tokens = [pending.keep(n, SOON) for n in range(5)]
    assert [pending.take(int, t, START) for t in tokens] == [None, None, 2, 3, 4]
