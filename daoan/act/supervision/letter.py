"""From a case of supervision to the letter of its rung: who, what is overdue since when, by which rule, what is asked.

In: the case, the matters that it is about, names and numbers around them. Out: a :class:`~daoan.terms.letters.Letter`.
What only a person can know (contact, who is summoned, the official ground of the issuing body) is left as ``____``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daoan.act.supervision.letter_words import LETTERS, SUBJECTS, Rung, day_in, span_in
from daoan.act.supervision.numbers import Sent, local_day
from daoan.act.supervision.supervision import RUNGS, next_rung
from daoan.act.workflow.given import text_in
from daoan.act.workflow.table import Workflow
from daoan.terms.documents import Table, same
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.letters import BLANK, Item, Letter, Part
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import RulePack, Status
from daoan.terms.units import UnitTree

#: So many matters are told in the text; more go into an annex.
MOST_IN_TEXT = 3
_STATUS = {
    Status.VERIFIED: Text("read in the official text", "已核对官方文本"),
    Status.PARTIAL: Text(
        "drawn from practice elsewhere; the numbers are not an official standard", "参照各地做法拟定，数值非官方标准"
    ),
    Status.PROJECT_DEFAULT: Text("ours, not an official standard", "系统默认值，非官方标准"),
}


@dataclass(frozen=True, slots=True)
class Around:
    """What a letter must know besides the case.

    ``number``: year and number of this letter, ``None`` for a draft. ``mark``: the issuing unit's 发文机关代字, empty
    where nobody has set it. ``sent``: every rung on which the case was issued, this one last.
    """

    units: UnitTree
    workflows: Mapping[str, Workflow]
    work: RulePack
    triggers: RulePack
    zone: str
    now: datetime
    sent: Sequence[Sent] = ()
    number: tuple[int, int] | None = None
    mark: str = ""
    simulated: bool = False

    @property
    def as_of(self) -> datetime:
        """The moment that the letter speaks of: when it was issued; now, while it is a draft."""
        return self.sent[-1].at if self.sent else self.now


def letter_of(case: Matter, about: Sequence[Matter], around: Around) -> Letter:
    """The letter of the rung on which a case stands. Raises :class:`InputError` for a case without a rung."""
    rung = LETTERS.get(case.level)
    if rung is None:
        raise InputError(f"{case.matter_id} stands on no rung of supervision, so it has no letter")
    issuer, unit = _name(case.issuer, around.units), _name(case.holder, around.units)
    trigger = _trigger(case, around.triggers)
    subject = SUBJECTS[trigger.get("counts", "")]
    circular = case.level == "circular"
    return Letter(
        head=issuer,
        number=_number(case, rung, around),
        title=(
            Text(f"{rung.name.en}:", f"关于{unit.zh}"),
            Text(subject.en, subject.zh),
            Text(f"at {unit.en}", f"的{rung.name.zh}"),
        ),
        to=Text(f"{unit.en}; all units concerned", f"{unit.zh}，各有关单位") if circular else unit,
        opening=_opening(case, len(about), trigger, rung, around),
        parts=(
            Part(Text("What it is about", "督办事项"), _matters(about, around)),
            Part(Text("On what ground", "督办依据"), (Item(same(""), _ground(trigger, around.triggers)),)),
            Part(Text("What is asked", "有关要求"), _asked(case, trigger, rung, around)),
            Part(Text("Contact", "联系方式"), (Item(same(""), _contact()),)),
        ),
        closing=rung.closing,
        signed=issuer,
        dated=local_day(around.sent[-1].at, around.zone) if around.sent else None,
        copies=same(BLANK),
        annexes=(_annex(about, around),) if len(about) > MOST_IN_TEXT else (),
        simulated=around.simulated,
    )


def _name(unit_id: str, units: UnitTree) -> Text:
    return units.name_of(unit_id) or same(unit_id)


def _number(case: Matter, rung: Rung, around: Around) -> Text:
    year, number = around.number or (local_day(around.now, around.zone).year, None)
    told = BLANK if number is None else str(number)
    latin = around.mark if around.mark.isascii() and around.mark else case.issuer
    return Text(
        f"{latin}/{rung.mark.en}/{year}/{told}",
        f"{around.mark or BLANK}{rung.mark.zh}〔{year}〕{told}号",
    )


def _trigger(case: Matter, pack: RulePack) -> Mapping[str, Any]:
    name = case.values.get("trigger")
    return next((t for t in pack.get("trigger") if t["name"] == name), {})


def _opening(case: Matter, number: int, trigger: Mapping[str, Any], rung: Rung, around: Around) -> tuple[Text, ...]:
    as_of = day_in(around.as_of, around.zone)
    why = Text(trigger.get("en", ""), trigger.get("zh", ""))
    because = Text(f" ({why.en})" if why.en else "", f"（{why.zh}）" if why.zh else "")
    what = Text(f"{number} matter{'s' * (number != 1)}", f"{number}项")
    found = Text(
        f"As of {as_of.en} there is work with your unit calling for supervision: {what.en}{because.en}.",
        f"经核查，截至{as_of.zh}，你单位有{what.zh}工作达到督办条件{because.zh}。",
    )
    if case.level == "circular":
        name = _name(case.holder, around.units)
        found = Text(found.en.replace("your unit", name.en), found.zh.replace("你单位", name.zh))
    before = [(RUNGS[s.rung], day_in(s.at, around.zone)) for s in around.sent[:-1]]
    earlier = Text(
        f" Before this: {', '.join(f'{r.en} of {d.en}' for r, d in before)}; not settled as asked." if before else "",
        f"此前已于{'、'.join(f'{d.zh}发出{r.zh}' for r, d in before)}，仍未按要求办结。" if before else "",
    )
    return (Text(f"{found.en}{earlier.en} {rung.begins.en}", f"{found.zh}{earlier.zh}{rung.begins.zh}"),)


def _matters(about: Sequence[Matter], around: Around) -> tuple[Item, ...]:
    if len(about) > MOST_IN_TEXT:
        return (Item(same(""), Text(f"{len(about)} matters, listed in the annex.", f"共{len(about)}项，详见附件。")),)
    if not about:
        return (Item(same(""), same(BLANK)),)
    return tuple(_matter(m, around) for m in about)


def _matter(matter: Matter, around: Around) -> Item:
    workflow = around.workflows.get(matter.kind)
    kind, holder = workflow.name if workflow else same(matter.kind), _name(matter.holder, around.units)
    due, state = _due(matter, around), _state(matter, around)
    told = [t for t in (due, Text(f"now: {state.en}", f"现为“{state.zh}”") if state.zh else state) if t.zh]
    return Item(
        _full_stop(_title(matter)),
        Text(
            "; ".join([f"{kind.en.capitalize()} {matter.matter_id}, with {holder.en}", *(t.en for t in told)]) + ".",
            "，".join([f"{kind.zh}，编号{matter.matter_id}", f"由{holder.zh}承办", *(t.zh for t in told)]) + "。",
        ),
    )


def _due(matter: Matter, around: Around) -> Text:
    """Until when what was due and how late it was; empty where the matter has moved on since the letter's moment."""
    if matter.closed_at is not None and matter.closed_at <= around.as_of:
        done = day_in(matter.closed_at, around.zone)
        return Text(f"done at {done.en}, after a deadline had passed", f"已于{done.zh}办结，办理中曾逾期")
    if matter.due_at is None or _moved_on(matter, around):
        return same("")
    until, what = day_in(matter.due_at, around.zone), matter.due or Text("see to it", "办理")
    late = span_in(around.as_of - matter.due_at) if around.as_of >= matter.due_at else None
    return Text(
        f"to {what.en} by {until.en}" + (f", {late.en} late" if late else ""),
        f"应于{until.zh}前{what.zh}" + (f"，已逾期{late.zh}" if late else ""),
    )


def _state(matter: Matter, around: Around) -> Text:
    """How the matter stood; empty where it has moved on since the letter's moment."""
    if _moved_on(matter, around):
        return same("")
    workflow = around.workflows.get(matter.kind)
    return (workflow.states.get(matter.state) if workflow else None) or same(matter.state)


def _moved_on(matter: Matter, around: Around) -> bool:
    return matter.changed_at > around.as_of


def _title(matter: Matter) -> Text:
    return text_in(matter.values.get("title"), matter.title)


def _full_stop(text: Text) -> Text:
    return Text(text.en.rstrip(".") + ".", text.zh.rstrip("。") + "。")


def _ground(trigger: Mapping[str, Any], pack: RulePack) -> Text:
    if not trigger:
        return Text(f"{BLANK} (the ground of the issuing body).", f"{BLANK}（发文机关依据）。")
    status = _STATUS[pack.status]
    return Text(
        f"{BLANK} (the ground of the issuing body); condition “{trigger['en']}” of “{pack.title.en}” "
        f"(rule pack {pack.stamp}, {trigger['name']}; {status.en}).",
        f"{BLANK}（发文机关依据）；《{pack.title.zh}》中“{trigger['zh']}”的条件（规则包{pack.stamp}，"
        f"条款{trigger['name']}；{status.zh}）。",
    )


def _asked(case: Matter, trigger: Mapping[str, Any], rung: Rung, around: Around) -> tuple[Item, ...]:
    sign = int(around.work.get(f"supervision.sign_days.{case.level}"))
    reply = int(around.work.get(f"supervision.reply_days.{case.level}"))
    until = day_in(case.due_at, around.zone) if case.due_at else None
    by = Text(
        f"within {reply} days of signing" + (f", by {until.en}" if until and case.state == "signed" else ""),
        f"签收后{reply}日内" + (f"（{until.zh}前）" if until and case.state == "signed" else ""),
    )
    items = [
        Item(
            Text("Sign and reply.", "按时签收、书面回复。"),
            Text(
                f"Please sign within {sign} day{'s' * (sign > 1)} of receipt and reply in writing {by.en}.",
                f"请于收到之日起{sign}日内签收，{by.zh}书面回复办理情况。",
            ),
        )
    ]
    own = text_in(case.values.get("text"), str(case.values.get("text", "")).strip())
    if own.zh and own.zh != trigger.get("zh") and "\n" not in own.zh:
        items.append(Item(Text("Besides:", "具体要求："), _full_stop(own)))
    finish = case.values.get("finish_by")
    if case.level == "listed":
        day = str(finish) if finish else BLANK
        items.append(Item(Text("To be finished by:", "完成时限："), Text(f"{day}.", f"{day}。")))
    items += rung.asks
    above = next_rung(case.level)
    if above is not None:
        items.append(
            Item(
                Text("If there is no answer.", "逾期处理。"),
                Text(
                    f"Without an answer in time the case may be raised to: {RUNGS[above].en}.",
                    f"逾期未办结又未说明理由的，将按程序升级为{RUNGS[above].zh}。",
                ),
            )
        )
    return tuple(items)


def _contact() -> Text:
    return Text(f"Name: {BLANK}  Telephone: {BLANK}", f"联系人：{BLANK}    联系电话：{BLANK}")


def _annex(about: Sequence[Matter], around: Around) -> Table:
    rows = tuple(
        (same(str(place)), _title(m), _name(m.holder, around.units), _due(m, around), _state(m, around))
        for place, m in enumerate(about, start=1)
    )
    return Table(
        Text("List of matters", "督办事项清单"),
        (
            Text("No.", "序号"), Text("Matter", "事项"), Text("With", "承办单位"), Text("Due", "时限及逾期"),
            Text("State", "办理情况"),
        ),
        rows,
    )  # fmt: skip
