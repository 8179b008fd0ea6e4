"""The night's batch over the passes of a workspace: who goes to and fro for hire, and the alerts of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from daoan.app.clocks import workroom_of
from daoan.app.pass_engine import lookout_of
from daoan.app.progress import Tell, silent
from daoan.app.workspace import Workspace
from daoan.edge.files import read_bytes
from daoan.jobs.pass_alerts import Alerted, alert_passes
from daoan.jobs.passes.shuttling import Shuttles, take_night
from daoan.terms.errors import FileUnreadable, InputError
from daoan.terms.estimates import Text
from daoan.terms.passes import VehicleFrame
from daoan.terms.plates import is_large, pack_plate

FOLDER = "shuttling"


@dataclass(frozen=True, slots=True, eq=False)
class Night:
    """What a night found, and the alerts that it led to."""

    as_of: datetime
    shuttles: Shuttles
    alerted: Alerted


def run_night(
    workspace: Workspace, vehicles: VehicleFrame, licensed: Sequence[int] = (), as_of: datetime | None = None,
    tell: Tell = silent,
) -> Night:  # fmt: skip
    """Look through the days before ``as_of`` (the workspace's now) and raise alerts.

    ``vehicles``: the register, empty where none; ``licensed``: packed plates that may carry passengers for hire.
    """
    moment = workspace.now if as_of is None else as_of
    tell(Text("to and fro, day after day", "逐日往返研判"), 0, 1)
    lake, packs, sites = workspace.lake, workspace.packs, lookout_of(workspace).sites(moment).rows.frame
    found = take_night(
        lake, sites, vehicles, moment, packs["passes"], workspace.city.zone, workspace.cache / FOLDER, licensed
    )
    alerted = alert_passes(workroom_of(workspace), found.detections, sites, packs["interception"], workspace.now)
    tell(Text("to and fro, day after day", "逐日往返研判"), 1, 1)
    return Night(moment, found, alerted)


def read_licensed(path: Path) -> tuple[int, ...]:
    """Plates of a text file, one a line, the first field where there are several; both colours of each.

    Raises :class:`FileUnreadable`, and :class:`InputError` with the number of a line that is no plate.
    """
    try:
        lines = read_bytes(path).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise FileUnreadable(f"{path.name} is not UTF-8 文件须为 UTF-8") from None
    found = set[int]()
    for number, line in enumerate(lines, start=1):
        plate = line.split(",")[0].strip()
        if not plate or plate.startswith("#"):
            continue
        try:
            found |= {pack_plate(plate), pack_plate(plate, large=True)}
        except InputError as wrong:
            raise InputError(f"{path.name}, line {number}: {wrong} 第 {number} 行") from None
    return tuple(sorted(found, key=lambda plate: (is_large(plate), plate)))
