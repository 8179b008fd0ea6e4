"""The file of a proposal: read as it was written, and refused where it does not fit together."""

from dataclasses import replace

import pytest

from daoan.act.signals.document import MOST_BYTES, read_document
from daoan.act.signals.proposal import Pair
from daoan.terms.errors import InputError
from tests.act.signals.proposals_given import content, document, proposal

GIVEN = document()


def test_what_is_written_is_read_and_says_what_changed():
    assert read_document(content()) == GIVEN
    assert GIVEN.changed == (0,)


def test_a_file_without_a_picture_is_a_proposal_too():
    assert read_document(content(picture=None, recording=None)).picture is None


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"programmes": ()}, "no junction"),
        ({"pairs": ()}, "no junction"),
        ({"shipped": GIVEN.shipped[::-1]}, "different junctions"),
        ({"programmes": (replace(GIVEN.shipped[0], phases=GIVEN.shipped[0].phases[:2]), GIVEN.shipped[1])}, "phases"),
        ({"pairs": (Pair(7001, 1.0, 1.0),)}, "search met"),
        ({"scenario": "x" * 301}, "too long"),
        ({"rule_pack": "a\0b"}, "no name"),
        ({"programmes": (GIVEN.shipped[0].timed({0: 0.0}), GIVEN.shipped[1])}, "phases"),
        ({"recording": replace(GIVEN.recording, after=())}, "fit together"),
        ({"recording": replace(GIVEN.recording, after=((1,),))}, "fit together"),
        ({"recording": replace(GIVEN.recording, step_s=0)}, "fit together"),
        ({"recording": replace(GIVEN.recording, after=((-1, 2),))}, "possible length"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(changes, word):
    with pytest.raises(InputError, match=word):
        read_document(content(**changes))


@pytest.mark.parametrize(
    "bytes_", [b"", b"{}", b"[1", b"\xff", b'{"scenario": 3}', content().replace(b"38.5", b"null")]
)
def test_what_is_no_such_file_is_refused(bytes_):
    with pytest.raises(InputError, match="optimise"):
        read_document(bytes_)
    with pytest.raises(InputError, match="MiB"):
        read_document(b" " * (MOST_BYTES + 1))


def test_an_interval_upside_down_is_no_fault_of_ours():
    with pytest.raises(InputError):
        read_document(content().replace(b'"low":38.5', b'"low":99.5'))
    assert proposal().better
