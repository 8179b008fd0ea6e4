"""Scores against slow obvious counts, scikit-learn, a published table, and planted truth."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as some
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.metrics import log_loss as their_log_loss

import bench
from daoan.kernels.scores.blocks import RatioScore, difference_interval, score_interval, value_of
from daoan.kernels.scores.probability import brier, calibration, log_loss
from daoan.kernels.scores.published import rmse_of_events
from daoan.kernels.scores.ranking import (
    area_under_roc,
    hit_rate_by_area,
    hit_rate_by_time,
    mean_average_precision,
    recall_at_k,
)

#: File, RMSE, recall %, MAP as printed in the papers on New York.
PRINTED = (
    ("GSNet-nyc", "7.0608", "32.98", "0.1801"),
    ("C-ViT-nyc", "7.0053", "33.86", "0.1875"),
    ("MGSTN-NYC", "7.1288", "34.76", "0.1933"),
)

PLACES = some.arrays(np.float64, (6, 5), elements=st.sampled_from([0.0, 0.0, 1.0, 2.0]))
PREDICTIONS = some.arrays(np.float64, (6, 5), elements=st.sampled_from([0.1, 0.2, 0.2, 0.5, 0.9]))
DAY = np.array([0, 0, 1, 1, 2, 2])


def slow_recall_and_map(seen, predicted):
    """Period by period with lists, as one would on paper."""
    hits = cells = 0
    precisions = []
    for truth, guess in zip(seen, predicted, strict=True):
        true = [c for c in range(len(truth)) if truth[c] > 0]
        first = sorted(range(len(guess)), key=lambda c: -guess[c])[: len(true)]
        right, total = 0, 0.0
        for k, cell in enumerate(first, start=1):
            if cell in true:
                right += 1
                total += right / k
        hits, cells = hits + right, cells + len(true)
        precisions.append(total / len(true) if true else 0.0)
    return (hits / cells if cells else math.nan), sum(precisions) / len(precisions)


@settings(max_examples=60, deadline=None)
@given(PLACES, PREDICTIONS)
def test_recall_and_map_are_those_of_counting_on_paper(seen, predicted):
    recall, precision = slow_recall_and_map(seen, predicted)
    assert value_of(recall_at_k(seen, predicted, DAY, 3)) == pytest.approx(recall, nan_ok=True)
    assert value_of(mean_average_precision(seen, predicted, DAY, 3)) == pytest.approx(precision)


@settings(max_examples=60, deadline=None)
@given(PLACES, PREDICTIONS)
def test_proper_scores_and_auc_are_scikit_learns(seen, predicted):
    event = (seen > 0).ravel()
    assert value_of(log_loss(seen, predicted, DAY, 3)) == pytest.approx(
        their_log_loss(event, predicted.ravel(), labels=[False, True])
    )
    assert value_of(brier(seen, predicted, DAY, 3)) == pytest.approx(brier_score_loss(event, predicted.ravel()))
    ours = value_of(area_under_roc(seen, predicted, DAY, 3))
    if event.any() and not event.all():
        assert ours == pytest.approx(roc_auc_score(event, predicted.ravel()))
    else:
        assert math.isnan(ours)


def test_a_score_at_block_weights_is_the_score_of_the_data_repeated():
    rng = np.random.default_rng(5)
    seen, predicted = rng.poisson(0.4, (8, 6)).astype(float), rng.random((8, 6))
    day = np.arange(8) // 2
    weights = np.array([2.0, 0.0, 1.0, 3.0])
    rows = np.concatenate([np.repeat(np.flatnonzero(day == b)[None], int(w), 0).ravel() for b, w in enumerate(weights)])
    for kind in (recall_at_k, mean_average_precision, area_under_roc, log_loss):
        repeated = kind(seen[rows], predicted[rows], np.zeros(len(rows), dtype=int), 1)
        assert kind(seen, predicted, day, 4).at(weights) == pytest.approx(value_of(repeated)), kind.__name__


def test_hit_rates_and_pai_by_hand():
    counts = np.array([[3.0, 0, 1, 0], [0, 0, 0, 2]])
    predicted = np.array([[0.9, 0.1, 0.3, 0.2], [0.8, 0.1, 0.7, 0.6]])
    day = np.zeros(2, dtype=int)
    area = hit_rate_by_area(counts, predicted, 0.25, day, 1)  # one cell each period: cell 0, twice
    assert value_of(area.score) == pytest.approx(3 / 6)
    assert value_of(area.accuracy_index) == pytest.approx((3 / 6) / 0.25)
    time = hit_rate_by_time(counts, predicted, 0.5, day, 1)  # 0.9, 0.8, 0.7, 0.6
    assert (value_of(time.score), time.taken) == (pytest.approx(5 / 6), 0.5)


def test_a_share_is_taken_in_whole_places_and_pai_knows_it():
    counts = np.eye(3)
    hit = hit_rate_by_area(counts, counts, 0.05, np.arange(3), 3)
    assert hit.taken == pytest.approx(1 / 3)
    assert value_of(hit.accuracy_index) == pytest.approx(3.0)
    with pytest.raises(ValueError, match="share"):
        hit_rate_by_area(counts, counts, 0.0, np.arange(3), 3)


def test_a_published_table_is_reproduced_to_the_last_digit():
    try:
        folder = bench.find_data("bench", "gsnet")
    except bench.DataMissing as missing:
        pytest.skip(str(missing))
    mask = np.load(folder / "nyc_risk_mask.npz")["mask"]
    for name, *printed in PRINTED:
        with np.load(folder / "nyc_predictions" / f"{name}.npz") as file:
            seen, predicted = file["truth"][:, 0], file["prediction"][:, 0]
        inside = mask >= 1
        day = np.arange(len(seen)) // 24
        days = int(day[-1]) + 1
        assert f"{rmse_of_events(seen, predicted, mask):.4f}" == printed[0]
        assert f"{100 * value_of(recall_at_k(seen[:, inside], predicted[:, inside], day, days)):.2f}" == printed[1]
        assert f"{value_of(mean_average_precision(seen[:, inside], predicted[:, inside], day, days)):.4f}" == printed[2]


def test_intervals_by_blocks_cover_when_days_stray_together():
    """Places of one day rise and fall together: 95 % intervals by day hold the truth about as often as they say."""
    held = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        level = np.clip(rng.normal(0.3, 0.15, 40), 0.01, 0.99)
        seen = (rng.random((40, 50)) < level[:, None]).astype(float)
        score = RatioScore(seen.sum(axis=1), np.full(40, 50.0))
        told = score_interval(score, draws=300, seed=seed)
        held += told.low <= 0.3 <= told.high
    assert 0.88 <= held / 200 <= 0.98


def test_a_difference_is_paired_and_seeded():
    rng = np.random.default_rng(2)
    day = np.arange(60) // 2
    seen = (rng.random((60, 20)) < 0.2).astype(float)
    good = np.where(seen > 0, 0.25, 0.18)
    flat = np.full_like(good, 0.2)
    one, same = log_loss(seen, good, day, 30), log_loss(seen, flat, day, 30)
    told = difference_interval(one, same)
    assert told.high < 0
    assert told.excludes_zero
    assert told == difference_interval(one, same)
    assert difference_interval(one, one) == type(told)(0.0, 0.0, 0.0)


def test_one_block_tells_nothing_of_the_spread_and_unlike_blocks_are_refused():
    score = RatioScore(np.array([1.0]), np.array([4.0]))
    told = score_interval(score)
    assert (told.value, told.low, told.high) == (0.25, -np.inf, np.inf)
    with pytest.raises(ValueError, match="blocks"):
        difference_interval(score, RatioScore(np.ones(2), np.ones(2)))


def test_calibration_shows_a_forecast_that_says_twice_too_much():
    rng = np.random.default_rng(3)
    truth = rng.uniform(0.01, 0.3, (400, 50))
    seen = (rng.random(truth.shape) < truth).astype(float)
    right, wrong = calibration(seen, truth), calibration(seen, 2 * truth)
    inside = (right.low <= right.predicted) & (right.predicted <= right.high)
    assert inside.sum() >= 8
    assert np.all(wrong.predicted > wrong.high)
    assert right.places.sum() == truth.size
    assert len(calibration(seen[:1, :3], truth[:1, :3]).places) == 3


def test_nothing_to_judge_by_is_not_a_number():
    nothing = np.zeros((4, 3))
    assert math.isnan(value_of(recall_at_k(nothing, nothing, np.arange(4), 4)))
    assert math.isnan(rmse_of_events(nothing[None], nothing[None], np.ones((4, 3))))
