"""The night's tables of travel times over the passes and positions of a workspace."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

import numpy as np
import pyarrow as pa

from daoan.app.pass_engine import lookout_of
from daoan.app.progress import Tell, silent
from daoan.app.terminals import positions_folder
from daoan.app.workspace import Workspace
from daoan.assess.efficiency.crossings import crossings_of
from daoan.assess.efficiency.rules import EfficiencyRules
from daoan.jobs.passes.efficiency_days import EfficiencyDays, Given
from daoan.store.positions_log import read_positions
from daoan.terms.estimates import Text
from daoan.terms.passes import PassFrame, SiteFrame

FOLDER = "efficiency"


def efficiency_days(workspace: Workspace) -> EfficiencyDays:
    """The tables of a workspace."""
    return EfficiencyDays(workspace.config.workspace / FOLDER)


def reckon_efficiency(workspace: Workspace, as_of: datetime | None = None, tell: Tell = silent) -> int:
    """Make tables of the days that were over at a moment (the workspace's now); answers how many were made anew."""
    moment = workspace.now if as_of is None else as_of
    found = lookout_of(workspace).sites(moment)
    sites = found.rows.frame
    given = Given(
        workspace.lake, sites, found.distances, workspace.packs, workspace.city.zone, _reads_of(workspace, sites)
    )
    words = Text("travel times between sites", "站点间行程时间")
    return efficiency_days(workspace).reckon(given, moment, lambda number, of: tell(words, number, of))


def _reads_of(workspace: Workspace, sites: SiteFrame) -> Callable[[int, int], PassFrame] | None:
    """Reads of sites out of positions that terminals sent; ``None`` where none ever came."""
    folder = positions_folder(workspace)
    if not folder.is_dir():
        return None
    rules = EfficiencyRules.of(workspace.packs["efficiency"])

    @cache
    def positions() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        table = read_positions(folder)
        vehicle = table["terminal"].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
        at_ms = table["happened_at"].cast(pa.timestamp("ms", "UTC"), safe=False).cast(pa.int64()).to_numpy()
        return vehicle, at_ms, table["lon"].to_numpy(), table["lat"].to_numpy()

    def reads(from_ms: int, until_ms: int) -> PassFrame:
        vehicle, at_ms, lon, lat = positions()
        rows = (at_ms >= from_ms) & (at_ms < until_ms)
        return crossings_of(vehicle[rows], at_ms[rows], lon[rows], lat[rows], sites.lon, sites.lat, rules)

    return reads
