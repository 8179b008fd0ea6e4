"""The page of everything with states, written from the tables and the rule packs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from daoan.act.supervision.supervision import RUNGS
from daoan.act.workflow.given import FIELD_NAMES
from daoan.act.workflow.registry import WORKFLOWS
from daoan.act.workflow.table import PART_NAMES, Clock, Transition, Workflow, diagram
from daoan.edge.files import read_rule_packs
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack

INTRO = """# Things with states

Orders, alerts in work, hazards, supervision, joint tasks, public opinion and watch entries move by tables, and by
nothing else: a row says in which states an event may happen, who may cause it, and where it leads. Everybody else is
refused with a reason.
Every move is a line of the matter's log; lines are added, never changed. `daoan.act.workflow.engine.advance` moves one
matter, `daoan.act.workflow.family.act` moves it with all that follows below and above it: all of it, or nothing.

- **Who may**: *issuing unit* is the unit that asked, or one above it; *responsible unit* is the one whose turn it is;
  *unit above* stands above that; *the system* acts when a related matter moves. The role must carry the permission too.
- **Clocks** start with the state, by the numbers of `rulepacks/work.toml`. When one runs out, a line is written once;
  the leaders of the unit that is late are told, later the unit above (`daoan.act.workflow.registry.escalation`).
- **Four eyes**: who fed back does not audit, who audited first does not audit last, who reported a hazard does not
  grade it, who judged an alert does not close it, who replied does not accept. A watch entry takes three people: who
  files it, who reviews it, who approves it; so does its withdrawal.
- **What a person must decide** stays with a person: the system drafts and proposes. By itself it moves only a matter
  whose matters below (or above) have moved: a parent closes when its parts are done, parts end with their parent; and
  it ends watch entries that have run out or whose cause a register says is gone.
"""

UNITS = {"minutes": Text("min", "分钟"), "days": Text("days", "日"), "working_days": Text("working days", "个工作日")}


def workflows_page(root: Path) -> str:
    """Every kind of matter with its diagram, rows and clocks, and the triggers of supervision."""
    packs = read_rule_packs(root / "rulepacks")
    work, supervision = packs["work"], packs["supervision"]
    parts = [INTRO, f"The numbers of the clocks are `{work.status.value}`: {work.source}\n"]
    parts += [_section(workflow, work) for workflow in WORKFLOWS.values()]
    parts.append(_triggers(supervision))
    return "\n".join(parts)


def _section(workflow: Workflow, pack: RulePack) -> str:
    begun = (
        f"Begun with the permission `{workflow.begun_with.value}`."
        if workflow.begun_with
        else "Not opened by hand: it comes into being below another matter, or on a page of its own."
    )
    if workflow.confined is not None:
        begun += f" Seen by the issuing unit and by `{workflow.confined.value}` there or above, and by nobody else."
    states = "; ".join(f"`{name}` {text.en} · {text.zh}" for name, text in workflow.states.items())
    rows = [_row(row) for row in workflow.transitions]
    clocks = [
        (f"`{state}`", clock.label.en, clock.label.zh, _limit(clock, pack), PART_NAMES[clock.whose].en)
        for state, clock in workflow.clocks.items()
    ]
    told = [
        f"## {workflow.name.en} · {workflow.name.zh} (`{workflow.kind}`)\n",
        f"{begun} States: {states}.\n",
        f"```mermaid\n{diagram(workflow)}\n```\n",
        _table(("event", "操作", "from", "to", "who", "permission", "must hold"), rows),
    ]
    if clocks:
        told.append(_table(("state", "to do", "事项", "within", "whose"), clocks))
    return "\n".join(told)


def _row(row: Transition) -> tuple[str, ...]:
    who = " or ".join(PART_NAMES[part].en for part in row.parts)
    needs = [FIELD_NAMES[name].en for name in row.needs] + (["a note"] if row.needs_note else [])
    holds = [f"`{guard}`" for guard in row.guards]
    target = f"`{row.target}`" + (" (clock goes on)" if row.keeps_clock else "")
    sources = ", ".join(f"`{s}`" for s in row.sources)
    must = "; ".join([*([f"given: {', '.join(needs)}"] if needs else []), *holds])
    permission = "" if all(part.value == "loop" for part in row.parts) else f"`{row.permission.value}`"
    return f"{row.label.en} (`{row.event}`)", row.label.zh, sources, target, who, permission, must


def _limit(clock: Clock, pack: RulePack) -> str:
    if clock.unit == "value":
        return f"the matter's own `{clock.path}`"
    amounts: Any = pack.get(clock.path)
    unit = UNITS[clock.unit].en
    told = (
        ", ".join(f"{level} {amount}" for level, amount in amounts.items())
        if isinstance(amounts, Mapping)
        else str(amounts)
    )
    cap = f", no later than `{clock.no_later_than}`" if clock.no_later_than else ""
    return f"{told} {unit}{cap}"


def _triggers(pack: RulePack) -> str:
    rows = [
        (
            f"`{t['name']}`",
            t["en"],
            t["zh"],
            ", ".join(t["kinds"]),
            f"{t['counts']} ≥ {t['at_least']}" + (f" in {t['within_days']} days" if "within_days" in t else ""),
            f"{RUNGS[t['rung']].en} · {RUNGS[t['rung']].zh}",
        )
        for t in pack.get("trigger")
    ]
    ladder = " → ".join(f"{text.en} {text.zh}" for text in RUNGS.values())
    return (
        f"## What calls for supervision\n\nThe ladder: {ladder}. A trigger proposes; a person issues. Status "
        f"`{pack.status.value}`: {pack.source}\n\n"
        + _table(("trigger", "because", "原因", "of", "counted", "rung"), rows)
    )


def _table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
