"""The compiled packing is that of one plate, on every text."""

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.kernels.packing import pack_cells
from daoan.kernels.text.cells import cells_of
from daoan.sense.passes.arrow_cells import cells_of_column
from daoan.sense.passes.plates import pack_plates, plate_alphabet
from daoan.terms.errors import InputError
from daoan.terms.plates import NO_PLATE, SIGNS, pack_plate

signs = st.text(st.sampled_from(SIGNS + SIGNS.lower() + " ·•.-\u3000ßﬁıſ@é😀無"), max_size=11)


def one_by_one(text: str) -> int:
    try:
        return pack_plate(text)
    except InputError:
        return NO_PLATE


@settings(max_examples=500, deadline=None)
@given(st.lists(signs | st.text(max_size=10), max_size=20))
def test_every_text_packs_as_one_plate_does(texts) -> None:
    packed = pack_cells(cells_of([t.encode() for t in texts]), plate_alphabet()).tolist()
    assert packed == [one_by_one(t) for t in texts]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=12), max_size=20))
def test_bytes_that_are_no_text_are_no_plate(texts) -> None:
    def expected(data: bytes) -> int:
        try:
            return one_by_one(data.decode())
        except UnicodeDecodeError:
            return NO_PLATE

    assert pack_cells(cells_of(texts), plate_alphabet()).tolist() == [expected(t) for t in texts]


def test_a_plate_of_which_nothing_was_read_is_none() -> None:
    texts = ["?", "???????", "甘?12345", "-", "无车牌", "甘-12345"]
    plain = pack_plates(cells_of([t.encode() for t in texts]))
    assert (plain != NO_PLATE).tolist() == [False, False, True, False, False, True]
    dashed = pack_plates(cells_of([t.encode() for t in texts]), "-")
    assert dashed[5] == pack_plate("甘?12345") != plain[5] == pack_plate("甘12345")


def test_a_slice_of_an_arrow_column_is_read_where_it_lies() -> None:
    column = pa.array(["甘M00001", None, "甘M00002", "", "甘M00003"])
    packed = pack_plates(cells_of_column(column.slice(1, 3), "UTC"))
    assert packed.tolist() == [0, pack_plate("甘M00002"), 0]
    assert packed.dtype == np.int64
