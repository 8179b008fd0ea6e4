"""Cells of any source to passes: the one place where text becomes a :class:`PassFrame`.

Order of what is asked of a row, and what it is refused with: its moment (``moment.unreadable``), that it names a site
(``site.missing``), that the city knows it (``site.unknown``). Everything else may be missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from daoan.kernels.text.cells import NO_MOMENT, Cells, empty_cells, read_moments, read_numbers
from daoan.kernels.text.code_table import NO_CODE, find_codes
from daoan.kernels.text.hashing import chain_hashes, hash_cells
from daoan.sense.passes.codes import PassCodes, find_classes, find_small
from daoan.sense.passes.decoded import NO_MOMENT_GIVEN, SITE_MISSING, SITE_UNKNOWN, Decoded
from daoan.sense.passes.plates import pack_plates
from daoan.sense.passes.sites import NO_SITE, SiteBook
from daoan.terms.passes import NOT_RECORDED, PassFrame
from daoan.terms.plates import LARGE, NO_PLATE, PlateColour

#: What a source may tell of a pass; a source that lacks one has it empty.
FIELDS = (
    "record_id", "site", "device", "moment", "lane", "direction", "has_plate", "plate", "plate_class", "plate_colour",
    "score", "vehicle_class", "body_colour", "brand", "speed",
)  # fmt: skip

_QUARTER_MS = 900_000  # offsets of clocks change on quarters of an hour only
_MOST_QUARTERS = 400  # about four days: beyond, only those that occur are looked up
_MOST_LANES = 127
_YELLOW = int(PlateColour.YELLOW)  # which NumPy compares with at once


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a reader must know beside the bytes.

    ``zone``: IANA name of the clock that devices tell. ``unread``: characters that stand for a sign not read.
    """

    book: SiteBook
    codes: PassCodes
    zone: str
    known_ms: int
    unread: str = ""


def read_columns(cells: Mapping[str, Cells], rows: int, raw: Callable[[int], bytes], reading: Reading) -> Decoded:
    """Passes of columns of text. ``cells``: by name of :data:`FIELDS`; ``raw``: a row as it came, for refusals."""
    none = empty_cells(rows)
    get = {name: cells.get(name, none) for name in FIELDS}
    local = read_moments(get["moment"])
    site = reading.book.find(get["site"], get["device"])
    named = (get["site"].ends > get["site"].starts) | (get["device"].ends > get["device"].starts)
    reasons = np.zeros(rows, np.uint8)
    reasons[site == NO_SITE] = SITE_UNKNOWN
    reasons[~named] = SITE_MISSING
    reasons[local == NO_MOMENT] = NO_MOMENT_GIVEN
    good = np.flatnonzero(reasons == 0)
    if len(good) < rows:
        get = {name: _take(column, good) for name, column in get.items()}
        local, site = local[good], site[good]
    passes = _passes(get, utc_of(local, reading.zone), site, reading)
    refused = np.flatnonzero(reasons).astype(np.int32)
    return Decoded(
        passes=passes,
        row=good.astype(np.int32),
        ahead=passes.happened_ms > reading.known_ms + reading.codes.ahead_ms,
        refused=refused,
        reasons=reasons[refused],
        record_ids=cells.get("record_id", none),
        sites=_first_given(cells.get("site", none), cells.get("device", none)),
        raw=raw,
    )


def _passes(
    get: Mapping[str, Cells], happened_ms: npt.NDArray[np.int64], site: npt.NDArray[np.int32], reading: Reading
) -> PassFrame:
    codes = reading.codes
    told = read_numbers(get["lane"])
    lane = np.where((told >= 1) & (told <= _MOST_LANES), told, 0).astype(np.int8)
    colour = find_small(codes.plate_colours, get["plate_colour"])
    plate = _plates(get, colour, reading)
    return PassFrame(
        pass_id=pass_ids(get["record_id"], site, lane, happened_ms, plate, reading.book),
        site=site,
        lane=lane,
        heading=reading.book.heading(site, read_numbers(get["direction"])),
        happened_ms=happened_ms,
        known_ms=np.full(len(site), reading.known_ms, np.int64),
        plate=plate,
        plate_colour=colour,
        score=_scores(read_numbers(get["score"])),
        kind=find_classes(codes.vehicle_classes, get["vehicle_class"]),
        colour=find_small(codes.body_colours, get["body_colour"]),
        brand=find_codes(codes.brands, get["brand"]).astype(np.int16),
        speed_kmh=_speeds(read_numbers(get["speed"]), codes.most_kmh),
    )


def _plates(get: Mapping[str, Cells], colour: npt.NDArray[np.uint8], reading: Reading) -> npt.NDArray[np.int64]:
    """Packed plates. Large by the class of the plate, and by its colour where the class is not told."""
    plate = pack_plates(get["plate"], reading.unread)
    by_class = find_codes(reading.codes.plate_classes, get["plate_class"])
    large = np.where(by_class == NO_CODE, colour == _YELLOW, by_class == 1)
    plate |= np.where(large & (plate != NO_PLATE), LARGE, 0)
    plate[_is_false(get["has_plate"])] = NO_PLATE
    return plate


def _is_false(cells: Cells) -> npt.NDArray[np.bool_]:
    """Cells that say "0", "false" or "False"; by their first byte, since nothing else begins so."""
    first = cells.data[np.minimum(cells.starts, len(cells.data) - 1)]
    zero: npt.NDArray[np.bool_] = (cells.ends > cells.starts) & (
        (first == ord("0")) | (first == ord("f")) | (first == ord("F"))
    )
    return zero


def _scores(score: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    return np.where((score >= 0) & (score <= 100), score, NOT_RECORDED).astype(np.uint8)


def _speeds(speed: npt.NDArray[np.float64], most_kmh: float) -> npt.NDArray[np.float32]:
    return np.where((speed > 0) & (speed <= most_kmh), speed, np.nan).astype(np.float32)


def pass_ids(
    record_id: Cells,
    site: npt.NDArray[np.int32],
    lane: npt.NDArray[np.int8],
    happened_ms: npt.NDArray[np.int64],
    plate: npt.NDArray[np.int64],
    book: SiteBook,
) -> npt.NDArray[np.int64]:
    """Ids of 63 bits from site, lane, moment and the device's own number, or the plate where it gave none."""
    given = record_id.ends > record_id.starts
    own = np.where(given, hash_cells(record_id).view(np.int64), plate)
    hashes = chain_hashes(book.hashes[site], lane, happened_ms, own)
    return (hashes >> np.uint64(1)).view(np.int64)


def utc_of(local_ms: npt.NDArray[np.int64], zone: str) -> npt.NDArray[np.int64]:
    """Wall-clock milliseconds of a place as UTC. An hour that occurs twice is taken as the first."""
    if len(local_ms) == 0:
        return local_ms
    quarters = local_ms // _QUARTER_MS
    first, last = int(quarters.min()), int(quarters.max())
    if last - first < _MOST_QUARTERS:
        offsets = np.array([_offset_ms(zone, quarter) for quarter in range(first, last + 1)], np.int64)
        return local_ms - offsets[quarters - first]
    told, position = np.unique(quarters, return_inverse=True)
    return local_ms - np.array([_offset_ms(zone, quarter) for quarter in told.tolist()], np.int64)[position]


@lru_cache(maxsize=4096)
def _offset_ms(zone: str, quarter: int) -> int:
    """How far the clock of a place is ahead of UTC in a quarter of an hour of its own."""
    naive = datetime(1970, 1, 1) + timedelta(milliseconds=quarter * _QUARTER_MS)  # noqa: DTZ001
    offset = naive.replace(tzinfo=ZoneInfo(zone)).utcoffset() or timedelta()
    return offset // timedelta(milliseconds=1)


def _take(cells: Cells, rows: npt.NDArray[np.int64]) -> Cells:
    return Cells(cells.data, cells.starts[rows], cells.ends[rows])


def _first_given(one: Cells, other: Cells) -> Cells:
    """The cells of one column; where it is wholly empty, of the other."""
    return one if (one.ends > one.starts).any() else other
