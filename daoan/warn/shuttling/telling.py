"""Vehicles that went to and fro, as detections; a vehicle that goes on keeps its id for some weeks.

Its id follows from the plate and a block of ``span_days`` days, counted from 1970: that in which the first of its
latest ``least_days`` days of shuttling lies. So who judged it once is asked again only when enough new days have come.
"""

import numpy as np

from daoan.kernels.hashing import join
from daoan.terms.detections import DETECTION_TYPES, DetectionFrame, Suspicion
from daoan.terms.frames import Ints
from daoan.warn.shuttling.rules import ShuttleRules
from daoan.warn.shuttling.span import ShuttleFrame


def tell_shuttles(found: ShuttleFrame, days: Ints, rules: ShuttleRules) -> DetectionFrame:
    """A detection a vehicle. ``value``: days of shuttling in the span; ``limit``: those that are needed.

    ``days``: of the span, since 1970, ascending. The pass is the last one of the last day of shuttling; the other read,
    where there is one, was made before it at the other end.
    """
    number = len(found)
    columns = {
        "detection_id": [
            _id_of(plate, _block_of(bits, days, rules))
            for plate, bits in zip(found.plate.tolist(), found.day_bits.tolist(), strict=True)
        ],
        "kind": np.full(number, Suspicion.SHUTTLE),
        "plate": found.plate,
        "pass_id": found.pass_id,
        "site": found.last_site,
        "happened_ms": found.last_ms,
        "other_site": found.other_site,
        "other_ms": found.other_ms,
        "entry": np.full(number, -1),
        "value": found.days,
        "limit": np.full(number, rules.least_days),
        "p_right": found.p_right,
    }
    return DetectionFrame(**{name: np.asarray(columns[name]).astype(t) for name, t in DETECTION_TYPES.items()})


def _block_of(bits: int, days: Ints, rules: ShuttleRules) -> int:
    shuttling = [int(day) for k, day in enumerate(days.tolist()) if bits >> k & 1]
    return shuttling[-rules.least_days] // rules.span_days


def _id_of(plate: int, block: int) -> int:
    return int(join(np.int64(plate), np.int64(block) * 256 + int(Suspicion.SHUTTLE)))
