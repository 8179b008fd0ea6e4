"""The common columns that every road reader gives, and the account of one reading."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from daoan.kernels.geo import take_lines
from daoan.terms.errors import Fault, FileUnreadable
from daoan.terms.frames import Bools, Codes, Floats, Ints, Objects
from daoan.terms.records import Notice, Refusal


@dataclass(frozen=True, slots=True)
class RoadLinks:
    """Lines of road as the source draws them, one row a line.

    Geometry is ragged: link *i* has the points ``coords[starts[i]:starts[i + 1]]`` (WGS-84 lon, lat), two or more.
    ``from_ref`` and ``to_ref`` are the source's own node names, ``None`` where it has none for *any* link;
    ``link_id`` is the source's id of the line, ``None`` in rows without one.
    """

    source: str
    link_id: Objects
    road_class: Codes
    road_name: Objects  # number before name: "A660", else "Otley Road", else None
    structure: Codes
    one_way: Bools
    dual: Bools
    vehicles_per_day: Floats  # NaN where not given
    starts: Ints
    coords: Floats
    from_ref: Objects | None = None
    to_ref: Objects | None = None

    def __post_init__(self) -> None:
        columns = [self.link_id, self.road_class, self.road_name, self.structure, self.one_way, self.dual]
        lengths = {len(c) for c in [*columns, self.vehicles_per_day, self.starts[1:]]}
        if len(lengths) > 1:
            raise Fault(f"columns of RoadLinks differ in length: {sorted(lengths)}")

    def __len__(self) -> int:
        return len(self.link_id)

    def where(self, rows: npt.NDArray[Any]) -> "RoadLinks":
        """The links that a boolean mask or an index array chooses, in that order."""
        rows = np.flatnonzero(rows) if rows.dtype == bool else rows
        starts, point = take_lines(self.starts, rows)
        return RoadLinks(
            self.source,
            self.link_id[rows],
            self.road_class[rows],
            self.road_name[rows],
            self.structure[rows],
            self.one_way[rows],
            self.dual[rows],
            self.vehicles_per_day[rows],
            starts,
            self.coords[point],
            None if self.from_ref is None else self.from_ref[rows],
            None if self.to_ref is None else self.to_ref[rows],
        )


@dataclass(frozen=True, slots=True)
class RoadReading:
    """What one reading of one road file gave.

    ``rows_read == rows_accepted + rows_refused + rows_passed_over``, always; passed over are features that are well
    formed but no road for vehicles (footways, rivers), refused are those that could not be used.
    """

    links: RoadLinks
    feed: str
    file: str
    sha256: str
    layout: str
    rows_read: int
    rows_accepted: int
    rows_passed_over: int
    refusals: tuple[Refusal, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def rows_refused(self) -> int:
        """Features that should have been roads but could not be used."""
        return len(self.refusals)


def file_digest(path: Path) -> str:
    """SHA-256 of a file as hex. Raises :class:`FileUnreadable` where there is none or it is empty."""
    if not path.is_file():
        raise FileUnreadable(f"{path.name}: there is no such file")
    if path.stat().st_size == 0:
        raise FileUnreadable(f"{path.name}: the file is empty")
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def objects(values: "list[Any] | npt.NDArray[Any]") -> Objects:
    """A one-dimensional object column, whatever the values are."""
    column: Objects = np.empty(len(values), dtype=object)
    column[:] = values
    return column
