"""The forecast benchmark reads any period in the published format and says what lies between the parts."""

import numpy as np
import pytest

import bench
from bench import forecast
from bench._forecast_data import gsnet_panel, read_gsnet


def write(path, first_hour, hours, seed=0, cells=True):
    """A file in the published format, 4 × 4 cells of which 9 are judged; simulated."""
    rng = np.random.default_rng(seed)
    hour = np.arange(first_hour, first_hour + hours)
    data = np.zeros((hours, 41, 4, 4), dtype=np.float16)
    rate = 0.02 + 0.2 * rng.random((4, 4))
    data[:, 0] = rng.random((hours, 4, 4)) < rate * (1 + 0.5 * np.sin(hour / 24 * 2 * np.pi))[:, None, None]
    data[np.arange(hours), 1 + hour % 24] = 1
    data[np.arange(hours), 25 + hour // 24 % 7] = 1
    mask = np.zeros((4, 4), dtype=np.float32)
    mask[:3, :3] = 1
    np.savez(path, data=data, **({"mask": mask} if cells else {}))
    return path


def test_a_test_part_that_follows_is_joined_without_a_gap(tmp_path):
    train, test = write(tmp_path / "a.npz", 0, 24 * 60 + 7), write(tmp_path / "b.npz", 24 * 60 + 7, 100, 1, False)
    panel, gap, lead = gsnet_panel(read_gsnet(train), read_gsnet(test))
    assert (gap, lead, len(panel.counts), panel.cells) == (0, 0, 24 * 60 + 107, 9)
    assert panel.weekday[:8].tolist() == [0, 1, 2, 3, 4, 5, 6, 0]


def test_hours_between_the_parts_are_put_in_as_not_known(tmp_path):
    train, test = write(tmp_path / "a.npz", 5, 500), write(tmp_path / "b.npz", 5 + 500 + 30, 100)
    panel, gap, lead = gsnet_panel(read_gsnet(train), read_gsnet(test))
    assert (gap, lead) == (30, 5)
    assert np.isnan(panel.counts[:5]).all()
    assert np.isnan(panel.counts[505:535]).all()
    assert np.isfinite(panel.counts[535:]).all()


def test_a_test_file_that_repeats_the_training_part_is_cut(tmp_path):
    whole = read_gsnet(write(tmp_path / "b.npz", 0, 600))
    train = {"data": whole["data"][:500], "mask": whole["mask"]}
    panel, gap, _ = gsnet_panel(train, whole)
    assert (gap, len(panel.counts)) == (0, 600)


def test_other_periods_are_scored_with_every_figure_of_the_design(tmp_path):
    hours = 24 * 70
    figures = forecast.run(
        small=True, train=write(tmp_path / "a.npz", 0, hours), test=write(tmp_path / "b.npz", hours, 240)
    )
    for name in ("recall_pct", "map", "auc", "log_loss"):
        assert 0 < figures[name] < 100
        assert 0 < figures[f"baseline_{name}"] < 100
    assert figures["rows"] == 240
    assert figures["fit_seconds"] > 0
    assert figures["predict_seconds"] > 0
    assert figures["auc"] == pytest.approx(next(iter(figures["peers"].values()))["auc"], abs=0.2)
    assert {row["against"] for row in figures["differences"]} == {row["baseline"] for row in figures["baselines"]}
    assert "victoria" not in figures


def test_files_that_are_not_there_are_said(tmp_path):
    with pytest.raises(bench.DataMissing, match=r"gone\.npz"):
        forecast.run(small=True, train=tmp_path / "gone.npz", test=tmp_path / "gone.npz")
    with pytest.raises(bench.DataMissing, match="together"):
        forecast.run(small=True, train=tmp_path / "gone.npz")
