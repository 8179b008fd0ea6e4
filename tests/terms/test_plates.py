"""Plates as numbers and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoan.terms.errors import Fault, InputError
from daoan.terms.passes import PASS_TYPES, PassFrame, empty_passes, join_passes
from daoan.terms.plates import (
    BITS,
    LARGE,
    PLACES,
    SIGNS,
    UNREAD_SIGN,
    is_large,
    pack_plate,
    sign_at,
    signs_of,
    with_sign,
)


@given(st.text(SIGNS, min_size=1, max_size=PLACES), st.booleans())
def test_a_plate_comes_back_from_its_number(text: str, large: bool) -> None:
    packed = pack_plate(text, large=large)
    assert 0 < packed < 2**62
    assert signs_of(packed) == text
    assert is_large(packed) is large
    assert [sign_at(packed, place) for place in range(len(text))] == [SIGNS.index(s) + 1 for s in text]


def test_signs_fit_their_bits_and_none_is_there_twice() -> None:
    assert len(SIGNS) < 2**BITS
    assert len(set(SIGNS)) == len(SIGNS)


def test_small_letters_dots_and_blanks_are_the_same_plate() -> None:
    assert pack_plate("甘m·0a 000") == pack_plate("甘M0A000")
    assert pack_plate("甘M0A000") != pack_plate("甘M0A000", large=True)
    assert pack_plate("甘M0A000") | LARGE == pack_plate("甘M0A000", large=True)


def test_one_sign_can_be_changed() -> None:
    assert signs_of(with_sign(pack_plate("甘M0A000"), 2, UNREAD_SIGN)) == "甘M?A000"


@pytest.mark.parametrize("text", ["", " ", "甘M0A00000", "甘M0!000", "無M00000"])
def test_what_is_no_plate_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(InputError) as refused:
        pack_plate(text)
    assert not text.strip() or text not in str(refused.value)


def test_columns_have_one_length_and_stated_types() -> None:
    frame = join_passes([empty_passes(2), empty_passes(3)])
    assert len(frame) == 5
    assert {name: getattr(frame, name).dtype for name in PASS_TYPES} == {n: np.dtype(t) for n, t in PASS_TYPES.items()}
    assert len(frame.take(np.array([True, False, True, False, False]))) == 2
    with pytest.raises(Fault, match="differ in length"):
        PassFrame(**{n: np.zeros(1 if n == "site" else 2, t) for n, t in PASS_TYPES.items()})
