"""From something that the loop found to a matter that somebody has to see to."""

from datetime import datetime
from typing import Any

from daoan.act.workflow.table import Workflow
from daoan.terms.records import Alert, HazardTicket
from daoan.terms.records.working import Matter, Values


def draft_of(
    workflow: Workflow,
    found: Alert | HazardTicket,
    matter_id: str,
    holder: str,
    issuer: str,
    at: datetime,
    *,
    level: str,
    values: Values,
) -> Matter:
    """A matter in its table's first state, at the place and on the evidence of what was found.

    The clock starts at ``at``. ``values`` come on top of ``title``, which stands there in both languages.
    """
    told: dict[str, Any] = {"title": {"en": found.title.en, "zh": found.title.zh}, **values}
    return Matter(
        matter_id=matter_id,
        kind=workflow.kind,
        state=workflow.start,
        title=found.title.zh,
        issuer=issuer,
        holder=holder,
        created_at=at,
        changed_at=at,
        created_by="",
        level=level,
        area=found.area,
        segment_id=next((e.ref for e in found.evidence if e.kind == "segment"), None),
        lon=found.lon,
        lat=found.lat,
        evidence=found.evidence,
        values=told,
    )
