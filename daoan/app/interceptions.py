"""What interceptions are planned on, for the server of the console: kept as long as nothing of it has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from threading import Lock

from daoan.act.interception.solving import StoppingPlace
from daoan.api.desk import Desk
from daoan.app.pass_engine import lookout_of, routes_of
from daoan.app.workspace import Workspace
from daoan.jobs.interceptions import Look, Situation
from daoan.jobs.passes.routes import Routes
from daoan.jobs.passes.situation import loss_by_county, places_in, situation_of
from daoan.jobs.passes.surroundings import Lookout, Sites
from daoan.terms.records import SegmentEstimate


@dataclass(slots=True, eq=False)
class _Ground:
    """Places and losses, made anew where sites or the run have changed."""

    workspace: Workspace
    desk: Desk
    lookout: Lookout
    routes: Routes
    _lock: Lock = field(default_factory=Lock)
    _kept: tuple[object, tuple[Sequence[StoppingPlace], Mapping[str, float]]] | None = None

    def look(self, now: datetime) -> Situation | None:
        """The situation now; ``None`` where no routes can be known."""
        with self._lock:
            sites = self.lookout.sites(now)
            model = None if sites.network is None else self.routes.model(now)
            if model is None:
                return None
            places, losses = self._places(sites)
        return situation_of(
            sites.devices, sites.rows.frame, sites.distances, places, losses, self.lookout.sources.room.units(),
            partial(self.routes.ahead_by, model), self.workspace.packs["interception"],
        )  # fmt: skip

    def _places(self, sites: Sites) -> tuple[Sequence[StoppingPlace], Mapping[str, float]]:
        view, pack = self.desk.find_view(), self.workspace.packs["interception"]
        key = (sites, None if view is None else view.run.run_id)
        if self._kept is None or self._kept[0] != key:
            assert sites.network is not None  # asked before
            estimates = () if view is None else view.all(SegmentEstimate)
            losses = loss_by_county(sites.network, estimates)
            self._kept = key, (places_in(sites.rows.frame, sites.network, pack), losses)
        return self._kept[1]


def look_of(workspace: Workspace, desk: Desk) -> Look:
    """How the server of the console learns what interceptions are planned on."""
    lookout = lookout_of(workspace)
    return _Ground(workspace, desk, lookout, routes_of(workspace, lookout)).look
