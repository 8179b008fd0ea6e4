"""Rows of sites: the number by which a pass calls its site, for as long as any pass is kept.

A row never changes its site. A device that is registered later gets the next row; one that leaves the register keeps
its own, without a place, so that old passes still mean what they meant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from daoan.sense.passes.site_table import NO_TABLE, SiteTable
from daoan.sense.passes.sites import SiteBook, site_book
from daoan.store.lake import LakeSite
from daoan.terms.devices import Device, Placing
from daoan.terms.estimates import Text
from daoan.terms.passes import Heading, SiteFrame, SiteKind


@dataclass(frozen=True, slots=True, eq=False)
class SiteRows:
    """Sites by row: as searches show them, as codes find them, and as the engine reads them."""

    listed: tuple[LakeSite, ...]
    book: SiteBook
    frame: SiteFrame


def rows_of_sites(
    kept: Sequence[LakeSite], devices: Sequence[Device], placing: Placing | None, table: SiteTable = NO_TABLE
) -> SiteRows:
    """The rows that were kept, and behind them what is new.

    ``devices``: of the register; ``placing``: on the network, where there is one; ``table``: further sites and codes.
    Raises :class:`~daoan.terms.errors.InputError` for a code that means two sites.
    """
    listed = _listed(kept, devices, placing, table.sites)
    ids = [one.site_id for one in listed]
    headings = dict(zip(table.sites, table.headings, strict=True)) | {d.code: d.heading for d in devices}
    book = site_book(
        ids, [headings.get(name, Heading.UNKNOWN) for name in ids], also=table.also, directions=table.directions
    )
    return SiteRows(listed, book, _frame(listed, placing))


def _listed(
    kept: Sequence[LakeSite], devices: Sequence[Device], placing: Placing | None, further: Sequence[str]
) -> tuple[LakeSite, ...]:
    placed = {} if placing is None else {d.code: k for k, d in enumerate(placing.devices)}
    told: dict[str, LakeSite] = {}
    for device in devices:
        name = Text(device.name or device.code, device.name or device.code)
        told[device.code] = LakeSite(device.code, name, device.lon, device.lat)
        if placing is not None and device.code in placed:
            row = placed[device.code]
            lon, lat, area = (getattr(placing.sites, column)[row] for column in ("lon", "lat", "area"))
            told[device.code] = LakeSite(device.code, name, float(lon), float(lat), str(area or ""))
    plain = {name: LakeSite(name, Text(name, name), None, None) for name in further if name not in told}
    there = {one.site_id for one in kept}
    return (
        *(told.get(one.site_id, one) for one in kept),
        *(told[name] for name in sorted(told) if name not in there),
        *(plain[name] for name in further if name in plain and name not in there),
    )


def _frame(listed: Sequence[LakeSite], placing: Placing | None) -> SiteFrame:
    """Sites by row; what is not on the network is a camera of which no more is known than its place."""
    number, ids = len(listed), [one.site_id for one in listed]
    frame = SiteFrame(
        site_id=np.array([*ids, None], object)[:-1],
        kind=np.full(number, SiteKind.CAMERA, np.uint8),
        route=np.full(number, "", object),
        chainage_m=np.full(number, np.nan),
        heading=np.full(number, Heading.UNKNOWN, np.int8),
        lanes=np.zeros(number, np.int8),
        lon=np.array([np.nan if one.lon is None else one.lon for one in listed], np.float64),
        lat=np.array([np.nan if one.lat is None else one.lat for one in listed], np.float64),
        area=np.array([*(one.area for one in listed), None], object)[:-1],
        segment=np.full(number, -1, np.int32),
        limit_car_kmh=np.full(number, np.nan, np.float32),
        limit_large_kmh=np.full(number, np.nan, np.float32),
        hazard=np.zeros(number, np.uint8),
    )
    if placing is None:
        return frame
    row_of: Mapping[str, int] = {name: row for row, name in enumerate(ids)}
    rows = np.array([row_of[d.code] for d in placing.devices], np.int64)
    filled = {name: getattr(frame, name).copy() for name in SiteFrame.__dataclass_fields__}
    for name, column in filled.items():
        column[rows] = getattr(placing.sites, name)
    return replace(frame, **filled)
