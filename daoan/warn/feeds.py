"""Which rows of a frame came from which feed."""

import numpy as np

from daoan.terms.frames import CrashFrame, Ints


def rows_by_feed(frame: CrashFrame) -> dict[str, Ints]:
    """Row numbers by feed, feeds in order of name; a crash's id is "<feed>:<reference>"."""
    feeds = np.array([str(name).split(":", 1)[0] for name in frame.crash_id], dtype=object)
    return {feed: np.flatnonzero(feeds == feed).astype(np.int64) for feed in sorted(set(feeds.tolist()))}
