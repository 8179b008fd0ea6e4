"""From supervision that is due to a draft for a person to issue, or to a note that somebody decided against it."""

from collections.abc import Sequence
from datetime import datetime

from daoan.act.supervision.rungs import DueRung
from daoan.act.supervision.supervision import RUNGS, SUPERVISION
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter, Values

MOST_NAMED = 20  # titles in the words of a reminder; the case knows every matter


def matter_of(due: DueRung, matter_id: str, issuer: str, at: datetime) -> Matter:
    """A draft on its rung, held by the unit that is to answer. A case that only climbs needs no new draft."""
    return Matter(
        matter_id=matter_id,
        kind=SUPERVISION.kind,
        state=SUPERVISION.start,
        title=title_of(due).zh,
        issuer=issuer,
        holder=due.unit,
        created_at=at,
        changed_at=at,
        created_by="",
        level=due.rung,
        values=values_of(due),
    )


def title_of(due: DueRung) -> Text:
    """What a case is called: the rung and why."""
    rung = RUNGS[due.rung]
    return Text(f"{rung.en.capitalize()}: {due.why.en}", f"{rung.zh}：{due.why.zh}")


def values_of(due: DueRung) -> Values:
    """What a case holds from its beginning. ``proposal``: the key of what was proposed."""
    title = title_of(due)
    return {
        "about": list(due.about),
        "trigger": due.trigger,
        "proposal": due.key,
        "title": {"en": title.en, "zh": title.zh},
        "text": {"en": due.why.en, "zh": due.why.zh},
    }


def dismissal_of(due: DueRung) -> Values:
    """What is kept of a proposal that a person decides against; the matter itself stays with the unit that decided."""
    climbs = {"climbs": due.climbs} if due.climbs else {}
    return {**values_of(due), "unit": due.unit, **climbs}


def reminder_of(about: Sequence[Matter]) -> tuple[Text, Values]:
    """Title and values of a reminder about everything that one unit has let run out."""
    number = len(about)
    title = Text(f"Reminder: {number} overdue", f"催办：{number}项已逾期")
    named = [str(m.title) for m in about[:MOST_NAMED]]
    told = {"en": title.en, "zh": title.zh}
    return title, {"about": [m.matter_id for m in about], "trigger": "late", "title": told, "text": "\n".join(named)}
