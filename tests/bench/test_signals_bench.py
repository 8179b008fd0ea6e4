"""The signals benchmark says what is missing, and reads seeds as people write them."""

import pytest

import bench
from bench import signals
from bench.__main__ import main


def test_without_sumo_it_says_so_and_exits_3(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("DAOAN_SUMO", str(tmp_path))
    assert main(["signals", "--json", "--small"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "scripts/sumo.sh" in err


def test_a_scenario_that_is_not_there_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(signals, "find_sumo", lambda: object())
    with pytest.raises(bench.DataMissing, match="nowhere is not here"):
        signals.run(small=True, scenario=tmp_path / "nowhere")


def test_seeds_are_read_as_written():
    assert signals.read_seeds("1,2,7-9, 2") == (1, 2, 7, 8, 9)
