"""Before the first device is let in: every kernel is compiled and every page touched, so that nobody waits for it."""

from collections.abc import Mapping
from dataclasses import replace

import msgspec
import numpy as np

from daoan.jobs.passes.intake import ARROW, GAT1400
from daoan.sense.passes.arrow import read_stream, write_stream
from daoan.sense.passes.columns import Reading
from daoan.sense.passes.gat1400 import MEANING, PATH, read_motor_vehicles
from daoan.terms.passes import empty_passes

_ROWS = 64


def warm_up(readings: Mapping[str, Reading]) -> None:
    """Read one small body of each source, with a site and without one."""
    reading = readings[GAT1400]
    for site in (*reading.book.site_ids[:1], "?"):
        one = {
            **dict.fromkeys(MEANING, "1"),
            "TollgateID": site,
            "PassTime": "20260101000000",
            "Nested": [{"a": [0.5]}],
        }
        body = msgspec.json.encode({PATH[0]: {PATH[1]: [one] * _ROWS}})
        read_motor_vehicles(body, reading)
    if reading.book.site_ids:
        frame = replace(empty_passes(_ROWS), happened_ms=np.full(_ROWS, 1, np.int64))
        for packed in (False, True):
            list(read_stream(write_stream([frame], reading.book, packed=packed), readings[ARROW]))
