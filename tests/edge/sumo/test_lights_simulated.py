"""A tiny network of SUMO's own making: delay is counted, a better plan found, the command writes what it promises."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from daoan.act.signals.seeking import Effort
from daoan.app.signals import optimise, signals_pack
from daoan.app.signals_driven import Drive, driven
from daoan.cli import app
from daoan.config import ROOT
from daoan.edge.sumo.network import read_roads
from daoan.edge.sumo.places import find_sumo
from daoan.edge.sumo.running import probe, simulate
from daoan.edge.sumo.scenario import read_scenario
from daoan.terms.errors import InputError

SUMO = find_sumo()
pytestmark = pytest.mark.skipif(SUMO is None, reason="needs SUMO: bash scripts/sumo.sh")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One crossing; ten times as many drive north–south as west–east, and the shipped plan gives both the same."""
    here = tmp_path_factory.mktemp("crossing")
    made = [
        "--grid",
        "--grid.number",
        "1",
        "--grid.attach-length",
        "200",
        "-j",
        "traffic_light",
        "-o",
        str(here / "x.net.xml"),
    ]
    subprocess.run(
        [str(SUMO.program("netgenerate")), *made, "--tls.default-type", "static"],
        check=True,
        env=SUMO.environment,
        capture_output=True,
    )
    flows = "".join(
        f'<flow id="{a}{b}" begin="0" end="600" period="{period}"><route edges="{a} {b}"/></flow>'
        for a, b, period in (("bottom0A0", "A0top0", 4), ("left0A0", "A0right0", 40))
    )
    (here / "x.rou.xml").write_text(f"<routes>{flows}</routes>")
    (here / "x.sumocfg").write_text('<configuration><begin value="0"/><end value="600"/></configuration>')
    return here


def test_a_run_is_the_same_again_and_another_seed_is_not(folder):
    scenario = read_scenario(folder)
    runs = [simulate(SUMO, scenario, seed) for seed in (1, 1, 2)]
    assert runs[0] == runs[1]
    assert runs[0].delay_s != runs[2].delay_s
    assert runs[0].trips > 150


def test_who_drove_which_way_is_counted(folder):
    _, journeys = probe(SUMO, read_scenario(folder), 1)
    down = sum(j.edges == ("bottom0A0", "A0top0") for j in journeys)
    across = sum(j.edges == ("left0A0", "A0right0") for j in journeys)
    assert down > 5 * across > 0


def test_a_better_plan_is_found_for_a_lopsided_crossing(folder):
    pack = signals_pack(ROOT / "rulepacks")
    effort = Effort(generations=2, per_generation=1, finalists=2, draws=(901, 902), starts=6, moves=1)
    found = optimise(folder, (1, 2, 3), pack, effort=effort)
    assert found.better
    assert found.after.value < 0.8 * found.before.value
    assert [p.seed for p in found.pairs] == [1, 2, 3]


def test_what_was_sought_long_is_kept_though_judging_it_fails(folder, tmp_path, monkeypatch):
    pack = signals_pack(ROOT / "rulepacks")
    effort = Effort(generations=1, per_generation=1, finalists=1, draws=(901,), starts=2)

    def fail(*_given):
        raise InputError("the machine is too slow")

    monkeypatch.setattr("daoan.app.signals.propose", fail)
    with pytest.raises(InputError, match="too slow"):
        optimise(folder, (1,), pack, effort=effort, keep=tmp_path)
    assert "<tlLogic" in next(tmp_path.glob("*.signals.add.xml")).read_text(encoding="utf-8")


@pytest.mark.parametrize("controller", ["lookahead", "max_pressure"])
def test_driven_lights_beat_a_lopsided_plan(folder, controller):
    asked = Drive(str(folder), 1, controller, str(ROOT / "rulepacks"), conflicts=True)
    run = driven(SUMO, asked, "bench._signals_driven")
    assert run.delay_s < simulate(SUMO, read_scenario(folder), 1).delay_s
    assert run.conflicts is not None


def test_a_driver_that_fails_says_so(folder, tmp_path):
    with pytest.raises(InputError, match="not a folder"):
        driven(SUMO, Drive(str(tmp_path / "gone"), 1, "lookahead", str(ROOT / "rulepacks")))


def test_sumos_own_complaint_is_passed_on(folder):
    scenario = read_scenario(folder)
    lights = next(j for j in read_roads(scenario.network).junctions if j.junction_id == "A0")
    short = lights.programme.timed({}).phases[0].state[:-1]
    broken = type(lights.programme)(lights.junction_id, (type(lights.programme.phases[0])(30.0, short),))
    with pytest.raises(InputError, match="SUMO stopped"):
        simulate(SUMO, scenario, 1, (broken,))


def test_the_command_writes_a_programme_and_what_speaks_for_it(folder, tmp_path, monkeypatch):
    text = (ROOT / "rulepacks" / "signals.toml").read_text("utf-8")
    short = (
        text.replace("generations = 12", "generations = 1")
        .replace("draws = 16", "draws = 2")
        .replace("cycles_s = [36, 44, 52, 60, 70, 82, 96, 110]", "cycles_s = [44]")
    )
    assert short != text
    (tmp_path / "signals.toml").write_text(short, encoding="utf-8")
    monkeypatch.setenv("DAOAN_RULEPACKS", str(tmp_path))
    ran = CliRunner().invoke(
        app, ["signals", "optimise", str(folder), "--seeds", "2", "--workers", "1", "--to", str(tmp_path), "--json"]
    )
    assert ran.exit_code == 0, ran.output
    name = folder.name
    report = json.loads((tmp_path / f"{name}.signals.json").read_text("utf-8"))
    assert [p["seed"] for p in report["pairs"]] == [1, 2]
    assert json.loads(ran.stdout)["after"] == report["after"]
    again = [str(SUMO.program("sumo")), "-n", str(folder / "x.net.xml"), "-r", str(folder / "x.rou.xml"), "-e", "60"]
    subprocess.run(
        [*again, "-a", str(tmp_path / f"{name}.signals.add.xml"), "--no-step-log"],
        check=True,
        env=SUMO.environment,
        capture_output=True,
    )


def test_importing_the_command_line_does_not_import_sumo():
    seen = "any(m in sys.modules for m in ('libsumo', 'sumolib', 'traci'))"
    code = f"import sys, daoan.cli, daoan.app.signals; sys.exit({seen})"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0
