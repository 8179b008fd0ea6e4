"""The readings worked out when a crash is written are those that one would read at each moment."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.store.layers import list_readings, read_layers
from daoan.terms.codes import Severity
from tests.store.store_given import correction, crash, day

days = st.integers(0, 8)
moments = days.map(lambda n: day(n).isoformat())
severities = st.sampled_from(["fatal", "slight"])
versions = st.builds(crash, happened=days, known=days, severity=st.sampled_from(Severity))
changes = st.fixed_dictionaries(
    {}, optional={"severity": severities, "happened_at": moments, "known_at": moments}
).filter(bool)
corrections = st.builds(lambda made, change: correction(made=made, **change), days, changes)


@given(st.lists(versions, min_size=1, max_size=4), st.lists(corrections, max_size=4))
@settings(max_examples=400, deadline=None)
def test_readings_are_what_is_read_at_each_moment(received, corrected):
    readings = list_readings(received, corrected)
    for moment in (day(n / 2) for n in range(-1, 20)):
        found = [c for since, until, c in readings if since <= moment and (until is None or moment < until)]
        read = read_layers(received, corrected, moment)
        assert found == ([] if read is None else [read])
    for (_, until, one), (since, _, other) in pairwise(readings):
        assert until is not None
        assert until <= since
        assert until < since or one != other, "one reading cut in two"


def test_a_crash_received_once_is_read_from_when_it_had_happened_and_was_known():
    for happened, known in ((3, 7), (7, 3)):
        given_once = crash(happened=happened, known=known)
        assert list_readings([given_once], []) == [(day(7), None, given_once)]


def test_a_later_correction_wins_over_an_earlier_one_and_leaves_its_other_fields():
    made = [correction(made=2, severity="fatal", vehicles=2), correction(made=1, severity="serious", deaths_7d=0)]
    read = read_layers([crash()], made, day(3))
    assert read == replace(crash(), severity=Severity.FATAL, vehicles=2, deaths_7d=0)
