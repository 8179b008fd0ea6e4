"""Day sums give the scores that slow, obvious ways give."""

import numpy as np
import pytest
from sklearn.metrics import log_loss, roc_auc_score

from daoan.kernels.scores.blocks import value_of
from daoan.kernels.scores.ranking import hit_rate_by_area, hit_rate_by_time, mean_average_precision, recall_at_k
from daoan.learn.outlook.scoring import ScoreKey, draw_days, estimate_of, scores_of
from daoan.learn.outlook.tally import Happened, join, tally_week
from tests.learn.outlook.judged import RATE

TOPS = (5.0, 10.0, 20.0)
ONCE = draw_days(7, 0)


def drawn(seed: int, ties: bool) -> tuple[np.ndarray, Happened]:
    rng = np.random.default_rng(seed)
    rate = np.tile(RATE, (7, 1)) * rng.uniform(0.5, 2.0, (14, 1))
    p = 1.0 - np.exp(-rate * rng.uniform(0.7, 1.3, rate.shape))
    counts = rng.poisson(rate)
    return (np.round(p, 1) if ties else p), Happened(counts, rng.poisson(0.1, 14), 2)


def one(p: np.ndarray, happened: Happened, key: str, top: float | None = None) -> float:
    return float(scores_of(tally_week(p, happened, TOPS), ScoreKey(key, top), ONCE)[0])


@pytest.mark.parametrize("seed", range(4))
def test_scores_are_those_of_the_kernels_and_of_another_library(seed):
    p, happened = drawn(seed, ties=False)
    happened = Happened(happened.counts, np.zeros(14, dtype=np.int64), 2)
    seen, y = happened.counts.astype(float), happened.counts > 0
    day, days = np.arange(14) // 2, 7
    assert one(p, happened, "log_loss") == pytest.approx(log_loss(y.ravel(), p.ravel()))
    assert one(p, happened, "brier") == pytest.approx(np.mean((y - p) ** 2))
    assert one(p, happened, "auc") == pytest.approx(roc_auc_score(y.ravel(), p.ravel()), abs=2e-3)
    assert one(p, happened, "map") == pytest.approx(value_of(mean_average_precision(seen, p, day, days)))
    assert one(p, happened, "recall") == pytest.approx(value_of(recall_at_k(seen, p, day, days)))
    for top in (10.0, 20.0):  # whole numbers of the 30 cells, where nothing is taken in part
        by_area = hit_rate_by_area(seen, p, top / 100, day, days)
        assert one(p, happened, "hit_area", top) == pytest.approx(value_of(by_area.score))
        by_time = hit_rate_by_time(seen, p, top / 100, day, days)
        assert one(p, happened, "hit_time", top) == pytest.approx(value_of(by_time.score))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("top", TOPS)
def test_hits_by_area_are_those_of_orders_drawn_at_random_among_equals(seed, top):
    p, happened = drawn(seed, ties=True)
    rng = np.random.default_rng(seed)
    k, whole = top / 100 * p.shape[1], happened.counts.sum() + happened.outside.sum()
    caught = []
    for _ in range(400):
        order = np.lexsort((rng.random(p.shape), -p), axis=1)
        ranked = np.take_along_axis(happened.counts, order, axis=1)
        part = np.clip(k - np.arange(p.shape[1]), 0, 1)
        caught.append((ranked * part).sum() / whole)
    assert one(p, happened, "hit_area", top) == pytest.approx(np.mean(caught), abs=0.01)
    assert one(p, happened, "pai", top) == pytest.approx(100 / top * one(p, happened, "hit_area", top))


def test_hits_by_time_take_the_likeliest_cells_and_shifts_of_each_day():
    p = np.full((4, 5), 0.01)
    p[1, 2] = 0.5
    counts = np.zeros((4, 5), dtype=np.int64)
    counts[1, 2], counts[2, 4] = 3, 1
    tally = tally_week(p, Happened(counts, np.array([0, 0, 1, 0]), 2), [10.0, 20.0])
    once = draw_days(2, 0)
    # one place of ten each day: the likeliest of the first day, a tenth of the ten equals of the second
    assert scores_of(tally, ScoreKey("hit_time", 10.0), once)[0] == pytest.approx((3 + 0.1) / 5)
    assert scores_of(tally, ScoreKey("hit_time", 20.0), once)[0] == pytest.approx((3 + 0.2) / 5)


def test_a_crash_in_no_cell_is_missed():
    p, counts = np.full((2, 4), 0.1), np.array([[1, 0, 0, 0], [0, 0, 0, 0]])
    p[0, 0] = 0.9
    with_it = Happened(counts, np.array([0, 1]), 2)
    tally = tally_week(p, with_it, [25.0])
    assert scores_of(tally, ScoreKey("hit_area", 25.0), draw_days(1, 0))[0] == pytest.approx(0.5)


def test_nothing_happened_is_nothing_to_judge_not_zero():
    tally = tally_week(
        np.full((2, 4), 0.1), Happened(np.zeros((2, 4), dtype=np.int64), np.zeros(2, dtype=np.int64), 2), TOPS
    )
    for key in (ScoreKey("hit_area", 5.0), ScoreKey("auc"), ScoreKey("recall")):
        assert estimate_of(scores_of(tally, key, draw_days(1, 3)), 0.95) is None
    assert estimate_of(scores_of(tally, ScoreKey("log_loss"), draw_days(1, 3)), 0.95) is not None


def test_certain_probabilities_stay_finite():
    p = np.array([[0.0, 1.0], [1.0, 0.0]])
    tally = tally_week(p, Happened(np.array([[1, 0], [1, 0]]), np.zeros(2, dtype=np.int64), 2), TOPS)
    assert np.isfinite(scores_of(tally, ScoreKey("log_loss"), draw_days(1, 0))[0])


def test_drawing_days_again_is_drawing_the_week_again():
    tallies = [tally_week(*drawn(seed, ties=False), TOPS) for seed in range(3)]
    joined = join(tallies)
    twice = np.zeros((1, 21))
    twice[0, 7:14] = 2.0  # the second week alone, twice
    for key in (ScoreKey("auc"), ScoreKey("map"), ScoreKey("log_loss"), ScoreKey("hit_time", 10.0)):
        assert scores_of(joined, key, twice)[0] == pytest.approx(scores_of(tallies[1], key, ONCE)[0])
