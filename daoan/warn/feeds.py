"""Which rows of a frame came from which feed."""

import numpy as np

from daoan.terms.frames import CrashFrame, Ints


def rows_by_feed(frame: CrashFrame) -> dict[str, Ints]:
    """Row numbers by feed, feeds in order of name."""
    feeds = frame.feed
    return {feed: np.flatnonzero(feeds == feed).astype(np.int64) for feed in sorted(set(feeds.tolist()))}
