"""Which data the screening benchmark takes, and how it is cut down."""

from datetime import UTC, datetime

import numpy as np

from daoan.terms.frames import Bools, Floats

CRASHES = "nz_cas_crashes_2000_2018.parquet"
EDGES = "osm_road_edges.parquet"
AS_OF = datetime(2018, 12, 31, 12, tzinfo=UTC)
YEARS = 19
LON, LAT = 174.7633, -36.8485  # Auckland, Queen Street


def nearest_share(lon: Floats, lat: Floats, share: float) -> Bools:
    """The share of some points that lies nearest to the middle of the city, so that roads stay connected."""
    away = np.hypot((lon - LON) * np.cos(np.radians(LAT)), lat - LAT)
    away = np.where(np.isfinite(away), away, np.inf)
    keep = np.zeros(len(lon), dtype=bool)
    keep[np.argsort(away, kind="stable")[: round(share * len(lon))]] = True
    return keep
