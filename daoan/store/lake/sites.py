"""The sites that rows of the lake speak of: row, id, name in both languages, place. A row never changes its site."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from daoan.store.safely import write_content
from daoan.terms.errors import Conflict, InputError
from daoan.terms.estimates import Text

FILE = "sites.json"


@dataclass(frozen=True, slots=True)
class LakeSite:
    """A camera, checkpoint or station as searches show it. ``lon``, ``lat``: WGS-84, ``None`` where not known."""

    site_id: str
    name: Text
    lon: float | None
    lat: float | None
    area: str = ""


def read_sites(folder: Path) -> tuple[LakeSite, ...]:
    """Sites by row; none where none were named."""
    try:
        content = (folder / FILE).read_bytes()
    except FileNotFoundError:
        return ()
    try:
        return msgspec.json.decode(content, type=tuple[LakeSite, ...])
    except msgspec.ValidationError as problem:
        raise InputError(f"{FILE} of the lake cannot be read: {problem}") from None


def write_sites(folder: Path, sites: Sequence[LakeSite]) -> None:
    """Keep the list. Raises :class:`Conflict` where a row would become another site, or a site would go."""
    kept = read_sites(folder)
    if [s.site_id for s in kept] != [s.site_id for s in sites[: len(kept)]]:
        raise Conflict("rows of the lake name sites by number: new sites go behind those that are there")
    if len({s.site_id for s in sites}) < len(sites):
        raise Conflict("two sites of the lake have one id")
    write_content(folder / FILE, msgspec.json.encode(tuple(sites)))
