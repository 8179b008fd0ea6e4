"""On what grounds somebody may look up a plate, a person or a track: a purpose, a case, for a track a second person."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from daoan.act.workflow.table import Refused
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission
from daoan.terms.rulepacks import RulePack

#: What every line of a look-up begins with.
LOOK_UP = "look_up."

#: "place": which vehicles passed a site; "companions": which travel with a vehicle; "matter": one matter in the clear;
#: "outside_hits": hits of the asker's own outside list; "positions": where a unit on duty was;
#: "alarm_track": the slice of a key vehicle's track that an alarm stands on.
Kind = Literal[
    "plate", "person", "track", "track_export", "place", "companions", "matter", "outside_hits", "positions",
    "alarm_track",
]  # fmt: skip

#: What no rule pack can free from the approval of a second person.
ALWAYS_SECOND = frozenset({"track_export", "companions"})


@dataclass(frozen=True, slots=True)
class LookUp:
    """What somebody asks to see.

    ``subject``: keyed token of the plate or person, never the clear; id of a matter or site. ``about``: of what time.
    """

    kind: Kind
    subject: str
    purpose: str  # code of the rule pack
    case: str  # number of the case or order
    at: datetime
    approved_by: str = ""  # person id of the second person, where one is needed
    about: str = ""


def purposes(pack: RulePack) -> Mapping[str, Text]:
    """Every purpose there is, by code."""
    return {row["code"]: Text(row["en"], row["zh"]) for row in pack.get("purpose")}


def refusal_of(asked: LookUp, by: Actor, pack: RulePack) -> Refused | None:
    """Why a look-up is refused, ``None`` where it may be done. The refusal is written into the log as well."""
    if Permission.LOOK_UP not in by.permissions:
        return Refused("permission", Text("your role may not look up plates or people", "您的角色无权查询车辆、人员"))
    if asked.purpose not in purposes(pack):
        listed = purposes(pack)
        return Refused(
            "purpose",
            Text(
                f"choose a purpose: {', '.join(t.en for t in listed.values())}",
                f"请选择查询事由：{'、'.join(t.zh for t in listed.values())}",
            ),
        )
    if not is_case_number(asked.case, pack):
        return Refused(
            "case",
            Text("give the number of the case or order, as OR-2026-0031", "请填写案件或指令编号，如 OR-2026-0031"),
        )
    if needs_second(asked.kind, pack) and asked.approved_by in ("", by.person_id):
        return Refused("second_person", Text("this needs the approval of a second person", "此类查询须经第二人审批"))
    return None


def needs_second(kind: str, pack: RulePack) -> bool:
    """Whether a second person must have approved look-ups of a kind."""
    return kind in ALWAYS_SECOND or kind in pack.get("second_person.kinds")


def is_case_number(case: str, pack: RulePack) -> bool:
    """Whether this can be the number of a case or order; whether there is one is asked later, by the flags."""
    fits = re.fullmatch(str(pack.get("case.pattern")), case.strip()) is not None
    fits = fits and mask_text(case) == case  # a plate, a phone, a citizen's number is no case, and is not kept
    return fits and (not pack.get("case.needs_digit") or any(c in "0123456789" for c in case))


def note_of(asked: LookUp, by: Actor, refused: Refused | None = None) -> AuditNote:
    """The line for the log, of a look-up that is done (written before anything is shown) or refused."""
    told = (f"approved by {asked.approved_by}" if asked.approved_by else "", asked.about)
    return AuditNote(
        at=asked.at,
        person_id=by.person_id,
        unit_id=by.unit_id,
        action=f"{LOOK_UP}{asked.kind}" if refused is None else f"refused.{LOOK_UP}{asked.kind}",
        subject=asked.subject,
        purpose=mask_text(asked.purpose),  # of a refused one it may be anything
        case=mask_text(asked.case.strip()),
        detail="; ".join(filter(None, told)) if refused is None else refused.code,
    )
