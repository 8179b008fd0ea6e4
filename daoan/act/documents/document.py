"""A document: draft → read → signed → sent, each by another pair of eyes; and its copy at every unit it is sent to.

Values: ``document`` (its kind), ``subject``, ``run``, ``revises`` (the document that it stands beside), ``requests``
(what is asked, a line an item), ``copies``, ``targets`` (units), ``read_by``, ``signed_by``, ``signed_at``.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from daoan.act.workflow.given import known_units, other_person, units_in, with_values
from daoan.act.workflow.table import Clock, Event, Part, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

_HOLDER, _ISSUER = (Part.HOLDER,), (Part.ISSUER,)
_WORK, _ISSUE, _AUDIT = Permission.WORK, Permission.ISSUE, Permission.AUDIT_WORK
_EDITABLE = ("requests", "copies")


def _edited(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    given = {name: str(event.values[name]) for name in _EDITABLE if name in event.values}
    return replace(matter, values={**matter.values, **given})


def _read(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, read_by=event.by.person_id))


def _signed(matter: Matter, event: Event, at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, signed_by=event.by.person_id, signed_at=at.isoformat()))


def _returned(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, read_by=None))


def _sent(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, targets=list(units_in(event.values["targets"]))))


def _copies(matter: Matter, event: Event, _terms: Terms) -> Sequence[Matter]:
    return tuple(
        replace(
            matter, matter_id="", kind=DOCUMENT_COPY.kind, holder=unit, values={"title": matter.values.get("title")}
        )
        for unit in units_in(event.values["targets"])
    )


DOCUMENT = Workflow(
    kind="document",
    name=Text("document", "公文"),
    states={
        "draft": Text("to be read", "草稿，待核稿"),
        "read": Text("to be signed", "已核稿，待签发"),
        "signed": Text("to be sent", "已签发，待印发"),
        "sent": Text("sent", "已印发"),
        "withdrawn": Text("withdrawn", "已撤销"),
    },
    start="draft",
    closed=frozenset({"sent", "withdrawn"}),
    transitions=(
        Transition("edit", ("draft",), "draft", _ISSUER, _ISSUE, Text("edit", "修改"), change="edited"),
        Transition("read", ("draft",), "read", _ISSUER, _AUDIT, Text("read and pass on", "核稿"), change="read"),
        Transition(
            "give_back", ("read",), "draft", _ISSUER, _AUDIT, Text("give back", "退回修改"), needs_note=True,
            change="returned",
        ),
        Transition(
            "sign", ("read",), "signed", _ISSUER, _AUDIT, Text("sign", "签发"), guards=("other_than_reader",),
            change="signed",
        ),
        Transition(
            "send", ("signed",), "sent", _ISSUER, _ISSUE, Text("send", "印发"), guards=("known",), needs=("targets",),
            change="sent", spawn="copies",
        ),
        Transition(
            "withdraw", ("draft", "read"), "withdrawn", _ISSUER, _ISSUE, Text("withdraw", "撤销"), needs_note=True
        ),
    ),
    guards={
        "other_than_reader": other_person("read_by", "who read it does not sign it", "核稿人不得自行签发"),
        "known": known_units("targets"),
    },
    changes={"edited": _edited, "read": _read, "returned": _returned, "signed": _signed, "sent": _sent},
    spawns={"copies": _copies},
    begun_with=_ISSUE,
)  # fmt: skip

DOCUMENT_COPY = Workflow(
    kind="document_copy",
    name=Text("copy of a document", "收文"),
    states={"to_sign": Text("to be signed for", "待签收"), "signed": Text("signed for", "已签收")},
    start="to_sign",
    closed=frozenset({"signed"}),
    transitions=(Transition("sign", ("to_sign",), "signed", _HOLDER, _WORK, Text("sign for", "签收")),),
    clocks={"to_sign": Clock("document_copy.sign_working_days", "working_days", Text("sign for", "签收"))},
)
