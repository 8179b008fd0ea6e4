"""``/clusters`` and ``/density``: where crashes gather in space and time, and along the roads."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response

from daoan.api.answers import json_of, list_answer
from daoan.api.asking import After, Format, Limit
from daoan.api.coarse import CoarseCrash, coarse_crashes
from daoan.api.desk import Desk, View
from daoan.api.problems import PROBLEMS
from daoan.api.segments import lines_of
from daoan.api.shapes import Geometry, Paged
from daoan.terms.records import Cluster, SegmentDensity


@dataclass(frozen=True, slots=True)
class ClusterDetail:
    """One cluster with the stretches that it lies on and its crashes, latest first."""

    cluster: Cluster
    geometry: Geometry
    crashes: list[CoarseCrash]


def cluster_routes(desk: Desk) -> APIRouter:
    """Routes about clusters in space and time."""
    router = APIRouter(prefix="/clusters", tags=["clusters"], responses=PROBLEMS)

    @router.get("", response_model=Paged[Cluster], summary="Clusters in space and time, likeliest first")
    def list_clusters(
        area: str | None = None,
        least_recurrence_days: Annotated[float, Query(ge=0)] = 0.0,
        after: After = None,
        limit: Limit = 50,
        format: Format = "json",  # noqa: A002
    ) -> Response:
        rows = [
            c
            for c in desk.view().all(Cluster)
            if (area is None or c.area == area) and c.recurrence_days >= least_recurrence_days
        ]
        return list_answer(rows, "clusters", format, after, limit, simulated=desk.city.simulated)

    @router.get("/{cluster_id}", response_model=ClusterDetail, summary="One cluster with its crashes")
    def get_cluster(cluster_id: str) -> Response:
        return json_of(cluster_detail(desk.view(), cluster_id, desk.city.zone))

    return router


def density_routes(desk: Desk) -> APIRouter:
    """Routes about the density of crashes along the roads."""
    router = APIRouter(prefix="/density", tags=["density"], responses=PROBLEMS)

    @router.get("", response_model=Paged[SegmentDensity], summary="Crashes per km and year, densest stretch first")
    def list_densities(
        area: str | None = None,
        after: After = None,
        limit: Limit = 50,
        format: Format = "json",  # noqa: A002
    ) -> Response:
        rows = [d for d in desk.view().all(SegmentDensity) if area is None or d.area == area]
        return list_answer(rows, "density", format, after, limit, simulated=desk.city.simulated)

    @router.get("/{segment_id}", response_model=SegmentDensity, summary="Density along one stretch")
    def get_density(segment_id: str) -> Response:
        return json_of(desk.view().one(SegmentDensity, "segment_id", segment_id))

    return router


def cluster_detail(view: View, cluster_id: str, zone: str) -> ClusterDetail:
    """One cluster: its stretches as lines, its crashes coarsened."""
    cluster = view.one(Cluster, "cluster_id", cluster_id)
    return ClusterDetail(
        cluster=cluster,
        geometry=lines_of(view, cluster.segment_ids),
        crashes=coarse_crashes(view, cluster.crash_ids, zone, latest_first=True),
    )
