"""Ends of journeys: sites that stand near one another are one place to a vehicle that turns round there."""

import numpy as np

from daoan.terms.frames import Floats, Ints
from daoan.terms.passes import SiteFrame

EARTH_M = 6_371_000.0


def group_sites(sites: SiteFrame, within_m: float) -> Ints:
    """For each site the row of the site that stands for its place; one without a place stands for itself.

    Rows are gone through in order: one that nobody took takes all others within ``within_m`` that nobody took.
    """
    stands = np.full(len(sites), -1, np.int64)
    for row in range(len(sites)):
        if stands[row] >= 0:
            continue
        near = crow_m(sites, np.full(len(sites), row), np.arange(len(sites))) <= within_m
        stands[near & (stands < 0)] = row
        stands[row] = row
    return stands


def crow_m(sites: SiteFrame, one: Ints, other: Ints) -> Floats:
    """Metres as the crow flies between sites by row; NaN where one stands nowhere."""
    lon, lat = np.radians(sites.lon), np.radians(sites.lat)
    east = (lon[one] - lon[other]) * np.cos((lat[one] + lat[other]) / 2)
    return np.asarray(EARTH_M * np.hypot(east, lat[one] - lat[other]))
