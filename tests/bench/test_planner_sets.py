"""The location benchmark: what its readers make of the files, missing data, and spopt where it is installed."""

import sys
from pathlib import Path

import numpy as np
import pytest

import bench
from bench import _planner_peers, _planner_sets, planner
from bench.__main__ import list_benchmarks
from bench._planner_data import read_pmed, read_sjc, read_utrecht

COST = np.array([[0.0, 2.0, 9.0], [2.0, 0.0, 9.0], [9.0, 9.0, 0.0]])


def test_the_last_cost_of_an_edge_holds_in_either_direction_and_ways_are_shortest(tmp_path):
    (tmp_path / "pmed.txt").write_text(" 4 5 2 \n 1 2 9\n 2 3 1\n 2 1 4\n 3 4 2\n 1 4 50\n")
    cost, p = read_pmed(tmp_path / "pmed.txt")
    assert p == 2
    assert cost.tolist() == [[0, 4, 5, 7], [4, 0, 1, 3], [5, 1, 0, 2], [7, 3, 2, 0]]


def test_places_and_masses_are_read(tmp_path):
    (tmp_path / "sjc.txt").write_text("2\t9999\tp\tS\n0\t0\t50\t\n300\t400\t4\t\n")
    distance, mass = read_sjc(tmp_path / "sjc.txt")
    assert distance.tolist() == [[0, 500], [500, 0]]
    assert mass.tolist() == [50, 4]


def test_rows_of_the_driving_table_are_places_and_columns_bases(tmp_path):
    (tmp_path / "siren_driving_matrix_2022.csv").write_text("postal code,1,2,3\n1,0,5,6\n2,7,0,8\n3,9,10,0\n")
    (tmp_path / "nodes_Utrecht_2021.csv").write_text("postal code,x,inhabitants\n3,0,.2\n1,0,.5\n2,0,.3\n")
    (tmp_path / "RAVU_base_locations_Utrecht_2021.csv").write_text("\ufeffBase Locations\n3\n1\n", encoding="utf-8")
    given = read_utrecht(tmp_path)
    assert given.minutes.tolist() == [[6, 0], [8, 7], [0, 9]]
    assert given.between.tolist() == [[0, 9], [6, 0]]
    assert given.share.tolist() == [0.5, 0.3, 0.2]


def test_the_benchmark_is_listed_and_says_what_is_missing(monkeypatch, tmp_path):
    assert list_benchmarks()["planner"] is planner
    monkeypatch.setattr(bench, "SHARED_DATA", tmp_path)
    with pytest.raises(bench.DataMissing, match="pmed"):
        planner.run(small=True)


def test_a_peer_that_is_not_installed_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("PEERS_PLANNER", str(tmp_path))
    assert "not installed" in _planner_peers.time_spopt({}, True, {})["spopt"]


def test_a_peer_that_fails_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(bench, "__path__", [str(tmp_path)])
    monkeypatch.setattr(_planner_peers, "ROOT", tmp_path)
    assert _planner_peers._ask(Path(sys.executable), "median", 1.0, cost=COST, p=2) == "failed: exit 1"


@pytest.mark.parametrize(
    ("kind", "more", "sites"), [("median", {}, {2}), ("cover", {"mass": np.ones(3), "radius": 2}, {2})]
)
def test_spopt_is_asked_the_same(kind, more, sites):
    python = _planner_peers.python_of_spopt()
    if python is None:
        pytest.skip("bash scripts/peers.sh planner")
    answer = _planner_peers._ask(python, kind, 5.0, cost=COST, p=2, **more)
    assert answer["proved"]
    assert sites <= set(answer["sites"])
    assert len(answer["sites"]) == 2


def test_one_small_instance_of_each_kind_is_measured(tmp_path):
    (tmp_path / "pmed1.txt").write_text(" 4 3 2 \n 1 2 9\n 2 3 1\n 3 4 2\n")
    row = _planner_sets._pmed(tmp_path, 1)
    assert (row["value"], row["proved"]) == (3.0, True)
    given = _planner_sets.Utrecht(
        np.array([[1.0, 20.0], [20.0, 1.0]]), np.array([[0.0, 3.0], [3.0, 0.0]]), np.array([0.6, 0.4])
    )
    assert _planner_sets._utrecht(given, 5)["gap"] <= 1e-9
    assert _planner_sets._day(given)["gap"] <= 1e-9
