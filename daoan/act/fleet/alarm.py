"""An alarm on a vehicle's positions 动态监控报警: 待核实—核实—申辩—复核—维持或撤销.

The unit that holds it looks at the track, the tachograph and whoever drove, and confirms the alarm or withdraws it. It
then is the company's own turn, where the company has a unit here: it may dispute the alarm for some days; before that,
or for a company without one, the police enter what it says. Somebody else than who confirmed it decides. Values:
``alarm`` (its id), ``company``, ``company_id`` (of the roster), ``reason`` (what the company says), ``confirmed_by``,
``disputed_by``.
"""

from dataclasses import replace
from datetime import datetime

from daoan.act.workflow.given import other_person, with_values
from daoan.act.workflow.table import Clock, Event, Part, Terms, Transition, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

_HOLDER, _ISSUER = (Part.HOLDER,), (Part.ISSUER,)
_WORK, _AUDIT = Permission.WORK, Permission.AUDIT_WORK


def _confirmed(matter: Matter, event: Event, _at: datetime, terms: Terms) -> Matter:
    own = terms.units.of_company(str(matter.values.get("company_id", "")))
    return replace(matter, holder=own or matter.holder, values=with_values(matter, confirmed_by=event.by.person_id))


def _disputed(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    return replace(matter, values=with_values(matter, reason=event.values["reason"], disputed_by=event.by.person_id))


FLEET_ALARM = Workflow(
    kind="fleet_alarm",
    name=Text("alarm on a vehicle's positions", "车辆动态监控报警"),
    states={
        "suspected": Text("to be checked", "待核实"),
        "confirmed": Text("confirmed, may be disputed", "已核实，可申辩"),
        "disputed": Text("disputed, to be decided", "已申辩，待复核"),
        "upheld": Text("upheld", "维持"),
        "withdrawn": Text("withdrawn", "已撤销"),
    },
    start="suspected",
    closed=frozenset({"upheld", "withdrawn"}),
    transitions=(
        Transition(
            "confirm", ("suspected",), "confirmed", _HOLDER, _WORK, Text("confirm", "核实属实"),
            needs_note=True, change="confirmed",
        ),
        Transition(
            "withdraw", ("suspected",), "withdrawn", _HOLDER, _WORK, Text("withdraw: no violation", "核实不属实，撤销"),
            needs_note=True,
        ),
        Transition(
            "dispute", ("suspected", "confirmed"), "disputed", (Part.HOLDER, Part.ABOVE), _WORK,
            Text("object for the company", "企业申辩"), needs=("reason",), change="disputed",
        ),
        Transition(
            "uphold", ("disputed",), "upheld", _ISSUER, _AUDIT, Text("uphold", "复核维持"),
            guards=("other_than_confirmer",), needs_note=True,
        ),
        Transition(
            "give_way", ("disputed",), "withdrawn", _ISSUER, _AUDIT, Text("objection allowed", "申辩成立，撤销"),
            guards=("other_than_confirmer",), needs_note=True,
        ),
        Transition("close", ("confirmed",), "upheld", _ISSUER, _AUDIT, Text("no objection: close", "无申辩，办结")),
    ),
    clocks={
        "suspected": Clock("fleet_alarms.check_working_days", "working_days", Text("check", "核实")),
        "confirmed": Clock(
            "fleet_alarms.dispute_days", "days", Text("close where nobody objects", "申辩期满办结"), whose=Part.ISSUER
        ),
        "disputed": Clock(
            "fleet_alarms.review_working_days", "working_days", Text("decide", "复核"), whose=Part.ISSUER
        ),
    },
    guards={
        "other_than_confirmer": other_person(
            "confirmed_by", "who confirmed it does not decide on the objection", "核实人不得复核申辩"
        )
    },
    changes={"confirmed": _confirmed, "disputed": _disputed},
    begun_with=Permission.ISSUE,
)  # fmt: skip
