"""A toy city for the scorecard: forty stretches on a line, crashes by hand or by dice."""

from datetime import UTC, datetime

import numpy as np

from daoan.terms.codes import RoadClass, Severity
from daoan.terms.estimates import Estimate
from daoan.terms.frames import CrashFrame, Network

AS_OF = datetime(2020, 1, 1, tzinfo=UTC)


def line_network(length_m):
    """Stretches of given lengths end to end."""
    length_m = np.asarray(length_m, dtype=float)
    n = len(length_m)
    ends = np.concatenate([[0.0], np.cumsum(length_m)]) / 111320.0
    coords = np.empty((2 * n, 2))
    coords[0::2] = np.stack([ends[:-1], np.zeros(n)], axis=1)
    coords[1::2] = np.stack([ends[1:], np.zeros(n)], axis=1)
    nobody = np.array([None] * n, dtype=object)
    return Network(
        segment_id=np.array([f"s{i}" for i in range(n)], dtype=object),
        from_node=np.arange(n),
        to_node=np.arange(1, n + 1),
        road_class=np.full(n, list(RoadClass).index(RoadClass.PRIMARY), dtype=np.uint8),
        road_name=np.array(["A1"] * n, dtype=object),
        structure=np.zeros(n, dtype=np.uint8),
        dual=np.zeros(n, dtype=bool),
        length_m=length_m,
        route=np.array(["r"] * n, dtype=object),
        chainage_m=np.concatenate([[0.0], np.cumsum(length_m)[:-1]]),
        forward=np.ones(n, dtype=bool),
        area=nobody,
        vehicles_per_day=np.full(n, np.nan),
        starts=np.arange(n + 1) * 2,
        coords=coords,
        node_lon=ends,
        node_lat=np.zeros(n + 1),
        source="toy",
    )


def crashes_of(counts, ksi, first_year):
    """A frame with ``counts[i, t]`` crashes on stretch i in year t, the first ``ksi[i, t]`` of them severe."""
    segment, year, severe = [], [], []
    for i, t in np.ndindex(*counts.shape):
        for k in range(int(counts[i, t])):
            segment.append(i)
            year.append(first_year + t)
            severe.append(k < ksi[i, t])
    order = np.argsort(year, kind="stable")
    at = np.array([f"{y}-06-15T12:00:00" for y in year], dtype="datetime64[s]")[order]
    severe = np.array(severe, dtype=bool)[order]
    n = len(segment)
    nothing = np.full(n, 255, dtype=np.uint8)
    codes = list(Severity)
    return CrashFrame(
        crash_id=np.array([f"c{i}" for i in range(n)], dtype=object),
        happened_at=at,
        known_at=at,
        local_at=at,
        lon=np.zeros(n),
        lat=np.zeros(n),
        severity=np.where(severe, codes.index(Severity.SERIOUS), codes.index(Severity.SLIGHT)).astype(np.uint8),
        ksi=severe,
        deaths=np.zeros(n, dtype=np.int64),
        serious=severe.astype(np.int64),
        slight=(~severe).astype(np.int64),
        vulnerable=np.zeros(n, dtype=bool),
        road_class=nothing,
        light=nothing,
        weather=nothing,
        surface=nothing,
        form=nothing,
        area=np.array([None] * n, dtype=object),
        segment=np.array(segment, dtype=np.int64)[order],
        offset_m=np.zeros(n),
        snap_m=np.zeros(n),
    )


class Told:
    """A forecast that is simply told."""

    def __init__(self, crashes, ksi, spread=0.3):
        self.crashes, self.ksi = np.asarray(crashes, dtype=float), np.asarray(ksi, dtype=float)
        self.crashes_total = self._estimate(self.crashes.sum(), spread)
        self.ksi_total = self._estimate(self.ksi.sum(), spread)

    @staticmethod
    def _estimate(total, spread):
        return Estimate(float(total), float(total * (1 - spread)), float(total * (1 + spread)))
