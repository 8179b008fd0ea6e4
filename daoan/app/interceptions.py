"""What interceptions are planned on, for the server of the console: kept as long as nothing of it has changed."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from threading import Lock

from daoan.act.patrols import standings_of
from daoan.api.desk import Desk
from daoan.app.pass_engine import lookout_of, routes_of
from daoan.app.workspace import Workspace
from daoan.jobs.interceptions import Look, Situation
from daoan.jobs.passes.routes import Routes
from daoan.jobs.passes.situation import Ground, ground_at, situation_of
from daoan.jobs.passes.surroundings import Lookout, Sites
from daoan.jobs.patrols import call_signs
from daoan.terms.records import SegmentEstimate


@dataclass(slots=True, eq=False)
class _Looking:
    """Says how things stand. The ground is made anew where sites or the run changed; units are read each time."""

    workspace: Workspace
    desk: Desk
    lookout: Lookout
    routes: Routes
    _lock: Lock = field(default_factory=Lock)
    _kept: tuple[object, Ground] | None = None

    def look(self, now: datetime) -> Situation | None:
        """The situation now; ``None`` where no routes can be known."""
        with self._lock:
            sites = self.lookout.sites(now)
            model = None if sites.network is None else self.routes.model(now)
            if model is None:
                return None
            ground = self._ground(sites)
        room, packs = self.lookout.sources.room, self.workspace.packs
        crews = standings_of(room.store.list_units_now(), now, packs["patrols"])
        return situation_of(
            ground, crews, room.units(), call_signs(room, now, self.desk.subject_key),
            partial(self.routes.ahead_by, model), packs,
        )  # fmt: skip

    def _ground(self, sites: Sites) -> Ground:
        view = self.desk.find_view()
        key = (sites, None if view is None else view.run.run_id)
        if self._kept is None or self._kept[0] != key:
            assert sites.network is not None  # asked before
            estimates = () if view is None else view.all(SegmentEstimate)
            self._kept = (
                key,
                ground_at(
                    sites.devices, sites.rows.frame, sites.network, sites.distances, estimates, self.workspace.packs
                ),
            )
        return self._kept[1]


def look_of(workspace: Workspace, desk: Desk) -> Look:
    """How the server of the console learns what interceptions are planned on."""
    lookout = lookout_of(workspace)
    return _Looking(workspace, desk, lookout, routes_of(workspace, lookout)).look
