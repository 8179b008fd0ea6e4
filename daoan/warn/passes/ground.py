"""What the kernel is told besides passes: sites and the road between them, registered vehicles, watched plates."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from daoan.kernels.hashing import Table, table_of
from daoan.terms.passes import Distances, SiteFrame, VehicleFrame

#: So many standard deviations of two clocks are held for possible.
CLOCK_SDS = 3.0
#: A clock that nobody has estimated.
CLOCK_SD_S = 5.0


#: One site.
SITE = np.dtype(
    [
        ("clock_ms", "<i8"),  # by so much the device's clock is ahead
        ("reach_ms", "<f8"),  # and may be off besides
        ("limit_car_kmh", "<f4"),
        ("limit_large_kmh", "<f4"),
        ("route", "<i4"),  # sites of one number lie on one route; -1 off the numbered roads
        ("hazard", "u1"),
    ],
    align=True,
)

#: One registered vehicle.
FACT = np.dtype(
    [
        ("inspect_by", "<i4"), ("scrap_by", "<i4"), ("brand", "<i2"), ("unprocessed", "<i2"), ("kind", "u1"),
        ("colour", "u1"), ("state", "u1"), ("exempt_night", "u1"),
    ],
    align=True,
)  # fmt: skip


class Ground(NamedTuple):
    """Sites by row, and the road between them."""

    sites: npt.NDArray[Any]  # SITE
    link: npt.NDArray[np.float32]  # shape (sites, sites, 2): metres by road, milliseconds of free flow; 0 not known
    zone_from_ms: npt.NDArray[np.int64]  # from when each difference to UTC holds, ascending
    zone_ms: npt.NDArray[np.int64]


class Facts(NamedTuple):
    """Registered vehicles: a table from packed plates to rows."""

    table: Table
    vehicles: npt.NDArray[Any]  # FACT


def ground_of(
    sites: SiteFrame,
    distances: Distances,
    zone: tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]],
    clock_s: npt.NDArray[np.float64] | None = None,
    clock_sd_s: npt.NDArray[np.float64] | None = None,
) -> Ground:
    """The ground over some sites.

    ``zone``: moments (UTC, milliseconds) from which a difference of local time holds, ascending, and the differences in
    milliseconds. ``clock_s``: by how many seconds each clock is ahead, with standard deviation ``clock_sd_s``; NaN or
    left out: not known.
    """
    routes = {name: row for row, name in enumerate(sorted({str(r) for r in sites.route if r}))}
    ahead = np.nan_to_num(np.zeros(len(sites)) if clock_s is None else clock_s)
    sure = np.full(len(sites), CLOCK_SD_S) if clock_sd_s is None else np.nan_to_num(clock_sd_s, nan=CLOCK_SD_S)
    table = np.zeros(len(sites), SITE)
    table["clock_ms"] = np.rint(ahead * 1000)
    table["reach_ms"] = sure * CLOCK_SDS * 1000
    table["limit_car_kmh"], table["limit_large_kmh"] = sites.limit_car_kmh, sites.limit_large_kmh
    table["route"] = [routes.get(str(r), -1) for r in sites.route]
    table["hazard"] = sites.hazard
    # No road is known between them: then nothing follows from the way, and no vehicle is suspected for having come it.
    known = np.isfinite(distances.road_m) & np.isfinite(distances.free_s)
    link = np.stack([np.where(known, distances.road_m, 0), np.where(known, distances.free_s * 1000, 0)], axis=-1)
    return Ground(
        sites=table,
        link=np.ascontiguousarray(link, np.float32),
        zone_from_ms=np.ascontiguousarray(zone[0], np.int64),
        zone_ms=np.ascontiguousarray(zone[1], np.int64),
    )


def facts_of(vehicles: VehicleFrame) -> Facts:
    """The register as the kernel reads it."""
    table = np.zeros(len(vehicles), FACT)
    for name in FACT.names or ():
        table[name] = getattr(vehicles, name)
    return Facts(table_of(vehicles.plate, np.arange(len(vehicles))), table)
