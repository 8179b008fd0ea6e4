"""The commands as the two keepers and the courier use them; each answers one JSON document and its exit code."""

from pathlib import Path

from tests.api.work_given import CITY
from tests.cli.conftest import call
from tests.exchange.test_killed import workspace_on_disk


def test_keys_are_trusted_and_files_are_carried_by_commands(tmp_path):
    for name in ("in", "out"):
        workspace_on_disk(tmp_path / name).store.close()
    inside, outside = ("-w", tmp_path / "in"), ("-w", tmp_path / "out")
    assert call("exchange", "status", *inside).code == 4
    keys = {}
    for side, at in (("inside", inside), ("outside", outside)):
        words = ("--side", side, "--by", "wang", "--public", tmp_path / f"{side}.pub", "--json")
        keys[side] = call("exchange", "keys", *words, *at).json()["fingerprint"]
    wrong = call("exchange", "trust", tmp_path / "outside.pub", "--fingerprint", "00", "--by", "wang", *inside)
    assert wrong.code == 3
    assert keys["outside"] in wrong.complaint
    for other, at in (("outside", inside), ("inside", outside)):
        words = (tmp_path / f"{other}.pub", "--fingerprint", keys[other], "--by", "wang")
        assert call("exchange", "trust", *words, *at).code == 0
    packed = call("exchange", "pack", tmp_path / "disk", "--by", "wang", "--json", *inside).json()
    assert Path(packed["folder"]).name == f"daoan-{CITY.code}-inside-000001"
    taken = call("exchange", "take", packed["folder"], "--by", "li", "--json", *outside)
    assert (taken.code, taken.json()["number"]) == (0, 1)
    again = call("exchange", "take", packed["folder"], "--by", "li", *outside)
    assert (again.code, "taken already" in again.complaint) == (3, True)
    state = call("exchange", "status", "--json", *outside)
    assert (state.code, state.json()["taken"]["number"], state.json()["waiting"]) == (0, 1, 0)
    assert call("exchange", "status", *outside).out.count("\n") == 5
