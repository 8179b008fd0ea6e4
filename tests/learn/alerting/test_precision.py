"""Precision of alerts from officers' verdicts."""

import numpy as np

from daoan.learn.alerting.precision import Verdict, precisions_of
from daoan.terms.estimates import Share


def test_right_and_wrong_by_rule_with_the_reasons() -> None:
    verdicts = [Verdict("pass.clone", True)] * 7 + [Verdict("pass.clone", False, "misread")] * 2
    verdicts += [Verdict("pass.clone", False, "not_so"), Verdict("pass.clone", False, "known")]
    (clone,) = precisions_of(verdicts)
    assert clone.right == Share(7, 10)
    assert abs(clone.false.value - 3.5 / 11) < 1e-9
    assert 0.08 < clone.false.low < 0.12
    assert 0.58 < clone.false.high < 0.64
    assert clone.reasons == (("misread", 2), ("not_so", 1))


def test_who_was_never_wrong_may_yet_be() -> None:
    (one,) = precisions_of([Verdict("pass.watched", True)] * 3)
    assert one.false.low == 0.0
    assert 0.4 < one.false.high < 0.6


def test_the_interval_covers_the_planted_share() -> None:
    rng, inside = np.random.default_rng(1), 0
    for _ in range(400):
        wrong = rng.uniform(size=40) < 0.2
        (one,) = precisions_of([Verdict("r", not w, "misread" if w else "") for w in wrong])
        inside += one.false.low <= 0.2 <= one.false.high
    assert 0.92 <= inside / 400 <= 0.99
