"""Every word and every code has both languages."""

import re
from enum import StrEnum

from daoan.terms import codes
from daoan.terms.codes import LABELS, label_of
from daoan.terms.glossary import glossary

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_term_has_both_languages() -> None:
    for term in glossary().values():
        assert CHINESE.search(term.term.zh), term.key
        assert CHINESE.search(term.meaning.zh), term.key
        assert term.term.en.isascii() or "–" in term.term.en, term.key
        assert len(term.meaning.en) > 20, term.key


def test_every_code_has_both_languages() -> None:
    kinds = [k for k in vars(codes).values() if isinstance(k, type) and issubclass(k, StrEnum) and k is not StrEnum]
    missing = [member for kind in kinds for member in kind if member not in LABELS]
    assert not missing
    assert all(CHINESE.search(label_of(member).zh) for kind in kinds for member in kind)


def test_nothing_recorded_is_said_so() -> None:
    assert label_of(None).zh == "未记录"
