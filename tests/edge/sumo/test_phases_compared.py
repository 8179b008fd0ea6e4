"""Other phases on a crossing of SUMO's own making: compared with conflicts, refused ones leave no programme behind."""

import json
import subprocess
from dataclasses import replace

import pytest

from daoan.app.signals import signals_pack
from daoan.app.signals_phases import compare_phases, write_alternatives
from daoan.config import ROOT
from daoan.edge.sumo.network import OURS
from daoan.edge.sumo.places import find_sumo

SUMO = find_sumo()
pytestmark = pytest.mark.skipif(SUMO is None, reason="needs SUMO: bash scripts/sumo.sh")
SHORT = {"generations": 0, "finalists": 1, "draws": 1, "starts": 1, "moves": 0, "most_orders": 1}


def pack(most_rise):
    found = signals_pack(ROOT / "rulepacks")
    values = {**found.values, "phases": {**found.values["phases"], **SHORT, "most_conflict_rise": most_rise}}
    return replace(found, values=values)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One crossing of two-lane roads with left turns that give way."""
    here = tmp_path_factory.mktemp("phases")
    made = [
        "--grid",
        "--grid.number",
        "1",
        "--grid.attach-length",
        "150",
        "-L",
        "2",
        "-j",
        "traffic_light",
        "--tls.default-type",
        "static",
    ]
    subprocess.run(
        [str(SUMO.program("netgenerate")), *made, "-o", str(here / "x.net.xml")],
        check=True, env=SUMO.environment, capture_output=True,
    )  # fmt: skip
    ways = ("bottom0A0 A0top0", "bottom0A0 A0left0", "top0A0 A0bottom0", "left0A0 A0right0", "right0A0 A0bottom0")
    flows = "".join(
        f'<flow id="f{k}" begin="0" end="200" period="8"><route edges="{way}"/></flow>' for k, way in enumerate(ways)
    )
    (here / "x.rou.xml").write_text(f"<routes>{flows}</routes>")
    (here / "x.sumocfg").write_text('<configuration><begin value="0"/><end value="240"/></configuration>')
    return here


@pytest.mark.parametrize(("most_rise", "verdict"), [(1e9, "allowed"), (-2.0, "refused")])
def test_conflicts_decide_what_is_written(folder, tmp_path, most_rise, verdict):
    found = compare_phases(folder, (1, 2), pack(most_rise))
    assert {one.kind for one in found.alternatives} == {"protected"}
    assert {one.verdict for one in found.alternatives} == {verdict}
    files = write_alternatives(found, tmp_path)
    told = json.loads(files[0].read_text("utf-8"))
    assert told["label"]["en"].startswith("Not the plan")
    assert len(files) == (2 if verdict == "allowed" else 1)
    assert all(OURS in file.read_text("utf-8") for file in files[1:])
