"""Frames of the shared folder, and small hand-made ones that are always here."""

import json
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pytest

from daoan.sense.jt808.fields import CHINA
from daoan.sense.jt808.position import FleetFeed

CHINA_DATA = Path(__file__).parents[4] / "shared" / "data" / "china"
NOW = datetime(2027, 1, 1, tzinfo=UTC)
FEED = FleetFeed("jt808", lambda number: f"terminal-{number}", timedelta(minutes=10))


@lru_cache
def samples(kind):
    """Sample frames with what they mean; skips where the folder is not here."""
    if not CHINA_DATA.is_dir():
        pytest.skip("../shared/data/china is not here")
    return json.loads((CHINA_DATA / kind / "samples.json").read_text(encoding="utf-8"))["samples"]


def local(moment):
    """A moment as wall-clock time of China, as the samples tell it."""
    return moment.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M:%S")
