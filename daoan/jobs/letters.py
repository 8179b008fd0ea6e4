"""The letter of a case of supervision out of a store: what it is about, its number among the year's, its words.

Marks of units 发文机关代字 are a setting of the workspace (``letter_marks``: unit id to mark); a unit without one
leaves its place in the number to a person.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from daoan.act.supervision.letter import Around, letter_of
from daoan.act.supervision.numbers import Sent, number_of, sent_of
from daoan.act.supervision.supervision import SUPERVISION
from daoan.act.workflow.given import units_in
from daoan.jobs.supervising import every_matter, matters_about
from daoan.jobs.workroom import Workroom
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import InputError
from daoan.terms.letters import Letter
from daoan.terms.masking import mask_all, mask_text
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import RulePack

MARKS = "letter_marks"


def marks_in(setting: object) -> dict[str, str]:
    """Marks by unit, as the setting holds them; none where it is not set."""
    return {str(unit): str(mark) for unit, mark in setting.items()} if isinstance(setting, dict) else {}


def masked(matter: Matter) -> Matter:
    """A matter with what is personal in its texts masked."""
    return replace(matter, title=mask_text(matter.title), values=mask_all(matter.values))


def write_letter(
    room: Workroom,
    case: Matter,
    triggers: RulePack,
    now: datetime,
    marks: Mapping[str, str],
    *,
    simulated: bool,
    shown: Callable[[Matter], Matter] = masked,
) -> Letter:
    """The letter of the rung on which a case stands. ``triggers``: the rule pack ``supervision``.

    ``shown``: a matter as whoever reads the letter may see it; a letter leaves the building, so masked by itself.

    Raises :class:`InputError` for a matter that is no case of supervision, or one that nobody is asked about any more.
    """
    if case.kind != SUPERVISION.kind or case.state in {"withdrawn", "dismissed"}:
        raise InputError("a letter is written for supervision that is drafted or issued 仅督办事项可生成文书")
    sent = sent_of(case, room.store.list_steps(case.matter_id))
    around = Around(
        units=room.units(),
        workflows=room.workflows,
        work=room.pack,
        triggers=triggers,
        zone=room.zone,
        now=now,
        sent=sent,
        number=number_of(sent[-1], _sent_by(room, case.issuer), room.zone) if sent else None,
        mark=marks.get(case.issuer, ""),
        simulated=simulated,
    )
    about = matters_about(room, units_in(case.values.get("about")))
    return letter_of(shown(case), tuple(map(shown, about)), around)


def _sent_by(room: Workroom, issuer: str) -> list[Sent]:
    """Every letter of a unit: of cases that were withdrawn later too, whose numbers are used."""
    where = MatterFilter(kinds=(SUPERVISION.kind,), units=(issuer,), logged=("issue",))
    return [
        sent
        for case in every_matter(room, where)
        if case.issuer == issuer
        for sent in sent_of(case, room.store.list_steps(case.matter_id))
    ]
