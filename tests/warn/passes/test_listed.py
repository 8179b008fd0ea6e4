"""Tokens made in one sweep are those made one by one; who is listed is found as a slow, obvious search finds it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.edge.tokens import subject_prefix, subject_token
from daoan.kernels.text.keyed import keyed_hashes, make_keyed, make_signs
from daoan.terms.plates import LARGE, NO_PLATE, PLACES, SIGNS, pack_plate, signs_of
from daoan.terms.subjects import read_plate_signs, read_subject
from daoan.warn.passes.listed import find_listed, make_table, plate_key, tokens_of

KEY = bytes(range(32))
READ = SIGNS.removeprefix("?")
PLATE_KEY = plate_key(KEY, subject_prefix("plate"))
PLATES = st.text(READ, min_size=1, max_size=PLACES)


def token(plate: int, key: bytes = KEY) -> list[int]:
    text = subject_token(key, "plate", signs_of(plate)).removeprefix("plate-")
    return [int(text[:16], 16), int(text[16:], 16)]


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """The sweep is compiled before anything is timed, as in a server that runs."""
    tokens_of(np.array(SOME), PLATE_KEY)


@given(st.lists(PLATES, min_size=1, max_size=20), st.binary(min_size=1, max_size=100))
def test_a_sweep_makes_the_very_tokens_of_one_by_one(plates, key) -> None:
    packed = np.array([pack_plate(p, large=k % 2 == 0) for k, p in enumerate(plates)])
    made = tokens_of(packed, plate_key(key, subject_prefix("plate")))
    assert made.tolist() == [token(p, key) for p in packed.tolist()]


def naive(plates: list[int], lists: list[list[int]], key: bytes = KEY) -> list[tuple[int, int]]:
    """Pass by pass, list by list."""
    listed = [[token(p, key) for p in one] for one in lists]
    return [
        (row, k)
        for row, plate in enumerate(plates)
        if plate != NO_PLATE and "?" not in signs_of(plate)
        for k, one in enumerate(listed)
        if token(plate, key) in one
    ]


SOME = [pack_plate(p) for p in ("甘M12345", "甘M12346", "陕AD12345", "使014578", "A1", "甘M1234学")]
SEEN = [*SOME, SOME[0] | LARGE, pack_plate("甘M1234?"), NO_PLATE]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(SEEN), max_size=40), st.lists(st.lists(st.sampled_from(SOME), max_size=6), max_size=4))
def test_who_is_listed_is_found_as_a_slow_search_finds_it(plates, lists) -> None:
    lists = [sorted(set(one)) for one in lists]
    table = make_table([tokens_of(np.array(one, np.int64), PLATE_KEY) for one in lists])
    rows, on, tokens = find_listed(np.array(plates, np.int64), PLATE_KEY, table)
    assert list(zip(rows.tolist(), on.tolist(), strict=True)) == naive(plates, lists)
    assert tokens.tolist() == [token(plates[row]) for row in rows.tolist()]


def test_a_head_that_two_tokens_share_is_not_enough() -> None:
    mine = tokens_of(np.array(SOME[:1]), PLATE_KEY)
    other, third = mine.copy(), mine.copy()
    other[0, 1] ^= np.uint64(1)
    third[0, 1] ^= np.uint64(2)
    plates = np.array(SOME[:1])
    assert find_listed(plates, PLATE_KEY, make_table([other, third]))[0].tolist() == []
    assert find_listed(plates, PLATE_KEY, make_table([other, mine, third]))[1].tolist() == [1]


def test_a_misread_by_one_sign_is_no_hit() -> None:
    table = make_table([tokens_of(np.array([pack_plate("甘M12345")]), PLATE_KEY)])
    for near in ("甘M12346", "甘M1234", "甘N12345", "甘M12345挂"):
        assert len(find_listed(np.array([pack_plate(near)]), PLATE_KEY, table)[0]) == 0


def test_a_key_made_ready_shows_nothing_of_itself() -> None:
    assert repr(PLATE_KEY) == "Keyed(…)"


def test_what_may_be_too_long_for_one_block_is_refused() -> None:
    with pytest.raises(ValueError, match="bytes"):
        keyed_hashes(make_keyed(KEY, b"x" * 40), np.zeros((1, 8), np.uint8), make_signs(SIGNS))


@pytest.mark.parametrize("text", ["甘m·12345", " 甘M 12345 ", "甘M1234５", "川AD12345"])
def test_a_plate_is_read_into_the_one_form_that_a_subject_has_and_that_cameras_read(text) -> None:
    signs = read_plate_signs(text)
    assert signs == read_subject("plate", text).text == signs_of(pack_plate(signs))
