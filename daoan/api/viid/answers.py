"""Answers as GA/T 1400.4 writes them: one status a request, or one for each object of it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from itertools import chain, repeat

import msgspec

from daoan.sense.passes.decoded import REASONS, Decoded
from daoan.terms.times import utc_to_local

_TIME = "%Y%m%d%H%M%S"


class Status(StrEnum):
    """ConfirmStatusType of the standard, as far as it is used here."""

    OK = "0"
    OTHER = "1"
    BUSY = "2"
    NOT_ALLOWED = "4"
    NOT_JSON = "7"
    WRONG_CONTENT = "8"


def local_time(now: datetime, zone: str) -> str:
    """A moment on the city's clock, as the standard writes it."""
    return utc_to_local(now, zone).strftime(_TIME)


def status(url: str, code: Status, words: str, about: str, at: str) -> bytes:
    """A ResponseStatusObject. ``about``: id of what it speaks of; ``at``: the city's time."""
    told = {"RequestURL": url, "StatusCode": code, "StatusString": words, "Id": about, "LocalTime": at}
    return msgspec.json.encode({"ResponseStatusObject": told})


def status_list(url: str, rows: Sequence[tuple[Status, str, bytes]], at: str) -> bytes:
    """A ResponseStatusListObject. ``rows``: code, words and id (as it was sent) of each object."""
    head = b'{"RequestURL":' + msgspec.json.encode(url) + b',"StatusCode":"'
    tail = b',"LocalTime":"' + at.encode() + b'"}'
    told = b",".join(
        head + code.encode() + b'","StatusString":' + msgspec.json.encode(words) + b',"Id":' + _quoted(about) + tail
        for code, words, about in rows
    )
    return b'{"ResponseStatusListObject":{"ResponseStatusObject":[' + told + b"]}}"


def statuses_of(url: str, decoded: Decoded, at: str) -> bytes:
    """The list for a body of passes: every object in its order.

    One of an unknown site is acknowledged: it is kept, and need not be sent again.
    """
    head = b'{"RequestURL":' + msgspec.json.encode(url) + b',"StatusCode":"'
    heads = [head + b'0","StatusString":"OK","Id":"'] * decoded.rows_read
    for row, reason in zip(decoded.refused.tolist(), decoded.reasons.tolist(), strict=True):
        code = REASONS[reason - 1].code
        number = Status.OK if code == "site.unknown" else Status.WRONG_CONTENT
        heads[row] = head + number.encode() + b'","StatusString":' + msgspec.json.encode(code) + b',"Id":"'
    tail = b'","LocalTime":"' + at.encode() + b'"},'
    told = b"".join(chain.from_iterable(zip(heads, _ids_of(decoded), repeat(tail))))
    return b'{"ResponseStatusListObject":{"ResponseStatusObject":[' + told.removesuffix(b",") + b"]}}"


def _ids_of(decoded: Decoded) -> Sequence[bytes | memoryview]:
    """The id of each object as it stands between the quotes of JSON."""
    cells = decoded.record_ids
    text = cells.data.data  # the bytes in place
    ids = [text[start:end] for start, end in zip(cells.starts.tolist(), cells.ends.tolist(), strict=True)]
    if b"".join(ids).isalnum():  # as good as always: nothing in them to be escaped
        return ids
    return [msgspec.json.encode(str(one, "utf-8", "replace"))[1:-1] for one in ids]


def _quoted(about: bytes) -> bytes:
    return b'"' + about + b'"' if about.isalnum() else msgspec.json.encode(about.decode("utf-8", "replace"))
