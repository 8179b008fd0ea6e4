"""Where SUMO is: in an environment of its own that ``scripts/sumo.sh`` makes, or beside this Python."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from daoan.terms.errors import NotFound

#: Where ``scripts/sumo.sh`` puts it, from the folder of the main environment.
BESIDE = "sumo"
MISSING = "SUMO is not here; bash scripts/sumo.sh puts it into .venv/sumo (half a gigabyte) 未安装 SUMO"


@dataclass(frozen=True, slots=True)
class Sumo:
    """An installation. ``python``: interpreter that has libsumo; ``home``: folder with ``bin`` and ``tools``."""

    python: Path
    home: Path

    def program(self, name: str) -> Path:
        """A program of it."""
        return self.home / "bin" / name

    def tool(self, name: str) -> Path:
        """A script of it."""
        return self.home / "tools" / name

    @property
    def environment(self) -> dict[str, str]:
        """Variables that its programs want to see, beside ours."""
        data = self.home / "data"
        return {**os.environ, "SUMO_HOME": str(self.home), "PROJ_DATA": str(data / "proj"), "PROJ_LIB": str(data)}


def find_sumo(environment: dict[str, str] | None = None) -> Sumo | None:
    """The installation that ``DAOAN_SUMO`` names (folder of an environment), else ours, else this Python's."""
    named = (os.environ if environment is None else environment).get("DAOAN_SUMO")
    folders = [Path(named)] if named else [Path(sys.prefix) / BESIDE, Path(sys.prefix)]
    for folder in folders:
        for home in sorted(folder.glob("lib/python3*/site-packages/sumo")):
            python = folder / "bin" / "python"
            if (home / "bin" / "sumo").exists() and python.exists():
                return Sumo(python, home)
    return None


def get_sumo() -> Sumo:
    """The installation. Raises :class:`~daoan.terms.errors.NotFound` saying how to get one."""
    found = find_sumo()
    if found is None:
        raise NotFound(MISSING)
    return found
