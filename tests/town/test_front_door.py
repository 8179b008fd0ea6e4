"""The town's register goes in through the same door as a real city's, and comes out the same."""

import pytest

from daoan.sense.feeds.register import read_register
from daoan.sense.feeds.register_write import write_register
from daoan.terms.records import Batch, Crash
from daoan.town.build import Town


@pytest.fixture(scope="module")
def batch(town: Town) -> Batch[Crash]:
    return read_register(write_register(town.register_as_of()), "register.csv", town.as_of)


def test_every_row_is_accepted_or_refused(town: Town, batch: Batch[Crash]) -> None:
    assert batch.rows_read == len(town.register_as_of())
    assert batch.rows_read == batch.rows_accepted + len(batch.refusals)


def test_only_planted_faults_are_refused(town: Town, batch: Batch[Crash]) -> None:
    accepted = {c.crash_id for c in batch.records}
    refused = {c.crash_id for c in town.register_as_of()} - accepted
    assert refused <= town.truth.faults.wrong_coordinates
    assert accepted <= {c.crash_id for c in town.crashes}


def test_what_is_read_is_what_happened(town: Town, batch: Batch[Crash]) -> None:
    by_id = {c.crash_id: c for c in town.crashes}
    for read in batch.records:
        held = by_id[read.crash_id]
        for field in ("happened_at", "known_at", "severity", "deaths_7d", "deaths_30d", "injured", "vehicles", "area",
                      "form", "weather", "light", "surface", "cause", "route"):  # fmt: skip
            assert getattr(read, field) == getattr(held, field), (read.crash_id, field)
