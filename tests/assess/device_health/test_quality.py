"""What sites send, judged: planted delays, unread plates, doubles and wrong headings are found, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest

from daoan.assess.device_health.health import hour_states, hours_of, judge_sites
from daoan.assess.device_health.quality import delay_quantiles
from daoan.assess.device_health.records import Fault, HourState, SiteState
from daoan.assess.device_health.rhythm import HOUR_MS, learn_rhythm
from daoan.terms.passes import Heading, join_passes
from tests.assess.device_health.passes_made import FIRST_HOUR, flowing, grid_of, plain_passes, rules, sites_of, without

SITES, LEARN_H, WINDOW_H = 8, 21 * 24, 48
BEGIN, NOW = (FIRST_HOUR + LEARN_H) * HOUR_MS, (FIRST_HOUR + LEARN_H + WINDOW_H) * HOUR_MS
LATE, UNREAD, DOUBLED, TURNED, DEAD, FEWER = range(6)


@pytest.fixture(scope="module")
def judged():
    rng = np.random.default_rng(11)
    passes = flowing(11, SITES, (LEARN_H + WINDOW_H) // 24, 2500.0)
    learnt = learn_rhythm(grid_of(passes, SITES, FIRST_HOUR, LEARN_H), rules())
    window = without(passes.take(passes.happened_ms >= BEGIN), DEAD, NOW - 20 * HOUR_MS)
    gone = (window.site == FEWER) & (window.happened_ms >= NOW - 20 * HOUR_MS) & (rng.random(len(window)) > 0.08)
    window = window.take(~gone)
    known = window.known_ms + np.where(window.site == LATE, rng.exponential(400_000, len(window)), 0).astype(np.int64)
    plate = np.where((window.site == UNREAD) & (rng.random(len(window)) < 0.25), 0, window.plate)
    heading = np.full(len(window), Heading.UP, np.int8)
    heading[(window.site == TURNED) & (rng.random(len(window)) < 0.2)] = Heading.DOWN
    window = replace(window, known_ms=known, plate=plate, heading=heading)
    window = join_passes([window, window.take((window.site == DOUBLED) & (rng.random(len(window)) < 0.1))])
    now = NOW - 14 * HOUR_MS  # six in the evening in the city
    window = window.take((window.happened_ms < now) & (window.known_ms <= now))
    grid = grid_of(window, SITES, FIRST_HOUR + LEARN_H, WINDOW_H)
    sites = sites_of(SITES, heading=Heading.UP)
    return *judge_sites(window, sites, grid, learnt, now, rules()), grid, learnt, now


def test_each_planted_fault_is_found_where_it_was_planted_and_nowhere_else(judged) -> None:
    health = judged[0]
    assert {h.site: h.faults for h in health if h.faults} == {
        LATE: (Fault.LATE,), UNREAD: (Fault.PLATES,), DOUBLED: (Fault.DOUBLES,), TURNED: (Fault.HEADING,),
        DEAD: (Fault.FEW,), FEWER: (Fault.FEW,),
    }  # fmt: skip
    assert health[DEAD].state is SiteState.SILENT
    assert health[FEWER].state is SiteState.POOR
    assert [h.state for h in health[6:]] == [SiteState.GOOD] * 2


def test_figures_hold_the_planted_ones_in_their_intervals(judged) -> None:
    health = judged[0]
    for part, share in ((health[UNREAD].missing_plates, 0.25), (health[TURNED].wrong_heading, 0.2)):
        assert part.low <= share <= part.high
        assert part.low <= part.share.value <= part.high
    doubles = health[DOUBLED].doubles
    assert doubles.share.value == pytest.approx(0.1 / 1.1, abs=0.015)
    assert doubles.share.whole - doubles.share.part == health[DOUBLED].passes
    late, prompt = health[LATE].delay_p95_s, health[6].delay_p95_s
    assert late.low <= 400 * np.log(20) + 3 <= late.high + 30
    assert prompt.high < 15


def test_the_strip_tells_dead_hours_from_thin_ones(judged) -> None:
    _, silences, grid, learnt, now = judged
    states = hour_states(grid, learnt, silences, now, rules())
    dead, fewer = (hours_of(site, states[site], grid, learnt, now) for site in (DEAD, FEWER))
    assert len(dead) == WINDOW_H - 14
    assert [h.state for h in dead[-6:]] == [HourState.SILENT] * 6
    assert all(h.passes == 0 and h.expected.value > 0 for h in dead[-6:])
    assert HourState.SILENT not in {h.state for h in dead[:-6]}
    assert sum(h.state is HourState.LOW for h in fewer[-6:]) >= 5
    working = [*states[6], *states[7]]
    assert sum(state is not HourState.GOOD for state in working) <= 2


def test_a_quantile_of_delays_lies_in_its_interval_as_often_as_it_says() -> None:
    truth, inside = 0.0, 0
    rng = np.random.default_rng(5)
    truth = float(np.quantile(rng.gamma(2.0, 2.0, 400_000), 0.95))
    for _ in range(200):
        made = plain_passes(np.zeros(300, dtype=int), np.arange(300) * 1000, rng, delay_s=4.0)
        (one, none) = delay_quantiles(made, 2, 0.95)
        inside += one.low <= truth <= one.high
        assert none is None
    assert inside / 200 >= 0.92
