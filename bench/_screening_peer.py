"""Worker: the same screening with GeoPandas, statsmodels and pandas, in a process of its own.

The peer is given the easier task: it has no routes, so windows stay inside an edge, and it judges neither rules nor
chance.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import statsmodels.api as sm

from bench._screening_data import CRASHES, EDGES, YEARS, nearest_share

METRIC = "EPSG:2193"


def screen(folder: Path, share: float) -> dict[str, Any]:
    """Read, snap, count, fit, estimate, rolling count; seconds of each."""
    steps: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        result = work()
        steps[name] = time.perf_counter() - begun
        return result

    edges, points = timed("read", lambda: _read(folder))
    if share < 1.0:
        middle = edges.geometry.apply(lambda line: line.coords[0])
        keep = nearest_share(np.array([m[0] for m in middle]), np.array([m[1] for m in middle]), share)
        edges = edges[keep].reset_index(drop=True)
        points = points[nearest_share(points.geometry.x, points.geometry.y, share)].reset_index(drop=True)
    edges, points = timed("network", lambda: (edges.to_crs(METRIC), points.to_crs(METRIC)))
    joined = timed("snap", lambda: _snap(points, edges))
    fitted = timed("fit and estimate", lambda: _fit(edges, joined))
    windows = timed("windows", lambda: _rolling(joined, edges))
    return {"steps": steps, "snapped": len(joined), "converged": fitted, "fullest_window": int(windows)}


def _read(folder: Path) -> tuple[Any, Any]:
    edges = gpd.read_parquet(folder / EDGES)
    table = pd.read_parquet(folder / CRASHES, columns=["crash_id", "year", "longitude", "latitude", "severity"])
    return edges, gpd.GeoDataFrame(
        table, geometry=gpd.points_from_xy(table["longitude"], table["latitude"]), crs="EPSG:4326"
    )


def _snap(points: Any, edges: Any) -> Any:
    joined = points.sjoin_nearest(edges[["geometry"]], max_distance=10.0, distance_col="snap_m")
    return joined[~joined.index.duplicated()]


def _fit(edges: Any, joined: Any) -> bool:
    counts = joined["index_right"].value_counts().reindex(edges.index, fill_value=0).to_numpy()
    log_km = np.log(edges.length.to_numpy() / 1000.0 + 1e-6)
    classes = pd.get_dummies(edges["highway"].astype(str), drop_first=True, dtype=float)
    classes = classes.loc[:, classes.mean() > 0.001]
    design = sm.add_constant(np.column_stack([classes.to_numpy(), log_km]))
    fit = sm.NegativeBinomial(counts, design).fit(disp=0, maxiter=200, method="bfgs")
    expected = fit.predict(design)
    shape = 1.0 / fit.params[-1]
    bayes = expected * (shape + counts) / (shape + expected) / YEARS
    return bool(np.isfinite(bayes).all())


def _rolling(joined: Any, edges: Any) -> int:
    lines = edges.geometry.loc[joined["index_right"]].reset_index(drop=True)
    offset = lines.project(joined.geometry.reset_index(drop=True), align=True).to_numpy()
    # All edges end to end, 1 km apart, so that pandas counts them in one rolling pass: a second stands for a metre.
    length = edges.length.to_numpy() + 1000.0
    at = (np.cumsum(length) - length)[joined["index_right"].to_numpy()] + offset
    series = pd.Series(1, index=pd.to_datetime(np.sort(at), unit="s"))
    return int(series.rolling("500s").sum().max())


def main() -> None:
    """Arguments: folder of the data, share. Prints one JSON object."""
    begun, begun_cpu = time.perf_counter(), time.process_time()
    result = screen(Path(sys.argv[1]), float(sys.argv[2]))
    seconds = sum(result["steps"].values()) if float(sys.argv[2]) < 1.0 else time.perf_counter() - begun
    cpu_seconds = time.process_time() - begun_cpu
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(json.dumps({**result, "seconds": seconds, "cpu_seconds": cpu_seconds, "peak_mb": peak_mb}))


if __name__ == "__main__":
    main()
