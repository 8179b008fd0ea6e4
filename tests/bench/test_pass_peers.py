"""Peers of the pass engine: what they are given, what is told where one is missing or fails, that those here agree."""

import numpy as np
import pytest

import bench
from bench import _passes_peer, _passes_peers
from bench._passes_given import Given, read_given, write_given
from daoan.terms.passes import PASS_TYPES, PassFrame

MINUTE_MS = 60_000
# Two sites 100 km apart. The first vehicle needs an hour, the second a minute; the third is watched; one is not read.
ROAD_M = np.array([[0, 100_000], [100_000, 0]], np.float32)
GIVEN = Given(
    plate=np.array([1, 2, 3, 0, 2, 1, 0], np.int64),
    site=np.array([0, 0, 0, 0, 1, 1, 1], np.int32),
    at_ms=np.array([0, 0, 0, 0, 1, 60, 61], np.int64) * MINUTE_MS,
    watched=np.array([3], np.int64),
    road_m=ROAD_M,
)


def frame() -> PassFrame:
    known = {"plate": GIVEN.plate, "site": GIVEN.site, "happened_ms": GIVEN.at_ms}
    return PassFrame(**{name: known.get(name, np.zeros(len(GIVEN), kind)) for name, kind in PASS_TYPES.items()})


def test_what_is_given_comes_back(tmp_path):
    write_given(GIVEN, tmp_path / "given.npz")
    back = read_given(tmp_path / "given.npz")
    assert all(np.array_equal(getattr(back, name), getattr(GIVEN, name)) for name in Given.__slots__)
    assert len(back.first(2)) == 2


def test_a_watched_and_a_too_fast_vehicle_are_found():
    assert _passes_peers.record_at_a_time(frame(), {3}, ROAD_M.tolist())[1] == 2
    assert _passes_peers.duckdb_batches(frame(), {3}, ROAD_M, 3)[1] == 2


@pytest.mark.parametrize("name", [name for name, (module, *_) in _passes_peer.PEERS.items() if "flink" not in module])
def test_others_find_the_same(name, tmp_path):
    write_given(GIVEN, tmp_path / "given.npz")
    told = _passes_peers.elsewhere(name, tmp_path / "given.npz")
    if told == "not installed":
        pytest.skip("bash scripts/peers.sh")
    assert told["found"] == 2


def test_a_peer_that_is_missing_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PEERS", str(tmp_path))
    assert _passes_peers.elsewhere("Bytewax, stateful map", tmp_path / "given.npz") == "not installed"


@pytest.mark.parametrize(("error", "told"), [("ImportError", "not installed"), ("OSError", "failed: OSError")])
def test_a_peer_that_fails_says_with_what(error, told, tmp_path, monkeypatch):
    monkeypatch.setattr("bench.__path__", [*bench.__path__, str(tmp_path)])
    (tmp_path / "_passes_peer_broken.py").write_text(f"raise {error}")
    monkeypatch.setitem(_passes_peer.PEERS, "Broken", ("broken", "broken", 1))
    write_given(GIVEN, tmp_path / "given.npz")
    assert _passes_peer.tell("Broken", tmp_path / "given.npz") == told
