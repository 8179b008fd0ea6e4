"""The night of a workspace: suspicions become alerts of the county's brigade, once; plates that are licensed."""

import json
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from daoan.app import shuttling, vehicles
from daoan.app.cities import find_city_plan
from daoan.app.clocks import workroom_of
from daoan.app.workspace import Workspace, create_workspace
from daoan.cli.nightly import nightly
from daoan.config import read_config
from daoan.edge.clock import WallClock
from daoan.jobs.supervising import every_matter
from daoan.store.lake import LakeSite
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.passes import PassClass
from daoan.terms.plates import pack_plate
from daoan.terms.records.audited import AuditNote
from daoan.terms.units import Unit, UnitKind
from tests.cli.conftest import CITY
from tests.warn.shuttling.shuttling_given import DAY_MS, FIRST_MS, SITES, VAN, passes, register, to_and_fro

KNOWN = register((VAN, PassClass.VAN))
DAYS = 8


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    """A city whose van has shuttled on each of the last eight days."""
    (tmp_path / "city.toml").write_text(CITY.replace("Europe/London", "Asia/Shanghai"), encoding="utf-8")
    config = read_config({"workspace": tmp_path / "ws"}, {})
    made = create_workspace(config, find_city_plan(str(tmp_path / "city.toml")).city)
    note = AuditNote(WallClock().now(), "test", "", "unit.save")
    made.store.save_unit(Unit("city", UnitKind.CITY, Text("city", "支队"), None), note)
    made.store.save_unit(Unit("north", UnitKind.BRIGADE, Text("north", "大队"), "city", "621002"), note)
    made.lake.put_sites(
        [
            LakeSite(str(SITES.site_id[k]), Text("site", "点位"), float(SITES.lon[k]), float(SITES.lat[k]), "621002")
            for k in range(len(SITES))
        ]
    )
    today = (round(made.now.timestamp() * 1000) - FIRST_MS) // DAY_MS
    for day in range(today - DAYS, today):
        made.lake.append(passes(VAN, to_and_fro(8), day))
    yield made
    made.close()


def test_a_suspicion_becomes_one_alert_of_the_brigade_of_the_county(place: Workspace) -> None:
    night = shuttling.run_night(place, KNOWN)
    assert (len(night.shuttles.found), night.alerted.raised) == (1, 1)
    (alert,) = every_matter(workroom_of(place), MatterFilter(kinds=("alert",)))
    assert (alert.holder, alert.values["rule"], alert.values["site"]) == ("north", "pass.shuttle", "s1")
    assert [e.label.en for e in alert.evidence] == ["read at s1", "read at s3"]
    again = shuttling.run_night(place, KNOWN)
    assert (again.shuttles.read_anew, again.alerted.raised, again.alerted.known) == (0, 0, 1)


def test_the_command_tells_numbers_and_no_plate(place: Workspace, tmp_path: Path) -> None:
    assert told_by(place, tmp_path, None)["raised"] == 1


def test_the_command_leaves_out_the_licensed(place: Workspace, tmp_path: Path) -> None:
    listed = tmp_path / "licensed.csv"
    listed.write_text("# plate\n甘M 12345,taxi\n", encoding="utf-8")
    told = told_by(place, tmp_path, listed)
    assert (told["suspected"], told["raised"]) == (0, 0)


def told_by(place: Workspace, folder: Path, licensed: Path | None) -> dict[str, Any]:
    said = StringIO()
    with patch.object(vehicles, "registered_vehicles", lambda _workspace: KNOWN), redirect_stdout(said):
        nightly(licensed=licensed, workspace=folder / "ws", as_json=True)
    assert "12345" not in said.getvalue()
    told: dict[str, Any] = json.loads(said.getvalue())
    assert (told["days"], told["days_read"]) == (30, DAYS + 1)  # a UTC day more
    return told


def test_licensed_plates_are_read_in_both_colours_and_wrong_lines_told_without_the_plate(tmp_path: Path) -> None:
    listed = tmp_path / "licensed.txt"
    listed.write_text("\ufeff甘M12345\n\n", encoding="utf-8")
    assert set(shuttling.read_licensed(listed)) == {pack_plate("甘M12345"), pack_plate("甘M12345", large=True)}
    listed.write_text("甘M12345\n甘M123456789\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2") as wrong:
        shuttling.read_licensed(listed)
    assert "123456789" not in str(wrong.value)
