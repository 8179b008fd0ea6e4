"""Which county each crash of a batch lies in: as its source says by code or name, else by the outlines of counties."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import shapely

from daoan.sense.roads.areas import Area as Outline
from daoan.terms.city import Area
from daoan.terms.records import Batch, Crash


def names_of(areas: Sequence[Area]) -> Mapping[str, str]:
    """Code of a county by everything that a source may call it."""
    return {key: area.code for area in areas for key in (area.name.zh, area.name.en.casefold(), area.code)}


def code_of(written: str, names: Mapping[str, str]) -> str | None:
    """The code of a county as somebody wrote it, whatever its case; ``None`` where it names none of the city's."""
    return names.get(written) or names.get(written.casefold())


def in_counties(batch: Batch[Crash], areas: Sequence[Area], outlines: Sequence[Outline]) -> Batch[Crash]:
    """The same batch, crashes bearing the code of their county as far as it can be told.

    A code of the city stays; a name becomes its code; a crash that names none of them gets the county that it lies in.
    What its source wrote stays where neither helps. A place on the border of two goes to the one of lower code.
    """
    known = names_of(areas)
    told = [code_of(c.area or "", known) for c in batch.records]
    lost = [i for i, c in enumerate(batch.records) if told[i] is None and c.lon is not None and c.lat is not None]
    if lost and outlines:
        ordered = sorted(outlines, key=lambda a: a.code)
        shapes = shapely.make_valid(shapely.from_wkb([a.wkb for a in ordered]))
        places = np.array([(batch.records[i].lon, batch.records[i].lat) for i in lost], dtype=np.float64)
        row, found = shapely.STRtree(shapes).query(shapely.points(places), predicate="intersects")
        for k in np.argsort(-found, kind="stable").tolist():
            told[lost[row[k]]] = ordered[found[k]].code
    return replace(
        batch,
        records=tuple(
            c if code is None or code == c.area else replace(c, area=code)
            for c, code in zip(batch.records, told, strict=True)
        ),
    )
