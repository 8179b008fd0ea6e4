"""Handing in a ledger 录入—上报—审核/回退: entries of one register, each by the version that was looked at.

Values: ``register``, ``entries`` ("id@version"), ``rejections``. Whoever entered or handed it in does not approve it.
What is changed afterwards is a new version, which is to be handed in anew.
"""

from dataclasses import replace
from datetime import datetime

from daoan.act.workflow.given import rejected_once_more, units_in, with_values
from daoan.act.workflow.table import Clock, Event, Part, Refused, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

_HOLDER, _ISSUER = (Part.HOLDER,), (Part.ISSUER,)
_WORK, _AUDIT = Permission.WORK, Permission.AUDIT_WORK
_VERSION_MARK = "@"


def marked(entry_id: str, version: int) -> str:
    """An entry's version as a hand-in names it."""
    return f"{entry_id}{_VERSION_MARK}{version}"


def handed_in(matter: Matter) -> dict[str, int]:
    """The versions that a hand-in is about, by entry's id; what cannot be read is left out."""
    pairs = (one.rpartition(_VERSION_MARK) for one in units_in(matter.values.get("entries")))
    return {name: int(version) for name, _, version in pairs if name and version.isascii() and version.isdigit()}


def _four_eyes(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    if event.by.person_id in (matter.created_by, matter.values.get("handed_in_by")):
        return Refused("same_person", Text("who handed it in does not approve it", "上报人不得自行审核"))
    return None


def _says_what(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    if not handed_in(matter):
        return Refused("entries", Text("it names no entry", "未包含任何台账条目"))
    return None


def _again(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    values = with_values(matter, entries=event.values["entries"], handed_in_by=event.by.person_id)
    return replace(matter, values=values)


RURAL_LEDGER = Workflow(
    kind="rural_ledger",
    name=Text("ledger handed in", "农村台账上报"),
    states={
        "handed_in": Text("to be examined", "已上报，待审核"),
        "returned": Text("returned, to be put right", "已回退，待修改"),
        "approved": Text("approved", "审核通过"),
        "withdrawn": Text("withdrawn", "已撤回"),
    },
    start="handed_in",
    closed=frozenset({"approved", "withdrawn"}),
    transitions=(
        Transition(
            "approve", ("handed_in",), "approved", _HOLDER, _AUDIT, Text("approve", "审核通过"),
            guards=("says_what", "four_eyes"),
        ),
        Transition(
            "return", ("handed_in",), "returned", _HOLDER, _AUDIT, Text("return", "回退"),
            needs_note=True, change="rejected",
        ),
        Transition(
            "hand_in", ("returned",), "handed_in", _ISSUER, _WORK, Text("hand in again", "重新上报"),
            needs=("entries",), change="again",
        ),
        Transition(
            "withdraw", ("handed_in", "returned"), "withdrawn", _ISSUER, _WORK, Text("withdraw", "撤回"),
            needs_note=True,
        ),
    ),
    clocks={
        "handed_in": Clock("rural_ledger.review_working_days", "working_days", Text("examine", "审核")),
        "returned": Clock(
            "rural_ledger.mend_working_days", "working_days", Text("put right", "修改重报"), whose=Part.ISSUER
        ),
    },
    guards={"says_what": _says_what, "four_eyes": _four_eyes},
    changes={"rejected": rejected_once_more, "again": _again},
    begun_with=_WORK,
)  # fmt: skip
