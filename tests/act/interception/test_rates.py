"""Figures of interception: what is counted in each, on cases that a duty officer can read."""

from datetime import UTC, datetime, timedelta

from daoan.act.interception.rates import Case, figures_of
from daoan.terms.estimates import Share

T = datetime(2026, 1, 5, 2, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return T + timedelta(minutes=minutes)


CASES = (
    Case("pass.watched", at(0), at(2), False, True, at(6), at(40), False, "stopped", at(30)),
    Case("pass.watched", at(0), at(5), True, True, at(10), at(90), True, "wrong_vehicle", at(50)),
    Case("pass.clone", at(0), at(2), False, True, at(8), None, True, ""),
    Case("pass.clone", at(0), at(1), False, False, None, None, False),
    Case("pass.clone", at(0), None, True, None, None, None, False),
    Case("pass.clone", at(0), None, False, None, None, None, False),  # there is time yet
    Case("pass.clone", at(0), at(2), False, True, at(9), None, False),  # fed back later, in time
)


def test_every_figure_has_its_numerator_and_its_denominator() -> None:
    f = figures_of(CASES)
    assert (f.alerts, f.signed, f.signed_on_time) == (7, Share(5, 6), Share(4, 6))
    assert (f.fed_back, f.fed_back_on_time) == (Share(2, 3), Share(1, 3))
    assert (f.valid, f.ordered) == (Share(4, 5), Share(4, 4))
    assert (f.stopped, f.wrong) == (Share(1, 4), Share(1, 2))
    assert (f.minutes_to_order.median, f.minutes_to_order.cases) == (8.5, 4)
    assert (f.minutes_to_stop.median, f.minutes_to_stop.cases) == (30.0, 1)


def test_no_alerts_no_rates() -> None:
    f = figures_of(())
    assert f.stopped.value is None
    assert f.minutes_to_stop.median is None
