"""The command line as a person uses it: words in, exit code and both outputs out; a small city made once."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from daoan import cli

EXAMPLES = Path(__file__).parents[2] / "examples"
ISLAND = EXAMPLES / "isle_of_wight"

#: As docs/how-to/city.md describes one.
CITY = """\
code = "isle-of-wight"
name_en = "Isle of Wight"
name_zh = "怀特岛"
zone = "Europe/London"                    # IANA time zone
bounds = [-1.60, 50.55, -1.05, 50.80]     # west, south, east, north, WGS-84

[[areas]]                                 # counties or districts 县区
code = "E06000046"
name_en = "Isle of Wight"
name_zh = "怀特岛"
population = 141538
population_year = 2018
population_source = "Office for National Statistics, mid-2018"

[[attribution]]
en = "Crashes: Department for Transport, OGL v3.0"
zh = "事故数据：英国交通部，OGL 3.0"
"""


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Standard output, which must be exactly one JSON document."""
        return json.loads(self.out)

    @property
    def complaint(self) -> str:
        """The one line that says what was wrong; fails where there is a traceback or more than a line."""
        lines = [line for line in self.err.splitlines() if line and not line.startswith("→")]
        assert "Traceback" not in self.err + self.out
        assert len(lines) == 1, self.err
        assert lines[0].startswith("✗ ")
        return lines[0][2:]


Run = Callable[..., Said]


@pytest.fixture(scope="session")
def run() -> Run:
    """``daoan WORDS…`` in this process."""
    return call


def call(*words: object) -> Said:
    """Exit code and outputs of one command."""
    out, err = io.StringIO(), io.StringIO()
    code: Any = 0
    with patch.object(sys, "argv", ["daoan", *map(str, words)]), redirect_stdout(out), redirect_stderr(err):
        try:
            cli.main()
        except SystemExit as leaving:
            code = leaving.code
    return Said(code or 0, out.getvalue(), err.getvalue())


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests reaches a command."""
    for setting in ("WORKSPACE", "DATABASE", "HOST", "PORT", "RULEPACKS"):
        monkeypatch.delenv(f"DAOAN_{setting}", raising=False)


@pytest.fixture(scope="session")
def city_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("city") / "island.toml"
    path.write_text(CITY, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def leeds_read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace about Leeds that holds the head of one of its files. Copy it before writing to it."""
    from daoan.app.cities import find_city_plan
    from daoan.app.ingest import ingest
    from daoan.app.workspace import create_workspace
    from daoan.config import read_config

    folder = tmp_path_factory.mktemp("leeds_read")
    workspace = create_workspace(read_config({"workspace": folder / "ws"}, {}), find_city_plan("leeds").city)
    ingest(workspace, "leeds", [head_of_2019(folder, 40)])
    workspace.close()
    return folder / "ws"


@pytest.fixture
def leeds_ws(leeds_read: Path, tmp_path: Path) -> Path:
    """A workspace of one's own with forty casualties of Leeds in it."""
    return Path(shutil.copytree(leeds_read, tmp_path / "ws"))


def head_of_2019(folder: Path, rows: int) -> Path:
    """The first rows of the Leeds file of 2019, as a file."""
    lines = (EXAMPLES / "leeds" / "collisions_raw" / "leeds_2019.csv").read_bytes().splitlines(keepends=True)
    path = folder / "leeds_2019.csv"
    path.write_bytes(b"".join(lines[: rows + 1]))
    return path


@pytest.fixture
def leeds_file(tmp_path: Path) -> Path:
    """The file that ``leeds_ws`` has read already."""
    return head_of_2019(tmp_path, 40)
