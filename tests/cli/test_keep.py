"""``daoan keep`` and ``daoan audit review``: plan, run, log, holds, review."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import CITY, Run


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from daoan.app.cities import find_city_plan
    from daoan.app.people import add_person
    from daoan.app.workspace import create_workspace
    from daoan.config import read_config
    from daoan.terms.roles import Role

    folder = tmp_path_factory.mktemp("keep")
    (folder / "city.toml").write_text(CITY, encoding="utf-8")
    where = folder / "work" / "island"
    made = create_workspace(read_config({"workspace": where}, {}), find_city_plan(str(folder / "city.toml")).city)
    add_person(made, "Wang", "wang", "city", [Role.OFFICER])
    made.close()
    return where


def test_the_plan_names_every_kind_of_the_pack(run: Run, place: Path) -> None:
    plans = {p["kind"]: p for p in run("keep", "plan", "--json", "-w", place).json()}
    assert {"matter", "session", "audit", "video"} <= set(plans)
    assert {p["due"] for p in plans.values()} == {0}
    said = run("keep", "plan", "-w", place)
    assert "never" in said.out
    assert run("keep", "run", "--by", "li", "--dry-run", "--json", "-w", place).json() == list(plans.values())


def test_a_run_with_nothing_due_leaves_no_line(run: Run, place: Path) -> None:
    assert run("keep", "run", "--by", "li", "--json", "-w", place).json()["lines"] == []
    assert run("keep", "log", "--json", "-w", place).json() == []
    assert run("keep", "log", "-w", place).code == 0


def test_holds_are_ordered_listed_and_released(run: Run, place: Path) -> None:
    ordered = ("keep", "hold", "add", "--by", "li", "--why", "lawsuit 12", "--case", "OR-1", "--kind", "matter")
    made = run(*ordered, "--json", "-w", place).json()
    assert (made["cases"], made["kinds"], made["why"]) == (["OR-1"], ["matter"], "lawsuit 12")
    assert made["hold_id"] in run("keep", "hold", "list", "-w", place).out.replace("\n", "")
    assert run("keep", "hold", "release", made["hold_id"], "--by", "li", "-w", place).code == 0
    assert run("keep", "hold", "list", "--json", "-w", place).json()[0]["released_by"] == "li"
    assert run("keep", "hold", "release", made["hold_id"], "--by", "li", "-w", place).code == 3
    assert run("keep", "hold", "release", "none", "--by", "li", "-w", place).code == 4
    assert run("keep", "hold", "add", "--by", "li", "--why", "x", "--kind", "ghosts", "-w", place).code == 3


def test_the_review_of_a_month_is_read_and_logged(run: Run, place: Path) -> None:
    sheet = run("audit", "review", "--month", "2026-03", "--by", "li", "--seed", "s1", "--json", "-w", place).json()
    assert (sheet["review"]["look_ups"], sheet["rows"]) == (0, [])
    assert run("audit", "review", "--month", "2026-03", "--by", "li", "-w", place).code == 0
    assert run("audit", "review", "--month", "March", "--by", "li", "-w", place).code == 3
    assert run("audit", "review", "--month", "2999-01", "--by", "li", "--seed", "s", "-w", place).code == 3
    lines = run("audit", "show", "--by", "li", "--why", "x", "--limit", 50, "--json", "-w", place).json()
    assert [line["note"]["subject"] for line in lines if line["note"]["action"] == "audit.review"] == ["2026-03"] * 2


def test_an_own_plate_is_kept_as_a_token_alone(run: Run, place: Path, tmp_path: Path) -> None:
    assert run("people", "plate", "wang", "甘M12345", "-w", place).code == 0
    assert run("people", "plate", "nobody", "甘M12345", "-w", place).code == 4
    assert run("people", "plate", "wang", "?", "-w", place).code == 3
    for file in place.rglob("*"):
        if file.is_file():
            assert "甘M12345".encode() not in file.read_bytes(), file
    moved = Path(shutil.copytree(place, tmp_path / "moved"))
    keys = moved / "keys" / "subjects.json"
    assert json.loads(keys.read_text())["keys"]
    keys.unlink()
    assert run("people", "plate", "wang", "甘M54321", "-w", moved).code == 4, "a lost key is not made anew in silence"
