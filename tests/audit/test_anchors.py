"""Anchors in a file, as a line of words, as a picture."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from daoan.edge.anchors import anchor_picture, append_anchor, read_anchors
from daoan.terms.audit_anchor import anchor_letter, anchor_line, parse_anchor
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.records.audited import Anchor

ANCHOR = Anchor(4711, "0123456789abcdef" * 4, "1-0a1b2c3d4e5f", datetime(2026, 3, 2, 8, 0, 1, 5, tzinfo=UTC))


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    path, store = tmp_path / "elsewhere" / "a.jsonl", tmp_path / "store"
    written = [replace(ANCHOR, number=n) for n in (3, 9, 12)]
    for anchor in written:
        append_anchor(path, anchor, store)
    assert read_anchors(path) == (written, [])


def test_no_file_is_no_anchor(tmp_path: Path) -> None:
    assert read_anchors(tmp_path / "none") == ((), ())


def test_a_spoilt_line_is_told_and_the_others_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    append_anchor(path, ANCHOR, tmp_path / "store")
    path.write_bytes(path.read_bytes() + b'\n{"number": 5\n\xff\xfe\n')
    append_anchor(path, ANCHOR, tmp_path / "store")
    good, bad = read_anchors(path)
    assert list(good) == [ANCHOR, ANCHOR]
    assert [(b.kind, b.number) for b in bad] == [("unreadable", 3), ("unreadable", 4)]


@pytest.mark.parametrize("inside", ["a.jsonl", "deep/down/a.jsonl", "../store/a.jsonl"])
def test_not_beside_the_store(tmp_path: Path, inside: str) -> None:
    store = tmp_path / "store"
    with pytest.raises(InputError, match="another folder"):
        append_anchor(store / inside, ANCHOR, store)
    assert not store.exists()


def test_a_line_is_read_out_of_a_letter() -> None:
    letter = anchor_letter(ANCHOR, Text("Qingyang", "庆阳市"))
    for text in (anchor_line(ANCHOR), letter.en, letter.zh, letter.en.replace(" 0123", "\n0123")):
        assert parse_anchor(text) == replace(ANCHOR, how="typed")


@given(st.data())
def test_any_mistyped_letter_is_noticed(data: st.DataObject) -> None:
    line = anchor_line(ANCHOR)
    at = data.draw(st.integers(0, len(line) - 1))
    letter = data.draw(st.sampled_from("0123456789abcdefXYZ-+:").filter(lambda c: c != line[at]))
    with pytest.raises(InputError):
        parse_anchor(line[:at] + letter + line[at + 1 :])


def test_the_picture_holds_the_line() -> None:
    with patch("daoan.edge.anchors.segno.make_qr", wraps=segno.make_qr) as made:
        png, svg = anchor_picture(ANCHOR), anchor_picture(ANCHOR, "svg")
    assert [call.args for call in made.call_args_list] == [(anchor_line(ANCHOR),)] * 2
    assert png.startswith(b"\x89PNG")
    assert re.search(rb"<svg[^>]+>", svg)
    with pytest.raises(InputError, match="png or svg"):
        anchor_picture(ANCHOR, "gif")
