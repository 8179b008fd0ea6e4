"""``/meta``: what every page must say."""

from fastapi import APIRouter, Response

import daoan
from daoan.api.answers import json_of
from daoan.api.desk import Desk, View
from daoan.api.shapes import Meta, NetworkFacts, OffNetwork, PackFacts
from daoan.terms.estimates import Share


def meta_routes(desk: Desk) -> APIRouter:
    """Routes about the workspace itself."""
    router = APIRouter(tags=["meta"])

    @router.get("/meta", response_model=Meta, summary="City, moment, run and sources")
    def get_meta() -> Response:
        return json_of(meta_of(desk))

    return router


def meta_of(desk: Desk) -> Meta:
    """The facts of the workspace, also before the loop has run."""
    city, view = desk.city, desk.find_view()
    west, south, east, north = city.bounds
    return Meta(
        city=city.code,
        name=city.name,
        zone=city.zone,
        as_of=view.run.as_of if view else None,
        replay=city.replay_at is not None,
        simulated=city.simulated,
        run=view.run if view else None,
        bounds=city.bounds,
        centre=((west + east) / 2, (south + north) / 2),
        network=_network(view) if view else None,
        off_network=off_network(view) if view else None,
        areas=city.areas,
        rule_packs=tuple(PackFacts(p.name, p.version, p.title, p.status, p.source) for p in desk.packs.values()),
        attribution=city.attribution,
        version=daoan.__version__,
        languages=("en", "zh"),
    )


def _network(view: View) -> NetworkFacts:
    network = view.network()
    return NetworkFacts(len(network), round(float(network.length_m.sum()) / 1000, 1), network.source)


def off_network(view: View) -> OffNetwork:
    """Share of crashes that no road of the network lies near, of all and of killed-or-seriously-injured."""
    snaps = view.snaps()
    everything, ksi = [0, 0], [0, 0]
    for crash in view.crashes().values():
        snap = snaps.get(crash.crash_id)
        off = snap is None or snap.segment_id is None
        everything[0] += off
        everything[1] += 1
        if crash.is_ksi:
            ksi[0] += off
            ksi[1] += 1
    return OffNetwork(Share(*everything), Share(*ksi))
