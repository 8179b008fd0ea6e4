"""From supervision that is due to a draft for a person to issue."""

from datetime import datetime

from daoan.act.supervision.rungs import DueRung
from daoan.act.supervision.supervision import RUNGS, SUPERVISION
from daoan.terms.records.working import Matter


def matter_of(due: DueRung, matter_id: str, issuer: str, at: datetime) -> Matter:
    """A draft on its rung, held by the unit that is to answer. A case that only climbs needs no new draft."""
    return Matter(
        matter_id=matter_id,
        kind=SUPERVISION.kind,
        state=SUPERVISION.start,
        title=f"{RUNGS[due.rung].zh}：{due.why.zh}",
        issuer=issuer,
        holder=due.unit,
        created_at=at,
        changed_at=at,
        created_by="",
        level=due.rung,
        values={
            "about": list(due.about),
            "trigger": due.trigger,
            "title": {"en": f"{RUNGS[due.rung].en}: {due.why.en}", "zh": f"{RUNGS[due.rung].zh}：{due.why.zh}"},
            "text": due.why.zh,
        },
    )
