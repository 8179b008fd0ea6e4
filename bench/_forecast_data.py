"""Panels for the forecast benchmark: the GSNet files and Victoria."""

from pathlib import Path
from typing import Any

import numpy as np

from daoan.assess.forecast.panel import Panel

#: The file's first hour. Only its weekday is in the file; the month is that of the published description.
FIRST_MONDAY = np.datetime64("2016-02-01T00:00", "m")
HOURS, WEEKDAYS = slice(1, 25), slice(25, 32)
STRIP_KM = 2.0  # Victoria: width of a cell
FEWEST = 50  # crashes in the training years that make a cell worth forecasting
SHIFT_HOURS = 6


def read_gsnet(path: Path) -> dict[str, Any]:
    """``data`` (hours, features, rows, columns) and ``mask`` (rows, columns) of a file in the format of bench/gsnet."""
    with np.load(path) as file:
        data = file["data"]
        # A test part may come without a mask of its own.
        return {"data": data, "mask": file["mask"] > 0 if "mask" in file else None}


def gsnet_panel(train: dict[str, Any], test: dict[str, Any] | None) -> tuple[Panel, int, int]:
    """Panel of both parts, hours between them that neither has, and hours put before the first to begin a day.

    The events are risk > 0 inside the mask. A test part that repeats the training part is cut.
    """
    parts, gap = [train["data"]], 0
    if test is not None:
        rest = test["data"]
        n = len(train["data"])
        if len(rest) > n and np.array_equal(rest[:n], train["data"]):
            rest = rest[n:]
        else:
            gap = (_week_hour(rest[0]) - _week_hour(train["data"][-1]) - 1) % 168
        parts.append(rest)
    lead = _week_hour(parts[0][0]) % 24
    mask = train["mask"]
    counts = [np.full((lead, int(mask.sum())), np.nan)]
    for i, part in enumerate(parts):
        if i:
            counts.append(np.full((gap, int(mask.sum())), np.nan))
        counts.append((part[:, 0][:, mask] > 0).astype(np.float64))
    joined = np.concatenate(counts)
    first = FIRST_MONDAY + np.timedelta64(_week_hour(parts[0][0]) // 24, "D")
    place = np.argwhere(mask)
    panel = Panel(
        counts=joined,
        starts_local=first + np.arange(len(joined)) * np.timedelta64(60, "m"),
        hours_per_period=1,
        x_m=place[:, 1] * 1.0,
        y_m=place[:, 0] * 1.0,
    )
    return panel, gap, lead


def victoria_panel(path: Path) -> tuple[Panel, dict[str, Any]]:
    """Crashes 2006–2018 by cell and shift of 6 h, and what was left out.

    The file's latitude is a function of its longitude (to 0.02°) and tells nothing of its own, so a cell is a strip of
    longitude, 2 km wide, within a local government area. Cells are those with enough crashes until 2016, so that their
    choice knows nothing of the years it is judged on. Strips of one area are neighbours; areas are none.
    """
    import pandas as pd

    columns = ["crash_id", "year", "month", "day_of_month", "hour", "longitude", "local_government_area"]
    table = pd.read_parquet(path, columns=columns)
    unique = table.drop_duplicates("crash_id")
    placed = np.isfinite(unique.longitude) & (unique.local_government_area.str.strip() != "")
    sound = unique[placed & (unique.year <= 2018)]
    area, areas = pd.factorize(sound.local_government_area, sort=True)
    strip = np.floor(sound.longitude.to_numpy() * 111.32 * np.cos(np.radians(37.8)) / STRIP_KM).astype(np.int64)
    cells, inverse = np.unique(area * 100_000 + strip, return_inverse=True)
    busy = np.bincount(inverse[sound.year.to_numpy() <= 2016], minlength=len(cells)) >= FEWEST
    date = pd.to_datetime({"year": sound.year, "month": sound.month, "day": sound.day_of_month}).to_numpy()
    first, per_day = np.datetime64("2006-01-01"), 24 // SHIFT_HOURS
    row = (date.astype("datetime64[D]") - first).astype(int) * per_day + sound.hour.to_numpy() // SHIFT_HOURS
    counts = np.zeros(((np.datetime64("2019-01-01") - first).astype(int) * per_day, int(busy.sum())))
    inside = busy[inverse]
    np.add.at(counts, (row[inside], (np.cumsum(busy) - 1)[inverse[inside]]), 1.0)
    by_year = sound.groupby("year").size()
    return _regular(counts, first, cells[busy] % 100_000 * STRIP_KM * 1e3, cells[busy] // 100_000 * 1e7), {
        "cells": int(busy.sum()),
        "areas": len(areas),
        "duplicates_removed": len(table) - len(unique),
        "without_place": int((~placed).sum()),
        "share_in_cells_pct": round(100 * float(inside.mean()), 1),
        "crashes_2016": int(by_year[2016]),
        "crashes_2017": int(by_year[2017]),
        "fall_2016_to_2017_pct": round(100 * (1 - float(by_year[2017] / by_year[2016])), 1),
    }


def _regular(counts: Any, first: Any, x_m: Any, y_m: Any) -> Panel:
    starts = first.astype("datetime64[m]") + np.arange(len(counts)) * np.timedelta64(SHIFT_HOURS * 60, "m")
    return Panel(counts, starts, SHIFT_HOURS, np.asarray(x_m, dtype=float), np.asarray(y_m, dtype=float))


def simulated_panel(cells: int, days: int = 730, seed: int = 1) -> Panel:
    """Simulated: gamma cells, a daily profile, 4 shifts; for timing only."""
    rng = np.random.default_rng(seed)
    rate = 0.03 * rng.gamma(1.0, 1.0, cells) * np.array([0.4, 1.2, 1.5, 0.9])[:, None]
    counts = rng.poisson(np.tile(rate, (days, 1))).astype(np.float64)
    side = int(np.ceil(np.sqrt(cells)))
    place = np.arange(cells)
    return _regular(counts, FIRST_MONDAY, place % side * 1000.0, place // side * 1000.0)


def _week_hour(hour: Any) -> int:
    """Hour of the week, from Monday 0 h, as the file's one-hot columns say it."""
    return int(hour[WEEKDAYS, 0, 0].argmax()) * 24 + int(hour[HOURS, 0, 0].argmax())
