"""Records as JSON and back: exact for every kind of record that a store keeps."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.store import serial
from daoan.store.results import TURN_FIELDS
from daoan.terms.errors import Fault
from daoan.terms.estimates import Estimate
from daoan.terms.records import Correction, Crash, Receipt, Refusal, Run, TrafficCount
from tests.store.store_given import crash, refusal, segment

KINDS = [Crash, Receipt, Refusal, TrafficCount, Run, *TURN_FIELDS]

finite = st.floats(allow_nan=False, allow_infinity=False)
text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
moments = st.datetimes(timezones=st.just(UTC))
estimates = st.builds(
    lambda low, value, high: Estimate(value, min(low, high), max(low, high)), low=finite, value=finite, high=finite
)
for of, strategy in ((float, finite), (str, text), (datetime, moments), (Estimate, estimates)):
    st.register_type_strategy(of, strategy)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_every_kind_of_record_comes_back_exactly(kind, data):
    record = data.draw(st.from_type(kind))
    packed = serial.pack(record)
    assert serial.unpack(kind, packed) == record
    assert serial.pack(serial.unpack(kind, packed)) == packed


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | finite | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)


@given(changes=st.dictionaries(text, plain, max_size=4))
@settings(max_examples=100, deadline=None)
def test_corrections_come_back_exactly_whatever_they_change(changes):
    record = Correction("leeds:1", changes, "officer 7", "庆阳", datetime(2019, 1, 1, 0, 0, 0, 1, tzinfo=UTC))
    assert serial.unpack(Correction, serial.pack(record)) == record


@pytest.mark.parametrize(
    "record",
    [
        crash(lon=float("nan")),
        crash(lat=float("inf")),
        crash(parties=[]),
        crash(vehicles=1.5),
        crash(area=7),
        crash(area="a\0b"),
        crash(area="\\\0"),
        crash(cause="\ud800"),
        crash(cause=object()),
        replace(segment(), prob_excess=None),
        replace(segment(), model_crashes_per_year=np.float64("nan")),
        replace(refusal(), raw={1: "x"}),
    ],
)
def test_what_would_not_come_back_is_refused(record):
    with pytest.raises(Fault):
        serial.pack(record)


def test_numbers_of_numpy_are_kept_as_the_numbers_that_they_are():
    record = replace(segment(), length_m=np.float64(0.1) + np.float64(0.2), crashes=np.int64(3))
    kept = serial.unpack(type(record), serial.pack(record))
    assert (kept.length_m, type(kept.length_m), kept.crashes, type(kept.crashes)) == (0.1 + 0.2, float, 3, int)


def test_text_that_looks_like_an_escape_is_text():
    record = crash(cause="\\u0000")
    assert serial.unpack(Crash, serial.pack(record)) == record


def test_the_order_of_a_mapping_does_not_matter():
    packs = {"a": "1", "b": "2"}
    one = Run("r", "leeds", crash().known_at, packs, {})
    other = Run("r", "leeds", crash().known_at, MappingProxyType(dict(reversed(packs.items()))), {})
    assert serial.pack(one) == serial.pack(other)


def test_a_record_stored_before_a_field_was_added_can_be_read():
    kept = json.loads(serial.pack(crash(cause="ice")))
    del kept["cause"], kept["parties"]
    assert serial.unpack(Crash, json.dumps(kept)) == crash()


@given(moments)
def test_moments_are_exact_and_sort_as_numbers(moment):
    assert serial.from_micros(serial.to_micros(moment)) == moment
    assert (serial.to_micros(moment) < 0) == (moment < serial.EPOCH)
