"""``daoan deployment``: the shipped request is planned, mended and mixed; what cannot be says why, with code 3."""

import json
from pathlib import Path

import pytest

REQUEST = Path(__file__).parents[2] / "examples" / "deployment.json"

pytestmark = pytest.mark.xdist_group("cli")


def test_the_shipped_request_is_planned_and_mended(run, tmp_path):
    said = run("deployment", "plan", REQUEST, "--json")
    assert said.code == 0
    plan = json.loads(said.out)
    assert {p["duty_id"] for p in plan["placements"]} >= {"checkpoint"}
    assert plan["gap_pct"] < 2.0
    before = tmp_path / "plan.json"
    before.write_text(said.out, encoding="utf-8")
    first = next(p["unit_id"] for p in plan["placements"] if p["shift"] == "2-A" and p["duty_id"] is None)
    mended = run("deployment", "mend", REQUEST, before, "--unit", first, "--at", "2025-03-03T21:00:00", "--json")
    assert mended.code == 0
    after = json.loads(mended.out)
    assert not [p for p in after["placements"] if p["unit_id"] == first and p["shift"].startswith(("2", "3"))]
    assert after["changes"] >= 1


def test_a_table_tells_the_reasons_in_both_languages(run):
    said = run("deployment", "plan", REQUEST)
    assert said.code == 0
    assert "checkpoint" in said.out
    assert "三级勤务" in said.out


def test_a_mixture_depends_on_its_seed_alone(run):
    said = run("deployment", "mix", REQUEST, "--seed", "3", "--json")
    assert said.code == 0
    assert said.out == run("deployment", "mix", REQUEST, "--seed", "3", "--json").out
    mixed = json.loads(said.out)
    assert 0.0 <= mixed["exploitability"] <= 1.0


def test_what_cannot_be_planned_or_read_is_one_line_and_code_3(run, tmp_path):
    asked = json.loads(REQUEST.read_text(encoding="utf-8"))
    asked["forbids"].append({"unit_id": "u1", "shift": "3-A"})
    file = tmp_path / "asked.json"
    file.write_text(json.dumps(asked), encoding="utf-8")
    said = run("deployment", "plan", file)
    assert said.code == 3
    assert "the pin of u1 to 3-A" in said.complaint
    assert "指定u1" in said.complaint
    file.write_text("{", encoding="utf-8")
    assert run("deployment", "plan", file).code == 3


def test_hold_outs_are_priced_then_drawn_then_judged_from_a_table(run, tmp_path):
    asked = ("deployment", "learn", REQUEST, "--budget", "0.05")
    priced = run(*asked, "--json")
    if priced.code == 3:  # the shipped request is small: it says what stands in the way
        assert "不存在" not in priced.complaint
        assert "留空" in priced.complaint
        return
    assert json.loads(priced.out)["plan"] is None
    said = run(*asked, "--draw", "--json")
    made = json.loads(said.out)
    cells = [c for p in made["design"]["pairs"] for c in (p["first"], p["second"])]
    table = tmp_path / "outcomes.csv"
    table.write_text("place_id,shift,value\n" + "\n".join(f"{c['place_id']},{c['shift']},3" for c in cells), "utf-8")
    drawn = tmp_path / "drawn.json"
    drawn.write_text(said.out, encoding="utf-8")
    judged = run("deployment", "judge", drawn, table, "--json")
    found = json.loads(judged.out)
    assert (found["verdict"], found["pairs"]) == ("not_yet", len(made["design"]["pairs"]))
    assert run("deployment", "judge", drawn, REQUEST).code == 3
