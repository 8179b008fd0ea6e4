"""From a county's finding to a warning in work, and what the system does to one when a newer assessment is there."""

from datetime import datetime

from daoan.act.county.warning import COUNTY_WARNING
from daoan.act.workflow.table import Event
from daoan.terms.estimates import Text
from daoan.terms.records import CountyAssessment, CountyWarning
from daoan.terms.records.people import LOOP
from daoan.terms.records.working import Matter, Values
from daoan.terms.units import UnitKind, UnitTree

#: Which unit of a county answers for it, first that there is.
ANSWERS = (UnitKind.COMMITTEE, UnitKind.BRIGADE, UnitKind.SQUAD)


def matter_of(found: CountyWarning, issuer: str, county_unit: str, at: datetime) -> Matter:
    """A finding as a draft with the city; the same county and month is always the same matter."""
    matter_id = f"{COUNTY_WARNING.kind}-{found.unit}-{found.month}"
    return Matter(
        matter_id=matter_id,
        kind=COUNTY_WARNING.kind,
        state=COUNTY_WARNING.start,
        title=found.title.zh,
        issuer=issuer,
        holder=issuer,
        created_at=at,
        changed_at=at,
        created_by="",
        root=matter_id,
        level=found.level.value,
        area=found.unit,
        values={**_values(found), "county_unit": county_unit},
    )


def unit_of_county(area: str, units: UnitTree) -> str:
    """The unit that is warned for a county; empty where there is none, which leaves it to who publishes."""
    there = [u for u in units.units.values() if u.area == area]
    return next((u.unit_id for kind in ANSWERS for u in there if u.kind is kind), "")


def following(matter: Matter, found: CountyWarning | None, assessed: CountyAssessment) -> Event | None:
    """What the system does to an open warning, given its county's latest assessment; ``None``: nothing.

    ``found``: the warning that this assessment asks for, ``None`` where the county is calm.
    """
    known = str(matter.values.get("month", ""))
    if matter.state in {"draft", "review"} and found is None:
        return Event("withdraw", LOOP, f"{assessed.month}: {assessed.level.value}")
    if matter.state == "draft" and found is not None and _newer(found, matter, known):
        return Event("follow", LOOP, values={**_values(found), "level": found.level.value})
    if matter.state == "feedback" and assessed.month > known:
        told = _values(found) if found is not None else {"reasons": _texts(assessed.reasons), "month": assessed.month}
        return Event("reassess", LOOP, values={**told, "level": assessed.level.value})
    return None


def _newer(found: CountyWarning, matter: Matter, known: str) -> bool:
    return found.month >= known and (found.month, found.level.value) != (known, matter.level)


def _values(found: CountyWarning) -> Values:
    return {
        "warning": found.warning_id,
        "month": found.month,
        "title": {"en": found.title.en, "zh": found.title.zh},
        "reasons": _texts(found.reasons),
        "measures": _texts(found.measures),
        "rungs": list(found.rungs),
    }


def _texts(texts: tuple[Text, ...]) -> list[dict[str, str]]:
    return [{"en": t.en, "zh": t.zh} for t in texts]
