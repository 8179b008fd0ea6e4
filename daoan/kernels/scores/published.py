"""The RMSE that GSNet and its successors print, for checking against their tables and for nothing else.

With d the error, m = 1 where a cell of the mask had an event, N all (period, cell) places of the whole grid::

    RMSE = √( mean_N( (d · m / mean_N(m))² ) )

It scores only places with an event, so a large constant wins it: never judge a forecast by it.
Source: Wang et al. (2021) doi:10.1609/aaai.v35i5.16566.
"""

import numpy as np

from daoan.kernels.scores.blocks import Floats


def rmse_of_events(seen: Floats, predicted: Floats, mask: Floats) -> float:
    """``seen`` and ``predicted`` (periods, rows, columns), ``mask`` (rows, columns) > 0 where a cell is judged."""
    chosen = np.where((seen > 0) & (mask > 0), 1.0, 0.0)
    if not chosen.any():
        return float("nan")
    return float(np.sqrt(np.mean(((seen - predicted) * chosen / chosen.mean()) ** 2)))
