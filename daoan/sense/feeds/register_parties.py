"""The people hurt in a crash, in one cell of a register: ``驾驶人/重伤/男/45/摩托车;乘员/轻伤/女/43/摩托车``."""

from collections.abc import Sequence
from unicodedata import normalize
from zoneinfo import ZoneInfo

from daoan.sense.feeds import register_codes as known
from daoan.sense.feeds.cell_reader import CellReader
from daoan.sense.feeds.moments import find_moment
from daoan.sense.feeds.numbers import find_count
from daoan.terms.codes import LABELS, Role, Severity
from daoan.terms.records import Party

FIELD = "parties"
_PARTS = 6
_MAX_PEOPLE = 500
_SEX_LABELS = {"male": "男", "female": "女"}


def read_parties(cells: CellReader, zone: str) -> tuple[Party, ...]:
    """The people in the cell; what cannot be read of one is remembered, and the person is counted all the same."""
    written = normalize("NFKC", cells.text(FIELD))
    people = [one for one in written.split(";") if one.strip()]
    return tuple(_read(one, cells, zone) for one in people[:_MAX_PEOPLE])


def _read(written: str, cells: CellReader, zone: str) -> Party:
    parts = [part.strip() for part in written.split("/")]
    role, severity, sex, age, vehicle, died = (parts + [""] * _PARTS)[:_PARTS]
    age_years = find_count(age.removesuffix("岁"))
    died_at = find_moment(died, zone)
    unreadable = [sex] if sex and sex not in known.SEX else []
    unreadable += [age] if age and age_years is None else []
    unreadable += [died] if died and died_at is None else []
    for value in unreadable + parts[_PARTS:]:
        cells.unknown(FIELD, value)
    return Party(
        role=cells.meaning(FIELD, role, known.ROLE) or Role.UNKNOWN,
        severity=cells.meaning(FIELD, severity, known.SEVERITY) or Severity.INJURED,
        sex=known.SEX.get(sex),
        age_years=age_years,
        vehicle=cells.meaning(FIELD, vehicle, known.VEHICLE),
        died_at=died_at[0] if died_at else None,
    )


def write_parties(parties: Sequence[Party], zone: str) -> str:
    """The cell of some people, as :func:`read_parties` reads it."""
    return ";".join(_write(party, zone) for party in parties)


def _write(party: Party, zone: str) -> str:
    died = party.died_at.astimezone(ZoneInfo(zone)).isoformat(" ", "seconds") if party.died_at else ""
    parts = (
        LABELS[party.role].zh,
        LABELS[party.severity].zh,
        _SEX_LABELS.get(party.sex or "", ""),
        "" if party.age_years is None else str(party.age_years),
        "" if party.vehicle is None else LABELS[party.vehicle].zh,
        died,
    )
    return "/".join(parts).rstrip("/")
