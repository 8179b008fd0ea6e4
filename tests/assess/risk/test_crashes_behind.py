"""The crashes that the loop names behind an estimate are those that the estimate counted."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from daoan.assess.exposure import class_exposure
from daoan.assess.risk.table import fit_risk
from daoan.steps.warn import crashes_of
from daoan.terms.rulepacks import read_rule_pack
from tests.assess.risk.simulated_roads import simulate

ROOT = Path(__file__).parents[3]


def pack(name):
    return read_rule_pack((ROOT / "rulepacks" / f"{name}.toml").read_text(encoding="utf-8"), name)


@pytest.mark.parametrize("as_of", [datetime(2019, 7, 1, tzinfo=UTC), datetime(2019, 1, 1, tzinfo=UTC)])
def test_crashes_behind_a_stretch_are_those_that_were_counted(as_of):
    """In the middle of a year the window begins in the middle of a year."""
    world = simulate(3, busy=2.0)
    known = world.crashes.known_by(np.datetime64(as_of.replace(tzinfo=None), "s"))
    table = fit_risk(world.network, known, class_exposure(world.network, pack("exposure")), as_of, 2, pack("severity"))
    found = crashes_of(known, world.network, table)
    assert table.years == 2
    counted = Counter(dict(zip(world.network.segment_id, table.crashes.astype(int), strict=True)))
    assert {s: len(ids) for s, ids in found.items()} == {s: n for s, n in counted.items() if n}
    first = np.datetime64(as_of.replace(year=as_of.year - 2, tzinfo=None), "s")
    inside = known.crash_id[(known.segment >= 0) & (known.happened_at >= first)]
    assert sorted(i for ids in found.values() for i in ids) == sorted(inside)
    assert len(inside) > 500
