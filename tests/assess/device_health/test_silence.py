"""Silence: planted deaths are found soon, working sites are left alone; on seeds that no threshold was set on."""

from dataclasses import replace

import numpy as np
import pytest

from daoan.assess.device_health.health import judge_sites
from daoan.assess.device_health.rhythm import HOUR_MS, learn_rhythm
from daoan.assess.device_health.silence import chance_of_none, find_silences, needed
from tests.assess.device_health.passes_made import FIRST_HOUR, flowing, grid_of, rules, sites_of, without

SITES, LEARN_H, WINDOW_H = 10, 21 * 24, 5 * 24
BEGIN, NOW = (FIRST_HOUR + LEARN_H) * HOUR_MS, (FIRST_HOUR + LEARN_H + WINDOW_H) * HOUR_MS
RULES = rules()


def judged(passes, now_ms=NOW, dead=None):
    """Silences of the window after a rhythm learnt from the weeks before."""
    rhythm = learn_rhythm(grid_of(passes, SITES, FIRST_HOUR, LEARN_H), RULES)
    seen = passes if dead is None else without(passes, *dead)
    window = seen.take(seen.happened_ms >= BEGIN)
    return find_silences(window, grid_of(window, SITES, FIRST_HOUR + LEARN_H, WINDOW_H), rhythm, now_ms, RULES), rhythm


def test_at_most_one_false_report_in_a_hundred_site_days_and_deaths_are_found_within_hours() -> None:
    false, delays, missed = 0, [], 0
    for seed in range(20):
        passes = flowing(seed, SITES, (LEARN_H + WINDOW_H) // 24, 700.0)
        false += len(judged(passes)[0])
        since = BEGIN + int(np.random.default_rng(seed).integers(20, 80)) * HOUR_MS
        after = judged(passes, dead=(seed % SITES, since))[0]
        found = [s for s in after if s.site == seed % SITES and s.ended_ms is None]
        missed += not found
        delays += [(s.found_ms - since) / HOUR_MS for s in found]
    site_days = 20 * SITES * WINDOW_H / 24
    assert 100 * false / site_days <= 1.0
    assert missed == 0
    assert np.median(delays) <= 1.5
    assert np.quantile(delays, 0.9) <= 8.0  # at night, on quiet roads


def test_a_silence_ends_with_the_next_pass_and_tells_what_should_have_come() -> None:
    passes = flowing(3, SITES, (LEARN_H + WINDOW_H) // 24)
    since, until = BEGIN + 33 * HOUR_MS, BEGIN + 45 * HOUR_MS
    (one,) = [s for s in judged(passes, dead=(4, since, until))[0] if s.site == 4]
    assert one.since_ms <= since < one.found_ms < until <= one.ended_ms
    hours = (passes.happened_ms // HOUR_MS - since // HOUR_MS) % 168
    usual = ((passes.site == 4) & (passes.happened_ms < BEGIN) & (hours < 12)).sum() / 3  # weeks
    assert one.expected == pytest.approx(usual, rel=0.3)
    assert one.chance <= RULES.silence_chance


def test_weeks_with_a_dead_time_teach_the_rhythm_of_a_working_site() -> None:
    passes = flowing(5, SITES, (LEARN_H + WINDOW_H) // 24)
    hurt = without(passes, 2, FIRST_HOUR * HOUR_MS + 2 * 24 * HOUR_MS, FIRST_HOUR * HOUR_MS + 9 * 24 * HOUR_MS)
    whole, with_hole = judged(passes)[1], judged(hurt)[1]
    assert with_hole.rate[2].sum() == pytest.approx(whole.rate[2].sum(), rel=0.08)
    assert with_hole.dispersion[2] < 2 * whole.dispersion[2]


def test_what_has_not_come_in_yet_is_not_known() -> None:
    """A site whose uploads hang is silent now, and was never, once they are in."""
    passes = flowing(7, SITES, (LEARN_H + WINDOW_H) // 24)
    hangs = (passes.site == 1) & (passes.happened_ms >= NOW - 20 * HOUR_MS)
    late = replace(passes, known_ms=np.where(hangs, NOW + HOUR_MS, passes.known_ms))
    assert [s.site for s in judged(late)[0] if s.ended_ms is None] == [1]
    assert [s for s in judged(late, NOW + 2 * HOUR_MS)[0] if s.site == 1 and s.ended_ms is not None] == []


def test_a_site_that_always_uploads_late_is_not_dead_for_it_and_is_found_dead_later() -> None:
    """It sends every six hours what it kept; dead for twenty hours it is found all the same."""
    passes = flowing(8, SITES, (LEARN_H + WINDOW_H) // 24)
    batch = 6 * HOUR_MS
    kept = np.where(passes.site == 3, (passes.happened_ms // batch + 1) * batch, passes.known_ms)
    passes, now = replace(passes, known_ms=kept), NOW - 14 * HOUR_MS - 1
    rhythm = learn_rhythm(grid_of(passes, SITES, FIRST_HOUR, LEARN_H), RULES)
    sites = sites_of(SITES)

    def states(seen):
        window = seen.take((seen.happened_ms >= BEGIN) & (seen.known_ms <= now))
        grid = grid_of(window, SITES, FIRST_HOUR + LEARN_H, WINDOW_H)
        return [h.site for h in judge_sites(window, sites, grid, rhythm, now, RULES)[0] if h.silence]

    assert states(passes) == []
    assert states(without(passes, 3, now - 20 * HOUR_MS)) == [3]


def test_a_site_without_history_is_never_called_dead() -> None:
    passes = without(flowing(9, SITES, (LEARN_H + WINDOW_H) // 24), 6, 0)
    found, rhythm = judged(passes)
    assert not rhythm.known[6]
    assert 6 not in {s.site for s in found}


def test_the_chance_of_none_is_the_poissons_where_nothing_is_unsure_and_larger_elsewhere() -> None:
    e = np.array([1.0, 5.0, 12.0])
    sure = chance_of_none(e, np.full(3, 1e-9), np.full(3, 1e12))
    assert sure == pytest.approx(np.exp(-e), rel=1e-6)
    assert (chance_of_none(e, np.full(3, 0.2), np.full(3, 4.0)) > sure).all()
    enough = needed(np.array([1e-9, 0.4]), np.array([1e12, 5.0]), RULES)
    assert enough[0] == RULES.silence_expected
    assert enough[1] > 2 * RULES.silence_expected
    assert chance_of_none(enough[1:], np.array([0.4]), np.array([5.0])) == pytest.approx(RULES.silence_chance, rel=1e-6)
