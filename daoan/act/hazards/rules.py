"""What must hold for a hazard's steps, and what changes with them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from daoan.act.hazards.below import ACCEPTANCE, CONTROL, controls, word_of_acceptors
from daoan.act.hazards.tickets import GRADES
from daoan.act.workflow.given import moment_in, number_in, units_in, with_values
from daoan.act.workflow.table import Event, Refused, Terms
from daoan.act.working_days import after_days
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter

#: The grade that must be under temporary control before work goes on.
GRAVEST = next(iter(GRADES))


def grade_known(_matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    """The grade is one of the three."""
    if str(event.values["grade"]) not in GRADES:
        return Refused("grade", Text(f"grade it: {', '.join(GRADES)}", "请定级：重大、较大或一般"))
    return None


def other_than_reporter(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    """Who reported a hazard does not grade it."""
    if event.by.person_id == matter.created_by:
        return Refused("same_person", Text("who reported it does not grade it", "上报人不得自行定级"))
    return None


def controlled(matter: Matter, _event: Event, _at: datetime, terms: Terms) -> Refused | None:
    """A hazard of the gravest grade is under temporary control."""
    own = controls(terms.related)
    if matter.level == GRAVEST and not (own and all(c.state == "in_place" for c in own)):
        return Refused("control", Text("temporary control must be in place first", "重大隐患须先落实临时管控"))
    return None


def plan_sound(matter: Matter, event: Event, at: datetime, terms: Terms) -> Refused | None:
    """The planned limit lies ahead and within the grade's own; funds are no less than nothing."""
    funds, limit = number_in(event.values["funds"]), moment_in(event.values["limit"], terms.zone)
    if funds is None or funds < 0:
        return Refused("funds", Text("give the funds in yuan, 0 or more", "治理资金须为不小于0的数字（元）"))
    last = moment_in(matter.values.get("rectify_by"), terms.zone)
    if limit is None or limit <= at or (last is not None and limit > last):
        return Refused(
            "limit",
            Text(
                "the limit is a day ahead, within that of the grade", "治理期限须为今后日期，且不超过该等级的整改时限"
            ),
        )
    return None


def acceptors_named(matter: Matter, event: Event, _at: datetime, terms: Terms) -> Refused | None:
    """Acceptors are units that exist, each once, and not the one that did the work."""
    units = units_in(event.values["acceptors"])
    if not units or len(set(units)) < len(units) or any(u not in terms.units for u in units):
        return Refused("acceptors", Text("name units that exist, each once", "请指定有效验收单位，且不得重复"))
    if matter.holder in units:
        return Refused("own_work", Text("who did the work does not accept it", "治理单位不得验收自己的工作"))
    return None


def extension_free(matter: Matter, event: Event, _at: datetime, terms: Terms) -> Refused | None:
    """No extension was granted or is asked for yet, and the days asked for are within the pack's."""
    if matter.values.get("extended_days") is not None or matter.values.get("extension") is not None:
        return Refused("once", Text("a limit is extended once only", "延期只能申请一次"))
    most, days = int(terms.pack.get(f"hazards.extend_days.{matter.level}")), number_in(event.values["days"])
    if days is None or days != int(days) or not 1 <= days <= most:
        return Refused("days", Text(f"ask for 1 to {most} days", f"延期天数须为1至{most}天"))
    return None


def extension_asked(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    """Somebody asked for an extension."""
    if matter.values.get("extension") is None:
        return Refused("not_asked", Text("nobody has asked for an extension", "尚未申请延期"))
    return None


def not_listed(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    """The hazard is not under listed supervision."""
    if matter.values.get("listed"):
        return Refused("listed", Text("lift the listed supervision first", "请先解除挂牌督办"))
    return None


def is_listed(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Refused | None:
    """The hazard is under listed supervision."""
    return None if matter.values.get("listed") else Refused("not_listed", Text("it is not listed", "未挂牌督办"))


def ripe(matter: Matter, _event: Event, at: datetime, terms: Terms) -> Refused | None:
    """The days of watching after the closing are over."""
    since = moment_in(matter.values.get("accepted_at"), terms.zone) or matter.changed_at
    days = int(terms.pack.get("hazards.look_back_days"))
    if at < after_days(since, days, terms.zone):
        return Refused("early", Text(f"look back after {days} days", f"销号满{days}日后方可回头看"))
    return None


def graded(matter: Matter, event: Event, _at: datetime, _terms: Terms) -> Matter:
    """Who graded it asks for it from now on; the reporter stays in the values."""
    values = with_values(matter, reported_by=matter.values.get("reported_by", matter.issuer))
    return replace(matter, level=str(event.values["grade"]), issuer=matter.holder, values=values)


def assigned(matter: Matter, event: Event, at: datetime, terms: Terms) -> Matter:
    """The unit that has to see to it, and the grade's limit counted from now."""
    until = after_days(at, int(terms.pack.get(f"hazards.rectify_days.{matter.level}")), terms.zone)
    values = with_values(matter, rectify_by=until.isoformat(), extended_days=None, extension=None)
    return replace(matter, holder=str(event.values["unit"]), values=values)


def sent_back(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    """It lies with the unit that asks for it again."""
    times = int(matter.values.get("misdirected", 0)) + 1
    return replace(matter, holder=matter.issuer, values=with_values(matter, misdirected=times, rectify_by=None))


def planned(matter: Matter, event: Event, _at: datetime, terms: Terms) -> Matter:
    """The diagnosis stands in the hazard's own fields; its limit is the deadline."""
    fields = {name: event.values[name] for name in ("kind", "measure", "responsible", "limit", "funds")}
    limit = moment_in(event.values["limit"], terms.zone)
    by = limit.isoformat() if limit else None
    return replace(matter, values=with_values(matter, diagnosis=fields, rectify_by=by))


def convened(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    """A new round of acceptance."""
    return replace(
        matter, values=with_values(matter, acceptance_round=int(matter.values.get("acceptance_round", 0)) + 1)
    )


def asked_longer(matter: Matter, event: Event, at: datetime, _terms: Terms) -> Matter:
    """The extension waits for whoever stands above."""
    asked = {"days": int(event.values["days"]), "asked_by": event.by.person_id, "asked_at": at.isoformat()}
    return replace(matter, values=with_values(matter, extension=asked))


def granted(matter: Matter, _event: Event, at: datetime, terms: Terms) -> Matter:
    """The limit lies so many days later: counted from the limit, passed or not."""
    days = int(matter.values["extension"]["days"])
    last = moment_in(matter.values.get("rectify_by"), terms.zone) or at
    until = after_days(last, days - 1, terms.zone)  # a limit is the end of a day, which is the next day's first moment
    values = with_values(matter, rectify_by=until.isoformat(), extended_days=days, extension=None)
    return replace(matter, due_at=max(until, at), values=values)


def denied(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    """The extension is off the table."""
    return replace(matter, values=with_values(matter, extension=None))


def listed(matter: Matter, _event: Event, at: datetime, _terms: Terms) -> Matter:
    """Under listed supervision."""
    return replace(matter, values=with_values(matter, listed=True, listed_at=at.isoformat()))


def unlisted(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    """No longer under listed supervision; when it was stays."""
    return replace(matter, values=with_values(matter, listed=None))


def accepted(matter: Matter, _event: Event, at: datetime, _terms: Terms) -> Matter:
    """Closed, and with the unit that asked until the look-back."""
    values = with_values(matter, accepted_at=at.isoformat(), rectified_by=matter.holder)
    return replace(matter, holder=matter.issuer, values=values)


def recurred(matter: Matter, _event: Event, _at: datetime, _terms: Terms) -> Matter:
    """The hazard is back: to be assigned anew."""
    times = int(matter.values.get("recurrences", 0)) + 1
    values = with_values(matter, recurrences=times, accepted_at=None, rectify_by=None, diagnosis=None)
    return replace(matter, values=values)


def control_of(matter: Matter, _event: Event, _terms: Terms) -> Sequence[Matter]:
    """Temporary control for the unit that has the hazard, where it is of the gravest grade."""
    return (_child(matter, CONTROL.kind, matter.holder),) if matter.level == GRAVEST else ()


def acceptances(matter: Matter, event: Event, _terms: Terms) -> Sequence[Matter]:
    """One word to give for each acceptor."""
    return tuple(_child(matter, ACCEPTANCE.kind, unit) for unit in units_in(event.values["acceptors"]))


def settle(hazard: Matter, children: Sequence[Matter]) -> str | None:
    """What the acceptors' words mean for the hazard."""
    word = word_of_acceptors(hazard, tuple(children))
    return {"accepted": "accept", "refused": "turn_down", "lapsed": "lapse"}.get(word or "")


def _child(hazard: Matter, kind: str, unit: str) -> Matter:
    values = {"round": hazard.values.get("acceptance_round", 0)} if kind == ACCEPTANCE.kind else {}
    return replace(hazard, matter_id="", kind=kind, holder=unit, values=values)
