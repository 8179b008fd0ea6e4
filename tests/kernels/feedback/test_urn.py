"""The urn: it runs away where findings follow visits, and does not where events are reported."""

import numpy as np
import pytest

from daoan.kernels.feedback.urn import run_urn


def test_two_places_run_away_where_only_discoveries_count() -> None:
    """The worked case of Ensign et al.: unequal rates, and the busier place takes nearly everything."""
    rates = np.array([0.6, 0.4])
    found = run_urn(rates, 400, 20, 0.5, 60, np.random.default_rng(1), discovered=True)[-1].mean(axis=0)
    told = run_urn(rates, 400, 20, 0.5, 60, np.random.default_rng(1), discovered=False)[-1].mean(axis=0)
    assert found[0] > 0.85
    assert abs(told[0] - 0.6) < 0.01


def test_even_rates_still_drift_apart_where_only_discoveries_count() -> None:
    even = np.ones(2)
    found = run_urn(even, 200, 5, 0.5, 300, np.random.default_rng(2), discovered=True)[-1, :, 0]
    told = run_urn(even, 200, 5, 0.5, 300, np.random.default_rng(2), discovered=False)[-1, :, 0]
    assert abs(found.mean() - 0.5) < 0.05
    assert found.std() > 4 * told.std()


def test_shares_add_up_and_begin_even() -> None:
    path = run_urn(np.array([1.0, 2.0, 0.0]), 5, 3, 1.0, 4, np.random.default_rng(3), discovered=True)
    assert path.shape == (6, 4, 3)
    np.testing.assert_allclose(path.sum(axis=2), 1.0)
    np.testing.assert_allclose(path[0], 1 / 3)


@pytest.mark.parametrize("rates", [[], [0.0, 0.0], [1.0, -1.0], [np.nan, 1.0]])
def test_rates_that_are_none_are_refused(rates: list[float]) -> None:
    with pytest.raises(ValueError, match="rates"):
        run_urn(np.array(rates), 5, 3, 1.0, 4, np.random.default_rng(3), discovered=True)
