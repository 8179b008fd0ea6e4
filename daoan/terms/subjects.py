"""Whom or what a look-up is about: a plate, a person or a place, in the one form that tokens are made of."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

from daoan.terms.errors import InputError
from daoan.terms.masking import STAR, mask_id_number, mask_name, mask_phone, mask_plate, mask_text
from daoan.terms.plates import pack_plate

SubjectKind = Literal["plate", "person", "place"]

_BETWEEN = r"[\s·•.\-]?"
_SIGNS = re.compile(r"[\s·•.\-]")
_PHONE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
_ID_NUMBER = re.compile(r"\d{17}[0-9X]")
_RUNS = re.compile(r"[A-Z]+|\d+|[^A-Z\d]")


@dataclass(frozen=True, slots=True)
class Subject:
    """A plate, a person by name, phone or citizen's number, or a place by the id of its site.

    ``text``: the one form of it. ``pieces``: what stands one behind another wherever it is written. ``pattern``: finds
    it in a text that was made plain (:func:`mentions`).
    """

    kind: SubjectKind
    text: str
    pieces: tuple[str, ...]
    pattern: re.Pattern[str] = field(repr=False, compare=False)

    @property
    def masked(self) -> str:
        """The form for somebody who is to recognise it."""
        if self.kind == "place":
            return self.text
        if self.kind == "plate":
            return mask_plate(self.text)
        if _PHONE.fullmatch(self.text):
            return mask_phone(self.text)
        return mask_id_number(self.text) if _ID_NUMBER.fullmatch(self.text) else mask_name(self.text)


def read_subject(kind: SubjectKind, text: str) -> Subject:
    """What somebody typed as a subject. Raises :class:`InputError`, without quoting it, for what can be none."""
    plain = _plain(text)
    if STAR in plain or "\0" in plain or not plain.isprintable():
        raise InputError("write the plate, name or number in full, without stars 请填写完整，不含星号")
    if kind == "place":
        return _place(plain)
    if kind == "plate":
        return _plate(_SIGNS.sub("", plain).upper())
    number = _SIGNS.sub("", plain).upper()
    phone = _PHONE.fullmatch(number)
    if phone:
        return _number(phone[1], (phone[1][:3], phone[1][3:7], phone[1][7:]))
    if _ID_NUMBER.fullmatch(number):
        return _number(number, (number,))
    if not 2 <= len(plain) <= 80 or not any(c.isalpha() for c in plain):
        raise InputError("a person is looked up by name, mobile phone or citizen's number 请填写姓名、手机号或身份证号")
    words = tuple(plain.split())
    pattern = r"\s+".join(map(re.escape, words))
    edge = r"\b" if plain.isascii() else ""
    return Subject("person", " ".join(words).casefold(), words, re.compile(edge + pattern + edge, re.IGNORECASE))


def mentions(subject: Subject, text: str) -> bool:
    """Whether a text tells of a subject, however its blanks, dots and wide letters are written."""
    return subject.pattern.search(_plain(text)) is not None


def read_plate_signs(text: str) -> str:
    """The one form of a plate alone: what :func:`read_subject` gives as its text, for many at once. Raises likewise.

    Without quoting it also for signs that no camera reads (:func:`~daoan.terms.plates.pack_plate`).
    """
    plain = _plain(text)
    if STAR in plain or "\0" in plain or not plain.isprintable():
        raise InputError("write the plate in full, without stars 请填写完整号牌，不含星号")
    signs = _require_plate(_SIGNS.sub("", plain).upper())
    pack_plate(signs)
    return signs


def _require_plate(text: str) -> str:
    if not (4 <= len(text) <= 12 and text.isalnum() and any(c.isdigit() for c in text)):
        raise InputError("a plate has 4 to 12 letters and digits 号牌为4至12位字母和数字")
    return text


def _plate(text: str) -> Subject:
    text = _require_plate(text)
    runs = tuple(_RUNS.findall(text))
    pieces = (text[0], text[1], text[2:]) if not text[0].isascii() else runs
    return Subject("plate", text, pieces, _spaced(text))


def _place(text: str) -> Subject:
    if not 1 <= len(text) <= 80 or mask_text(text) != text:
        raise InputError("choose a site from the list 请从列表选择点位")
    return Subject("place", text, (text,), re.compile(re.escape(text)))


def _number(text: str, pieces: tuple[str, ...]) -> Subject:
    return Subject("person", text, pieces, _spaced(text))


def _spaced(text: str) -> re.Pattern[str]:
    inside = _BETWEEN.join(map(re.escape, text))
    before = r"(?<![0-9A-Za-z])" if text[0].isascii() else ""
    country = r"(?:\+?86[\s-]?)?" if _PHONE.fullmatch(text) else ""
    return re.compile(before + country + inside + r"(?![0-9A-Za-z])", re.IGNORECASE)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
