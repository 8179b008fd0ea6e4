"""What ``python -m bench`` promises: one JSON object, exit 3 without data, a page of results."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import bench
from bench import __main__ as doors
from bench import report, screening
from bench._screening_data import nearest_share
from bench.machine import describe_commit, describe_file, describe_machine

ROOT = Path(__file__).parents[2]


class Fake:
    """A benchmark that prints by the way and says two figures. Its first line is its help."""

    @staticmethod
    def run(small):
        sys.stdout.write("chatter\n")
        return {"seconds": 1.5, "peers": {"other": {"seconds": 2.0}}, "data": [], "cut": small}


class Missing:
    """A benchmark whose data is nowhere."""

    @staticmethod
    def run(small):
        raise bench.DataMissing("../shared/data/nowhere is not here")


@pytest.fixture
def benchmarks(monkeypatch):
    monkeypatch.setattr(doors, "list_benchmarks", lambda: {"fake": Fake, "missing": Missing})


def test_exactly_one_json_object_goes_to_standard_output(benchmarks, capsys):
    assert doors.main(["fake", "--json", "--small"]) == 0
    out, err = capsys.readouterr()
    figures = json.loads(out)
    assert out.count("\n") == 1
    assert {"seconds", "peers", "machine", "data", "commit", "small"} <= set(figures)
    assert figures["cut"] is True
    assert "chatter" in err


def test_missing_data_is_said_and_exits_3(benchmarks, capsys):
    assert doors.main(["missing", "--json"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "../shared/data/nowhere" in err


def test_all_writes_the_page_and_names_what_could_not_run(benchmarks, monkeypatch, tmp_path):
    (tmp_path / "bench").mkdir()
    monkeypatch.setattr(report, "ROOT", tmp_path)
    assert doors.main(["--all", "--small"]) == 3
    page = (tmp_path / "bench" / "results.md").read_text(encoding="utf-8")
    assert "## fake" in page
    assert "| seconds | 1.5 |" in page
    assert "nowhere is not here" in page


def test_no_name_is_wrong_usage(benchmarks, capsys):
    assert doors.main([]) == 2
    assert capsys.readouterr().out == ""


def test_help_names_every_benchmark_with_what_it_measures(capsys):
    with pytest.raises(SystemExit) as left:
        doors.main(["--help"])
    assert left.value.code == 0
    said = capsys.readouterr().out
    assert all(name in said for name in doors.list_benchmarks())
    assert "95 %" in said


def test_screening_is_found_and_says_what_is_missing(monkeypatch, tmp_path):
    assert doors.list_benchmarks()["screening"] is screening
    monkeypatch.setattr(bench, "SHARED_DATA", tmp_path)
    with pytest.raises(bench.DataMissing, match="auckland"):
        screening.run(small=True)


def test_machine_and_data_are_described_without_a_path(tmp_path):
    machine = describe_machine()
    assert machine["cores"] >= 1
    file = tmp_path / "a.bin"
    file.write_bytes(b"abc")
    row = describe_file(file)
    assert (row["file"], row["bytes"], row["sha256"]) == ("a.bin", 3, "ba7816bf8f01cfea")
    assert str(ROOT) not in json.dumps([machine, row, describe_commit()])


def test_a_share_of_the_data_is_the_part_nearest_the_middle():
    lon = np.array([174.7633, 175.5, 174.80, np.nan])
    lat = np.array([-36.8485, -36.9, -36.85, np.nan])
    assert nearest_share(lon, lat, 0.5).tolist() == [True, False, True, False]


def test_the_slope_of_n_squared_is_two():
    assert np.isclose(screening._slope([10, 100, 1000], [1.0, 100.0, 10_000.0]), 2.0)


def test_screening_screens_the_real_city():
    try:
        folder = bench.find_data("auckland")
    except bench.DataMissing as missing:
        pytest.skip(str(missing))
    command = [sys.executable, "-m", "bench._screening_ours", str(folder), "0.05"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    result = json.loads(answer.stdout)
    assert result["crashes"] == 8944
    assert 0.4 * 8944 < result["snapped"] < 8944
    assert set(result["steps"]) == {"read", "network", "snap", "fit and estimate", "windows"}
    assert result["spots"]["blackspots-prefecture-2008"] > 0
