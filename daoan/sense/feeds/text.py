"""Bytes of a text file as text: which encoding it is in, told from the bytes alone."""

import re
from dataclasses import dataclass

from daoan.terms.errors import FileUnreadable

#: Largest file that is read in one piece, in bytes; the whole of STATS19 since 1979 is cut by year to stay below it.
MAX_BYTES = 256 * 1024 * 1024

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8", "utf-8-bom"),
    (b"\xff\xfe\x00\x00", "utf-32-le", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be", "utf-16-be"),
)
_HIGH_PAIRS = re.compile(rb"(?:[\xa1-\xfe][\xa1-\xfe])+")
_HIGH = re.compile(rb"[\x80-\xff]")
_WESTERN = re.compile("[À-ÖØ-öø-ÿŒœŠšŽžŸ–—‘’“”…€£°²³½¼]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file. ``cut``: its last character was incomplete and is left away."""

    text: str
    encoding: str
    cut: bool = False


def decode(data: bytes, file: str) -> Decoded:
    """The text of some bytes, with the name of the encoding it was read as.

    A byte-order mark decides; without one UTF-8 is tried, then UTF-16 by its zeros, then GB18030 or Windows-1252,
    whichever makes the better sense. Raises :class:`FileUnreadable` for what is none of these.
    """
    _refuse_no_text(data, file)
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _lenient_end(data[len(mark) :], codec, name, file)
    utf16 = _utf16_without_mark(data)
    if utf16:
        return _lenient_end(data, utf16, utf16, file)
    try:
        return _lenient_end(data, "utf-8", "utf-8", file)
    except FileUnreadable:
        return _legacy(data, file)


def _refuse_no_text(data: bytes, file: str) -> None:
    if not data.strip():
        raise FileUnreadable(f"{file} is empty: export it again, or check that the transfer finished")
    if len(data) > MAX_BYTES:
        raise FileUnreadable(f"{file} is larger than {MAX_BYTES // 2**20} MiB: cut it by year and give the parts")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise FileUnreadable(f"{file} is an Excel workbook, not a text table: save it as CSV (UTF-8), or name it .xlsx")


def _lenient_end(data: bytes, codec: str, name: str, file: str) -> Decoded:
    """Strict decoding, but for up to three bytes at the end that begin a character and do not finish it."""
    for missing in range(4):
        try:
            text = data[: len(data) - missing].decode(codec)
        except UnicodeDecodeError as problem:
            if problem.end < len(data) - missing - 3:
                break
        else:
            return Decoded(text, name, cut=missing > 0)
    raise FileUnreadable(f"{file} is not valid {name}: save it anew as UTF-8")


def _utf16_without_mark(data: bytes) -> str | None:
    head = data[:2000]
    pairs = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if pairs >= 4 and odd > 0.4 * pairs and even == 0:
        return "utf-16-le"
    if pairs >= 4 and even > 0.4 * pairs and odd == 0:
        return "utf-16-be"
    return None


def _legacy(data: bytes, file: str) -> Decoded:
    """GB18030 or Windows-1252, whichever makes the better sense of the bytes above 127."""
    found = []
    for codec in ("gb18030", "cp1252"):
        try:
            found.append(_lenient_end(data, codec, codec, file))
        except FileUnreadable:
            continue
    if not found:
        raise FileUnreadable(
            f"{file} is in no encoding that we know (UTF-8, UTF-16, GB18030, Windows-1252): save it as UTF-8"
        )
    return found[0] if len(found) == 1 or _looks_chinese(data, found[1].text) else found[1]


def _looks_chinese(data: bytes, as_western: str) -> bool:
    """Whether high bytes come in pairs, as in Chinese text, or make no Western text: "¨C" is a dash in GB18030."""
    high = len(_HIGH.findall(data))
    paired = sum(len(run) for run in _HIGH_PAIRS.findall(data))
    if paired >= 0.6 * high:
        return True
    return len(_WESTERN.findall(as_western)) < 0.5 * high
