"""``daoan passes vehicles`` and ``daoan passes retry``: read in, told again, tried again; no plate in any word."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import CITY, Run
from tests.jobs.passes.test_passes_retried import LATER, at, refuse

REGISTER = """\
hphm,hpzl,cllx,zt,yxqz
甘Z10001,02,K33,A,2099-12-31
甘Z10002,01,H11,P,2020-01-01
甘Z10002,01,H11,E,2020-01-01
Z10003,02,K33,A,2099-12-31
甘Z10004,02,Q9,A,soon
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    from daoan.app.cities import find_city_plan
    from daoan.app.people import ensure_units
    from daoan.app.workspace import create_workspace
    from daoan.config import read_config

    (tmp_path / "city.toml").write_text(CITY, encoding="utf-8")
    where = tmp_path / "ws"
    made = create_workspace(read_config({"workspace": where}, {}), find_city_plan(str(tmp_path / "city.toml")).city)
    ensure_units(made)
    made.close()
    return where


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.csv"
    path.write_text(REGISTER, encoding="gb18030")
    return path


def test_a_register_is_read_in_and_told(run: Run, place: Path, register: Path) -> None:
    empty = run("passes", "vehicles", "-w", place)
    assert (empty.code, "no register" in empty.out) == (0, True)
    told = run("passes", "vehicles", register, "--json", "-w", place).json()
    assert (told["rows_read"], told["reading"]["vehicles"], told["repeated"], told["before"]) == (5, 3, 1, 0)
    assert told["refused"] == {"plate.unreadable": 1}
    assert told["flagged"] == {"kind": 1, "inspect_by": 1}
    assert told["watches"] == {"ended": 0, "proposed": 1, "unit": "city"}
    assert {(one["row"], one["code"], one["column"]) for one in told["shown"]} == {
        (4, "plate.unreadable", ""), (2, "plate.repeated", ""), (5, "register.cell_unusable", "kind"),
        (5, "register.cell_unusable", "inspect_by"),
    }  # fmt: skip
    kept = run("passes", "vehicles", "--json", "-w", place).json()
    assert kept["by_class"] == {"car": 1, "heavy_truck": 1, "not_recorded": 1}
    assert kept["by_state"] == {"valid": 2, "cancelled": 1}
    assert (kept["inspection_overdue"], kept["scrapping_overdue"], kept["not_counted"]) == (1, 0, 3)
    assert (kept["reading"]["file"], len(kept["reading"]["sha256"])) == ("register.csv", 64)


def test_no_word_of_it_bears_a_plate(run: Run, place: Path, register: Path) -> None:
    for words in ((register,), (register, "--json"), (), ("--json",)):
        said = run("passes", "vehicles", *words, "-w", place)
        assert said.code == 0
        assert "Z1000" not in said.out + said.err


def test_own_names_moments_and_what_is_wrong(run: Run, place: Path, register: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.json"
    names.write_text(json.dumps({"number": "plate"}), encoding="utf-8")
    register.write_text("number,large\n甘Z10001,0\n", encoding="utf-8")
    assert "plate_type" in run("passes", "vehicles", register, "-w", place).complaint
    as_of = ("--as-of", "2026-03-01T06:00")
    told = run("passes", "vehicles", register, "--names", names, *as_of, "--no-watches", "--json", "-w", place).json()
    assert (told["reading"]["as_of"], told["watches"]) == ("2026-03-01T06:00:00Z", None)
    assert "moment" in run("passes", "vehicles", register, "--as-of", "March", "-w", place).complaint
    assert "none.csv" in run("passes", "vehicles", tmp_path / "none.csv", "-w", place).complaint


def test_refused_passes_are_tried_again(run: Run, place: Path, tmp_path: Path) -> None:
    refuse(place / "passes", at(LATER, "a"), at("77", "b"))
    sites = tmp_path / "sites.csv"
    sites.write_text(f"site\n{LATER}\n", encoding="utf-8")
    words = ("passes", "retry", "--sites", sites, "-w", place)
    assert run(*words, "--json").json() == {
        "rows_read": 2, "passes": 1, "refused": {"site.unknown": 1}, "unknown_sites": {"77": 1},
    }  # fmt: skip
    assert "nothing new" in run(*words).out
    sites.write_text(f"site\n{LATER}\n77\n", encoding="utf-8")
    said = run(*words)
    assert (said.code, "passes 采用 1" in said.out) == (0, True)
