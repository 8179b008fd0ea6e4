"""``daoan init``: from an ``.osm.pbf`` and a CSV register to a first turn, stopped anywhere, asked or by a file."""

import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from daoan.app.workspace import open_workspace
from daoan.config import read_config
from daoan.jobs.setup.record import read_records
from daoan.jobs.setup.steps import KEYS
from daoan.store.open import open_store
from tests.cli.conftest import EXAMPLES, Run

pytestmark = pytest.mark.xdist_group("cli")

ROADS = EXAMPLES / "leeds" / "network" / "its-example.osm.pbf"
HEAD = "Crash ID,Crash Date,Time,Severity,Killed,Injured,Longitude,Latitude,Remarks\n"
ROW = "C-{n},{day:02d}/{month:02d}/{year},{hour:02d}30,{severity},0,1,{lon:.5f},{lat:.5f},x\n"

#: Ends the process as kill -9 does, after the work of a named step and before its end is recorded.
KILLED = """
import os, signal, sys
from daoan.app.setup import walk
plain, key = walk.finish, sys.argv[1]
def finish(store, step, at, facts):
    if step == key:
        os.kill(os.getpid(), signal.SIGKILL)
    plain(store, step, at, facts)
walk.finish = finish
sys.argv = ["daoan", *sys.argv[2:]]
from daoan.cli import main
main()
"""


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A register with English headings, day before month, date and time apart; and a file of answers."""
    rows = [
        ROW.format(
            n=n, day=1 + n % 28, month=1 + n % 12, year=2015 + n % 3, hour=n % 24, lat=53.8055 + (n % 7) * 0.001,
            severity="Serious" if n % 4 == 0 else "Slight", lon=-1.568 + (n % 20) * 0.001,
        )
        for n in range(120)
    ]  # fmt: skip
    (tmp_path / "register.csv").write_text(HEAD + "".join(rows) + "C-120,31/31/2016,0100,Slight,0,1,-1.56,53.807,x\n")
    (tmp_path / "answers.toml").write_text(
        f'[city]\nname_en = "Smallton"\nname_zh = "小城"\ncountry = "GB-ENG"\n[roads]\nfile = "{ROADS}"\n'
        '[crashes]\nfiles = ["register.csv"]\n',
        encoding="utf-8",
    )
    return tmp_path


def opened(folder: Path):
    return open_workspace(read_config({"workspace": folder}, {}))


def test_killed_in_every_step_it_goes_on_there_and_ends_as_if_never_stopped(run: Run, given: Path) -> None:
    words = ["init", str(given / "ws"), "--answers", str(given / "answers.toml"), "--by", "wang"]
    for key in KEYS:  # each time the step before is recorded, and this one is cut off with its work done
        died = subprocess.run([sys.executable, "-c", KILLED, key, *words], capture_output=True, text=True, check=False)
        assert died.returncode == -signal.SIGKILL, died.stderr
        store = open_store(given / "ws" / "daoan.db")
        assert [k for k, r in read_records(store).items() if r.state == "started"] == [key]
        store.close()
    whole = run(*words, "--json")
    assert whole.code == 0, whole.err
    assert {s["key"]: s["state"] for s in whole.json()["steps"]} == dict.fromkeys(KEYS, "done")
    workspace = opened(given / "ws")
    assert len(workspace.store.list_crashes(workspace.now)) == 120
    assert len(workspace.store.list_receipts()) == 1  # read twice, kept once
    assert sorted(a.login for a in workspace.store.list_accounts()) == ["admin", "commander"]
    assert len(workspace.store.list_runs()) == 1
    assert {r.by for r in read_records(workspace.store).values()} == {"wang"}
    workspace.close()


@pytest.fixture
def city(run: Run, given: Path) -> Path:
    """The city and its county, nothing read yet."""
    said = run(
        "init", given / "ws", "--name-zh", "小城", "--country", "GB-ENG", "--counties", "-1.58,53.80,-1.54,53.82"
    )
    assert said.code == 0, said.err
    return given


def test_what_nobody_answered_is_left_open_and_told_and_passwords_are_shown_once(run: Run, city: Path) -> None:
    said = run("init", city / "ws", "--json")
    told = {s["key"]: s for s in said.json()["steps"]}
    assert [key for key, s in told.items() if s["state"] == "open"] == ["roads", "crashes", "loop"]
    assert told["roads"]["command"].startswith("daoan roads")
    assert "password" not in said.out
    again = run("init", city / "ws", "--from", "people")
    assert again.out.count("password 口令") == 2  # nobody signed in so far: new ones
    assert "no step" in run("init", city / "ws", "--from", "nowhere").complaint


def test_a_register_that_disagrees_is_not_written_unless_somebody_accepts_it(run: Run, city: Path) -> None:
    (city / "totals.csv").write_text("year,crashes\n2015,40\n2016,41\n2017,40\n")
    words = ("init", city / "ws", "--register", city / "register.csv", "--totals", city / "totals.csv")
    said = run(*words)
    assert said.code == 5
    assert "2016" in said.out
    workspace = opened(city / "ws")
    assert workspace.store.count_crashes(workspace.now) == 0
    assert not workspace.store.list_receipts()
    workspace.close()
    (city / "accept.toml").write_text("[crashes]\naccept_difference = true\n")
    accepted = run(*words, "--answers", city / "accept.toml", "--json")
    facts = next(s["facts"] for s in accepted.json()["steps"] if s["key"] == "crashes")
    assert (accepted.code, facts["crashes"], facts["totals"], facts["totals_agree"]) == (0, 120, 3, 2)


def test_the_register_of_next_month_is_read_by_the_same_columns_and_a_refused_row_is_replayed(
    run: Run, city: Path
) -> None:
    assert run("init", city / "ws", "--register", city / "register.csv").code == 0
    (city / "june.csv").write_text(
        HEAD + ROW.format(n=900, day=3, month=6, year=2018, hour=7, severity="Serious", lon=-1.56, lat=53.806)
    )
    assert run("ingest", "register", city / "june.csv", "-w", city / "ws").code == 0
    workspace = opened(city / "ws")
    read = workspace.store.get_crash("register:C-900", workspace.now).as_read
    assert (read.happened_at.isoformat(), read.severity, read.area) == ("2018-06-03T06:30:00+00:00", "serious", "city")
    workspace.close()
    (refusal,) = run("refusals", "-w", city / "ws", "--json").json()
    assert refusal["column"] == "Crash Date"
    assert set(refusal["raw"]) == set(HEAD.strip().split(","))  # as its file has it, nothing laid out
    mended = ("replay", refusal["refusal_id"], "Crash Date=30/01/2016", "--by", "li", "--why", "typing fault")
    assert run(*mended, "-w", city / "ws").code == 0


def test_a_person_is_asked_with_defaults_and_may_put_a_column_right(run: Run, city: Path, monkeypatch) -> None:
    asked: list[str] = []
    typed = {"Register files": str(city / "register.csv"), "Right?": ["Injured=slight", "Injured=injured", ""]}

    def prompt(question: str, default: str | None = None, **_: object) -> str:
        asked.append(question)
        answer = next((v for k, v in typed.items() if k in question), default)
        return answer.pop(0) if isinstance(answer, list) else answer or ""

    monkeypatch.setattr("typer.prompt", prompt)
    monkeypatch.setattr("typer.confirm", lambda *_, default=False, **__: default)
    monkeypatch.setattr("daoan.cli.setup._asks", lambda: True)
    typed["Road file"] = str(ROADS)
    said = run("init", city / "ws")
    assert said.code == 0, said.err
    assert "Remarks" in said.out  # a column that is not read is told
    assert any("Time zone" in q for q in asked) is False  # done steps are not asked again
    workspace = opened(city / "ws")
    assert workspace.store.get_crash("register:C-1", workspace.now).as_read.injured == 1
    assert workspace.store.get_run().as_of.year == 2017  # a register of the past: the turn stands at its end
    workspace.close()


def test_a_question_that_needs_an_answer_says_so_and_asks_again(monkeypatch, capsys) -> None:
    from daoan.cli.setup import _ask
    from daoan.terms.estimates import Text

    typed = ["", "甲市"]
    monkeypatch.setattr("typer.prompt", lambda *_, **__: typed.pop(0))
    assert _ask(Text("Name", "名称"), None) == "甲市"
    assert "needs an answer" in capsys.readouterr().out
    typed.append("")
    assert _ask(Text("Right?", "是否正确"), "") == ""  # what may be left out is not asked twice
    assert "needs an answer" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answers", "about"),
    [
        ("[citty]\n", "no step"),
        ("[city]\nnaame = 'x'\n", "no question"),
        ("[city]\nname_zh = '甲'\nzone = 'Mars/Base'\n", "no IANA time zone"),
        ("[city]\nname_zh = '甲'\n[counties]\nbbox = [2, 1, 1, 2]\n", "a box is"),
        ("[city]\nname_zh = '甲'\n", "Boundary file"),
    ],
)
def test_answers_that_are_none(run: Run, tmp_path: Path, answers: str, about: str) -> None:
    (tmp_path / "a.toml").write_text(answers, encoding="utf-8")
    said = run("init", tmp_path / "ws", "--answers", tmp_path / "a.toml")
    assert said.code == 3
    assert about in said.err


def test_a_city_of_a_region_has_the_other_regions_rules_off(run: Run, city: Path) -> None:
    assert run("init", city / "ws", "--from", "packs", "--region", "gansu").code == 0
    workspace = opened(city / "ws")
    on = {name for name, pack in workspace.packs.items() if pack.enabled}
    workspace.close()
    assert {"companies-gansu", "blackspots-classic-1y"} <= on
    assert not {"companies-hebei", "blackspots-zhejiang-1km-1y"} & on


def test_in_a_terminal_nothing_is_drawn_over_a_question(tmp_path: Path) -> None:
    mine, its = pty.openpty()
    command = [sys.executable, "-m", "daoan.cli", "init", str(tmp_path / "city")]
    with subprocess.Popen(command, stdin=its, stdout=its, stderr=its, start_new_session=True) as process:
        shown = b""
        while b"Chinese name of the city" not in shown:
            assert select.select([mine], [], [], 60)[0], shown
            shown += os.read(mine, 65536)
        after = shown.split(b"Chinese name of the city")[1]
        for _ in range(20):  # a bar would turn ten times a second
            if not select.select([mine], [], [], 1)[0]:
                break
            after += os.read(mine, 65536)
        process.kill()
    assert b"\x1b[2K" not in after
    assert after.decode().strip().endswith(":")
